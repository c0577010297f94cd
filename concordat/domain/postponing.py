"""What may be postponed, to which day, and what moves with it.

The rules:
1. A stage that is over keeps its date: the window once it has opened or closed, the board's meeting
   once it has decided, the public signing once it is complete, the due date once every place has its
   outcome. The presentation is made at its body's next meeting, and has no date of its own.
2. The new day is a working day, not in the past, and after every earlier stage. The window's days,
   the public signing and the due date keep clear of pre-election periods of all places; a private
   signing that is overridden need not.
3. The board's papers go out after the review window has closed. A day on which the board had no
   meeting listed is listed from then on.
4. The dates that follow move as `redating` says, each with why. Why the first moves is the director's.
5. A postponement because guidance changed makes a frozen text stale: it is amended, and consulted on
   again. While the window is open, or before, the text can still take the guidance up.
Source: `timeline`, `bodies` and `calendar.pre_election_periods` of the programme.
"""

from collections.abc import Collection
from datetime import date, timedelta

from concordat.domain.blocks import public_signing_block
from concordat.domain.calendar import add_working_days, is_working_day, working_day_from
from concordat.domain.dates_in_force import DATES, date_of, dates_of, stages_over
from concordat.domain.elections import Block, HeldBack, block_on, described
from concordat.domain.errors import NotAllowed
from concordat.domain.postponement import PostponementReason, Stage
from concordat.domain.record import Version, VersionRecord
from concordat.domain.redating import WORDS, DateMove, moves_following


def postponed(record: VersionRecord, stage: Stage, new: date, today: date) -> tuple[DateMove, ...]:
    """Return the moves of a postponement; NotAllowed, with the day proposed, when it cannot be."""
    version = record.version
    _check_not_over(record, stage, today)
    old = date_of(version, DATES[stage])
    if new == old:
        raise _refusal(version, stage, f"{_words(stage)} is on {new} already.", "Give another day.")
    _check_day(record, stage, new, today)
    given = DateMove(DATES[stage], old, new, "")
    return moves_following(version.programme, dates_of(version), given, today)


def _check_not_over(record: VersionRecord, stage: Stage, today: date) -> None:
    version = record.version
    if stage == Stage.PRESENTATION:
        raise _refusal(
            version,
            stage,
            "The presentation is made at its body's next meeting after the board's.",
            "If that meeting is stood down, record it with `re-date`.",
        )
    if stage in stages_over(record, today):
        raise _refusal(
            version,
            stage,
            f"The version is '{version.state}': {WORDS[DATES[stage]]} is over.",
            "Its date stays, for it says what happened. Postpone a stage still to come, or use "
            "`amend` for a new version with dates of its own.",
        )


def _check_day(record: VersionRecord, stage: Stage, new: date, today: date) -> None:
    version = record.version
    earliest = _earliest(version, stage, today)
    fault = None
    if new < today:
        fault = f"{new} is in the past."
    elif new < earliest:
        fault = (
            f"{new} is too early for {WORDS[DATES[stage]]}: {_what_comes_first(version, stage)}."
        )
    elif not is_working_day(new, version.programme.region):
        fault = f"{new} is not a working day."
    elif block := _block(record, stage, new):
        fault = f"{new} will not do for {WORDS[DATES[stage]]}: {described(block.period)}."
    if fault:
        raise _refusal(version, stage, fault, _proposal(record, stage, max(new, earliest)))


def _earliest(version: Version, stage: Stage, today: date) -> date:
    """Return the first day that rules 2 and 3 leave, whatever the calendar says of it."""
    programme, region = version.programme, version.programme.region
    if stage == Stage.BOARD:
        clear = programme.body(programme.timeline.board).papers_clear_working_days
        papers = add_working_days(programme.comments_until, 1, region)
        return max(today, add_working_days(papers, clear + 1, region))
    earlier = _earlier(version, stage)
    return max([today, *(day + timedelta(days=1) for day in earlier)])


def _earlier(version: Version, stage: Stage) -> list[date]:
    names = list(DATES.values())
    found = (date_of(version, which) for which in names[: names.index(DATES[stage])])
    return [day for day in found if day is not None]


def _what_comes_first(version: Version, stage: Stage) -> str:
    if stage == Stage.BOARD:
        return f"its papers go out after the review window closes on {version.programme.comments_until}"
    return f"the stage before it is on {max(_earlier(version, stage))}"


def _block(record: VersionRecord, stage: Stage, day: date) -> Block | None:
    match stage:
        case Stage.BOARD:
            return None
        case Stage.PUBLIC_SIGNING:
            return public_signing_block(record, day)
        case Stage.WINDOW_OPENS:
            return block_on(record.version.programme, HeldBack.LAUNCH, day)
        case _:
            return block_on(record.version.programme, HeldBack.PUBLICITY, day)


def _proposal(record: VersionRecord, stage: Stage, day: date) -> str:
    free = working_day_from(day, record.version.programme.region)
    blocked = _block(record, stage, free)
    if blocked is not None:
        free = blocked.next_free_on
    override = ", or override the calendar for a private signing and say why"
    offered = override if blocked and stage == Stage.PUBLIC_SIGNING else ""
    return f"Choose {free} or a later day{offered}."


def _words(stage: Stage) -> str:
    words = WORDS[DATES[stage]]
    return words[:1].upper() + words[1:]


def _refusal(version: Version, stage: Stage, message: str, remedy: str) -> NotAllowed:
    return NotAllowed(
        message, remedy=remedy, state=version.state.value, attempted=f"postpone: {stage}"
    )


def is_stale(
    version: Version, reasons: Collection[PostponementReason], guidance_changed: bool
) -> bool:
    """Say whether the text has to be amended and consulted on again; see rule 5."""
    changed = guidance_changed or PostponementReason.NATIONAL_GUIDANCE in reasons
    return changed and version.text_sha256 is not None
