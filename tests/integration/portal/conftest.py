"""The portal over a real register, and a visitor who calls its pages without a network."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from concordat.notices.invitations import invitations
from concordat.notices.programme_feed import programme_feed
from concordat.portal.app import NO_LIMITS, NO_POST, ONLY_THE_OPERATOR, create_app
from concordat.portal.pace import Limits
from concordat.portal.post import Post
from concordat.portal.staff_door import StaffDoor
from concordat.services.office import Office
from concordat.services.ports import PdfInspector
from tests.fakes import FakeInspector, code_sent, facts_of, signing_of

TEMPLATES = Path("templates")


class Visitor:
    """Somebody with a browser that follows no redirect, so that a test sees each answer."""

    def __init__(
        self,
        office: Office,
        inspector: PdfInspector | None = None,
        address: str = "127.0.0.1",
        limits: Limits = NO_LIMITS,
        staff_door: StaffDoor = ONLY_THE_OPERATOR,
        post: Post = NO_POST,
        base: str = "https://portal.example.org",
    ) -> None:
        self.office = office
        self.base = base
        self.address = address
        looks = inspector or FakeInspector()
        self.app = create_app(
            office,
            TEMPLATES,
            invitations,
            looks,
            programme_feed,
            post=post,
            limits=limits,
            staff_door=staff_door,
        )
        self.cookies = httpx.Cookies()

    def get(self, path: str) -> httpx.Response:
        return self.call("GET", path)

    def post(self, path: str, **fields: str) -> httpx.Response:
        return self.call("POST", path, data=fields)

    def call(self, method: str, path: str, **content: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(
                self.app, raise_app_exceptions=False, client=(self.address, 50000)
            )
            client = httpx.AsyncClient(
                transport=transport, base_url=self.base, cookies=self.cookies
            )
            async with client:
                answer = await client.request(method, path, **content)
            self.cookies = client.cookies
            return answer

        return asyncio.run(ask())

    def sign_link(self, scope: str, number: int = 0) -> str:
        """Return the path of the personal page of one open request."""
        request = signing_of(self.office, scope).open_requests[number]
        return f"/sign/{self.office.links.token(request.id)}"

    def page_of(self, scope: str, number: int = 0) -> str:
        """Open the link of one open request, show that it is its signatory, and return the page's path."""
        link = self.sign_link(scope, number)
        path = self.get(link).headers["location"]
        self.post(f"{path}/code", ask="code")
        code = code_sent(self.office, link.removeprefix("/sign/"))
        self.post(f"{path}/identity", code=code)
        return path

    def document_shown(self, scope: str, number: int = 0) -> str:
        return signing_of(self.office, scope).open_requests[number].document_sha256

    def happened(self) -> list[str]:
        return facts_of(self.office)


@pytest.fixture
def visitor(office: Office) -> Visitor:
    return Visitor(office)


@pytest.fixture
def later_visitor(signed_office: Office) -> Visitor:
    return Visitor(signed_office)
