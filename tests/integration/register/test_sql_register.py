import multiprocessing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import StatementError

from concordat.domain.decision import Papers
from concordat.domain.errors import AlreadyDone, Conflict, NotAllowed, NotFound
from concordat.domain.facts import Fact
from concordat.domain.logo import Logo
from concordat.domain.programme import programme_sha256
from concordat.domain.record import Comment, Notice
from concordat.domain.review import schedule_review
from concordat.domain.states import PlaceStatus, VersionState
from concordat.domain.trail import CHANGES, chain_faults
from concordat.register import transaction
from concordat.register.sql_register import SqlRegister
from concordat.services.office import Office
from concordat.services.register import WakeKind
from tests.fakes import (
    BOARD_MET_ON,
    EAST,
    VERSION,
    FakeClock,
    a_programme,
    an_office,
    clock_of,
    engine_of,
    in_review,
    place_of,
    ratified,
    rows_of,
    url_of,
    version_of,
)

WRITERS, WRITES = 4, 25


@pytest.fixture
def office(both_office: Office) -> Office:
    """Run every test of this module on both databases."""
    return both_office


def write_many(url: str, writer: int) -> None:
    register = SqlRegister(url, FakeClock())
    for n in range(WRITES):
        with register.writing() as tx:
            tx.once(f"{writer}/{n}")
            tx.record(Fact.COMMENT_RECEIVED, f"writer {writer}", {"n": n})
    register.engine.dispose()


def test_processes_that_write_at_once_never_fork_the_trail(office: Office) -> None:
    url = url_of(office)
    # Each process opens its own connection; the forked one is not used in it.
    engine_of(office).dispose()
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=write_many, args=(url, n)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    with office.register.reading() as view:
        trail = view.trail()
    assert len(trail) == 1 + WRITERS * WRITES
    assert chain_faults(entry.as_line() for entry in trail) == []
    for n in range(WRITERS):
        written = [e.data["n"] for e in trail if e.about == f"writer {n}"]
        assert written == list(range(WRITES))


def test_the_trail_reads_back_as_it_was_hashed(office: Office) -> None:
    with office.register.writing() as tx:
        tx.record(
            Fact.DATES_MOVED,
            VERSION,
            {"old": date(2027, 5, 20), "at": tx.now, "list": ["a", "b"], "é": None},
        )
    with office.register.reading() as view:
        lines = [entry.as_line() for entry in view.trail()]
        head = view.trail_head()
    assert chain_faults(lines) == []
    assert head is not None
    assert head.as_line() == lines[-1]
    assert head.data["old"] == "2027-05-20"


def test_an_act_is_done_once(office: Office) -> None:
    with office.register.writing() as tx:
        tx.once("v1/east/seal")
        tx.record(Fact.DECLINE_SEALED, f"{VERSION}/{EAST}", {})
    with pytest.raises(AlreadyDone), office.register.writing() as tx:
        tx.once("v1/east/seal")


def test_an_act_of_a_transaction_that_failed_can_be_done_again(office: Office) -> None:

    def fail() -> None:
        with office.register.writing() as tx:
            tx.once("v1/east/seal")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with office.register.writing() as tx:
        tx.once("v1/east/seal")
        tx.record(Fact.DECLINE_SEALED, f"{VERSION}/{EAST}", {})


def test_a_row_never_changes_without_a_fact(office: Office) -> None:
    before = rows_of(office)
    changed = replace(version_of(office), state=VersionState.IN_REVIEW)
    with (
        pytest.raises(RuntimeError, match="rows changed without a fact"),
        office.register.writing() as tx,
    ):
        tx.save(changed)
    assert rows_of(office) == before


def test_a_fact_carries_the_rows_it_changed_and_no_others(office: Office) -> None:
    with office.register.writing() as tx:
        tx.once("first")
        tx.record(Fact.WINDOW_OPENED, VERSION, {})
        tx.once("second")
        tx.record(Fact.TEXT_FROZEN, VERSION, {})
        tx.once("third")
    with office.register.reading() as view:
        first, second = view.trail()[-2:]
    assert [c["row"]["key"] for c in first.data[CHANGES]] == ["first"]
    assert [c["row"]["key"] for c in second.data[CHANGES]] == ["second", "third"]


def test_which_run_carries_a_timeline_is_no_fact(office: Office) -> None:
    before = rows_of(office)["trail"]
    with office.register.writing() as tx:
        tx.carry(replace(version_of(office), run_id="run", waiting_at="gate"))
    assert version_of(office).run_id == "run"
    assert rows_of(office)["trail"] == before


def test_a_version_that_changed_since_it_was_read_is_not_saved_over(office: Office) -> None:
    stale = version_of(office)
    with office.register.writing() as tx:
        tx.carry(replace(stale, run_id="first"))
    with pytest.raises(Conflict), office.register.writing() as tx:
        tx.save(replace(stale, state=VersionState.IN_REVIEW))
    assert version_of(office).run_id == "first"


def test_a_ratification_that_changed_since_it_was_read_is_not_saved_over(office: Office) -> None:
    stale = place_of(office, EAST).ratification
    with office.register.writing() as tx:
        tx.save(replace(stale, status=PlaceStatus.AWAITING_DECISION))
        tx.record(Fact.DECISION_REQUESTED, f"{VERSION}/{EAST}", {})
    with pytest.raises(Conflict), office.register.writing() as tx:
        tx.save(replace(stale, status=PlaceStatus.DECLINED))
    assert place_of(office, EAST).ratification.status == PlaceStatus.AWAITING_DECISION


def test_a_review_that_changed_since_it_was_read_is_not_saved_over(office: Office) -> None:
    rule = a_programme().timeline.review
    review = schedule_review(VERSION, 1, date(2027, 6, 24), rule)
    with office.register.writing() as tx:
        tx.add(review)
        tx.record(Fact.REVIEW_SCHEDULED, f"{VERSION}/review/1", {})
        tx.carry(replace(review, run_id="first"))
    with pytest.raises(Conflict), office.register.writing() as tx:
        tx.carry(replace(review, run_id="second"))


def test_a_crash_inside_a_transaction_leaves_nothing_behind(office: Office) -> None:
    before = rows_of(office)

    def crash() -> None:
        with office.register.writing() as tx:
            tx.once("act")
            version = tx.version(VERSION)
            tx.save(replace(version, state=VersionState.IN_REVIEW))
            tx.record(Fact.WINDOW_OPENED, VERSION, {})
            tx.notify(Notice("n", VERSION, "window-opened", ("a@example.org",), queued_at=tx.now))
            tx.wake(WakeKind.TIMELINE, VERSION)
            tx.keep_document(VERSION, "draft", "agreement", "f" * 64)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        crash()
    assert rows_of(office) == before


def test_a_refused_act_takes_back_what_its_transaction_did_before_it(office: Office) -> None:
    with office.register.writing() as tx:
        tx.once("act")
        tx.record(Fact.DECISION_REQUESTED, f"{VERSION}/{EAST}", {})
    before = rows_of(office)

    def do_it_again() -> None:
        with office.register.writing() as tx:
            tx.record(Fact.WINDOW_OPENED, VERSION, {})
            tx.once("act")

    with pytest.raises(AlreadyDone):
        do_it_again()
    assert rows_of(office) == before


def test_a_view_does_not_change_while_it_is_read(office: Office) -> None:
    with office.register.reading() as view:
        before = view.version(VERSION)
        in_review(office)
        assert view.version(VERSION) == before
    assert version_of(office).state == VersionState.IN_REVIEW


def test_a_view_reads_nothing_twice_and_a_transaction_what_it_has_changed(office: Office) -> None:
    found: list[str] = []
    listening = (engine_of(office), "before_cursor_execute", lambda *told: found.append(told[2]))
    event.listen(*listening)
    with office.register.writing() as tx:
        for _ in range(2):
            version = tx.version(VERSION)
            place = tx.place(version, EAST).ratification
        seen = len(found)
        assert tx.place(version, EAST).ratification is place
        assert len(found) == seen
        tx.save(replace(place, escalations=1))
        tx.record(Fact.DECISION_ESCALATED, f"{VERSION}/{EAST}", {})
        assert tx.place(version, EAST).ratification.escalations == 1
    event.remove(*listening)
    selects = [statement for statement in found if "FROM ratification" in statement]
    assert len(selects) == 2


def test_a_transaction_has_one_reference_time(office: Office) -> None:
    with office.register.writing() as tx:
        clock_of(office).advance(hours=1)
        tx.record(Fact.WINDOW_OPENED, VERSION, {})
    with office.register.reading() as view:
        head = view.trail_head()
    assert head is not None
    assert head.at == office.clock.now() - timedelta(hours=1)


def test_a_time_without_a_zone_is_refused(office: Office) -> None:
    clock_of(office).set(datetime(2027, 5, 20, 12))  # noqa: DTZ001  # The fault under test.
    with (
        pytest.raises(StatementError, match="a time without a zone cannot be kept"),
        office.register.writing() as tx,
    ):
        tx.once("act")


def test_a_programme_comes_back_whole(office: Office) -> None:
    again = SqlRegister(url_of(office), FakeClock())
    with again.reading() as view:
        version = view.version(VERSION)
    again.engine.dispose()
    assert version.programme == a_programme()
    assert version.programme_sha256 == programme_sha256(version.programme)


def test_a_programme_comes_back_with_its_logo(tmp_path: Path) -> None:
    logo = Logo("image/png", "iVBORw0KGgo=", "A bridge over a river")
    office = an_office(tmp_path, a_programme(logo=logo))
    again = SqlRegister(url_of(office), FakeClock())
    with again.reading() as view:
        version = view.version(VERSION)
    again.engine.dispose()
    assert version.programme.logo == logo
    assert version.programme_sha256 == programme_sha256(version.programme)


def test_what_is_not_there_is_not_found(office: Office) -> None:
    with office.register.reading() as view:
        version = view.version(VERSION)
        with pytest.raises(NotFound, match="no version 'other-v1'"):
            view.version("other-v1")
        with pytest.raises(NotFound, match="east, north, west"):
            view.place(version, "nowhere")
        with pytest.raises(NotFound, match="has not been scheduled"):
            view.review(VERSION, 1)
        assert view.request_by_link("0" * 64) is None
        assert view.ask_by_link("0" * 64) is None


def test_the_register_keeps_no_personal_link(office: Office) -> None:
    ratified(office, EAST)
    [request, _] = [r for r in rows_of(office)["signing_request"] if EAST in r]
    token = office.links.token(str(request[0]))
    assert not any(token in str(row) for rows in rows_of(office).values() for row in rows)


def test_a_wake_left_while_another_is_delivered_is_not_lost(office: Office) -> None:
    def lying() -> list[tuple[WakeKind, str]]:
        with office.register.reading() as view:
            return [(wake.kind, wake.subject) for wake in view.wakes()]

    with office.register.writing() as tx:
        tx.wake(WakeKind.PLACE, VERSION, EAST)
        tx.wake(WakeKind.VERSION, VERSION)
    assert lying() == [(WakeKind.PLACE, EAST), (WakeKind.VERSION, "")]
    with office.register.reading() as view:
        handed_over = view.wakes()
    with office.register.writing() as tx:
        tx.wake(WakeKind.PLACE, VERSION, EAST)
    with office.register.writing() as tx:
        for wake in handed_over:
            tx.delivered(wake.id)
    assert lying() == [(WakeKind.PLACE, EAST)]


def test_a_notice_is_claimed_by_one_and_again_when_the_claim_has_lapsed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with office.register.writing() as tx:
        tx.record(Fact.WINDOW_OPENED, VERSION, {})
        tx.notify(Notice("n", VERSION, "window-opened", ("a@example.org",), queued_at=tx.now))
        assert tx.claim_notice("n")
        assert not tx.claim_notice("n")
    monkeypatch.setattr(transaction, "CLAIM", timedelta(0))
    with office.register.writing() as tx:
        assert tx.claim_notice("n")
        tx.record(Fact.NOTICE_SENT, "n", {})
        tx.sent("n")
        assert not tx.claim_notice("n")


@pytest.mark.parametrize(
    ("reference", "words"),
    [
        ("M\0 7", "no character of any language"),
        ("M \ud800", "no character of any language"),
    ],
)
def test_words_that_no_database_keeps_are_refused(
    office: Office, reference: str, words: str
) -> None:
    before = rows_of(office)
    with pytest.raises(NotAllowed, match=words), office.register.writing() as tx:
        tx.add(Comment(VERSION, 1, reference, tx.now))
    assert rows_of(office) == before


def test_words_that_no_hash_takes_are_refused_wherever_they_stand(office: Office) -> None:
    before = rows_of(office)
    with (
        pytest.raises(NotAllowed, match="no character of any language") as refusal,
        office.register.writing() as tx,
    ):
        tx.add_programme(replace(a_programme(), title="An agreement \ud800"))
    assert refusal.value.remedy
    assert rows_of(office) == before


def test_words_longer_than_their_column_are_refused_on_each_database_alike(office: Office) -> None:
    before = rows_of(office)
    with (
        pytest.raises(NotAllowed, match="10,000 characters; 80 can be kept"),
        office.register.writing() as tx,
    ):
        tx.add(Papers(VERSION, "x" * 10_000, BOARD_MET_ON, BOARD_MET_ON, BOARD_MET_ON))
    assert rows_of(office) == before


def test_any_language_and_ten_thousand_characters_are_kept(office: Office) -> None:
    words = "Bwrdd Iechyd \u0645\u062c\u0644\u0633 \u5065\u5eb7 " * 400
    with office.register.writing() as tx:
        tx.add(Comment(VERSION, 1, words, tx.now))
        tx.record(Fact.COMMENT_RECEIVED, VERSION, {"number": 1})
    with office.register.reading() as view:
        assert view.comments(VERSION)[0].text == words
