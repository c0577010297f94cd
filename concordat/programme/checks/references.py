"""Whatever a config refers to is there, and has a name of its own.

The rules:
1. There are two parties at least, each with an id of its own that is not `joint`, and partners.
2. A partner stands once in its party.
3. The ids of bodies and places are lower-case words with hyphens.
4. A stage and a place name bodies that `bodies` has.
5. The places a rule, a pre-election period or a poll names exist.
6. The time zone and the region exist.
7. There is a place, and no two current places share a name or an ONS code.
"""

from collections.abc import Iterable, Iterator

from concordat.domain.calendar import REGIONS
from concordat.domain.errors import Fault
from concordat.programme.config import Config, is_timezone
from concordat.programme.section import suggest
from concordat.programme.written import SLUG, Ref

JOINT = "joint"
FEWEST_PARTIES = 2


def parties_are_distinct(config: Config) -> Iterator[Fault]:
    """Rule 1."""
    agreement = config.agreement
    if agreement and agreement.parties is not None and len(agreement.parties) < FEWEST_PARTIES:
        yield agreement.at("parties").fault("fewer than two parties; write both sides")
    seen: set[str] = set()
    for party in config.parties:
        if party.id in seen:
            yield party.at("id").fault(f"party {party.id!r} stands twice; write another id")
        if party.id == JOINT:
            yield party.at("id").fault("'joint' is kept for what all promise; write another id")
        if party.partners == []:
            yield party.at("partners").fault("a party without partners; write one at least")
        seen |= {party.id} if party.id else set()


def partners_stand_once(config: Config) -> Iterator[Fault]:
    """Rule 2."""
    for party in config.parties:
        seen: set[str] = set()
        for partner in party.partners or []:
            if partner.name in seen:
                yield partner.at("name").fault(
                    f"partner {partner.name!r} stands twice; write it once"
                )
            seen |= {partner.name} if partner.name else set()


def ids_are_words(config: Config) -> Iterator[Fault]:
    """Rule 3."""
    instead = "write lower-case words with hyphens"
    for body_id, body in config.bodies.items():
        if not SLUG.fullmatch(body_id):
            at = body.at() if body else config.begins
            yield at.fault(f"{body_id!r} is not an id; {instead}")
    for place_id, place in config.places.items():
        if place and not SLUG.fullmatch(place_id):
            yield place.at().fault(f"the file's name {place_id!r} is not an id; {instead}")


def bodies_exist(config: Config) -> Iterator[Fault]:
    """Rule 4."""
    if not config.agreement or config.agreement.bodies is None:
        return
    timeline = config.timeline
    stages = [timeline.board_approval, timeline.presentation] if timeline else []
    named = [stage.body for stage in stages if stage and stage.body]
    for place in config.places.values():
        if place and isinstance(place.ratifying_body, Ref):
            named.append(place.ratifying_body)
    yield from _unknown("body", named, config.bodies)


def places_exist(config: Config) -> Iterator[Fault]:
    """Rule 5."""
    effective = config.timeline.effective if config.timeline else None
    yield from _unknown("place", effective.including if effective else [], config.places)
    dated = [period.places for period in config.periods] + [poll.places for poll in config.polls]
    for places in dated:
        yield from _unknown("place", places or [], config.places)
    for ref in effective.including if effective else []:
        if ref.id in config.places and ref.id not in config.current_places():
            yield ref.at.fault(
                f"place {ref.id!r} is not current when places ratify; write its successor"
            )


def clocks_exist(config: Config) -> Iterator[Fault]:
    """Rule 6."""
    system = config.agreement.system if config.agreement else None
    if system and system.timezone and not is_timezone(system.timezone):
        yield system.at("timezone").fault(
            f"unknown time zone {system.timezone!r}; write one such as Europe/London"
        )
    calendar = config.agreement.calendar if config.agreement else None
    if calendar and calendar.region not in REGIONS:
        yield calendar.at("region").fault(
            f"unknown region {calendar.region!r}; {suggest(calendar.region, tuple(REGIONS))}"
        )


def places_are_distinct(config: Config) -> Iterator[Fault]:
    """Rule 7."""
    if not config.places:
        yield config.begins.fault("no places; write places/<place>.yaml for each place")
    for key in ("name", "ons_code"):
        seen: dict[str, str] = {}
        for place_id, place in config.current_places().items():
            value = getattr(place, key, None)
            if place and value in seen:
                yield place.at(key).fault(
                    f"{key} {value!r} is that of place {seen[value]!r} too; write this place's own"
                )
            elif value:
                seen[value] = place_id


def _unknown(kind: str, refs: Iterable[Ref], known: Iterable[str]) -> Iterator[Fault]:
    for ref in refs:
        if ref.id not in known:
            yield ref.at.fault(f"unknown {kind} {ref.id!r}; {suggest(ref.id, tuple(known))}")


RULES = (
    parties_are_distinct,
    partners_stand_once,
    ids_are_words,
    bodies_exist,
    places_exist,
    clocks_exist,
    places_are_distinct,
)
