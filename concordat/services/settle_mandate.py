"""Record how the body that gave a mandate settled the disputes about it.

Only that body settles them, and its decision settles every one that is open. The signature stands
whatever it decides; the certificate notes the decision beside the dispute.
"""

from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.calendar import in_words
from concordat.domain.facts import Fact
from concordat.domain.parties import Mandate
from concordat.domain.seating import SeatName
from concordat.domain.signature import MandateDispute
from concordat.services.dispute_mandate import check_past, disputes_of, mandate_of
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.register import Transaction
from concordat.services.seats import FoundSeat, check_words, find

ACT = "settle a dispute about a mandate"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the appointing body decided: whether the mandate was good, on which day, in its words."""

    seat: SeatName
    settled_on: date
    settled_by: str
    upheld: bool
    note: str


def settle_mandate(office: Office, version_id: str, scope: str, settled: Settlement) -> None:
    """Record what the appointing body decided; the same decision recorded again changes nothing.

    NotAllowed for another body, when nothing is disputed, or on a day before the dispute or to come.
    """
    with office.register.writing() as tx:
        found = find(tx, version_id, scope, settled.seat, ACT)
        mandate = mandate_of(found)
        _check_body(found, mandate, settled.settled_by)
        note = check_words(found.of.attempt, "what was decided", settled.note)
        settled = replace(settled, settled_by=mandate.appointed_by, note=note)
        known = disputes_of(tx, found)
        unsettled = [dispute for dispute in known if dispute.settled_on is None]
        if not unsettled and any(dispute == _closed(dispute, settled) for dispute in known):
            return
        _check_disputed(tx, found, settled, unsettled)
        _record(tx, found, settled, unsettled)


def _closed(dispute: MandateDispute, settled: Settlement) -> MandateDispute:
    return replace(
        dispute,
        settled_on=settled.settled_on,
        settled_by=settled.settled_by,
        upheld=settled.upheld,
        note=settled.note,
    )


def _check_body(found: FoundSeat, mandate: Mandate, body: str) -> None:
    if " ".join(body.split()).casefold() != " ".join(mandate.appointed_by.split()).casefold():
        raise found.of.attempt.refused(
            f"'{body}' did not give this mandate.",
            f"Only {mandate.appointed_by} settles the dispute: record its decision.",
        )


def _check_disputed(
    tx: Transaction, found: FoundSeat, settled: Settlement, unsettled: list[MandateDispute]
) -> None:
    if not unsettled:
        raise found.of.attempt.refused(
            "no dispute about this mandate is open.",
            "Record the dispute first; what is settled is raised anew as another dispute.",
        )
    check_past(tx, found, settled.settled_on)
    raised_on = max(dispute.raised_on for dispute in unsettled)
    if settled.settled_on < raised_on:
        raise found.of.attempt.refused(
            f"the mandate was disputed on {raised_on}, after {settled.settled_on}.",
            "Give the day of the decision that followed.",
        )


def _record(
    tx: Transaction, found: FoundSeat, settled: Settlement, unsettled: list[MandateDispute]
) -> None:
    number = unsettled[-1].number
    tx.once(f"{found.of.about}/{found.named['seat']}/settle/{number}")
    for dispute in unsettled:
        tx.save(_closed(dispute, settled))
    tx.record(
        Fact.MANDATE_SETTLED,
        found.of.about,
        {
            **found.named,
            "settled_on": settled.settled_on,
            "settled_by": settled.settled_by,
            "upheld": settled.upheld,
            "note": settled.note,
        },
        actor="director",
    )
    owe_every_partner(
        tx,
        found.of.version,
        "change-recorded",
        occasion=f"/settled/{found.of.scope}/{found.named['seat']}/{number}",
        change="dispute about a mandate settled",
        what=f"On {in_words(settled.settled_on)} {settled.settled_by} decided that the mandate of "
        f"{found.signatory.role}, {found.signatory.organisation}, was "
        f"{'good' if settled.upheld else 'not good'}.",
        reason=settled.note,
        next="nothing changes for what was signed. The certificate notes the dispute and its end.",
    )
