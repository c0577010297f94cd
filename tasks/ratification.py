"""The acts of ratification, place by place and for the agreement as a whole."""

from collections.abc import Iterable
from datetime import date

from prefect import State

from concordat.domain.errors import NotAllowed
from concordat.services import advance, catch_up, certify, decide_place
from concordat.services.discharge import discharge_condition
from tasks.act import act, outward_act
from tasks.office import office


@act(name="find the places with something due", tags=["ratification"])
def places_due(version_id: str) -> tuple[str, ...]:
    """Return the ids of the places at which a step is due."""
    return catch_up.places_with_something_due(office(), version_id)


# Without a tag: each would make Prefect ask its server about limits, once for each place.
@outward_act(name="advance a place", task_run_name="advance {place_id}")
def advance_place(version_id: str, place_id: str) -> tuple[str, ...]:
    """Do everything that is due at one place; return the steps done."""
    return advance.advance_place(office(), version_id, place_id)


@outward_act(name="advance the agreement", tags=["ratification"])
def advance_version(version_id: str) -> tuple[str, ...]:
    """Do everything that is due for the agreement as a whole; return the steps done."""
    return advance.advance_version(office(), version_id)


@act(name="find the places named", tags=["ratification"])
def check_places(version_id: str, places: Iterable[str]) -> None:
    """Raise NotFound, before anything is recorded, for a place that the version does not ask."""
    with office().register.reading() as view:
        version = view.version(version_id)
        for place in places:
            view.place(version, place)


@act(
    name="record a place's decision",
    task_run_name="{decision.outcome}: {place_id}",
    tags=["ratification"],
)
def record_decision(version_id: str, place_id: str, decision: decide_place.PlaceDecision) -> None:
    """Record what a ratifying body decided for its place."""
    decide_place.decide_place(office(), version_id, place_id, decision)


@act(name="discharge a condition", tags=["ratification"])
def discharge(version_id: str, place_id: str, discharged_on: date, evidence: str) -> None:
    """Record that a place's condition was met."""
    discharge_condition(office(), version_id, place_id, discharged_on, evidence)


@outward_act(name="issue the certificate", tags=["ratification"])
def issue_certificate(version_id: str) -> None:
    """Seal and send the certificate of completion."""
    certify.issue_certificate(office(), version_id)


def check_all_recorded(states: list[State[None]]) -> None:
    """Raise NotAllowed, in the words of each refusal, if any decision was refused."""
    refusals = [str(s.result(raise_on_failure=False)) for s in states if s.is_failed()]
    if refusals:
        raise NotAllowed(
            "\n".join(refusals),
            remedy=f"The other {len(states) - len(refusals)} are recorded; correct these alone.",
            attempted="record several decisions",
        )
