"""Make sure that whoever opened a signing link is the person it was sent to, by a code of one use.

The rules are those of `domain.identity` and `services.codes`. Whoever is identified already needs no
code. A link on which its signatory has delegated identifies them too, as long as that can be taken back.
"""

from dataclasses import dataclass

from concordat.domain.holder import Holder, holder_asked
from concordat.domain.identity import (
    TRIES_IN_ALL,
    identified_at,
    is_in_wrong_hands,
    masked,
)
from concordat.domain.record import Version
from concordat.domain.signature import SigningRequest
from concordat.services import codes
from concordat.services.codes import Asked
from concordat.services.links import fingerprint
from concordat.services.notify import owe
from concordat.services.office import Office
from concordat.services.register import Reading, Transaction
from concordat.services.sign import identity_checks, open_request
from concordat.services.standing_delegation import standing_delegation
from concordat.services.void_request import identity_failed


@dataclass(frozen=True, slots=True)
class Doorstep:
    """What whoever opens a link is shown before they are identified. `address` is masked.

    `code_sent` says that a code which still holds is on its way to the address, `vouching` that it goes
    to who vouches for them instead, and `delegated` that the link's signatory has delegated.
    """

    version: Version
    request: SigningRequest
    holder: Holder
    address: str
    code_sent: bool
    vouching: bool = False
    delegated: bool = False


def page_key(token: str) -> str:
    """Return what names a signatory's page in its address once the link is opened: no secret."""
    return fingerprint(token)[:16]


def doorstep(office: Office, token: str, session: str) -> Doorstep | None:
    """Return what the link shows before its reader is identified; None once they are.

    LinkRefused, with the reason, when the link does not open.
    """
    with office.register.reading() as view:
        request, holder, delegated = _asked_by(view, token)
        checks = identity_checks(view, request)
        browser = fingerprint(session)
        if identified_at(checks, browser, view.now) is not None:
            return None
        version = view.version(request.version_id)
        sent = [check for check in checks if check.can_be_tried(browser, view.now)]
        return Doorstep(
            version,
            request,
            holder,
            masked(holder.email),
            code_sent=bool(sent),
            vouching=bool(sent) and sent[-1].witness is not None,
            delegated=delegated,
        )


def send_code(office: Office, token: str, session: str) -> None:
    """Send a code to the address on record, for this browser.

    NotAllowed, with what to do instead, when too many were asked for; LinkRefused for a link that
    does not open.
    """
    with office.register.writing() as tx:
        request, holder, _ = _asked_by(tx, token)
        if identified_at(identity_checks(tx, request), fingerprint(session), tx.now) is None:
            asked = asked_of(tx.version(request.version_id), request, holder)
            codes.send(tx, asked, session, f"/signing/{page_key(token)}")


def confirm_identity(office: Office, token: str, session: str, typed: str) -> None:
    """Take the code that was typed; whoever gave the right one may sign in this browser.

    NotAllowed for a wrong one, and when none holds any more, with what to do instead. LinkRefused
    for a link that does not open, which is so from the last wrong try on.
    """
    with office.register.writing() as tx:
        request, holder, delegated = _asked_by(tx, token)
        if identified_at(identity_checks(tx, request), fingerprint(session), tx.now) is not None:
            return
        asked = asked_of(tx.version(request.version_id), request, holder)
        tried = codes.take(office, tx, asked, session, typed)
        if tried.confirmed_at is not None and tried.witness is not None and asked.email:
            _tell_vouched_for(tx, asked, tried.number, tried.witness)
        wrong_hands = is_in_wrong_hands(identity_checks(tx, request))
    if tried.confirmed_at is not None:
        return
    if wrong_hands and not delegated:
        identity_failed(office, token, f"{TRIES_IN_ALL} wrong codes were typed.")
        raise codes.wrong(
            tried, "The link no longer opens: a new one is on its way to the address on record."
        )
    raise codes.wrong(tried)


def _tell_vouched_for(tx: Transaction, asked: Asked, number: int, witness: str) -> None:
    """Tell whoever was vouched for, so that a word given for somebody else comes to light."""
    owe(
        tx,
        asked.version,
        f"{asked.key}/vouched-for/{number}",
        "change-recorded",
        (asked.email,),
        partner=asked.role,
        change="somebody vouched for you",
        what=f"At the signing in person, the {witness} has vouched that the {asked.role} of "
        f"{asked.organisation} was there, so that they could sign on the tablet.",
        reason="",
        next="if it was you, nothing is left to do. If it was not, write to us at once.",
    )


def asked_of(version: Version, request: SigningRequest, holder: Holder) -> Asked:
    """Return what a code identifies the holder for."""
    about = f"{version.id}/{request.scope}"
    return Asked(version, request.id, about, holder.title, holder.organisation, holder.email)


def _asked_by(view: Reading, token: str) -> tuple[SigningRequest, Holder, bool]:
    """Return what a link asks, of whom, and whether they have delegated."""
    standing = standing_delegation(view, token)
    if standing is not None:
        # Their request may have been sent on a day that is the deputy's by now.
        own = standing.found.signatory
        return standing.request, Holder(own.role, own.organisation, own.email, None), True
    request = open_request(view, token)
    version = view.version(request.version_id)
    signing = view.signing(version, request.scope)
    return request, holder_asked(signing, request, version.programme.timezone), False
