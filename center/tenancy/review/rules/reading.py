"""A selection record as its file says it, or why and where it says none. Pure.

Source: docs/rules/scoring.md, "The selection record", "Refused"
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from center.core.text import _
from center.tenancy.calls.rules.content import Combine, CutOn
from center.tenancy.review.rules.parts import Part, document, ensure_single
from center.tenancy.review.rules.record import (
    FORMAT,
    Applicant,
    Assignment,
    Criterion,
    Cut,
    Exclusion,
    OfferedUnit,
    RuleSet,
    SelectionRecord,
    Sheet,
    Stage,
)

SECTIONS = ("format", "call", "rules", "units", "applicants", "sheets", "excluded")
APPLICANT = ("id", "kind", "founded_on", "need_m2", "choices", "bonus", "deductions", "sitting_in", "lot")
RULES = (
    "stages",
    "combine",
    "trim_from",
    "min_sheets",
    "bonus_cap",
    "deduction_cap",
    "cut",
    "ties",
    "shortlist_factor",
    "assignment",
)


def read_record(text: str) -> SelectionRecord:
    """The record that a file says, every value of it looked at.

    Whether everybody has enough sheets is seen only when stages are counted: see `scores`.

    Raises:
        RecordRefusedError: with the first place that is not as it must be.
    """
    whole = document(text).fields(*SECTIONS)
    whole["format"].one_of([FORMAT])
    call = whole["call"].fields("number", "notice_on")
    rules = _rules(whole["rules"])
    units = _units(whole["units"])
    applicants = _applicants(whole["applicants"], units)
    _ensure_one_way(whole["rules"], rules, applicants)
    ids = [applicant.id for applicant in applicants]
    return SelectionRecord(
        number=call["number"].code(),
        notice_on=call["notice_on"].day(),
        rules=rules,
        units=units,
        applicants=applicants,
        sheets=_sheets(whole["sheets"], rules, ids),
        excluded=tuple(_exclusion(part, ids) for part in whole["excluded"].listed()),
    )


def _rules(part: Part) -> RuleSet:
    found = part.fields(*RULES)
    rules = RuleSet(
        stages=_stages(found["stages"]),
        combine=found["combine"].one_of(list(Combine)),
        trim_from=found["trim_from"].whole(),
        min_sheets=found["min_sheets"].whole(),
        bonus_cap=found["bonus_cap"].number(),
        deduction_cap=found["deduction_cap"].number(),
        cut=found["cut"].or_none(_cut),
        ties=tuple(tie.code() for tie in found["ties"].listed()),
        shortlist_factor=found["shortlist_factor"].or_none(Part.number),
        assignment=found["assignment"].one_of(list(Assignment)),
    )
    known = set(rules.ties_known())
    for tie in found["ties"].listed():
        if tie.value not in known:
            raise tie.refused(_("이 심사에 없는 동점 기준입니다. 단계와 항목의 이름을 확인하세요."))
    return rules


def _stages(part: Part) -> tuple[Stage, ...]:
    parts = [(one, one.fields("key", "share", "criteria")) for one in part.listed()]
    stages = tuple(
        Stage(found["key"].code(), found["share"].number(), _criteria(found["criteria"])) for _one, found in parts
    )
    keys = [(found["key"], stage.key) for (_one, found), stage in zip(parts, stages, strict=True)]
    ensure_single(keys, _("같은 단계가 두 번 있습니다."))
    if sum(stage.share for stage in stages) != 1:
        raise part.refused(_("단계의 반영 비율(share)을 더하면 1이어야 합니다."))
    return stages


def _criteria(part: Part) -> tuple[Criterion, ...]:
    parts = [one.fields("key", "points") for one in part.listed()]
    criteria = tuple(Criterion(found["key"].code(), _points(found["points"])) for found in parts)
    keys = [(found["key"], criterion.key) for found, criterion in zip(parts, criteria, strict=True)]
    ensure_single(keys, _("같은 심사 항목이 두 번 있습니다."))
    if not sum(criterion.points for criterion in criteria):
        raise part.refused(_("배점을 더하면 0보다 커야 합니다."))
    return criteria


def _points(part: Part) -> int:
    """Whole points, with or without quotes."""
    points = part.number() if isinstance(part.value, str) else Fraction(part.whole())
    if points < 0 or points.denominator != 1:
        raise part.refused(_("배점은 0 이상의 정수여야 합니다."))
    return points.numerator


def _cut(part: Part) -> Cut:
    found = part.fields("score", "on")
    return Cut(found["score"].number(), found["on"].one_of(list(CutOn)))


def _units(part: Part) -> tuple[OfferedUnit, ...]:
    parts = [one.fields("code", "area_m2", "reserved_for") for one in part.listed()]
    ensure_single([(found["code"], found["code"].code()) for found in parts], _("같은 공간이 두 번 있습니다."))
    return tuple(
        OfferedUnit(found["code"].code(), found["area_m2"].number(), found["reserved_for"].or_none(Part.code))
        for found in parts
    )


def _applicants(part: Part, units: Sequence[OfferedUnit]) -> tuple[Applicant, ...]:
    parts = [one.fields(*APPLICANT) for one in part.listed()]
    ensure_single([(found["id"], found["id"].code()) for found in parts], _("같은 신청 기업이 두 번 있습니다."))
    applicants = tuple(_applicant(found) for found in parts)
    seats = [(found["sitting_in"], one.sitting_in) for found, one in zip(parts, applicants, strict=True)]
    taken = [(seat, code) for seat, code in seats if code is not None]
    codes = {unit.code for unit in units}
    for seat, code in taken:
        if code not in codes:
            raise seat.refused(_("units에 없는 공간입니다. 지금 쓰는 공간도 units에 적으세요."))
    ensure_single(taken, _("한 공간을 두 기업이 쓰고 있습니다."))
    return applicants


def _applicant(found: Mapping[str, Part]) -> Applicant:
    return Applicant(
        id=found["id"].code(),
        kind=found["kind"].text(),
        founded_on=found["founded_on"].or_none(Part.day),
        need_m2=found["need_m2"].number(),
        choices=tuple(choice.code() for choice in found["choices"].listed()),
        bonus=tuple(points.number() for points in found["bonus"].listed()),
        deductions=tuple(points.number() for points in found["deductions"].listed()),
        sitting_in=found["sitting_in"].or_none(Part.code),
        lot=found["lot"].or_none(Part.whole),
    )


def _ensure_one_way(part: Part, rules: RuleSet, applicants: Sequence[Applicant]) -> None:
    if rules.assignment is Assignment.RESERVED and any(one.sitting_in is not None for one in applicants):
        place = part.keyed()["assignment"]
        raise place.refused(_("우선 배정(reserved)은 이미 입주한 기업(sitting_in)이 있으면 쓸 수 없습니다."))


def _sheets(part: Part, rules: RuleSet, ids: Sequence[str]) -> tuple[Sheet, ...]:
    stages = {stage.key: stage for stage in rules.stages}
    parts = part.listed()
    sheets = tuple(_sheet(one, stages, ids) for one in parts)
    named = [(one, (sheet.stage, sheet.member, sheet.applicant)) for one, sheet in zip(parts, sheets, strict=True)]
    ensure_single(named, _("같은 단계, 심사위원, 기업의 심사표가 두 번 있습니다."))
    return sheets


def _sheet(part: Part, stages: Mapping[str, Stage], ids: Sequence[str]) -> Sheet:
    found = part.fields("stage", "member", "applicant", "scores")
    if (key := found["stage"].code()) not in stages:
        raise found["stage"].refused(_("rules.stages에 없는 단계입니다."))
    return Sheet(key, found["member"].code(), _known(found["applicant"], ids), _scores(found["scores"], stages[key]))


def _scores(part: Part, stage: Stage) -> dict[str, Fraction]:
    """The points of each criterion of the stage, all of them and no other, in its order."""
    most = {criterion.key: criterion.points for criterion in stage.criteria}
    for key, found in part.keyed().items():
        if key not in most:
            raise found.refused(_("이 단계에 없는 심사 항목입니다."))
        if not 0 <= found.signed() <= most[key]:
            raise found.refused(_("점수는 0점부터 %(most)s점까지입니다.", most=most[key]))
    points = part.fields(*most)
    return {key: points[key].signed() for key in most}


def _exclusion(part: Part, ids: Sequence[str]) -> Exclusion:
    found = part.fields("member", "applicant")
    return Exclusion(found["member"].code(), _known(found["applicant"], ids))


def _known(part: Part, ids: Sequence[str]) -> str:
    if (code := part.code()) not in ids:
        raise part.refused(_("applicants에 없는 기업입니다."))
    return code
