"""The selection record of a call from the live tables: what `center recompute` reads, and what every ranking page shows."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from center.core.time import seoul_day
from center.enterprises.rules.kinds import KindTerm, kinds_on
from center.spaces.queries import units_on
from center.tenancy.applications.models import Application, State
from center.tenancy.applications.queries import handed_in, tenants_on
from center.tenancy.applications.rules.written import Written, from_plain
from center.tenancy.calls.models import Call
from center.tenancy.calls.rules.content import Content, Item
from center.tenancy.review.models import Review, ReviewStage, Sheet
from center.tenancy.review.queries.committee import Pair, exclusions_of, seats_of
from center.tenancy.review.queries.stages import admitted, find_stage, rules_of, sheets_of
from center.tenancy.review.rules.points import POINTS
from center.tenancy.review.rules.record import (
    Applicant,
    Assignment,
    Criterion,
    Cut,
    Exclusion,
    OfferedUnit,
    RuleSet,
    SelectionRecord,
    Stage,
)
from center.tenancy.review.rules.record import Sheet as Scored

HUNDREDTHS = 100
OTHER_KIND = "other"
"""Of a firm whose kind the registry does not tell; staff found it eligible by its papers."""


def record_of(call: Call, review: Review, *, without: Iterable[Pair] = ()) -> SelectionRecord:
    """All that decides a call so far: the sheets of its frozen stages by member and applicant.

    `without` are seats and applications to be left out as if they were excluded, to see what that would change.
    """
    content = rules_of(review)
    applications = judged(review, content)
    codes = {seat.id: seat.code for seat in seats_of(call.id)}
    numbers = {one.id: one.receipt_number for one in applications}
    excluded = dict.fromkeys([*exclusions_of(call.id), *without])
    return SelectionRecord(
        number=call.number,
        notice_on=content.schedule.notice_on,
        rules=_rules(content),
        units=_units(content, applications),
        applicants=_applicants(content, applications, review.lots),
        sheets=tuple(_sheets(review.stages, codes, numbers, set(excluded))),
        excluded=tuple(Exclusion(codes[seat], numbers[one]) for seat, one in sorted(excluded) if one in numbers),
    )


def judged(review: Review, content: Content) -> list[Application]:
    """Who was admitted; also who withdrew only after the last stage was frozen: its scores stay, it wants no unit."""
    last = find_stage(review, content.stages[-1].key)
    frozen_at = last.frozen_at if last else None
    if frozen_at is None:
        return admitted(review.call_id)
    return [one for one in handed_in(review.call_id) if _is_judged(one, frozen_at)]


def _is_judged(application: Application, frozen_at: datetime) -> bool:
    if application.state == State.WITHDRAWN:
        found = application.screening
        is_late = application.withdrawn_at is not None and application.withdrawn_at > frozen_at
        return is_late and found is not None and found.is_eligible
    return application.state == State.ELIGIBLE


def _rules(content: Content) -> RuleSet:
    chosen = content.selection
    return RuleSet(
        stages=tuple(
            Stage(one.key, Fraction(one.share, 100), tuple(Criterion(each.key, each.points) for each in one.criteria))
            for one in content.stages
        ),
        combine=chosen.combine,
        trim_from=chosen.trim_from,
        min_sheets=chosen.min_sheets,
        bonus_cap=Fraction(chosen.bonus_cap),
        deduction_cap=Fraction(chosen.deduction_cap),
        cut=None if chosen.cut is None else Cut(Fraction(chosen.cut), chosen.cut_on),
        ties=chosen.ties,
        shortlist_factor=_exact(chosen.shortlist_factor),
        assignment=Assignment.SERIAL,
    )


def _exact(number: Decimal | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def _units(content: Content, applications: Sequence[Application]) -> tuple[OfferedUnit, ...]:
    """The units on offer, and those in which applicants sit who could get a better one."""
    day = content.schedule.move_in_on
    areas = {unit.code: unit.area_m2 for unit in units_on(day)}
    held = tenants_on(applications, day).values()
    codes = [*content.units, *(code for code in sorted(held) if code not in content.units)]
    return tuple(OfferedUnit(code, Fraction(areas[code], HUNDREDTHS), None) for code in codes if code in areas)


def _applicants(
    content: Content, applications: Sequence[Application], lots: Mapping[str, int]
) -> tuple[Applicant, ...]:
    sitting = tenants_on(applications, content.schedule.move_in_on)
    return tuple(_applicant(content, one, sitting.get(one.enterprise_id), lots) for one in applications)


def _applicant(
    content: Content, application: Application, sitting_in: str | None, lots: Mapping[str, int]
) -> Applicant:
    handed_in = application.standing
    written = from_plain(handed_in.content["written"]) if handed_in else Written()
    found = application.screening
    kinds = [one.term for one in application.enterprise.kinds]
    return Applicant(
        id=application.receipt_number,
        kind=kind_upon_deadline(kinds, content),
        founded_on=application.enterprise.founded_on,
        need_m2=Fraction(written.need_m2 or 0, HUNDREDTHS),
        choices=() if application.state == State.WITHDRAWN else tuple(written.choices),
        bonus=_points(content.selection.bonus, found.bonus if found else ()),
        deductions=_points(content.selection.deductions, found.deductions if found else ()),
        sitting_in=sitting_in,
        lot=lots.get(application.receipt_number),
    )


def kind_upon_deadline(terms: Sequence[KindTerm], content: Content) -> str:
    """The kind by which a firm may apply: of those it has on the last day to apply, the first that the call admits."""
    held = kinds_on(terms, seoul_day(content.schedule.closes_at))
    return next((kind for kind in held if kind in content.eligibility.kinds), held[0] if held else OTHER_KIND)


def _points(items: Sequence[Item], granted: Iterable[str]) -> tuple[Fraction, ...]:
    return tuple(Fraction(one.points) for one in items if one.key in granted)


def _sheets(
    stages: Sequence[ReviewStage], codes: Mapping[int, str], numbers: Mapping[int, str], excluded: Collection[Pair]
) -> Iterator[Scored]:
    for stage in stages:
        if stage.is_open:
            continue
        counting = [
            sheet
            for pair, sheet in sheets_of(stage).items()
            if sheet.counts and sheet.application_id in numbers and pair not in excluded
        ]
        for sheet in sorted(counting, key=lambda one: (one.seat.position, one.application.number or 0)):
            yield _scored(stage.key, sheet, codes, numbers)


def _scored(stage: str, sheet: Sheet, codes: Mapping[int, str], numbers: Mapping[int, str]) -> Scored:
    points = {key: Fraction(given[POINTS]) for key, given in sheet.scores.items()}
    return Scored(stage, codes[sheet.seat_id], numbers[sheet.application_id], points)
