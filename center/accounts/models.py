"""Tables of accounts."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from center.core.actor import Role
from center.core.db import Model, UTCDateTime


class User(Model):
    """Somebody who signs in. `email` is kept in one form, see `queries.email_key`."""

    __tablename__ = "user"
    __table_args__ = (CheckConstraint(f"role IN ({', '.join(repr(str(role)) for role in Role)})", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class SignIn(Model):
    """A session on the server. The token itself is only in the browser; here is its hash."""

    __tablename__ = "sign_in"
    __table_args__ = (Index("ix_sign_in_user_id", "user_id"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship()


class AccessRecord(Model):
    """Who signed in, looked at whose personal data, or took them out, from where and what for.

    It is no part of the audit log: it ends. `subject` is a booking's number, or what was asked for where many were
    shown; `n_records` counts them. `address` is the network address of who looked.
    """

    __tablename__ = "access_record"
    __table_args__ = (Index("ix_access_record_at", "at"), Index("ix_access_record_subject", "subject"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    n_records: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(64))


class ApiToken(Model):
    """A key of another program. The key itself is shown once; here is its hash.

    `limit_a_minute` is how many calls it may make; `n_calls` counts those of the minute that begins at `minute_at`.
    """

    __tablename__ = "api_token"
    __table_args__ = (CheckConstraint("limit_a_minute > 0", name="limit_a_minute"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    limit_a_minute: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    minute_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    n_calls: Mapped[int] = mapped_column(default=0)
