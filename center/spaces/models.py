"""Tables of the building."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from center.core.db import Model, UTCDateTime
from center.core.revision import follow

HOLIDAYS, SPACES, CLOSURES = "holidays", "spaces", "closures"
"""What changes whenever one of them does, for whoever keeps something made of them."""


class Floor(Model):
    """A floor; its width serves the scheme that is drawn of it."""

    __tablename__ = "floor"
    __table_args__ = (CheckConstraint("width_m > 0", name="width_m"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    width_m: Mapped[int]


class Space(Model):
    """A space from its first day until the day after its last; a changed one is a new row with the same code.

    `area_m2` is in hundredths of a ㎡. Spaces on the same row of the scheme stand in the order of `position`.
    """

    __tablename__ = "space"
    __table_args__ = (
        UniqueConstraint("code", "first_on"),
        CheckConstraint("area_m2 > 0", name="area_m2"),
        CheckConstraint("until_on IS NULL OR until_on > first_on", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(10))
    floor_number: Mapped[int] = mapped_column(ForeignKey("floor.number"))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    use: Mapped[str] = mapped_column(String(200))
    use_en: Mapped[str] = mapped_column(String(200))
    area_m2: Mapped[int]
    is_area_assumed: Mapped[bool]
    is_bookable: Mapped[bool]
    plan_row: Mapped[int]
    position: Mapped[int]
    first_on: Mapped[date]
    until_on: Mapped[date | None]


class Closure(Model):
    """A space out of use over a period, with the reason that the public reads.

    Those that repeat weekly share their `series`.
    """

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint("end_at > start_at", name="period"),
        Index("ix_closure_space_id_start_at", "space_id", "start_at"),
        Index("ix_closure_series", "series"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(200))
    reason_en: Mapped[str] = mapped_column(String(200))
    start_at: Mapped[datetime] = mapped_column(UTCDateTime)
    end_at: Mapped[datetime] = mapped_column(UTCDateTime)
    series: Mapped[str | None] = mapped_column(String(32))
    space: Mapped[Space] = relationship()


class Holiday(Model):
    """A day off as the center keeps it. `is_off` false: the calendar calls it a holiday, the center does not."""

    __tablename__ = "holiday"

    day: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100))
    is_off: Mapped[bool]


follow(HOLIDAYS, Holiday)
follow(SPACES, Floor, Space)
follow(CLOSURES, Closure)
