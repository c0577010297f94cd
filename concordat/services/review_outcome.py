"""What is decided on a review's report: recorded, and the next review scheduled."""

from dataclasses import dataclass, replace
from datetime import date

from concordat.domain.calendar import local_date
from concordat.domain.errors import AlreadyDone, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.states import ReviewState, VersionState, review_after
from concordat.services.office import Office
from concordat.services.review_cycle import schedule_next_review


@dataclass(frozen=True, slots=True)
class ReviewOutcome:
    """What was decided on a review report, when, and under which minute."""

    outcome: str
    decided_on: date
    minute_reference: str


def close_review(
    office: Office, version_id: str, cycle: int, answer: int, decided: ReviewOutcome
) -> None:
    """Record the review's outcome and schedule the next cycle; does nothing if it is closed.

    `answer` counts the forms answered so far, from 0. Raises NotAllowed, with what to do instead,
    when the outcome cannot be as written.
    """
    try:
        with office.register.writing() as tx:
            version = tx.version(version_id)
            review = tx.review(version_id, cycle)
            if review.state == ReviewState.CLOSED:
                return
            state = review_after(review.state, Fact.REVIEW_CLOSED)
            _check_outcome(decided, local_date(tx.now, version.programme.timezone))
            tx.once(f"{version_id}/review/{cycle}/outcome/{answer}")
            tx.save(replace(review, state=state, outcome=decided.outcome.strip()))
            tx.record(
                Fact.REVIEW_CLOSED,
                f"{version_id}/review/{cycle}",
                {
                    "outcome": decided.outcome.strip(),
                    "decided_on": decided.decided_on,
                    "minute_reference": decided.minute_reference.strip(),
                },
                actor="director",
            )
            # Where a version has superseded this one meanwhile, the next cycle is scheduled there.
            if version.state != VersionState.SUPERSEDED:
                schedule_next_review(tx, version, cycle=cycle + 1, since=review.due_on)
    except AlreadyDone:
        return


def _check_outcome(decided: ReviewOutcome, today: date) -> None:
    if not decided.outcome.strip() or not decided.minute_reference.strip():
        raise NotAllowed(
            "An outcome needs its words and its minute reference.",
            remedy="Write what was decided, and where it is minuted.",
            attempted="close the review",
        )
    if decided.decided_on > today:
        raise NotAllowed(
            f"{decided.decided_on} is in the future.",
            remedy="Answer the form once it has been decided.",
            attempted="close the review",
        )


def refuse_review_form(
    office: Office, version_id: str, cycle: int, answer: int, refusal: NotAllowed
) -> None:
    """Record that an answer of the review's form was refused, so that a fresh form is offered."""
    about = f"{version_id}/review/{cycle}"
    try:
        with office.register.writing() as tx:
            tx.once(f"{about}/outcome/{answer}")
            tx.record(Fact.REVIEW_FORM_REFUSED, about, {"why": str(refusal)}, actor="director")
    except AlreadyDone:
        return


def review_question(office: Office, version_id: str, cycle: int) -> tuple[int, str]:
    """Return how many forms of the review's outcome were answered, and what the next one says."""
    about = f"{version_id}/review/{cycle}"
    with office.register.reading() as view:
        version = view.version(version_id)
        review = view.review(version_id, cycle)
        answers = view.counts_of_facts(about, Fact.REVIEW_FORM_REFUSED)
        last = view.last_of(about, Fact.REVIEW_FORM_REFUSED)
    lines = [
        f"## {version.programme.title}: review {cycle}",
        f"What was decided on the report? The review is due on {review.due_on}.",
        f"The report: {office.links.portal_url}",
    ]
    if last is not None:
        lines.append(f"**The last answer was not recorded.** {last.data['why']}")
    return answers, "\n\n".join(lines)
