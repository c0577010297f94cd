"""Where the agreement stands, as data that anyone may use: `docs/reference/status.schema.json`.

The rules:
1. It says what the public pages say, and nothing more: roles and organisations, never people, and
   no address but the one that the facilitator gives for questions.
2. Each document is named by its SHA-256, which is also its address.
3. What a place has no record of, or what is not published, says why.
"""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from concordat.domain.record import Version
from concordat.portal.desk import version_on_its_way
from concordat.portal.programme_page import PUBLIC_KINDS, Stage, on_its_way, stages
from concordat.portal.withheld import why_no_record, withheld
from concordat.services.document_names import OF_A_PLACE, document_name, place_id_of
from concordat.services.recognition import KeptDocument
from concordat.services.register import Reading
from concordat.services.standing import PlaceStanding, SignatureStanding, Standing, standing

FORMAT = 1


def open_data(view: Reading, version: Version, portal_url: str) -> dict[str, Any]:
    """Return where the version stands as JSON values: dates and times ISO 8601."""
    found = standing(view, version.id)
    programme = version.programme
    said: dict[str, Any] = plain(
        {
            "format": FORMAT,
            "agreement": found.agreement,
            "title": found.title,
            "system": found.system,
            "facilitator": programme.facilitator,
            "questions_to": programme.facilitator_contact.email,
            "rehearsal": found.rehearsal,
            "version": found.version,
            "version_sha256": found.version_sha256,
            "supersedes": found.supersedes,
            "superseded_by": found.superseded_by,
            "state": found.state,
            "coming": _coming(view, version),
            "timeline": [_stage(stage) for stage in stages(view, version, found)],
            "effect": _effect(found),
            "parties": [_party(party.id, party.name, found) for party in programme.parties],
            "signatures": _signatures(found.signatures),
            "places": {
                place_id: _place(place, portal_url) for place_id, place in found.places.items()
            },
            "documents": _documents(view, version, portal_url),
            "withheld": [asdict(one) for one in withheld(view, version)],
        }
    )
    return said


def plain(value: Any) -> Any:
    """Return the value with its dates and times written out."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _stage(stage: Stage) -> dict[str, Any]:
    return {"stage": stage.title, "when": stage.when, "on": stage.on, "state": stage.state}


def _coming(view: Reading, version: Version) -> dict[str, Any] | None:
    coming = version_on_its_way(view, version)
    if coming is None:
        return None
    shown = on_its_way(view, coming)
    timeline = [_stage(stage) for stage in shown.stages]
    return {"version": coming.number, "state": coming.state.value, "timeline": timeline}


def _effect(found: Standing) -> dict[str, Any]:
    return {
        "counted": found.counted,
        "needed": found.threshold,
        "met": found.met,
        "effective_on": found.effective_on,
        "term_ends_on": found.term_ends_on,
        "review_due_on": found.review_due_on,
    }


def _party(party_id: str, name: str, found: Standing) -> dict[str, Any]:
    return {
        "id": party_id,
        "name": name,
        "partners": [
            {"name": p.name, "joined_on": p.joined_on, "left_on": p.left_on}
            for p in found.partners
            if p.party == party_id
        ],
    }


def _place(place: PlaceStanding, portal_url: str) -> dict[str, Any]:
    record = place.record_sha256
    return {
        "name": place.name,
        "area": place.area,
        "body": place.body,
        "status": place.status,
        "decided_on": place.decided_on,
        "expected_on": place.expected_on,
        "effective_on": place.effective_on,
        "counts": place.counts,
        "why_not": place.why_not,
        "reservation": place.reservation,
        "condition": place.condition,
        "reason": place.reason,
        "signatures": _signatures(place.signatures),
        "record": None if record is None else _at(portal_url, record),
        "why_no_record": None if record else why_no_record(place),
    }


def _signatures(made: tuple[SignatureStanding, ...]) -> list[dict[str, Any]]:
    return [
        {"role": s.role, "organisation": s.organisation, "signed_at": s.signed_at} for s in made
    ]


def _documents(view: Reading, version: Version, portal_url: str) -> list[dict[str, Any]]:
    kept = (KeptDocument(version.id, *d) for d in view.documents(version.id))
    public = {d.sha256: d for d in kept if d.kind in PUBLIC_KINDS}
    return [
        {
            "kind": d.kind,
            "what": document_name(view, version, d),
            "place": place_id_of(d) if d.kind in OF_A_PLACE else None,
            **_at(portal_url, d.sha256, "docx" if d.kind.endswith("-docx") else "pdf"),
        }
        for d in public.values()
    ]


def _at(portal_url: str, sha256: str, ending: str = "pdf") -> dict[str, str]:
    return {"sha256": sha256, "url": f"{portal_url}/documents/{sha256}.{ending}"}
