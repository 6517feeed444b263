"""Corrections that a firm proposes of its own record: which fields, how a proposal stands. Pure.

Source: docs/rules/people.md, "The firm's own pages"
"""

from collections.abc import Mapping
from enum import StrEnum

from center.core.errors import ConflictError, RuleError
from center.core.text import Text, _

PROPOSABLE = ("name", "representative", "address", "sector", "phone", "email", "website")
"""The fields of the record that a firm may propose to correct, in the order of the form."""
CORRECTION_KEPT_MONTHS = 36


class CorrectionState(StrEnum):
    """How a proposal stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


CORRECTION_WORDS: Mapping[CorrectionState, tuple[Text, str]] = {
    CorrectionState.ASKED: (_("확인하는 중"), "wait"),
    CorrectionState.ACCEPTED: (_("고쳤음"), "ok"),
    CorrectionState.REFUSED: (_("고치지 않음"), "bad"),
    CorrectionState.WITHDRAWN: (_("거두어들임"), "off"),
}
"""Of each state its word and its tone."""


class NothingProposedError(RuleError):
    """What was sent is what the record says."""

    kind = "nothing-proposed"

    def __init__(self) -> None:
        super().__init__(_("고친 칸이 없습니다. 틀린 칸을 바르게 고쳐 적고 보내 주세요."))


class CorrectionDecidedError(ConflictError):
    """Somebody decided the proposal, or the firm took it back."""

    kind = "correction-decided"

    def __init__(self) -> None:
        super().__init__(_("그동안 처리되었거나 기업이 거두어들인 요청입니다."))


class OwnCorrectionError(ConflictError):
    """Nobody decides what they proposed."""

    kind = "correction-own"

    def __init__(self) -> None:
        super().__init__(_("본인이 한 요청은 다른 직원이 확인해야 합니다."))


def differing(record: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, list[str]]:
    """What would change: by field what the record says and what was typed.

    Raises:
        NothingProposedError
    """
    changes = {name: [record[name], typed[name]] for name in PROPOSABLE if typed[name] != record[name]}
    if not changes:
        raise NothingProposedError
    return changes
