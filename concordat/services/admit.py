"""A new partner joins the current version by its own decision, and nobody signs again.

The rules:
1. Only an agreement that is signed can be joined, by the organisation's own minuted decision.
2. Its accession record is drawn and sealed by the service; no other partner signs anything.
3. It is a partner from `joined_on`, and is shown with that date wherever partners are listed.
4. No name stands twice; the same admission recorded again changes nothing.
"""

from dataclasses import dataclass
from datetime import date

from concordat.domain.calendar import in_words, local_date
from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.membership import Accession
from concordat.domain.parties import Contact, Partner, Party
from concordat.domain.partners import (
    find_partner,
    has_partner,
    partner_joined,
    same_name,
    written_name,
)
from concordat.domain.record import Version
from concordat.domain.states import VersionState
from concordat.services.content import AccessionDocument
from concordat.services.enclosing import signed_agreement
from concordat.services.membership import change_everywhere
from concordat.services.notify import owe_every_partner
from concordat.services.office import Office
from concordat.services.programme_change import check_state, hashes
from concordat.services.register import Reading, Transaction

ADMIT = "admit a partner"


@dataclass(frozen=True, slots=True)
class Admission:
    """Who joins which party, by which decision, from which day."""

    party: str
    name: str
    decided_on: date
    minute_reference: str
    joined_on: date
    on_behalf_of: str | None = None
    contact: Contact | None = None


def admit_partner(office: Office, version_id: str, admission: Admission) -> None:
    """Record that a partner joins, with its sealed accession record, and tell everyone.

    Raises NotFound for a party that is none, and NotAllowed, with what to do instead, when the
    admission cannot be as written. The same admission recorded again changes nothing.
    """
    with office.register.reading() as view:
        version = view.version(version_id)
        if _on_record(view, version, admission):
            return
        content = _content(office, version, _checked(view, version, admission), admission)
    pdf = office.publisher.accession_pdf(content)
    sha256 = office.store.put(office.sealer.seal(pdf, content.made_at))
    with office.register.writing() as tx:
        # Another process may have admitted a partner, or ended the agreement, since it was read.
        version = tx.version(version_id)
        if not _on_record(tx, version, admission):
            _join(tx, version, _checked(tx, version, admission), admission, sha256)


def _join(
    tx: Transaction, version: Version, party: Party, admission: Admission, sha256: str
) -> None:
    number = len(tx.records(Accession, version.id)) + 1
    tx.once(f"{version.id}/admit/{number}")
    partner = Partner(
        name=written_name(admission.name, ADMIT),
        on_behalf_of=admission.on_behalf_of,
        contact=admission.contact,
        joined_on=admission.joined_on,
    )
    changed = change_everywhere(tx, version, lambda p: partner_joined(p, party.id, partner))
    tx.add(_accession(version, number, admission, partner, sha256))
    tx.record(
        Fact.PARTNER_JOINED,
        version.id,
        {
            "party": party.id,
            "partner": partner.name,
            "decided_on": admission.decided_on,
            "minute_reference": admission.minute_reference.strip(),
            "joined_on": admission.joined_on,
            "record_sha256": sha256,
            **hashes(version, changed),
        },
        actor="director",
    )
    tx.keep_document(version.id, "accession", f"accession-{number}", sha256)
    owe_every_partner(
        tx,
        changed,
        "change-recorded",
        occasion=f"/accession-{number}",
        attachments=((f"{version.id}-accession-{number}.pdf", sha256),),
        change="a partner joins",
        what=f"{partner.name} joins {party.name} from {in_words(admission.joined_on)}, by its own "
        f"decision of {in_words(admission.decided_on)} ({admission.minute_reference.strip()}).",
        reason="",
        next="nobody signs again. The enclosed record shows the accession.",
    )


def _accession(
    version: Version, number: int, admission: Admission, partner: Partner, sha256: str
) -> Accession:
    return Accession(
        version_id=version.id,
        number=number,
        party=admission.party,
        partner=partner.name,
        decided_on=admission.decided_on,
        minute_reference=admission.minute_reference.strip(),
        joined_on=admission.joined_on,
        record_sha256=sha256,
    )


def _on_record(view: Reading, version: Version, admission: Admission) -> bool:
    """Say whether this very admission is on record."""
    for known in view.records(Accession, version.id, party=admission.party):
        if same_name(known.partner, admission.name):
            _, partner = find_partner(version.programme, known.partner)
            return (
                known.decided_on,
                known.minute_reference,
                known.joined_on,
                partner.on_behalf_of,
                partner.contact,
            ) == (
                admission.decided_on,
                admission.minute_reference.strip(),
                admission.joined_on,
                admission.on_behalf_of,
                admission.contact,
            )
    return False


def _checked(view: Reading, version: Version, admission: Admission) -> Party:
    """Return the party that is joined; NotAllowed or NotFound if the admission cannot be."""
    check_state(version, ADMIT, VersionState.RATIFYING, VersionState.IN_EFFECT)
    parties = {p.id: p for p in version.programme.parties}
    party = next((p for p in parties.values() if p.id == admission.party), None)
    if party is None:
        raise NotFound(
            f"'{admission.party}' is not a party of the agreement.",
            remedy=f"Write one of: {', '.join(parties)}.",
            attempted=ADMIT,
        )
    name = written_name(admission.name, ADMIT)
    if has_partner(version.programme, name):
        raise _refused(
            version,
            f"'{name}' is, or was, a partner already.",
            "Give the name by which the two are told apart.",
        )
    today = local_date(view.now, version.programme.timezone)
    if not admission.decided_on <= min(today, admission.joined_on):
        raise _refused(
            version,
            f"'{name}' cannot have decided on {admission.decided_on} to join on "
            f"{admission.joined_on}.",
            "Record its decision once it is made; it joins on that day or later.",
        )
    if not admission.minute_reference.strip():
        raise _refused(
            version,
            f"'{name}' joins by its own decision, which needs its minute reference.",
            "Give the reference under which it is minuted.",
        )
    return party


def _refused(version: Version, message: str, remedy: str) -> NotAllowed:
    return NotAllowed(message, remedy=remedy, state=version.state, attempted=ADMIT)


def _content(
    office: Office, version: Version, party: Party, admission: Admission
) -> AccessionDocument:
    agreement = version.current_sha256 or ""
    return AccessionDocument(
        programme=version.programme,
        version=version.number,
        version_sha256=version.text_sha256 or "",
        agreement_pdf_sha256=agreement,
        party_name=party.name,
        partner=written_name(admission.name, ADMIT),
        on_behalf_of=admission.on_behalf_of,
        decided_on=admission.decided_on,
        minute_reference=admission.minute_reference.strip(),
        joined_on=admission.joined_on,
        made_at=office.clock.now(),
        rehearsal=version.rehearsal,
        agreement=signed_agreement(office, version, agreement),
    )
