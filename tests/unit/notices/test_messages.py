import email
import email.policy
import os
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar

from concordat.domain.errors import Undeliverable
from concordat.notices.eml_postman import EmlPostman
from concordat.notices.invitations import invitations
from concordat.notices.letters import LetterWriter
from concordat.notices.message import compose, safe_name
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
    other = compose(writer, a_letter(id="example-mou-v1/other"))
    assert first.as_bytes() == again.as_bytes()
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]


def test_a_rehearsals_letter_is_never_taken_for_the_real_one(a_letter: MakeLetter) -> None:
    writer = LetterWriter(TEMPLATES)
    rehearsed = compose(writer, a_letter(rehearsal=True))
    assert rehearsed["Message-ID"] != compose(writer, a_letter())["Message-ID"]


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
