"""A body is retired after its last day, and whoever still needs it names another.

The rules:
1. A body lists no meeting after its last day.
2. The board that approves is there after the review window closes.
3. A body that ratifies is there on the day of the public signing.
4. The body the agreement is presented to is there after the board can have approved it.
Source: `valid_to` of a body.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from concordat.domain.errors import Fault
from concordat.programme.bodies import BodyModel
from concordat.programme.checks.meetings import bodies
from concordat.programme.config import Config, first_meeting
from concordat.programme.models import PlaceFile
from concordat.programme.yaml_source import At


def meetings_end_with_the_body(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    for body in bodies(config):
        for meeting in body.meetings:
            if body.valid_to and body.is_retired(meeting.first):
                yield meeting.at.fault(
                    f"the meeting of {body.name!r} on {meeting.first} is after its last day "
                    f"{body.valid_to.last}; write an earlier one, or leave it out"
                )


def board_is_there(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    stage = config.timeline.board_approval if config.timeline else None
    closes = config.window_closes
    if stage and stage.body and closes:
        day = closes.last + timedelta(days=1)
        yield from _retired(config.named_body(stage.body), stage.body.at, day, "approval")


def ratifying_bodies_are_there(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    signing = config.signing_day
    for place in config.current_places().values():
        if place and signing:
            body, at = _ratifying_body(config, place)
            yield from _retired(body, at, signing.first, "ratification")


def presentation_body_is_there(config: Config) -> Iterator[Fault]:
    """Rule 4."""
    timeline, closes = config.timeline, config.window_closes
    stage = timeline.presentation if timeline else None
    if not timeline or not closes or not stage or not stage.body:
        return
    board = config.named_body(timeline.board_approval.body if timeline.board_approval else None)
    approved = first_meeting(board, after=closes.last) or closes.last
    day = approved + timedelta(days=1)
    yield from _retired(config.named_body(stage.body), stage.body.at, day, "presentation")


def _ratifying_body(config: Config, place: PlaceFile) -> tuple[BodyModel | None, At]:
    body = place.ratifying_body
    if isinstance(body, BodyModel):
        return body, body.at("valid_to")
    return config.named_body(body), body.at if body else place.at()


def _retired(body: BodyModel | None, at: At, day: date, stage: str) -> Iterator[Fault]:
    if body and body.valid_to and body.is_retired(day):
        yield at.fault(
            f"{body.name!r} is retired after {body.valid_to.last}, and {stage} needs it on {day} "
            "or later; write another body"
        )


RULES = (
    meetings_end_with_the_body,
    board_is_there,
    ratifying_bodies_are_there,
    presentation_body_is_there,
)
