"""The acts of which a life is made: what each asks of a service, drawn from how the register stands.

An act is one small function under `@act(...)`: it draws what somebody might ask for, sensible or
not, and returns it as a call. Its states are those in which it may well succeed; an act is tried
in every other state too, but more seldom.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from concordat.domain.calendar import local_date
from concordat.domain.decision import Route
from concordat.domain.parties import Mandate, SigningBlock
from concordat.domain.programme import Programme
from concordat.domain.rules import BelowThreshold, EffectRule, UrgentDecision, WithdrawalRule
from concordat.domain.signature import PUBLIC, SigningRequest
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.advance import advance_place, advance_version
from concordat.services.catch_up import leave_wakes
from concordat.services.decision_checks import AT_A_MEETING, HowDecided
from concordat.services.deliver import deliver_notices
from concordat.services.office import Office
from tests.fakes import EAST, VCSE, a_programme, signed_by_link

T = TypeVar("T")
V = VersionState

WORDS = ("Zażółć gęślą jaźń \U0001f3db", "", "  ", "x" * 10_000, "a\0b", "\ud800")
MINUTES = ("M/1", "M/2", "M/3", "M/4", "M/5", "M/6", " M/1 ", "")


@dataclass(frozen=True)
class Call:
    """A service asked for something: it can be asked again, word for word."""

    function: Callable[..., object]
    args: tuple[Any, ...] = ()

    def __call__(self, office: Office) -> object:
        return self.function(office, *self.args)

    def __repr__(self) -> str:
        said = ", ".join(repr(arg)[:200] for arg in self.args)
        return f"{self.function.__name__}({said})"


def a_full_programme(
    below: BelowThreshold = BelowThreshold.SUSPENDED, **timeline: Any
) -> Programme:
    """Return the small programme with what it leaves out: urgent decisions, mandates, short notice."""
    rule = EffectRule(at_least=2, including=(EAST,), when_below=below)
    programme = a_programme(timeline={"effect": rule, **timeline})
    urgent = UrgentDecision("the chair", report_back=True)
    return replace(
        programme,
        bodies=tuple(replace(body, urgent_decision=urgent) for body in programme.bodies),
        places=tuple(
            replace(place, signatories=_mandated(place.signatories)) for place in programme.places
        ),
        withdrawal=WithdrawalRule(notice_days=30),
        timeline=replace(
            programme.timeline, public_signing=_mandated(programme.timeline.public_signing)
        ),
    )


def _mandated(blocks: tuple[SigningBlock, ...]) -> tuple[SigningBlock, ...]:
    mandate = Mandate("the VCSE assembly", "its vote", "may not commit funds")
    return tuple(
        replace(block, candidates=tuple(replace(c, mandate=mandate) for c in block.candidates))
        if block.party == VCSE
        else block
        for block in blocks
    )


class Scene:
    """How the register stands as an act is drawn, and the chance that draws it."""

    def __init__(self, office: Office, chance: Random) -> None:
        self.office = office
        self._chance = chance
        with office.register.reading() as view:
            self.versions = tuple(view.version(v) for v in view.version_ids())
            self.version = self.one(self.versions[-1], *self.versions)
            asked = view.ratifications(self.version.id)
            self.statuses = {r.place_id: r.status for r in asked}
        self.id = self.version.id
        self.today = local_date(office.clock.now(), self.version.programme.timezone)

    def one(self, *values: T) -> T:
        """Return one of the values, each as likely as any other."""
        return self._chance.choice(values)

    def rarely(self) -> bool:
        """Say yes one time in six."""
        return self._chance.randrange(6) == 0

    def mostly(self, usual: T, *others: T) -> T:
        """Return the usual value, or rarely one of the others."""
        return self.one(*others) if self.rarely() else usual

    def words(self) -> str:
        return self.mostly("The reason given.", *WORDS)

    def minute(self) -> str:
        """Return a minute reference; mostly one that no decision has."""
        with self.office.register.reading() as view:
            head = view.trail_head()
        return self.mostly(f"M/{head.number if head else 0}/27", *MINUTES)

    def day(self) -> date:
        """Return a day on which something may have been decided; mostly today."""
        return self.today + timedelta(days=self.mostly(0, -60, -20, -7, -2, -1, 1, 400))

    def place(self, *wanted: PlaceStatus) -> str:
        """Return a place, mostly one with a wanted status."""
        every = sorted(self.statuses)
        likely = [p for p in every if self.statuses[p] in wanted]
        return self.one(*every) if self.rarely() else self.one(*(likely or every))

    def scope(self) -> str:
        """Return the public signing's scope, or a place."""
        return self.mostly(self.one(PUBLIC, *sorted(self.statuses)), "nowhere")

    def records(self, kind: type[T]) -> tuple[T, ...]:
        with self.office.register.reading() as view:
            return view.records(kind, self.id)


Drawn = Callable[[Scene], Call]


@dataclass(frozen=True)
class Act:
    """Something that can happen in a life.

    It may well succeed in these states of the version, when a place stands at one of those statuses,
    if any is named. `needs` are the records without which it cannot be drawn.
    """

    draw: Drawn
    states: frozenset[VersionState]
    at: frozenset[PlaceStatus]
    needs: type | None

    def is_likely(self, scene: Scene) -> bool:
        """Say whether it may well succeed."""
        there = not self.at or not self.at.isdisjoint(scene.statuses.values())
        return there and scene.version.state in self.states


ACTS: list[Act] = []


def act(
    *states: VersionState,
    at: Iterable[PlaceStatus] = (),
    needs: type | None = None,
    often: int = 1,
) -> Callable[[Drawn], Drawn]:
    """Add an act to the table, `often` times; without states it may well succeed in every one."""

    def add(draw: Drawn) -> Drawn:
        ACTS.extend([Act(draw, frozenset(states or V), frozenset(at), needs)] * often)
        return draw

    return add


def draw_call(office: Office, chance: Random) -> Call:
    """Return a call of one of the acts that can be drawn, mostly of one that may well succeed."""
    scene = Scene(office, chance)
    able = [a for a in ACTS if a.needs is None or scene.records(a.needs)]
    likely = [a for a in able if a.is_likely(scene)]
    return scene.one(*(able if scene.rarely() else likely)).draw(scene)


def how(scene: Scene) -> HowDecided:
    """Return how a decision was reached: mostly at a meeting."""
    later = scene.today + timedelta(days=scene.one(10, 60))
    urgent = HowDecided(Route.URGENT, scene.words(), scene.words(), scene.mostly(later, None))
    return scene.mostly(AT_A_MEETING, urgent, HowDecided(effective_from=later))


# The machinery: it is never refused, however often it runs, and in whatever order.


def everything_due(office: Office) -> None:
    """Do what the relay and the catch-up do: everything that is due, everywhere."""
    with office.register.reading() as view:
        versions = [view.version(v) for v in view.version_ids()]
        places = [[r.place_id for r in view.ratifications(v.id)] for v in versions]
    for version, asked in zip(versions, places, strict=True):
        advance_version(office, version.id)
        for place in asked:
            advance_place(office, version.id, place)
        advance_version(office, version.id)
    deliver_notices(office)


def everyone_signs(office: Office, version_id: str, scope: str) -> None:
    """Let everyone sign who is asked for one document, in order."""
    while waiting := _open_requests(office, version_id, scope):
        request = waiting[0]
        signed_by_link(
            office, office.links.token(request.id), "Role holder", request.document_sha256
        )


def everyone_does_their_part(office: Office) -> None:
    """Let everyone sign who is asked for anything, and do what is due then."""
    with office.register.reading() as view:
        asked = {
            (version_id, request.scope): None
            for version_id in view.version_ids()
            for request in view.records(SigningRequest, version_id)
        }
    for version_id, scope in asked:
        everyone_signs(office, version_id, scope)
    everything_due(office)


def _open_requests(office: Office, version_id: str, scope: str) -> tuple[SigningRequest, ...]:
    with office.register.reading() as view:
        found = view.signing(view.version(version_id), scope).open_requests
        return tuple(r for r in found if r.expires_at > view.now)


MACHINERY = (everything_due, advance_version, advance_place, deliver_notices, leave_wakes)
"""What is never refused."""

IN_PARTS = (
    everything_due,
    everyone_signs,
    everyone_does_their_part,
    advance_version,
    advance_place,
    deliver_notices,
)
"""What changes the register in more than one transaction; every other act changes it in one."""


@act()
def the_version_goes_on(scene: Scene) -> Call:
    return Call(advance_version, (scene.id,))


@act(V.RATIFYING, V.IN_EFFECT)
def a_place_goes_on(scene: Scene) -> Call:
    return Call(advance_place, (scene.id, scene.one(*sorted(scene.statuses))))


@act()
def letters_go_out(_scene: Scene) -> Call:
    return Call(deliver_notices)


@act()
def the_catch_up_runs(_scene: Scene) -> Call:
    return Call(leave_wakes)
