"""Hand over the notices that are owed: each once, whatever crashes.

The rules:
1. A notice is claimed, handed over and recorded, in that order. A crash between handing over and
   recording repeats the letter under the same Message-ID, which mail programmes take for the same;
   SMTP makes no closer promise, since a server may take a letter and be gone before it says so.
2. One that cannot be handed over holds up no other, stays owed, and is tried again.
3. When the mail server takes no letter at all, the round ends: trying each would only take time.
4. An address that is refused for good is a letter that came back (see `services.returned`).
5. One that nobody is left to receive, because they sign by post, were erased or refuse such news, is
   closed, and the trail says so.
"""

from pathlib import PurePosixPath

from concordat.domain.errors import ConcordatError, MailServerAway, Undeliverable
from concordat.domain.facts import Fact
from concordat.domain.formats import MEDIA_TYPES
from concordat.domain.record import Notice, Version
from concordat.services.letter_names import answers, message_id
from concordat.services.news import news_link, refuses_news
from concordat.services.notify import NEWS
from concordat.services.office import Office
from concordat.services.ports import Attachment, Letter, Refusal
from concordat.services.register import Reading
from concordat.services.returned import note_returned
from concordat.services.signing_day import invitation_of

CODE = "code"
"""What stands before the subject in the link of a notice that carries a code instead."""

WITH_EVENTS = frozenset({"window-opened"})
REFUSED = "whoever it is for refuses such news"


def deliver_notices(office: Office) -> int:
    """Hand over every notice that is owed, each on its own; return how many were handed over.

    Undeliverable when all have been tried, or the mail server is away, and some could not be.
    """
    with office.register.reading() as view:
        owed = view.unsent_notices()
    failed: list[ConcordatError] = []
    delivered = 0
    for notice in owed:
        try:
            delivered += _deliver_one(office, notice)
        except ConcordatError as error:
            failed.append(error)
            if isinstance(error, MailServerAway):
                break
    if failed:
        raise Undeliverable(
            f"{len(failed)} of {len(owed)} letters could not be handed over: {failed[-1]}",
            remedy="They stay owed and are tried again.",
            attempted="hand over letters",
        )
    return delivered


def _deliver_one(office: Office, notice: Notice) -> bool:
    with office.register.writing() as tx:
        if not tx.claim_notice(notice.id):
            return False
        version = tx.version(notice.version_id)
        refused = _is_refused(tx, version, notice)
        if refused or not notice.to:
            tx.sent(notice.id)
            why = {"why": REFUSED} if refused else {}
            tx.record(Fact.NOTICE_DROPPED, notice.id, {"template": notice.template, **why})
            return False
        letter = _letter(office, tx, version, notice)
    try:
        refusals = office.postman.deliver(letter)
    except ConcordatError:
        with office.register.writing() as tx:
            tx.release_notice(notice.id)
        raise
    _record(office, notice, refusals)
    return len(refusals) < len(notice.to)


def _record(office: Office, notice: Notice, refusals: tuple[Refusal, ...]) -> None:
    with office.register.writing() as tx:
        tx.sent(notice.id)
        if len(refusals) < len(notice.to):
            tx.record(Fact.NOTICE_SENT, notice.id, {"template": notice.template})
        for refusal in refusals:
            note_returned(tx, notice, refusal.address, refusal.words, for_good=True)


def _is_refused(view: Reading, version: Version, notice: Notice) -> bool:
    return NEWS in notice.params and any(
        refuses_news(view, version.agreement_id, address) for address in notice.to
    )


def _letter(office: Office, view: Reading, version: Version, notice: Notice) -> Letter:
    page, _, subject = (notice.link or "").partition(":")
    # A code is made when its letter is: the register never holds it.
    code = {"code": office.links.code(subject)} if page == CODE else {}
    answered = answers(notice)
    programme = version.programme
    return Letter(
        id=notice.id,
        template=notice.template,
        to=notice.to,
        params={**notice.params, **code},
        link=office.links.address(page, subject) if page and not code else None,
        portal_url=office.links.portal_url,
        programme=programme,
        attachments=tuple(
            Attachment(name, MEDIA_TYPES[PurePosixPath(name).suffix[1:]], office.store.get(sha256))
            for name, sha256 in notice.attachments
        ),
        written_at=office.clock.now(),
        rehearsal=office.rehearsal,
        message_id=message_id(office, programme, notice.id),
        answers=answered and message_id(office, programme, answered),
        news_link=_news_link(office, view, version, notice),
        invitation=invitation_of(view, notice),
        with_events=notice.template in WITH_EVENTS,
    )


def _news_link(office: Office, view: Reading, version: Version, notice: Notice) -> str | None:
    if NEWS not in notice.params:
        return None
    return news_link(office.links, view, version.agreement_id, notice.to[0])
