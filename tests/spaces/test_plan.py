"""The plan of a floor shows areas in exact proportion and keeps its words inside the boxes."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.spaces.plan import (
    NARROW_WIDTH,
    UNITS_A_METRE,
    WALL,
    Drawing,
    Layout,
    PlanSpace,
    PlanText,
    draw_narrow,
    draw_wide,
    lay_out,
    lay_out_narrow,
)

UPPER_ROW = {"운영": 3300, "301": 2822, "302": 4550, "303": 3840, "304": 3102, "305": 1717}
LOWER_ROW = {"306": 4200, "307": 3660, "308": 3309, "309": 4800, "310": 4300}


def space(code: str, area_m2: int, row: int, position: int, *texts: str) -> PlanSpace:
    lines = tuple(PlanText("name" if n == 0 else "who", text) for n, text in enumerate(texts))
    return PlanSpace(code, area_m2, row, position, "used", code, lines, lines)


def second_floor() -> list[PlanSpace]:
    areas = {"202": 8700, "203": 6200, "201": 4900}
    return [space(code, area, row, 0, code) for row, (code, area) in enumerate(areas.items())]


def third_floor() -> list[PlanSpace]:
    rows = enumerate((UPPER_ROW, LOWER_ROW))
    return [
        space(code, area, row, position, code)
        for row, areas in rows
        for position, (code, area) in enumerate(areas.items())
    ]


FLOORS = {"second": (second_floor(), 11), "third": (third_floor(), 22)}


def overlap(layout: Layout) -> bool:
    return any(
        one.left < two.right and two.left < one.right and one.top < two.bottom and two.top < one.bottom
        for one, two in combinations(layout.places, 2)
    )


@pytest.mark.parametrize("floor", FLOORS)
def test_each_floor_is_eighteen_metres_deep(floor: str) -> None:
    spaces, width = FLOORS[floor]

    assert lay_out(spaces, Fraction(width)).depth == 18


def test_spaces_stand_in_their_rows_from_the_left_whatever_order_they_come_in() -> None:
    ordered = lay_out(third_floor(), Fraction(22))
    shuffled = lay_out(third_floor()[::-1], Fraction(22))

    assert shuffled == ordered
    assert [place.space.code for place in ordered.places] == [*UPPER_ROW, *LOWER_ROW]


areas = st.lists(st.lists(st.integers(100, 20_000), min_size=1, max_size=7), min_size=1, max_size=5)


@given(areas=areas, width=st.integers(5, 40))
def test_places_have_their_area_and_cover_the_floor_without_overlap(areas: list[list[int]], width: int) -> None:
    spaces = [
        space(f"{row}-{position}", area, row, position)
        for row, of_row in enumerate(areas)
        for position, area in enumerate(of_row)
    ]

    for layout in (lay_out(spaces, Fraction(width)), lay_out_narrow(spaces, Fraction(width))):
        assert all(place.area == Fraction(place.space.area_m2, 100) for place in layout.places)
        assert sum(place.area for place in layout.places) == layout.width * layout.depth
        assert max(place.right for place in layout.places) == layout.width
        assert max(place.bottom for place in layout.places) == layout.depth
        assert not overlap(layout)


@pytest.mark.parametrize("floor", FLOORS)
def test_drawn_boxes_are_proportional_to_the_areas_within_rounding(floor: str) -> None:
    spaces, width = FLOORS[floor]
    area_of = {space.code: space.area_m2 / 100 for space in spaces}

    for box in draw_wide(spaces, width).boxes:
        drawn = (box.width + 2 * WALL) * (box.height + 2 * WALL)

        assert drawn / UNITS_A_METRE**2 == pytest.approx(area_of[box.name], rel=0.003)


def test_all_floors_are_drawn_at_one_scale() -> None:
    second, third = (draw_wide(*FLOORS[floor]) for floor in FLOORS)

    assert second.view_box == "0 0 385 630"
    assert third.view_box == "0 0 770 630"


def test_on_a_phone_the_third_floor_stands_in_two_columns() -> None:
    layout = lay_out_narrow(third_floor(), Fraction(22))

    assert {place.left for place in layout.places if place.space.code in UPPER_ROW} == {0}
    assert len({place.left for place in layout.places}) == 2
    assert (int(layout.width), int(layout.depth)) == (18, 22)


def test_on_a_phone_the_second_floor_keeps_its_full_width_rows() -> None:
    layout = lay_out_narrow(second_floor(), Fraction(11))

    assert all(place.left == 0 and place.right == 18 for place in layout.places)


def test_on_a_phone_the_smallest_unit_is_at_least_35_pixels_high() -> None:
    drawing = draw_narrow(third_floor(), 22)

    assert drawing.width == NARROW_WIDTH
    assert min(box.height + 2 * WALL for box in drawing.boxes) >= 35


def drawn(*texts: str, drawing_width: int = 10) -> Drawing:
    return draw_wide([space("1", 3000, 0, 0, *texts)], drawing_width)


def test_words_stand_in_the_middle_of_their_box() -> None:
    drawing = drawn("302호", "선유텃밭")
    (box,) = drawing.boxes

    assert [line.x for line in box.lines] == [175, 175]
    assert box.y < box.lines[0].y < box.lines[1].y < box.y + box.height
    assert [line.css_class for line in box.lines] == ["plan-name", "plan-who"]


def test_long_words_are_folded_at_spaces() -> None:
    (box,) = drawn("도란 사회적협동조합", drawing_width=4).boxes

    assert [line.text for line in box.lines] == ["도란", "사회적협동조합"]


def test_a_word_wider_than_its_box_is_cut() -> None:
    (box,) = drawn("마을공동체네트워크", drawing_width=3).boxes

    assert len(box.lines) > 1
    assert "".join(line.text for line in box.lines) == "마을공동체네트워크"


def test_words_that_do_not_fit_are_left_out_from_the_end() -> None:
    flat = [space("1", 3000, 0, 0, "305호 · 모집 중", "17.17㎡", "선유텃밭")]

    (box,) = draw_wide(flat, 30).boxes

    assert [line.text for line in box.lines] == ["305호 · 모집 중"]


def test_a_flat_box_keeps_the_name_whole_and_leaves_out_the_state() -> None:
    flat = [space("1", 600, 0, 0, "Unit 305 · No tenant yet"), space("2", 9000, 1, 0, "Unit 306")]

    first, _ = draw_wide(flat, 6).boxes

    assert [line.text for line in first.lines] == ["Unit 305"]
