"""The mail server here is a real one on loopback, small enough to read."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from concordat.domain.errors import BadSetting, Undeliverable
from concordat.notices.smtp_postman import SmtpPostman, mail_server
from tests.unit.notices.conftest import TEMPLATES, MakeLetter


class SmallMailServer:
    """Takes letters on a free port of loopback; `answers` replaces what it says to a command."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.answers: dict[str, str] = {}
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as talk:
                self._talk(talk)

    def _talk(self, talk: socket.SocketIO) -> None:
        talk.write(b"220 small mail server\r\n")
        while line := talk.readline():
            said = line.decode().strip()
            command = said[:4].upper()
            if command == "DATA":
                talk.write(b"354 go on\r\n")
                self.letters.append(b"".join(iter(talk.readline, b".\r\n")))
            default = "221 bye" if command == "QUIT" else "250 yes"
            answer = next((a for k, a in self.answers.items() if said.startswith(k)), default)
            talk.write(f"{answer}\r\n".encode())
            if command == "QUIT":
                return


@pytest.fixture
def server() -> Iterator[SmallMailServer]:
    made = SmallMailServer()
    yield made
    made.close()


def test_a_letter_reaches_the_mail_server(server: SmallMailServer, a_letter: MakeLetter) -> None:
    SmtpPostman(server.url, TEMPLATES).deliver(a_letter())
    (letter,) = server.letters
    assert b"To: chair@alliance.example.org\r\n" in letter
    assert b"Subject: Please sign" in letter


def test_a_refused_recipient_is_undeliverable(
    server: SmallMailServer, a_letter: MakeLetter
) -> None:
    server.answers = {"rcpt": "550 nobody here"}
    with pytest.raises(Undeliverable, match="nobody here"):
        SmtpPostman(server.url, TEMPLATES).deliver(a_letter())
    assert server.letters == []


def test_one_refused_recipient_of_two_is_named(
    server: SmallMailServer, a_letter: MakeLetter
) -> None:
    server.answers = {"rcpt TO:<b@": "550 nobody here"}
    with pytest.raises(Undeliverable, match=r"b@y\.example\.org"):
        SmtpPostman(server.url, TEMPLATES).deliver(
            a_letter(to=("a@x.example.org", "b@y.example.org"))
        )


def test_a_mail_server_that_is_away_is_undeliverable(a_letter: MakeLetter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Undeliverable):
        SmtpPostman(f"smtp://127.0.0.1:{port}", TEMPLATES).deliver(a_letter())


def test_a_mail_server_that_says_nothing_is_given_up(a_letter: MakeLetter) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(Undeliverable):
            SmtpPostman(url, TEMPLATES, timeout_s=0.2).deliver(a_letter())


def test_a_letter_is_not_sent_unencrypted_where_encryption_was_asked_for(
    server: SmallMailServer, a_letter: MakeLetter
) -> None:
    url = server.url.replace("smtp://", "smtp+starttls://")
    with pytest.raises(Undeliverable, match="STARTTLS"):
        SmtpPostman(url, TEMPLATES).deliver(a_letter())
    assert server.letters == []


def test_addresses_of_mail_servers_have_their_usual_ports() -> None:
    assert mail_server("smtp://mail.example.org").port == 25
    assert mail_server("smtps://mail.example.org").port == 465
    found = mail_server("smtp+starttls://us%40er:p%3Aw@mail.example.org")
    assert (found.port, found.user, found.password) == (587, "us@er", "p:w")


@pytest.mark.parametrize(
    "url", ["http://mail.example.org", "mail.example.org", "smtp://", "smtp://h:port", "smtp://[x"]
)
def test_an_address_that_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match="CONCORDAT_SMTP_URL"):
        mail_server(url)


def test_a_password_is_neither_sent_unencrypted_nor_repeated() -> None:
    with pytest.raises(BadSetting) as refused:
        mail_server("smtp://user:s3cret@mail.example.org")
    assert "s3cret" not in str(refused.value)


def test_a_mail_server_keeps_no_copies_here() -> None:
    postman = SmtpPostman("smtp://mail.example.org", TEMPLATES)
    assert postman.forget(datetime(2027, 1, 1, tzinfo=UTC)) == 0
