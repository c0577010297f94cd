"""Find whatever is due or was lost, from the register alone, and leave a wake for it.

Nothing here does the work: it makes sure that whoever does is told. It is quick when there is
nothing to do, and running it twice leaves no second wake.
"""

from concordat.domain.calendar import local_date
from concordat.domain.gates import Gate, ReviewGate, is_open, is_review_gate_open
from concordat.domain.next_step import (
    place_step,
    version_step,
)
from concordat.domain.record import Version, VersionRecord
from concordat.domain.states import ReviewState
from concordat.services.office import Office
from concordat.services.register import Reading, WakeKind
from concordat.services.review_cycle import has_passed_on

Due = tuple[WakeKind, str, str]
"""What is due: whom to wake, of which version, about which subject."""


def leave_wakes(office: Office) -> tuple[Due, ...]:
    """Leave a wake for everything that is due now, and return what was found."""
    with office.register.reading() as view:
        found = tuple(due for v in view.version_ids() for due in _due(view, v))
        found += tuple((WakeKind.NOTICES, n.version_id, "") for n in view.unsent_notices()[:1])
        found += tuple((WakeKind.MESSAGES, "", "") for _ in view.unread_messages()[:1])
        lying = {(w.kind, w.version_id, w.subject) for w in view.wakes()}
    missing = [due for due in found if due not in lying]
    if missing:
        with office.register.writing() as tx:
            for kind, version_id, subject in missing:
                tx.wake(kind, version_id, subject)
    return found


def places_with_something_due(office: Office, version_id: str) -> tuple[str, ...]:
    """Return the ids of the places at which a step is due now."""
    with office.register.reading() as view:
        return _due_places(view, view.version(version_id))


def _due_places(view: Reading, version: Version) -> tuple[str, ...]:
    places = view.places(version)
    return tuple(p.place.id for p in places if place_step(p, version, view.now) is not None)


def _due(view: Reading, version_id: str) -> list[Due]:
    record = view.version_record(version_id)
    found = [(WakeKind.PLACE, version_id, p) for p in _due_places(view, record.version)]
    if version_step(record, view.now) is not None:
        found.append((WakeKind.VERSION, version_id, ""))
    gate = record.version.waiting_at
    if gate is not None and is_open(Gate(gate), record, view.now):
        found.append((WakeKind.TIMELINE, version_id, ""))
    return found + _due_review(view, record)


def _due_review(view: Reading, record: VersionRecord) -> list[Due]:
    review, version = record.review, record.version
    if review is None or has_passed_on(version, review):
        return []
    subject = str(review.cycle)
    if review.state == ReviewState.SCHEDULED and review.run_id is None:
        return [(WakeKind.SCHEDULE_REVIEW, version.id, subject)]
    today = local_date(view.now, version.programme.timezone)
    gate = review.waiting_at
    if gate is not None and is_review_gate_open(ReviewGate(gate), review, today):
        return [(WakeKind.REVIEW, version.id, subject)]
    return []
