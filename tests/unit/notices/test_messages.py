import email
import email.policy
import os
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar, Event

from concordat.domain.errors import Undeliverable
from concordat.notices.eml_postman import EmlPostman
from concordat.notices.invitations import invitations
from concordat.notices.letters import LetterWriter
from concordat.notices.message import compose, safe_name
from concordat.notices.smtp_postman import SmtpPostman
from concordat.services.programme_dates import ProgrammeDate
from concordat.services.signing_day import Invitation
from tests.fakes import a_programme
from tests.unit.notices.conftest import LINK, TEMPLATES, MakeLetter

WRITTEN_AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def read(path: Path) -> EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_facilitator_writes(a_letter: MakeLetter) -> None:
    message = compose(LetterWriter(TEMPLATES), a_letter())
    assert message["From"] == "The Facilitator <lead@facilitator.example.org>"
    assert message["To"] == "chair@alliance.example.org"
    assert message["Date"].datetime == datetime(2027, 5, 20, 9, 30, tzinfo=UTC)
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_same_letter_is_the_same_message(a_letter: MakeLetter) -> None:
    writer = LetterWriter(TEMPLATES)
    first, again = compose(writer, a_letter()), compose(writer, a_letter())
    other = compose(writer, a_letter(message_id="<other@facilitator.example.org>"))
    assert first.as_bytes() == again.as_bytes()
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]


def test_a_letter_that_follows_another_says_which(a_letter: MakeLetter) -> None:
    first = "<first@facilitator.example.org>"
    message = compose(LetterWriter(TEMPLATES), a_letter(answers=first))
    assert (message["In-Reply-To"], message["References"]) == (first, first)
    assert "References" not in compose(LetterWriter(TEMPLATES), a_letter())


@pytest.mark.parametrize(
    ("portal", "one_click"), [("https", "List-Unsubscribe=One-Click"), ("http", None)]
)
def test_news_says_where_it_is_refused_with_one_click_over_tls_alone(
    portal: str, one_click: str | None, a_letter: MakeLetter
) -> None:
    link = f"{portal}://portal.example.org/news/example-mou/7/{'x' * 43}"
    message = compose(LetterWriter(TEMPLATES), a_letter("agreement-signed", news_link=link))
    assert message["List-Unsubscribe"] == f"<{link}>"
    assert message["List-Unsubscribe-Post"] == one_click
    words = message.get_body(("plain",))
    assert words is not None
    assert f"  {link}\n" in words.get_content()


def test_what_has_to_be_answered_cannot_be_refused(a_letter: MakeLetter) -> None:
    message = compose(LetterWriter(TEMPLATES), a_letter())
    assert "List-Unsubscribe" not in message
    assert "List-Unsubscribe-Post" not in message


def test_the_words_come_as_plain_text_first_and_as_html(a_letter: MakeLetter) -> None:
    message = compose(LetterWriter(TEMPLATES), a_letter())
    assert message.get_content_type() == "multipart/mixed"
    alternative, _ = message.iter_parts()
    assert alternative.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    assert kinds == ["text/plain", "text/html"]


def test_without_attachments_the_message_is_its_words_alone(a_letter: MakeLetter) -> None:
    message = compose(LetterWriter(TEMPLATES), a_letter(attachments=()))
    assert message.get_content_type() == "multipart/alternative"
    assert (
        message.as_bytes() == compose(LetterWriter(TEMPLATES), a_letter(attachments=())).as_bytes()
    )


def test_a_letter_is_read_back_as_it_was_written(a_letter: MakeLetter, tmp_path: Path) -> None:
    EmlPostman(tmp_path, TEMPLATES).deliver(a_letter(params={"organisation": "Ynys Môn ✓ Ltd"}))
    (path,) = tmp_path.iterdir()
    message = read(path)
    body = message.get_body(("plain",))
    assert body is not None
    assert LINK in body.get_content()
    assert "Ynys Môn ✓ Ltd" in " ".join(body.get_content().split())
    (attachment,) = message.iter_attachments()
    assert attachment.get_filename() == "record.pdf"
    assert attachment.get_content() == b"%PDF-1.7 \xff\x00"


def test_the_same_letter_again_is_the_same_file(a_letter: MakeLetter, tmp_path: Path) -> None:
    postman = EmlPostman(tmp_path / "mailbox", TEMPLATES)
    postman.deliver(a_letter())
    postman.deliver(a_letter())
    postman.deliver(a_letter(id="example-mou-v1/other"))
    assert len(list((tmp_path / "mailbox").iterdir())) == 2


def test_letter_ids_that_look_alike_are_different_files() -> None:
    assert safe_name("a/b") != safe_name("a_b")
    assert len(safe_name("x/" * 500)) < 140
    assert "/" not in safe_name("../../etc/passwd")


def test_a_folder_that_cannot_be_written_is_undeliverable(
    a_letter: MakeLetter, tmp_path: Path
) -> None:
    (tmp_path / "mailbox").write_text("a file where the folder should be")
    with pytest.raises(Undeliverable):
        EmlPostman(tmp_path / "mailbox", TEMPLATES).deliver(a_letter())


def test_the_sessions_go_with_a_letter_that_asks_for_them(a_letter: MakeLetter) -> None:
    writer = LetterWriter(TEMPLATES)
    message = compose(writer, a_letter("window-opened", with_events=True))
    _, calendar = message.iter_attachments()
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == "PUBLISH"
    assert "BEGIN:VEVENT" in calendar.get_content()
    assert len(list(compose(writer, a_letter("window-opened")).iter_attachments())) == 1


def test_the_calendar_is_one_that_calendars_read() -> None:
    made = invitations(a_programme(), WRITTEN_AT)
    calendar = Calendar.from_ical(made)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "PUBLISH"
    assert event["UID"] == "example-mou-session-1@facilitator.example.org"
    assert event["DTSTAMP"].dt == WRITTEN_AT
    assert event["DTSTART"].dt == datetime(2027, 1, 18, 15, tzinfo=UTC)
    assert b"\r\n" in made


def test_a_session_that_moves_keeps_its_uid() -> None:
    programme = a_programme()
    moved = replace(
        programme.timeline.events[0],
        starts=datetime(2027, 2, 1, 15, tzinfo=UTC),
        ends=datetime(2027, 2, 1, 16, tzinfo=UTC),
    )
    again = a_programme(timeline={"events": (moved,)})
    found = [Calendar.from_ical(invitations(p, WRITTEN_AT)) for p in (programme, again)]
    first, second = (c.walk("VEVENT")[0] for c in found)
    assert first["UID"] == second["UID"]
    assert first["DTSTART"].dt != second["DTSTART"].dt


DAY = ProgrammeDate(
    "example-mou-v1-public-signing", "public signing", "Public signing", date(2027, 5, 20), 7
)


def invited(message: EmailMessage) -> Event:
    """Return the one event of the invitation, found where a calendar looks for it."""
    alternative = next(p for p in message.walk() if p.get_content_subtype() == "alternative")
    *_, calendar = alternative.iter_parts()
    assert calendar.get_content_type() == "text/calendar"
    found = Calendar.from_ical(calendar.get_content())
    assert found["METHOD"] == calendar.get_param("method")
    (event,) = found.walk("VEVENT")
    return event


def test_an_invitation_is_one_more_form_of_the_letter(a_letter: MakeLetter) -> None:
    letter = a_letter("board-approved", invitation=Invitation(DAY))
    message = compose(LetterWriter(TEMPLATES), letter)
    event = invited(message)
    assert event["UID"] == "example-mou-v1-public-signing@facilitator.example.org"
    assert (event["DTSTART"].dt, event["SEQUENCE"]) == (date(2027, 5, 20), 7)
    assert event["ORGANIZER"] == "mailto:lead@facilitator.example.org"
    assert event["ATTENDEE"] == "mailto:chair@alliance.example.org"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["STATUS"] == "CONFIRMED"
    assert message.as_bytes() == compose(LetterWriter(TEMPLATES), letter).as_bytes()


def test_a_day_that_moves_is_the_same_event_with_a_higher_number(a_letter: MakeLetter) -> None:
    later = replace(DAY, on=date(2027, 6, 3), sequence=8)
    writer = LetterWriter(TEMPLATES)
    first, moved = (
        invited(compose(writer, a_letter("board-approved", invitation=Invitation(day))))
        for day in (DAY, later)
    )
    assert first["UID"] == moved["UID"]
    assert (moved["SEQUENCE"], moved["DTSTART"].dt) == (8, date(2027, 6, 3))


def test_a_day_that_is_called_off_is_cancelled(a_letter: MakeLetter) -> None:
    letter = a_letter("change-recorded", invitation=Invitation(DAY, called_off=True))
    message = compose(LetterWriter(TEMPLATES), letter)
    assert invited(message)["STATUS"] == "CANCELLED"
    assert 'method="CANCEL"' in message.as_string()


def test_a_letters_file_has_the_letters_own_time(tmp_path: Path, a_letter: MakeLetter) -> None:
    letter = a_letter()
    EmlPostman(tmp_path, TEMPLATES).deliver(letter)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mtime == letter.written_at.timestamp()


def test_old_letters_of_the_mailbox_are_thrown_away_by_their_files_times(
    tmp_path: Path, a_letter: MakeLetter
) -> None:
    postman = EmlPostman(tmp_path / "mailbox", TEMPLATES)
    assert postman.forget(datetime(2027, 1, 1, tzinfo=UTC)) == 0
    for name in ("old", "new"):
        postman.deliver(a_letter(id=name))
    first, second = sorted((tmp_path / "mailbox").iterdir())
    long_ago = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    os.utime(first, (long_ago, long_ago))
    assert postman.forget(datetime(2026, 1, 2, tzinfo=UTC)) == 1
    assert list((tmp_path / "mailbox").iterdir()) == [second]


def test_a_mail_server_keeps_no_copies_here() -> None:
    postman = SmtpPostman("smtp://mail.example.org", TEMPLATES)
    assert postman.forget(datetime(2027, 1, 1, tzinfo=UTC)) == 0
