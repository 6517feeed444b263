"""Tables of what the center offers. Dated values are only ever added: what a past fee came from stays readable."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from center.core.db import Model, UTCDateTime
from center.tenancy.calls.rules.content import Content, from_plain


class FeeRate(Model):
    """In thousandths of the value, what firms of a standing (a kind of enterprise, or `other`) pay from a day on."""

    __tablename__ = "fee_rate"
    __table_args__ = (
        UniqueConstraint("standing", "first_on"),
        CheckConstraint("per_mille BETWEEN 0 AND 1000", name="per_mille"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    standing: Mapped[str] = mapped_column(String(40))
    first_on: Mapped[date]
    per_mille: Mapped[int]
    basis: Mapped[str] = mapped_column(String(200))
    is_assumed: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Appraisal(Model):
    """The appraised value (재산평정가격) in won from a day on, of the building or of a unit by itself.

    `unit_code` is "" for the building: NULL would not be unique. Its `common_area` is what its units have in common,
    in hundredths of a ㎡; 0 with a unit.
    """

    __tablename__ = "appraisal"
    __table_args__ = (
        UniqueConstraint("unit_code", "first_on"),
        CheckConstraint("value_krw > 0", name="value_krw"),
        CheckConstraint("common_area >= 0", name="common_area"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(10))
    first_on: Mapped[date]
    value_krw: Mapped[int] = mapped_column(BigInteger)
    common_area: Mapped[int]
    basis: Mapped[str] = mapped_column(String(200))
    is_assumed: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Call(Model):
    """A call for tenants (모집공고): what is being written, and whether it was called off.

    `number` is the year of its making and a running number; `draft` the content that is being written, kept under
    `version`; what the public reads are its `CallVersion`s.
    """

    __tablename__ = "call"
    __table_args__ = (UniqueConstraint("year", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    position: Mapped[int]
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    called_off_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    called_off_reason: Mapped[str] = mapped_column(String(500), default="")
    versions: Mapped[list["CallVersion"]] = relationship(order_by="CallVersion.n", back_populates="call")
    answers: Mapped[list["CallAnswer"]] = relationship(order_by="CallAnswer.id")

    @property
    def number(self) -> str:
        """How people name it: 2026-1."""
        return f"{self.year}-{self.position}"

    @property
    def written(self) -> Content:
        """The content that is being written."""
        return from_plain(self.draft)

    @property
    def published(self) -> "CallVersion | None":
        """What the public reads: the newest version."""
        return self.versions[-1] if self.versions else None


class CallVersion(Model):
    """What was published, as it was: it never changes. `sha256` is over its content, `reason` why it replaced another."""

    __tablename__ = "call_version"
    __table_args__ = (UniqueConstraint("call_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    n: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(500))
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    call: Mapped[Call] = relationship(back_populates="versions")

    @property
    def says(self) -> Content:
        """Its content."""
        return from_plain(self.content)


class CallAnswer(Model):
    """A question about a call and its answer, both public; at the briefing or by telephone."""

    __tablename__ = "call_answer"
    __table_args__ = (Index("ix_call_answer_call_id", "call_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    question: Mapped[str] = mapped_column(String(1000))
    answer: Mapped[str] = mapped_column(String(4000))
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
