"""The tablet of an in-person signing: its officer, who signs next, and its end.

The rules are those of `domain.in_person`. The officer's code is asked for and taken as a signatory's is;
with the fifteenth wrong one the in-person signing is closed.
"""

from dataclasses import dataclass

from concordat.domain.errors import LinkRefused, NotIdentified, WrongTurn
from concordat.domain.identity import TRIES_IN_ALL, identified_at, is_in_wrong_hands, masked
from concordat.domain.in_person import InPersonSigning, SeatInLine, line_of
from concordat.domain.parties import Contact
from concordat.domain.record import Version
from concordat.domain.signature import PUBLIC
from concordat.domain.states import VersionState
from concordat.services import codes
from concordat.services.codes import Asked, checks_of
from concordat.services.links import fingerprint
from concordat.services.office import Office
from concordat.services.open_in_person import close, rule_of
from concordat.services.register import Reading

SIGN = "sign on the tablet"
PATH = "/in-person"
"""Where the tablet's pages are."""


@dataclass(frozen=True, slots=True)
class Tablet:
    """An in-person signing as its tablet shows it. `line` is empty before its officer is identified."""

    signing: InPersonSigning
    version: Version
    officer: Contact
    address: str
    identified: bool
    code_sent: bool
    line: tuple[SeatInLine, ...]


def tablet(office: Office, token: str, session: str) -> Tablet:
    """Return what the tablet shows; LinkRefused when its in-person signing is closed."""
    with office.register.reading() as view:
        return _tablet(view, token, session)


def _tablet(view: Reading, token: str, session: str) -> Tablet:
    one, version = _opened(view, token)
    officer = rule_of(version).officer
    checks, browser = checks_of(view, version.id, one.id), fingerprint(session)
    identified = identified_at(checks, browser, view.now) is not None
    timezone = version.programme.timezone
    line = line_of(view.signing(version, PUBLIC), timezone, view.now) if identified else ()
    return Tablet(
        signing=one,
        version=version,
        officer=officer,
        address=masked(officer.email),
        identified=identified,
        code_sent=any(check.can_be_tried(browser, view.now) for check in checks),
        line=line,
    )


def _opened(view: Reading, token: str) -> tuple[InPersonSigning, Version]:
    for version_id in reversed(view.version_ids()):
        for one in view.records(InPersonSigning, version_id, link_sha256=fingerprint(token)):
            version = view.version(version_id)
            if one.is_open(view.now) and version.state == VersionState.SIGNING:
                return one, version
            raise _closed()
    raise LinkRefused(
        "This link does not open anything. It may have been cut short or altered.",
        why="unknown",
        remedy="Nothing was changed. Open the link in your message again.",
    )


def _closed() -> LinkRefused:
    return LinkRefused(
        "The signing on this tablet is closed.",
        why="cancelled",
        remedy="Nothing was changed. Whoever has still to sign uses the link in their own message, or "
        "the director opens the tablet anew.",
    )


def send_officer_code(office: Office, token: str, session: str) -> None:
    """Send the officer a code for this tablet; refused as `send_code` is."""
    with office.register.writing() as tx:
        found = _tablet(tx, token, session)
        if not found.identified:
            codes.send(tx, _asked(found), session, PATH)


def confirm_officer(office: Office, token: str, session: str, typed: str) -> None:
    """Take the officer's code; refused as `confirm_identity` does. The last wrong one closes the signing."""
    with office.register.writing() as tx:
        found = _tablet(tx, token, session)
        if found.identified:
            return
        tried = codes.take(office, tx, _asked(found), session, typed)
        wrong_hands = is_in_wrong_hands(checks_of(tx, found.version.id, found.signing.id))
        if wrong_hands:
            why = f"{TRIES_IN_ALL} wrong codes were typed"
            close(tx, found.version, found.signing, why, "identity step")
    if tried.confirmed_at is None:
        raise codes.wrong(
            tried, "The tablet is closed: the director can open it anew." * wrong_hands
        )


def _asked(found: Tablet) -> Asked:
    about = f"{found.version.id}/{PUBLIC}"
    officer, facilitator = found.officer, found.version.programme.facilitator
    return Asked(found.version, found.signing.id, about, officer.role, facilitator, officer.email)


def close_tablet(office: Office, token: str, session: str) -> None:
    """Close the in-person signing; NotIdentified for whoever is not its officer."""
    with office.register.writing() as tx:
        found = attended(tx, token, session)
        actor = f"officer: {found.officer.role}"
        close(tx, found.version, found.signing, "the officer closed it", actor)


def token_to_sign(office: Office, token: str, session: str, key: str) -> str:
    """Return the personal token of the request of that key, for the tablet to open for its signatory.

    WrongTurn when its turn has not come, or it is not asked any more.
    """
    with office.register.reading() as view:
        found = attended(view, token, session)
    for seat in found.line:
        if seat.request is not None and seat.request.key == key:
            return office.links.token(seat.request.id)
    raise WrongTurn(
        "That signatory cannot sign now.",
        remedy="The list says who can. Whoever comes later is asked when those before have signed.",
        attempted=SIGN,
    )


def attended(view: Reading, token: str, session: str) -> Tablet:
    """Return the tablet whose officer is identified; NotIdentified before that."""
    found = _tablet(view, token, session)
    if not found.identified:
        raise NotIdentified(
            "We do not know yet who looks after this tablet, or it was too long ago.",
            remedy="The officer asks for a code first.",
            attempted=SIGN,
        )
    return found
