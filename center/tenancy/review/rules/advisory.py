"""Figures beside the official result, which never reorder it: how much hung on who judged. Last stage only. Pure and exact.

Source: docs/rules/scoring.md, "Advisory figures"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from center.tenancy.calls.rules.content import Combine
from center.tenancy.review.rules.panels import Effects, effects_of, is_complete, kendall_w, survived_trimming
from center.tenancy.review.rules.ranking import Ranking
from center.tenancy.review.rules.record import SelectionRecord
from center.tenancy.review.rules.resampling import leave_one_out, selected, selected_probability
from center.tenancy.review.rules.scores import panel_of

LOW_AGREEMENT = Fraction(1, 2)
"""Below it the committee is said to disagree. Assumed; docs/rules/scoring.md, "Advisory figures"."""
FIRM_PROBABILITY = Fraction(4, 5)
"""Whoever is selected, or not, in fewer panels than this stands near the line. Assumed, as above."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """The figures. `selected` is who is selected by the whole panel, as leaving one out tells it.

    `effects` is None where applicants have no members in common, `probability` above nine members.
    """

    kendall_w: Fraction | None
    effects: Effects | None
    probability: Mapping[str, Fraction] | None
    selected: Sequence[str]
    leave_one_out: Mapping[str, Sequence[str]]
    survived_trimming: Mapping[str, Fraction]
    is_complete: bool
    cannot_change_ranks: bool

    @property
    def disagrees(self) -> bool:
        """Whether members order the applicants very differently."""
        return self.kendall_w is not None and self.kendall_w < LOW_AGREEMENT

    @property
    def deciding_members(self) -> list[str]:
        """Without whom others would be selected."""
        whole = set(self.selected)
        return [member for member, selected in self.leave_one_out.items() if set(selected) != whole]

    @property
    def near_the_line(self) -> list[str]:
        """Who is neither selected nor left out by most of the panels that could have been drawn."""
        found = self.probability or {}
        return [id_ for id_, share in found.items() if 1 - FIRM_PROBABILITY < share < FIRM_PROBABILITY]


def advised(record: SelectionRecord, ranking: Ranking) -> Advisory:
    """The figures of the last stage, with the shortlist as it was."""
    rules, last, places = record.rules, record.rules.stages[-1], len(record.units)
    panel = panel_of(record, last.key, ranking.finalists)
    has_points = any(one.bonus.counted or one.deductions.counted for one in ranking.standings.values())
    complete = is_complete(panel)
    return Advisory(
        kendall_w=kendall_w(panel),
        effects=effects_of(panel),
        probability=selected_probability(rules, ranking, panel, places),
        selected=selected(rules, ranking, panel, places),
        leave_one_out=leave_one_out(rules, ranking, panel, places),
        survived_trimming=survived_trimming(ranking.stages[-1]),
        is_complete=complete,
        cannot_change_ranks=complete and rules.combine is Combine.MEAN and len(rules.stages) == 1 and not has_points,
    )
