"""A signature on paper: when it is one, when it counts, and what is said of it.

The rules:
1. What was signed is the text whose code stands on every page: the first sixteen digits, or more, of
   the SHA-256 of the version's words. A paper with another code is of another text, and not counted.
2. Two people look at it: one records it, another has compared it with the original. Both are named by
   their roles, and where the original is kept is on record.
3. The scan is a PDF or a JPEG, as its first bytes say, and no larger than `MAX_SCAN`.
4. A seat signs on paper when its turn has come, as it does electronically. Where everybody signs at one
   table, the papers are recorded in the order of the blocks: that is the order that is kept.
5. It was signed on a day that has come, not before the document could be signed, and not on a day
   before that on which an earlier order signed.
6. Of several signatures of one seat, the first on record counts; see `signature.DuplicateSignature`.
7. A paper says a day and no time. It counts from the end of that day, or from when it was recorded if
   that is earlier.
8. Whoever held the seat on that day signed: the deputy, while a delegation runs; see `holder`.
9. A seat that declined is asked again before it signs on paper: both stand on record, in their order.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from concordat.domain.calendar import at_local, in_words, local_date
from concordat.domain.errors import WrongTurn
from concordat.domain.seating import Attempt, SeatName
from concordat.domain.signature import RequestStatus, Signing
from concordat.domain.signing import Seat

CODE_DIGITS = 16
CODE = re.compile(f"[0-9a-f]{{{CODE_DIGITS},64}}")
MAX_SCAN = 20 * 1024 * 1024
"""The largest scan that is taken, in bytes."""

MAX_WORDS = 200
BEGINNINGS = {"pdf": b"%PDF-", "jpeg": b"\xff\xd8\xff"}
"""The first bytes of a scan, by what it is. Source: ISO 32000-2, 7.5.2; ISO/IEC 10918-1, B.2.1."""


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What stands on a signed paper, and who looked at it. `code` is typed from its pages."""

    seat: SeatName
    name: str
    signed_on: date
    code: str
    original_at: str
    recorded_by: str
    checked_by: str


def checked(paper: OnPaper, text_sha256: str, attempt: Attempt) -> OnPaper:
    """Return the paper with its words in order; NotAllowed unless rules 1 and 2 hold."""
    paper = replace(
        paper,
        name=_in_order(attempt, "the name written on it", paper.name),
        original_at=_in_order(attempt, "where the original is kept", paper.original_at),
        recorded_by=_in_order(attempt, "who records it", paper.recorded_by),
        checked_by=_in_order(attempt, "who checked it", paper.checked_by),
    )
    if paper.recorded_by.casefold() == paper.checked_by.casefold():
        raise attempt.refused(
            f"'{paper.checked_by}' cannot both record a signature on paper and check it.",
            "Have somebody in another role compare the scan with the original, and name them.",
        )
    _check_code(paper.code, text_sha256, attempt)
    return paper


def _in_order(attempt: Attempt, what: str, words: str) -> str:
    found = " ".join(words.split())
    if not found or len(found) > MAX_WORDS:
        raise attempt.refused(
            f"a signature on paper needs {what}.", f"Write it, in at most {MAX_WORDS} characters."
        )
    return found


def _check_code(typed: str, text_sha256: str, attempt: Attempt) -> None:
    code = "".join(typed.split()).casefold()
    if CODE.fullmatch(code) is None:
        raise attempt.refused(
            f"'{typed[:MAX_WORDS]}' is not the code of a page.",
            f"Type the {CODE_DIGITS} digits, 0 to 9 and a to f, at the foot of the pages signed.",
        )
    if not text_sha256.startswith(code):
        raise attempt.refused(
            "the code on this paper is not this version's: another text was signed, and that is "
            "not counted.",
            "Tell the signatory which words are different, and have the document signed whose "
            f"pages say {text_sha256[:8]} {text_sha256[8:CODE_DIGITS]}.",
        )


def kind_of_scan(scan: bytes, attempt: Attempt) -> str:
    """Return `pdf` or `jpeg`; NotAllowed for anything else, and for what is too large."""
    if len(scan) > MAX_SCAN:
        raise attempt.refused(
            f"the scan has {len(scan):,} bytes, and at most {MAX_SCAN:,} are taken.",
            "Scan it again in grey, at 200 dots an inch.",
        )
    for kind, beginning in BEGINNINGS.items():
        if scan.startswith(beginning):
            return kind
    raise attempt.refused("the scan is neither a PDF nor a JPEG.", "Scan it as one of the two.")


def check_turn(signing: Signing, seat: Seat, attempt: Attempt) -> None:
    """Raise WrongTurn before the seat's turn, NotAllowed when it declined or need not sign; rules 4, 9."""
    waiting = signing.progress.waiting_for
    block = signing.blocks[seat.block]
    if sum(s.block == seat.block for s in signing.signatures) >= block.need:
        raise attempt.refused(
            "enough of those who may sign in this line have signed.",
            "Nothing is left to sign: keep the paper with the original of the others.",
        )
    if seat not in waiting:
        first = "; ".join(_named(signing, other) for other in waiting)
        raise _wrong_turn(
            attempt, "its turn to sign has not come.", f"Record first who signs earlier: {first}."
        )
    if any(r.seat == seat and r.status == RequestStatus.DECLINED for r in signing.requests):
        raise attempt.refused(
            f"{_named(signing, seat)}, has declined.",
            "If they would sign after all, ask them again first; then record the paper.",
        )


def check_day(
    signing: Signing,
    seat: Seat,
    signed_on: date,
    days: tuple[date, date],
    timezone: str,
    attempt: Attempt,
) -> None:
    """Raise NotAllowed, or WrongTurn, unless the seat could sign on that day; rule 5.

    `days` are the first on which the document could be signed, and today.
    """
    opened_on, today = days
    if not opened_on <= signed_on <= today:
        raise attempt.refused(
            f"it cannot have been signed on {in_words(signed_on)}: that day is still to come, or "
            f"is before {in_words(opened_on)}, the first on which it could be.",
            "Write the day that stands beside the signature on the paper.",
        )
    order = signing.blocks[seat.block].order
    for earlier in signing.signatures:
        last = local_date(earlier.signed_at, timezone)
        if signing.blocks[earlier.block].order < order and signed_on < last:
            raise _wrong_turn(
                attempt,
                f"it was signed on {in_words(signed_on)}, before {earlier.role}, "
                f"{earlier.organisation}, who signs earlier and did so on {in_words(last)}.",
                "Have the document signed again, now that it is this seat's turn.",
            )


def counts_from(signed_on: date, now: datetime, timezone: str) -> datetime:
    """Return from when a signature on paper counts, in UTC; rule 7."""
    ends = at_local(signed_on + timedelta(days=1), time(0), timezone) - timedelta(microseconds=1)
    return min(now, ends)


def statement_of(paper: OnPaper, scan_sha256: str) -> str:
    """Return what a signature on paper says of itself, where others give the words they signed."""
    return (
        f"On paper on {in_words(paper.signed_on)}, scan SHA-256 {scan_sha256}, "
        f"original kept at {paper.original_at}, checked by {paper.checked_by}"
    )


def _wrong_turn(attempt: Attempt, message: str, remedy: str) -> WrongTurn:
    return WrongTurn(
        f"{attempt.scope_name}: {message}",
        remedy=remedy,
        place=attempt.place,
        state=attempt.state,
        attempted=attempt.act,
    )


def _named(signing: Signing, seat: Seat) -> str:
    signatory = signing.signatory(seat)
    return f"{signatory.role}, {signatory.organisation}"
