"""The drawing of what members gave: no dot hides another, the scale holds all, long names are cut."""

from fractions import Fraction
from itertools import combinations

import pytest

from center.tenancy.review.pages.dots import NARROW, RADIUS, WIDE, Face, Given, Plotted, drawn, shortened
from center.tenancy.review.rules.tables import width

FACES = pytest.mark.parametrize("face", [WIDE, NARROW], ids=["wide", "narrow"])


def a_firm(*totals: float, name: str = "돌봄이음") -> Plotted:
    """A firm that got these totals, the first of them left out."""
    given = [Given(str(n), Fraction(total), n == 1) for n, total in enumerate(totals, start=1)]
    return Plotted(name, "평균", given, Fraction(sum(totals)) / len(totals), Fraction(1, 3), "33.33%")


@FACES
def test_no_dot_covers_another(face: Face) -> None:
    [strip] = drawn([a_firm(80, 80, 80, 81, 82.5, 83, 90, 90, 55)], None, face).strips

    for one, other in combinations(strip.dots, 2):
        assert abs(one.x - other.x) >= 2 * RADIUS or abs(one.y - other.y) >= 2 * RADIUS


@FACES
def test_the_scale_holds_all_points_and_the_cut(face: Face) -> None:
    plot = drawn([a_firm(71, 99.5, 88), a_firm(64, 70, 90)], Fraction(60), face)

    assert plot.cut_x == face.left
    assert all(face.left <= dot.x <= face.right for strip in plot.strips for dot in strip.dots)
    assert plot.ticks[0] == ("60", face.left)


@FACES
def test_strips_lie_below_each_other_with_room_for_their_lanes(face: Face) -> None:
    plot = drawn([a_firm(*[80] * 9), a_firm(70, 90)], None, face)

    first, second = plot.strips
    assert max(dot.y for dot in first.dots) + RADIUS < second.top
    assert max(dot.y for dot in second.dots) + RADIUS < plot.base + RADIUS


def test_the_range_is_of_what_counts() -> None:
    [strip] = drawn([a_firm(50, 80, 90)], None, WIDE).strips

    assert strip.first_x == next(dot.x for dot in strip.dots if dot.label == "2")
    assert strip.last_x == next(dot.x for dot in strip.dots if dot.label == "3")


def test_a_long_name_is_cut_to_its_columns() -> None:
    name = shortened("영등포 돌봄과 나눔을 잇는 사회적협동조합", 20)

    assert name.endswith("…")
    assert width(name) <= 20
    assert shortened("돌봄이음", 20) == "돌봄이음"


def test_nobody_is_drawn_on_a_whole_scale() -> None:
    plot = drawn([], None, WIDE)

    assert plot.strips == ()
    assert [label for label, _x in plot.ticks][:2] == ["0", "10"]
