"""Tables of the building."""

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from center.core.db import Model, UTCDateTime
from center.core.revision import follow

HOLIDAYS, SPACES, CLOSURES = "holidays", "spaces", "closures"
"""What changes whenever one of them does, for whoever keeps something made of them."""
ONE_HOLDER_A_DAY = "uq_unit_day_unit_code_day"
"""The constraint that keeps a unit from two holders on one day."""


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


class UnitTerm(Model):
    """That somebody has a unit on the days [first_on, until_on). `basis` says by what, such as a permit's number.

    The holder is a plain number and name, those of its record in the registry when the term was entered: the building
    knows nothing of enterprises.
    """

    __tablename__ = "unit_term"
    __table_args__ = (
        CheckConstraint("until_on > first_on", name="days"),
        Index("ix_unit_term_unit_code_first_on", "unit_code", "first_on"),
        Index("ix_unit_term_holder_id", "holder_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(10))
    holder_id: Mapped[int]
    holder_name: Mapped[str] = mapped_column(String(100))
    first_on: Mapped[date]
    until_on: Mapped[date]
    basis: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)

    @property
    def last_on(self) -> date:
        """The last day, included."""
        return self.until_on - timedelta(days=1)


class UnitDay(Model):
    """A day on which a unit is somebody's: what keeps two terms of one unit from overlapping, whoever writes them."""

    __tablename__ = "unit_day"
    __table_args__ = (
        UniqueConstraint("unit_code", "day", name=ONE_HOLDER_A_DAY),
        Index("ix_unit_day_term_id", "term_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    term_id: Mapped[int] = mapped_column(ForeignKey("unit_term.id"))


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
