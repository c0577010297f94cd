"""The acts that change an agreement over time: amend it, record a succession, renew its term."""

from datetime import date
from typing import Any

from concordat.domain.programme import Body, BodyId
from concordat.domain.rules import AmendmentClass, Quorum
from concordat.services import amend, renew_term, succeed_body
from concordat.services.amendment_checks import Amendment
from tasks.act import act, outward_act
from tasks.office import office, programme
from tasks.prefect_runs import launch


@act(name="amend a version", task_run_name="{kind} amendment", tags=["amendment"])
def amend_version(
    version_id: str,
    kind: AmendmentClass,
    reason: str,
    places: tuple[str, ...],
    consults: bool,
    approved_words: str,
    takes_up: tuple[str, ...],
) -> int:
    """Put the amended version on the register and return its number."""
    asked = Amendment(kind, reason, places, consults, approved_words, takes_up)
    return amend.amend(office(), version_id, asked, programme()).number


@outward_act(name="launch the sign-off", tags=["timeline"])
def launch_sign_off(version: int, agreement: str | None = None) -> None:
    """Launch the sign-off of a version; a second launch joins the first."""
    launch("sign-off/sign-off", {"version": version, "agreement": agreement})


@act(name="record the succession of a body", tags=["succession"])
def record_succession_of_body(
    version_id: str, old: str, successor: dict[str, Any], on: date, instrument: str
) -> None:
    """Record that a body is succeeded by the one described."""
    members = successor["quorum_members"]
    body = Body(
        id=BodyId(successor["id"]),
        name=successor["name"],
        meetings=tuple(sorted(set(successor["meetings"]))),
        papers_clear_working_days=successor["papers_clear_working_days"],
        call_in_working_days=successor["call_in_working_days"],
        quorum=Quorum(members, tuple(successor["quorum_including"])) if members else None,
    )
    asked = succeed_body.BodySuccession(old, body, on, instrument)
    succeed_body.record_body_succession(office(), version_id, asked)


@act(name="renew the term", tags=["term"])
def record_renewal(
    version_id: str, decided_on: date, minute_reference: str, starts: date | None
) -> None:
    """Record that the agreement goes on for another term."""
    renewal = renew_term.Renewal(decided_on, minute_reference, starts)
    renew_term.renew_term(office(), version_id, renewal)
