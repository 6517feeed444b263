"""What a space is, area sums, holidays and working days. Pure.

Source: docs/facts.md; docs/rules/booking.md; docs/rules/leases.md, "Days"
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import holidays

SATURDAY = 5
EVERYDAY_NAMES = {"기독탄신일": "성탄절", "신정연휴": "신정"}
"""What people call a holiday that the law names otherwise."""


class SpaceKind(StrEnum):
    """What a space is for; the names are those of the API."""

    OFFICE = "office"
    MEETING = "meeting"
    LOBBY = "lobby"
    UNIT = "unit"
    OPERATOR = "operator"


class ClosureKind(StrEnum):
    """Why a space is out of use."""

    CLOSED = "closed"
    WORKS = "works"


@dataclass(frozen=True, slots=True)
class SpacePlan:
    """A space as the center begins with it; the area in hundredths of a ㎡."""

    code: str
    name: str
    name_en: str
    kind: SpaceKind
    area_m2: int
    plan_row: int
    use: str
    use_en: str
    is_assumed: bool = False


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """A floor as the center begins with it: its number, its width in metres (a scheme) and its spaces."""

    number: int
    width_m: int
    spaces: tuple[SpacePlan, ...]


def _unit(code: str, area_m2: int, plan_row: int, *, is_assumed: bool = True) -> SpacePlan:
    use = ("입주 공간", "Space for a tenant enterprise")
    return SpacePlan(code, f"{code}호", f"Unit {code}", SpaceKind.UNIT, area_m2, plan_row, *use, is_assumed)


FIRST_PLAN = (
    FloorPlan(
        2,
        11,
        (
            SpacePlan(
                "202",
                "다목적회의실",
                "Multipurpose room",
                SpaceKind.MEETING,
                8700,
                1,
                "세미나·교육",
                "Seminars and classes",
            ),
            SpacePlan("203", "로비", "Lobby", SpaceKind.LOBBY, 6200, 2, "커뮤니티홀", "Community hall"),
            SpacePlan(
                "201",
                "사무실",
                "Office",
                SpaceKind.OFFICE,
                4900,
                3,
                "마을공동체 등 사회적경제 네트워크",
                "Social-economy networks",
            ),
        ),
    ),
    FloorPlan(
        3,
        22,
        (
            SpacePlan(
                "311",
                "운영사무실",
                "Operator's office",
                SpaceKind.OPERATOR,
                3300,
                1,
                "센터 운영체",
                "The center's operator",
            ),
            _unit("301", 2822, 1),
            _unit("302", 4550, 1),
            _unit("303", 3840, 1),
            _unit("304", 3102, 1, is_assumed=False),
            _unit("305", 1717, 1, is_assumed=False),
            _unit("306", 4200, 2),
            _unit("307", 3660, 2),
            _unit("308", 3309, 2),
            _unit("309", 4800, 2),
            _unit("310", 4300, 2),
        ),
    ),
)
"""Source: docs/facts.md, "The center"; the areas of the single units are planning values."""


def lasts_on(day: date, first_on: date, until_on: date | None) -> bool:
    """Whether something of the days [first_on, until_on) exists on that day; without an end it goes on."""
    return first_on <= day and (until_on is None or day < until_on)


def show_area(area_m2: int) -> str:
    """Hundredths of a ㎡ as people read them: 8700 → 87, 3102 → 31.02."""
    whole, rest = divmod(area_m2, 100)
    return f"{whole:,}" if rest == 0 else f"{whole:,}.{rest:02d}"


def public_holidays(year: int) -> dict[date, tuple[str, str]]:
    """The public holidays of a year in Korea with their Korean and English names.

    Source: PyPI `holidays`; the center's own table wins over it.
    """
    korean = holidays.country_holidays("KR", years=year, language="ko")
    english = holidays.country_holidays("KR", years=year, language="en_US")
    return {day: (_one_name(name), _one_name(english[day])) for day, name in sorted(korean.items())}


def _one_name(names: str) -> str:
    """Two holidays on one day are named together, each as people call it."""
    for legal, everyday in EVERYDAY_NAMES.items():
        names = names.replace(legal, everyday)
    return " · ".join(part.strip() for part in names.split(";"))


def is_working_day(day: date, days_off: Collection[date]) -> bool:
    """Weekdays that are no holidays are working days."""
    return day.weekday() < SATURDAY and day not in days_off


def add_working_days(day: date, n: int, days_off: Collection[date]) -> date:
    """The n-th working day after a day; the day itself is not counted."""
    while n > 0:
        day += timedelta(days=1)
        n -= is_working_day(day, days_off)
    return day


def overlapping_codes(spaces: Iterable[tuple[str, date, date | None]]) -> set[str]:
    """The codes that two spaces bear on one day; there must be none. Takes code, first day, day after the last."""
    broken = set()
    last_end: dict[str, date | None] = {}
    for code, first_on, until_on in sorted(spaces, key=lambda space: space[:2]):
        if code in last_end and (last_end[code] is None or first_on < last_end[code]):  # type: ignore[operator]
            broken.add(code)
        last_end[code] = until_on
    return broken
