"""The agreement and the ratification records of the set."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from concordat.domain.parties import Deputy
from concordat.domain.places import Predecessor
from concordat.domain.programme import Place, Programme
from concordat.domain.signing import SignatureSlot, slots
from concordat.services.content import (
    AgreementDocument,
    AgreementText,
    RecordDocument,
)
from tests.conformance.kind import (
    DECIDED_ON,
    MADE_AT,
    PDF_SHA256,
    RECORD_SHA256,
    RESERVATION,
    Kind,
)


def agreements(programme: Programme, text: AgreementText) -> Iterator[Kind]:
    """Yield the agreement as a draft, as it is signed, and amended without a signing."""
    room = slots(programme.timeline.public_signing)
    frozen = AgreementDocument(programme, 1, text, room, MADE_AT, rehearsal=False)
    draft = replace(frozen, draft=True, rehearsal=True)
    amended = replace(
        frozen, version=2, slots=(), note="It is an editorial amendment of version 1."
    )
    yield Kind("agreement, draft", "agreement_pdf", (draft,), room)
    yield Kind("agreement, frozen", "agreement_pdf", (frozen,), room)
    yield Kind("agreement, amended", "agreement_pdf", (amended,))


def records(programme: Programme, text: AgreementText) -> Iterator[Kind]:
    """Yield a place's record for each outcome, and for each way of deciding."""
    place = max(programme.places, key=lambda place: len(slots(place.signatories)))
    plain = record_of(programme, place, text.sha256)
    before = (Predecessor("Old Place", RECORD_SHA256, RESERVATION),)
    told: dict[str, dict[str, Any]] = {
        "record": {},
        "record, reserved": {
            "outcome": "ratified with reservation",
            "reservation": RESERVATION,
            "members_present": 9,
            "conflicts": ("the treasurer", "a councillor"),
        },
        "record, conditional": {
            "outcome": "ratified subject to condition",
            "condition": "The budget of the second year is published first.",
            "own_words": "Our forum meets in the village hall.",
            "effective_from": date(2027, 7, 1),
        },
        "record, urgent": {"authority": "the Chair", "urgent_reason": "The round closes today."},
        "record, successor": {"outcome": "confirmed as successor", "predecessors": before},
        "record, delegated": {"slots": _delegated(plain.slots)},
        "record, declined": {"outcome": "declined", "reason": "We wish to wait.", "slots": ()},
    }
    for name, changes in told.items():
        content = replace(plain, **changes)
        yield Kind(name, "record_pdf", (content,), content.slots)


def record_of(programme: Programme, place: Place, version_sha256: str) -> RecordDocument:
    """Return the record of a place that has ratified, without anything special about it."""
    return RecordDocument(
        programme=programme,
        version=1,
        version_sha256=version_sha256,
        agreement_pdf_sha256=PDF_SHA256,
        place_name=place.name,
        place_ons_code=place.ons_code,
        body_name=programme.body(place.body).name,
        outcome="ratified",
        decided_on=DECIDED_ON,
        minute_reference="PC/27/041",
        reservation=None,
        condition=None,
        reason=None,
        slots=slots(place.signatories),
        made_at=MADE_AT,
        rehearsal=False,
    )


def _delegated(room: tuple[SignatureSlot, ...]) -> tuple[SignatureSlot, ...]:
    first, *others = room
    deputy = Deputy(
        "Vice-chair", "v@place.example.org", DECIDED_ON, date(2027, 6, 30), "minute PC/27/044"
    )
    someone, *rest = first.signatories
    deputed = replace(first, signatories=(replace(someone, deputy=deputy), *rest))
    return (deputed, *others)
