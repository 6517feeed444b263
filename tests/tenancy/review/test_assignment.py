"""Who gets which unit. Source: docs/rules/scoring.md, "The assignment" """

from typing import Any

from center.tenancy.review.rules.assignment import Move, PassedOver, UnitFate, first_reserve
from center.tenancy.review.rules.deciding import Decision, decided
from center.tenancy.review.rules.record import Assignment
from tests.tenancy.review.records import applicant, cut_at, in_order, ranks, record, unit, units_of

VILLAGE = "village_enterprise"


def drawn(*firms: Any, units: Any, **given: Any) -> Decision:
    """What becomes of firms that are ranked as they stand here."""
    return decided(in_order(*firms, units=units, **given))


def test_u1_each_takes_the_best_that_is_left() -> None:
    made = drawn(
        applicant("A", choices="304>301>305"),
        applicant("B", choices="304>301"),
        applicant("C", choices="301>304>305"),
        applicant("D", choices="305"),
        units=[unit("304"), unit("305"), unit("301")],
    )

    assert units_of(made) == {"A": "304", "B": "301", "C": "305", "D": None}
    assert made.allotment.reserves == ("D",)


def test_u2_a_unit_that_is_too_small_is_passed_over() -> None:
    made = drawn(
        applicant("A", need_m2=15, choices="304>305"),
        applicant("B", need_m2=30, choices="304"),
        applicant("C", need_m2=17, choices="305"),
        units=[unit("304", "31.02"), unit("305", "17.17")],
    )

    assert units_of(made) == {"A": "304", "B": None, "C": "305"}
    assert made.allotment.reserves == ("B",)


def test_u3_a_unit_reserved_for_a_kind_goes_to_that_kind_first() -> None:
    made = drawn(
        applicant("A", choices="301>304"),
        applicant("B", choices="301>304"),
        applicant("M", kind=VILLAGE, choices="301>304"),
        units=[unit("301", reserved_for=VILLAGE), unit("304")],
        assignment=Assignment.RESERVED,
    )

    assert units_of(made) == {"A": "304", "B": None, "M": "301"}
    assert made.allotment.reserves == ("B",)
    assert made.allotment.shares["A"].lost[0].why is PassedOver.PRIORITY


def test_without_anybody_of_its_kind_a_reserved_unit_goes_by_rank() -> None:
    made = drawn(
        applicant("A", choices="301"),
        applicant("B", choices="301"),
        units=[unit("301", reserved_for=VILLAGE)],
        assignment=Assignment.RESERVED,
    )

    assert units_of(made) == {"A": "301", "B": None}
    assert made.allotment.shares["B"].lost[0].why is PassedOver.TAKEN


def test_by_turns_nothing_is_reserved() -> None:
    units = [unit("301", reserved_for=VILLAGE)]

    made = drawn(applicant("A", choices="301"), applicant("M", kind=VILLAGE, choices="301"), units=units)

    assert units_of(made) == {"A": "301", "M": None}


def test_u7_who_asks_for_a_tenants_unit_gives_it_the_turn() -> None:
    made = drawn(
        applicant("A", choices="304>301"),
        applicant("B", choices="301>304"),
        applicant("T", choices="301>304", sitting_in="304"),
        units=[unit("301"), unit("304")],
    )

    assert units_of(made) == {"A": "304", "B": None, "T": "301"}
    assert made.allotment.reserves == ("B",)


def test_u7_a_tenant_without_sheets_gets_the_turn_too() -> None:
    firms = [
        applicant("T", choices="301>304", sitting_in="304"),
        applicant("A", choices="304>301"),
        applicant("B", choices="301>304"),
    ]

    made = decided(record({"A": [90], "B": [80]}, applicants=firms, units=[unit("301"), unit("304")]))

    assert units_of(made) == {"T": "301", "A": "304", "B": None}
    assert ranks(made) == {"T": None, "A": 1, "B": 2}
    assert made.ranking.standings["T"].stages == {}
    assert not made.ranking.standings["T"].passed


def test_a_tenant_keeps_its_unit_whatever_it_needs_until_it_gets_a_better_one() -> None:
    made = drawn(
        applicant("A", choices="301>304"),
        applicant("T", need_m2=40, choices="301", sitting_in="304"),
        units=[unit("301", 50), unit("304", 10)],
    )

    assert units_of(made) == {"A": "301", "T": "304"}
    assert made.allotment.reserves == ()
    assert made.allotment.shares["T"].choice is None


def test_tenants_that_want_each_others_units_exchange_them() -> None:
    made = drawn(
        applicant("A", choices="301"),
        applicant("S", choices="302", sitting_in="301"),
        applicant("T", choices="303", sitting_in="302"),
        applicant("U", choices="301", sitting_in="303"),
        units=[unit("301"), unit("302"), unit("303")],
    )

    assert units_of(made) == {"A": None, "S": "302", "T": "303", "U": "301"}


def test_a_tenant_below_the_cut_stands_last_and_is_never_a_reserve() -> None:
    made = decided(
        record(
            {"T": [50], "A": [90], "B": [80]},
            applicants=[
                applicant("T", choices="301>302>304", sitting_in="304"),
                applicant("A", choices="301"),
                applicant("B", choices="301"),
            ],
            units=[unit("301"), unit("302"), unit("304")],
            cut=cut_at(60),
        )
    )

    assert units_of(made) == {"T": "302", "A": "301", "B": None}
    assert made.allotment.reserves == ("B",)
    assert ranks(made) == {"T": None, "A": 1, "B": 2}


def test_a_tenant_below_the_cut_has_its_turn_when_its_unit_is_asked_for() -> None:
    made = decided(
        record(
            {"T": [50], "A": [90], "B": [80]},
            applicants=[
                applicant("T", choices="301", sitting_in="304"),
                applicant("A", choices="304"),
                applicant("B", choices="301"),
            ],
            units=[unit("301"), unit("304")],
            cut=cut_at(60),
        )
    )

    assert units_of(made) == {"T": "301", "A": "304", "B": None}


def test_choices_that_are_not_on_offer_are_skipped_and_still_counted() -> None:
    made = drawn(applicant("A", choices="399>304"), units=[unit("304")])

    share = made.allotment.shares["A"]
    assert (share.unit, share.choice) == ("304", 2)
    assert [(lost.unit, lost.why) for lost in share.lost] == [("399", PassedOver.NOT_OFFERED)]


def test_a_need_of_0_fits_everywhere() -> None:
    assert units_of(drawn(applicant("A", choices="304"), units=[unit("304", 0)])) == {"A": "304"}


def test_who_passed_and_wants_nothing_that_there_is_is_a_reserve() -> None:
    made = drawn(applicant("A"), applicant("B", need_m2=99, choices="304"), units=[unit("304")])

    assert made.allotment.reserves == ("A", "B")


def test_units_stay_vacant_where_nobody_passed() -> None:
    made = drawn(applicant("A", choices="304"), units=[unit("304")], cut=cut_at(100))

    assert units_of(made) == {"A": None}
    assert made.allotment.reserves == ()
    assert [one.fate for one in made.allotment.units] == [UnitFate.NOBODY_PASSED]


def test_each_unit_says_what_became_of_it() -> None:
    made = drawn(
        applicant("A", need_m2=20, choices="304>305"),
        applicant("B", need_m2=20, choices="306"),
        units=[unit("304"), unit("305"), unit("306", 10), unit("307")],
    )

    assert {one.unit: (one.holder, one.fate) for one in made.allotment.units} == {
        "304": ("A", UnitFate.GIVEN),
        "305": (None, UnitFate.BETTER_ELSEWHERE),
        "306": (None, UnitFate.TOO_SMALL),
        "307": (None, UnitFate.NOT_CHOSEN),
    }


def test_the_fullest_assignment_tells_how_many_more_units_and_who_changes() -> None:
    made = drawn(
        applicant("A", choices="304>305"),
        applicant("B", choices="304"),
        units=[unit("304"), unit("305")],
    )

    fullest = made.allotment.fullest
    assert (fullest.n_official, fullest.n_filled) == (1, 2)
    assert set(fullest.moves) == {Move("A", "304", "305"), Move("B", None, "304")}


def test_where_the_assignment_is_the_fullest_nobody_changes() -> None:
    made = drawn(applicant("A", choices="304>305"), applicant("B", choices="304>305"), units=[unit("304"), unit("305")])

    assert (made.allotment.fullest.n_filled, made.allotment.fullest.moves) == (2, ())


def test_a_freed_unit_goes_to_the_first_reserve_that_accepts_it_and_fits() -> None:
    made = in_order(
        applicant("A", choices="304"),
        applicant("B", need_m2=40, choices="304"),
        applicant("C", choices="305"),
        applicant("D", choices="305>304"),
        applicant("E", choices="304"),
        units=[unit("304")],
    )
    reserves = decided(made).allotment.reserves

    assert reserves == ("B", "C", "D", "E")
    assert first_reserve(made, reserves, unit("304")) == "D"
    assert first_reserve(made, ["B"], unit("304")) is None
