"""Letters handed to real mail servers that hang, refuse or break off: none is lost, none doubled."""

import logging
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from concordat.domain.errors import Undeliverable
from concordat.domain.facts import Fact
from concordat.notices.smtp_postman import SmtpPostman
from concordat.register import transaction
from concordat.services.deliver import deliver_notices
from concordat.services.office import Office
from tests.fakes import EAST, facts_of, in_review, place_asked, rows_of
from tests.integration.notices.mail_servers import (
    DROP,
    HANG,
    TAKE_AND_DROP,
    Script,
    mail_server,
    tls_contexts,
)

LETTERS = Path("templates/letters")
CHAIR = "chair@alliance.example.org"
OF_PARTNERS = 4


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def url(script: Script) -> Iterator[str]:
    with mail_server(script) as address:
        yield address


@pytest.fixture
def in_window(office: Office, url: str) -> Office:
    """Return an office with a real postman that owes four partners the news that the window is open."""
    return replace(in_review(office), postman=a_postman(url))


def a_postman(url: str, **more: float) -> SmtpPostman:
    return SmtpPostman(url, LETTERS, **{"timeout_s": 0.5, **more})


def owed(office: Office) -> list[str]:
    with office.register.reading() as view:
        return [notice.id for notice in view.unsent_notices()]


def ids_taken(script: Script) -> Counter[str]:
    return Counter(message["Message-ID"] for _, message in script.taken)


def test_every_letter_reaches_the_server_once(script: Script, in_window: Office) -> None:
    assert deliver_notices(in_window) == OF_PARTNERS
    assert deliver_notices(in_window) == 0
    assert set(ids_taken(script).values()) == {1}
    assert (CHAIR,) in {to for to, _ in script.taken}


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("greeting", "554 no service here"),
        ("greeting", "421 too busy"),
        ("greeting", HANG),
        ("greeting", DROP),
        ("MAIL", "451 try later"),
        ("MAIL", "550 5.1.8 sender rejected"),
        ("MAIL", HANG),
        ("MAIL", DROP),
        ("RCPT", "450 4.2.0 greylisted"),
        ("RCPT", "554 5.7.1 relay access denied"),
        ("RCPT", "530 5.7.0 authentication required"),
        ("RCPT", HANG),
        ("RCPT", DROP),
        ("DATA", "451 4.3.0 try later"),
        ("DATA", "554 5.7.1 blocked by policy"),
        ("DATA", HANG),
        ("DATA", DROP),
    ],
)
def test_what_the_server_does_not_take_stays_owed_and_goes_out_once_later(
    script: Script, in_window: Office, stage: str, answer: str
) -> None:
    script.answers = {stage: answer}
    before = rows_of(in_window, "notice")
    with pytest.raises(Undeliverable):
        deliver_notices(in_window)
    assert script.taken == []
    assert len(owed(in_window)) == OF_PARTNERS
    assert rows_of(in_window, "notice") == before
    script.answers = {}
    assert deliver_notices(in_window) == OF_PARTNERS
    assert set(ids_taken(script).values()) == {1}
    assert len(script.taken) == OF_PARTNERS
    assert owed(in_window) == []


def test_a_letter_taken_by_a_server_that_breaks_off_comes_again_as_the_same_message(
    script: Script, in_window: Office
) -> None:
    script.answers = {"DATA": TAKE_AND_DROP}
    with pytest.raises(Undeliverable):
        deliver_notices(in_window)
    script.answers = {}
    deliver_notices(in_window)
    assert set(ids_taken(script).values()) == {2}
    assert facts_of(in_window).count(Fact.NOTICE_SENT) == OF_PARTNERS


@pytest.mark.parametrize("farewell", ["451 not yet", HANG, DROP])
def test_how_the_server_says_goodbye_does_not_matter(
    script: Script, in_window: Office, farewell: str
) -> None:
    script.answers = {"QUIT": farewell}
    assert deliver_notices(in_window) == OF_PARTNERS
    assert set(ids_taken(script).values()) == {1}


def test_a_server_that_is_away_is_asked_once_a_round(script: Script, in_window: Office) -> None:
    script.answers = {"greeting": "421 too busy"}
    with pytest.raises(Undeliverable, match="1 of 4 letters"):
        deliver_notices(in_window)
    assert script.connections == 1


def test_a_server_that_dawdles_is_left_before_the_claim_on_the_letter_lapses(
    script: Script, in_window: Office, url: str
) -> None:
    script.answers = {"DATA": HANG}
    patient = replace(in_window, postman=a_postman(url, timeout_s=20, at_most_s=0.3))
    with pytest.raises(Undeliverable):
        deliver_notices(patient)
    assert len(owed(patient)) == OF_PARTNERS


@pytest.mark.parametrize(
    "answer", ["550 5.1.1 no such user", "553 mailbox name not allowed", "550 5.5.0 unavailable"]
)
def test_an_address_that_is_refused_for_good_is_a_letter_that_came_back(
    script: Script, in_window: Office, answer: str
) -> None:
    script.answers = {f"RCPT {CHAIR}": answer}
    assert deliver_notices(in_window) == OF_PARTNERS - 1
    assert CHAIR not in {to for addressees, _ in script.taken for to in addressees}
    [returned] = owed(in_window)
    assert "/returned/" in returned
    deliver_notices(in_window)
    told = script.taken[-1][1]
    assert told["To"] == "lead@facilitator.example.org"
    body = told.get_body(("plain",))
    assert body is not None
    assert answer in body.get_content()
    assert facts_of(in_window).count(Fact.NOTICE_RETURNED) == 1


def test_a_letter_that_is_refused_itself_came_back_from_everyone(
    script: Script, in_window: Office
) -> None:
    script.answers = {"DATA": "552 5.3.4 message too large"}
    assert deliver_notices(in_window) == 0
    assert facts_of(in_window).count(Fact.NOTICE_RETURNED) == OF_PARTNERS
    assert facts_of(in_window).count(Fact.NOTICE_SENT) == 0


@pytest.mark.usefixtures("claims_lapse_at_once")
def test_while_one_address_is_put_off_the_letter_goes_to_none(
    script: Script, signed_office: Office, url: str
) -> None:
    office = replace(place_asked(signed_office, EAST), postman=a_postman(url))
    script.answers = {
        "RCPT clerk@east.example.org": "450 greylisted",
        "RCPT vcse-lead@east.example.org": "550 5.1.1 no such user",
    }
    with pytest.raises(Undeliverable, match="greylisted"):
        deliver_notices(office)
    asked = f"{EAST}/decision-requested"
    assert [n for n in owed(office) if asked in n]
    del script.answers["RCPT clerk@east.example.org"]
    deliver_notices(office)
    [addressees] = [to for to, m in script.taken if "please decide" in m["Subject"]]
    assert addressees == ("chair@east.example.org", "clerk@east.example.org")
    assert facts_of(office).count(Fact.NOTICE_RETURNED) == 1


@pytest.fixture
def claims_lapse_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "CLAIM", transaction.timedelta(0))


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_letters_go_over_tls_to_a_server_that_is_trusted_and_knows_us(
    scheme: str, script: Script, office: Office, tmp_path: Path
) -> None:
    served, trusted = tls_contexts(tmp_path)
    in_review(office)
    with mail_server(script, scheme, (b"us@er", b"p:w"), context=served) as url:
        known = url.replace("://", "://us%40er:p%3Aw@")
        postman = SmtpPostman(known, LETTERS, timeout_s=2, trusted=trusted)
        assert deliver_notices(replace(office, postman=postman)) == OF_PARTNERS
    assert len(script.taken) == OF_PARTNERS


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_no_letter_goes_to_a_server_that_is_not_trusted(
    scheme: str, script: Script, office: Office, tmp_path: Path
) -> None:
    served, _ = tls_contexts(tmp_path)
    in_review(office)
    with mail_server(script, scheme, context=served) as url:
        untrusting = replace(office, postman=SmtpPostman(url, LETTERS, timeout_s=2))
        with pytest.raises(Undeliverable, match="certificate verify failed"):
            deliver_notices(untrusting)
    assert script.taken == []


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_wrong_password_is_neither_told_nor_logged(
    scheme: str,
    script: Script,
    office: Office,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    served, trusted = tls_contexts(tmp_path)
    in_review(office)
    with mail_server(script, scheme, (b"user", b"right"), context=served) as url:
        postman = SmtpPostman(url.replace("://", "://user:s3cret@"), LETTERS, 2, trusted=trusted)
        caplog.set_level(logging.DEBUG, logger="concordat")
        with pytest.raises(Undeliverable, match="the user or the password") as refused:
            deliver_notices(replace(office, postman=postman))
    assert "s3cret" not in str(refused.value) + caplog.text
    assert "s3cret" not in repr(postman) + repr(vars(postman))
    assert script.taken == []


def test_a_letter_is_not_sent_unencrypted_where_encryption_was_asked_for(
    script: Script, in_window: Office, url: str
) -> None:
    careful = replace(in_window, postman=a_postman(url.replace("smtp://", "smtp+starttls://")))
    with pytest.raises(Undeliverable, match="STARTTLS"):
        deliver_notices(careful)
    assert script.taken == []


def test_a_server_that_is_not_there_holds_the_letters_back(office: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    lost = replace(in_review(office), postman=a_postman(f"smtp://127.0.0.1:{port}"))
    with pytest.raises(Undeliverable, match="ConnectionRefusedError"):
        deliver_notices(lost)
    assert len(owed(lost)) == OF_PARTNERS
