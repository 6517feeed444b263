"""The building as it is known, and as it changes."""

from datetime import date

import pytest
from flask import Flask

from center.core.db import db, transaction
from center.spaces.models import Holiday
from center.spaces.queries import spaces_on
from center.spaces.rules import add_working_days, overlapping_codes, public_holidays, show_area
from center.spaces.service import ensure_holidays, replace_space

TODAY = date(2026, 12, 15)


def area_of(day: date, floor: int | None = None) -> int:
    return sum(space.area_m2 for space in spaces_on(day) if floor in (None, space.floor_number))


def test_floors_and_total_have_the_known_areas(app: Flask) -> None:
    assert area_of(TODAY, 2) == 19800
    assert area_of(TODAY, 3) == 39600
    assert area_of(TODAY) == 59400


def test_ten_units_have_363_square_metres_and_the_operator_33(app: Flask) -> None:
    units = [space for space in spaces_on(TODAY) if space.kind == "unit"]

    assert [space.code for space in sorted(units, key=lambda unit: unit.code)] == [
        str(code) for code in range(301, 311)
    ]
    assert sum(space.area_m2 for space in units) == 36300
    assert {space.code: space.area_m2 for space in spaces_on(TODAY)}["311"] == 3300


def test_only_the_published_unit_areas_are_not_marked_assumed(app: Flask) -> None:
    assumed = {space.code for space in spaces_on(TODAY) if space.is_area_assumed}

    assert assumed == {"301", "302", "303", "306", "307", "308", "309", "310"}


def test_a_changed_building_keeps_its_history(app: Flask) -> None:
    lobby = next(space for space in spaces_on(TODAY) if space.code == "203")

    replace_space(lobby, first_on=date(2027, 3, 1), area_m2=7000)

    assert area_of(TODAY) == 59400
    assert area_of(date(2027, 2, 28)) == 59400
    assert area_of(date(2027, 3, 1)) == 60200
    assert area_of(date(2027, 3, 1), 3) == 39600


def test_before_the_opening_there_are_no_spaces(app: Flask) -> None:
    assert list(spaces_on(date(2014, 11, 20))) == []


def test_two_spaces_of_one_code_on_a_day_are_found() -> None:
    apart = [("202", date(2015, 1, 1), date(2020, 1, 1)), ("202", date(2020, 1, 1), None)]
    assert overlapping_codes(apart) == set()
    assert overlapping_codes([*apart, ("202", date(2019, 12, 31), date(2020, 1, 1))]) == {"202"}


def test_holidays_are_kept_for_this_year_and_the_next_two(app: Flask) -> None:
    assert not ensure_holidays(TODAY)
    assert ensure_holidays(date(2027, 1, 1))
    assert db.session.get(Holiday, date(2029, 1, 1)) is not None


def test_what_staff_corrected_stays(app: Flask) -> None:
    with transaction() as session:
        session.get_one(Holiday, date(2026, 12, 25)).is_off = False

    ensure_holidays(date(2027, 1, 1))

    assert not db.session.get_one(Holiday, date(2026, 12, 25)).is_off


def test_holidays_are_called_as_people_call_them() -> None:
    assert public_holidays(2026)[date(2026, 12, 25)] == ("성탄절", "Christmas Day")
    assert set(public_holidays(2025)[date(2025, 5, 5)][0].split(" · ")) == {"부처님오신날", "어린이날"}


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 12, 15), 2, date(2026, 12, 17)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 18), 1, date(2026, 12, 21)),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(day: date, n: int, expected: date) -> None:
    assert add_working_days(day, n, {date(2026, 12, 25)}) == expected


def test_areas_are_shown_without_needless_zeros() -> None:
    assert show_area(8700) == "87"
    assert show_area(3102) == "31.02"
    assert show_area(123450) == "1,234.50"
