"""What a signatory sees who has delegated from their own page, and how they take it back.

The rules are those of `domain.delegation`.
"""

from dataclasses import dataclass, replace

from concordat.domain.appointment import with_deputy
from concordat.domain.errors import LinkRefused
from concordat.domain.facts import Fact
from concordat.domain.parties import Deputy
from concordat.domain.record import Version
from concordat.domain.signature import PUBLIC, Closure
from concordat.services.office import Office
from concordat.services.register import Transaction
from concordat.services.seats import close_request, keep_programme, tell, wake
from concordat.services.sign import check_identified
from concordat.services.standing_delegation import (
    StandingDelegation,
    standing_delegation,
)


@dataclass(frozen=True, slots=True)
class Delegated:
    """What the link of somebody who has delegated shows: to whom, until when, by what evidence."""

    version: Version
    scope_name: str
    role: str
    organisation: str
    deputy_name: str
    deputy: Deputy
    has_file: bool


def opens(office: Office, token: str) -> bool:
    """Say whether the link opens the page of a delegation that stands."""
    with office.register.reading() as view:
        return standing_delegation(view, token) is not None


def delegated(office: Office, token: str, session: str) -> Delegated | None:
    """Return what whoever has delegated is shown; None for a link on which nobody has.

    NotIdentified for whoever has not shown that they gave it.
    """
    with office.register.reading() as view:
        standing = standing_delegation(view, token)
        if standing is None:
            return None
        check_identified(view, standing.request, session)
        of, own = standing.found.of, standing.found.signatory
        return Delegated(
            version=of.version,
            scope_name="the agreement" if of.scope == PUBLIC else of.attempt.scope_name,
            role=own.role,
            organisation=own.organisation,
            deputy_name=standing.given.deputy_name,
            deputy=standing.deputy,
            has_file=standing.given.evidence_sha256 is not None,
        )


def take_back(office: Office, token: str, session: str) -> None:
    """Take the delegation back: the deputy's link closes, and whoever delegated is asked anew.

    LinkRefused when none stands any more, NotIdentified before the code was given.
    """
    with office.register.writing() as tx:
        standing = standing_delegation(tx, token)
        if standing is None:
            raise _too_late()
        check_identified(tx, standing.request, session)
        _take_back(tx, standing)


def _take_back(tx: Transaction, standing: StandingDelegation) -> None:
    found, given = standing.found, standing.given
    of, own = found.of, found.signatory
    tx.once(f"{of.about}/{found.key}/delegation-taken-back/{given.number}")
    data = {**found.named, "deputy": standing.deputy.role, "request": standing.request.id}
    programme = with_deputy(of.version.programme, of.scope, found.seat, None)
    data |= keep_programme(tx, of.version, programme)
    tx.save(replace(given, taken_back_at=tx.now))
    tx.save(replace(standing.request, reason=Closure.TOOK_BACK.value))
    tx.record(Fact.DELEGATION_TAKEN_BACK, of.about, data, actor=f"signatory: {own.role}")
    close_request(tx, found, Closure.DELEGATION_OVER)
    tell(
        tx,
        of,
        f"taken-back/{found.key}/{given.number}",
        change="delegation taken back",
        what=f"The {own.role} of {own.organisation} has taken back that the {standing.deputy.role} "
        "signs for them.",
        reason="",
        after="the deputy's link no longer opens, and the signatory gets a new one.",
    )
    wake(tx, of)


def _too_late() -> LinkRefused:
    return LinkRefused(
        "There is no delegation to take back: the deputy has signed, or it has been changed since.",
        why="cancelled",
        remedy="Nothing was changed. If that is not what you expect, ask us.",
    )
