from dataclasses import replace
from datetime import date
from typing import Any

from concordat.documents.arrangement import effect_sentence, standing_totals
from concordat.documents.board_arrangement import changed_passages, next_steps
from concordat.documents.redline import mark_changes
from concordat.documents.words import article, utc
from concordat.domain.programme import Body, BodyId, PreElectionPeriod
from concordat.domain.rules import EffectRule
from concordat.services.content import BoardPaper
from tests.integration.documents import samples

ICP = BodyId("icp")


def paper(timeline: dict[str, Any] | None = None, **changes: Any) -> BoardPaper:
    made = samples.board_paper()
    programme = replace(
        made.programme, timeline=replace(made.programme.timeline, **(timeline or {})), **changes
    )
    return replace(made, programme=programme)


def test_a_passage_that_changed_is_shown_as_it_was_and_as_it_is() -> None:
    old = "<p>We share plans &amp; money.</p>\n<p>As it was.</p>\n<p>Gone.</p>\n"
    new = "<p>We share plans, early.</p>\n<p>As it was.</p>\n"
    assert changed_passages(mark_changes(old, new)) == [
        ("We share plans & money.", "We share plans, early."),
        ("Gone.", ""),
    ]
    assert changed_passages(mark_changes(new, new + "<h2>New</h2>\n")) == [("", "New")]
    assert changed_passages(mark_changes(new, new)) == []
    assert changed_passages(None) == []


def test_what_follows_an_approval_stands_in_the_order_of_its_dates() -> None:
    bodies = (*samples.programme().bodies, Body(ICP, "the Partnership", (date(2027, 6, 17),)))
    period = PreElectionPeriod(date(2027, 3, 31), date(2027, 5, 6), "council elections")
    found = next_steps(paper({"presentation": ICP}, bodies=bodies, pre_election_periods=(period,)))
    assert found == [
        (
            "Pre-election period (council elections): no launch, no public signing",
            "31 March 2027 to 6 May 2027",
        ),
        ("Public signing", "20 May 2027"),
        ("Presentation to the Partnership, for information: it holds nothing up", "17 June 2027"),
        ("Ratification, each place by its own body", "by 30 September 2027"),
        (
            "The agreement takes effect",
            "when 2 places have ratified it, Place 1 among them, 14 days later",
        ),
        ("Term of the undertakings", "12 months from that day"),
        ("First review", "12 months after that day; it opens 60 days before"),
    ]


def test_what_will_not_be_is_no_step() -> None:
    over = PreElectionPeriod(date(2027, 1, 1), date(2027, 2, 1), "a poll before the board meets")
    later = PreElectionPeriod(date(2028, 1, 1), date(2028, 2, 1), "a poll after all is done")
    past = Body(ICP, "the Partnership", (date(2027, 1, 17),))
    bodies = (*samples.programme().bodies, past)
    content = paper(
        {"presentation": ICP, "public_signing": ()},
        bodies=bodies,
        pre_election_periods=(over, later),
    )
    steps = [what for what, _ in next_steps(content)]
    assert steps[0] == "Ratification, each place by its own body"
    # The board's meeting is not known: what follows is counted from the end of the review window.
    assert next_steps(replace(content, meeting_on=None)) == next_steps(content)


def test_when_it_takes_effect_is_said_in_one_phrase() -> None:
    programme = samples.programme()
    one = replace(programme, timeline=replace(programme.timeline, effect=EffectRule(1)))
    assert effect_sentence(one) == "when 1 place has ratified it"


def test_the_standings_reported_are_counted() -> None:
    report = samples.review_report()
    assert standing_totals(report) == [("kept", 1), ("partly kept", 1), ("not kept", 1)]


def test_times_and_articles_are_written_out() -> None:
    assert utc(samples.MADE_AT) == "15:30:00 UTC"
    assert [article(word) for word in ("editorial", "minor")] == ["an editorial", "a minor"]
