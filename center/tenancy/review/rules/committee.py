"""Who may score whom: the committee's roles, the pledge, grounds of conflict, and how many there must be. Pure.

Source: docs/rules/scoring.md, "The committee"
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from center.core.errors import RuleError
from center.core.text import Text, _

FEWEST_MEMBERS, MOST_MEMBERS = 7, 9
"""How many score, spares who were not called up aside. Assumed: the center must confirm it."""
PLEDGE = 1
"""The version of the pledge's text that is signed now."""


class SeatRole(StrEnum):
    """What somebody is in a committee. A spare scores once called up; the secretary never does."""

    CHAIR = "chair"
    MEMBER = "member"
    SPARE = "spare"
    SECRETARY = "secretary"


SEAT_WORDS: Mapping[SeatRole, Text] = {
    SeatRole.CHAIR: _("위원장"),
    SeatRole.MEMBER: _("위원"),
    SeatRole.SPARE: _("예비위원"),
    SeatRole.SECRETARY: _("간사"),
}
PLEDGES: Mapping[int, tuple[Text, ...]] = {
    1: (
        _(
            "심사하면서 알게 된 신청 내용, 점수와 논의를 심사 중에도 심사가 끝난 뒤에도 다른 사람에게 알리지 않겠습니다."
        ),
        _("이해관계가 있는 기업은 심사하지 않고, 뒤늦게 알게 되면 바로 알리겠습니다."),
        _("신청 기업에게서 어떤 부탁이나 금품도 받지 않고, 제출된 자료만 보고 스스로 판단해 심사하겠습니다."),
        _("심사 자료를 내려받거나 베껴 두지 않고, 제 계정을 다른 사람이 쓰게 하지 않겠습니다."),
    ),
}


class Ground(StrEnum):
    """Why somebody may not score a firm. Source: Social economy ordinance (사회적경제 조례), article 10"""

    PARTY = "party"
    RELATIVE = "relative"
    AGENT = "agent"
    EMPLOYED = "employed"
    INTEREST = "interest"
    WITHDRAWN = "withdrawn"


GROUND_WORDS: Mapping[Ground, Text] = {
    Ground.PARTY: _("본인이나 배우자가 이 기업의 당사자임"),
    Ground.RELATIVE: _("이 기업의 당사자와 친족이거나 친족이었음"),
    Ground.AGENT: _("이 기업의 대리인이거나 대리인이었음"),
    Ground.EMPLOYED: _("최근 3년 안에 이 기업에서 일했음"),
    Ground.INTEREST: _("그 밖의 직접적인 이해관계가 있음"),
    Ground.WITHDRAWN: _("공정하게 심사하기 어렵다고 스스로 판단함(회피)"),
}


class CommitteeError(RuleError):
    """The committee, or a stage of its review, is not as it must be."""

    kind = "committee"


@dataclass(frozen=True, slots=True)
class Scoring:
    """For one applicant, how many of the committee may score it."""

    applicant: str
    n: int


def ensure_size(n: int) -> None:
    """Raises: CommitteeError, where too few or too many would score."""
    if n < FEWEST_MEMBERS:
        raise CommitteeError(
            _(
                "심사하는 위원이 %(n)s명입니다. %(fewest)s명 이상이 되게 위원을 더 위촉하거나 예비위원을 부르세요.",
                n=n,
                fewest=FEWEST_MEMBERS,
            )
        )
    if n > MOST_MEMBERS:
        raise CommitteeError(
            _(
                "심사하는 위원이 %(n)s명입니다. %(most)s명을 넘지 않게 예비위원으로 돌리거나 해촉하세요.",
                n=n,
                most=MOST_MEMBERS,
            )
        )


def too_few(scoring: Iterable[Scoring], min_sheets: int) -> list[Scoring]:
    """The applicants that too few may score for the stage to open."""
    return [one for one in scoring if one.n < min_sheets]


def ensure_enough(scoring: Sequence[Scoring], min_sheets: int) -> None:
    """Raises: CommitteeError, naming each applicant that too few may score."""
    if few := too_few(scoring, min_sheets):
        told = ", ".join(f"{one.applicant}({one.n})" for one in few)
        raise CommitteeError(
            _(
                "심사할 수 있는 위원이 %(least)s명에 못 미치는 신청이 있습니다: %(told)s. 예비위원을 부르세요.",
                least=min_sheets,
                told=told,
            )
        )
