"""Which invoice each row of a bank's file pays. Source: docs/rules/leases.md, "The bank's file" """

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.tenancy.leases.rules.bank_file import (
    WHY_WORDS,
    BankFileError,
    Matching,
    Payable,
    Why,
    match,
    read_transfers,
)

HEADER = ["거래일시", "적요", "기재내용", "출금액", "입금액", "잔액", "메모"]
PAYABLES = [
    Payable("2025-1", "lease 1", "주식회사 두레빵집", 2_321_275),
    Payable("2025-2", "lease 1", "주식회사 두레빵집", 85_455),
    Payable("2025-3", "lease 2", "한강사회적협동조합", 1_284_855),
    Payable("2025-4", "lease 3", "선유 협동조합", 50_000),
    Payable("2025-5", "lease 3", "선유 협동조합", 50_000),
]


def a_row(payer: str, krw: str, *, memo: str = "", on: str = "2025.08.08 10:11:12", rest: str = "1") -> list[str]:
    return [on, "타행이체", payer, "0", krw, rest, memo]


def matched(*rows: list[str], known: frozenset[str] = frozenset()) -> Matching:
    return match(read_transfers([["입금 내역", "", ""], HEADER, *rows]).transfers, PAYABLES, known)


def taken_of(matching: Matching) -> list[str]:
    """The keys of everything that was matched or is for a person."""
    return [one.transfer.key for one in matching.matches] + [one.transfer.key for one in matching.unmatched]


def pairs(matching: Matching) -> list[tuple[str, str]]:
    return [(one.lease, one.invoice) for one in matching.matches]


def test_the_table_is_found_below_the_rows_about_the_account() -> None:
    read = read_transfers([["예금주", "영등포구"], [], HEADER, a_row("(주)두레빵집", "2,321,275원")])

    (transfer,) = read.transfers
    assert (transfer.row, transfer.on, transfer.krw) == (4, date(2025, 8, 8), 2_321_275)
    assert transfer.payer == "(주)두레빵집"


@pytest.mark.parametrize("day", ["2025-08-08", "20250808", "2025/8/8 09:00", "2025.08.08"])
def test_a_day_is_read_however_a_bank_writes_it(day: str) -> None:
    assert read_transfers([HEADER, a_row("누구", "1,000.00", on=day)]).transfers[0].on == date(2025, 8, 8)


def test_a_transfer_of_the_whole_invoice_pays_it_however_the_name_is_written() -> None:
    assert pairs(matched(a_row("㈜ 두레빵집", "2,321,275"))) == [("lease 1", "2025-1")]


@pytest.mark.parametrize("name", ["한강사회적협동", "한강사회"])
def test_a_name_that_the_bank_cut_is_known_again(name: str) -> None:
    assert pairs(matched(a_row(name, "1284855"))) == [("lease 2", "2025-3")]


def test_three_letters_are_too_few_to_know_a_name_by() -> None:
    assert matched(a_row("한강사", "1284855")).unmatched[0].why == Why.NO_PAYER


def test_a_transfer_of_all_that_is_owed_pays_everything() -> None:
    assert pairs(matched(a_row("두레빵집", "2,406,730"))) == [("lease 1", "")]


@pytest.mark.parametrize("krw", ["1,000", "2,321,275", "9,000,000"])
def test_a_transfer_that_names_an_invoice_pays_it_whatever_its_sum_and_sender(krw: str) -> None:
    assert pairs(matched(a_row("김대표", krw, memo="사용료 2025-1"))) == [("lease 1", "2025-1")]


def test_a_longer_number_names_no_shorter_invoice() -> None:
    (left,) = matched(a_row("김대표", "1,000", memo="12025-11")).unmatched

    assert left.why == Why.NO_PAYER


@pytest.mark.parametrize(
    ("payer", "krw", "why"),
    [
        ("모르는 회사", "2,321,275", Why.NO_PAYER),
        ("", "2,321,275", Why.NO_PAYER),
        ("두레빵집", "2,321,274", Why.OTHER_AMOUNT),
        ("선유협동조합", "50,000", Why.SEVERAL_INVOICES),
    ],
)
def test_what_fits_nothing_without_doubt_is_kept_with_its_reason(payer: str, krw: str, why: Why) -> None:
    matching = matched(a_row(payer, krw))

    assert [(one.why, one.transfer.payer) for one in matching.unmatched] == [(why, payer)]
    assert matching.matches == ()
    assert str(WHY_WORDS[why])


def test_two_firms_of_names_that_begin_alike_are_for_a_person() -> None:
    payables = [Payable("1", "a", "한마음협동조합", 1_000), Payable("2", "b", "한마음협동조합연합회", 1_000)]
    transfers = read_transfers([HEADER, a_row("한마음협동", "1,000")]).transfers

    assert match(transfers, payables, ()).unmatched[0].why == Why.SEVERAL_PAYERS


def test_the_same_invoice_is_not_paid_twice_by_two_rows_that_do_not_name_it() -> None:
    matching = matched(a_row("두레빵집", "85,455", rest="1"), a_row("두레빵집", "85,455", rest="2"))

    assert pairs(matching) == [("lease 1", "2025-2")]
    assert [one.why for one in matching.unmatched] == [Why.OTHER_AMOUNT]


def test_the_rest_after_a_part_in_the_same_file_pays_the_invoice() -> None:
    part, rest = a_row("김대표", "300,000", memo="2025-3"), a_row("한강사회적협동조합", "984,855")

    assert pairs(matched(part, rest)) == [("lease 2", "2025-3"), ("lease 2", "2025-3")]


def test_the_same_file_twice_changes_nothing() -> None:
    rows = [a_row("두레빵집", "2,321,275"), a_row("누구", "7"), a_row("누구", "7")]
    first = matched(*rows)
    keys = frozenset(taken_of(first))

    again = matched(*rows, known=keys)

    assert len(keys) == 3
    assert (again.matches, again.unmatched) == ((), ())
    assert {one.key for one in again.known} == keys


def test_a_file_that_overlaps_brings_only_what_is_new() -> None:
    first = read_transfers([HEADER, a_row("두레빵집", "2,321,275")]).transfers
    both = read_transfers([HEADER, a_row("한강사회적협동조합", "1,284,855"), a_row("두레빵집", "2,321,275")]).transfers

    matching = match(both, PAYABLES, {one.key for one in first})

    assert pairs(matching) == [("lease 2", "2025-3")]


def test_money_that_went_is_left_out_and_what_cannot_be_read_is_kept() -> None:
    read = read_transfers(
        [
            HEADER,
            a_row("전기요금", "0"),
            a_row("두레빵집", "백만원"),
            a_row("두레빵집", "USD 5"),
            a_row("두레빵집", "1,000", on="2025-13-40"),
            [""],
        ]
    )

    assert read.transfers == ()
    assert [(one.row, one.cells[2]) for one in read.unread] == [(3, "두레빵집"), (4, "두레빵집"), (5, "두레빵집")]


@pytest.mark.parametrize("rows", [[], [["이름", "전화"]], [["거래일", "잔액"]]])
def test_a_file_without_day_amount_and_payer_is_refused(rows: list[list[str]]) -> None:
    with pytest.raises(BankFileError, match="거래일, 입금액, 입금자"):
        read_transfers(rows)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["두레빵집", "선유협동조합", "누구", "2025-3"]), st.sampled_from(["85,455", "50,000", "7"])
    ),
    max_size=8,
)


@given(rows=ROWS)
def test_every_transfer_ends_in_just_one_heap(rows: list[tuple[str, str]]) -> None:
    table = [HEADER, *(a_row(payer, krw) for payer, krw in rows)]
    transfers = read_transfers(table).transfers
    first = match(transfers, PAYABLES, ())
    taken = taken_of(first)

    assert sorted(taken) == sorted(one.key for one in transfers)
    assert len(set(taken)) == len(rows)
    assert match(transfers, PAYABLES, set(taken)) == Matching((), transfers, ())
