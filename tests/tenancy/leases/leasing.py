"""Permits as the tests of their rules use them."""

from datetime import date
from fractions import Fraction

from center.core.text import Text, render
from center.enterprises.rules.kinds import Kind, KindTerm
from center.spaces.rules import public_holidays
from center.tenancy.calls.rules.fees import Areas
from center.tenancy.leases.first_rules import first_rules
from center.tenancy.leases.rules.fees import Tenancy, UnitValue
from center.tenancy.leases.rules.rulebook import ClockRule
from center.tenancy.leases.rules.standing import EmploymentProof

OPENED = date(2014, 12, 10)
RULES = first_rules(OPENED)
CLOCKS: ClockRule = RULES.clocks[0]
OFF = {day for year in range(2024, 2030) for day in public_holidays(year)}
CERTIFIED = (KindTerm(Kind.SOCIAL_ENTERPRISE),)
OF_304 = UnitValue(first_on=OPENED, krw=211_025_000, basis="304호 평정가격")
BUILDING = Areas(gross=594_00, units=363_00, common=231_00)


def a_tenancy(
    first_on: date = date(2025, 8, 1),
    until_on: date = date(2027, 8, 1),
    *,
    values: tuple[UnitValue, ...] = (OF_304,),
    kinds: tuple[KindTerm, ...] = CERTIFIED,
    proofs: tuple[EmploymentProof, ...] = (),
) -> Tenancy:
    """A permit of a certified social enterprise on 304호, unless said otherwise."""
    return Tenancy(first_on=first_on, until_on=until_on, values=values, kinds=kinds, proofs=proofs)


def said(text: Text) -> str:
    """A text in Korean, every day with its year whatever year it is."""
    return render(text, "ko", translate=lambda msgid: msgid, is_dated=True)


def a_proof(issued_on: date, percent: int = 30) -> EmploymentProof:
    """A proof of the share of vulnerable employees."""
    return EmploymentProof(issued_on, Fraction(percent))
