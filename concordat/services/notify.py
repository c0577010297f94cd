"""Owe notices to the people concerned: each is an act, and its id makes it one.

The rules:
1. News to every partner may be refused by whoever gets it (see `services.news`). What somebody has to
   answer, and what concerns their own place or signature, may not.
2. A partner without an address is told through the facilitator, who refuses nothing for others.
"""

from concordat.domain.calendar import local_date
from concordat.domain.parties import Contact, Partner
from concordat.domain.programme import Programme
from concordat.domain.record import Notice, Version
from concordat.domain.rules import PlaceId
from concordat.services.register import Transaction

NEWS = "news"
"""The parameter of a notice that may be refused."""


def address_of(programme: Programme, partner: Partner) -> str:
    """Return where a partner is told: its own address, else the facilitator passes it on."""
    own = "" if partner.contact is None else partner.contact.email
    return own or programme.facilitator_contact.email


def leads(tx: Transaction, version: Version) -> tuple[Contact, ...]:
    """Return whom each party's first partner is reached by, in the order of the parties."""
    today = local_date(tx.now, version.programme.timezone)
    found = []
    for party in version.programme.parties:
        first = next((p for p in party.partners if p.is_partner(today)), None)
        if first is not None:
            role = party.name if first.contact is None else first.contact.role
            found.append(Contact(role, address_of(version.programme, first)))
    return tuple(found)


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
            address = address_of(version.programme, partner)
            may_refuse = address != version.programme.facilitator_contact.email
            owe(
                tx,
                version,
                f"{template}{occasion}/{party.id}.{number}",
                template,
                (address,),
                attachments=attachments,
                partner=partner.name,
                **({NEWS: party.id} if may_refuse else {}),
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
