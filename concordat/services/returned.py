"""Take note of letters that a mail server says it could not deliver.

The rules:
1. A letter is known by its Message-ID, which only somebody who has seen the letter can know, and by
   whom it was for. What names no letter that was sent to that address changes nothing.
2. What came back for good is a fact, once for each letter and address. Open requests to sign that
   went there are noted as `services.bounce` says; of any other letter the facilitator is told.
3. What is only delayed changes nothing: mail servers try again. It is noted on open requests.
4. A letter to the facilitator that comes back is told to nobody: it would come back too.
"""

from dataclasses import dataclass
from enum import StrEnum

from concordat.domain.appointment import ADDRESS
from concordat.domain.errors import AlreadyDone
from concordat.domain.facts import Fact
from concordat.domain.person import roles_of
from concordat.domain.record import Notice, Version
from concordat.services.bounce import MAIL_SERVER, Bounce, note_on_requests
from concordat.services.letter_names import letter_key
from concordat.services.links import LETTER_KEY
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction

MAX_WORDS = 1_000
NO_WORDS = "no reason given"


@dataclass(frozen=True, slots=True)
class ReturnedLetter:
    """What a mail server says of one letter and one address, in its own words.

    `for_good` is False when it only says that it goes on trying. `address` may be empty, where a
    letter had one addressee.
    """

    message_id: str
    address: str
    words: str
    for_good: bool = True


class Taken(StrEnum):
    """What became of a report."""

    RECORDED = "recorded: the letter came back, and those who should know are told"
    DELAYED = "only delayed: the mail server goes on trying"
    KNOWN = "known already: nothing was changed"
    UNKNOWN = "no letter of ours that was sent there: nothing was changed"


def take_returned(office: Office, returned: ReturnedLetter) -> Taken:
    """Note what a mail server says of a letter; the same again changes nothing."""
    with office.register.writing() as tx:
        notice = _letter_named(office, tx, returned.message_id)
        if notice is None:
            return Taken.UNKNOWN
        address = _addressee(notice, returned.address)
        if address is None:
            return Taken.UNKNOWN
        return note_returned(tx, notice, address, returned.words, for_good=returned.for_good)


def note_returned(
    tx: Transaction, notice: Notice, address: str, words: str, *, for_good: bool
) -> Taken:
    """Note that a letter came back from one of its addressees, or is only late."""
    version = tx.version(notice.version_id)
    said = ADDRESS.sub("[address]", " ".join(words.split())[:MAX_WORDS]) or NO_WORDS
    if not for_good:
        note_on_requests(tx, version, Bounce(address, said, for_good=False))
        return Taken.DELAYED
    try:
        tx.once(f"{notice.id}/returned/{tx.contact(address)}")
    except AlreadyDone:
        return Taken.KNOWN
    data = {"template": notice.template, "words": said}
    tx.record(Fact.NOTICE_RETURNED, notice.id, data, actor=MAIL_SERVER)
    on_requests = note_on_requests(tx, version, Bounce(address, said))
    if not on_requests and address != version.programme.facilitator_contact.email:
        _tell(tx, version, notice, address, said)
    return Taken.RECORDED


def _letter_named(office: Office, view: Reading, name: str) -> Notice | None:
    key = name.strip().removeprefix("<").partition("@")[0]
    if LETTER_KEY.fullmatch(key) is None:
        return None
    ours = (n for n in view.sent_notice_ids() if letter_key(office, n) == key)
    found = next(ours, None)
    return None if found is None else view.notice(found)


def _addressee(notice: Notice, address: str) -> str | None:
    wanted = address.strip().casefold()
    for known in notice.to:
        if known.casefold() == wanted:
            return known
    # A letter that was sent on comes back from an address that is not on record.
    return notice.to[0] if len(notice.to) == 1 else None


def _tell(tx: Transaction, version: Version, notice: Notice, address: str, words: str) -> None:
    facilitator = version.programme.facilitator_contact
    owe(
        tx,
        version,
        f"{notice.id.removeprefix(f'{version.id}/')}/returned/{tx.contact(address)}",
        "change-recorded",
        (facilitator.email,),
        partner=facilitator.role,
        change="a letter came back",
        what=f"A letter ({notice.template.replace('-', ' ')}) did not reach {_who(version, address)}.",
        reason=words,
        next="please reach them in another way, and tell us the right address. The letter is not "
        "sent again by itself.",
    )


def _who(version: Version, address: str) -> str:
    roles = roles_of(version.programme, address)
    named = (f"{r.role}, {r.organisation or r.of or version.programme.facilitator}" for r in roles)
    return next(named, "somebody who is in the programme no more")
