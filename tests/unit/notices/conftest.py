"""Letters as the services hand them to a postman."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from concordat.services.ports import Attachment, Letter
from tests.fakes import a_programme

TEMPLATES = Path("templates/letters")
LINK = f"https://portal.example.org/sign/{'a-B_' * 10}abc"

PARAMS: dict[str, dict[str, str]] = {
    "window-opened": {"partner": "Alliance"},
    "board-asked": {"comments": "3"},
    "board-approved": {"conditions": "Report back yearly."},
    "board-amended": {"conditions": "Say 'each place', not 'all places'."},
    "board-adopted": {},
    "change-recorded": {
        "partner": "Alliance",
        "change": "dates moved",
        "what": "The public signing moves from 20 May 2027 to 3 June 2027.",
        "reason": "An election was called.",
        "next": "we write again when the day comes near.",
    },
    "board-deferred": {"reason": "Too late on the agenda.", "next_meeting": "2027-05-25"},
    "board-rejected": {"reason": "Not this text."},
    "place-decided": {
        "place": "East",
        "outcome": "ratified with reservation",
        "decided_on": "2027-06-24",
        "minute_reference": "HWB/27/4",
        "text": "We want the money sooner.",
    },
    "decision-requested": {
        "place": "East",
        "body": "Shared Board",
        "expected_on": "2027-06-24",
        "succeeds": "",
        "due_on": "2027-09-30",
        "changes": "",
    },
    "paper-pack": {"partner": "clerk", "reminder": "", "code": "0123abcd 4567ef89"},
    "signing-request": {},
    "signing-reminder": {},
    "request-expired": {"role": "Chair", "scope_name": "East"},
    "signatory-declined": {"role": "Chair", "scope_name": "East", "reason": "Not in my name."},
    "identity-code": {
        "role": "Chair",
        "organisation": "Alliance",
        "code": "012345",
        "page": "/signing/0123456789abcdef",
    },
    "witness-code": {
        "role": "Chair",
        "organisation": "Alliance",
        "code": "012345",
        "witness": "Event officer, The Facilitator",
    },
    "in-person-opened": {"role": "Event officer", "witness": "yes"},
    "record-sealed": {"place": "East", "outcome": "ratified"},
    "agreement-signed": {"partner": "Alliance"},
    "effect-begun": {"partner": "Alliance", "effective_on": "2027-07-02", "counted": "2"},
    "certificate-issued": {"partner": "Alliance"},
    "review-asked": {
        "partner": "Alliance",
        "due_on": "2028-07-02",
        "returns_due_on": "2028-06-02",
    },
    "review-reported": {"partner": "Alliance", "cycle": "1"},
}
BOARD = {
    "partner": "Alliance",
    "meeting_on": "2027-03-30",
    "reason": "",
    "conditions": "",
    "next_meeting": "",
    "public_signing_on": "2027-05-20",
}
SIGNING = {
    "role": "Chair",
    "organisation": "Alliance",
    "scope": "east",
    "scope_name": "East",
    "expires_on": "2027-08-18",
    "changes": "",
}
BOARD_DECIDED = {name for name in PARAMS if name.startswith("board-")} - {"board-asked"}
SIGNED = {"signing-request", "signing-reminder", "paper-pack"}
WITH_LINK = {"signing-request", "signing-reminder", "review-asked", "in-person-opened"}

MakeLetter = Callable[..., Letter]


def make_letter(template: str = "signing-request", **changes: Any) -> Letter:
    """Return a letter of that template; `params` and other fields replace what it says."""
    shared = BOARD if template in BOARD_DECIDED else SIGNING if template in SIGNED else {}
    params = {**shared, **PARAMS[template], **changes.pop("params", {})}
    fields: dict[str, Any] = {
        "id": f"example-mou-v1/{template}/east/0.0/1",
        "template": template,
        "to": ("chair@alliance.example.org",),
        "params": params,
        "link": LINK if template in WITH_LINK else None,
        "portal_url": "https://portal.example.org",
        "programme": a_programme(),
        "attachments": (Attachment("record.pdf", "application/pdf", b"%PDF-1.7 \xff\x00"),),
        "written_at": datetime(2027, 5, 20, 9, 30, tzinfo=UTC),
        "rehearsal": False,
        "message_id": "<0123456789abcdef@facilitator.example.org>",
    }
    return Letter(**{**fields, **changes})


@pytest.fixture
def a_letter() -> MakeLetter:
    return make_letter
