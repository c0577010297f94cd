"""The pages that a form leads to when it was taken. No secret stands in their addresses."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse

from concordat.portal.desk import page, read_version


@dataclass(frozen=True, slots=True)
class Thanks:
    """What is said to somebody whose form was taken, and what happens next."""

    heading: str
    message: str
    after: str


SIGNED, DECLINED, ASKED = "/signed", "/declined", "/asked"
COMMENTED, RETURNED, TAKEN_BACK = "/comment/sent", "/returned", "/taken-back"

THANKS = {
    SIGNED: Thanks(
        "Your signature is on record",
        "Thank you for signing.",
        "When everyone asked has signed, the document is sealed and published. Your link has "
        "done its work and does not open again.",
    ),
    DECLINED: Thanks(
        "You have declined, and that is on record",
        "Thank you for telling us why.",
        "The facilitator is told and may get in touch. To decline has no bearing on anyone's "
        "funding or standing.",
    ),
    ASKED: Thanks(
        "What you asked for is on record",
        "The facilitator is told, and answers you.",
        "You have not signed yet. Your link works as before: open it again from your message, or go "
        "back in your browser.",
    ),
    TAKEN_BACK: Thanks(
        "You have taken your delegation back",
        "The deputy can no longer sign for you.",
        "You get a new link, to sign yourself. The facilitator is told.",
    ),
    COMMENTED: Thanks(
        "Your comment is on record",
        "Thank you for commenting.",
        "All comments go to the board with the text. You can send another one.",
    ),
    RETURNED: Thanks(
        "Your return is on record",
        "Thank you for telling us how the agreement works.",
        "All returns go into one report, which you get before its outcome is decided.",
    ),
}
"""What is said, by the path of the page."""


def thanks(request: Request) -> HTMLResponse:
    """Thank for a form that was taken."""
    said = THANKS[request.url.path]
    return page(request, "thanks", version=read_version(request), said=said)
