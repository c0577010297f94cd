"""The bodies meet when their stage needs them.

The rules:
1. A body lists a meeting once.
2. No meeting lies before the review window opens: no version could be decided there.
3. The board that approves meets after the review window closes, unless it is retired by then.
4. A body that ratifies meets on or after the public signing, unless it is retired by then.
5. The body the agreement is presented to meets after the board can have approved it, unless it is
   retired by then; a warning, since the presentation holds nothing up.
6. A body that has a stage lists its meetings; a warning, since dates may not be set yet.
7. A body that ratifies can have its decision, call-in included, by the day it is due; a warning.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from concordat.domain.calendar import add_working_days
from concordat.domain.errors import Fault
from concordat.programme.bodies import BodyModel
from concordat.programme.config import Config, RatifyingBody, first_meeting
from concordat.programme.yaml_source import At


def bodies(config: Config) -> Iterator[BodyModel]:
    """Yield every body that could be read, except those of former places."""
    yield from (body for body in config.bodies.values() if body)
    for place in config.current_places().values():
        if place and isinstance(place.ratifying_body, BodyModel):
            yield place.ratifying_body


def meetings_stand_once(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    for body in bodies(config):
        days = [meeting.first for meeting in body.meetings]
        for n, meeting in enumerate(body.meetings):
            if meeting.first in days[:n]:
                yield meeting.at.fault(f"meeting {meeting.first} stands twice; write it once")


def meetings_are_not_past(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    opens = config.window_opens
    for body in bodies(config):
        for meeting in body.meetings if opens else []:
            if opens and meeting.first < opens.first:
                yield meeting.at.fault(
                    f"the meeting of {body.name!r} on {meeting.first} is before the review window "
                    f"opens on {opens.first}; write a later one, or leave it out"
                )


def board_can_approve(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    stage = config.timeline.board_approval if config.timeline else None
    board, closes = config.named_body(stage.body if stage else None), config.window_closes
    if not board or not closes or not board.meetings or first_meeting(board, after=closes.last):
        return
    if not board.is_retired(closes.last + timedelta(days=1)):
        yield board.at("meetings").fault(
            f"{board.name!r} has no meeting after the review window closes on {closes.last}; "
            "write a later one"
        )


def places_can_ratify(config: Config) -> Iterator[Fault]:
    """Rule 4."""
    signing = config.signing_day
    for body in config.ratifying_bodies():
        if not signing or not body.model.meetings or body.model.is_retired(signing.first):
            continue
        if not _decides_on(body, config):
            yield body.model.at("meetings").fault(
                f"{body.name!r} has no meeting on or after the public signing on "
                f"{signing.first}; write a later one"
            )


def presentation_can_be_made(config: Config) -> Iterator[Fault]:
    """Rule 5."""
    timeline, closes = config.timeline, config.window_closes
    if not timeline or not closes or not timeline.board_approval or not timeline.presentation:
        return
    board = config.named_body(timeline.board_approval.body)
    body = config.named_body(timeline.presentation.body)
    approval = first_meeting(board, after=closes.last)
    if not approval or not body or not body.meetings or first_meeting(body, after=approval):
        return
    if not body.is_retired(approval + timedelta(days=1)):
        yield body.at("meetings").warning(
            f"{body.name!r} has no meeting after the board's on {approval}; write a later one"
        )


def meetings_are_listed(config: Config) -> Iterator[Fault]:
    """Rule 6."""
    timeline = config.timeline
    stages = [timeline.board_approval, timeline.presentation] if timeline else []
    named = [config.named_body(stage.body) for stage in stages if stage]
    with_a_stage: dict[At, BodyModel] = {body.at(): body for body in named if body}
    with_a_stage |= {body.at: body.model for body in config.ratifying_bodies()}
    for at, body in with_a_stage.items():
        if not body.meetings and body.at("meetings") == at:
            yield at.warning(f"{body.name!r} lists no meetings; write 'meetings' when they are set")


def decisions_are_in_time(config: Config) -> Iterator[Fault]:
    """Rule 7."""
    due = config.ratification_due
    if due and due.last < config.asked_on:
        return
    for body in config.ratifying_bodies():
        meeting = _decides_on(body, config)
        if not due or not meeting:
            continue
        call_in = body.model.call_in_working_days
        decided = add_working_days(meeting, call_in, config.region)
        if decided > due.last:
            after = f", with call-in until {decided}," if call_in else ""
            yield body.model.at("meetings").warning(
                f"the first meeting of {body.name!r} that can ratify is on {meeting}{after} after "
                f"ratification is due on {due.last}; write an earlier one, or a later 'due'"
            )


def _decides_on(body: RatifyingBody, config: Config) -> date | None:
    signing = config.signing_day
    return first_meeting(body.model, after=signing.first - timedelta(1)) if signing else None


RULES = (
    meetings_stand_once,
    meetings_are_not_past,
    board_can_approve,
    places_can_ratify,
    presentation_can_be_made,
    meetings_are_listed,
    decisions_are_in_time,
)
