"""The dates in force of a version, which of them can still move, and where they are kept.

The rules:
1. The window's days stand in the version's programme, the others with the version itself.
2. A stage is over once what it is for has happened: the window has opened or closed, the board has
   decided, the public signing is complete, every place has its outcome. Its date stays.
3. A version that has come to an end has no date that moves.
4. The presentation is made at its body's next meeting after the board's, and has no date of its own.
5. A day on which the board had no meeting listed is listed once the board's date is moved there.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from concordat.domain.approval import Dates
from concordat.domain.gates import BEFORE_SIGNED
from concordat.domain.postponement import Stage
from concordat.domain.programme import Body, Programme
from concordat.domain.record import Version, VersionRecord
from concordat.domain.redating import DateMove, DateName, dates_after
from concordat.domain.states import SETTLED, UNSIGNED, VersionState

DATES = {
    Stage.WINDOW_OPENS: DateName.WINDOW_OPENS,
    Stage.WINDOW_CLOSES: DateName.WINDOW_CLOSES,
    Stage.BOARD: DateName.BOARD,
    Stage.PUBLIC_SIGNING: DateName.PUBLIC_SIGNING,
    Stage.RATIFICATION_DUE: DateName.RATIFICATION,
    Stage.PRESENTATION: DateName.PRESENTATION,
}
"""The date of each stage, in the order of the stages."""

STAGES = {which: stage for stage, which in DATES.items()}

BEFORE: dict[Stage, frozenset[VersionState]] = {
    Stage.WINDOW_OPENS: frozenset({VersionState.PLANNED}),
    Stage.WINDOW_CLOSES: frozenset({VersionState.PLANNED, VersionState.IN_REVIEW}),
    Stage.BOARD: BEFORE_SIGNED,
    Stage.PUBLIC_SIGNING: frozenset(UNSIGNED),
    Stage.RATIFICATION_DUE: frozenset({*UNSIGNED, VersionState.RATIFYING, VersionState.IN_EFFECT}),
}
"""The states in which a stage is not over; see rule 1."""


def date_of(version: Version, which: DateName) -> date | None:
    """Return a date in force; None when it is not known. The presentation has none of its own."""
    timeline = version.programme.timeline
    return {
        DateName.WINDOW_OPENS: timeline.window_opens,
        DateName.WINDOW_CLOSES: version.programme.comments_until,
        DateName.BOARD: version.board_on,
        DateName.PUBLIC_SIGNING: version.public_signing_on,
        DateName.RATIFICATION: version.ratification_due,
    }.get(which)


def dates_of(version: Version) -> Dates:
    """Return the dates that the version itself keeps."""
    return Dates(version.board_on, version.public_signing_on, version.ratification_due)


def stages_over(record: VersionRecord, today: date) -> frozenset[Stage]:
    """Return the stages that are over; see rule 1."""
    state = record.version.state
    over = {stage for stage, before in BEFORE.items() if state not in before}
    if state == VersionState.IN_REVIEW and today > record.version.programme.comments_until:
        over |= {Stage.WINDOW_CLOSES}
    if all(status in SETTLED for status in record.statuses.values()):
        over |= {Stage.RATIFICATION_DUE}
    return frozenset(over)


def version_after_moves(version: Version, moves: Iterable[DateMove]) -> Version:
    """Return the version with its own dates moved; those of the window are its programme's."""
    dates = dates_after(dates_of(version), moves)
    return replace(
        version,
        board_on=dates.board_on,
        public_signing_on=dates.public_signing_on,
        ratification_due=dates.ratification_due,
    )


def programme_after(programme: Programme, moves: Iterable[DateMove]) -> Programme:
    """Return the programme with the window's new days, and the board's new meeting listed."""
    new = {move.which: move.new for move in moves if move.new is not None}
    timeline = replace(
        programme.timeline,
        window_opens=new.get(DateName.WINDOW_OPENS, programme.timeline.window_opens),
        window_closes=new.get(DateName.WINDOW_CLOSES, programme.timeline.window_closes),
    )
    board, meeting = programme.body(timeline.board), new.get(DateName.BOARD)
    if meeting is not None:
        meetings = tuple(sorted({*board.meetings, meeting}))
        programme = with_body(programme, replace(board, meetings=meetings))
    return replace(programme, timeline=timeline)


def with_body(programme: Programme, body: Body) -> Programme:
    """Return the programme with that body in the place of the one of its id."""
    bodies = tuple(body if b.id == body.id else b for b in programme.bodies)
    return replace(programme, bodies=bodies)


def with_dates_in_force(version: Version) -> Programme:
    """Return the version's programme with the dates that the version itself keeps in the timeline."""
    signing, due = version.public_signing_on, version.ratification_due
    timeline = replace(version.programme.timeline, public_signing_on=signing, ratification_due=due)
    return replace(version.programme, timeline=timeline)
