"""A decision as `center recompute` prints it: one JSON document, or text for a committee. Pure.

Source: docs/rules/scoring.md, "Output"
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from center.tenancy.review.rules.advisory import Advisory
from center.tenancy.review.rules.deciding import Decision
from center.tenancy.review.rules.ranking import Standing
from center.tenancy.review.rules.reasons import ADVISORY_DIGITS, why
from center.tenancy.review.rules.scores import printed


def as_json(decision: Decision) -> str:
    """The document: scores with two decimals, advisory figures with four, all as strings."""
    return json.dumps(as_plain(decision), ensure_ascii=False, indent=1)


def as_plain(decision: Decision) -> dict[str, Any]:
    """The document before it is written; applicants in the order of the file."""
    shortlist = decision.ranking.shortlist
    standings = decision.ranking.standings
    return {
        "applicants": [_applicant(decision, one) for one in standings.values()],
        "shortlist": list(shortlist.applicants) if shortlist else None,
        "assignment": {id_: decision.allotment.unit_of(id_) for id_ in standings},
        "reserves": list(decision.allotment.reserves),
        "advisory": _advisory(decision.advisory),
    }


def _applicant(decision: Decision, standing: Standing) -> dict[str, Any]:
    id_ = standing.applicant.id
    return {
        "id": id_,
        "stages": {key: {"base": printed(score.base), "n": score.n} for key, score in standing.stages.items()},
        "base": _score(standing.base),
        "total": _score(standing.total),
        "passed": standing.passed,
        "rank": standing.rank,
        "why": " ".join(str(text) for text in why(decision, id_)),
    }


def _score(number: Fraction | None) -> str | None:
    return None if number is None else printed(number)


def _advisory(advisory: Advisory) -> dict[str, Any]:
    effects = advisory.effects
    return {
        "kendall_w": None if advisory.kendall_w is None else printed(advisory.kendall_w, ADVISORY_DIGITS),
        "member_effects": _figures(effects.members) if effects else None,
        "adjusted": _figures(effects.applicants) if effects else None,
        "selected_probability": None if advisory.probability is None else _figures(advisory.probability),
        "leave_one_out": {member: list(ids) for member, ids in advisory.leave_one_out.items()},
        "survived_trimming": _figures(advisory.survived_trimming),
    }


def _figures(numbers: Mapping[str, Fraction]) -> dict[str, str]:
    return {key: printed(number, ADVISORY_DIGITS) for key, number in numbers.items()}
