"""The HTML of a letter: the words of its plain text, nothing from anywhere, nobody's markup."""

import re
from html.parser import HTMLParser

import pytest

from concordat.notices.letters import ACTIONS, READ, LetterWriter
from concordat.notices.passages import Kind, passages
from tests.unit.notices.conftest import LINK, PARAMS, TEMPLATES, WITH_LINK, MakeLetter

EVERY = sorted(PARAMS)
MAX_BYTES = 20_000
EVIL = "<script>alert(1)</script> {{ 7 * 7 }} {% raw %} \"'> <img src=x onerror=y> & https://evil.example"


class Page(HTMLParser):
    """What an HTML page says and names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._silent = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._silent = tag in {"style", "title"}
        if tag != "a":
            self.said.append(" ")

    def handle_endtag(self, _tag: str) -> None:
        self._silent = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.said.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page_of(letter: object, make: LetterWriter | None = None) -> Page:
    return Page((make or LetterWriter(TEMPLATES)).write(letter).html)  # type: ignore[arg-type]


def words(text: str) -> list[str]:
    """Return the words of a text, without what only orders them on the page."""
    return re.findall(r"[^\s]+", re.sub(r"(?m)^\s*(?:-|\d+\.) ", "", text).casefold())


@pytest.mark.parametrize("template", EVERY)
def test_the_html_says_the_words_of_the_plain_text_in_their_order(
    template: str, a_letter: MakeLetter
) -> None:
    letter = a_letter(template)
    written = LetterWriter(TEMPLATES).write(letter)
    said = words("".join(Page(written.html).said))
    opening = words(f"{letter.programme.title} {written.subject}")
    assert said[: len(opening)] == opening
    button = words(ACTIONS.get(template, READ)) if template in WITH_LINK else []
    at = said.index(LINK.casefold()) if button else 0
    without = said[len(opening) : at - len(button)] + said[at:] if button else said[len(opening) :]
    plain = re.sub(r"(What happens next|What we ask(?: you to do)?):", r"\1", written.body)
    assert without == words(plain)


@pytest.mark.parametrize("template", EVERY)
def test_the_html_loads_nothing_and_runs_nothing(template: str, a_letter: MakeLetter) -> None:
    html = LetterWriter(TEMPLATES).write(a_letter(template)).html
    found = Page(html)
    assert not {"img", "script", "link", "iframe", "object", "form"} & {t for t, _ in found.tags}
    assert "url(" not in html
    assert "@import" not in html
    assert len(html.encode()) < MAX_BYTES


@pytest.mark.parametrize("template", EVERY)
def test_the_html_can_be_read_with_a_screen_reader(template: str, a_letter: MakeLetter) -> None:
    found = page_of(a_letter(template))
    assert found.named("html") == [{"lang": "en-GB", "dir": "ltr"}]
    assert len(found.named("title")) == len(found.named("h1")) == 1
    assert {"role": "presentation"}.items() <= found.named("table")[0].items()
    assert all(t.get("role") == "presentation" for t in found.named("table"))
    assert found.named("h2")
    assert all(a.get("href") for a in found.named("a"))


@pytest.mark.parametrize("template", sorted(WITH_LINK))
def test_the_one_action_is_a_link_that_says_what_it_does(
    template: str, a_letter: MakeLetter
) -> None:
    found = page_of(a_letter(template))
    [button] = [a for a in found.named("a") if a.get("class") == "button"]
    assert button["href"] == LINK
    assert ACTIONS.get(template, READ) in found.said


def test_whatever_somebody_wrote_comes_out_as_text(a_letter: MakeLetter) -> None:
    params = {"role": EVIL, "scope_name": EVIL, "reason": f"{EVIL}\n\n  {EVIL}"}
    html = LetterWriter(TEMPLATES).write(a_letter("signatory-declined", params=params)).html
    found = Page(html)
    assert "{{ 7 * 7 }}" in "".join(found.said)
    assert not {"script", "img"} & {tag for tag, _ in found.tags}
    assert not [a for a in found.named("a") if "evil" in str(a)]


def test_a_link_that_somebody_wrote_leads_nowhere_but_to_the_portal(a_letter: MakeLetter) -> None:
    what = "See https://portal.example.org.evil.example/x and https://portal.example.org/agreement."
    letter = a_letter("change-recorded", params={"what": what})
    hrefs = [a["href"] for a in page_of(letter).named("a")]
    assert "https://portal.example.org/agreement" in hrefs
    assert not [href for href in hrefs if "evil" in str(href)]


def test_a_rehearsals_html_says_so(a_letter: MakeLetter) -> None:
    found = page_of(a_letter(rehearsal=True))
    assert "REHEARSAL" in found.said


def test_a_code_stands_by_itself(a_letter: MakeLetter) -> None:
    letter = a_letter("identity-code")
    found = passages("Type this:\n\n  012345\n\n  not the code", letter)
    assert [p.kind for p in found] == [Kind.TEXT, Kind.CODE, Kind.QUOTE]


def test_passages_are_what_they_look_like(a_letter: MakeLetter) -> None:
    body = "What we ask:\n\n  1. Read.\n  2. Sign.\n\nTwo parties:\n  - one\n  - other\nEnd."
    found = passages(body, a_letter())
    assert [p.kind for p in found] == [
        Kind.HEADING,
        Kind.STEPS,
        Kind.TEXT,
        Kind.LIST,
        Kind.TEXT,
    ]
    assert [line[0].words for line in found[1].lines] == ["Read.", "Sign."]
