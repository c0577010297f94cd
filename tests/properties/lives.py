"""Random lives of an agreement: acts of people and machines in any order, crashes, time passing.

Every step goes through the services, on a real register; after each one `checks` must hold.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from concordat.domain.errors import ConcordatError
from concordat.domain.membership import Succession, Withdrawal
from concordat.domain.next_step import place_step, version_step
from concordat.domain.record import Review
from concordat.domain.rules import EffectRule
from concordat.domain.term import A_DAY, Term
from concordat.services.office import Office
from concordat.services.register import Reading
from tests.fakes import (
    Snapshot,
    a_register,
    an_office_from,
    clock_of,
    engine_of,
    facts_of,
    go_to,
    postman_of,
    url_of,
)
from tests.properties import (
    acts_at_places,
    acts_of_change,
    acts_of_members,
    acts_of_signing,
    acts_until_signed,
)
from tests.properties.acts import (
    IN_PARTS,
    MACHINERY,
    Call,
    draw_call,
    everyone_does_their_part,
    everything_due,
)
from tests.properties.checks import (
    Account,
    check_documents,
    check_letters,
    check_register_is_as_told,
    check_replay,
    rows_but_for_engine,
)
from tests.properties.counting import Count
from tests.properties.crashes import Crashed, Point, Watch, Where

CATALOGUE = (acts_until_signed, acts_of_signing, acts_at_places, acts_of_change, acts_of_members)
"""The modules that add their acts to the table as they are imported."""

SEEDS = st.integers(0, 2**20 - 1)
"""From its life's seed and its own a step draws all that it does; it does another thing when the seed
comes again.

Hypothesis draws the seeds, and leaves out steps to find the shortest life that fails. It does not
draw the details: it likes to draw the same again, and few lives would come to their end.
"""

KINDS = [
    *["an_act"] * 6,
    *["a_day_that_matters"] * 3,
    *["a_death"] * 3,
    *["what_is_due"] * 2,
    *["everyones_part"] * 2,
    *["an_act_again"] * 2,
    "an_interrupted_act",
    "time",
]
"""What happens next, by how likely it is."""

AUDIT_EVERY = 10
"""In steps: reading the whole trail takes longer than a step."""


class Life(RuleBasedStateMachine):
    """One life. A subclass says from which snapshots it can start, and where it is kept."""

    starts: Sequence[Snapshot]
    empty: Snapshot
    new_folder: Callable[[], Path]
    tally: Counter[str]
    """How many lives and steps there were, and how often each act was done, was refused, or died."""
    sound = False
    """Whether the last step ended well: what is broken already is not checked a second time."""

    @initialize(seed=SEEDS)
    def begin(self, seed: int) -> None:
        """Start from one of the snapshots."""
        self.seed = seed
        start = _chance(seed).choice(self.starts)
        self.office = an_office_from(start, self.new_folder())
        self.databases = start.on
        self.watch = Watch(engine_of(self.office))
        self.account = Account(Count(self._effect_rule))
        self.done: list[Call] = []
        self.interrupted: list[Call] = []
        self.crashed = False
        self.seeds: Counter[int] = Counter()
        self.steps = 0
        self.rows = rows_but_for_engine(self.office)
        self._held()
        self.sound = True

    def _effect_rule(self, version_id: str) -> EffectRule:
        with self.office.register.reading() as view:
            return view.version(version_id).programme.timeline.effect

    @rule(seed=SEEDS)
    def go_on(self, seed: int) -> None:
        """Let one thing happen."""
        self.seeds[seed] += 1
        chance = _chance(self.seed, seed, self.seeds[seed])
        getattr(self, f"_{chance.choice(KINDS)}")(chance)

    def _an_act(self, chance: Random) -> None:
        self._happen(draw_call(self.office, chance))

    def _a_death(self, chance: Random) -> None:
        where = chance.choice(list(Where))
        most = 60 if where == Where.BEFORE_STATEMENT else 6
        self._happen(draw_call(self.office, chance), Point(where, chance.randint(1, most)))

    def _an_act_again(self, chance: Random) -> None:
        if self.done:
            self._happen(chance.choice(self.done))

    def _an_interrupted_act(self, _chance: Random) -> None:
        if self.interrupted:
            self._happen(self.interrupted.pop(0))

    def _what_is_due(self, _chance: Random) -> None:
        self._happen(Call(everything_due))

    def _everyones_part(self, _chance: Random) -> None:
        self._happen(Call(everyone_does_their_part))

    def _time(self, chance: Random) -> None:
        days = chance.choice([0, 1, 2, 7, 30, 100])
        clock_of(self.office).advance(days=days, minutes=chance.randrange(90))
        self._claims_lapse()

    def _a_day_that_matters(self, chance: Random) -> None:
        if coming := self._days_to_come():
            go_to(self.office, chance.choice(coming[:3]), chance.choice([9, 23]))

    def _days_to_come(self) -> list[date]:
        with self.office.register.reading() as view:
            days = {day for v in view.version_ids() for day in _days_that_matter(view, v)}
        now = self.office.clock.now().date()
        return sorted(day for day in days if day is not None and day > now)

    def _happen(self, call: Call, point: Point | None = None) -> None:
        note(f"{self.office.clock.now():%Y-%m-%d %H:%M} {call} {point or ''}")
        refusal: ConcordatError | None = None
        self.sound = False
        self.watch.begin(point)
        try:
            call(self.office)
        except ConcordatError as error:
            refusal = error
        except Crashed:
            self._restart(call)
        changed = self.watch.changed
        self.watch.begin(None)
        self.done.append(call)
        self._count_in(call, refusal)
        after = rows_but_for_engine(self.office)
        if refusal is not None:
            self._refused_well(call, refusal)
        if call.function not in IN_PARTS:
            assert changed <= 1, f"{call} changed the register in {changed} transactions"
        if changed == 0 or (refusal is not None and call.function not in IN_PARTS):
            assert after == self.rows, f"{call} changed what it must not"
        self.rows = after
        self._held()
        self.sound = True

    def _count_in(self, call: Call, refusal: ConcordatError | None) -> None:
        ended = "done" if refusal is None else f"refused: {type(refusal).__name__}"
        self.tally["steps"] += 1
        self.tally[f"{call.function.__name__} {ended}"] += 1

    def _refused_well(self, call: Call, refusal: ConcordatError) -> None:
        note(f"  refused: {refusal}")
        assert call.function not in MACHINERY, f"{call} was refused: {refusal!r}"
        assert refusal.remedy, f"{refusal!r} says no remedy"

    def _restart(self, call: Call) -> None:
        note("  the process died")
        self.crashed = True
        self.tally["deaths"] += 1
        self.interrupted.append(call)
        engine_of(self.office).dispose()
        register = a_register(url_of(self.office), clock_of(self.office))
        changed = self.watch.changed
        self.office = replace(self.office, register=register)
        self.watch = Watch(register.engine)
        self.watch.changed = changed
        self._claims_lapse()

    def _claims_lapse(self) -> None:
        """Give back the letters claimed by a process that died: by a clock of the machine's own."""
        with engine_of(self.office).begin() as connection:
            connection.execute(text("UPDATE notice SET claimed_at = NULL"))

    def _held(self) -> None:
        self.steps += 1
        self.account.follow(self.office)
        with self.office.register.reading() as view:
            check_register_is_as_told(view, self.account)
        check_letters(postman_of(self.office).letters, crashed=self.crashed)
        if self.steps % AUDIT_EVERY == 0:
            assert self.office.register.audit() == []

    def teardown(self) -> None:
        """End the life: do what was interrupted and what is due, and check everything."""
        if not hasattr(self, "office"):
            return
        if self.sound:
            self.tally["lives"] += 1
            for call in (*self.interrupted, Call(everything_due), Call(everything_due)):
                self._happen(call)
            self._nothing_is_due()
            assert self.office.register.audit() == []
            check_documents(self.office)
            self._the_trail_is_guarded()
            other = an_office_from(self.empty, self.new_folder())
            check_replay(self.office, other)
            self._close(other)
            self.tally.update(f"fact {fact}" for fact in facts_of(self.office))
        self._close(self.office)

    def _nothing_is_due(self) -> None:
        with self.office.register.reading() as view:
            assert view.unsent_notices() == ()
            for version_id in view.version_ids():
                assert version_step(view.version_record(version_id), view.now) is None
                version = view.version(version_id)
                for place in view.places(version):
                    assert place_step(place, version, view.now) is None

    def _the_trail_is_guarded(self) -> None:
        for forbidden in ("UPDATE trail SET actor = 'nobody'", "DELETE FROM trail"):
            with (
                pytest.raises(DBAPIError, match="the trail is append-only"),
                engine_of(self.office).begin() as connection,
            ):
                connection.exec_driver_sql(forbidden)

    def _close(self, office: Office) -> None:
        engine_of(office).dispose()
        self.databases.drop(url_of(office))


def _chance(*seeds: int) -> Random:
    return Random(repr(seeds))  # noqa: S311  # Nothing here is a secret.


def _days_that_matter(view: Reading, version_id: str) -> Iterator[date | None]:
    version = view.version(version_id)
    timeline = version.programme.timeline
    yield from (timeline.window_opens, timeline.window_closes + A_DAY)
    yield from (version.board_on, version.public_signing_on)
    yield from (meeting for body in version.programme.bodies for meeting in body.meetings)
    for ratification in view.ratifications(version_id):
        if ratification.call_in_until is not None:
            yield ratification.call_in_until + A_DAY
    for review in view.records(Review, version_id):
        yield from (review.opens_on, review.returns_due_on)
    for withdrawal in view.records(Withdrawal, version_id):
        yield withdrawal.effective_on
    for succession in view.records(Succession, version_id):
        yield succession.on
    for term in view.records(Term, version_id):
        yield from (term.ends_on, term.ends_on + A_DAY)
