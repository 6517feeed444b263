"""Who would be selected if other members had judged: every panel drawn from these, and each without one of them. Pure.

Selected here is who is among the first as many as there are units, by exact total, whatever the cut.
Source: docs/rules/scoring.md, "Exact meaning of the advisory figures"
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial

from center.tenancy.review.rules.ranking import Judged, Ranking, Standing, judged_of, order_of
from center.tenancy.review.rules.record import RuleSet, Stage
from center.tenancy.review.rules.scores import Panel, members_of, stage_result, trim_count, without

MOST_MEMBERS = 9
"""Above it the draws are too many to walk through."""
NO_TOTAL = -math.inf
"""Stands below every total, which are integers."""

Drawn = tuple[int, ...]
"""Some members by position, each once."""


def fixed_part(standing: Standing, stages: Sequence[Stage]) -> Fraction:
    """What a total has beside the last stage: earlier stages, bonus, deductions."""
    earlier = sum((one.share * standing.stages[one.key].base for one in stages[:-1]), Fraction(0))
    return earlier + standing.bonus.counted - standing.deductions.counted


def leave_one_out(rules: RuleSet, ranking: Ranking, panel: Panel, places: int) -> dict[str, list[str]]:
    """Of each member who would be selected in which order without it: trimming found anew, ties as announced."""
    return {member: selected(rules, ranking, without(panel, member), places) for member in members_of(panel)}


def selected(rules: RuleSet, ranking: Ranking, panel: Panel, places: int) -> list[str]:
    """Who would be selected by a panel, the first first, ties as announced."""
    last = rules.stages[-1]
    totals, judged = {}, {}
    for id_, score in stage_result(rules, last, panel).scores.items():
        standing = ranking.standings[id_]
        official = judged_of(standing)
        bases, sheets = {**official.bases, last.key: score.base}, {**official.sheets, last.key: panel[id_]}
        judged[id_] = Judged(standing.applicant, bases, sheets)
        totals[id_] = fixed_part(standing, rules.stages) + last.share * score.base
    return sorted(judged, key=lambda id_: (-totals[id_], *order_of(judged[id_], rules.ties)))[:places]


def selected_probability(rules: RuleSet, ranking: Ranking, panel: Panel, places: int) -> dict[str, Fraction] | None:
    """The part of all panels, drawn with repetition from these members, that would select each applicant (exact bootstrap).

    Who is tied across the last place shares it. None above nine members.
    """
    if len(members_of(panel)) > MOST_MEMBERS:
        return None
    scale = _Scale.of(rules, ranking, panel)
    ends = cache(partial(_ends, scale))
    place = math.lcm(*range(1, len(panel) + 1))
    credit = [0] * len(panel)
    for draw in _draws(scale):
        selection = _selection(_totals(rules, scale, draw, ends), places)
        for applicant in selection.sure:
            credit[applicant] += draw.weight * place
        for applicant in selection.tied:
            credit[applicant] += draw.weight * place * selection.left // len(selection.tied)
    whole = place * scale.n_members**scale.n_members
    return {id_: Fraction(one, whole) for id_, one in zip(panel, credit, strict=True)}


@dataclass(frozen=True, slots=True)
class _Scale:
    """All numbers of a panel as integers of one scale, by the position of applicants: 24,310 draws take no fractions.

    A total is `fixed` + (points drawn, without the trimmed) × `per_sheet[sheets left]`. `panels` are the different sets of
    members who judged somebody, `panel_of` says which set judged each applicant; points of other members are 0.
    """

    n_members: int
    fixed: Sequence[int]
    panels: Sequence[Drawn]
    panel_of: Sequence[int]
    points: Sequence[Sequence[int]]
    per_sheet: Sequence[int]

    @classmethod
    def of(cls, rules: RuleSet, ranking: Ranking, panel: Panel) -> "_Scale":
        """The panel in that scale."""
        last, members = rules.stages[-1], members_of(panel)
        fixed = [fixed_part(ranking.standings[id_], rules.stages) for id_ in panel]
        totals = [{sheet.member: last.share * sheet.total for sheet in sheets} for sheets in panel.values()]
        numbers = fixed + [total for one in totals for total in one.values()]
        whole = math.lcm(*(number.denominator for number in numbers))
        parts = math.lcm(*range(1, len(members) + 1))
        judges = [tuple(n for n, member in enumerate(members) if member in one) for one in totals]
        panels = sorted(set(judges))
        return cls(
            n_members=len(members),
            fixed=[int(one * whole * parts) for one in fixed],
            panels=panels,
            panel_of=[panels.index(one) for one in judges],
            points=[[int(one.get(member, 0) * whole) for one in totals] for member in members],
            per_sheet=[0] + [parts // n for n in range(1, len(members) + 1)],
        )


@dataclass(frozen=True, slots=True)
class _Draw:
    """A panel drawn: how many times each member, which `weight` orders of drawing give, and the sums of the points."""

    weight: int
    times: tuple[int, ...]
    sums: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Selection:
    """Who is selected by position, and who is tied for the places that are left."""

    sure: Sequence[int]
    tied: Sequence[int]
    left: int


def _draws(scale: _Scale) -> Iterator[_Draw]:
    """Every multiset of as many members as there are, by sharing the places out member after member."""
    unfinished = [(scale.n_members, _Draw(1, (), [0] * len(scale.fixed)))] if scale.n_members else []
    while unfinished:
        left, draw = unfinished.pop()
        is_last = len(draw.times) == scale.n_members - 1
        for times in [left] if is_last else range(left + 1):
            more = _with(draw, scale, times, math.comb(left, times))
            if is_last:
                yield more
            else:
                unfinished.append((left - times, more))


def _with(draw: _Draw, scale: _Scale, times: int, ways: int) -> _Draw:
    """The draw with the next member so many times."""
    sums = draw.sums
    if times:
        sums = [total + times * points for total, points in zip(sums, scale.points[len(draw.times)], strict=True)]
    return _Draw(draw.weight * ways, (*draw.times, times), sums)


def _totals(rules: RuleSet, scale: _Scale, draw: _Draw, ends_of: Callable[[Drawn], list[int]]) -> list[float]:
    """The total of each applicant by the official rule; `NO_TOTAL` for who was left without a sheet."""
    n_drawn = [sum([draw.times[member] for member in panel]) for panel in scale.panels]
    k = trim_count(rules, n_drawn)
    ends = ends_of(tuple(member for member, n in enumerate(draw.times) if n)) if k else [0] * len(scale.fixed)
    per_sheet = [scale.per_sheet[n - 2 * k] for n in n_drawn]
    each = zip(scale.fixed, draw.sums, ends, scale.panel_of, strict=True)
    totals: list[float] = [fixed + (total - end) * per_sheet[panel] for fixed, total, end, panel in each]
    if 0 in n_drawn:
        return [total if n_drawn[panel] else NO_TOTAL for total, panel in zip(totals, scale.panel_of, strict=True)]
    return totals


def _ends(scale: _Scale, drawn: Drawn) -> list[int]:
    """The highest and the lowest of each applicant's drawn sheets, summed; each has some."""
    found = []
    for applicant, panel in enumerate(scale.panel_of):
        points = [scale.points[member][applicant] for member in drawn if member in scale.panels[panel]]
        found.append(min(points) + max(points))
    return found


def _selection(totals: Sequence[float], places: int) -> _Selection:
    ranked = sorted(totals, reverse=True)
    places = min(places, len(ranked) - ranked.count(NO_TOTAL))
    if not places:
        return _Selection((), (), 0)
    line = ranked[places - 1]
    sure = [applicant for applicant, total in enumerate(totals) if total > line]
    tied = [applicant for applicant, total in enumerate(totals) if total == line]
    return _Selection(sure, tied, places - len(sure))
