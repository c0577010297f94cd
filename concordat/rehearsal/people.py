"""The parts of everyone else, played through the portal: they read their mail and open their links."""

import email
import email.policy
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Self

import httpx

from concordat.domain.errors import ConcordatError

LINK = re.compile(r"/(sign|review)/[\w-]{43}")
CODE = re.compile(r"^ *(\d{6})\s*$.*?(/signing/[0-9a-f]{16})", re.MULTILINE | re.DOTALL)
REFUSED = {httpx.codes.GONE, httpx.codes.NOT_FOUND}


class Form(HTMLParser):
    """The fields of the first form on a page: name to (kind, value)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, tuple[str, str]] = {}
        self._ended = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of a field."""
        found = dict(attrs)
        name = found.get("name")
        if self._ended or not name or tag not in {"input", "textarea", "select"}:
            return
        kind = "textarea" if tag == "textarea" else found.get("type") or "text"
        if kind != "radio" or name not in self.fields:
            self.fields[name] = (kind, found.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        """Stop at the end of the first form that has fields."""
        self._ended = self._ended or (tag == "form" and bool(self.fields))


class People:
    """Everyone who gets letters: signatories and partners."""

    def __init__(self, mailbox: Path, portal_url: str) -> None:
        self._mailbox = mailbox
        self._portal = httpx.Client(base_url=portal_url, timeout=60)
        self._read: set[str] = set()
        self._codes: dict[str, str] = {}
        self._links: dict[str, list[str]] = {"sign": [], "review": []}
        self._signed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._portal.close()

    def links(self, kind: str, at_most: int | None = None) -> list[str]:
        """Return the paths of the personal links of a kind that have come, each once, oldest first."""
        self._read_mail()
        come = self._links[kind]
        taken, self._links[kind] = come[:at_most], [] if at_most is None else come[at_most:]
        return taken

    def _read_mail(self) -> None:
        for words in self._unread_letters():
            code, link = CODE.search(words), LINK.search(words)
            if code is not None:
                self._codes[code[2]] = code[1]
            elif link is not None:
                self._links[link[1]].append(link[0])

    def _unread_letters(self) -> Iterator[str]:
        for file in sorted(self._mailbox.glob("*.eml")):
            if file.name in self._read:
                continue
            self._read.add(file.name)
            letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = letter.get_body(("plain",))
            yield "" if body is None else body.get_content()

    def letters(self) -> int:
        """Return how many letters there are in all."""
        return len(list(self._mailbox.glob("*.eml")))

    def comment(self, text: str, organisation: str) -> None:
        """Comment on the draft, as anyone can."""
        form = {"text": text, "name": "", "organisation": organisation}
        self._post("/comment", form)

    def open(self, link: str) -> str | None:
        """Open a signing link and ask for a code; return the page's path, None when it is not needed."""
        answer = self._portal.get(link)
        if answer.status_code in REFUSED:
            return None
        path = answer.headers["location"]
        self._post(f"{path}/code", {"ask": "code"})
        return path

    def has_code(self, path: str) -> bool:
        """Say whether the letter with the page's code has come."""
        self._read_mail()
        return path in self._codes

    def show_who_they_are(self, path: str) -> None:
        """Type the page's code."""
        self._post(f"{path}/identity", {"code": self._codes[path]})

    def sign(self, path: str) -> bool:
        """Read the document on a signatory's page and sign it; False when it is not needed."""
        page = self._portal.get(path)
        if page.status_code in REFUSED:
            return False
        document = self._portal.get(f"{path}/document.pdf")
        if not page.is_success or not document.content.startswith(b"%PDF"):
            raise ConcordatError(f"The signing page did not open: HTTP {page.status_code}.")
        self._signed += 1
        self._post(path, self._filled(page.text, f"Player {self._signed} (rehearsal)"))
        return True

    def answer_review(self, link: str, words: str) -> None:
        """Send a return: case studies of both kinds, and a report on each commitment."""
        path = self._portal.get(link).headers["location"]
        page = self._portal.get(path)
        self._post(path, self._filled(page.text, words))

    def _filled(self, page: str, words: str) -> dict[str, str]:
        free = {"text", "textarea"}
        return {
            name: words if kind in free else value
            for name, (kind, value) in Form(page).fields.items()
        }

    def _post(self, path: str, form: dict[str, str]) -> None:
        answer = self._portal.post(path, data=form)
        if answer.status_code != httpx.codes.SEE_OTHER:
            raise ConcordatError(
                f"The portal did not take a form: HTTP {answer.status_code}.\n{answer.text[:800]}"
            )
