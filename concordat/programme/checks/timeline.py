"""The stages of a version come in an order that can be lived.

The rules:
1. The review window closes after it opens.
2. An event ends after it starts, at times that clocks show, inside the review window.
3. The public signing is after the review window, and not before the board's first meeting after it.
4. Ratification is due on or after the public signing.
5. As many places as take part can make the agreement effective: at least one, at most all.
6. A review opens after the last one is done: its lead time is shorter than the cycle.
7. A pre-election period ends no earlier than it starts.
"""

from collections.abc import Iterator
from datetime import UTC
from zoneinfo import ZoneInfo

from concordat.domain.calendar import add_months, local_date
from concordat.domain.errors import Fault
from concordat.programme.config import Config, first_meeting
from concordat.programme.timeline import EventModel


def window_closes_after_it_opens(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    opens, closes = config.window_opens, config.window_closes
    if opens and closes and closes.last <= opens.first:
        yield closes.at.fault(
            f"the review window closes on {closes.last}, not after it opens on {opens.first}; "
            "write a later day"
        )


def events_can_be_held(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    for event in config.timeline.events if config.timeline else []:
        yield from _clock_faults(config, event)
        yield from _event_faults(config, event)


def _clock_faults(config: Config, event: EventModel) -> Iterator[Fault]:
    for moment in (event.starts, event.ends):
        if not moment or moment.written.tzinfo:
            continue
        aware = config.local(moment).written
        if aware.astimezone(UTC).astimezone(ZoneInfo(config.timezone)) != aware:
            yield moment.at.fault(
                f"clocks in {config.timezone} skip {moment.written:%Y-%m-%d %H:%M}; "
                "write an hour later"
            )


def _event_faults(config: Config, event: EventModel) -> Iterator[Fault]:
    title = event.title or event.kind or "event"
    starts = config.local(event.starts).written if event.starts else None
    ends = config.local(event.ends).written if event.ends else None
    if starts and ends and ends.astimezone(UTC) <= starts.astimezone(UTC):
        yield event.at("ends").fault(f"{title!r} ends before it starts; write a later time")
    opens, closes = config.window_opens, config.window_closes
    if opens and closes and closes.last <= opens.first:
        return
    if starts and opens and local_date(starts, config.timezone) < opens.first:
        yield event.at("starts").fault(
            f"{title!r} starts before the review window opens on {opens.first}; write a later day"
        )
    last = ends or starts
    if last and closes and local_date(last, config.timezone) > closes.last:
        yield event.at("ends" if ends else "starts").fault(
            f"{title!r} ends after the review window closes on {closes.last}; write an earlier day"
        )


def public_signing_has_its_turn(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    signing, closes = config.signing_day, config.window_closes
    if not signing or not closes:
        return
    if signing.first <= closes.last:
        yield signing.at.fault(
            f"the public signing on {signing.first} is not after the review window closes on "
            f"{closes.last}; write a later day"
        )
    stage = config.timeline.board_approval if config.timeline else None
    board = config.named_body(stage.body if stage else None)
    meeting = first_meeting(board, after=closes.last)
    if board and meeting and closes.last < signing.first < meeting:
        yield signing.at.fault(
            f"the public signing on {signing.first} is before the first meeting of "
            f"{board.name!r} after the review window, on {meeting}; write {meeting} or later"
        )


def ratification_comes_last(config: Config) -> Iterator[Fault]:
    """Rule 4."""
    due = config.ratification_due
    if due and config.signing_day and due.last < config.signing_day.first:
        yield due.at.fault(
            f"ratification is due on {due.last}, before the public signing on "
            f"{config.signing_day.first}; write a later day"
        )


def effect_can_be_reached(config: Config) -> Iterator[Fault]:
    """Rule 5."""
    effective = config.timeline.effective if config.timeline else None
    at_least = effective.at_least if effective else None
    if not effective or at_least is None:
        return
    places = len(config.current_places())
    if at_least < 1:
        yield effective.at("at_least").fault(f"at_least is {at_least}; write 1 or more")
    elif at_least > places > 0:
        yield effective.at("at_least").fault(
            f"at_least is {at_least}, and {places} places are current; write {places} or less"
        )


def review_fits_its_cycle(config: Config) -> Iterator[Fault]:
    """Rule 6."""
    review = config.timeline.review if config.timeline else None
    if not review:
        return
    cycle = (add_months(config.asked_on, review.every_months) - config.asked_on).days
    if review.lead_days >= cycle:
        yield review.at("lead_days").fault(
            f"lead_days is {review.lead_days}, and a cycle has {cycle} days; write fewer"
        )


def periods_have_days(config: Config) -> Iterator[Fault]:
    """Rule 7."""
    for period in config.periods:
        if period.starts and period.ends and period.ends.last < period.starts.first:
            yield period.ends.at.fault(
                f"the pre-election period ends on {period.ends.last}, before it starts on "
                f"{period.starts.first}; write a later day"
            )


RULES = (
    window_closes_after_it_opens,
    events_can_be_held,
    public_signing_has_its_turn,
    ratification_comes_last,
    effect_can_be_reached,
    review_fits_its_cycle,
    periods_have_days,
)
