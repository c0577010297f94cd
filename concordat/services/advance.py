"""Do what is due, one step after the other, until nothing is.

Each step is an act of its own: decided by `next_step` from what the register says now, done, and
recorded under its key. Running an advance twice, or two at once, does each act once.
"""

from collections.abc import Callable
from typing import Any

from concordat.domain.errors import AlreadyDone, Conflict
from concordat.domain.next_step import (
    place_step,
    version_step,
)
from concordat.domain.record import Version
from concordat.domain.signature import PUBLIC
from concordat.domain.steps import (
    ApplySignature,
    AskForDecision,
    CarryRatification,
    DrawRecord,
    EndCallIn,
    Escalate,
    Expire,
    FetchSigned,
    Invite,
    Lapse,
    LeavePartner,
    LeavePlace,
    PlanDispatch,
    RecallDispatch,
    Recount,
    Remind,
    Seal,
    SendDispatch,
    Step,
    SucceedPlace,
    Suspend,
    TakeEffect,
    WarnPapers,
    WarnTerm,
)
from concordat.services import (
    asking,
    handing_over,
    leaving,
    place_steps,
    place_succession,
    recount,
    signing_steps,
    term_steps,
    version_steps,
    waiting_steps,
)
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction

CONFLICTS_AT_MOST = 20
"""How often in a row another process may be first before we leave the rest to it."""


Shared = Callable[[Office, Transaction, Version, str, Any], None]

SHARED: dict[type[Step], Shared] = {
    Remind: lambda _office, tx, version, _scope, step: asking.remind(tx, version, step),
    PlanDispatch: lambda _office, *what: handing_over.plan_dispatch(*what),
    Expire: lambda _office, tx, version, _scope, step: signing_steps.expire(tx, version, step),
    WarnPapers: lambda _office, *what: waiting_steps.warn_of_papers(*what),
    Escalate: lambda _office, *what: waiting_steps.escalate(*what),
}
"""The steps that a place and the version as a whole have in common, each done in one transaction."""


def advance_place(office: Office, version_id: str, place_id: str) -> tuple[str, ...]:
    """Do everything that is due at one place; return the names of the steps done, in order."""

    def next_due() -> tuple[Version, Step | None]:
        with office.register.reading() as view:
            return _due(view, version_id, place_id)

    return _advance(next_due, lambda version, step: _do_at_place(office, version, place_id, step))


def advance_version(office: Office, version_id: str) -> tuple[str, ...]:
    """Do everything that is due for the version as a whole; return the names of the steps done."""

    def next_due() -> tuple[Version, Step | None]:
        with office.register.reading() as view:
            return _due(view, version_id, PUBLIC)

    return _advance(next_due, lambda version, step: _do_for_version(office, version, step))


def _due(view: Reading, version_id: str, scope: str) -> tuple[Version, Step | None]:
    if scope == PUBLIC:
        record = view.version_record(version_id)
        return record.version, version_step(record, view.now)
    version = view.version(version_id)
    return version, place_step(view.place(version, scope), version, view.now)


def _advance(
    next_due: Callable[[], tuple[Version, Step | None]], do: Callable[[Version, Step], None]
) -> tuple[str, ...]:
    done: list[str] = []
    conflicts = 0
    while True:
        version, step = next_due()
        if step is None:
            return tuple(done)
        try:
            do(version, step)
        except (AlreadyDone, Conflict):
            conflicts += 1
            if conflicts > CONFLICTS_AT_MOST:
                raise
        else:
            conflicts = 0
            done.append(type(step).__name__)


def _do_at_place(office: Office, version: Version, place_id: str, step: Step) -> None:
    match step:
        case AskForDecision():
            place_steps.ask_for_decision(office, version, place_id)
        case CarryRatification():
            place_steps.carry_ratification(office, version, place_id, step)
        case EndCallIn():
            place_steps.end_call_in(office, version, place_id)
        case DrawRecord():
            place_steps.draw_record(office, version, place_id)
        case Seal():
            place_steps.seal_record(office, version, place_id)
        case SucceedPlace():
            place_succession.succeed_now(office, version, place_id)
        case _:
            _do_signing_step(office, version, place_id, step)


def _do_for_version(office: Office, version: Version, step: Step) -> None:
    match step:
        case Seal():
            version_steps.seal_agreement(office, version)
        case TakeEffect():
            version_steps.take_effect(office, version)
        case WarnTerm():
            term_steps.warn_term(office, version, step)
        case Lapse():
            term_steps.lapse(office, version)
        case Recount():
            recount.recount(office, version)
        case Suspend():
            recount.suspend(office, version)
        case LeavePartner():
            leaving.leave_partner(office, version, step.withdrawal)
        case LeavePlace():
            leaving.leave_place(office, version, step.withdrawal)
        case _:
            _do_signing_step(office, version, PUBLIC, step)


def _do_signing_step(office: Office, version: Version, scope: str, step: Step) -> None:
    match step:
        case ApplySignature():
            signing_steps.apply_signature(office, version, scope, step)
        case SendDispatch():
            handing_over.send_dispatch(office, version, step)
        case RecallDispatch():
            handing_over.recall_dispatch(office, version, step)
        case FetchSigned():
            handing_over.fetch_signed(office, version, step)
        case _:
            _do_at_once(office, version, scope, step)


def _do_at_once(office: Office, version: Version, scope: str, step: Step) -> None:
    """Do a step of which everything that is recorded is recorded in one transaction."""
    if isinstance(step, Invite | Remind):
        handing_over.ask_elsewhere(office, version, scope, step)
    letters = asking.make_letters(office, version, scope, step) if isinstance(step, Invite) else {}
    with office.register.writing() as tx:
        # The signatory may have answered, or another process been first, since the step was decided;
        # whoever holds a seat may have changed, so the version is read again too.
        version, due = _due(tx, version.id, scope)
        if due != step:
            raise Conflict("What is due has changed meanwhile.", attempted=type(step).__name__)
        if isinstance(step, Invite):
            asking.invite(office, tx, version, scope, letters)
        else:
            SHARED[type(step)](office, tx, version, scope, step)
