"""Tables of applications. What was handed in never changes; what is being written is one value under a version."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from center.core.db import Model, UTCDateTime
from center.core.text import Language
from center.enterprises.models import Enterprise
from center.files.models import StoredFile
from center.tenancy.applications.rules.written import Written, from_plain
from center.tenancy.calls.models import Call


class State(StrEnum):
    """Where an application stands until the committee takes over those that are eligible."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class Application(Model):
    """An enterprise's application for a call: one for each business number.

    Letters go in `language`; of the call's versions the firm was told up to `told_version`.
    `number` is its receipt number, given with the first submission and kept. While it `is_reopened` the last submission
    stands, whatever is written.
    """

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("call_id", "business_number"),
        UniqueConstraint("call_id", "number"),
        CheckConstraint(f"state IN ({', '.join(repr(str(state)) for state in State)})", name="state"),
        CheckConstraint("language IN ('ko', 'en')", name="language"),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="number"),
        Index("ix_application_enterprise_id", "enterprise_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    business_number: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20))
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    is_reopened: Mapped[bool] = mapped_column(default=False)
    language: Mapped[Language] = mapped_column(String(2))
    told_version: Mapped[int]
    is_told_of_end: Mapped[bool] = mapped_column(default=False)
    number: Mapped[int | None]
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    call: Mapped[Call] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
    files: Mapped[list["ApplicationFile"]] = relationship(order_by="ApplicationFile.id")
    submissions: Mapped[list["Submission"]] = relationship(order_by="Submission.n")

    @property
    def written(self) -> Written:
        """What is being written."""
        return from_plain(self.draft)

    @property
    def standing(self) -> "Submission | None":
        """The submission that counts: the last one."""
        return self.submissions[-1] if self.submissions else None

    @property
    def receipt_number(self) -> str:
        """Its number with that of its call: 2026-1-003; empty before it was handed in."""
        return f"{self.call.number}-{self.number:03d}" if self.number else ""

    @property
    def is_open(self) -> bool:
        """Whether it may be written on."""
        return self.state == State.DRAFT or (self.state == State.SUBMITTED and self.is_reopened)


class ApplicationFile(Model):
    """A paper of an application. It stays while a submission names it, though it was taken out of what is being written."""

    __tablename__ = "application_file"
    __table_args__ = (Index("ix_application_file_application_id", "application_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    document_key: Mapped[str] = mapped_column(String(40))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    is_in_draft: Mapped[bool]
    is_handed_in: Mapped[bool]
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)


class Submission(Model):
    """What was handed in, as it was: it never changes. `content` names files by their hash; `call_version` its rules."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("application_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    n: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    call_version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
