"""Begin a timeline, and ask whether it may pass a gate."""

from uuid import UUID

from concordat.domain.calendar import local_date
from concordat.domain.gates import Gate, ReviewGate, is_open, is_review_gate_open
from concordat.services.launch import begin_version, claim_timeline, find_version, wait_at
from concordat.services.review_cycle import wait_at_review_gate
from tasks.act import act
from tasks.office import office, programme
from tasks.prefect_runs import is_alive, label_run


@act(name="begin the sign-off", tags=["timeline"])
def begin_sign_off(version: int, run_id: UUID, agreement: str | None = None) -> tuple[str, str]:
    """Put the version on the register, unless it is there, and claim its timeline.

    Returns the version's id and the id of the run that carries it. The config is read only for a
    version that is not on the register: one under way keeps its own. A config with faults raises
    BadConfig, which lists them all, before anything has happened.
    """
    version_id = begin_version(office(), programme, version, agreement)
    _label(version_id)
    return version_id, claim_timeline(office(), version_id, str(run_id), is_alive)


@act(name="find the version", tags=["timeline"])
def version_id_of(version: int, agreement: str | None = None) -> str:
    """Return the id of a version by its number, and by its agreement where there are several."""
    version_id = find_version(office(), version, agreement)
    _label(version_id)
    return version_id


def _label(version_id: str) -> None:
    with office().register.reading() as view:
        version = view.version(version_id)
    label_run(version.agreement_id, version.number)


@act(name="ask at the gate", task_run_name="{gate}?", tags=["timeline"])
def may_pass(version_id: str, gate: Gate) -> bool:
    """Say whether the timeline may pass; if not, the register knows that it waits there."""
    with office().register.reading() as view:
        passes = is_open(gate, view.version_record(version_id), view.now)
    wait_at(office(), version_id, None if passes else gate.value)
    return passes


@act(name="ask at the review's gate", task_run_name="{gate}?", tags=["timeline"])
def may_pass_review(version_id: str, cycle: int, gate: ReviewGate) -> bool:
    """Say whether the review may pass; if not, the register knows that it waits there."""
    with office().register.reading() as view:
        today = local_date(view.now, view.version(version_id).programme.timezone)
        passes = is_review_gate_open(gate, view.review(version_id, cycle), today)
    wait_at_review_gate(office(), version_id, cycle, None if passes else gate.value)
    return passes
