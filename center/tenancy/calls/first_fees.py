"""The rates and values with which the center begins. What no public source names is marked as assumed.

Source: docs/facts.md, "How the district really chooses tenants"; docs/rules/leases.md, "Yearly fee"
"""

from dataclasses import dataclass

from center.enterprises.rules.kinds import Kind
from center.tenancy.calls.rules.fees import OTHER

LOW, FULL = 10, 50
PUBLISHED = "2019년 6월 18일 모집 공고"
RATES = {
    Kind.SOCIAL_ENTERPRISE: LOW,
    Kind.PRELIMINARY_SOCIAL_ENTERPRISE: LOW,
    Kind.SOCIAL_COOPERATIVE: LOW,
    OTHER: FULL,
}
"""In thousandths, by standing; all that are not named pay as all others."""


@dataclass(frozen=True, slots=True)
class FirstValue:
    """A value to begin with; "" is the building."""

    unit_code: str
    value_krw: int
    common_area: int
    basis: str


VALUES = (
    FirstValue("", 2_469_440_000, 231_00, "304호와 305호의 2019년 사용료에서 되짚은 값"),
    FirstValue("304", 211_025_000, 0, f"{PUBLISHED}의 사용료 2,110,250원에서 되짚은 값"),
    FirstValue("305", 116_805_000, 0, f"{PUBLISHED}의 사용료 1,168,050원에서 되짚은 값"),
)
