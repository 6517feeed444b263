"""What a permit says. Source: docs/rules/leases.md, "What the permit shows" """

from datetime import date
from typing import Any

from center.core.text import Text
from center.tenancy.leases.rules.basis import LegalBasis
from center.tenancy.leases.rules.fees import deposit_of, fees_of, vat_of
from center.tenancy.leases.rules.instalments import plan_instalments
from center.tenancy.leases.rules.permit_document import (
    CLAUSE_WORDS,
    COLUMN_WORDS,
    Clause,
    Column,
    Permit,
    clauses_of,
    register_row,
)
from tests.tenancy.leases.leasing import OFF, RULES, a_tenancy, said

FIRST, UNTIL = date(2025, 8, 1), date(2027, 8, 1)


def a_permit(**given: Any) -> Permit:
    fee = fees_of(a_tenancy(FIRST, UNTIL), RULES)[0].amount
    defaults: dict[str, Any] = {
        "unit": "304",
        "area_m2": "31.02",
        "address": "선유동1로 80",
        "holder": "두레빵집",
        "holder_address": "당산로 1",
        "purpose": "빵 연구와 사무",
        "basis": LegalBasis(call="2025-1"),
        "contracted_on": date(2025, 7, 21),
        "first_on": FIRST,
        "until_on": UNTIL,
        "value_krw": 211_025_000,
        "rates": ("10",),
        "fee": fee,
        "vat": vat_of(fee.krw, FIRST, RULES),
        "deposit": deposit_of(fee.krw, FIRST, RULES, in_instalments=False),
        "due_on": date(2025, 7, 31),
    }
    return Permit(**{**defaults, **given})


def together(texts: list[Text]) -> str:
    return " / ".join(map(said, texts))


def test_a_permit_shows_the_seven_clauses_of_the_ordinance_in_its_order() -> None:
    clauses = clauses_of(a_permit(conditions=(Text("반려동물은 데려올 수 없습니다."),)))

    assert list(clauses) == list(Clause) == list(CLAUSE_WORDS)
    assert all(clauses.values())
    assert "304호" in together(clauses[Clause.PURPOSE])
    assert "2027년 7월 31일" in together(clauses[Clause.PERIOD])
    assert together(clauses[Clause.CONDITIONS]) == "일반입찰(모집 공고 2025-1) / 반려동물은 데려올 수 없습니다."


def test_the_fee_stands_apart_from_its_tax_and_the_deposit() -> None:
    told = together(clauses_of(a_permit())[Clause.FEE])

    assert told == "첫해 사용료 2,110,250원 / 부가가치세 211,025원은 따로 냅니다. / 보증금 2,110,250원"


def test_instalments_are_told_one_by_one() -> None:
    plan = tuple(plan_instalments(2_110_250, 2, date(2025, 7, 31), RULES.instalments[0], OFF))
    permit = a_permit(plan=plan)

    assert "2회 1,055,125원" in together(clauses_of(permit)[Clause.PAYMENT])
    assert len(register_row(permit)[Column.DUE_ON]) == 2


def test_the_register_has_its_columns_in_the_order_of_the_form() -> None:
    row = register_row(a_permit(extended_on=(date(2027, 5, 3),)))

    assert list(row) == list(Column) == list(COLUMN_WORDS)
    assert together(row[Column.PROPERTY]) == "선유동1로 80 304호 31.02㎡"
    assert together(row[Column.HOLDER]) == "두레빵집, 당산로 1"
    assert (together(row[Column.VALUE]), together(row[Column.RATE])) == ("211,025,000원", "10/1000")
    assert (together(row[Column.FEE]), row[Column.OTHER]) == ("2,110,250원", [])
    assert "2027년 5월 3일" in together(row[Column.RENEWALS])
