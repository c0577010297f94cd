"""Record that a letter came back from an address to which signing requests were sent.

The rules:
1. A letter that came back for good stops the reminders of every open request to the address; the
   facilitator, the place's contacts and its other signatories are told to use another channel.
2. The time to sign runs on: its last day is named, and stays.
3. A letter that is only delayed is noted, once a day, and changes nothing: mail servers try again.
4. Addresses in the mail server's words are left out: the trail keeps no personal data.
5. A fresh request goes out when the address is corrected (`replace_signatory`).
"""

from dataclasses import dataclass, replace

from concordat.domain.appointment import ADDRESS
from concordat.domain.calendar import in_words, local_date
from concordat.domain.errors import AlreadyDone, NotFound
from concordat.domain.facts import Fact
from concordat.domain.holder import holder_asked, last_day
from concordat.domain.parties import Contact
from concordat.domain.record import Version
from concordat.domain.signature import RequestStatus, SigningRequest
from concordat.domain.signing import seats
from concordat.services.office import Office
from concordat.services.register import Transaction
from concordat.services.seats import ScopeOfSigning, check_words, find_signing, tell

ACT = "record that a letter came back"
WORDS = "the mail server's words"
MAIL_SERVER = "mail server"
"""Who says that a letter came back, where it is the mail server itself."""

Reached = list[tuple[ScopeOfSigning, SigningRequest]]


@dataclass(frozen=True, slots=True)
class Bounce:
    """Which address a letter came back from, and the mail server's words.

    `for_good` is False when the server only says that it will try again.
    """

    address: str
    words: str
    for_good: bool = True


def record_bounce(office: Office, version_id: str, bounce: Bounce) -> None:
    """Note the bounce on every open request to the address; recorded again it changes nothing.

    NotFound when no open request went there.
    """
    address = bounce.address.strip().casefold()
    with office.register.writing() as tx:
        version = tx.version(version_id)
        reached = _open_requests(tx, version, address)
        if not reached:
            raise NotFound(
                "No open signing request was sent to that address.",
                remedy="Compare it with the letter that came back; other letters need no record.",
                state=version.state,
                attempted=ACT,
            )
        attempt = reached[0][0].attempt
        words = ADDRESS.sub("[address]", check_words(attempt, WORDS, bounce.words))
        _note_each(tx, reached, replace(bounce, address=address, words=words), "director")


def note_on_requests(tx: Transaction, version: Version, bounce: Bounce) -> bool:
    """Note on every open request to the address what a mail server says; say whether there is one.

    Its words have no addresses in them any more.
    """
    address = bounce.address.casefold()
    reached = _open_requests(tx, version, address)
    _note_each(tx, reached, replace(bounce, address=address), MAIL_SERVER)
    return bool(reached)


def _note_each(tx: Transaction, reached: Reached, bounce: Bounce, actor: str) -> None:
    for of, request in reached:
        if bounce.for_good:
            stop_reminders(tx, of, request, bounce, actor)
        else:
            _note(tx, of, request, bounce.words, actor)


def _open_requests(tx: Transaction, version: Version, address: str) -> Reached:
    timezone = version.programme.timezone
    asked = tx.records(SigningRequest, version.id, status=RequestStatus.OPEN)
    found = [(find_signing(tx, version.id, request.scope, ACT), request) for request in asked]
    return [
        (of, request)
        for of, request in found
        if holder_asked(of.signing, request, timezone).email.casefold() == address != ""
    ]


def _note(
    tx: Transaction, of: ScopeOfSigning, request: SigningRequest, words: str, actor: str
) -> None:
    today = local_date(tx.now, of.version.programme.timezone)
    try:
        tx.once(f"{request.id}/delayed/{today}")
    except AlreadyDone:
        return
    data = {"request": request.id, "for_good": False, "words": words}
    tx.record(Fact.REQUEST_BOUNCED, of.about, data, actor=actor)


def stop_reminders(
    tx: Transaction, of: ScopeOfSigning, request: SigningRequest, bounce: Bounce, actor: str
) -> None:
    """Note that letters to the address of a request come back for good; once for each request."""
    if request.bounced_at is not None:
        return
    tx.once(f"{request.id}/bounce")
    tx.save(replace(request, bounced_at=tx.now))
    data = {"request": request.id, "for_good": True, "words": bounce.words}
    data["expires_at"] = request.expires_at
    tx.record(Fact.REQUEST_BOUNCED, of.about, data, actor=actor)
    signatory = of.signing.signatory(request.seat)
    last = in_words(last_day(request, of.version.programme.timezone))
    tell(
        tx,
        replace(of, contacts=_reachable(of, bounce.address)),
        f"bounced/{request.key}",
        change="a letter came back",
        what=f"The request to sign for {of.attempt.scope_name} did not reach the "
        f"{signatory.role}, {signatory.organisation}. It can be answered until {last}, as before: "
        "the time runs on.",
        reason=bounce.words,
        after="no more reminders go there. Please reach the signatory in another way, by telephone "
        "or through a colleague, and tell us the right address; a fresh link then goes out.",
    )


def _reachable(of: ScopeOfSigning, address: str) -> tuple[Contact, ...]:
    people = [*of.contacts, *(Contact(s.role, s.email) for _, s in seats(of.signing.blocks))]
    others = {c.email.casefold(): c for c in people if c.email.casefold() not in {"", address}}
    return tuple(others.values())
