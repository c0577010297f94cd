"""Offices to send strange things to, and what somebody who sends them may know of each.

Nobody but the signatory has what opens their page: of the links here one is open in a browser that gave
the code, one in a browser that did not, one was used, and one was made up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from concordat.domain.identity import IdentityCheck
from concordat.domain.record import ReviewAsk
from concordat.domain.signature import RequestStatus, SigningRequest
from concordat.services.identify import confirm_identity, page_key, send_code
from concordat.services.office import Office
from concordat.services.review_cycle import open_review
from tests.databases import Databases
from tests.fakes import (
    EAST,
    NORTH,
    VERSION,
    WEST,
    Snapshot,
    advance,
    an_office,
    code_sent,
    everywhere_ratified,
    go_to,
    in_review,
    place_decided,
    publicly_signed,
    ratified,
    signing_of,
    snapshot_of,
)

BROWSER = "S" * 43
"""What stands for the browser that gave the code."""

OTHER_BROWSER = "T" * 43
MADE_UP = "A" * 43


@dataclass(frozen=True)
class Known:
    """What somebody may know.

    `parts` can be put in place of the parts of an address, by the name of the part. `cookies` are those of
    `BROWSER` and of `OTHER_BROWSER`, each with every link opened. `secrets` are the tokens of signing
    links, which no page shows. The signatories of the requests in `identified`, which are open, gave
    the code in `BROWSER`.
    """

    parts: dict[str, tuple[str, ...]]
    cookies: tuple[bytes, bytes]
    secrets: frozenset[str]
    identified: frozenset[str]


@dataclass(frozen=True)
class Start:
    """An office that stands ready, and what is known of it."""

    snapshot: Snapshot
    known: Known


Lead = Callable[[Office], None]
"""Leads an office to where somebody can be asked."""


def lead_to_comments(office: Office) -> None:
    in_review(office)


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


def lead_to_review(office: Office) -> None:
    everywhere_ratified(office)
    with office.register.reading() as view:
        go_to(office, view.review(VERSION, 1).opens_on, 9)
    open_review(office, VERSION, 1)


LEADS: tuple[Lead, ...] = (lead_to_comments, lead_to_signing, lead_to_review)


def start(lead: Lead, on: Databases, folder: Path) -> Start:
    """Return an office that was led there."""
    office = an_office(folder, on=on)
    lead(office)
    known = _known(office)
    return Start(snapshot_of(office, on), known)


def _known(office: Office) -> Known:
    with office.register.reading() as view:
        requests = view.records(SigningRequest, VERSION)
        documents = tuple(sha256 for _, _, sha256 in view.documents(VERSION))
        asks = view.records(ReviewAsk, VERSION)
        confirmed = [c.request_id for c in view.records(IdentityCheck, VERSION) if c.confirmed_at]
    tokens = {r.id: office.links.token(r.id) for r in requests}
    signing = [tokens[r.id] for r in requests if r.status == RequestStatus.OPEN]
    used = [tokens[r.id] for r in requests if r.status != RequestStatus.OPEN]
    reviews = [office.links.token(ask.id) for ask in asks]
    tried = (*signing, *used[:1], MADE_UP)
    return Known(
        parts={
            "token": (*tried, *reviews[:1]),
            "key": tuple(page_key(token) for token in (*signing, *signing, *signing, *tried)),
            "sha256": (*documents, "0" * 64),
            "number": ("0", "1", "2", "9" * 30),
            "name": ("portal", "colours-00703c-ffffff", "colours-00703c"),
            "brand": ("00703c", "00703g", ""),
        },
        cookies=tuple(
            "; ".join(
                f"__Host-sign-{page_key(token)}={token}.{session}" for token in tried
            ).encode()
            for session in (BROWSER, OTHER_BROWSER)
        ),
        secrets=frozenset((*signing, *used)),
        identified=frozenset(c for c in confirmed if tokens[c] in signing),
    )
