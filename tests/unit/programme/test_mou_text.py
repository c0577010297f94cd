"""The agreement's text, rendered for both programmes: complete, even-handed and well-formed."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
import yaml
from small_config import TODAY

from concordat.domain.programme import Programme
from concordat.domain.rules import (
    AmendmentRule,
    AmendmentRules,
    BelowThreshold,
    Reopens,
    WithdrawalRule,
)
from concordat.programme.load import load_programme
from concordat.services.content import Action, Commitment

ROOT = Path(__file__).parents[3]
FOLDERS = ["config", "examples/one-gloucestershire"]
DATA = yaml.safe_load((ROOT / "templates/agreement/mou.yaml").read_text(encoding="utf-8"))
COMMITMENTS = [Commitment(**item) for item in DATA["commitments"]]
ACTIONS = [Action(**item) for item in DATA["actions"]]


def render(programme: Programme) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ROOT / "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
    )
    return environment.get_template(programme.text).render(
        programme=programme,
        commitments=COMMITMENTS,
        actions=ACTIONS,
        parties={party.id: party for party in programme.parties},
    )


@pytest.fixture(params=FOLDERS)
def programme(request: pytest.FixtureRequest) -> Programme:
    return load_programme(ROOT / request.param, TODAY)


class _Tags(HTMLParser):
    """Checks that tags close in order, and gathers ids and links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headers: list[dict[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.open.append(tag)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []
        self.headers += [found] if tag == "th" else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_tags_close_ids_are_unique_and_links_stay_inside(programme: Programme) -> None:
    tags = _Tags(render(programme))
    assert tags.open == []
    assert len(tags.ids) == len(set(tags.ids))
    assert {link.removeprefix("#") for link in tags.links} <= set(tags.ids)
    assert all(link.startswith("#") for link in tags.links)


def test_every_table_header_says_what_it_heads(programme: Programme) -> None:
    headers = _Tags(render(programme)).headers
    assert headers
    assert all(header.get("scope") in {"col", "row"} for header in headers)


def test_partners_places_and_undertakings_all_stand_in_the_text(programme: Programme) -> None:
    text = render(programme)
    for party in programme.parties:
        assert party.name in text
        for partner in party.partners:
            assert partner.name in text
            assert (partner.on_behalf_of or "") in text
            assert (partner.succeeds or "") in text
    for place in programme.places_on(programme.timeline.public_signing_on):
        assert place.name in text
    for undertaking in [*COMMITMENTS, *ACTIONS]:
        assert f'id="{undertaking.id}"' in text


def test_the_lists_of_commitments_are_of_equal_length() -> None:
    made_by = [commitment.made_by for commitment in COMMITMENTS]
    assert made_by.count("vcse") == made_by.count("ics") == made_by.count("joint") == 6


def test_every_action_has_an_owner_and_falls_due_within_the_term(programme: Programme) -> None:
    for action in ACTIONS:
        assert set(action.owners) <= {party.id for party in programme.parties}
        assert action.owners
        assert 0 < action.due_months <= programme.timeline.term_months


@pytest.mark.parametrize("file", ["mou.html.j2", "mou.yaml"])
def test_the_template_names_neither_programme(file: str) -> None:
    text = (ROOT / "templates/agreement" / file).read_text(encoding="utf-8").lower()
    for name in ("gloucestershire", "north east", "cumbria", "vonne", "alliance"):
        assert name not in text


def test_a_postponement_does_not_change_the_words(programme: Programme) -> None:
    text = render(programme)
    timeline = programme.timeline
    for day in (timeline.window_closes, timeline.public_signing_on, timeline.ratification_due):
        assert f"{day:%B %Y}" not in text
        assert day.isoformat() not in text


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (WithdrawalRule(180, 2), ("180 days\u2019 notice", "each party still has 2 partners")),
        (WithdrawalRule(1, 1), ("1 day\u2019s notice", "each party still has a partner")),
    ],
)
def test_the_text_says_what_withdrawal_needs(
    programme: Programme, rule: WithdrawalRule, words: tuple[str, str]
) -> None:
    text = render(replace(programme, withdrawal=rule))
    assert all(said in text for said in words)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (BelowThreshold.SUSPENDED, "it is suspended until enough count again"),
        (BelowThreshold.CONTINUES, "it goes on between the parties"),
    ],
)
def test_the_text_says_what_follows_when_too_few_places_count(
    programme: Programme, rule: BelowThreshold, words: str
) -> None:
    effect = replace(programme.timeline.effect, when_below=rule)
    timeline = replace(programme.timeline, effect=effect)
    assert words in render(replace(programme, timeline=timeline))


def test_the_text_says_what_an_amendment_of_each_class_needs(programme: Programme) -> None:
    rules = AmendmentRules(
        editorial=AmendmentRule(board=False, signing=False, reopens=Reopens.NONE),
        minor=AmendmentRule(board=True, signing=False, reopens=Reopens.CONCERNED),
        material=AmendmentRule(board=True, signing=True, reopens=Reopens.ALL),
    )
    text = render(replace(programme, amendments=rules))
    board = programme.body(programme.timeline.board).name
    assert (
        "is editorial: it is agreed by the parties in writing, and no place that has ratified "
        "decides again." in text
    )
    assert (
        f"is minor: it is approved by the {board}, and the places that have ratified and that it "
        "concerns decide again." in text
    )
    assert (
        f"is material: it is approved by the {board} and signed in public, and every place that "
        "has ratified decides again." in text
    )
