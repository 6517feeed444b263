"""Post offices for tests: a renderer that says its facts, and transports that remember or fail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from sqlalchemy import select

from center.core.db import db
from center.mail.content import Content
from center.mail.models import OutboxMail
from center.mail.postoffice import PostOffice
from center.mail.service import post_mail
from center.mail.transport import Transport
from center.web.i18n import language

JISOO = "jisoo@example.kr"
SENDER = "center@example.go.kr"


@dataclass
class Notebook:
    """A transport that writes down what it was given, or fails as it was told to."""

    fails_with: Exception | None = None
    sent: list[tuple[str, bytes]] = field(default_factory=list)

    def send(self, message: bytes, *, sender: str, recipient: str) -> None:
        """Note the message."""
        assert sender == SENDER
        self.sent.append((recipient, message))
        if self.fails_with:
            raise self.fails_with


def say_facts(facts: Mapping[str, Any]) -> Content:
    """A mail whose subject and text are its facts."""
    return Content(subject=facts["title"], text=facts["text"], html=f"<p>{facts['text']}</p>")


def say_language(_facts: Mapping[str, Any]) -> Content:
    """A mail that names the language it was made in."""
    return Content(subject=language(), text=language(), html=f"<p>{language()}</p>")


def break_down(_facts: Mapping[str, Any]) -> Content:
    """A renderer with a defect."""
    raise LookupError("jisoo@example.kr cannot be found")


def office(transport: Transport) -> PostOffice:
    """A post office with that transport."""
    return PostOffice(transport, {"note": say_facts, "language": say_language, "broken": break_down}, SENDER)


def post(to: str = JISOO, *, kind: str = "note", title: str = "예약 안내", send_before: datetime | None = None) -> None:
    """Post a mail with plain contents."""
    post_mail(kind, to=to, language="ko", facts={"title": title, "text": "인증번호 123456"}, send_before=send_before)


def outbox() -> list[OutboxMail]:
    """All mails as they are stored now."""
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def parsed(body: bytes) -> EmailMessage:
    """The message as a mail program reads it."""
    message: EmailMessage = message_from_bytes(body, policy=SMTP)
    return message


MINUTE = timedelta(minutes=1)
