from datetime import date

import pytest

from concordat.domain.errors import LinkRefused, NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.gates import ReviewGate
from concordat.domain.record import Review
from concordat.domain.states import ReviewState
from concordat.services.office import Office
from concordat.services.register import WakeKind
from concordat.services.review_cycle import (
    make_report,
    note_review_run,
    open_review,
    wait_at_review_gate,
)
from concordat.services.review_outcome import (
    ReviewOutcome,
    close_review,
    refuse_review_form,
    review_question,
)
from concordat.services.review_return import MAX_WORDS, open_review_link, submit_return
from tests.fakes import VERSION, clock_of, facts_of, rows_of

OPENS, RETURNS_DUE, DUE = date(2028, 4, 25), date(2028, 5, 25), date(2028, 6, 24)
CLOSE = ReviewOutcome("continue", date(2028, 5, 25), "ICB/28/40")


@pytest.fixture
def office(ratified_office: Office) -> Office:
    """Begin at the day the agreement took effect: 24 June 2027."""
    return ratified_office


@pytest.fixture
def opened(office: Office) -> Office:
    """Return the office on the day the first review opened."""
    clock_of(office).at(OPENS, 9)
    open_review(office, VERSION, 1)
    return office


def review_of(office: Office, cycle: int = 1) -> Review:
    with office.register.reading() as view:
        return view.review(VERSION, cycle)


def link(office: Office, partner: str) -> str:
    with office.register.reading() as view:
        [ask] = [a for a in view.asks(VERSION, 1) if a.partner == partner]
    return office.links.token(ask.id)


def reported(office: Office) -> Office:
    clock_of(office).at(RETURNS_DUE, 9)
    make_report(office, VERSION, 1)
    return office


def test_a_review_does_not_open_before_its_day_in_london(office: Office) -> None:
    clock_of(office).at(date(2028, 4, 24), 23, 59)
    before = rows_of(office)
    with pytest.raises(NotAllowed, match="opens on 2028-04-25"):
        open_review(office, VERSION, 1)
    assert rows_of(office) == before
    clock_of(office).advance(minutes=1)
    open_review(office, VERSION, 1)
    assert review_of(office).state == ReviewState.OPEN


def test_every_partner_of_both_parties_is_asked_each_by_a_link_of_its_own(opened: Office) -> None:
    with opened.register.reading() as view:
        asks = view.asks(VERSION, 1)
        told = {n.link: n.to for n in view.unsent_notices() if n.template == "review-asked"}
    assert {(a.party, a.partner) for a in asks} == {
        ("vcse", "Alliance"),
        ("vcse", "Small Groups Network"),
        ("ics", "ICB"),
        ("ics", "Councils Together"),
    }
    assert set(told) == {f"review:{a.id}" for a in asks}
    assert ("lead@facilitator.example.org",) in told.values()


def test_opening_a_review_twice_asks_nobody_twice(opened: Office) -> None:
    before = rows_of(opened)
    open_review(opened, VERSION, 1)
    assert rows_of(opened) == before


def test_a_review_that_was_never_scheduled_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        open_review(office, VERSION, 2)


def test_a_link_shows_the_partner_and_the_commitments(opened: Office) -> None:
    page = open_review_link(opened, link(opened, "Alliance"))
    assert page.ask.partner == "Alliance"
    assert [c.id for c in page.commitments] == ["share-plans", "hear-vcse", "speak-plainly"]
    assert page.review.returns_due_on == RETURNS_DUE


def test_a_return_keeps_successes_failures_and_reports(opened: Office) -> None:
    submit_return(
        opened,
        link(opened, "Alliance"),
        ((True, "The hub works."), (False, " Nobody asked us. "), (True, "  ")),
        {
            "share-plans": ("partly kept", "Late."),
            "hear-vcse": ("not kept", ""),
            "speak-plainly": ("not for us to say", ""),
        },
    )
    with opened.register.reading() as view:
        studies = view.case_studies(VERSION, 1)
        reports = view.commitment_reports(VERSION, 1)
    assert [(s.partner, s.success, s.text) for s in studies] == [
        ("Alliance", True, "The hub works."),
        ("Alliance", False, "Nobody asked us."),
    ]
    assert [(r.commitment, r.standing) for r in reports] == [
        ("hear-vcse", "not kept"),
        ("share-plans", "partly kept"),
    ]


def test_a_used_review_link_is_refused(opened: Office) -> None:
    token = link(opened, "Alliance")
    submit_return(opened, token, ((True, "The hub works."),), {})
    before = rows_of(opened)
    with pytest.raises(LinkRefused) as refusal:
        submit_return(opened, token, ((True, "And more."),), {})
    assert refusal.value.why == "used"
    assert rows_of(opened) == before


def test_an_unknown_review_link_is_refused(opened: Office) -> None:
    with pytest.raises(LinkRefused) as refusal:
        open_review_link(opened, "nothing")
    assert refusal.value.why == "unknown"


@pytest.mark.parametrize(
    ("studies", "reports", "says"),
    [
        ((), {}, "is empty"),
        (((True, " "),), {"share-plans": ("not for us to say", " ")}, "is empty"),
        ((), {"another": ("kept", "")}, "not in the agreement"),
        ((), {"share-plans": ("splendid", "")}, "not in the agreement"),
        (((True, "x" * (MAX_WORDS + 1)),), {}, "longer than"),
    ],
)
def test_a_return_that_cannot_be_taken_is_refused_and_changes_nothing(
    opened: Office,
    studies: tuple[tuple[bool, str], ...],
    reports: dict[str, tuple[str, str]],
    says: str,
) -> None:
    before = rows_of(opened)
    with pytest.raises(NotAllowed, match=says):
        submit_return(opened, link(opened, "Alliance"), studies, reports)
    assert rows_of(opened) == before


def test_the_report_is_not_made_before_returns_are_due(opened: Office) -> None:
    clock_of(opened).at(date(2028, 5, 24), 23, 59)
    with pytest.raises(NotAllowed, match="due on 2028-05-25"):
        make_report(opened, VERSION, 1)
    clock_of(opened).advance(minutes=1)
    make_report(opened, VERSION, 1)
    assert review_of(opened).state == ReviewState.REPORTED


def test_the_report_is_made_whoever_has_answered_and_sent_to_every_partner(
    opened: Office,
) -> None:
    submit_return(opened, link(opened, "ICB"), ((False, "We were late."),), {})
    reported(opened)
    sha256 = review_of(opened).report_sha256
    assert sha256 is not None
    assert b"1 of 4" in opened.store.get(sha256)
    with opened.register.reading() as view:
        told = [n for n in view.unsent_notices() if n.template == "review-reported"]
    assert {n.attachments[0][1] for n in told} == {sha256}
    assert len(told) == 4


def test_a_report_is_made_once(opened: Office) -> None:
    reported(opened)
    before = rows_of(opened)
    clock_of(opened).advance(days=1)
    make_report(opened, VERSION, 1)
    assert rows_of(opened) == before


def test_a_return_after_the_report_is_refused(opened: Office) -> None:
    token = link(opened, "Alliance")
    reported(opened)
    with pytest.raises(LinkRefused) as refusal:
        open_review_link(opened, token)
    assert refusal.value.why == "expired"


def test_a_review_cannot_be_closed_before_its_report(opened: Office) -> None:
    with pytest.raises(NotAllowed):
        close_review(opened, VERSION, 1, 0, CLOSE)


def test_closing_a_review_schedules_the_next_from_its_due_date(opened: Office) -> None:
    reported(opened)
    clock_of(opened).at(date(2028, 6, 21))
    close_review(opened, VERSION, 1, 0, CLOSE)
    assert (review_of(opened).state, review_of(opened).outcome) == (ReviewState.CLOSED, "continue")
    following = review_of(opened, 2)
    assert (following.state, following.due_on) == (ReviewState.SCHEDULED, date(2029, 6, 24))
    with opened.register.reading() as view:
        assert (WakeKind.SCHEDULE_REVIEW, "2") in [(w.kind, w.subject) for w in view.wakes()]
        latest = view.version_record(VERSION).review
    assert latest == following


def test_closing_a_review_twice_schedules_one_next(opened: Office) -> None:
    reported(opened)
    close_review(opened, VERSION, 1, 0, CLOSE)
    before = rows_of(opened)
    close_review(
        opened, VERSION, 1, 1, ReviewOutcome("another outcome", date(2028, 5, 25), "ICB/28/41")
    )
    assert rows_of(opened) == before


def test_the_run_that_will_open_the_review_is_on_the_register(office: Office) -> None:
    at = clock_of(office).now()
    note_review_run(office, VERSION, 1, "run-1", at)
    note_review_run(office, VERSION, 1, "run-2", at)
    assert (review_of(office).run_id, review_of(office).scheduled_for) == ("run-2", at)


def test_the_gate_at_which_a_review_waits_is_on_the_register(opened: Office) -> None:
    wait_at_review_gate(opened, VERSION, 1, ReviewGate.RETURNS_DUE)
    before = rows_of(opened)
    wait_at_review_gate(opened, VERSION, 1, ReviewGate.RETURNS_DUE)
    assert rows_of(opened) == before
    assert review_of(opened).waiting_at == ReviewGate.RETURNS_DUE
    wait_at_review_gate(opened, VERSION, 1, None)
    assert review_of(opened).waiting_at is None


def test_the_trail_tells_the_review(opened: Office) -> None:
    submit_return(opened, link(opened, "Alliance"), ((True, "The hub works."),), {})
    reported(opened)
    close_review(opened, VERSION, 1, 0, CLOSE)
    assert facts_of(opened, f"{VERSION}/review/1") == [
        Fact.REVIEW_SCHEDULED,
        Fact.REVIEW_OPENED,
        Fact.REVIEW_RETURNED,
        Fact.REVIEW_REPORTED,
        Fact.REVIEW_CLOSED,
    ]


@pytest.mark.parametrize(
    ("decided", "words"),
    [
        (ReviewOutcome("", date(2028, 6, 21), "ICB/28/41"), "needs its words"),
        (ReviewOutcome("continue", date(2028, 6, 21), " "), "needs its words"),
        (ReviewOutcome("continue", date(2031, 1, 1), "ICB/28/41"), "in the future"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused_and_a_fresh_form_says_why(
    opened: Office, decided: ReviewOutcome, words: str
) -> None:
    reported(opened)
    with pytest.raises(NotAllowed, match=words) as refused:
        close_review(opened, VERSION, 1, 0, decided)
    assert review_of(opened).state == ReviewState.REPORTED
    for _ in range(2):
        refuse_review_form(opened, VERSION, 1, 0, refused.value)
    number, form = review_question(opened, VERSION, 1)
    assert number == 1
    assert words in form
    close_review(opened, VERSION, 1, number, CLOSE)
    assert review_of(opened).state == ReviewState.CLOSED
