"""What the last stage's panel alone says: members' leanings, their agreement, whose sheets were trimmed. Pure and exact.

Source: docs/rules/scoring.md, "Advisory figures"
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from center.tenancy.review.rules.record import Sheet
from center.tenancy.review.rules.scores import Panel, StageResult, members_of

Row = list[Fraction]


@dataclass(frozen=True, slots=True)
class Effects:
    """How much each member gives above the others, summing to 0, and each applicant's score without that."""

    members: Mapping[str, Fraction]
    applicants: Mapping[str, Fraction]


def is_complete(panel: Panel) -> bool:
    """Whether every member who judged anybody judged everybody."""
    n = len(members_of(panel))
    return bool(n) and all(len(sheets) == n for sheets in panel.values())


def is_connected(panel: Panel) -> bool:
    """Whether any two applicants are linked by members who judged both, or over others; nothing at all is not."""
    groups: list[set[str]] = []
    for sheets in panel.values():
        members = {sheet.member for sheet in sheets}
        linked = [group for group in groups if group & members]
        groups = [group for group in groups if not group & members] + [members.union(*linked)]
    return len(groups) == 1 and bool(groups[0])


def effects_of(panel: Panel) -> Effects | None:
    """Least squares: min Σ (y − f − b)² over all sheets, Σ b = 0; None where the panel is not connected."""
    if not is_connected(panel):
        return None
    members = members_of(panel)
    solved = _solved(
        [_equation(member, members, panel) for member in members[1:]] + [[Fraction(1)] * len(members) + [Fraction(0)]]
    )
    leanings = dict(zip(members, solved, strict=True))
    adjusted = {
        id_: sum((one.total - leanings[one.member] for one in sheets), Fraction(0)) / len(sheets)
        for id_, sheets in panel.items()
    }
    return Effects(leanings, adjusted)


def _equation(member: str, members: Sequence[str], panel: Panel) -> Row:
    """That a member's differences from the adjusted scores sum to 0: its row of coefficients, and the right side."""
    row = dict.fromkeys(members, Fraction(0))
    right = Fraction(0)
    for sheets in panel.values():
        own = next((one for one in sheets if one.member == member), None)
        if own is None:
            continue
        row[member] += 1
        for one in sheets:
            row[one.member] -= Fraction(1, len(sheets))
        right += own.total - sum((one.total for one in sheets), Fraction(0)) / len(sheets)
    return [*row.values(), right]


def _solved(rows: list[Row]) -> Row:
    """The solution of a square system that has exactly one (Gauss-Jordan)."""
    for n in range(len(rows)):
        pivot = next(k for k in range(n, len(rows)) if rows[k][n])
        rows[n], rows[pivot] = rows[pivot], rows[n]
        rows[n] = [value / rows[n][n] for value in rows[n]]
        for k in range(len(rows)):
            if k != n and (factor := rows[k][n]):
                rows[k] = [value - factor * base for value, base in zip(rows[k], rows[n], strict=True)]
    return [row[-1] for row in rows]


def kendall_w(panel: Panel) -> Fraction | None:
    """How far members agree on the order, 0 to 1; None unless the panel is complete and somebody tells two apart.

    Source: M. G. Kendall and B. Babington Smith, The Problem of m Rankings (1939), with its correction for ties
    """
    members, n = members_of(panel), len(panel)
    if not is_complete(panel) or n < 2:
        return None
    totals = {member: [_total(sheets, member) for sheets in panel.values()] for member in members}
    sums = [sum(ranks) for ranks in zip(*(_ranks(totals[member]) for member in members), strict=True)]
    mean = Fraction(sum(sums), n)
    tied = sum(sum(t**3 - t for t in Counter(totals[member]).values()) for member in members)
    m = len(members)
    denominator = m**2 * (n**3 - n) - m * tied
    return 12 * sum((one - mean) ** 2 for one in sums) / denominator if denominator else None


def _total(sheets: Sequence[Sheet], member: str) -> Fraction:
    return next(sheet.total for sheet in sheets if sheet.member == member)


def _ranks(totals: Sequence[Fraction]) -> Row:
    """Ranks from 1 for the best; equal ones get the mean of their ranks."""
    return [
        sum(other > one for other in totals) + Fraction(sum(other == one for other in totals) + 1, 2) for one in totals
    ]


def survived_trimming(result: StageResult) -> dict[str, Fraction]:
    """Of each member's sheets in a stage the share that was not trimmed."""
    sheets = [one for score in result.scores.values() for one in score.sheets]
    kept = Counter(one.sheet.member for one in sheets if one.trimmed is None)
    return {
        member: Fraction(kept[member], n) for member, n in sorted(Counter(one.sheet.member for one in sheets).items())
    }
