"""The table of outgoing mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from center.core.db import Model, UTCDateTime


class OutboxMail(Model):
    """A mail to one recipient.

    `body` are the bytes that every try sends, made before the first one together with `message_id`. `last_error`
    names codes and kinds of fault, never an address. When the mail has ended, recipient, facts and body are gone.
    `about` is the number of the booking it tells of.
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'sent', 'failed', 'dropped')", name="state"),
        CheckConstraint("language IN ('ko', 'en')", name="language"),
        CheckConstraint(
            "CASE WHEN state = 'waiting' THEN recipient IS NOT NULL AND facts IS NOT NULL"
            " ELSE recipient IS NULL AND facts IS NULL AND body IS NULL END",
            name="wiped_at_end",
        ),
        Index("ix_outbox_mail_state_next_try_at", "state", "next_try_at"),
        Index("ix_outbox_mail_about", "about"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(2))
    recipient: Mapped[str | None] = mapped_column(String(320))
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    send_before: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(UTCDateTime)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    message_id: Mapped[str | None] = mapped_column(String(320))
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str | None] = mapped_column(String(200))
    about: Mapped[str | None] = mapped_column(String(20))
