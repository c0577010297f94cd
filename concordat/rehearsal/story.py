"""What a rehearsal leaves behind: the evidence, a summary for machines, a story for people."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from concordat.domain.facts import Fact
from concordat.domain.record import Review
from concordat.evidence.layout import SUMMARY, path_of
from concordat.evidence.write import write_evidence, write_sums
from concordat.services.office import Office
from concordat.services.standing import PlaceStanding, SignatureStanding, Standing, standing

STORY = {
    Fact.WINDOW_OPENED: "The review window opens; the draft is published.",
    Fact.TEXT_FROZEN: "The review window has closed; the words are frozen.",
    Fact.BOARD_DEFERRED: "The board defers: {reason}",
    Fact.BOARD_APPROVED: "The board approves ({minute_reference}).",
    Fact.BOARD_REJECTED: "The board rejects: {reason}",
    Fact.DATES_MOVED: "{date} moves from {old} to {new}.",
    Fact.PUBLIC_SIGNING_COMPLETED: "The agreement is signed in public and sealed.",
    Fact.EFFECT_BEGUN: "Enough places count: in effect from {effective_on}.",
    Fact.CERTIFICATE_ISSUED: "Every place has its outcome; the certificate is issued.",
    Fact.REVIEW_SCHEDULED: "A review is scheduled: due {due_on}, opening {opens_on}.",
    Fact.REVIEW_OPENED: "The review opens by itself and asks every partner.",
    Fact.REVIEW_REPORTED: "The review report is made from the partners' returns.",
    Fact.REVIEW_CLOSED: "The review closes: {outcome}",
    Fact.TERM_WARNED: "The term ends on {ends_on}: every partner is told.",
    Fact.TERM_LAPSED: "The term has ended without renewal: the agreement has lapsed.",
}
"""The entries of the trail that make the story's timeline, each in a sentence on its data."""


def write_story(
    office: Office,
    version_id: str,
    folder: Path,
    templates: Path,
    timings_s: dict[str, float],
) -> dict[str, Any]:
    """Write everything into the folder and return the summary."""
    with office.register.reading() as view:
        found = standing(view, version_id)
        review = view.review(version_id, 1) if found.review_due_on else None
        version = view.version(version_id)
        entries = view.trail()
        comments = view.comments(version_id)
    summary = _summary(found, review, timings_s)
    summary["trail"] = {"entries": len(entries), "head_sha256": entries[-1].sha256}
    write_evidence(office, version_id, folder)
    _write_json(folder / SUMMARY, summary)
    environment = Environment(
        loader=FileSystemLoader(templates), undefined=StrictUndefined, autoescape=True
    )
    environment.filters["day"] = _day
    page = environment.get_template("rehearsal/index.html.j2").render(
        summary=summary,
        standing=found,
        programme=version.programme,
        version=version,
        review=review,
        comments=len(comments),
        entries=entries,
        story=STORY,
    )
    (folder / "index.html").write_text(page, encoding="utf-8")
    write_sums(folder)
    return summary


def _summary(found: Standing, review: Review | None, timings_s: dict[str, float]) -> dict[str, Any]:
    run = None
    if review is not None and review.run_id and review.scheduled_for:
        run = {"id": review.run_id, "scheduled_for": review.scheduled_for.isoformat()}
    return {
        "agreement": found.agreement,
        "version": found.version,
        "version_sha256": found.version_sha256,
        "rehearsal": True,
        "effective_on": found.effective_on and found.effective_on.isoformat(),
        "review_due_on": review and review.due_on.isoformat(),
        "review_run": run,
        "places": {p: _place(p, place) for p, place in found.places.items()},
        "timings_s": timings_s,
    }


def _place(place_id: str, place: PlaceStanding) -> dict[str, Any]:
    return {
        "name": place.name,
        "status": place.status,
        "decided_on": place.decided_on and place.decided_on.isoformat(),
        "effective_on": place.effective_on and place.effective_on.isoformat(),
        "reservation": place.reservation,
        "deferrals": place.deferrals,
        "record_pdf": str(path_of("record", place_id)) if place.record_sha256 else None,
        "signatures": [_signature(s) for s in place.signatures],
    }


def _signature(made: SignatureStanding) -> dict[str, str]:
    return {
        "role": made.role,
        "organisation": made.organisation,
        "signed_at": made.signed_at.isoformat(),
    }


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
