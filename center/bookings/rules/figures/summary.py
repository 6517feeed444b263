"""All figures of one period.

Source: docs/rules/figures.md
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from center.bookings.rules.figures.counts import (
    PURPOSES,
    Cancelling,
    LeadTimes,
    Refusals,
    Requests,
    Tally,
    cancelling,
    lead_times,
    purpose_of,
    requests,
    tally,
)
from center.bookings.rules.figures.evenness import Share, share_of
from center.bookings.rules.figures.occupancy import RoomFigures, room_figures
from center.bookings.rules.figures.records import BookingRecord, OpenDays
from center.bookings.rules.figures.span import Span
from center.bookings.rules.states import State
from center.bookings.rules.values import BookerKind


@dataclass(frozen=True, slots=True)
class Figures:
    """What happened in a month or a year; `refusals` are by reason, the most frequent first."""

    span: Span
    rooms: tuple[RoomFigures, ...]
    purposes: tuple[Tally, ...]
    bookers: tuple[Tally, ...]
    lead: LeadTimes
    cancelling: Cancelling
    requests: Requests
    n_expired: int
    refusals: tuple[Refusals, ...]
    evenness: Share | None

    @property
    def n_uses(self) -> int:
        """How many uses there were; one of both rooms at once is one."""
        return sum(kind.n_uses for kind in self.purposes)

    @property
    def n_people(self) -> int:
        """How many people came."""
        return sum(kind.n_people for kind in self.purposes)

    @property
    def n_refusals(self) -> int:
        """How many wishes a rule or another booking refused."""
        return sum(reason.n for reason in self.refusals)

    @property
    def mean_people(self) -> Fraction | None:
        """How many people came to a use, in the mean."""
        return Fraction(self.n_people, self.n_uses) if self.n_uses else None

    def room(self, code: str) -> RoomFigures | None:
        """The figures of a room, if it was there."""
        return next((room for room in self.rooms if room.room == code), None)


def figures_of(
    span: Span,
    open_days: OpenDays,
    records: Sequence[BookingRecord],
    *,
    refusals: tuple[Refusals, ...],
    frozen: Share | None = None,
) -> Figures:
    """The figures of a period, from the bookings that start in it and the open half hours of its days.

    `frozen` is the evenness that was stored before personal data was erased; it wins over what is left to count.
    """
    uses = [record for record in records if record.is_use]
    return Figures(
        span=span,
        rooms=tuple(room_figures(room, span, days, uses) for room, days in sorted(open_days.items())),
        purposes=tally(PURPOSES, uses, purpose_of),
        bookers=tally(BookerKind, uses, lambda use: use.booker_kind),
        lead=lead_times(uses),
        cancelling=cancelling(records),
        requests=requests(records),
        n_expired=sum(record.state == State.EXPIRED for record in records),
        refusals=refusals,
        evenness=frozen or share_of(use.keys for use in uses),
    )
