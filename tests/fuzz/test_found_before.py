"""What strange requests found once, each as the one request that shows it."""

from pathlib import Path

import pytest

from concordat.portal.app import create_app
from concordat.services.office import Office
from tests.fakes import in_review
from tests.fuzz.calls import Request, ask_all
from tests.fuzz.drawing import FORM

HOST = (b"host", b"portal.example.org")
LEFT = Request("POST", b"/comment", headers=(HOST, FORM), body=b"text=x", whole=False)
NO_ORIGIN = Request(
    "POST", b"/comment", headers=(HOST, FORM, (b"origin", b"http://[")), body=b"text=x"
)
NO_ZONE = (b"if-modified-since", b"1 Jan 2027 00:00:00 +99999999999999999999")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (LEFT, 499),
        (NO_ORIGIN, 403),
        (Request("GET", b"/status.json", headers=(HOST, NO_ZONE)), 200),
    ],
    ids=["a browser that leaves as it sends", "an origin that is no address", "a time of no zone"],
)
def test_a_request_that_was_a_fault_once_is_none(
    office: Office, request_: Request, status: int
) -> None:
    app = create_app(in_review(office), Path("templates"))
    [answer] = ask_all(app, [request_])
    assert (answer.status, answer.fault) == (status, "")
    with office.register.reading() as view:
        assert view.comments("example-mou-v1") == ()
