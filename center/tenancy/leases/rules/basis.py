"""On what legal basis a permit was given. Pure.

Source: docs/rules/leases.md, "Legal basis"; 공유재산 및 물품 관리법 제20조, 시행령 제13조
"""

from collections.abc import Collection
from dataclasses import dataclass

from center.core.errors import RuleError
from center.core.text import Text, _
from center.enterprises.rules.kinds import Kind

AWARDABLE = frozenset(
    {Kind.SOCIAL_ENTERPRISE, Kind.SOCIAL_COOPERATIVE, Kind.VILLAGE_ENTERPRISE, Kind.SELF_SUPPORT_ENTERPRISE}
)
"""Kinds that may have a permit without a call; a plain cooperative and a preliminary social enterprise may not."""


class NoDirectAwardError(RuleError):
    """A firm of no such kind gets a permit by an open call only."""

    kind = "no-direct-award"

    def __init__(self) -> None:
        super().__init__(
            _("협동조합과 예비사회적기업에는 수의로 허가할 수 없습니다. 모집 공고의 결과로 허가해 주세요.")
        )


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """An open call by its number, or a direct award by the number of 시행령 §13③; exactly one of them."""

    call: str = ""
    number: int | None = None

    def __post_init__(self) -> None:
        if bool(self.call) == (self.number is not None):
            raise ValueError("a permit rests on a call or on one number of the decree")

    @property
    def told(self) -> Text:
        """As a permit names it."""
        if self.call:
            return _("일반입찰(모집 공고 %(call)s)", call=self.call)
        return _("수의(공유재산 및 물품 관리법 시행령 제13조제3항제%(number)s호)", number=self.number)


def ensure_basis(basis: LegalBasis, kinds: Collection[Kind]) -> None:
    """Raises: NoDirectAwardError, where a firm of these kinds on that day has no direct award."""
    if basis.number is not None and not AWARDABLE & set(kinds):
        raise NoDirectAwardError
