"""The director's board as artifacts of Prefect: the whole, the places in a table, each place's story.

The rules:
1. An artifact says only what the register says now; its key is the version's, and a place's, for ever.
2. Nobody's name or address is in any: roles and organisations, as on the public pages.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from concordat.console.picture import timeline_image
from concordat.domain.calendar import in_words
from concordat.domain.trail import TrailEntry
from concordat.portal.programme_page import STANDS, listed, stages
from concordat.services.clock_check import clock_behind
from concordat.services.forecast import expected
from concordat.services.forecast_words import sentences
from concordat.services.register import Reading
from concordat.services.standing import PlaceStanding, Standing, standing

ENTRIES = 40
"""How much of a place's story its artifact tells: the last so many entries of the trail."""

BOOKKEEPING = ("notice:", "document:", "signing:identity:")
"""What is no part of a place's story, though it is in the trail."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """One artifact: its key, what Prefect is to show it as, a line about it, and what is in it.

    `run_id` is the run that carries the version, under which its own artifacts are found too.
    """

    key: str
    kind: Literal["markdown", "table", "progress"]
    says: str
    data: str | float
    run_id: str | None = None


def artifacts_of(view: Reading, version_id: str, portal_url: str) -> tuple[Artifact, ...]:
    """Return every artifact of a version as it stands: the board, its table, its bar, each place's."""
    version, found = view.version(version_id), standing(view, version_id)
    name = f"{found.agreement}, version {found.version}"
    stories: dict[str, list[TrailEntry]] = {}
    for entry in view.trail():
        about, _, subject = entry.about.partition("/")
        if about == version_id and subject and not entry.fact.startswith(BOOKKEEPING):
            stories.setdefault(subject.partition("/")[0], []).append(entry)
    behind = clock_behind(view)
    picture = timeline_image(stages(view, version, found))
    papers = [
        f"- [{one.label} ({one.form})]({portal_url}/documents/{one.file})"
        for one in listed(view, version)
    ]
    stands = STANDS[version.state]
    return (
        Artifact(
            f"{version_id}-board",
            "markdown",
            f"{name}: where it stands",
            _board(
                found,
                f"{behind} {stands}".strip(),
                picture,
                list(sentences(expected(view, version_id)))[1:],
                papers,
                portal_url,
            ),
            version.run_id,
        ),
        Artifact(
            f"{version_id}-places",
            "table",
            f"{name}: every place",
            _table(found),
            version.run_id,
        ),
        Artifact(
            f"{version_id}-progress",
            "progress",
            _progress_words(found),
            _progress(found),
            version.run_id,
        ),
        *(
            Artifact(
                f"{version_id}-place-{place_id}",
                "markdown",
                f"{place.name}: {place.status}",
                _story(place, stories.get(place_id, []), portal_url),
            )
            for place_id, place in found.places.items()
        ),
    )


def _board(
    found: Standing,
    stands: str,
    picture: str,
    ahead: Sequence[str],
    papers: Sequence[str],
    portal_url: str,
) -> str:
    waits = found.waiting_for or tuple(
        f"{place.name}: {'; '.join(place.waiting_for)}"
        for place in found.places.values()
        if place.waiting_for
    )
    lines = [
        f"# {found.title}, version {found.version}",
        "",
        f"**{stands}** {_effect(found)}",
        "",
        f"![The timeline]({picture})",
        "",
        "## When it takes effect",
        "",
        *(f"- {sentence}" for sentence in ahead),
        "",
        "## Who is being waited for",
        "",
        *([f"- {who}" for who in waits] or ["Nobody."]),
        "",
        "## Papers",
        "",
        *(papers or ["None has been published yet."]),
        "",
        f"The same, for everyone: [{portal_url}]({portal_url}/)",
    ]
    return "\n".join(lines)


def _effect(found: Standing) -> str:
    begun = f"In effect from {in_words(found.effective_on)}. " if found.effective_on else ""
    missing = [found.places[p].name if p in found.places else p for p in found.mandatory_missing]
    mandatory = f" Mandatory and missing: {', '.join(missing)}." if missing else ""
    return f"{begun}{_progress_words(found)}{mandatory}"


def _progress_words(found: Standing) -> str:
    return f"{found.counted} of {len(found.places)} places count; {found.threshold} are needed."


def _progress(found: Standing) -> float:
    return round(100 * found.counted / max(1, len(found.places)), 1)


def _table(found: Standing) -> str:
    rows = [
        {
            "Place": place.name,
            "Status": place.status,
            "Decided": _day(place.decided_on),
            "Effective": _day(place.effective_on),
            "Counts": "yes" if place.counts else "no",
            "Waiting for": _shortly(place.waiting_for),
        }
        for place in found.places.values()
    ]
    return json.dumps(rows, ensure_ascii=False)


def _shortly(waits: tuple[str, ...]) -> str:
    """Return the first who is waited for, and how many more: the table cuts off what is long."""
    more = f" (and {len(waits) - 1} more)" if len(waits) > 1 else ""
    return f"{waits[0]}{more}" if waits else ""


def _story(place: PlaceStanding, entries: Sequence[TrailEntry], portal_url: str) -> str:
    record = (
        f"[Ratification record (PDF)]({portal_url}/documents/{place.record_sha256}.pdf)"
        if place.record_sha256
        else "No record has been sealed yet."
    )
    said = [
        f"- {label}: {words}"
        for label, words in (
            ("Decides", place.body),
            ("Decided", _day(place.decided_on)),
            ("Reservation", place.reservation),
            ("Condition", place.condition),
            ("Reason", place.reason),
            ("Effective", _day(place.effective_on)),
            ("Counts", place.why_not or "yes"),
            ("Waiting for", "; ".join(place.waiting_for)),
        )
        if words
    ]
    signed = [
        f"- {s.role}, {s.organisation}, on {in_words(s.signed_at.date())}" for s in place.signatures
    ]
    told = [f"- {entry.at:%Y-%m-%d %H:%M} UTC: {_fact(entry)}" for entry in entries[-ENTRIES:]]
    return "\n".join(
        [
            f"# {place.name}: {place.status}",
            "",
            *said,
            "",
            record,
            "",
            "## Signed by",
            "",
            *(signed or ["Nobody yet."]),
            "",
            "## What happened",
            "",
            *(told or ["Nothing yet."]),
        ]
    )


def _fact(entry: TrailEntry) -> str:
    return f"{entry.fact.replace(':', ' ').replace('-', ' ')} (entry {entry.number})"


def _day(day: date | None) -> str:
    return "" if day is None else in_words(day)
