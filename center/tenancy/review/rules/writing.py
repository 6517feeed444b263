"""A selection record as its file, in one way of writing: `read_record` reads exactly the record again. Pure.

Source: docs/rules/scoring.md, "The selection record"
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from typing import Any

from center.tenancy.review.rules.record import FORMAT, RuleSet, SelectionRecord, Sheet


def written(record: SelectionRecord) -> str:
    """The file of a record: keys in the order of the format, one unit, applicant, sheet and exclusion a line.

    Raises:
        ValueError: a number has no finite decimal notation.
    """
    sections = {
        "format": FORMAT,
        "call": {"number": record.number, "notice_on": record.notice_on.isoformat()},
        "rules": _rules(record.rules),
        "units": [_plain(asdict(unit)) for unit in record.units],
        "applicants": [_plain(asdict(applicant)) for applicant in record.applicants],
        "sheets": [_sheet(sheet, record.rules) for sheet in record.sheets],
        "excluded": [_plain(asdict(exclusion)) for exclusion in record.excluded],
    }
    return "{" + ",\n ".join(f'"{name}": {_lines(value)}' for name, value in sections.items()) + "}\n"


def decimal_of(number: Fraction) -> str:
    """A number in as few decimals as it has.

    Raises:
        ValueError: it has no end, such as a third.
    """
    digits = 0
    while (number * 10**digits).denominator != 1:
        digits += 1
        if 10**digits > number.denominator**4:
            raise ValueError(f"{number} has no finite decimal notation")
    whole = str(abs(number.numerator * 10**digits // number.denominator)).rjust(digits + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (f"{whole[:-digits]}.{whole[-digits:]}" if digits else whole)


def _rules(rules: RuleSet) -> dict[str, Any]:
    plain = _plain(asdict(rules))
    return {**plain, "combine": rules.combine.value, "assignment": rules.assignment.value}


def _sheet(sheet: Sheet, rules: RuleSet) -> dict[str, Any]:
    """Its points in the order of the criteria."""
    order = next(stage.criteria for stage in rules.stages if stage.key == sheet.stage)
    scores = {criterion.key: decimal_of(sheet.scores[criterion.key]) for criterion in order}
    return {"stage": sheet.stage, "member": sheet.member, "applicant": sheet.applicant, "scores": scores}


def _plain(value: Any) -> Any:
    match value:
        case Fraction():
            return decimal_of(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {key: _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value


def _lines(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _json(value)
    return "[\n  " + ",\n  ".join(_json(one) for one in value) + "\n ]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
