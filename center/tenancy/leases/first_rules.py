"""The rules with which the center begins. What no public source names is marked as assumed.

Source: docs/rules/leases.md, "The rules and their sources"
"""

from datetime import date

from center.enterprises.rules.kinds import Kind
from center.tenancy.calls.first_fees import PUBLISHED, RATES
from center.tenancy.leases.rules.rulebook import (
    ClockRule,
    DepositRule,
    DueRule,
    FeeRules,
    InstalmentRule,
    InstalmentTier,
    LateRule,
    LateTier,
    OverstayRule,
    RateRule,
    RatioRule,
    RefundRule,
    RiseRule,
    SharingRule,
    VatRule,
)

INSTALMENT_TIERS = (
    InstalmentTier(above_krw=500_000, most=3, months=6),
    InstalmentTier(above_krw=1_000_000, most=6, months=9),
    InstalmentTier(above_krw=2_000_000, most=12, months=12),
)
LATE_TIERS = (LateTier(0, 7), LateTier(1, 8), LateTier(3, 9), LateTier(6, 10))


def first_rules(first_on: date) -> FeeRules:
    """All rules, as from that day on."""
    return FeeRules(
        rates=tuple(
            RateRule(first_on=first_on, article=PUBLISHED, standing=standing, per_mille=rate)
            for standing, rate in RATES.items()
        ),
        ratio=(_ratio(first_on),),
        rise=(
            RiseRule(
                first_on=first_on,
                article="공유재산 및 물품 관리법 제23조, 시행령 제16조",
                free_percent=5,
                cut_percent=70,
            ),
        ),
        vat=(VatRule(first_on=first_on, article="부가가치세법 제30조, 시행령 제46조", percent=10),),
        deposit=(DepositRule(first_on=first_on, article="2014년 12월 모집 공고", percent=100),),
        due=(DueRule(first_on=first_on, article="공유재산 및 물품 관리법 시행령 제14조", within_days=60),),
        instalments=(
            InstalmentRule(first_on=first_on, article="공유재산 및 물품 관리법 제22조, 조례", tiers=INSTALMENT_TIERS),
        ),
        late=(
            LateRule(
                first_on=first_on,
                article="공유재산 및 물품 관리법 제80조, 시행령 제80조",
                tiers=LATE_TIERS,
                most_months=60,
                days_a_year=365,
            ),
        ),
        overstay=(OverstayRule(first_on=first_on, article="공유재산 및 물품 관리법 제81조", percent=120),),
        refund=(RefundRule(first_on=first_on, article="공유재산 및 물품 관리법 제25조", is_assumed=True),),
        sharing=(SharingRule(first_on=first_on, article="센터 운영 기준", is_assumed=True),),
        clocks=(_clocks(first_on),),
    )


def _ratio(first_on: date) -> RatioRule:
    return RatioRule(
        first_on=first_on,
        article="공유재산 및 물품 관리법 제24조, 시행령 제17조",
        is_assumed=True,
        kinds=frozenset({Kind.VILLAGE_ENTERPRISE, Kind.SELF_SUPPORT_ENTERPRISE}),
        least_percent=30,
        cut_percent=50,
        valid_days=180,
    )


def _clocks(first_on: date) -> ClockRule:
    return ClockRule(
        first_on=first_on,
        article="센터 운영 기준",
        is_assumed=True,
        term_years=2,
        extension_years=1,
        most_extensions=1,
        offer_days=3,
        contract_days=10,
        put_off_months=1,
        extension_before_days=60,
        decision_days=30,
        hearing_days=30,
        objection_days=7,
        own_notice_days=30,
        reserve_months=12,
    )
