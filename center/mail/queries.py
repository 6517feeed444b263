"""Reading the outbox."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select

from center.core.db import db
from center.mail.models import OutboxMail
from center.mail.rules import MailState


def due(now: datetime) -> Select[OutboxMail]:
    """The mails to be tried now, the longest due first; what a worker has leased is not among them."""
    return (
        select(OutboxMail)
        .where(OutboxMail.state == MailState.WAITING, OutboxMail.next_try_at <= now)
        .where(or_(OutboxMail.leased_until.is_(None), OutboxMail.leased_until <= now))
        .order_by(OutboxMail.next_try_at, OutboxMail.id)
    )


def n_failed() -> int:
    """How many mails were given up or refused for good."""
    return db.session.scalar(select(func.count()).where(OutboxMail.state == MailState.FAILED)) or 0


def oldest_waiting_at() -> datetime | None:
    """When the oldest mail that still waits was written."""
    return db.session.scalar(select(func.min(OutboxMail.created_at)).where(OutboxMail.state == MailState.WAITING))


def mails_about(number: str) -> Sequence[OutboxMail]:
    """The mails that tell of one thing, oldest first; of those that have ended only their way is left."""
    return db.session.scalars(select(OutboxMail).where(OutboxMail.about == number).order_by(OutboxMail.id)).all()
