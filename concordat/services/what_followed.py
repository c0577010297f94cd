"""What has come after a document: what replaces it, and what it no longer says of today."""

from collections.abc import Iterator
from dataclasses import dataclass

from concordat.domain.record import Ratification, Version
from concordat.domain.states import PlaceStatus, VersionState
from concordat.services.document_names import OF_A_PLACE, UNSIGNED, place_id_of
from concordat.services.recognition import KeptDocument
from concordat.services.register import Reading
from concordat.services.standing import standing

_ENDED = {
    VersionState.REJECTED: "The board did not approve this version.",
    VersionState.LAPSED: "The agreement has lapsed: its term ended and was not renewed.",
    VersionState.ENDED: "The agreement has ended.",
    VersionState.SUPERSEDED: "The board approved an amended text in place of this version.",
}
_BEFORE_SIGNING = frozenset({"draft", *UNSIGNED})
_SIGNED_SINCE = "It has been signed and sealed since."
_LATER_RECORD = "A later record of the same place replaces it."
_DECIDED_AGAIN = "The place has decided again since; its new record is not sealed yet."
_LEFT = frozenset({PlaceStatus.WITHDRAWN, PlaceStatus.SUCCEEDED})


@dataclass(frozen=True, slots=True)
class Followed:
    """Sentences about what came after; `current` is the SHA-256 of what stands in its place, or None."""

    sentences: tuple[str, ...]
    current: str | None


def what_followed(view: Reading, version: Version, document: KeptDocument) -> Followed:
    """Return what came after the document, which belongs to that version."""
    newest = _newest(view, version)
    said: list[str] = []
    current = None
    if document.kind in OF_A_PLACE:
        place_id = place_id_of(document)
        sealed = _record_of(view, version, place_id)
        current = _record_of(view, newest, place_id) or sealed
        said += _of_the_place(view, version, newest, place_id)
        if document.kind == "earlier-record":
            said.insert(0, _DECIDED_AGAIN if sealed is None else _LATER_RECORD)
    elif document.kind in {"agreement", *_BEFORE_SIGNING}:
        current = _agreement_of(newest) or _agreement_of(version)
    if current is not None and document.kind in _BEFORE_SIGNING:
        said.insert(0, _SIGNED_SINCE)
    return Followed((*said, *_of_the_version(version, newest)), current)


def _newest(view: Reading, version: Version) -> Version:
    """Return the version that has replaced this one, at last; itself while none has."""
    while version.state == VersionState.SUPERSEDED and version.superseded_by is not None:
        version = view.version(version.superseded_by)
    return version


def _of_the_version(version: Version, newest: Version) -> Iterator[str]:
    if newest.id != version.id:
        yield f"Version {newest.number} replaces version {version.number} of the agreement."
    if newest.superseded_by is not None:
        coming = newest.superseded_by.rpartition("-v")[2]
        yield f"Version {coming} is on its way, and replaces it on the day it takes effect."
    if newest.state in _ENDED:
        yield _ENDED[newest.state]


def _of_the_place(view: Reading, version: Version, newest: Version, place_id: str) -> Iterator[str]:
    for row in _ratification(view, newest, place_id):
        if row.carried_from == version.id:
            yield f"What the place decided stands for version {newest.number} as well."
        if row.status in _LEFT:
            left = standing(view, newest.id).places[place_id]
            yield f"{left.name}: {left.why_not}."


def _agreement_of(version: Version) -> str | None:
    """Return the SHA-256 of the version's sealed agreement; None while there is none."""
    return version.current_sha256 if version.sealed_at is not None else None


def _record_of(view: Reading, version: Version, place_id: str) -> str | None:
    """Return the SHA-256 of the place's sealed record of the version; None while there is none."""
    rows = _ratification(view, version, place_id)
    return next((r.current_sha256 for r in rows if r.sealed_at is not None), None)


def _ratification(view: Reading, version: Version, place_id: str) -> list[Ratification]:
    """Return the place's ratification of the version; none if the version does not ask the place."""
    return [r for r in view.ratifications(version.id) if r.place_id == place_id]
