"""Owe notices to the people concerned, and hand them over: each once, whatever crashes."""

from pathlib import PurePosixPath

from concordat.domain.calendar import local_date
from concordat.domain.errors import ConcordatError, Undeliverable
from concordat.domain.facts import Fact
from concordat.domain.formats import MEDIA_TYPES
from concordat.domain.parties import Partner
from concordat.domain.programme import Programme
from concordat.domain.record import Notice, Version
from concordat.domain.rules import PlaceId
from concordat.services.office import Office
from concordat.services.ports import Attachment, Letter
from concordat.services.register import Transaction

CODE = "code"
"""What stands before the subject in the link of a notice that carries a code instead."""

WITH_EVENTS = frozenset({"window-opened"})


def address_of(programme: Programme, partner: Partner) -> str:
    """Return where a partner is told: its own address, else the facilitator passes it on."""
    own = "" if partner.contact is None else partner.contact.email
    return own or programme.facilitator_contact.email


def owe(
    tx: Transaction,
    version: Version,
    what: str,
    template: str,
    to: tuple[str, ...],
    /,
    *,
    link: str | None = None,
    attachments: tuple[tuple[str, str], ...] = (),
    **params: str,
) -> None:
    """Owe one notice. `what` makes it one of its kind; attachments are (filename, SHA-256)."""
    tx.notify(
        Notice(
            id=f"{version.id}/{what}",
            version_id=version.id,
            template=template,
            to=to,
            params=params,
            link=link,
            attachments=attachments,
            queued_at=tx.now,
        )
    )


def owe_every_partner(
    tx: Transaction,
    version: Version,
    template: str,
    /,
    *,
    occasion: str = "",
    attachments: tuple[tuple[str, str], ...] = (),
    **params: str,
) -> None:
    """Owe every partner of every party a notice, one that is to join included, one that has left not.

    `occasion` tells repeated ones apart.
    """
    today = local_date(tx.now, version.programme.timezone)
    for party in version.programme.parties:
        for number, partner in enumerate(party.partners, start=1):
            if partner.left_on is not None and partner.left_on < today:
                continue
            owe(
                tx,
                version,
                f"{template}{occasion}/{party.id}.{number}",
                template,
                (address_of(version.programme, partner),),
                attachments=attachments,
                partner=partner.name,
                **params,
            )


def owe_every_place(
    tx: Transaction, version: Version, template: str, /, *, occasion: str, **params: str
) -> None:
    """Owe every place that the version asks a notice, to those who sign there and those copied in."""
    for asked in tx.ratifications(version.id):
        place = version.programme.place(PlaceId(asked.place_id))
        signatories = [s.email for block in place.signatories for s in block.candidates]
        to = tuple(dict.fromkeys([*signatories, *(copy.email for copy in place.copies)]))
        what = f"{template}{occasion}/{place.id}"
        owe(tx, version, what, template, to, attachments=(), partner=place.name, **params)


def deliver_notices(office: Office) -> int:
    """Hand over every notice that is owed, each on its own; return how many were handed over.

    A crash between handing over and recording it repeats the letter under the same id, which the
    mailbox and mail programmes take for the same message. One that cannot be handed over holds up
    no other: it stays owed, and Undeliverable is raised when all have been tried. One that nobody is
    left to receive, because they signed by post or were erased, is closed, and the trail says so.
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
    if failed:
        raise Undeliverable(
            f"{len(failed)} of {len(owed)} letters could not be handed over: {failed[0]}",
            remedy="They stay owed and are tried again.",
            attempted="hand over letters",
        )
    return delivered


def _deliver_one(office: Office, notice: Notice) -> bool:
    with office.register.writing() as tx:
        if not tx.claim_notice(notice.id):
            return False
        if not notice.to:
            tx.sent(notice.id)
            tx.record(Fact.NOTICE_DROPPED, notice.id, {"template": notice.template})
            return False
        version = tx.version(notice.version_id)
    try:
        office.postman.deliver(_letter(office, version, notice))
    except ConcordatError:
        with office.register.writing() as tx:
            tx.release_notice(notice.id)
        raise
    with office.register.writing() as tx:
        tx.sent(notice.id)
        tx.record(Fact.NOTICE_SENT, notice.id, {"template": notice.template})
    return True


def _letter(office: Office, version: Version, notice: Notice) -> Letter:
    page, _, subject = (notice.link or "").partition(":")
    # A code is made when its letter is: the register never holds it.
    code = {"code": office.links.code(subject)} if page == CODE else {}
    return Letter(
        id=notice.id,
        template=notice.template,
        to=notice.to,
        params={**notice.params, **code},
        link=office.links.address(page, subject) if page and not code else None,
        portal_url=office.links.portal_url,
        programme=version.programme,
        attachments=tuple(
            Attachment(name, MEDIA_TYPES[PurePosixPath(name).suffix[1:]], office.store.get(sha256))
            for name, sha256 in notice.attachments
        ),
        written_at=office.clock.now(),
        rehearsal=office.rehearsal,
        with_events=notice.template in WITH_EVENTS,
    )
