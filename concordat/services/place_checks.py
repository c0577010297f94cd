"""Whether a place can have decided as it is written: the day, the minute, the words, a decline before."""

from concordat.domain.calendar import local_date
from concordat.domain.decision import Outcome
from concordat.domain.record import PlaceRecord
from concordat.domain.states import PlaceStatus
from concordat.services.decision_checks import Matter
from concordat.services.predecessors import confirmable
from concordat.services.register import Reading

SAYS_NOTHING = frozenset({Outcome.RATIFIED, Outcome.CONFIRMED})
"""The outcomes that need no words."""


def check_place(
    view: Reading, matter: Matter, record: PlaceRecord, *, minute: str, text: str
) -> None:
    """Raise NotAllowed, with what to do instead, when the place cannot have decided so."""
    _check_day(view, matter, record)
    if not minute.strip():
        raise matter.refusal(
            "a decision needs its minute reference.", "Give the body's minute reference."
        )
    if matter.outcome not in SAYS_NOTHING and not text.strip():
        raise matter.refusal(
            f"'{matter.outcome}' needs its words.",
            "Write the reservation, the condition or the reason: it is kept and published.",
        )
    confirms = matter.outcome == Outcome.CONFIRMED
    if confirms and not confirmable(view, matter.version, record.place.id):
        raise matter.refusal(
            "there is no predecessor whose ratification it can confirm.",
            "A successor confirms what every predecessor had ratified; else it decides afresh.",
        )
    if matter.state == PlaceStatus.DECLINED and record.ratification.sealed_at is None:
        raise matter.refusal(
            "the record of its decline is not sealed yet.",
            "It is sealed by itself, within minutes; then record the new decision.",
        )


def _check_day(view: Reading, matter: Matter, record: PlaceRecord) -> None:
    day, timezone = matter.decided_on, matter.version.programme.timezone
    if day > local_date(view.now, timezone):
        raise matter.refusal(
            f"{day} is in the future.", "Record the decision once it has been made."
        )
    requested = record.ratification.requested_at
    if requested is None or day < local_date(requested, timezone):
        raise matter.refusal(
            f"it had not been asked to decide by {day}.",
            "Places decide on the signed agreement: give a meeting after the public signing.",
        )
    last = record.decision
    if last is not None and day < last.decided_on:
        raise matter.refusal(
            f"it decided '{last.outcome}' on {last.decided_on}, after {day}.",
            "Give the day of the later decision.",
        )
