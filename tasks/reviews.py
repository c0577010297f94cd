"""The acts of a review cycle."""

from datetime import date, time

from concordat.domain.calendar import at_local
from concordat.domain.errors import NotAllowed
from concordat.services import review_cycle, review_outcome
from tasks.act import act, outward_act
from tasks.office import office
from tasks.prefect_runs import schedule_run

OPENS_AT = time(9)


@outward_act(name="schedule the review", tags=["review"])
def schedule_review(version_id: str, cycle: int) -> str:
    """Create the run that opens the review on its day, and note it; return the run's id."""
    with office().register.reading() as view:
        review = view.review(version_id, cycle)
        version = view.version(version_id)
    at = at_local(review.opens_on, OPENS_AT, version.programme.timezone)
    run_id = schedule_run(
        "review/review",
        f"{version_id}/review/{cycle}/{review.revision}",
        at,
        {"version": version.number, "cycle": cycle, "agreement": version.agreement_id},
    )
    review_cycle.note_review_run(office(), version_id, cycle, run_id, at)
    return run_id


@act(name="open the review", tags=["review"])
def open_review(version_id: str, cycle: int) -> None:
    """Ask each partner for case studies and a report on each commitment."""
    review_cycle.open_review(office(), version_id, cycle)


@act(name="has the review passed on", tags=["review"])
def where_the_review_went(version_id: str, cycle: int) -> str:
    """Return where the review goes on when another version has superseded this one; empty if it is here."""
    with office().register.reading() as view:
        version = view.version(version_id)
        passed_on = review_cycle.has_passed_on(version, view.review(version_id, cycle))
    return f"Review {cycle} goes on at {version.superseded_by}." if passed_on else ""


@act(name="make the review report", tags=["review"])
def make_review_report(version_id: str, cycle: int) -> None:
    """Set the partners' returns into a report."""
    review_cycle.make_report(office(), version_id, cycle)


@act(name="prepare the review's form", tags=["review"])
def prepare_review_form(version_id: str, cycle: int) -> tuple[int, str]:
    """Return the number and the words of the form that the director answers next."""
    return review_outcome.review_question(office(), version_id, cycle)


@act(name="record the review's outcome", tags=["review"])
def close_review(
    version_id: str,
    cycle: int,
    answer: int,
    outcome: str,
    decided_on: date,
    minute_reference: str,
) -> None:
    """Record the outcome and schedule the next review; a fresh form says why one is refused."""
    decided = review_outcome.ReviewOutcome(outcome, decided_on, minute_reference)
    try:
        review_outcome.close_review(office(), version_id, cycle, answer, decided)
    except NotAllowed as refusal:
        review_outcome.refuse_review_form(office(), version_id, cycle, answer, refusal)
