"""Selection records read and written. Source: docs/rules/scoring.md, "The selection record", "Refused" """

import json
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from center.tenancy.calls.rules.content import Combine, CutOn
from center.tenancy.review.rules.reading import read_record
from center.tenancy.review.rules.record import (
    Applicant,
    Assignment,
    Criterion,
    Cut,
    Exclusion,
    OfferedUnit,
    RecordRefusedError,
    RuleSet,
    SelectionRecord,
    Sheet,
    Stage,
)
from center.tenancy.review.rules.writing import decimal_of, written

EXAMPLE = """
{"format": "center-selection/1",
 "call": {"number": "2014-1", "notice_on": "2014-12-10"},
 "rules": {"stages": [{"key": "documents", "share": "0.4",
                       "criteria": [{"key": "capability", "points": 30}, {"key": "community", "points": 30},
                                    {"key": "business", "points": 40}]},
                      {"key": "interview", "share": "0.6", "criteria": [{"key": "business", "points": 100}]}],
           "combine": "trimmed", "trim_from": 5, "min_sheets": 3, "bonus_cap": "5", "deduction_cap": "5",
           "cut": {"score": "60", "on": "base"},
           "ties": ["stage:interview", "criterion:documents/business", "older", "lot"],
           "shortlist_factor": "1.5", "assignment": "serial"},
 "units": [{"code": "304", "area_m2": "31.02", "reserved_for": null}],
 "applicants": [{"id": "A", "kind": "cooperative", "founded_on": "2012-03-01", "need_m2": "20", "choices": ["304"],
                 "bonus": ["3"], "deductions": [], "sitting_in": null, "lot": 3}],
 "sheets": [{"stage": "documents", "member": "R1", "applicant": "A",
             "scores": {"capability": "25", "community": "24.5", "business": "33"}}],
 "excluded": [{"member": "R3", "applicant": "A"}]}
"""
READ = SelectionRecord(
    number="2014-1",
    notice_on=date(2014, 12, 10),
    rules=RuleSet(
        stages=(
            Stage(
                "documents",
                Fraction(2, 5),
                (Criterion("capability", 30), Criterion("community", 30), Criterion("business", 40)),
            ),
            Stage("interview", Fraction(3, 5), (Criterion("business", 100),)),
        ),
        combine=Combine.TRIMMED,
        trim_from=5,
        min_sheets=3,
        bonus_cap=Fraction(5),
        deduction_cap=Fraction(5),
        cut=Cut(Fraction(60), CutOn.BASE),
        ties=("stage:interview", "criterion:documents/business", "older", "lot"),
        shortlist_factor=Fraction(3, 2),
        assignment=Assignment.SERIAL,
    ),
    units=(OfferedUnit("304", Fraction("31.02"), None),),
    applicants=(
        Applicant(
            "A", "cooperative", date(2012, 3, 1), Fraction(20), ("304",), (Fraction(3),), (), sitting_in=None, lot=3
        ),
    ),
    sheets=(
        Sheet(
            "documents",
            "R1",
            "A",
            {"capability": Fraction(25), "community": Fraction("24.5"), "business": Fraction(33)},
        ),
    ),
    excluded=(Exclusion("R3", "A"),),
)
SHEET = {"stage": "interview", "member": "R1", "applicant": "A", "scores": {"business": "70"}}
UNIT = {"code": "305", "area_m2": "17.17", "reserved_for": None}


def changed(path: str, value: object) -> str:
    """The example with another value at a path of keys and positions; `…` takes it out."""
    plain = json.loads(EXAMPLE)
    *way, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = plain
    for step in way:
        place = place[step]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return json.dumps(plain)


def another(section: str, change: Callable[[dict[str, Any]], object] = lambda _one: None) -> str:
    """The example with a second unit, applicant, … like its first, but for a change."""
    plain = json.loads(EXAMPLE)
    plain[section].append(json.loads(json.dumps(plain[section][0])))
    change(plain[section][1])
    return json.dumps(plain)


def test_a_file_says_exactly_this_record() -> None:
    assert read_record(EXAMPLE) == READ


def test_what_is_written_is_read_as_the_same_record_and_written_again_alike() -> None:
    text = written(READ)

    assert read_record(text) == READ
    assert json.loads(text) == json.loads(EXAMPLE)
    assert written(read_record(text)) == text


def test_nothing_but_objects_and_lists_need_be_in_an_order() -> None:
    plain = json.loads(EXAMPLE)
    turned = {key: plain[key] for key in reversed(plain)}
    turned["sheets"][0]["scores"] = dict(reversed(turned["sheets"][0]["scores"].items()))

    assert written(read_record(json.dumps(turned))) == written(READ)


@pytest.mark.parametrize(
    "text", ["", "{", "[1,]", "{'a': 1}", EXAMPLE + "x", "[" * 100_000, '{"format": NaN}', "1" * 5000]
)
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(RecordRefusedError, match="JSON"):
        read_record(text)


def test_where_json_ends_is_told_by_line_and_column() -> None:
    with pytest.raises(RecordRefusedError) as refusal:
        read_record('{"format":\n  nothing}')

    assert refusal.value.place == "2:3"


EVERY_KEY = [
    "format",
    "call",
    "call.number",
    "call.notice_on",
    "rules",
    *(f"rules.{key}" for key in json.loads(EXAMPLE)["rules"]),
    "rules.stages.0.key",
    "rules.stages.0.share",
    "rules.stages.0.criteria",
    "rules.stages.0.criteria.1.key",
    "rules.stages.0.criteria.1.points",
    "rules.cut.score",
    "rules.cut.on",
    "units",
    *(f"units.0.{key}" for key in UNIT),
    "applicants",
    *(f"applicants.0.{key}" for key in json.loads(EXAMPLE)["applicants"][0]),
    "sheets",
    *(f"sheets.0.{key}" for key in SHEET),
    "sheets.0.scores.business",
    "excluded",
    "excluded.0.member",
    "excluded.0.applicant",
]


def placed(path: str) -> str:
    """A path as a refusal names it: `sheets[0].scores`."""
    return "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in path.split(".")).removeprefix(".")


@pytest.mark.parametrize("path", EVERY_KEY)
def test_a_missing_key_is_refused(path: str) -> None:
    with pytest.raises(RecordRefusedError, match="빠져 있습니다") as refusal:
        read_record(changed(path, ...))

    assert refusal.value.place == placed(path)


@pytest.mark.parametrize(
    "path",
    ["", "call.", "rules.", "rules.stages.1.", "rules.cut.", "units.0.", "applicants.0.", "sheets.0.", "excluded.0."],
)
def test_an_unknown_key_is_refused(path: str) -> None:
    with pytest.raises(RecordRefusedError, match="없는 이름") as refusal:
        read_record(changed(f"{path}extra", "1"))

    assert refusal.value.place == placed(f"{path}extra")


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(RecordRefusedError, match="두 번") as refusal:
        read_record(EXAMPLE.replace('"community": "24.5"', '"community": "24.5", "community": "25"'))

    assert refusal.value.place == "sheets[0].scores.community"


UNKNOWN = [
    ("sheets.0.stage", "visit"),
    ("sheets.0.applicant", "Z"),
    ("sheets.0.scores.charm", "1"),
    ("excluded.0.applicant", "Z"),
    ("rules.ties.0", "stage:visit"),
    ("rules.ties.0", "criterion:interview/charm"),
    ("rules.ties.0", "criterion:interview"),
    ("rules.ties.0", "younger"),
    ("applicants.0.sitting_in", "999"),
]
NO_DECIMAL = [25, 24.5, None, True, "", " 5", "5 ", "+5", "1e1", ".5", "5.", "5,0", "½", "٣", "NaN", "1/2", ["5"]]
DECIMALS = [
    "rules.stages.0.share",
    "rules.bonus_cap",
    "rules.deduction_cap",
    "rules.cut.score",
    "units.0.area_m2",
    "applicants.0.need_m2",
    "applicants.0.bonus.0",
    "sheets.0.scores.business",
]
WHOLE = ["rules.trim_from", "rules.min_sheets", "applicants.0.lot", "rules.stages.0.criteria.0.points"]


@pytest.mark.parametrize(("path", "value"), UNKNOWN)
def test_a_stage_an_applicant_a_criterion_or_a_unit_that_is_nowhere_else_is_refused(path: str, value: str) -> None:
    with pytest.raises(RecordRefusedError) as refusal:
        read_record(changed(path, value))

    assert refusal.value.place == placed(path)


def test_members_are_whoever_sheets_and_exclusions_name() -> None:
    assert read_record(changed("excluded.0.member", "R77")).excluded == (Exclusion("R77", "A"),)


@pytest.mark.parametrize("path", DECIMALS)
@pytest.mark.parametrize("value", NO_DECIMAL, ids=repr)
def test_a_number_that_is_no_decimal_string_is_refused(path: str, value: object) -> None:
    with pytest.raises(RecordRefusedError, match="십진수") as refusal:
        read_record(changed(path, value))

    assert refusal.value.place == placed(path)


def test_only_the_shortlist_factor_may_be_null_among_numbers() -> None:
    assert read_record(changed("rules.shortlist_factor", None)).rules.shortlist_factor is None
    with pytest.raises(RecordRefusedError, match="십진수"):
        read_record(changed("rules.shortlist_factor", 1.5))


@pytest.mark.parametrize("path", [path for path in DECIMALS if "scores" not in path])
def test_no_number_is_below_0(path: str) -> None:
    with pytest.raises(RecordRefusedError, match="0보다 작을 수 없습니다"):
        read_record(changed(path, "-1"))


@pytest.mark.parametrize("path", WHOLE)
@pytest.mark.parametrize("value", ["3.5", 3.5, 3.0, True, [3]], ids=repr)
def test_a_whole_number_that_is_none_is_refused(path: str, value: object) -> None:
    with pytest.raises(RecordRefusedError, match="정수") as refusal:
        read_record(changed(path, value))

    assert refusal.value.place == placed(path)


@pytest.mark.parametrize("path", WHOLE[:-1])
def test_a_whole_number_stands_without_quotes(path: str) -> None:
    with pytest.raises(RecordRefusedError, match="정수"):
        read_record(changed(path, "3"))


def test_points_may_stand_with_or_without_quotes_and_sum_to_anything_but_0() -> None:
    assert read_record(changed("rules.stages.1.criteria.0.points", "80")).rules.stages[1].criteria[0].points == 80
    with pytest.raises(RecordRefusedError, match="0보다 커야") as refusal:
        read_record(changed("rules.stages.1.criteria.0.points", 0))
    assert refusal.value.place == "rules.stages[1].criteria"
    with pytest.raises(RecordRefusedError, match="정수"):
        read_record(changed("rules.stages.1.criteria.0.points", -1))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (another("units"), "units[1].code"),
        (another("applicants"), "applicants[1].id"),
        (another("sheets"), "sheets[1]"),
        (another("sheets", lambda one: one["scores"].update(business="1")), "sheets[1]"),
        (changed("rules.stages.1.key", "documents"), "rules.stages[1].key"),
        (changed("rules.stages.0.criteria.1.key", "capability"), "rules.stages[0].criteria[1].key"),
    ],
)
def test_what_stands_twice_is_refused_at_the_second_place(text: str, place: str) -> None:
    with pytest.raises(RecordRefusedError, match="두 번") as refusal:
        read_record(text)

    assert refusal.value.place == place


def test_two_tenants_in_one_unit_are_refused() -> None:
    plain = json.loads(another("applicants", lambda one: one.update(id="B")))
    for one in plain["applicants"]:
        one["sitting_in"] = "304"

    with pytest.raises(RecordRefusedError) as refusal:
        read_record(json.dumps(plain))

    assert refusal.value.place == "applicants[1].sitting_in"


@pytest.mark.parametrize(
    ("criterion", "points"), [("business", "40.001"), ("capability", "-0.1"), ("community", "31"), ("business", "-1")]
)
def test_points_outside_the_range_are_refused(criterion: str, points: str) -> None:
    with pytest.raises(RecordRefusedError, match="점까지입니다") as refusal:
        read_record(changed(f"sheets.0.scores.{criterion}", points))

    assert refusal.value.place == f"sheets[0].scores.{criterion}"


@pytest.mark.parametrize("points", ["0", "40", "39.999", "0.0"])
def test_points_up_to_both_ends_of_the_range_are_taken(points: str) -> None:
    assert read_record(changed("sheets.0.scores.business", points)).sheets[0].scores["business"] == Fraction(points)


@pytest.mark.parametrize("share", ["0.5", "0.39999999999999999999", "0.41"])
def test_shares_that_do_not_sum_to_1_are_refused(share: str) -> None:
    with pytest.raises(RecordRefusedError, match="더하면 1") as refusal:
        read_record(changed("rules.stages.0.share", share))

    assert refusal.value.place == "rules.stages"


def test_rules_without_a_stage_or_a_stage_without_a_criterion_are_refused() -> None:
    with pytest.raises(RecordRefusedError):
        read_record(changed("rules.stages", []))
    with pytest.raises(RecordRefusedError):
        read_record(changed("rules.stages.1.criteria", []))


def test_reserved_units_together_with_a_sitting_tenant_are_refused() -> None:
    plain = json.loads(changed("applicants.0.sitting_in", "304"))
    plain["rules"]["assignment"] = "reserved"

    with pytest.raises(RecordRefusedError, match="sitting_in") as refusal:
        read_record(json.dumps(plain))

    assert refusal.value.place == "rules.assignment"


def test_sheets_of_an_excluded_pair_must_be_well_formed_too() -> None:
    with pytest.raises(RecordRefusedError, match="점까지입니다"):
        read_record(another("sheets", lambda one: one.update(member="R3", scores={**one["scores"], "business": "99"})))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("format", "center-selection/2"),
        ("rules.combine", "median"),
        ("rules.cut.on", "bonus"),
        ("rules.assignment", "lottery"),
        ("call.notice_on", "2014-13-01"),
        ("call.notice_on", "20141210"),
        ("applicants.0.founded_on", "2012-02-30"),
        ("applicants.0.founded_on", 2012),
        ("applicants.0.id", ""),
        ("applicants.0.id", "\ud800"),
        ("applicants.0.choices", "304"),
        ("applicants.0.choices.0", 304),
        ("applicants.0", "A"),
        ("units", {}),
        ("sheets.0.scores", []),
        ("rules.cut", "60"),
    ],
)
def test_a_value_of_another_form_is_refused_at_its_place(path: str, value: object) -> None:
    with pytest.raises(RecordRefusedError) as refusal:
        read_record(changed(path, value))

    assert refusal.value.place == placed(path)


DECIMAL = st.decimals(0, 100, places=3).map(Fraction)
CODE = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3)
APPLICANT = st.builds(
    Applicant,
    id=CODE,
    kind=CODE,
    founded_on=st.none() | st.dates(),
    need_m2=DECIMAL,
    choices=st.lists(CODE, max_size=3).map(tuple),
    bonus=st.lists(DECIMAL, max_size=2).map(tuple),
    deductions=st.lists(DECIMAL, max_size=2).map(tuple),
    sitting_in=st.none(),
    lot=st.none() | st.integers(),
)


@st.composite
def records(draw: st.DrawFn) -> SelectionRecord:
    """Any record that may be read, its sheets many or none."""
    rules = RuleSet(
        stages=READ.rules.stages,
        combine=draw(st.sampled_from(Combine)),
        trim_from=draw(st.integers()),
        min_sheets=draw(st.integers()),
        bonus_cap=draw(DECIMAL),
        deduction_cap=draw(DECIMAL),
        cut=draw(st.none() | st.builds(Cut, DECIMAL, st.sampled_from(CutOn))),
        ties=tuple(draw(st.lists(st.sampled_from([*READ.rules.ties_known()])))),
        shortlist_factor=draw(st.none() | DECIMAL),
        assignment=draw(st.sampled_from(Assignment)),
    )
    units = draw(st.lists(st.builds(OfferedUnit, CODE, DECIMAL, st.none() | CODE), unique_by=lambda one: one.code))
    applicants = draw(st.lists(APPLICANT, min_size=1, max_size=3, unique_by=lambda one: one.id))
    pairs = st.tuples(CODE, st.sampled_from([one.id for one in applicants]))
    judged = draw(st.lists(pairs, max_size=4, unique=True))
    sheets = [Sheet("interview", member, id_, {"business": draw(DECIMAL)}) for member, id_ in judged]
    excluded = [Exclusion(member, id_) for member, id_ in draw(st.lists(pairs, max_size=2))]
    day = draw(st.dates())
    return SelectionRecord(draw(CODE), day, rules, tuple(units), tuple(applicants), tuple(sheets), tuple(excluded))


@settings(max_examples=60, deadline=None)
@given(records())
def test_any_record_is_read_as_it_was_written(made: SelectionRecord) -> None:
    assert read_record(written(made)) == made


@given(st.decimals(-1000, 1000, places=6))
def test_a_number_is_written_in_as_few_decimals_as_it_has(number: Any) -> None:
    text = decimal_of(Fraction(number))

    assert Fraction(text) == Fraction(number)
    assert not ("." in text and text.endswith((".", "0")))


def test_a_number_without_an_end_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="1/3"):
        decimal_of(Fraction(1, 3))
