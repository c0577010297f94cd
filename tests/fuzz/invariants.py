"""What must hold of every answer, and of the register after any number of requests.

The rules:
1. Nothing is a fault of ours: no answer of 500 or more, nothing raised, nothing of the machinery shown.
2. Every answer has the headers of its kind, and no header twice.
3. What was typed comes back as words, if at all: it is no markup, and no template runs it.
4. A refusal is a plain page. No page shows what opens somebody's link.
5. The mailbox is nowhere but on the machine itself.
6. Nobody signs, declines or asks who was not identified, and nobody twice; the trail is whole.
"""

from collections.abc import Sequence
from urllib.parse import unquote

from concordat.domain.facts import Fact
from concordat.domain.identity import IdentityCheck
from concordat.domain.signature import RequestStatus, Signature, SigningRequest
from concordat.portal.access import Access
from concordat.portal.app import PAGES
from concordat.portal.headers import ALWAYS
from concordat.services.office import Office
from tests.fakes import VERSION
from tests.fuzz.calls import Answer, Request
from tests.fuzz.doors import THIS_MACHINE, Known
from tests.fuzz.drawing import REPORTS
from tests.fuzz.forms import routes_at
from tests.fuzz.strange import CANARY, WORKED_OUT

MACHINERY = (
    "Traceback (most",
    "sqlalchemy",
    "sqlite3.",
    "psycopg",
    "jinja2.",
    'File "/',
    "starlette.",
)
PUBLIC = {page.path for page in PAGES if page.access is Access.PUBLIC}
ANOTHER_HOST = b"Invalid host header"
"""What is answered under a name that is not the portal's: no browser of ours comes there."""

LETTER = "/mailbox/{name}/html"
"""The page that is a letter, and nothing of ours around it."""

OWN_WORDS = frozenset({Fact.QUESTION_ASKED, Fact.FORMAT_ASKED, Fact.DELEGATION_GIVEN})


def check_answer(request: Request, answer: Answer, known: Known) -> None:
    """Assert what holds of every answer."""
    assert not answer.fault, answer.fault
    assert 200 <= answer.status < 500, answer.status
    _check_headers(request, answer)
    kind = answer.header("content-type")
    paths = routes_at(unquote(request.target.decode("ascii")))
    if kind.startswith("text/html") and (LETTER not in paths or answer.status != 200):
        _check_page(request, answer.body.decode(), answer.status)
    elif answer.status >= 400:
        assert answer.body in {b"", ANOTHER_HOST} or REPORTS in paths, (answer.status, kind)
    if known.address != THIS_MACHINE:
        assert answer.status != 200 or not any(path.startswith("/mailbox") for path in paths)
    if not kind.startswith("application/pdf"):
        assert not any(secret.encode() in answer.body for secret in known.secrets)


def _check_headers(request: Request, answer: Answer) -> None:
    names = [name for name, _ in answer.headers if name != "set-cookie"]
    assert len(names) == len(set(names)), names
    for name, value in ALWAYS.items():
        assert answer.header(name.lower()) == value, name
    assert "frame-ancestors 'none'" in answer.header("content-security-policy")
    paths = routes_at(unquote(request.target.decode("ascii")))
    if not paths & PUBLIC:
        assert answer.header("cache-control") == "no-store", paths
        assert "noindex" in answer.header("x-robots-tag"), paths
    if paths & PUBLIC:
        assert "set-cookie" not in {name for name, _ in answer.headers}
    location = answer.header("location")
    assert not location or (location[0] == "/" and location[1:2] != "/"), location


def _check_page(request: Request, page: str, status: int) -> None:
    assert "<h1" in page
    assert "</html>" in page
    assert status < 400 or "<form" in page or "See where the agreement stands" in page
    assert "<script" not in page.lower()
    assert "onerror=alert" not in page.replace("&#34;&gt;&lt;img src=x onerror=alert", "")
    assert not any(word in page for word in MACHINERY)
    if CANARY.encode() in request.body:
        assert WORKED_OUT not in page


def check_register(
    office: Office, known: Known, before: "Recorded", asked: Sequence[Request]
) -> None:
    """Assert what holds of the register after the requests."""
    after = Recorded(office)
    assert after.confirmed == before.confirmed, "a code was guessed"
    assert after.answered - before.answered <= known.identified
    if (after.answered, after.asked) != (before.answered, before.asked):
        assert any(_could_act(request, known) for request in asked)
    seats = [(s.scope, s.seat) for s in after.signatures]
    assert len(seats) == len(set(seats))
    for signature in after.signatures:
        request = after.requests[signature.request_id]
        assert signature.document_sha256 == request.document_sha256
        assert 0 < len(signature.name) <= 200
        assert "\0" not in signature.name


def _could_act(request: Request, known: Known) -> bool:
    return request.method == "POST" and (b"cookie", known.cookies[0]) in request.headers


class Recorded:
    """What the register has of people's own acts. `answered` are the requests that were signed or declined."""

    def __init__(self, office: Office) -> None:
        with office.register.reading() as view:
            requests = view.records(SigningRequest, VERSION)
            self.signatures = view.records(Signature, VERSION)
            self.confirmed = {
                c.subject for c in view.records(IdentityCheck, VERSION) if c.confirmed_at
            }
            self.asked = sum(entry.fact in OWN_WORDS for entry in view.trail())
        self.requests = {request.id: request for request in requests}
        answered = {r.id for r in requests if r.status == RequestStatus.DECLINED}
        self.answered = answered | {s.request_id for s in self.signatures}
