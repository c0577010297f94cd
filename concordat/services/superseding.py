"""End a version that another supersedes: what is still asked of people on it is called back."""

from dataclasses import replace

from concordat.domain.errors import LinkRefused
from concordat.domain.facts import Fact
from concordat.domain.record import Version
from concordat.domain.signature import RequestStatus, SigningRequest
from concordat.domain.states import VersionState, version_after
from concordat.services.lineage import changed_passages, changes_address, in_passages
from concordat.services.register import Reading, Transaction, WakeKind


def supersede(tx: Transaction, version: Version, by: Version) -> None:
    """Record that the version is superseded, and call back every request that is open on it."""
    state = version_after(version.state, Fact.VERSION_SUPERSEDED)
    tx.save(replace(version, state=state, superseded_by=by.id))
    tx.record(Fact.VERSION_SUPERSEDED, version.id, {"by": by.id})
    cancel_requests(
        tx,
        version,
        f"The text changed: version {by.number} supersedes the one you were asked to sign. "
        f"What changed is marked at {changes_address(by)}.",
    )
    tx.wake(WakeKind.TIMELINE, version.id)


def cancel_requests(tx: Transaction, version: Version, why: str, scope: str | None = None) -> None:
    """Cancel every open request of the version, or of one scope of it; signatures given stand."""
    within = {} if scope is None else {"scope": scope}
    for request in tx.records(SigningRequest, version.id, status=RequestStatus.OPEN, **within):
        tx.save(replace(request, status=RequestStatus.CANCELLED, closed_at=tx.now, reason=why))
        tx.record(
            Fact.REQUEST_CANCELLED,
            f"{version.id}/{request.scope}",
            {"request": request.id, "why": why},
        )


def check_not_superseded(view: Reading, version: Version, request: SigningRequest) -> None:
    """Raise LinkRefused, with what changed, for a link to a text that another has superseded.

    A signature that was given is not lost: its link says that it is on record.
    """
    if version.state != VersionState.SUPERSEDED or request.status == RequestStatus.SIGNED:
        return
    if version.superseded_by is None:
        raise LinkRefused(
            "The text you were asked to sign is not the one that the board approved.",
            why="superseded",
            remedy="Nothing was signed. You will be asked again once the new text is ready.",
        )
    by = view.version(version.superseded_by)
    passages = in_passages(changed_passages(view, by))
    raise LinkRefused(
        f"The text you were asked to sign has changed: version {by.number} supersedes it, and "
        f"changes {passages}.",
        why="superseded",
        remedy=f"Nothing was signed. Every change is marked on this site, at {changes_address(by)}. "
        "If your signature is needed on the new text, you will get a new link.",
    )
