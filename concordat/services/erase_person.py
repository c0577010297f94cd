"""Erase what the register holds about a person. The rules are those of `domain.person`.

It is a command and no deployment: what a deployment is given stays in Prefect's database, and the
address that is to be erased would stand there anew.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from concordat.domain.calendar import local_date
from concordat.domain.errors import NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.person import KEPT, delegation_to, open_request_to
from concordat.domain.record import Comment, Version
from concordat.domain.signature import PUBLIC
from concordat.services.named_deputies import delegations_to
from concordat.services.office import Office
from concordat.services.register import Holdings, Reading, Transaction
from concordat.services.seats import OVER


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased, and what was not. `contact` is what stands in the address's place for ever.

    `letters` are those no longer owed, `comments` the numbers of those blanked, and `kept` says what
    stays and on which basis.
    """

    contact: str | None
    letters: tuple[str, ...]
    comments: tuple[int, ...]
    kept: str = KEPT


def erase_person(
    office: Office, address: str = "", comments: Collection[int] = (), version_id: str = ""
) -> Erasure:
    """Erase an address for ever, and the comments of that version whose numbers are given.

    Nobody having the address, or a comment being blank already, changes nothing. Raises NotFound for a
    comment there is not, and NotAllowed, with what to do first, while the person's answer is waited for.
    """
    address = address.strip()
    with office.register.writing() as tx:
        held = tx.holdings(address)
        if held is not None:
            _check_not_waited_for(tx, address)
        blanked = tuple(n for n in comments if _blank(tx, version_id, n))
        letters = () if held is None else _forget(tx, held, address)
        done = Erasure(None if held is None else held.reference, letters, blanked)
        if held is not None or blanked:
            said = {"contact": done.contact, "letters": list(letters), "comments": list(blanked)}
            tx.record(Fact.PERSON_ERASED, done.contact or version_id, said, actor="director")
    office.register.scrub()
    return done


def _forget(tx: Transaction, held: Holdings, address: str) -> tuple[str, ...]:
    """Erase the address and the name of a deputy, and close the letters that were owed to nobody else; return their ids."""
    for given in delegations_to(tx, held, address):
        tx.save(replace(given, deputy_name=""))
    tx.erase_contact(address)
    own = {letter.id for letter in held.letters}
    dropped = tuple(n.id for n in tx.unsent_notices() if not n.to and n.id in own)
    for notice_id in dropped:
        tx.sent(notice_id)
    return dropped


def _blank(tx: Transaction, version_id: str, number: int) -> bool:
    """Blank a comment; False if it is blank already."""
    found = tx.records(Comment, version_id, number=number)
    if not found:
        raise NotFound(
            f"There is no comment {number} on '{version_id}'.",
            remedy="Look up its number in the responses. Nothing was erased.",
            attempted="erase a person",
        )
    [comment] = found
    blank = replace(comment, text="", name=None, organisation=None)
    if blank == comment:
        return False
    tx.save(blank)
    return True


def _check_not_waited_for(view: Reading, address: str) -> None:
    for version_id in view.version_ids():
        version = view.version(version_id)
        if version.state not in OVER:
            _check_version(view, version, address)


def _check_version(view: Reading, version: Version, address: str) -> None:
    programme = version.programme
    signings = [view.signing(version, PUBLIC), *(p.signing for p in view.places(version))]
    for signing in signings:
        request = open_request_to(signing, address)
        if request is not None:
            role = signing.signatory(request.seat).role
            place = None if signing.scope == PUBLIC else signing.scope
            raise _waited_for(version, f"is asked to sign as {role}", place)
    role_deputised = delegation_to(programme, address, local_date(view.now, programme.timezone))
    if role_deputised is not None:
        raise _waited_for(version, f"is a deputy for the {role_deputised}")
    if address == programme.facilitator_contact.email:
        raise _waited_for(version, "is the facilitator, who runs the process")


def _waited_for(version: Version, why: str, place: str | None = None) -> NotAllowed:
    return NotAllowed(
        f"Whoever has this address {why}: their answer is waited for.",
        remedy="Replace them first (replace-signatory), or wait until they have answered or the "
        "delegation has ended; the facilitator's own address changes with the next version. Then "
        "erase. Nothing was erased.",
        place=place,
        state=version.state.value,
        attempted="erase a person",
    )
