"""What an election, a meeting stood down or a postponement does to the dates in force.

The rules:
1. A date that has passed stays, and so does one whose stage is over: it says what happened. A date
   that has passed moves all the same when it follows one that moves.
2. The review window's opening and close, the public signing and the day ratification is due move out
   of a new period of all places, to the next free day. A period of some places moves none of them.
3. A board decides in its ordinary business, so the period alone does not move its meeting. It moves
   when the meeting is stood down, or when the window now closes too late for its papers.
4. A meeting moves only to a listed one of the same body. Where none is listed there is no date, and
   the reason asks for one; what follows keeps its own date until then.
5. What follows a date that moved on keeps its distance from it, then goes on to a free day: the close
   follows the opening, the public signing the board's meeting, the due date the public signing.
   Nothing follows a date that comes forward.
6. No date comes before an earlier stage, none moves back, and each move says why.
7. The presentation is made at its body's first listed meeting after the board's. It holds nothing up.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from concordat.domain.approval import Dates, next_meeting
from concordat.domain.calendar import in_words, papers_due_on
from concordat.domain.elections import covers, described, next_free_day, periods_for
from concordat.domain.programme import Body, BodyId, PreElectionPeriod, Programme, Timeline


class DateName(StrEnum):
    """A date in force, by the name of the field that holds it."""

    WINDOW_OPENS = "window_opens"
    WINDOW_CLOSES = "window_closes"
    BOARD = "board_on"
    PUBLIC_SIGNING = "public_signing_on"
    RATIFICATION = "ratification_due"
    PRESENTATION = "presentation_on"


WORDS = {
    DateName.WINDOW_OPENS: "the opening of the review window",
    DateName.WINDOW_CLOSES: "the close of the review window",
    DateName.BOARD: "the board's meeting",
    DateName.PUBLIC_SIGNING: "the public signing",
    DateName.RATIFICATION: "the day ratification is due",
    DateName.PRESENTATION: "the presentation",
}

NOW = {
    DateName.WINDOW_CLOSES: "the review window now closes",
    DateName.BOARD: "the board now meets",
}
"""How a date that another must come after is said to have moved."""


@dataclass(frozen=True, slots=True)
class StoodDown:
    """A listed meeting that will not be held."""

    body: BodyId
    on: date


@dataclass(frozen=True, slots=True)
class DateMove:
    """One date that moves, and why. `new` is None where the body lists no meeting that will do.

    `old` is None for a board whose next meeting was not known.
    """

    which: DateName
    old: date | None
    new: date | None
    because: str

    @property
    def words(self) -> str:
        """Say which date it is, what it was and what it is now."""
        old = "not known before" if self.old is None else f"was {in_words(self.old)}"
        new = "no day yet" if self.new is None else f"now {in_words(self.new)}"
        return f"{WORDS[self.which]}: {old}, {new}"

    @property
    def later(self) -> timedelta:
        """By how much the date goes on; nothing when it comes forward or either day is not known."""
        none = timedelta()
        return none if self.old is None or self.new is None else max(none, self.new - self.old)


def redate(
    programme: Programme,
    dates: Dates,
    period: PreElectionPeriod,
    today: date,
    stood_down: Collection[StoodDown] = (),
    over: Collection[DateName] = (),
) -> tuple[DateMove, ...]:
    """Return the moves that a new period makes necessary, in the order of the stages.

    The review window is the programme's; its listed meetings are those from before any was stood
    down. `over` names the dates whose stage is over. The programme may hold the new period already. Nothing is moved twice: once the moves are
    made, asking again with nothing stood down returns none.
    """
    every = (period, *programme.pre_election_periods)
    known = replace(programme, pre_election_periods=every)
    found = _Redating(
        known, periods_for(known), today, period, frozenset(stood_down), frozenset(over)
    )
    return _moves(found, programme.timeline, dates)


def moves_following(
    programme: Programme, dates: Dates, given: DateMove, today: date
) -> tuple[DateMove, ...]:
    """Return the move that was decided, with those that follow from it, in the order of the stages.

    Whether it may be decided is for `postponing` to say.
    """
    found = _Redating(programme, periods_for(programme), today, given=given)
    return _moves(found, programme.timeline, dates)


def _moves(found: "_Redating", timeline: Timeline, dates: Dates) -> tuple[DateMove, ...]:
    opens = found.day(DateName.WINDOW_OPENS, timeline.window_opens)
    closes = found.day(DateName.WINDOW_CLOSES, timeline.window_closes, opens)
    board = found.board(dates.board_on, closes)
    signing = found.day(DateName.PUBLIC_SIGNING, dates.public_signing_on, board, (board, closes))
    due = found.day(DateName.RATIFICATION, dates.ratification_due, signing)
    presented = found.presentation(dates.board_on, board)
    return tuple(m for m in (opens, closes, board, signing, due, presented) if m is not None)


def dates_after(dates: Dates, moves: Iterable[DateMove]) -> Dates:
    """Return the dates in force once the moves are made; moves of other dates change nothing."""
    new = {move.which: move.new for move in moves}
    signing, due = new.get(DateName.PUBLIC_SIGNING), new.get(DateName.RATIFICATION)
    return Dates(
        new.get(DateName.BOARD, dates.board_on),
        signing or dates.public_signing_on,
        due or dates.ratification_due,
    )


@dataclass(frozen=True, slots=True)
class _Redating:
    """What every move is found from. `periods` are those that hold back the whole system.

    `period` is a new one of them, `given` a move that was decided.
    """

    programme: Programme
    periods: tuple[PreElectionPeriod, ...]
    today: date
    period: PreElectionPeriod | None = None
    stood_down: frozenset[StoodDown] = frozenset()
    over: frozenset[DateName] = frozenset()
    given: DateMove | None = None

    def day(
        self,
        which: DateName,
        old: date,
        follows: DateMove | None = None,
        after: tuple[DateMove | None, ...] = (),
    ) -> DateMove | None:
        """Find the move of a date that may be any free day; rules 1, 2, 5 and 6."""
        if self.given and self.given.which == which:
            return self.given
        if which in self.over:
            return None
        day, because = old, []
        if follows and follows.later:
            day += follows.later
            because.append(f"it follows {WORDS[follows.which]}, now on {follows.new}")
        for move in after:
            if move and move.new and day <= move.new:
                day = move.new + timedelta(days=1)
                because.append(f"{NOW[move.which]} on {move.new}")
        if old < self.today and not because:
            return None
        if because or (self.period in self.periods and covers(self.period, old)):
            because += [described(p) for p in self.periods if covers(p, day)][:1]
            free = next_free_day(day, self.periods, self.programme.region)
            return DateMove(which, old, free, "; ".join(because))
        return None

    def board(self, old: date | None, window: DateMove | None) -> DateMove | None:
        """Find the move of the board's meeting; rules 1, 3 and 4."""
        if self.given and self.given.which == DateName.BOARD:
            return self.given
        if old is None or old < self.today or DateName.BOARD in self.over:
            return None
        body = self.programme.body(self.programme.timeline.board)
        closes = window.new if window and window.new else self.programme.comments_until

        def suits(meeting: date) -> bool:
            clear = body.papers_clear_working_days
            return papers_due_on(meeting, clear, self.programme.region) > closes

        late = f"its papers would go out before the review window closes on {closes}"
        too_early = late if window and not suits(old) else None
        return self._meeting(DateName.BOARD, body, old, too_early, suits)

    def presentation(self, board_on: date | None, board: DateMove | None) -> DateMove | None:
        """Find the move of the presentation; rules 1, 4 and 7."""
        presented_to = self.programme.timeline.presentation
        if presented_to is None or board_on is None:
            return None
        body = self.programme.body(presented_to)
        old = next_meeting(body, board_on)
        if old is None or old < self.today:
            return None
        approved = board.new if board and board.new else board_on
        too_early = f"the board now meets on {approved}" if old <= approved else None
        return self._meeting(DateName.PRESENTATION, body, old, too_early, lambda m: m > approved)

    def _meeting(
        self,
        which: DateName,
        body: Body,
        old: date,
        too_early: str | None,
        suits: Callable[[date], bool],
    ) -> DateMove | None:
        stood_down = {gone.on for gone in self.stood_down if gone.body == body.id}
        because = f"the meeting on {old} is stood down" if old in stood_down else too_early
        if because is None:
            return None
        listed = (m for m in body.meetings if m > old and m not in stood_down and suits(m))
        new = min(listed, default=None)
        if new is None:
            because += f", and {body.name} lists no later meeting that will do: list one"
        return DateMove(which, old, new, because)
