"""How the rules of fees and clocks are kept: what a rule says beside its day and article, as plain values. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from center.enterprises.rules.kinds import Kind
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
    RatioRule,
    RefundRule,
    RiseRule,
    Ruled,
    SharingRule,
    VatRule,
)

SORTS: Mapping[str, type[Ruled]] = {
    "ratio": RatioRule,
    "rise": RiseRule,
    "vat": VatRule,
    "deposit": DepositRule,
    "due": DueRule,
    "instalments": InstalmentRule,
    "late": LateRule,
    "overstay": OverstayRule,
    "refund": RefundRule,
    "sharing": SharingRule,
    "clocks": ClockRule,
}
"""Every sort of rule but the rates, by its field of `FeeRules`."""
COMMON = {one.name for one in fields(Ruled)}
READERS: Mapping[tuple[str, str], Callable[[Any], object]] = {
    ("ratio", "kinds"): lambda kinds: frozenset(Kind(kind) for kind in kinds),
    ("instalments", "tiers"): lambda tiers: tuple(InstalmentTier(**tier) for tier in tiers),
    ("late", "tiers"): lambda tiers: tuple(LateTier(**tier) for tier in tiers),
}


def plain_rule(rule: Ruled) -> dict[str, Any]:
    """What a rule says, as JSON keeps it."""
    return {name: _plain(value) for name, value in asdict(rule).items() if name not in COMMON}


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(str(one) for one in value)
    return list(value) if isinstance(value, tuple) else value


def read_rule(sort: str, plain: Mapping[str, Any], *, first_on: date, article: str, is_assumed: bool) -> Ruled:
    """The rule that was kept."""
    value = {name: _read(sort, name, given) for name, given in plain.items()}
    return SORTS[sort](first_on=first_on, article=article, is_assumed=is_assumed, **value)


def _read(sort: str, name: str, given: Any) -> Any:
    reader = READERS.get((sort, name))
    return given if reader is None else reader(given)


def all_of(rules: FeeRules) -> list[tuple[str, Ruled]]:
    """Every rule but the rates with its sort."""
    return [(sort, rule) for sort in SORTS for rule in getattr(rules, sort)]
