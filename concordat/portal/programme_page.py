"""What the programme's page shows: the timeline with where it stands, and the documents."""

from dataclasses import dataclass
from datetime import date

from concordat.domain.blocks import launch_block, public_signing_block
from concordat.domain.decision import BoardOutcome
from concordat.domain.elections import Block
from concordat.domain.record import Version
from concordat.domain.states import SETTLED, UNSIGNED, PlaceStatus, VersionState
from concordat.portal.rendering import day
from concordat.services.register import Reading
from concordat.services.standing import Standing, standing

DONE, NOW, TO_COME, STOPPED = "done", "now", "to come", "stopped"

STANDS = {
    VersionState.PLANNED: "The review window has not opened yet.",
    VersionState.IN_REVIEW: "The draft is open for comment.",
    VersionState.AWAITING_APPROVAL: "The text is frozen, and lies before the board.",
    VersionState.APPROVAL_DEFERRED: "The board has deferred its decision.",
    VersionState.SIGNING: "The board has approved; the public signing is next.",
    VersionState.RATIFYING: "Signed in public. Each place now decides for itself.",
    VersionState.IN_EFFECT: "The agreement is in effect.",
    VersionState.REJECTED: "The board did not approve this version.",
    VersionState.SUPERSEDED: "This version is superseded.",
    VersionState.LAPSED: "The agreement has lapsed: its term ended and was not renewed.",
    VersionState.ENDED: "The agreement has ended: a party has too few partners for it to go on.",
}

_STAGE_NOW = {
    VersionState.PLANNED: -1,
    VersionState.IN_REVIEW: 0,
    VersionState.AWAITING_APPROVAL: 1,
    VersionState.APPROVAL_DEFERRED: 1,
    VersionState.REJECTED: 1,
    VersionState.SIGNING: 2,
    VersionState.RATIFYING: 3,
    VersionState.IN_EFFECT: 5,
    VersionState.LAPSED: 5,
}

_OVER = frozenset({VersionState.REJECTED, VersionState.SUPERSEDED, VersionState.ENDED})

LABELS = {
    "draft": "The draft that was opened for comment",
    "draft-docx": "The draft, as a file to comment in",
    "text-docx": "The frozen words, as a file to comment in",
    "board-paper": "The paper for the board",
    "agreement": "The agreement, signed and sealed",
    "certificate": "The certificate of completion",
    "accession": "Accession record",
    "review-report": "The review report",
    "notice": "Notice to all partners",
}
"""The documents on the programme's page, by kind."""

CHANGES = {"changes-pdf": "What it changes", "changes-docx": "What it changes, as tracked changes"}
"""The documents on the page of an amended version's changes, by kind."""

PUBLIC_KINDS = frozenset(LABELS) | frozenset(CHANGES) | {"record", "earlier-record"}
"""The kinds of documents anyone may read; a place's record is public once it is sealed."""

WORD = "-docx"
"""How the kind of a Word file ends; every other public document is a PDF."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the timeline. `on` is the date in the picture, None while there is none."""

    title: str
    when: str
    state: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One document on offer. `form` is how people call its kind of file, `file` its name at its address."""

    label: str
    form: str
    file: str


@dataclass(frozen=True, slots=True)
class Coming:
    """The version that is to replace the one in force, and how far it has come."""

    found: Standing
    stands: str
    stages: tuple[Stage, ...]


def on_its_way(view: Reading, version: Version) -> Coming:
    """Return how far the version has come that is on its way."""
    found = standing(view, version.id)
    return Coming(found, STANDS[version.state], stages(view, version, found))


def stages(view: Reading, version: Version, found: Standing) -> tuple[Stage, ...]:
    """Return the stages in their order, each with its date in force and how far it has come."""
    now = _stage_now(version)
    written = (
        (
            "Review window",
            f"{_opening(version)} to {day(version.programme.comments_until)}",
            version.programme.comments_until,
        ),
        ("Board decides", *_board(view, version)),
        ("Public signing", *_signing(view, version)),
        (
            "Places ratify",
            f"each in its own time, by {day(version.ratification_due)}",
            version.ratification_due,
        ),
        ("Takes effect", *_effect(version, found)),
        ("Review", *_review(version, found)),
    )
    return tuple(
        Stage(title, when, _state(version, found, n, now), on)
        for n, (title, when, on) in enumerate(written)
    )


def _stage_now(version: Version) -> int:
    """Return the stage that a version is at, or was at when it was over; 0 is the review window."""
    if version.state in {VersionState.SUPERSEDED, VersionState.ENDED}:
        return 5 if version.effective_on else 3 if version.sealed_at else 1
    return _STAGE_NOW[version.state]


def _state(version: Version, found: Standing, stage: int, now: int) -> str:
    if version.state in _OVER and stage >= now:
        return STOPPED
    if version.state in {VersionState.IN_EFFECT, VersionState.LAPSED}:
        settled = all(PlaceStatus(p.status) in SETTLED for p in found.places.values())
        return {3: DONE if settled else NOW, 5: TO_COME}.get(stage, DONE)
    return DONE if stage < now else NOW if stage == now else TO_COME


def _board(view: Reading, version: Version) -> tuple[str, date | None]:
    decisions = view.decisions(version.id, None)
    if decisions and decisions[-1].outcome != BoardOutcome.DEFERRED.value:
        last = decisions[-1]
        return f"{last.outcome} on {day(last.decided_on)}", last.decided_on
    again = "deferred; taken up again " if decisions else ""
    if version.board_on is None:
        return f"{again}at a meeting not yet named", None
    return f"{again}on {day(version.board_on)}", version.board_on


def _signing(view: Reading, version: Version) -> tuple[str, date | None]:
    planned = version.public_signing_on
    held = public_signing_block(view.version_record(version.id), planned)
    if held is None or version.state not in UNSIGNED:
        return day(planned), planned
    return _held_back(planned, held), held.next_free_on


def _opening(version: Version) -> str:
    planned = version.programme.timeline.window_opens
    held = launch_block(version.programme, planned)
    if held is None or version.state != VersionState.PLANNED:
        return day(planned)
    return _held_back(planned, held)


def _held_back(planned: date, block: Block) -> str:
    free = day(block.next_free_on)
    return f"{day(planned)} (held back until {free} by {block.period.because})"


def _effect(version: Version, found: Standing) -> tuple[str, date | None]:
    if version.effective_on is not None:
        return f"from {day(version.effective_on)}", version.effective_on
    so_far = f"{found.counted} so far" if found.counted else "none so far"
    return f"when {found.threshold} of {len(found.places)} places count; {so_far}", None


def _review(version: Version, found: Standing) -> tuple[str, date | None]:
    if found.review_due_on is not None:
        return f"due on {day(found.review_due_on)}", found.review_due_on
    months = version.programme.timeline.review.every_months
    return f"{months} months after it takes effect", None


def listed(view: Reading, version: Version) -> tuple[Listed, ...]:
    """Return the documents of the version as a whole, oldest first."""
    return _listed(view, version, LABELS)


def listed_changes(view: Reading, version: Version) -> tuple[Listed, ...]:
    """Return the documents that show what the version changes, those made last: PDF, then Word."""
    newest = {document.form: document for document in _listed(view, version, CHANGES)}
    return tuple(newest[form] for form in sorted(newest))


def _listed(view: Reading, version: Version, labels: dict[str, str]) -> tuple[Listed, ...]:
    return tuple(
        Listed(
            _label(labels[kind], kind, scope),
            "Word" if kind.endswith(WORD) else "PDF",
            f"{sha256}.{ending(kind)}",
        )
        for kind, scope, sha256 in view.documents(version.id)
        if kind in labels
    )


def ending(kind: str) -> str:
    """Return how the name of a public document's file ends."""
    return "docx" if kind.endswith(WORD) else "pdf"


def _label(label: str, kind: str, scope: str) -> str:
    if kind == "notice":
        return f"{label}: {scope.replace('-', ' ')}"
    number = scope.rsplit("-", 1)[-1] if kind in {"accession", "review-report"} else ""
    return f"{label} {number}".strip()
