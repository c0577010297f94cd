import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordat.notices.returned_message import read_returned
from concordat.services.returned import ReturnedLetter
from tests.unit.notices.returned_samples import LETTER, a_report

WORDS = "550 5.1.1 <chair@east.example.org>: user unknown"
FAILED = ReturnedLetter(LETTER, "chair@east.example.org", WORDS)


@pytest.mark.parametrize("enclosed", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_names_the_letter_the_address_and_the_servers_words(enclosed: str) -> None:
    assert read_returned(a_report(enclosed=enclosed)) == (FAILED,)


def test_a_letter_that_is_only_delayed_did_not_come_back_for_good() -> None:
    (found,) = read_returned(a_report(action="Delayed"))
    assert not found.for_good


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", "", "nonsense"])
def test_what_arrived_is_no_report_of_a_letter_that_did_not(action: str) -> None:
    assert read_returned(a_report(action=action)) == ()


def test_an_address_that_was_sent_on_is_told_as_the_letter_had_it() -> None:
    (found,) = read_returned(
        a_report(recipient="me@home.example", original="chair@east.example.org")
    )
    assert found.address == "chair@east.example.org"


def test_a_report_on_two_addresses_is_two_reports() -> None:
    more = "\nFinal-Recipient: rfc822; <clerk@east.example.org>\nAction: failed\nStatus: 5.2.1\n"
    first, second = read_returned(a_report(more=more))
    assert first == FAILED
    assert second == ReturnedLetter(LETTER, "clerk@east.example.org", "5.2.1")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: hello\n\nNo report.",
        b'Content-Type: multipart/report; boundary="x"\n\n--x\nContent-Type: message/delivery-status\n',
        b"Content-Type: message/delivery-status\n\nAction: failed\n",
        a_report().replace(b"Message-ID", b"X-Other"),
        b'Content-Type: multipart/mixed; boundary="b"\n\n'
        + b"--b\nContent-Type: message/rfc822\n\n" * 900,
    ],
)
def test_what_is_no_report_is_never_an_error(data: bytes) -> None:
    assert all(report.message_id == "" for report in read_returned(data))


@given(st.binary(max_size=300), st.integers(0, 900))
def test_a_report_that_was_spoilt_is_never_an_error(junk: bytes, at: int) -> None:
    whole = a_report()
    assert isinstance(read_returned(whole[:at] + junk + whole[at + len(junk) :]), tuple)
