"""Tables of booking. State, time and space of a booking are written by its service alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    event,
    inspect,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, relationship

from center.bookings.rules.people import BookerKeys, booker_keys
from center.bookings.rules.states import State
from center.core.db import Model, UTCDateTime, db, written_table
from center.core.revision import follow
from center.core.time import Period
from center.spaces.models import Space

_OWNER = "bookings_service"
WAITING = f"state = '{State.VERIFYING}'"
"""Which bookings wait for their code; written out, since only then the index of these few serves a statement."""
OWNED = {"state", "start_at", "end_at", "version", "change_start_at", "change_end_at"}


class BookingRule(Model):
    """A rule's value from a day on; `scope` is the center or a room's code. Shapes: `rules.values`."""

    __tablename__ = "booking_rule"
    __table_args__ = (UniqueConstraint("key", "scope", "from_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    scope: Mapped[str] = mapped_column(String(10))
    from_on: Mapped[date]
    value: Mapped[dict[str, Any]] = mapped_column(JSON)


class ExceptionalOpening(Model):
    """A day on which other hours hold than usual, or none; it wins over weekday and holiday."""

    __tablename__ = "exceptional_opening"
    __table_args__ = (UniqueConstraint("scope", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    periods: Mapped[list[list[int]]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(200))
    reason_en: Mapped[str] = mapped_column(String(200))


class Booking(Model):
    """One request: who, why, how many; one reference, one state.

    `code_hash` is the hash of the mailed code, salted with the reference; `form_key` makes a form that is
    sent twice one booking; `manage_nonce` makes the key of its link (`rules.codes.manage_token`). The keys say who
    counts as the same (`rules.people`). `change_*` is the time that its booker asks staff for instead of its own.
    `overrides` are the kinds of the rules that staff let it pass, with their reason. `is_late` says that it was given
    up on the booker's side after the limit; `cancelled_for` whose side that was. What `erased_at` has is without names.
    `enterprise_id` is the firm of the registry for which it was booked; its name then comes from there.
    """

    __tablename__ = "booking"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(str(state)) for state in State)})", name="state"),
        CheckConstraint("headcount > 0", name="headcount"),
        CheckConstraint("channel IN ('web', 'api', 'phone', 'visit')", name="channel"),
        CheckConstraint("booker_kind IN ('person', 'organisation')", name="booker_kind"),
        CheckConstraint("cancelled_for IN ('booker', 'center')", name="cancelled_for"),
        CheckConstraint(
            "CASE WHEN change_start_at IS NULL"
            " THEN change_end_at IS NULL AND change_asked_at IS NULL AND change_decide_by_on IS NULL"
            " ELSE change_end_at > change_start_at AND change_asked_at IS NOT NULL"
            " AND change_decide_by_on IS NOT NULL END",
            name="change",
        ),
        Index("ix_booking_state", "state"),
        Index("ix_booking_code_until", "code_until", sqlite_where=text(WAITING), postgresql_where=text(WAITING)),
        Index("ix_booking_change_start_at", "change_start_at"),
        Index("ix_booking_email_key", "email_key"),
        Index("ix_booking_phone_key", "phone_key"),
        Index("ix_booking_organisation_key", "organisation_key"),
        Index("ix_booking_enterprise_id", "enterprise_id"),
        Index("ix_booking_series_id", "series_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    decision: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(200))
    purpose_kind: Mapped[str] = mapped_column(String(20))
    headcount: Mapped[int]
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(30))
    organisation: Mapped[str | None] = mapped_column(String(100))
    email_key: Mapped[str] = mapped_column(String(254))
    phone_key: Mapped[str] = mapped_column(String(30))
    organisation_key: Mapped[str | None] = mapped_column(String(100))
    network: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(2))
    terms_version: Mapped[str] = mapped_column(String(40))
    privacy_version: Mapped[str] = mapped_column(String(40))
    news_version: Mapped[str | None] = mapped_column(String(40))
    code_hash: Mapped[str | None] = mapped_column(String(64))
    code_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    code_sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    n_codes_sent: Mapped[int] = mapped_column(default=0)
    n_wrong_codes: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decide_by_on: Mapped[date | None]
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str | None] = mapped_column(String(500))
    manage_nonce: Mapped[str] = mapped_column(String(64))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    change_start_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    change_end_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    change_asked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    change_decide_by_on: Mapped[date | None]
    token_id: Mapped[int | None] = mapped_column(ForeignKey("api_token.id"))
    channel: Mapped[str] = mapped_column(String(10), default="web")
    booker_kind: Mapped[str] = mapped_column(String(12), default="person")
    booked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    overrides: Mapped[list[str]] = mapped_column(JSON, default=list)
    override_reason: Mapped[str | None] = mapped_column(String(500))
    cancelled_for: Mapped[str | None] = mapped_column(String(10))
    is_late: Mapped[bool] = mapped_column(default=False)
    staff_note: Mapped[str | None] = mapped_column(String(1000))
    erased_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    occurrences: Mapped[list["Occurrence"]] = relationship(back_populates="booking", order_by="Occurrence.start_at")

    @property
    def keys(self) -> BookerKeys:
        """Who the booker is, as far as quotas go."""
        return booker_keys(self.email, self.phone, self.organisation, self.enterprise_id)

    @property
    def occurrence(self) -> "Occurrence":
        """Its use of the rooms."""
        return self.occurrences[0]

    @property
    def change(self) -> Period | None:
        """The time that was asked for instead of its own and waits for staff."""
        if self.change_start_at is None or self.change_end_at is None:
            return None
        return Period(self.change_start_at, self.change_end_at)

    def state_at(self, now: datetime) -> State:
        """Its state as time has it, also where nothing has tidied up yet."""
        if self.state == State.VERIFYING and self.code_until and self.code_until <= now:
            return State.EXPIRED
        if self.state == State.REQUESTED and self.occurrence.start_at <= now:
            return State.LAPSED
        return State(self.state)

    def change_at(self, now: datetime) -> Period | None:
        """The time that still waits for staff: neither it nor the booking's own has come."""
        is_ahead = self.change and min(self.change.start, self.occurrence.start_at) > now
        return self.change if is_ahead else None


class Series(Model):
    """Bookings of a firm that were made together, each of one date; it is over when the last of them is.

    `form_key` makes a form that is sent twice one series.
    """

    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("weeks IN (1, 2)", name="weeks"),
        Index("ix_series_enterprise_id", "enterprise_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    form_key: Mapped[str] = mapped_column(String(64), unique=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    weeks: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Occurrence(Model):
    """One use [start, end) of a booking, within one Seoul day.

    `uid` names it in public feeds; `sequence` counts the changes that calendars are told of, `changed_at` is the last.
    """

    __tablename__ = "occurrence"
    __table_args__ = (
        CheckConstraint("end_at > start_at", name="period"),
        Index("ix_occurrence_start_at", "start_at"),
        Index("ix_occurrence_booking_id", "booking_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(ForeignKey("booking.id"))
    uid: Mapped[str] = mapped_column(String(40), unique=True)
    start_at: Mapped[datetime] = mapped_column(UTCDateTime)
    end_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sequence: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    booking: Mapped[Booking] = relationship(back_populates="occurrences")
    rooms: Mapped[list["OccurrenceRoom"]] = relationship(back_populates="occurrence")

    @property
    def period(self) -> Period:
        """Its time."""
        return Period(self.start_at, self.end_at)

    @property
    def spaces(self) -> list[Space]:
        """Its rooms, in code order."""
        return sorted((room.space for room in self.rooms), key=lambda space: space.code)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its rooms, in order."""
        return tuple(space.code for space in self.spaces)


class OccurrenceRoom(Model):
    """A room of an occurrence, with the turnaround in half hours that held on its day."""

    __tablename__ = "occurrence_room"

    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"), primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"), primary_key=True)
    turnaround: Mapped[int]
    occurrence: Mapped[Occurrence] = relationship(back_populates="rooms")
    space: Mapped[Space] = relationship(viewonly=True)


class LeftUse(Model):
    """A confirmed use at the time that it had in a room before it was moved to others; that room's feed tells of its end.

    It names nobody, and is kept as long as feeds tell of what was given up. `sequence` is that of the moved use.
    """

    __tablename__ = "left_use"
    __table_args__ = (
        UniqueConstraint("uid", "space_code"),
        CheckConstraint("end_at > start_at", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(40))
    space_code: Mapped[str] = mapped_column(String(10))
    start_at: Mapped[datetime] = mapped_column(UTCDateTime)
    end_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sequence: Mapped[int]
    left_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Occupancy(Model):
    """A half hour (0–47) of a Seoul day in which an occurrence keeps everybody else out of a space.

    Its turnaround is included. With `expires_at` it is a hold that is free again from that instant on.
    Source: docs/decisions/0001-occupancy-rows.md
    """

    __tablename__ = "occupancy"
    __table_args__ = (
        UniqueConstraint("space_id", "day", "half_hour"),
        CheckConstraint("half_hour BETWEEN 0 AND 47", name="half_hour"),
        Index("ix_occupancy_occurrence_id", "occurrence_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    day: Mapped[date]
    half_hour: Mapped[int]
    occurrence_id: Mapped[int] = mapped_column(ForeignKey("occurrence.id"))
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class KeptAnswer(Model):
    """What the API answered to a call that must not happen twice; `mark` is the hash of the caller and their key.

    The answer is kept without its manage token, which is made again from the nonce.
    """

    __tablename__ = "kept_answer"
    __table_args__ = (Index("ix_kept_answer_at", "at"),)

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    nonce: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class RefusalCount(Model):
    """How many wishes for rooms a rule or another booking refused on a Seoul day, by reason; names nobody.

    `space_code` holds the code of the room, or the codes of all that were wished for together, joined by `+`.
    """

    __tablename__ = "refusal_count"
    __table_args__ = (
        UniqueConstraint("day", "space_code", "kind"),
        CheckConstraint("n > 0", name="n"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    space_code: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(40))
    n: Mapped[int]


class FrozenShare(Model):
    """How evenly a past month (2026-11) or year (2026) was used, counted before the keys of its bookers were erased."""

    __tablename__ = "frozen_share"

    period: Mapped[str] = mapped_column(String(7), primary_key=True)
    n_uses: Mapped[int]
    n_bookers: Mapped[int]
    n_uses_of_top_ten: Mapped[int]
    frozen_at: Mapped[datetime] = mapped_column(UTCDateTime)


OWN_TABLES = (Booking, Occurrence, OccurrenceRoom, Occupancy)
RULES, BOOKINGS = "booking_rules", "bookings"
"""What changes whenever a rule does, or a booking: its state, time, rooms or words."""
follow(RULES, BookingRule, ExceptionalOpening)
follow(BOOKINGS, *OWN_TABLES)
ONE_HOLDER = "uq_occupancy_space_id_day_half_hour"


def waits_for_code() -> ColumnElement[bool]:
    """Bookings that wait for their code, found by their own index."""
    return Booking.state == literal_column(f"'{State.VERIFYING}'")


class OtherWriterError(RuntimeError):
    """Something else than the service wrote state, time or space of a booking: a defect of ours."""


@contextmanager
def owning(session: Session) -> Iterator[None]:
    """Mark the service's own writing of state, time and space."""
    before = session.info.get(_OWNER, False)
    session.info[_OWNER] = True
    try:
        yield
        session.flush()
    finally:
        session.info[_OWNER] = before


@event.listens_for(db.session, "before_flush")
def _refuse_other_writers(session: Session, _context: object, _instances: object) -> None:
    if session.info.get(_OWNER):
        return
    written = [*session.new, *session.deleted, *(row for row in session.dirty if _owned_change(row))]
    if any(isinstance(row, OWN_TABLES) for row in written):
        raise OtherWriterError("only bookings.service writes state, time and space")


def _owned_change(row: object) -> bool:
    state = inspect(row)
    return any(state.attrs[name].history.has_changes() for name in OWNED if name in state.attrs)


@event.listens_for(db.session, "do_orm_execute")
def _refuse_other_statements(state: ORMExecuteState) -> None:
    is_own = written_table(state) in [model.__table__ for model in OWN_TABLES]
    if is_own and not state.session.info.get(_OWNER):
        raise OtherWriterError("only bookings.service writes state, time and space")
