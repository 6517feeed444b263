"""How much of its open time a room was used: together, by weekday and hour, and in its course.

Source: docs/rules/figures.md, "Occupancy"
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from center.bookings.rules.figures.records import BookingRecord
from center.bookings.rules.figures.span import Span

Place = tuple[int, int]
"""A weekday (Monday 0) and an hour of the day (0–23)."""


@dataclass(frozen=True, slots=True)
class Used:
    """Half hours that were open, and those of them that were used."""

    n_open: int
    n_used: int

    @property
    def share(self) -> Fraction | None:
        """The part that was used, 0 to 1; none where nothing was open."""
        return Fraction(self.n_used, self.n_open) if self.n_open else None


@dataclass(frozen=True, slots=True)
class RoomFigures:
    """A room's figures; `n_outside` are half hours used while it was not open, which no share counts.

    `by_part` is the course: days of a month, months of a year.
    """

    room: str
    used: Used
    n_outside: int
    n_uses: int
    n_people: int
    n_places: int
    by_place: Mapping[Place, Used]
    by_part: Mapping[int, Used]

    @property
    def mean_people(self) -> Fraction | None:
        """How many people came to a use, in the mean."""
        return Fraction(self.n_people, self.n_uses) if self.n_uses else None

    @property
    def filled(self) -> Fraction | None:
        """How many of the places of its uses' rooms were taken."""
        return Fraction(self.n_people, self.n_places) if self.n_places else None


def room_figures(
    room: str, span: Span, open_days: Mapping[date, frozenset[int]], uses: Iterable[BookingRecord]
) -> RoomFigures:
    """The figures of one room over a period, from its open half hours and all uses of that period."""
    own = [use for use in uses if room in use.rooms]
    taken = _taken_by_day(own)
    n_open, n_used, by_part = Counter[Place](), Counter[Place](), dict.fromkeys(span.parts, (0, 0))
    for day, opened in open_days.items():
        used = opened & taken.get(day, frozenset())
        n_open.update((day.weekday(), cell // 2) for cell in opened)
        n_used.update((day.weekday(), cell // 2) for cell in used)
        part = span.part_of(day)
        by_part[part] = (by_part[part][0] + len(opened), by_part[part][1] + len(used))
    inside = n_used.total()
    return RoomFigures(
        room=room,
        used=Used(n_open.total(), inside),
        n_outside=sum(len(cells) for cells in taken.values()) - inside,
        n_uses=len(own),
        n_people=sum(use.headcount for use in own),
        n_places=sum(use.n_places for use in own),
        by_place={place: Used(n, n_used[place]) for place, n in sorted(n_open.items())},
        by_part={part: Used(*counts) for part, counts in by_part.items()},
    )


def _taken_by_day(uses: Iterable[BookingRecord]) -> dict[date, set[int]]:
    taken: dict[date, set[int]] = {}
    for use in uses:
        taken.setdefault(use.day, set()).update(range(use.start, use.end))
    return taken
