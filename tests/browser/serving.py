"""A portal over an office of a test, on a free port of loopback, in a thread beside the test."""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn

from concordat.documents.publisher import DocumentPublisher
from concordat.domain.programme import Programme
from concordat.local.processes import free_port
from concordat.notices.invitations import invitations
from concordat.notices.mailbox import FolderMailbox
from concordat.notices.programme_feed import programme_feed
from concordat.portal.app import create_app
from concordat.portal.post import Post
from concordat.services.content import AgreementText, Changes, RedlineDocument
from concordat.services.links import Links
from concordat.services.office import Office
from tests.browser.asked_place import ROOT
from tests.fakes import FakeInspector, FakePublisher

TEMPLATES = ROOT / "templates"
START_S = 20.0


class RealWords(FakePublisher):
    """Writes the words of the real agreement, and the lines of a fake for every PDF."""

    def __init__(self) -> None:
        self._real = DocumentPublisher(TEMPLATES)

    def agreement_text(self, programme: Programme) -> AgreementText:
        text = self._real.agreement_text(programme)
        html = f"{text.html}<p>{self.words}</p>\n"
        return replace(text, html=html, sha256=hashlib.sha256(html.encode()).hexdigest())

    def changes(self, old: str, new: str) -> Changes:
        return self._real.changes(old, new)

    def redline_html(self, content: RedlineDocument) -> str:
        return self._real.redline_html(content)


@contextmanager
def served(office: Office, mailbox: Path | None = None) -> Iterator[Office]:
    """Serve the portal until the block ends, with a folder of letters; give the office whose links lead there."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    office = replace(office, links=Links(b"a key for tests only", address))
    looks = FakeInspector()
    post = Post() if mailbox is None else Post(mailbox=FolderMailbox(mailbox))
    app = create_app(office, TEMPLATES, invitations, looks, programme_feed, post=post)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        until = time.monotonic() + START_S
        while not server.started:
            assert time.monotonic() < until, "the portal does not start"
            time.sleep(0.01)
        yield office
    finally:
        server.should_exit = True
        thread.join()
