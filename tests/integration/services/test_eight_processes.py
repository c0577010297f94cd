"""Eight processes live one agreement's life at once: whoever is first, each act is done once.

At every stage all of them begin together and do whatever could be done, in an order of their own,
again and again; each says what it did and what it was refused. The register must agree with them.
"""

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from concordat.documents.store import FileDocumentStore
from concordat.domain.decision import BoardOutcome, Outcome
from concordat.domain.errors import Conflict, LinkRefused, NotAllowed
from concordat.domain.facts import Fact
from concordat.domain.rules import (
    PlaceId,
)
from concordat.domain.signature import PUBLIC
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.trail import CHANGES, TrailEntry, chain_faults
from concordat.register.replay import differences
from concordat.services.decide_board import BoardDecision, decide_board
from concordat.services.decide_place import PlaceDecision, decide_place
from concordat.services.office import Office
from concordat.services.review_window import comment, freeze_version, open_review_window
from tests.fakes import (
    BOARD_MET_ON,
    EAST,
    NORTH,
    VERSION,
    WEST,
    advance,
    another_office,
    clock_of,
    engine_of,
    facts_of,
    place_of,
    signed_by_link,
    signing_of,
    url_of,
    version_of,
)

PROCESSES = 8
PATIENCE_S = 60
"""How long a stage may take on a busy machine before something is known to be stuck."""
PLACES = (EAST, NORTH, WEST)
SCOPES = (PUBLIC, *PLACES)
COMMENTS = 5
FIRST_MET = {EAST: date(2027, 6, 24), NORTH: date(2027, 6, 10), WEST: date(2027, 6, 24)}
MET_AGAIN = {EAST: date(2027, 9, 23), NORTH: date(2027, 9, 9), WEST: date(2027, 9, 23)}
DONE = "done"


@dataclass
class Process:
    """One of the eight: its office, its own order of acts, and what it says it has done."""

    number: int
    office: Office
    ready: Barrier
    said: list[tuple[str, str, str]] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.number)  # noqa: S311  # An order, no secret.

    def go_to(self, day: date, hour: int) -> None:
        """Wait for the others, then begin the stage of that day; no two clocks agree."""
        self.ready.wait(PATIENCE_S)
        clock_of(self.office).at(day, hour)
        clock_of(self.office).advance(seconds=self.number)

    def do(self, kind: str, key: str, act: Callable[[Office], Any]) -> None:
        """Do the act; note whether it was done, or the error of our tree that refused it."""
        try:
            self.answers.append((kind, key, act(self.office)))
        except (Conflict, NotAllowed, LinkRefused) as error:
            self.said.append((kind, key, type(error).__name__))
        else:
            self.said.append((kind, key, DONE))

    def shuffled(self, *acts: Callable[[], None]) -> None:
        for act in self.random.sample(acts, len(acts)):
            act()

    def until(self, over: Callable[[Office], bool], *acts: Callable[[], None]) -> None:
        """Do acts by chance until the stage is over."""
        stuck_at = time.monotonic() + PATIENCE_S
        while not over(self.office):
            assert time.monotonic() < stuck_at
            self.random.choice(acts)()


GIVEN: dict[str, Any] = {}
"""What a process is given when it starts: a barrier can be handed over in no other way."""


def enter(given: dict[str, Any]) -> None:
    GIVEN.update(given)


def live(number: int) -> tuple[list[tuple[str, str, str]], list[Any]]:
    """Live the whole life as one of the eight; return what was said and what was answered."""
    office = another_office(GIVEN["url"], GIVEN["now"], FileDocumentStore(GIVEN["documents"]))
    process = Process(number, office, GIVEN["ready"])
    try:
        for stage in (in_review, frozen, approved, signed, deferred, ratified):
            stage(process)
    except BaseException:
        process.ready.abort()
        raise
    engine_of(office).dispose()
    return process.said, process.answers


def in_review(process: Process) -> None:
    process.go_to(date(2026, 12, 1), 9)
    process.do("open", VERSION, lambda office: open_review_window(office, VERSION))
    for n in range(COMMENTS):
        words = f"comment {n} of process {process.number}"
        process.do("comment", words, lambda office, words=words: comment(office, VERSION, words))


def frozen(process: Process) -> None:
    process.go_to(date(2027, 2, 27), 9)
    process.shuffled(
        lambda: process.do("freeze", VERSION, lambda office: freeze_version(office, VERSION)),
        lambda: process.do("late", VERSION, lambda office: comment(office, VERSION, "too late")),
    )


def approved(process: Process) -> None:
    process.go_to(BOARD_MET_ON, 16)
    decision = BoardDecision(BoardOutcome.APPROVED, BOARD_MET_ON, "ICB/27/31")
    process.do("board", VERSION, lambda office: decide_board(office, VERSION, 0, decision))


def signed(process: Process) -> None:
    process.go_to(date(2027, 5, 20), 10)
    process.until(
        lambda office: version_of(office).state == VersionState.RATIFYING,
        lambda: sign_something(process, PUBLIC),
        lambda: go_on(process, PUBLIC),
    )
    process.shuffled(*(lambda place=place: go_on(process, place) for place in PLACES))


def deferred(process: Process) -> None:
    process.go_to(date(2027, 6, 25), 9)
    process.shuffled(
        *(lambda place=place: defer(process, place, FIRST_MET[place]) for place in 2 * PLACES)
    )


def ratified(process: Process) -> None:
    process.go_to(date(2027, 9, 24), 9)
    process.until(
        ratified_everywhere,
        *(lambda scope=scope: sign_something(process, scope) for scope in PLACES),
        *(lambda scope=scope: go_on(process, scope) for scope in SCOPES),
        *(lambda place=place: adopt(process, place) for place in PLACES),
        *(lambda place=place: defer(process, place, MET_AGAIN[place]) for place in PLACES),
    )


def ratified_everywhere(office: Office) -> bool:
    """Say whether the life is over: every place has ratified, and the agreement is in effect."""
    with office.register.reading() as view:
        statuses = {r.status for r in view.ratifications(VERSION)}
        effective = view.version(VERSION).effective_on is not None
    return effective and statuses == {PlaceStatus.RATIFIED}


def adopt(process: Process, place: PlaceId) -> None:
    """Record the one decision that everyone has heard of."""
    decide(process, place, PlaceDecision(Outcome.RATIFIED, MET_AGAIN[place], f"{place}/27/99"))


def defer(process: Process, place: PlaceId, on: date) -> None:
    """Record a deferral that nobody else has heard of."""
    minute = f"{place}/27/{process.number}.{len(process.said)}"
    decide(process, place, PlaceDecision(Outcome.DEFERRED, on, minute, "Not this time."))


def decide(process: Process, place: PlaceId, decision: PlaceDecision) -> None:
    key = decision.minute_reference
    process.do("decide", key, lambda office: decide_place(office, VERSION, place, decision))


def go_on(process: Process, scope: str) -> None:
    process.do("advance", scope, lambda office: advance(office, scope))


def sign_something(process: Process, scope: str) -> None:
    """Sign by a link that was sent, whether it still opens or not."""
    signing = signing_of(process.office, scope)
    if signing.requests:
        request = process.random.choice(signing.requests)
        signatory = signing.signatory(request.seat)
        token = process.office.links.token(request.id)
        process.do(
            "sign",
            request.id,
            lambda office: bool(
                signed_by_link(office, token, signatory.role, request.document_sha256)
            ),
        )


@dataclass
class Lived:
    """What the eight said, and the office that looks at what came of it."""

    office: Office
    said: list[tuple[str, str, str]]
    answers: list[Any]
    took_s: float

    def done(self, kind: str) -> Counter[str]:
        """Return how often an act of that kind was done, by its key."""
        return Counter(key for what, key, outcome in self.said if (what, outcome) == (kind, DONE))

    def trail(self) -> tuple[TrailEntry, ...]:
        with self.office.register.reading() as view:
            return view.trail()


def all_at_once(office: Office, folder: Path) -> Lived:
    began = time.monotonic()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.fakes"])
    given = {
        "url": url_of(office),
        "now": office.clock.now(),
        "documents": folder / "documents",
        "ready": context.Barrier(PROCESSES),
    }
    with ProcessPoolExecutor(PROCESSES, context, enter, (given,)) as pool:
        told = list(pool.map(live, range(PROCESSES)))
    said = [one for says, _ in told for one in says]
    answers = [one for _, answered in told for one in answered]
    return Lived(office, said, answers, time.monotonic() - began)


def test_eight_processes_that_live_one_life_at_once_do_each_act_once(
    both_office: Office, tmp_path: Path
) -> None:
    lived = all_at_once(both_office, tmp_path)
    check_the_trail(lived)
    check_comments(lived)
    check_decisions(lived)
    check_signatures(lived)
    check_steps(lived)
    check_no_update_lost(lived)


def check_the_trail(lived: Lived) -> None:
    trail = lived.trail()
    assert chain_faults(entry.as_line() for entry in trail) == []
    without = [
        (e.fact, e.about, repr({k: v for k, v in e.data.items() if k != CHANGES})) for e in trail
    ]
    assert [what for what, n in Counter(without).items() if n > 1] == []
    with engine_of(lived.office).connect() as connection:
        assert differences(connection, trail) == []


def check_comments(lived: Lived) -> None:
    with lived.office.register.reading() as view:
        kept = {c.text: c.number for c in view.comments(VERSION)}
    told = {key: answer for kind, key, answer in lived.answers if kind == "comment"}
    assert kept == told
    assert sorted(kept.values()) == list(range(1, PROCESSES * COMMENTS + 1))
    assert lived.done("late") == {}


def check_decisions(lived: Lived) -> None:
    with lived.office.register.reading() as view:
        kept = [d.minute_reference for place in PLACES for d in view.decisions(VERSION, place)]
        assert len(view.decisions(VERSION, None)) == 1
    assert len(kept) == len(set(kept))
    assert set(kept) == set(lived.done("decide"))
    assert len(kept) >= 2 * PROCESSES * len(PLACES) + len(PLACES)


def check_signatures(lived: Lived) -> None:
    for_all = [s for scope in SCOPES for s in signing_of(lived.office, scope).signatures]
    assert lived.done("sign") == Counter(s.request_id for s in for_all)
    assert set(lived.done("sign").values()) == {1}
    assert all(s.applied_at is not None for s in for_all)


def check_steps(lived: Lived) -> None:
    steps = Counter(s for kind, _, done in lived.answers if kind == "advance" for s in done)
    facts = Counter(facts_of(lived.office))
    assert steps["ApplySignature"] == facts[Fact.SIGNATURE_APPLIED] == 8
    assert steps["AskForDecision"] == facts[Fact.DECISION_REQUESTED] == len(PLACES)
    assert steps["DrawRecord"] == facts[Fact.RATIFIED] == len(PLACES)
    assert steps["Seal"] == facts[Fact.RATIFIED] + facts[Fact.PUBLIC_SIGNING_COMPLETED] == 4
    assert steps["EndCallIn"] == facts[Fact.DECISION_ADOPTED_WITH_CALL_IN] == 1
    assert steps["TakeEffect"] == facts[Fact.EFFECT_BEGUN] == 1


def check_no_update_lost(lived: Lived) -> None:
    """Fail unless a place's row was written as often as the trail tells of it."""
    written = Counter(
        change["row"]["place_id"]
        for entry in lived.trail()
        for change in entry.data.get(CHANGES, ())
        if change["table"] == "ratification"
    )
    for place in PLACES:
        # The first time it was added, in revision 0.
        assert place_of(lived.office, place).ratification.revision == written[place] - 1
