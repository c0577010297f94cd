"""What the portal has to do with letters: it takes reports of those that came back, and shows a mailbox.

Reading and writing letters is not the portal's work, so both are given to it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request

from concordat.services.ports import Mailbox
from concordat.services.returned import ReturnedLetter

ReadReturned = Callable[[bytes], tuple[ReturnedLetter, ...]]
"""Reads the message that a mail server sends back; nothing when it is no such message."""


@dataclass(frozen=True, slots=True)
class Post:
    """What the portal was given. Without a key it takes no reports, without a mailbox it shows none."""

    webhook_key: str = ""
    read_returned: ReadReturned = lambda _data: ()
    mailbox: Mailbox | None = None


def post_of(request: Request) -> Post:
    """Return what the app that the request reached was given."""
    post: Post = request.app.state.post
    return post
