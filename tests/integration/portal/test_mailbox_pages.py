"""The mailbox of a service without a mail server, as pages of the portal."""

from dataclasses import replace
from pathlib import Path

import pytest

from concordat.bootstrap import build_post, build_postman
from concordat.notices.eml_postman import EmlPostman
from concordat.notices.mailbox import FolderMailbox
from concordat.notices.smtp_postman import SmtpPostman
from concordat.portal.post import Post
from concordat.services.deliver import deliver_notices
from concordat.services.links import Links
from concordat.services.office import Office
from concordat.settings import Settings
from tests.fakes import in_review
from tests.integration.portal.conftest import Visitor

HERE = "http://127.0.0.1:8480"


@pytest.fixture
def visitor(office: Office, tmp_path: Path) -> Visitor:
    """Return somebody at the machine on which letters are written into a folder."""
    folder = tmp_path / "mailbox"
    local = replace(
        office,
        links=Links(b"a key for tests only", HERE),
        postman=EmlPostman(folder, Path("templates/letters")),
    )
    return Visitor(local, post=Post(mailbox=FolderMailbox(folder)), base=HERE)


def paths(visitor: Visitor) -> list[str]:
    """Return the path of every letter in the list."""
    return [
        part.split('"')[0]
        for part in visitor.get("/mailbox").text.split('href="')[1:]
        if part.startswith("/mailbox/")
    ]


def test_an_empty_mailbox_says_so(visitor: Visitor) -> None:
    assert "No letter has been written yet" in visitor.get("/mailbox").text


def test_letters_are_listed_the_newest_first(visitor: Visitor) -> None:
    deliver_notices(in_review(visitor.office))
    answer = visitor.get("/mailbox")
    assert answer.headers["cache-control"] == "no-store"
    assert "only for trying out and rehearsing" in answer.text
    assert "chair@alliance.example.org" in answer.text
    assert len(paths(visitor)) == 4


def test_a_letter_is_shown_with_its_words_its_html_and_its_files(visitor: Visitor) -> None:
    deliver_notices(in_review(visitor.office))
    path = paths(visitor)[0]
    answer = visitor.get(path)
    assert "What we ask: read it, share it" in answer.text
    assert f'href="{path}/html"' in answer.text
    saved = visitor.get(f"{path}/files/0")
    assert saved.headers["content-disposition"].startswith("attachment; ")
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.content.startswith(b"%draft|")
    assert visitor.get(f"{path}/files/2").content.startswith(b"BEGIN:VCALENDAR")
    assert visitor.get(f"{path}/files/3").status_code == 404


def test_a_letters_html_can_load_send_and_run_nothing(visitor: Visitor) -> None:
    deliver_notices(in_review(visitor.office))
    answer = visitor.get(f"{paths(visitor)[0]}/html")
    assert answer.text.startswith("<!DOCTYPE html>")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "sandbox" in policy
    assert "unsafe" not in visitor.get("/mailbox").headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/mailbox/nothing",
        "/mailbox/..%2f..%2fregister",
        "/mailbox/%2e%2e",
        "/mailbox/nothing/html",
        "/mailbox/nothing/files/0",
    ],
)
def test_only_what_lies_in_the_folder_is_a_letter(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/mailbox", "/mailbox/x", "/mailbox/x/html"])
def test_where_there_is_a_mail_server_there_is_no_mailbox(office: Office, path: str) -> None:
    local = replace(office, links=Links(b"a key for tests only", HERE))
    assert Visitor(local, base=HERE).get(path).status_code == 404


def test_a_portal_that_others_reach_has_no_mailbox(visitor: Visitor) -> None:
    public = replace(visitor.office, links=Links(b"k", "https://portal.example.org"))
    post = visitor.app.state.post
    assert Visitor(public, post=post, base=HERE).get("/mailbox").status_code == 404


@pytest.mark.parametrize("base", ["http://rebound.example.org", "http://10.0.0.1", "http://[::2]"])
def test_a_name_that_only_leads_to_the_machine_opens_no_mailbox(
    visitor: Visitor, base: str
) -> None:
    visitor.base = base
    answer = visitor.get("/mailbox")
    assert answer.status_code == 400
    assert "letter" not in answer.text.lower()


@pytest.mark.parametrize("address", ["10.0.0.7", "2001:db8::7", "testclient"])
def test_whoever_is_on_another_machine_finds_no_mailbox(visitor: Visitor, address: str) -> None:
    visitor.address = address
    assert visitor.get("/mailbox").status_code == 404


@pytest.mark.parametrize("base", ["http://localhost:8480", "http://[::1]:8480"])
def test_the_machines_own_names_open_it(visitor: Visitor, base: str) -> None:
    visitor.base = base
    assert visitor.get("/mailbox").status_code == 200


def test_the_service_has_a_mailbox_only_without_a_mail_server(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, smtp_url="", mail_webhook_key="shared")
    assert build_post(settings).mailbox is not None
    assert build_post(settings).webhook_key == "shared"
    with_server = Settings(home=tmp_path, smtp_url="smtps://user:s3cret@mail.example.org")
    assert build_post(with_server).mailbox is None
    assert isinstance(build_postman(with_server), SmtpPostman)
    assert "s3cret" not in repr(with_server)
