"""Uses by purpose and booker, lead times, cancellations, what staff decided.

Source: docs/rules/figures.md, from "Purposes and bookers" to "Requests"
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from center.bookings.rules.figures.records import BookingRecord
from center.bookings.rules.states import State

PURPOSES = ("seminar", "class", "meeting", "culture", "other")
LEAD_BUCKETS = ((0, 1), (2, 6), (7, 13), (14, 30), (31, None))
"""Days from the first to the last of each; the last bucket is open."""
ONE_HOUR, ONE_DAY = timedelta(hours=1), timedelta(days=1)
Quartiles = tuple[Fraction, Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Tally:
    """Uses of one kind, their half hours and their people."""

    kind: str
    n_uses: int
    n_half_hours: int
    n_people: int


def tally(
    kinds: Iterable[str], uses: Sequence[BookingRecord], kind_of: Callable[[BookingRecord], str]
) -> tuple[Tally, ...]:
    """A tally of every kind, in the order given, also where there was none."""
    by_kind: dict[str, list[BookingRecord]] = {kind: [] for kind in kinds}
    for use in uses:
        by_kind[kind_of(use)].append(use)
    return tuple(
        Tally(kind, len(own), sum(use.half_hours for use in own), sum(use.headcount for use in own))
        for kind, own in by_kind.items()
    )


def purpose_of(use: BookingRecord) -> str:
    """The kind of purpose; one that is not known any more counts as another."""
    return use.purpose_kind if use.purpose_kind in PURPOSES else PURPOSES[-1]


@dataclass(frozen=True, slots=True)
class LeadTimes:
    """Days from booking to use: the quartiles, and how many uses fall into each bucket."""

    quartiles: Quartiles | None
    buckets: tuple[int, ...]


def lead_times(uses: Iterable[BookingRecord]) -> LeadTimes:
    """How long before their day uses were booked."""
    days = sorted(use.days_ahead for use in uses)
    buckets = tuple(sum(first <= n and (last is None or n <= last) for n in days) for first, last in LEAD_BUCKETS)
    return LeadTimes(quartiles_of(days), buckets)


def quartiles_of(ordered: Sequence[int] | Sequence[Fraction]) -> Quartiles | None:
    """The quartiles of ordered values, exact, as a spreadsheet's QUARTILE.INC gives them; None of nothing."""
    if not ordered:
        return None
    first, middle, last = (_quantile(ordered, Fraction(n, 4)) for n in (1, 2, 3))
    return first, middle, last


def _quantile(ordered: Sequence[int] | Sequence[Fraction], share: Fraction) -> Fraction:
    at = share * (len(ordered) - 1)
    below, rest = divmod(at, 1)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + rest * (Fraction(ordered[above]) - ordered[below])


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Bookings that were confirmed once, those of them that were cancelled, and those cancelled within the last day."""

    n_confirmed: int
    n_cancelled: int
    n_late: int

    @property
    def share(self) -> Fraction | None:
        """The part that was cancelled."""
        return Fraction(self.n_cancelled, self.n_confirmed) if self.n_confirmed else None


def cancelling(records: Sequence[BookingRecord]) -> Cancelling:
    """What was given up after it had been confirmed."""
    confirmed = [record for record in records if record.confirmed_at is not None]
    cancelled = [record for record in confirmed if record.state == State.CANCELLED]
    late = [one for one in cancelled if one.cancelled_at and one.start_at - one.cancelled_at < ONE_DAY]
    return Cancelling(len(confirmed), len(cancelled), len(late))


@dataclass(frozen=True, slots=True)
class Requests:
    """What staff had to decide, by how it ended; how many of the decided ones in time, and the median of the hours."""

    n_approved: int
    n_refused: int
    n_lapsed: int
    n_withdrawn: int
    n_waiting: int
    n_in_time: int
    median_hours: Fraction | None

    @property
    def n_decided(self) -> int:
        """How many staff decided."""
        return self.n_approved + self.n_refused


def requests(records: Iterable[BookingRecord]) -> Requests:
    """The requests whose code had been entered, as they stand."""
    asked = [record for record in records if record.is_decided_by_staff and record.verified_at is not None]
    approved = [one for one in asked if one.confirmed_at is not None and one.decided_at is not None]
    refused = [one for one in asked if one.state == State.REFUSED]
    decided = [*approved, *refused]
    hours = sorted(
        Fraction((one.decided_at - one.verified_at) // timedelta(seconds=1), 3600)
        for one in decided
        if one.decided_at and one.verified_at
    )
    median = quartiles_of(hours)
    return Requests(
        n_approved=len(approved),
        n_refused=len(refused),
        n_lapsed=sum(one.state == State.LAPSED for one in asked),
        n_withdrawn=sum(one.state == State.CANCELLED and one.confirmed_at is None for one in asked),
        n_waiting=sum(one.state == State.REQUESTED for one in asked),
        n_in_time=sum(is_in_time(one) for one in decided),
        median_hours=median[1] if median else None,
    )


def is_in_time(record: BookingRecord) -> bool:
    """Whether staff decided until the day that the booker was told."""
    return bool(record.decided_on and record.decide_by_on and record.decided_on <= record.decide_by_on)


@dataclass(frozen=True, slots=True)
class Refusals:
    """How often wishes were refused for one reason; one for several rooms counts once, and in each of its rooms."""

    kind: str
    n: int
    by_room: Mapping[str, int]


def refusals_by_kind(counts: Iterable[tuple[str, tuple[str, ...], int]]) -> tuple[Refusals, ...]:
    """The most frequent reason first, from counts of a reason and some rooms."""
    total, by_room = Counter[str](), dict[str, Counter[str]]()
    for kind, rooms, n in counts:
        total[kind] += n
        by_room.setdefault(kind, Counter()).update(dict.fromkeys(rooms, n))
    ordered = sorted(total, key=lambda kind: (-total[kind], kind))
    return tuple(Refusals(kind, total[kind], by_room[kind]) for kind in ordered)
