"""A format asked for: easy read, large print, a language, a sign language, paper.

The rules:
1. A format is of one version, and stands beside its text. Only the standard text is ever signed.
2. Asking gives time: so many working days more than was left. Source: config
   `signing.format_working_days`.
3. In the review window it is the respondent who has more time, not everybody: the window closes on its
   day, and until the extended day the facilitator takes what whoever asked has to say. It is laid
   before the board while the board has not decided.
4. In a signing the open requests run on: those of whoever asked, or all of them where it was nobody who
   is asked to sign. A request sent later has its whole time anyway.
5. Where no time runs, none is added: the day is the one on which the format was asked for.
6. Asked for on paper, the document itself is printed and posted.
"""

import re
import unicodedata
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from concordat.domain.calendar import add_working_days, at_local
from concordat.domain.holder import last_day
from concordat.domain.record import Version
from concordat.domain.rules import SigningRule
from concordat.domain.seating import Attempt
from concordat.domain.signature import Signing, SigningRequest
from concordat.domain.states import VersionState

PAPER = "paper"
MAX_FORMAT = 60
MAX_ASKER = 200
MAX_FILE = 200 * 1024 * 1024
"""The largest file that is taken, in bytes: a sign language is a film."""

MEDIA_TYPES = {
    "brf": "application/octet-stream",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "epub": "application/epub+zip",
    "html": "text/html",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "txt": "text/plain",
}
"""What a format's file may be, by the ending of its name."""

RESPONDING = frozenset({VersionState.PLANNED, VersionState.IN_REVIEW})
UNDECIDED = frozenset(
    {VersionState.IN_REVIEW, VersionState.AWAITING_APPROVAL, VersionState.APPROVAL_DEFERRED}
)
"""The states in which the board can still be told what a respondent says."""


def slug_of(name: str) -> str:
    """Return the format's name as it stands in a file's name: small letters, digits, hyphens."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold())
    return "-".join(words)


def extended_until(day: date, rule: SigningRule, region: str) -> date:
    """Return the last day, when it was that day before a format was asked for; see rule 2."""
    return add_working_days(day, rule.format_working_days, region)


def responses_until(version: Version) -> date:
    """Return the last day on which a respondent who asked for a format is heard; see rule 3."""
    programme = version.programme
    return extended_until(programme.timeline.window_closes, programme.signing, programme.region)


def requests_of(signing: Signing, asked_by: str) -> tuple[SigningRequest, ...]:
    """Return the open requests that run on when that role asks for a format; see rule 4."""
    asking = asked_by.casefold()
    own = [r for r in signing.open_requests if signing.signatory(r.seat).role.casefold() == asking]
    return tuple(own) or signing.open_requests


def extended(
    request: SigningRequest, rule: SigningRule, timezone: str, region: str
) -> SigningRequest:
    """Return the request with so many working days more, to the same time of day as before."""
    last = last_day(request, timezone)
    more = extended_until(last, rule, region) - last
    ends = request.expires_at.astimezone(ZoneInfo(timezone)) + more
    return replace(request, expires_at=at_local(ends.date(), ends.time(), timezone))


def check_asked(name: str, asked_by: str, attempt: Attempt) -> None:
    """Raise NotAllowed unless the format and whoever asks for it are said in words."""
    if not slug_of(name) or len(name) > MAX_FORMAT:
        raise attempt.refused(
            "the format is not named.",
            f"Name it in at most {MAX_FORMAT} characters, such as easy read, large print or Polish.",
        )
    if not asked_by or len(asked_by) > MAX_ASKER:
        raise attempt.refused(
            "nobody is said to have asked for the format.",
            f"Write the role of whoever asked, in at most {MAX_ASKER} characters; never a name.",
        )


def check_file(data: bytes, ending: str, attempt: Attempt) -> None:
    """Raise NotAllowed unless the file can be kept as a format: of a known kind, whole, not too large."""
    if ending not in MEDIA_TYPES:
        raise attempt.refused(
            f"a file whose name ends in '.{ending}' cannot be kept as a format.",
            f"Supply one that ends in {', '.join(f'.{e}' for e in MEDIA_TYPES)}.",
        )
    if not data or (ending == "pdf" and not data.startswith(b"%PDF-")):
        raise attempt.refused(
            f"the file is not what its name says: '.{ending}'.", "Open it, and save it again."
        )
    if len(data) > MAX_FILE:
        raise attempt.refused(
            f"the file has more than {MAX_FILE:,} bytes.",
            "Supply a smaller one, or several formats.",
        )
