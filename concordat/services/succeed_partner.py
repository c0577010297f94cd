"""One organisation takes the place of another as a partner, from a day on.

The rules:
1. The old partner stays on record under its name, with its last day.
2. The new one is a partner from that day, in the same party, as the old one's successor; nobody
   signs again, and what the old one had taken on goes to it.
3. A partner that has given notice is not succeeded while the notice runs.
"""

from dataclasses import dataclass
from datetime import date

from concordat.domain.calendar import in_words
from concordat.domain.commitments import held_by
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.membership import CommitmentMove, Leaver, Succeeded, Succession
from concordat.domain.parties import Contact, Partner
from concordat.domain.partners import (
    find_partner,
    has_partner,
    partner_succeeded,
    same_name,
    written_name,
)
from concordat.domain.record import Version
from concordat.domain.states import READ_ONLY, VersionState
from concordat.services.membership import change_everywhere, moves_of
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.programme_change import check_state, hashes
from concordat.services.register import Reading, Transaction
from concordat.services.withdraw import notice_of

SUCCEED = "succeed the partner"
OPEN = tuple(state for state in VersionState if state not in READ_ONLY)


@dataclass(frozen=True, slots=True)
class PartnerSuccession:
    """Who takes the place of whom from which day, and what says so."""

    old: str
    new: str
    on: date
    instrument: str
    on_behalf_of: str | None = None
    contact: Contact | None = None


def succeed_partner(office: Office, version_id: str, told: PartnerSuccession) -> None:
    """Record that one partner is succeeded by another organisation, and tell everyone.

    Raises NotFound for who is no partner, and NotAllowed, with what to do instead, when the
    succession cannot be as written. The same succession recorded again changes nothing.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        if _on_record(tx, version, told):
            return
        check_state(version, SUCCEED, *OPEN)
        party, old = find_partner(version.programme, told.old)
        new = _checked(tx, version, told, old)
        number = len(tx.records(Succession, version_id)) + 1
        tx.once(f"{version_id}/partner-succession/{number}")
        changed = change_everywhere(
            tx, version, lambda p: partner_succeeded(p, old.name, new, told.on)
        )
        tx.add(_row(version, number, old.name, new.name, told))
        tx.record(
            Fact.PARTNER_SUCCEEDED,
            version_id,
            {
                "party": party.id,
                "old": old.name,
                "new": new.name,
                "on": told.on,
                "instrument": told.instrument.strip(),
                **hashes(version, changed),
            },
            actor="director",
        )
        _hand_on(tx, version, old.name, new.name, told)
        owe_every_partner(
            tx,
            changed,
            "change-recorded",
            occasion=f"/succession-{number}",
            change="a partner is succeeded",
            what=f"{new.name} takes the place of {old.name} in {party.name} from "
            f"{in_words(told.on)}.",
            reason=told.instrument.strip(),
            next="nobody signs again; what the one had taken on goes to the other.",
        )


def _row(version: Version, number: int, old: str, new: str, told: PartnerSuccession) -> Succession:
    return Succession(
        version_id=version.id,
        number=number,
        kind=Succeeded.PARTNER,
        old=old,
        new=(new,),
        on=told.on,
        instrument=told.instrument.strip(),
    )


def _hand_on(
    tx: Transaction, version: Version, old: str, new: str, told: PartnerSuccession
) -> None:
    for commitment in held_by(old, moves_of(tx, version), told.on):
        number = len(tx.records(CommitmentMove, version.id, commitment=commitment)) + 1
        reason = told.instrument.strip()
        tx.add(CommitmentMove(version.id, commitment, number, told.on, old, new, reason))
        tx.record(
            Fact.COMMITMENT_MOVED,
            version.id,
            {"commitment": commitment, "moved_on": told.on, "of": old, "to": new, "reason": reason},
            actor="director",
        )


def _on_record(view: Reading, version: Version, told: PartnerSuccession) -> bool:
    """Say whether this very succession is on record."""
    for known in view.records(Succession, version.id, kind=Succeeded.PARTNER):
        if same_name(known.old, told.old) and same_name(known.new[0], told.new):
            _, heir = find_partner(version.programme, known.new[0])
            return (known.on, known.instrument, heir.on_behalf_of, heir.contact) == (
                told.on,
                told.instrument.strip(),
                told.on_behalf_of,
                told.contact,
            )
    return False


def _checked(view: Reading, version: Version, told: PartnerSuccession, old: Partner) -> Partner:
    """Return the new partner; NotAllowed if the succession cannot be as written."""
    name = written_name(told.new, SUCCEED)
    notice = notice_of(view, version, Leaver.PARTNER, old.name)
    fault = None
    if not told.instrument.strip():
        fault = ("Nothing says by what it is succeeded.", "Name the order or the resolution.")
    elif has_partner(version.programme, name):
        fault = (
            f"'{name}' is, or was, a partner already.",
            "Give the successor's own name; where a partner takes over, let the other withdraw.",
        )
    elif not old.is_partner(told.on) or old.joined_on == told.on:
        fault = (f"It is not a partner before {told.on}.", "Give a day after it joined.")
    elif notice is not None and notice.is_open:
        fault = (
            f"It has given notice, effective on {notice.effective_on}.",
            "Cancel its withdrawal first.",
        )
    if fault:
        raise NotAllowed(
            f"{old.name}: {fault[0]}",
            remedy=fault[1],
            state=version.state,
            attempted=SUCCEED,
        )
    return Partner(name, on_behalf_of=told.on_behalf_of, contact=told.contact)
