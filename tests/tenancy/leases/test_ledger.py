"""The account of a permit. Source: docs/rules/leases.md, "The ledger's lines" """

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.tenancy.leases.rules.arrears import interest_until, parts_paid
from center.tenancy.leases.rules.interest import PaidPart
from center.tenancy.leases.rules.ledger import (
    Account,
    AlreadyEnteredError,
    Invoice,
    LedgerError,
    Line,
    Payment,
    Reason,
    balance,
    charge,
    charged_krw,
    correct,
    credit,
    deposit_held,
    is_balanced,
    owed,
    pay,
    refund,
    return_deposit,
    reverse,
    settled_in_order,
    take_deposit,
    use_credit,
)
from tests.tenancy.leases.leasing import RULES

DUE = date(2025, 8, 8)
FEE = Invoice("2025-1", Account.FEE, 2_110_250, DUE, vat_krw=211_025)
SECOND = Invoice("2026-1", Account.FEE, 2_110_250, date(2026, 7, 31))
BILL = Invoice("2025-2", Account.SHARED, 85_455, date(2025, 9, 30))
DEPOSIT = Invoice("2025-0", Account.DEPOSIT, 2_110_250, DUE)
ALL = [FEE, SECOND, BILL, DEPOSIT]


def charged(*invoices: Invoice) -> list[Line]:
    lines: list[Line] = []
    for invoice in invoices:
        lines += charge(lines, invoice, date(2025, 7, 21))
    return lines


def paid(lines: list[Line], krw: int, on: date, *, invoice: str = "", invoices: list[Invoice] | None = None) -> None:
    reference = f"bank {len(lines)}"
    lines += pay(lines, Payment(reference, krw, on, invoice), ALL if invoices is None else invoices)


def test_an_invoice_is_owed_with_its_tax_until_it_is_paid() -> None:
    lines = charged(FEE)
    assert owed(lines, "2025-1") == 2_321_275

    paid(lines, 2_321_275, DUE, invoice="2025-1")

    assert owed(lines, "2025-1") == 0
    assert (balance(lines, Account.FEE), balance(lines, Account.VAT)) == (-2_110_250, -211_025)
    assert balance(lines, Account.BANK) == 2_321_275
    assert is_balanced(lines)


def test_a_part_payment_leaves_the_rest_owed() -> None:
    lines = charged(FEE)
    paid(lines, 1_000_000, DUE, invoice="2025-1")

    assert owed(lines, "2025-1") == 1_321_275
    assert parts_paid(lines, "2025-1") == [PaidPart(1_000_000, DUE)]


def test_a_double_payment_is_kept_as_the_firms_credit() -> None:
    lines = charged(FEE, SECOND)
    paid(lines, 2_321_275, DUE, invoice="2025-1")
    paid(lines, 2_321_275, DUE, invoice="2025-1")

    assert credit(lines) == 2_321_275
    assert owed(lines, "2026-1") == 2_110_250


def test_what_is_paid_beyond_the_named_invoice_goes_to_what_is_due() -> None:
    lines = charged(FEE, BILL, SECOND)
    paid(lines, 2_410_000, date(2025, 10, 15), invoice="2025-1")

    assert owed(lines, "2025-1") == owed(lines, "2025-2") == 0
    assert credit(lines) == 2_410_000 - 2_321_275 - 85_455


def test_a_payment_that_names_nothing_goes_by_due_day_interest_after_what_bears_it() -> None:
    interest = Invoice("2025-3", Account.INTEREST, 20_813, DUE)
    lines = charged(interest, SECOND, BILL, FEE)
    assert [one.number for one in settled_in_order([*ALL, interest], lines)] == ["2025-1", "2025-3", "2025-2", "2026-1"]

    paid(lines, 2_330_000, date(2025, 10, 15), invoices=[*ALL, interest])

    assert owed(lines, "2025-1") == 0
    assert owed(lines, "2025-3") == 20_813 - 8_725


def test_what_falls_due_on_the_day_of_a_payment_is_due() -> None:
    lines = charged(FEE, BILL)
    paid(lines, 2_400_000, date(2025, 9, 30), invoice="2025-1")

    assert owed(lines, "2025-2") == 85_455 - 78_725


def test_credit_settles_what_is_due_on_the_day_and_no_more() -> None:
    lines = charged(FEE, SECOND)
    paid(lines, 5_000_000, DUE, invoice="2025-1")
    assert use_credit(lines, date(2026, 7, 30), ALL) == ()

    lines += use_credit(lines, date(2026, 7, 31), ALL)

    assert owed(lines, "2026-1") == 0
    assert credit(lines) == 5_000_000 - 2_321_275 - 2_110_250


def test_a_payment_after_the_end_settles_arrears_and_the_rest_is_refunded() -> None:
    lines = charged(FEE, BILL)
    paid(lines, 2_321_275, DUE, invoice="2025-1")
    after_end = date(2027, 8, 20)

    paid(lines, 100_000, after_end)
    assert (owed(lines, "2025-2"), credit(lines)) == (0, 14_545)
    lines += refund(lines, 14_545, after_end, reference="refund 1")

    assert credit(lines) == 0
    assert balance(lines, Account.BANK) == 2_321_275 + 85_455
    assert is_balanced(lines)


def test_no_more_than_the_credit_is_refunded_and_once() -> None:
    lines = charged(FEE)
    paid(lines, 2_400_000, DUE)

    for wrong in (78_726, 0):
        with pytest.raises(LedgerError, match="78,725원까지"):
            refund(lines, wrong, DUE, reference="refund 1")
    lines += refund(lines, 70_000, DUE, reference="refund 1")
    with pytest.raises(AlreadyEnteredError):
        refund(lines, 8_725, DUE, reference="refund 1")


def test_an_invoice_is_charged_once_and_a_payment_taken_once() -> None:
    lines = charged(FEE)
    payment = Payment("bank 7", 1_000, DUE)
    lines += pay(lines, payment, ALL)

    with pytest.raises(AlreadyEnteredError):
        charge(lines, FEE, DUE)
    with pytest.raises(AlreadyEnteredError):
        pay(lines, payment, ALL)
    with pytest.raises(LedgerError):
        pay(lines, Payment("bank 8", 0, DUE), ALL)


def test_a_rate_changed_backwards_is_a_new_line_that_charges_the_difference() -> None:
    lines = charged(FEE)
    paid(lines, 2_321_275, DUE)
    first = list(lines)

    lines += correct(lines, Invoice("2025-1", Account.FEE, 2_319_540, DUE, vat_krw=231_954), date(2026, 2, 1))

    assert lines[: len(first)] == first
    assert owed(lines, "2025-1") == 209_290 + 20_929
    assert charged_krw(lines, "2025-1") == 2_551_494
    assert is_balanced(lines)


def test_a_correction_below_what_was_paid_becomes_credit() -> None:
    lines = charged(FEE)
    paid(lines, 2_321_275, DUE)
    lines += correct(lines, Invoice("2025-1", Account.FEE, 2_000_000, DUE, vat_krw=200_000), date(2026, 2, 1))

    assert (owed(lines, "2025-1"), credit(lines)) == (0, 121_275)
    assert parts_paid(lines, "2025-1") == [PaidPart(2_200_000, DUE)]


def test_a_correction_that_changes_nothing_is_no_entry_and_one_of_nothing_is_refused() -> None:
    lines = charged(FEE)

    assert correct(lines, FEE, DUE) == ()
    for never in (BILL, Invoice("2025-9", Account.FEE, 5, DUE), Invoice("2025-1", Account.SHARED, 5, DUE)):
        with pytest.raises(LedgerError):
            correct(lines, never, DUE)


def test_a_payment_booked_to_the_wrong_permit_is_undone_by_a_new_entry_once() -> None:
    lines = charged(FEE)
    paid(lines, 3_000_000, DUE)
    entry = lines[-1].entry

    lines += reverse(lines, entry, date(2025, 8, 20))

    assert (owed(lines, "2025-1"), credit(lines), balance(lines, Account.BANK)) == (2_321_275, 0, 0)
    assert parts_paid(lines, "2025-1") == []
    for again in (entry, lines[-1].entry):
        with pytest.raises(AlreadyEnteredError):
            reverse(lines, again, date(2025, 8, 21))


def test_an_entry_is_undone_while_another_invoice_is_paid_to_the_won() -> None:
    lines = charged(FEE, BILL)
    paid(lines, 85_455, DUE, invoice="2025-2")
    paid(lines, 1_000, DUE, invoice="2025-1")

    lines += reverse(lines, lines[-1].entry, DUE)

    assert (owed(lines, "2025-1"), owed(lines, "2025-2")) == (2_321_275, 0)


def test_what_was_settled_or_paid_back_since_keeps_an_entry_from_being_undone() -> None:
    lines = charged(FEE)
    paid(lines, 2_400_000, DUE)
    lines += refund(lines, 78_725, DUE, reference="refund 1")

    for entry in (1, 2):
        with pytest.raises(LedgerError, match="나중 줄부터"):
            reverse(lines, entry, DUE)
    with pytest.raises(LedgerError, match="없는 줄"):
        reverse(lines, 9, DUE)


def test_only_a_deposit_that_was_paid_settles_arrears_and_its_rest_goes_back() -> None:
    lines = charged(DEPOSIT, BILL)
    assert deposit_held(lines) == 0
    paid(lines, 2_000_000, DUE, invoice="2025-0")
    assert deposit_held(lines) == 2_000_000

    paid(lines, 110_250, DUE, invoice="2025-0")
    lines += take_deposit(lines, date(2025, 10, 1), ALL)
    lines += return_deposit(lines, date(2027, 8, 20))

    assert (owed(lines, "2025-2"), deposit_held(lines), credit(lines)) == (0, 0, 2_110_250 - 85_455)
    assert is_balanced(lines)


def test_interest_is_on_the_fee_not_on_its_tax_for_the_delay_of_each_part() -> None:
    lines = charged(FEE)
    paid(lines, 1_100_000, DUE + timedelta(days=20), invoice="2025-1")

    interest = interest_until(lines, FEE, DUE + timedelta(days=45), RULES)

    assert interest.krw == 1_000_000 * 7 * 20 // 36500 + 1_110_250 * 8 * 45 // 36500


def test_a_shared_bill_and_the_deposit_bear_no_interest() -> None:
    lines = charged(DEPOSIT, BILL)

    assert interest_until(lines, DEPOSIT, date(2026, 8, 8), RULES).krw == 0
    assert interest_until(lines, BILL, date(2026, 8, 8), RULES).krw == 0


def test_entries_are_balanced_one_by_one() -> None:
    lines = charged(FEE, BILL)

    assert not is_balanced(lines[1:])
    assert not is_balanced(
        [*lines, Line(1, DUE, Account.FEE, -5, Reason.CORRECTED), Line(2, DUE, Account.FEE, 5, Reason.CORRECTED)]
    )


def test_an_invoice_charges_income_and_no_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="charges"):
        Invoice("1", Account.BANK, 1, DUE)
    with pytest.raises(ValueError, match="charges"):
        Invoice("1", Account.FEE, -1, DUE)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["pay", "pay-named", "credit", "correct", "reverse", "refund", "deposit", "return"]),
        st.integers(1, 5_000_000),
        st.integers(0, 900),
    ),
    max_size=12,
)


def take_step(lines: list[Line], step: tuple[str, int, int]) -> tuple[Line, ...]:
    act, krw, day = step
    on = DUE + timedelta(days=day)
    acts = {
        "pay": lambda: pay(lines, Payment(f"bank {len(lines)}", krw, on), ALL),
        "pay-named": lambda: pay(lines, Payment(f"bank {len(lines)}", krw, on, "2025-2"), ALL),
        "credit": lambda: use_credit(lines, on, ALL),
        "correct": lambda: correct(lines, Invoice("2025-1", Account.FEE, krw, DUE, vat_krw=krw // 10), on),
        "reverse": lambda: reverse(lines, krw % (lines[-1].entry + 2), on),
        "refund": lambda: refund(lines, krw, on, reference=f"refund {len(lines)}"),
        "deposit": lambda: take_deposit(lines, on, ALL),
        "return": lambda: return_deposit(lines, on),
    }
    return acts[act]()


@given(steps=STEPS)
def test_whatever_happens_the_lines_sum_to_zero_are_only_added_and_nothing_falls_below_zero(
    steps: list[tuple[str, int, int]],
) -> None:
    lines = charged(FEE, BILL, DEPOSIT)
    for step in steps:
        before = list(lines)
        try:
            lines += take_step(lines, step)
        except (LedgerError, AlreadyEnteredError):
            continue
        assert lines[: len(before)] == before

    assert is_balanced(lines)
    assert sum(line.krw for line in lines) == 0
    assert credit(lines) >= 0
    assert deposit_held(lines) >= 0
    assert all(owed(lines, one.number) >= 0 for one in ALL)
    assert all(line.krw != 0 for line in lines)
    assert {line.reason for line in lines} <= set(Reason)
