"""What can be done and is unwise: warnings only.

The rules:
1. Papers for the board go out after the review window closes, when the comments are in.
2. Papers for a body that ratifies go out on or after the public signing, when the version is signed.
3. The review window is open for twelve weeks.
4. The review window opens today or later: whoever was to be invited has been, or was not.
5. A partner has a contact; without one it is told through the facilitator.
6. The first review comes no later than the end of the term.
"""

from collections.abc import Iterator
from datetime import timedelta

from concordat.domain.calendar import papers_due_on
from concordat.domain.errors import Fault
from concordat.programme.bodies import BodyModel
from concordat.programme.config import Config, first_meeting

TWELVE_WEEKS = 84
USUAL_CLEAR_DAYS = 5


def board_papers_follow_the_window(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    stage = config.timeline.board_approval if config.timeline else None
    board, closes = config.named_body(stage.body if stage else None), config.window_closes
    meeting = first_meeting(board, after=closes.last) if closes else None
    if not board or not closes or not meeting:
        return
    due = papers_due_on(meeting, clear_days(board), config.region)
    if due <= closes.last:
        yield board.at("meetings").warning(
            f"papers for {board.name!r} on {meeting} go out on {due}, before the review window "
            f"has closed on {closes.last}; write an earlier close, or a later meeting"
        )


def ratifying_papers_follow_the_signing(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    signing = config.signing_day
    for body in config.ratifying_bodies():
        meeting = first_meeting(body.model, after=signing.first - timedelta(1)) if signing else None
        if not signing or not meeting:
            continue
        due = papers_due_on(meeting, clear_days(body.model), config.region)
        if due < signing.first:
            yield body.model.at("meetings").warning(
                f"papers for {body.name!r} on {meeting} go out on {due}, before the public "
                f"signing on {signing.first}; write a later meeting"
            )


def window_is_long_enough(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    opens, closes = config.window_opens, config.window_closes
    if not opens or not closes:
        return
    days = (closes.last - opens.first).days + 1
    if 1 < days < TWELVE_WEEKS:
        until = opens.first + timedelta(days=TWELVE_WEEKS - 1)
        yield closes.at.warning(
            f"the review window is open for {days} days, less than twelve weeks; write {until} "
            "or later, or tell the sector why it is shorter"
        )


def window_opens_ahead(config: Config) -> Iterator[Fault]:
    """Rule 4."""
    opens = config.window_opens
    if opens and opens.first < config.today:
        yield opens.at.warning(
            f"the review window opened on {opens.first}, before today {config.today}; write a "
            "later day if the invitations have not gone out"
        )


def partners_can_be_told(config: Config) -> Iterator[Fault]:
    """Rule 5."""
    for party in config.parties:
        for partner in party.partners or []:
            if partner.name and not partner.contact and "contact" not in partner.where.keys:
                yield partner.at("name").warning(
                    f"{partner.name!r} has no contact and is told through the facilitator; write "
                    "'contact: {role: …, email: …}'"
                )


def review_comes_within_the_term(config: Config) -> Iterator[Fault]:
    """Rule 6."""
    timeline = config.timeline
    every = timeline.review.every_months if timeline and timeline.review else None
    term = timeline.term_months if timeline else None
    if timeline and timeline.review and every and term and every > term:
        yield timeline.review.at("every_months").warning(
            f"the first review comes after {every} months, when the term of {term} months is "
            f"over; write {term} or less"
        )


def clear_days(body: BodyModel) -> int:
    """Return how many clear working days a body's papers need."""
    return body.papers.clear_working_days if body.papers else USUAL_CLEAR_DAYS


RULES = (
    board_papers_follow_the_window,
    ratifying_papers_follow_the_signing,
    window_is_long_enough,
    window_opens_ahead,
    partners_can_be_told,
    review_comes_within_the_term,
)
