"""When a signatory may delegate from their own page, and take it back.

The rules:
1. Whoever is asked to sign may delegate to a deputy from today on, where programme and body let them be
   deputised; see `appointment`. The delegation runs until a day they name, at the latest the last on
   which they could sign themselves.
2. A deputy does not delegate further: the authority was given to them alone.
3. A delegation is shown by a reference, such as a minute and its day, by a file, or both. The file is a
   PDF, a JPEG or a PNG, as its first bytes say, and no larger than `MAX_FILE`.
4. Whoever delegated may take it back until the deputy has signed, or another act about the seat has come
   after it.
5. The deputy's name is asked so that whoever delegates says whom they mean. It is personal data: it is
   told to those two alone, is in no trail, and is erased with the deputy's address.
"""

from dataclasses import dataclass
from datetime import date, datetime

from concordat.domain.calendar import in_words
from concordat.domain.parties import Deputy, Signatory
from concordat.domain.seating import Attempt
from concordat.domain.signing import Seat

MAX_FILE = 10 * 1024 * 1024
"""The largest file that is taken, in bytes."""

MAX_WORDS = 200
BEGINNINGS = {"pdf": b"%PDF-", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
"""The first bytes of a file, by what it is. Source: ISO 32000-2, 7.5.2; ISO/IEC 10918-1; PNG, 5.2."""


@dataclass(frozen=True, slots=True)
class DelegationWish:
    """Whom a signatory names, until when, and what shows it. `until` is None when it is no day."""

    name: str
    role: str
    address: str
    until: date | None
    reference: str
    file: bytes | None = None


@dataclass(frozen=True, slots=True)
class GivenDelegation:
    """A delegation that a signatory gave from their own page, on the request they were sent.

    `number` is the seat's count of changes after it; the programme of that hash has the deputy.
    """

    version_id: str
    scope: str
    block: int
    candidate: int
    number: int
    request_id: str
    deputy_name: str
    programme_sha256: str
    given_at: datetime
    evidence_sha256: str | None = None
    taken_back_at: datetime | None = None

    @property
    def seat(self) -> Seat:
        """The seat that is deputised."""
        return Seat(self.block, self.candidate)

    def stands(self, signatory: Signatory) -> bool:
        """Say whether it is the last word on the seat, whose signatory that is."""
        return self.taken_back_at is None and signatory.changes == self.number


def deputy_wished(
    wish: DelegationWish, today: date, last_day: date, file_sha256: str | None, attempt: Attempt
) -> Deputy:
    """Return the deputy with days and evidence; NotAllowed unless rules 1 and 3 hold."""
    check_words("the deputy's name", wish.name, attempt)
    check_words("the deputy's role", wish.role, attempt)
    if wish.until is None or not today <= wish.until <= last_day:
        raise attempt.refused(
            "the last day of the delegation is missing, or is not one on which you could sign.",
            f"Write a day from {in_words(today)} to {in_words(last_day)}.",
        )
    return Deputy(wish.role, wish.address, today, wish.until, evidence(wish, file_sha256, attempt))


def evidence(wish: DelegationWish, file_sha256: str | None, attempt: Attempt) -> str:
    """Return what shows the delegation, as it is printed; NotAllowed unless something does."""
    reference = " ".join(wish.reference.split())
    if len(reference) > MAX_WORDS:
        raise attempt.refused(
            "the reference is too long.", f"Write it in at most {MAX_WORDS} characters."
        )
    if file_sha256 is None and not reference:
        raise attempt.refused(
            "nothing shows the delegation.",
            "Write where it stands, such as a minute and its day, or add a file that shows it.",
        )
    on_file = "" if file_sha256 is None else f"a file on record, SHA-256 {file_sha256[:16]}…"
    return ", ".join(part for part in (reference, on_file) if part)


def check_words(what: str, words: str, attempt: Attempt) -> None:
    """Raise NotAllowed for words that are missing or too long."""
    if not 0 < len(words.strip()) <= MAX_WORDS:
        raise attempt.refused(
            f"{what} is missing or too long.", f"Write it, in at most {MAX_WORDS} characters."
        )


def kind_of_file(file: bytes, attempt: Attempt) -> str:
    """Return `pdf`, `jpeg` or `png`; NotAllowed for anything else, and for what is too large."""
    if len(file) > MAX_FILE:
        raise attempt.refused(
            f"the file is larger than {MAX_FILE // 1024**2} MB.", "Scan it again in grey."
        )
    for kind, beginning in BEGINNINGS.items():
        if file.startswith(beginning):
            return kind
    raise attempt.refused(
        "the file is neither a PDF nor a JPEG or PNG picture.", "Save it as one of the three."
    )
