"""Offices to send strange things to, and what somebody who sends them may know of each.

Nobody but the signatory has what opens their page: of the links here one is open in a browser that gave
the code, one in a browser that did not, one was used, and one was made up.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from concordat.domain.identity import IdentityCheck
from concordat.domain.in_person import InPersonSigning
from concordat.domain.parties import Contact
from concordat.domain.record import ReviewAsk
from concordat.domain.rules import InPersonRule
from concordat.domain.signature import RequestStatus, SigningRequest
from concordat.notices.eml_postman import EmlPostman
from concordat.portal.desk import is_over_tls
from concordat.portal.staff_door import SESSION
from concordat.services.codes import checks_of
from concordat.services.deliver import deliver_notices
from concordat.services.identify import confirm_identity, page_key, send_code
from concordat.services.links import Links
from concordat.services.office import Office
from concordat.services.open_in_person import open_in_person
from concordat.services.review_cycle import open_review
from concordat.services.staff import enter_by_link, make_admin_link
from concordat.services.tablet import confirm_officer, send_officer_code
from tests.databases import Databases
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    Snapshot,
    a_programme,
    advance,
    an_office,
    an_office_from,
    approved,
    code_sent,
    everywhere_ratified,
    go_to,
    in_review,
    place_decided,
    publicly_signed,
    ratified,
    signing_of,
    snapshot_of,
    version_of,
)

BROWSER = "S" * 43
"""What stands for the browser that gave the code."""

OTHER_BROWSER = "T" * 43
MADE_UP = "A" * 43
OFFICER = Contact("event officer", "officer@facilitator.example.org")
PORTAL = "https://portal.example.org"
THIS_MACHINE = "http://127.0.0.1:8480"
"""The address under which the mailbox is a page."""


@dataclass(frozen=True)
class Known:
    """What somebody may know.

    `parts` can be put in place of the parts of an address, by the name of the part. `cookies` are those of
    `BROWSER` and of `OTHER_BROWSER`, each with every link opened. `secrets` are the tokens of signing
    links, which no page shows. The signatories of the requests in `identified`, which are open, gave
    the code in `BROWSER`.
    """

    address: str
    parts: dict[str, tuple[str, ...]]
    cookies: tuple[bytes, bytes]
    secrets: frozenset[str]
    identified: frozenset[str]

    @property
    def host(self) -> tuple[bytes, bytes]:
        """The header that names the portal."""
        return b"host", self.address.partition("://")[2].encode()


@dataclass(frozen=True)
class Start:
    """An office that stands ready, and what is known of it."""

    snapshot: Snapshot
    known: Known

    def office(self, folder: Path) -> Office:
        """Return an office that goes on from here."""
        office = an_office_from(self.snapshot, folder)
        return replace(office, links=Links(b"a key for tests only", self.known.address))


Lead = Callable[[Office], None]
"""Leads an office to where somebody can be asked."""


def lead_to_comments(office: Office) -> None:
    in_review(office)
    deliver_notices(office)


def lead_to_signing(office: Office) -> None:
    publicly_signed(office)
    ratified(office, NORTH)
    for place in (EAST, WEST):
        place_decided(office, place)
        advance(office, place)
    first, second = signing_of(office, WEST).open_requests
    for request, session in ((first, BROWSER), (second, OTHER_BROWSER)):
        token = office.links.token(request.id)
        send_code(office, token, session)
        if session == BROWSER:
            confirm_identity(office, token, session, code_sent(office, token))


def lead_to_event(office: Office) -> None:
    approved(office)
    go_to(office, version_of(office).public_signing_on, 10)
    advance(office)
    open_in_person(office, VERSION)
    with office.register.reading() as view:
        [event] = view.records(InPersonSigning, VERSION)
    token = office.links.token(event.id)
    send_officer_code(office, token, BROWSER)
    with office.register.reading() as view:
        code = office.links.code(checks_of(view, VERSION, event.id)[-1].subject)
    confirm_officer(office, token, BROWSER, code)


def lead_to_review(office: Office) -> None:
    everywhere_ratified(office)
    with office.register.reading() as view:
        go_to(office, view.review(VERSION, 1).opens_on, 9)
    open_review(office, VERSION, 1)


LEADS: tuple[Lead, ...] = (lead_to_comments, lead_to_signing, lead_to_event, lead_to_review)


def start(lead: Lead, on: Databases, folder: Path, mailbox: Path) -> Start:
    """Return an office that was led there. The one of comments writes its letters into the mailbox."""
    rule = InPersonRule(OFFICER, witness=True)
    office = an_office(folder, a_programme(timeline={"in_person": rule}), on=on)
    local = lead is lead_to_comments
    if local:
        here = Links(b"a key for tests only", THIS_MACHINE)
        writes = EmlPostman(mailbox, Path("templates/letters"))
        office = replace(office, links=here, postman=writes)
    lead(office)
    link, used = (make_admin_link(office).rpartition("/")[2] for _ in range(2))
    known = _known(office, mailbox, link, enter_by_link(office, used))
    return Start(snapshot_of(office, on), known)


def _known(office: Office, mailbox: Path, staff_link: str, staff_session: str) -> Known:
    with office.register.reading() as view:
        requests = view.records(SigningRequest, VERSION)
        documents = tuple(sha256 for _, _, sha256 in view.documents(VERSION))
        asks = view.records(ReviewAsk, VERSION)
        events = view.records(InPersonSigning, VERSION)
        confirmed = [c.request_id for c in view.records(IdentityCheck, VERSION) if c.confirmed_at]
    tokens = {r.id: office.links.token(r.id) for r in requests}
    signing = [tokens[r.id] for r in requests if r.status == RequestStatus.OPEN]
    used = [tokens[r.id] for r in requests if r.status != RequestStatus.OPEN]
    reviews = [office.links.token(ask.id) for ask in asks[:1]]
    tablets = [office.links.token(event.id) for event in events]
    secure = "__Host-" if is_over_tls(office) else ""
    letters = tuple(sorted(file.stem for file in mailbox.glob("*.eml")))
    news = re.findall(r"/news/[^/]+/(\d+)/([\w-]+)", _first(mailbox))
    tried = (*signing, *used[:1], MADE_UP)
    return Known(
        address=office.links.portal_url,
        parts={
            "provider": ("docusign",),
            "token": (*tried, *reviews, *tablets, staff_link, *(token for _, token in news)),
            "key": tuple(page_key(t) for t in (*signing, *signing, *signing, *reviews * 3, *tried)),
            "sha256": (*documents, "0" * 64),
            "number": ("0", "1", "2", *(number for number, _ in news), "9" * 30),
            "name": ("portal", "colours-00703c-ffffff", "colours-00703c", *letters[:3]),
            "brand": ("00703c", "00703g", ""),
            "party": ("vcse", "ics", "nobody"),
            "agreement": ("example-mou", "no-mou"),
        },
        cookies=(
            _cookies(secure, tried, BROWSER, reviews, tablets, staff_session),
            _cookies(secure, tried, OTHER_BROWSER, [], tablets, "x" * 43),
        ),
        secrets=frozenset((*signing, *used)),
        identified=frozenset(c for c in confirmed if tokens.get(c) in signing),
    )


def _cookies(
    secure: str,
    tokens: Sequence[str],
    browser: str,
    reviews: Sequence[str],
    tablets: Sequence[str],
    staff: str,
) -> bytes:
    """Return the cookies of a browser that has opened every link."""
    pairs = [
        *(f"sign-{page_key(token)}={token}.{browser}" for token in tokens),
        *(f"review-{page_key(token)}={token}" for token in reviews),
        *(f"tablet={token}.{browser}" for token in tablets),
        f"{SESSION}={staff}",
    ]
    return "; ".join(secure + pair for pair in pairs).encode()


def _first(mailbox: Path) -> str:
    """Return the words of a letter with a way to refuse news; nothing where there are no letters."""
    words = (file.read_text("utf-8", "replace") for file in sorted(mailbox.glob("*.eml")))
    return next((letter.replace("=\n", "") for letter in words if "/news/" in letter), "")
