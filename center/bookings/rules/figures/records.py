"""What figures are counted from: bookings and open time as plain values. Nothing names a person in what is counted.

Source: docs/rules/figures.md, "What counts as a use"
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from center.bookings.rules.people import BookerKeys
from center.bookings.rules.states import State
from center.bookings.rules.values import BookerKind

OpenDays = Mapping[str, Mapping[date, frozenset[int]]]
"""By room and day, the half hours (0–47) in which it is open and not closed by anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRecord:
    """A booking with its use: half hours [start, end) of a Seoul day in some rooms; the state is that of the moment.

    `n_places` is what its rooms hold together on that day; `keys` are gone where personal data was erased.
    """

    day: date
    start: int
    end: int
    start_at: datetime
    rooms: tuple[str, ...]
    state: State
    is_decided_by_staff: bool
    purpose_kind: str
    headcount: int
    n_places: int
    booker_kind: BookerKind
    keys: BookerKeys | None
    created_on: date
    verified_at: datetime | None = None
    confirmed_at: datetime | None = None
    cancelled_at: datetime | None = None
    decided_at: datetime | None = None
    decided_on: date | None = None
    decide_by_on: date | None = None

    @property
    def is_use(self) -> bool:
        """Whether it counts as a use: confirmed, and not cancelled."""
        return self.state == State.CONFIRMED

    @property
    def half_hours(self) -> int:
        """How long it is; in several rooms at once its time counts once."""
        return self.end - self.start

    @property
    def days_ahead(self) -> int:
        """How many days before its day it was booked."""
        return (self.day - self.created_on).days
