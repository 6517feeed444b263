"""CENTER_MAIL_URL names the transport, encrypted unless it says otherwise."""

import ssl
from pathlib import Path

import pytest

from center.mail.transport import FileTransport, MailUrlError, SmtpTransport, transport_for


def smtp(url: str) -> SmtpTransport:
    """The transport to a mail server that the address names."""
    transport = transport_for(url, Path("instance"))
    assert isinstance(transport, SmtpTransport)
    return transport


def test_file_writes_into_the_mail_folder_of_the_instance() -> None:
    assert transport_for("file:", Path("instance")) == FileTransport(Path("instance/mail"))


@pytest.mark.parametrize(
    ("url", "encryption", "port"),
    [
        ("smtp://mail.example.kr", "starttls", 587),
        ("smtp://mail.example.kr:2525/", "starttls", 2525),
        ("smtp://mail.example.kr?starttls=no", "none", 25),
        ("smtp://localhost", "none", 25),
        ("smtp://127.0.0.1:1025", "none", 1025),
        ("smtp://[::1]:1025", "none", 1025),
        ("smtp://localhost?starttls=yes", "starttls", 587),
        ("smtps://mail.example.kr", "implicit", 465),
    ],
)
def test_a_server_elsewhere_is_spoken_to_encrypted(url: str, encryption: str, port: int) -> None:
    transport = smtp(url)

    assert (transport.encryption, transport.port) == (encryption, port)
    assert transport.context.verify_mode is ssl.CERT_REQUIRED
    assert transport.context.check_hostname


def test_user_and_password_are_unquoted_and_never_shown() -> None:
    transport = smtp("smtp://center%40example.kr:p%40ss%3Aword@mail.example.kr")

    assert (transport.user, transport.password) == ("center@example.kr", "p@ss:word")
    assert "p@ss:word" not in repr(transport)


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://mail.example.kr", "must be file: or begin with smtp://"),
        ("file:///var/mail", "must be file: or begin with smtp://"),
        ("smtp://", "must name the mail server"),
        ("smtp://mail.example.kr/box", "must name the mail server and nothing after it"),
        ("smtp://mail.example.kr:port", "must name the port as a number"),
        ("smtp://mail.example.kr:99999", "must name the port as a number"),
        ("smtp://mail.example.kr?starttls=maybe", "starttls must be yes or no"),
        ("smtp://mail.example.kr?verify=no", "knows only the options"),
        ("smtps://mail.example.kr?starttls=yes", "leave out starttls"),
        ("smtp://center@mail.example.kr", "both user and password"),
        ("smtp://center:secret%EA%B0%80@mail.example.kr", "ASCII"),
        ("smtp://mail.example.kr?cafile=/nowhere.pem", "no certificates can be read from cafile /nowhere.pem"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(MailUrlError) as refusal:
        transport_for(url, Path("instance"))

    assert sentence in str(refusal.value)
    assert "secret" not in str(refusal.value)
