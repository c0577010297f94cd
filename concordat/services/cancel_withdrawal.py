"""A partner or a place takes its notice of leaving back.

The rules:
1. A notice can be taken back before the day on which it is effective.
2. It stays on record as cancelled; a later notice is a new one, and runs its whole time.
"""

from dataclasses import replace

from concordat.domain.calendar import in_words, local_date
from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.membership import Leaver, Withdrawal
from concordat.domain.record import Version
from concordat.services.membership import label, notices
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.register import Reading
from concordat.services.withdraw import about, name_of, notice_of

CANCEL = "cancel a withdrawal"
CANCELLED = {
    Leaver.PARTNER: Fact.WITHDRAWAL_CANCELLED,
    Leaver.PLACE: Fact.PLACE_WITHDRAWAL_CANCELLED,
}


def cancel_withdrawal(
    office: Office, version_id: str, kind: Leaver, who: str, reason: str = ""
) -> None:
    """Record that a partner, by its name, or a place, by its id, takes its notice back.

    The same act again changes nothing. Raises NotFound when it has given none, and NotAllowed when it was taken back already or its day has come.
    """
    with office.register.writing() as tx:
        version = tx.version(version_id)
        known = _latest(tx, version, kind, who)
        today = local_date(tx.now, version.programme.timezone)
        if known.cancelled_on is not None and known.cancelled_because == reason.strip():
            return
        if not known.is_open or known.effective_on <= today:
            how = "was taken back before" if known.cancelled_on else "has run"
            raise NotAllowed(
                f"The notice of {who}, effective on {known.effective_on}, {how}.",
                remedy="A notice can be taken back while it runs, and before its day.",
                place=known.who if kind == Leaver.PLACE else None,
                state=version.state,
                attempted=CANCEL,
            )
        tx.once(f"{known.version_id}/withdrawal/{known.number}/cancel")
        tx.save(replace(known, cancelled_on=today, cancelled_because=reason.strip()))
        tx.record(
            CANCELLED[kind],
            about(version, known),
            {"who": known.who, "reason": reason.strip(), "effective_on": known.effective_on},
            actor="director",
        )
        owe_every_partner(
            tx,
            version,
            "change-recorded",
            occasion=f"/{label(version, known)}-cancelled",
            change="a withdrawal is taken back",
            what=f"{name_of(version, known)} has taken back its notice of leaving on "
            f"{in_words(known.effective_on)}.",
            reason=reason.strip(),
            next="everything stays as it is.",
        )


def _latest(view: Reading, version: Version, kind: Leaver, who: str) -> Withdrawal:
    found = notice_of(view, version, kind, who)
    if found is None:
        running = [w.who for w in notices(view, version) if w.kind == kind and w.is_open]
        raise NotFound(
            f"The {kind} '{who}' has not given notice.",
            remedy=f"Notice was given by: {', '.join(running) or 'nobody'}.",
            attempted=CANCEL,
        )
    return found
