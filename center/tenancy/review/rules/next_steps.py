"""What a member of a committee is to do next, and until when. Pure.

Source: docs/rules/scoring.md, "The committee"
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from center.tenancy.calls.rules.content import Content


class NextStep(StrEnum):
    """What is expected of a member; while waiting it is somebody else's turn."""

    PLEDGE = "pledge"
    DECLARE = "declare"
    VOTE = "vote"
    SCORE = "score"
    FREEZE = "freeze"
    WAIT = "wait"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a member has done and what lies before them; `n_left` are the sheets of the open stage to be submitted."""

    has_pledged: bool
    scores: bool
    is_chair: bool
    n_undeclared: int
    n_to_vote: int
    is_stage_open: bool
    n_left: int
    is_over: bool

    @property
    def reads_ranking(self) -> bool:
        """Whether they read what the scores came to."""
        return self.is_over and self.scores and self.has_pledged and not self.n_undeclared


def next_step(standing: Standing) -> NextStep:
    """The one thing to do now; nothing of a firm opens before the pledge and the declarations."""
    steps = (
        (NextStep.OVER, standing.is_over),
        (NextStep.PLEDGE, not standing.has_pledged),
        (NextStep.DECLARE, standing.n_undeclared > 0),
        (NextStep.VOTE, standing.n_to_vote > 0),
        (NextStep.WAIT, not standing.is_stage_open or not standing.scores),
        (NextStep.SCORE, standing.n_left > 0),
        (NextStep.FREEZE, standing.is_chair),
    )
    return next((step for step, is_next in steps if is_next), NextStep.WAIT)


def due_on(content: Content, key: str) -> date:
    """The last day to submit the sheets of a stage: the one before the interviews, then that of the result."""
    schedule, is_last = content.schedule, key == content.stages[-1].key
    if is_last or schedule.interview_on is None:
        return schedule.result_on
    return schedule.interview_on - timedelta(days=1)
