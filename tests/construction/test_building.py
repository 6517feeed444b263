"""Spaces that begin, end and change with a project keep their history and the sums of their floors."""

from datetime import date

import pytest
from flask import Flask

from center.checks import run_checks
from center.construction import queries
from center.construction.service import building
from center.construction.service.building import Decision, SpaceBookedError
from center.core import time
from center.core.actor import Actor
from center.spaces.models import Space
from center.spaces.queries import spaces_on
from center.spaces.rules import SpaceKind
from center.spaces.terms import Term, enter_term
from center.spaces.works import NewSpace, SpaceHeldError, SpaceNotThereError, SpaceThereError
from tests.bookings.factories import a_booking, hours
from tests.construction.factories import a_project, now_of

OPENING, NEW_YEAR = date(2015, 4, 28), date(2027, 1, 1)
FOURTH_FLOOR = NewSpace(
    code="401",
    floor_number=4,
    kind=SpaceKind.OFFICE,
    name="4층",
    name_en="4th floor",
    use="알려지지 않음",
    use_en="Not known",
    area_m2=150_00,
)


def space(code: str, day: date = date(2026, 12, 15)) -> Space:
    return next(one for one in spaces_on(day) if one.code == code)


def test_the_center_grew_to_744_with_a_fourth_floor_and_the_plan_of_2014_stays(app: Flask, yuna: Actor) -> None:
    center = queries.get_project("center")

    building.begin(center, FOURTH_FLOOR, Decision(on=OPENING, reason="증축"), version=center.version, by=yuna)

    sums = queries.floor_sums([date(2015, 3, 1), date(2015, 4, 27), OPENING])
    assert sums[date(2015, 3, 1)] == sums[date(2015, 4, 27)] == {2: 198_00, 3: 396_00}
    assert sums[OPENING] == {2: 198_00, 3: 396_00, 4: 150_00}
    assert sum(sums[OPENING].values()) == 744_00
    assert all(not result.faults for result in run_checks(time.now()))


def test_a_space_that_ends_was_there_until_the_day_before(app: Flask, yuna: Actor) -> None:
    project = a_project()

    building.end(
        project,
        space("306"),
        Decision(on=NEW_YEAR, reason="복도"),
        version=now_of(project).version,
        by=yuna,
        now=time.now(),
    )

    assert "306" in {one.code for one in spaces_on(date(2026, 12, 31))}
    assert "306" not in {one.code for one in spaces_on(NEW_YEAR)}
    assert [(change.kind, change.space.code) for change in queries.space_changes_of(project.id)] == [("ends", "306")]
    assert all(not result.faults for result in run_checks(time.now()))


def test_a_space_has_another_area_from_a_day_on(app: Flask, yuna: Actor) -> None:
    project = a_project()

    building.change_area(
        project,
        space("307"),
        40_00,
        Decision(on=NEW_YEAR, reason="벽을 옮김"),
        version=now_of(project).version,
        by=yuna,
        now=time.now(),
    )

    assert (space("307").area_m2, space("307", NEW_YEAR).area_m2) == (36_60, 40_00)
    sums = queries.floor_sums([date(2026, 12, 31), NEW_YEAR])
    assert (sums[date(2026, 12, 31)][3], sums[NEW_YEAR][3]) == (396_00, 399_40)


def test_a_room_that_is_booked_and_a_unit_that_is_let_do_not_end(app: Flask, yuna: Actor) -> None:
    project = a_project()
    a_booking(hours(14, 16, date(2026, 12, 23)))
    enter_term("305", Term(1, "새벽밥상", date(2026, 3, 1), date(2028, 3, 1), "사용허가"), by=yuna)
    told = {"version": now_of(project).version, "by": yuna, "now": time.now()}

    with pytest.raises(SpaceBookedError, match="예약이 1건 있습니다"):
        building.end(project, space("202"), Decision(on=date(2026, 12, 23), reason="-"), **told)  # type: ignore[arg-type]
    with pytest.raises(SpaceHeldError, match="새벽밥상에서 2028년 2월 29일"):
        building.end(project, space("305"), Decision(on=NEW_YEAR, reason="-"), **told)  # type: ignore[arg-type]
    with pytest.raises(SpaceNotThereError):
        building.end(project, space("306"), Decision(on=date(2015, 3, 1), reason="-"), **told)  # type: ignore[arg-type]

    assert "202" in {one.code for one in spaces_on(NEW_YEAR)}


def test_two_spaces_never_bear_one_code(app: Flask, yuna: Actor) -> None:
    project = a_project()
    lobby = NewSpace(
        code="203",
        floor_number=2,
        kind=SpaceKind.OFFICE,
        name="-",
        name_en="-",
        use="-",
        use_en="-",
        area_m2=1_00,
    )

    with pytest.raises(SpaceThereError):
        building.begin(project, lobby, Decision(on=NEW_YEAR, reason="-"), version=now_of(project).version, by=yuna)
