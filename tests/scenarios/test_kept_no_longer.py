"""Personal data is let go of when its time is over, as a recorded act, and the evidence stands."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from concordat.domain.errors import Undeliverable
from concordat.domain.facts import Fact
from concordat.domain.identity import IdentityCheck
from concordat.domain.retention import is_past, months_before
from concordat.domain.rules import RetentionRule
from concordat.domain.states import VersionState
from concordat.services.deliver import deliver_notices
from concordat.services.keep_no_longer import ABOUT, LetGo, keep_no_longer
from concordat.services.launch import register_version
from concordat.services.office import Office
from concordat.services.review_window import comment
from concordat.services.staff import enter_by_account, make_admin_link, session_of
from tests.fakes import (
    LONDON,
    VERSION,
    a_programme,
    advance,
    an_office,
    clock_of,
    facts_of,
    frozen,
    go_to,
    in_review,
    place_decided,
    postman_of,
    rows_of,
    sign_request,
    signing_of,
    version_of,
)

CHAIR = "chair@east.example.org"
EAST = "east"


def end(office: Office, version_id: str = VERSION) -> None:
    """End the version today."""
    with office.register.writing() as tx:
        tx.save(replace(tx.version(version_id), state=VersionState.ENDED))
        tx.record(Fact.AGREEMENT_ENDED, version_id, {"because": "a test"})


def months_later(office: Office, months: int, days: int = 1) -> None:
    """Go on by so many months and days."""
    today = office.clock.now().date()
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    go_to(office, date(year, month + 1, min(today.day, 28)) + timedelta(days=days + 3))


def addresses(office: Office) -> tuple[str, ...]:
    with office.register.reading() as view:
        return view.addresses()


def checks(office: Office) -> tuple[IdentityCheck, ...]:
    with office.register.reading() as view:
        return view.records(IdentityCheck, VERSION)


@pytest.fixture
def ended(both_signed_office: Office) -> Office:
    """Return an office in which the chair of East has signed, and the agreement has ended."""
    office = both_signed_office
    place_decided(office, EAST)  # type: ignore[arg-type]
    advance(office, EAST)
    sign_request(office, signing_of(office, EAST).open_requests[0])
    deliver_notices(office)
    end(office)
    return office


def test_nothing_is_let_go_while_a_version_counts(both_signed_office: Office) -> None:
    before = rows_of(both_signed_office)
    months_later(both_signed_office, 100)
    postman_of(both_signed_office).letters.clear()
    assert keep_no_longer(both_signed_office) == LetGo()
    assert rows_of(both_signed_office) == before


def test_nothing_is_let_go_before_its_time(ended: Office) -> None:
    postman_of(ended).letters.clear()
    before = rows_of(ended)
    months_later(ended, 23)
    assert keep_no_longer(ended) == LetGo()
    assert rows_of(ended) == before


def test_what_was_personal_goes_and_the_evidence_stands(ended: Office) -> None:
    trail_before = len(facts_of(ended))
    evidence = rows_of(ended, "contact", "identity_check", "trail")
    assert CHAIR in addresses(ended)
    months_later(ended, 24)
    done = keep_no_longer(ended)
    assert done.addresses > 10
    assert done.identity_checks == len(checks(ended)) > 0
    assert addresses(ended) == ()
    assert {check.session_sha256 for check in checks(ended)} == {""}
    assert all(check.confirmed_at for check in checks(ended))
    assert rows_of(ended, "contact", "identity_check", "trail") == evidence
    assert facts_of(ended)[trail_before:] == ["record:retention:ended"]
    assert facts_of(ended, ABOUT) == ["record:retention:ended"]
    assert ended.register.audit() == []
    assert CHAIR not in repr(rows_of(ended))


def test_it_is_done_once(ended: Office) -> None:
    months_later(ended, 24)
    keep_no_longer(ended)
    after = rows_of(ended)
    assert keep_no_longer(ended) == LetGo()
    assert rows_of(ended) == after


def test_names_of_comments_go_and_their_words_stay(both_office: Office) -> None:
    in_review(both_office)
    comment(both_office, VERSION, "We would lose our grant.", "Jo Example", "Small Charity")
    comment(both_office, VERSION, "A fine text.")
    frozen(both_office)
    end(both_office)
    months_later(both_office, 24)
    assert keep_no_longer(both_office).comments == 1
    with both_office.register.reading() as view:
        kept = view.comments(VERSION)
    assert [(c.text, c.name, c.organisation) for c in kept] == [
        ("We would lose our grant.", None, None),
        ("A fine text.", None, None),
    ]
    assert both_office.register.audit() == []


def test_an_address_that_another_version_names_stays(office: Office) -> None:
    register_version(office, replace(a_programme(), agreement_id="other-mou"), 1)
    end(office)
    months_later(office, 30)
    assert keep_no_longer(office).addresses == 0
    assert CHAIR in addresses(office)


def test_an_address_to_which_a_letter_went_lately_stays(ended: Office) -> None:
    with ended.register.writing() as tx:
        letter = tx.holdings(CHAIR)
        assert letter is not None
        late = replace(letter.letters[-1], id="late", queued_at=tx.now + timedelta(days=300))
        tx.notify(late)
        tx.record(Fact.NOTICE_DROPPED, "late", {})
    months_later(ended, 24)
    keep_no_longer(ended)
    assert addresses(ended) == (CHAIR,)


def test_the_config_says_for_how_long(tmp_path_factory: pytest.TempPathFactory) -> None:
    rule = RetentionRule(contacts_months=60, names_months=0, identity_months=0)
    programme = replace(a_programme(), retention=rule)
    office = an_office(tmp_path_factory.mktemp("own"), programme)
    in_review(office)
    comment(office, VERSION, "A fine text.", "Jo Example")
    end(office)
    go_to(office, office.clock.now().date() + timedelta(days=1))
    done = keep_no_longer(office)
    assert (done.comments, done.addresses) == (1, 0)
    assert version_of(office).programme.retention == rule


def test_sessions_of_staff_are_forgotten_after_days(both_office: Office) -> None:
    make_admin_link(both_office)
    secret = enter_by_account(both_office, "somebody")
    clock_of(both_office).advance(days=29)
    enter_by_account(both_office, "somebody else")
    assert keep_no_longer(both_office) == LetGo()
    clock_of(both_office).advance(days=2)
    assert keep_no_longer(both_office) == LetGo(sessions=2)
    assert len(rows_of(both_office)["staff_session"]) == 1
    with both_office.register.reading() as view:
        assert session_of(view, secret) is None
    assert both_office.register.audit() == []


def test_old_letters_in_the_mailbox_go(office: Office) -> None:
    in_review(office)
    deliver_notices(office)
    sent = len(postman_of(office).letters)
    months_later(office, 24)
    assert keep_no_longer(office) == LetGo(letters=sent)
    assert keep_no_longer(office) == LetGo()
    assert facts_of(office, ABOUT) == ["record:retention:ended"]


def test_an_office_without_an_agreement_lets_nothing_go(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    office = an_office(tmp_path_factory.mktemp("empty"), launched=False)
    assert keep_no_longer(office) == LetGo()


def test_files_that_others_are_reading_are_said_to_be_so(
    ended: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_register: object) -> None:
        raise Undeliverable("Others are reading.")

    months_later(ended, 24)
    monkeypatch.setattr(type(ended.register), "scrub", busy)
    with pytest.raises(Undeliverable):
        keep_no_longer(ended)
    assert addresses(ended) == ()


def test_months_are_counted_in_days_of_the_time_zone(office: Office) -> None:
    now = office.clock.now()
    assert not is_past(now, 0, now, LONDON)
    assert is_past(now - timedelta(days=1), 0, now, LONDON)
    assert months_before(now, 1, LONDON).date() == date(2026, 10, 22)
