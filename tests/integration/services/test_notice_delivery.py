from collections import Counter
from datetime import timedelta

import pytest

from concordat.domain.errors import Undeliverable
from concordat.domain.facts import Fact
from concordat.register import transaction
from concordat.services.deliver import deliver_notices
from concordat.services.office import Office
from tests.fakes import (
    EAST,
    advance,
    facts_of,
    in_review,
    place_decided,
    postman_of,
    ratified,
    signing_of,
)


@pytest.fixture
def in_window(office: Office) -> Office:
    """Return the office when the four partners are owed the news that the window is open."""
    return in_review(office)


@pytest.fixture
def claims_lapse_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "CLAIM", timedelta(0))


def owed(office: Office) -> list[str]:
    with office.register.reading() as view:
        return [notice.id for notice in view.unsent_notices()]


def test_every_notice_is_handed_over_once(in_window: Office) -> None:
    ids = owed(in_window)
    assert deliver_notices(in_window) == 4
    assert deliver_notices(in_window) == 0
    assert [letter.id for letter in postman_of(in_window).letters] == ids
    assert facts_of(in_window).count(Fact.NOTICE_SENT) == 4
    assert owed(in_window) == []


def test_a_letter_carries_its_documents_and_the_invitations_to_the_events(
    in_window: Office,
) -> None:
    deliver_notices(in_window)
    [first, *_] = postman_of(in_window).of("window-opened")
    assert first.with_events
    assert first.portal_url == "https://portal.example.org"
    draft, to_comment_in = first.attachments
    assert draft.media_type == "application/pdf"
    assert draft.data.startswith(b"%draft|")
    assert to_comment_in.media_type.endswith("wordprocessingml.document")
    assert to_comment_in.data.startswith(b"%draft-docx|")
    assert first.link is None


def test_a_letter_carries_the_whole_personal_link(signed_office: Office) -> None:
    place_decided(signed_office, EAST)
    advance(signed_office, EAST)
    deliver_notices(signed_office)
    [request] = signing_of(signed_office, EAST).requests
    asked = [x for x in postman_of(signed_office).of("signing-request") if request.id in x.id]
    token = signed_office.links.token(request.id)
    assert [letter.link for letter in asked] == [f"https://portal.example.org/sign/{token}"]
    assert not asked[0].with_events


@pytest.mark.usefixtures("claims_lapse_at_once")
def test_what_the_mail_server_refuses_stays_owed_and_goes_out_later(in_window: Office) -> None:
    postman = postman_of(in_window)
    third = owed(in_window)[2]
    postman.refuses = lambda letter: letter.id == third
    with pytest.raises(Undeliverable):
        deliver_notices(in_window)
    assert len(postman.letters) == 3
    assert owed(in_window) == [third]
    postman.refuses = lambda _letter: False
    deliver_notices(in_window)
    assert Counter(letter.id for letter in postman.letters) == dict.fromkeys(
        [letter.id for letter in postman.letters], 1
    )
    assert len(postman.letters) == 4
    assert owed(in_window) == []


def test_what_another_process_has_just_taken_is_left_to_it(in_window: Office) -> None:
    taken, *others = owed(in_window)
    with in_window.register.writing() as tx:
        assert tx.claim_notice(taken)
    assert deliver_notices(in_window) == 3
    assert [letter.id for letter in postman_of(in_window).letters] == others
    assert owed(in_window) == [taken]


@pytest.mark.usefixtures("claims_lapse_at_once")
def test_a_crash_after_handing_over_repeats_that_letter_under_the_same_id_and_no_other(
    in_window: Office,
) -> None:
    postman = postman_of(in_window)
    second = owed(in_window)[1]
    postman.crashes_after = lambda letter: letter.id == second
    with pytest.raises(SystemError):
        deliver_notices(in_window)
    postman.crashes_after = lambda _letter: False
    deliver_notices(in_window)
    sent = Counter(letter.id for letter in postman.letters)
    assert sent.pop(second) == 2
    assert set(sent.values()) == {1}
    assert len(sent) == 3
    assert facts_of(in_window).count(Fact.NOTICE_SENT) == 4


def test_after_a_whole_life_nobody_got_a_letter_twice(signed_office: Office) -> None:
    ratified(signed_office, EAST)
    deliver_notices(signed_office)
    deliver_notices(signed_office)
    sent = Counter(letter.id for letter in postman_of(signed_office).letters)
    assert set(sent.values()) == {1}
    asked = [x.to for x in postman_of(signed_office).of("signing-request")]
    assert Counter(asked) == dict.fromkeys(asked, 1)
