"""Reads what a mail server sends back when it could not deliver a letter. Source: RFC 3464, RFC 6522.

The rules:
1. Only the machine-readable part of a report is read; what is written for people is left alone.
2. `failed` means that the server has given up, `delayed` that it goes on trying. Nothing else is a
   report of a letter that did not arrive.
3. Anybody may have made the bytes: what is no such report is no report, and never an error.
"""

from collections.abc import Iterator
from email import message_from_bytes, message_from_string
from email.message import Message
from email.policy import compat32

from concordat.services.returned import ReturnedLetter

FOR_GOOD = {"failed": True, "delayed": False}


def read_returned(data: bytes) -> tuple[ReturnedLetter, ...]:
    """Return what a message reports, one for each address, in its order; nothing if it is no report."""
    try:
        report = message_from_bytes(data, policy=compat32)
        parts = list(report.walk())
        return tuple(_reports(parts))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # The library's parser trips over some of what is no message.
        return ()


def _reports(parts: list[Message]) -> Iterator[ReturnedLetter]:
    message_id = _message_id(parts)
    statuses = [p for p in parts if p.get_content_type() == "message/delivery-status"]
    for status in statuses:
        for block in _blocks(status):
            action = str(block.get("Action", "")).strip().casefold()
            if action in FOR_GOOD:
                yield ReturnedLetter(message_id, _address(block), _words(block), FOR_GOOD[action])


def _blocks(status: Message) -> list[Message]:
    """Return the groups of fields about one address each; the first group is about the message."""
    groups = status.get_payload()
    return [g for g in groups if isinstance(g, Message)][1:] if isinstance(groups, list) else []


def _address(block: Message) -> str:
    field = block.get("Original-Recipient") or block.get("Final-Recipient") or ""
    _, _, address = str(field).rpartition(";")
    return address.strip().strip("<>")


def _words(block: Message) -> str:
    said = str(block.get("Diagnostic-Code", "")).partition(";")[2] or str(block.get("Status", ""))
    return " ".join(said.split())


def _message_id(parts: list[Message]) -> str:
    """Return the Message-ID of the letter that the report encloses, whole or its header alone."""
    for part in parts:
        if part.get_content_type() == "message/rfc822":
            enclosed = part.get_payload()
            if isinstance(enclosed, list) and isinstance(enclosed[0], Message):
                return str(enclosed[0].get("Message-ID", ""))
        if part.get_content_type() == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            if isinstance(text, bytes):
                header = message_from_string(text.decode("utf-8", "replace"), policy=compat32)
                return str(header.get("Message-ID", ""))
    return ""
