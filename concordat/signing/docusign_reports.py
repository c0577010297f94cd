"""What DocuSign says of an envelope, in our words.

A name that DocuSign has added since is no reason to stop: an unknown status is one that is still open.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from concordat.domain.dispatch import DispatchStanding, Report, SeatReport, SeatStanding
from concordat.signing.docusign_bodies import ACT, NAME_TAB, seat_of

DISPATCHES = {
    "completed": DispatchStanding.COMPLETE,
    "declined": DispatchStanding.DECLINED,
    "voided": DispatchStanding.RECALLED,
    "deleted": DispatchStanding.RECALLED,
}
SEATS = {
    "created": SeatStanding.WAITING,
    "signed": SeatStanding.SIGNED,
    "completed": SeatStanding.SIGNED,
    "declined": SeatStanding.DECLINED,
    "autoresponded": SeatStanding.UNREACHABLE,
}
WHEN = {
    SeatStanding.SIGNED: "signedDateTime",
    SeatStanding.DECLINED: "declinedDateTime",
}
EXPIRED = "expired"
"""The word in the reason of an envelope that was voided because its time had run."""


def report_of_message(message: bytes) -> Report | None:
    """Return what a Connect message reports; None if it is none, or not of an envelope of ours."""
    try:
        said = json.loads(message)
        data = said["data"]
        summary = {**data["envelopeSummary"], "envelopeId": data["envelopeId"]}
    except (ValueError, KeyError, TypeError):
        return None
    return report_of(summary)


def report_of(envelope: Mapping[str, Any]) -> Report | None:
    """Return how an envelope stands; None if it does not say so, or is not one of ours."""
    try:
        return _report(envelope)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _report(envelope: Mapping[str, Any]) -> Report | None:
    fields = envelope["customFields"]["textCustomFields"]
    key = next((one["value"] for one in fields if one["name"] == ACT), None)
    if key is None:
        return None
    standing = DISPATCHES.get(envelope["status"].lower(), DispatchStanding.OPEN)
    reason = str(envelope.get("voidedReason", ""))
    if standing == DispatchStanding.RECALLED and EXPIRED in reason.casefold():
        standing = DispatchStanding.EXPIRED
    signers = envelope["recipients"]["signers"]
    seats = tuple(found for one in signers if (found := _seat(one)) is not None)
    return Report(str(envelope["envelopeId"]), key, standing, seats, reason)


def _seat(signer: Mapping[str, Any]) -> SeatReport | None:
    seat = seat_of(str(signer["recipientId"]))
    if seat is None:
        return None
    standing = SEATS.get(signer["status"].lower(), SeatStanding.ASKED)
    failed_at = _failed_at(signer)
    if standing == SeatStanding.ASKED and failed_at is not None:
        standing = SeatStanding.UNIDENTIFIED
    reasons = {
        SeatStanding.DECLINED: "declinedReason",
        SeatStanding.UNREACHABLE: "autoRespondedReason",
    }
    return SeatReport(
        seat=seat,
        standing=standing,
        email=str(signer.get("email", "")),
        at=_time(
            failed_at
            if standing == SeatStanding.UNIDENTIFIED
            else signer.get(WHEN.get(standing, "sentDateTime"))
        ),
        name=_typed_name(signer),
        reason=str(signer.get(reasons.get(standing, ""), "")),
    )


def _typed_name(signer: Mapping[str, Any]) -> str:
    tabs = signer.get("tabs", {}).get("textTabs", [])
    typed = next((one.get("value", "") for one in tabs if one.get("tabLabel") == NAME_TAB), "")
    return " ".join(str(typed or signer.get("name", "")).split())


def _failed_at(signer: Mapping[str, Any]) -> str | None:
    """Return when a recipient last failed to show who they are, None if they did not."""
    results = signer.get("recipientAuthenticationStatus", {}).values()
    failed = [one for one in results if str(one.get("status", "")).casefold() == "failed"]
    return max((str(one.get("eventTimestamp", "")) for one in failed), default=None)


def _time(written: str | None) -> datetime | None:
    if not written:
        return None
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
