"""A partner or a place gives notice of leaving.

The rules:
1. Notice runs so many days: the day it is effective is no earlier. Source: config
   `withdrawal.notice_days`.
2. A partner's notice says of each commitment it has taken on who takes it over, or that it is
   closed, and why.
3. Only a place that has adopted the agreement has something to withdraw.
4. Notice is given once: the same one again changes nothing, another one while it runs is refused.
5. Nobody who leaves need say why.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from concordat.domain.calendar import in_words, local_date
from concordat.domain.commitments import check_handovers
from concordat.domain.dissent import reason_told
from concordat.domain.errors import NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.membership import Handover, Leaver, Withdrawal
from concordat.domain.parties import Party
from concordat.domain.partners import find_partner, same_name
from concordat.domain.record import Version
from concordat.domain.rules import PlaceId
from concordat.domain.states import ADOPTED
from concordat.services.membership import moves_of, notices
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.programme_change import check_state
from concordat.services.register import Reading, Transaction, WakeKind

WITHDRAW = "withdraw"
NOTIFIED = {
    Leaver.PARTNER: Fact.WITHDRAWAL_NOTIFIED,
    Leaver.PLACE: Fact.PLACE_WITHDRAWAL_NOTIFIED,
}


@dataclass(frozen=True, slots=True)
class LeavingNotice:
    """When notice was given, from when it is to hold, and why, if that was said."""

    notified_on: date
    effective_on: date
    reason: str = ""


def withdraw_partner(
    office: Office,
    version_id: str,
    name: str,
    notice: LeavingNotice,
    handovers: tuple[Handover, ...] = (),
) -> None:
    """Record a partner's notice; on its day it leaves, and its commitments are handed over.

    Raises NotFound for who is no partner, and NotAllowed, with the first possible day or what else
    to do instead, when the notice cannot be as written.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        party, partner = find_partner(version.programme, name)
        told = _withdrawal(tx, version, Leaver.PARTNER, partner.name, notice, handovers)
        if _on_record(tx, version, told):
            return
        _check_notice(tx, version, told)
        if not partner.is_partner(notice.notified_on):
            raise _refused(
                version,
                f"{partner.name} is not a partner on {notice.notified_on}.",
                "Give a day on which it is one.",
            )
        _check_commitments(tx, version, party, told)
        _record(tx, version, told, f"{partner.name} withdraws from the agreement")


def withdraw_place(office: Office, version_id: str, place_id: str, notice: LeavingNotice) -> None:
    """Record a place's notice; on its day its ratification stops counting, and its record stays.

    Raises NotFound for a place that is not asked, and NotAllowed, with the first possible day or
    what else to do instead, when the notice cannot be as written.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        record = tx.place(version, place_id)
        told = _withdrawal(tx, version, Leaver.PLACE, place_id, notice, ())
        if _on_record(tx, version, told):
            return
        _check_notice(tx, version, told)
        status = record.ratification.status
        if status not in ADOPTED:
            raise NotAllowed(
                f"{record.place.name} is '{status}': it has no ratification to withdraw.",
                remedy="Record what its ratifying body decides instead.",
                place=place_id,
                state=status,
                attempted=WITHDRAW,
            )
        _record(tx, version, told, f"{record.place.name} withdraws its ratification")


def _withdrawal(
    view: Reading,
    version: Version,
    kind: Leaver,
    who: str,
    notice: LeavingNotice,
    handovers: tuple[Handover, ...],
) -> Withdrawal:
    return Withdrawal(
        version_id=version.id,
        number=len(view.records(Withdrawal, version.id)) + 1,
        kind=kind,
        who=who,
        notified_on=notice.notified_on,
        effective_on=notice.effective_on,
        reason=notice.reason.strip(),
        handovers=tuple((h.commitment, h.to, h.reason.strip()) for h in handovers),
    )


def notice_of(view: Reading, version: Version, kind: Leaver, who: str) -> Withdrawal | None:
    """Return the latest notice of a partner or place, or None."""
    same: Callable[[str, str], bool] = same_name if kind == Leaver.PARTNER else str.__eq__
    given = [w for w in notices(view, version) if w.kind == kind and same(w.who, who)]
    return given[-1] if given else None


def _on_record(view: Reading, version: Version, told: Withdrawal) -> bool:
    """Say whether this notice is on record; NotAllowed while another one runs, or has run."""
    known = notice_of(view, version, told.kind, told.who)
    if known is None or known.cancelled_on is not None:
        return False
    given = replace(told, version_id=known.version_id, number=known.number, left=known.left)
    if given == known:
        return True
    raise _refused(
        version,
        f"{name_of(version, known)} has given notice on {known.notified_on}, effective on "
        f"{known.effective_on}.",
        "It has left." if known.left else "Cancel that withdrawal first, then record the new one.",
    )


def _check_notice(view: Reading, version: Version, told: Withdrawal) -> None:
    check_state(version, WITHDRAW)
    if told.notified_on > local_date(view.now, version.programme.timezone):
        raise _refused(
            version,
            f"Notice cannot have been given on {told.notified_on}, which is in the future.",
            "Record it once it is given.",
        )
    first = told.notified_on + timedelta(days=version.programme.withdrawal.notice_days)
    if told.effective_on < first:
        raise _refused(
            version,
            f"Notice given on {told.notified_on} cannot be effective on {told.effective_on}.",
            f"The first possible day is {first}.",
        )


def _check_commitments(view: Reading, version: Version, party: Party, told: Withdrawal) -> None:
    check_handovers(
        party,
        told.who,
        [Handover(*h) for h in told.handovers],
        {c.id: c.made_by for c in view.commitments(version.id)},
        moves_of(view, version),
        [w for w in notices(view, version) if w.is_open],
        told.effective_on,
    )


def _record(tx: Transaction, version: Version, told: Withdrawal, what: str) -> None:
    tx.once(f"{version.id}/withdrawal/{told.number}")
    tx.add(told)
    tx.record(
        NOTIFIED[told.kind],
        about(version, told),
        {
            "who": told.who,
            "notified_on": told.notified_on,
            "effective_on": told.effective_on,
            "reason": told.reason,
            "handovers": [list(h) for h in told.handovers],
        },
        actor="director",
    )
    owe_every_partner(
        tx,
        version,
        "change-recorded",
        occasion=f"/withdrawal-{told.number}",
        change="notice of leaving",
        what=f"{what} with effect from {in_words(told.effective_on)}. Notice was given on "
        f"{in_words(told.notified_on)}.",
        reason=reason_told(version.programme, told),
        next="until that day nothing changes, and the notice can be taken back.",
    )
    tx.wake(WakeKind.VERSION, version.id)


def about(version: Version, told: Withdrawal) -> str:
    """Return what the trail's entry is about: the place, or the version whose partner it is."""
    of_place = told.kind == Leaver.PLACE
    return f"{version.id}/{told.who}" if of_place else version.id


def name_of(version: Version, told: Withdrawal) -> str:
    """Return the name of who leaves."""
    if told.kind == Leaver.PLACE:
        return version.programme.place(PlaceId(told.who)).name
    return told.who


def _refused(version: Version, message: str, remedy: str) -> NotAllowed:
    return NotAllowed(message, remedy=remedy, state=version.state, attempted=WITHDRAW)
