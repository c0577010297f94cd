import pytest

from concordat.domain.errors import BadSetting
from concordat.notices.mail_server import mail_server


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


def test_a_mail_server_shows_no_password_when_it_is_written_out() -> None:
    assert "s3cret" not in repr(mail_server("smtps://user:s3cret@mail.example.org"))
