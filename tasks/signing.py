"""The director's acts about who signs, and by what authority."""

from datetime import date

from concordat.domain.parties import Deputy
from concordat.domain.seating import SeatName
from concordat.services import ask_again as asking_again
from concordat.services import bounce, delegate
from concordat.services import dispute_mandate as disputing
from concordat.services import open_in_person as opening
from concordat.services import replace_signatory as replacing
from concordat.services import settle_mandate as settling
from concordat.services import void_request as voiding
from tasks.act import act
from tasks.office import office


@act(name="replace a signatory", tags=["signing"])
def replace_signatory(
    version_id: str, scope: str, seat: SeatName, email: str, reason: str, since: date | None
) -> None:
    """Record a seat's new holder, or its holder's new address."""
    change = replacing.Replacement(seat, email, reason, since)
    replacing.replace_signatory(office(), version_id, scope, change)


@act(name="delegate a signing", tags=["signing"])
def delegate_signing(version_id: str, scope: str, seat: SeatName, deputy: Deputy) -> None:
    """Record a deputy for a seat."""
    given = delegate.Delegation(seat, deputy)
    delegate.delegate_signing(office(), version_id, scope, given)


@act(name="ask a signatory again", tags=["signing"])
def ask_again(version_id: str, scope: str, seat: SeatName, reason: str) -> None:
    """Reopen a seat that declined."""
    asking_again.ask_again(office(), version_id, scope, seat, reason)


@act(name="void a signing request", tags=["signing"])
def void_request(
    version_id: str, scope: str, seat: SeatName, reason: str, noticed_on: date
) -> None:
    """Void a seat's open request, so that it is asked anew."""
    void = voiding.Voiding(seat, reason, noticed_on)
    voiding.void_request(office(), version_id, scope, void)


@act(name="record that a letter came back", tags=["signing"])
def record_bounce(version_id: str, address: str, words: str, for_good: bool) -> None:
    """Note a bounce on every open request to an address."""
    bounce.record_bounce(office(), version_id, bounce.Bounce(address, words, for_good))


@act(name="dispute a mandate", tags=["signing"])
def dispute_mandate(
    version_id: str, scope: str, seat: SeatName, raised_on: date, raised_by: str, reason: str
) -> None:
    """Record that somebody disputes the mandate of a seat."""
    raised = disputing.Dispute(seat, raised_on, raised_by, reason)
    disputing.dispute_mandate(office(), version_id, scope, raised)


@act(name="settle a dispute about a mandate", tags=["signing"])
def settle_mandate(version_id: str, scope: str, settled: settling.Settlement) -> None:
    """Record what the appointing body decided."""
    settling.settle_mandate(office(), version_id, scope, settled)


@act(name="open an in-person signing", tags=["signing"])
def open_in_person(version_id: str) -> None:
    """Send the officer of the event the link that opens the tablet."""
    opening.open_in_person(office(), version_id)
