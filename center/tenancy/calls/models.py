"""Tables of what the center offers. Dated values are only ever added: what a past fee came from stays readable."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from center.core.db import Model, UTCDateTime


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
