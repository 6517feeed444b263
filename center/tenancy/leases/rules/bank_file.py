"""Which invoice each row of a bank's file pays. Pure.

A row is known again by what stands in it, so that a file taken twice, or two files that overlap, change nothing. What
fits no invoice without doubt is kept with its reason, and a person decides.
Source: docs/rules/leases.md, "The bank's file"
"""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from center.core.errors import RuleError
from center.core.names import organisation_key
from center.core.text import Text, _

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "on": ("거래일시", "거래 일시", "거래일자", "거래일", "입금일자", "입금일", "일자", "날짜"),
    "krw": ("입금액", "입금액(원)", "입금금액", "입금", "맡기신금액", "맡기신 금액"),
    "payer": ("입금자명", "입금자", "보낸분", "보낸 분", "보낸분/받는분", "기재내용", "거래내용", "내용", "적요"),
    "memo": ("메모", "통장메모", "내통장메모", "받는분통장표시", "비고"),
    "rest": ("잔액", "잔액(원)", "거래후잔액", "거래 후 잔액"),
}
"""What banks call the columns, the surest word first."""
NEEDED = ("on", "krw", "payer")
ROWS_BEFORE_HEADER = 20
DAY = re.compile(r"\s*(\d{4})[-./]?\s*(\d{1,2})[-./]?\s*(\d{1,2})")
SHORTEST_PREFIX = 4
"""Banks cut long names; so many letters are enough to know one again."""


class BankFileError(RuleError):
    """The file is none of a bank's transfers."""

    kind = "bank-file"


class Why(StrEnum):
    """Why a row was not taken."""

    UNREADABLE = "unreadable"
    NO_PAYER = "no_payer"
    SEVERAL_PAYERS = "several_payers"
    OTHER_AMOUNT = "other_amount"
    SEVERAL_INVOICES = "several_invoices"


WHY_WORDS: Mapping[Why, Text] = {
    Why.UNREADABLE: _("날짜나 금액을 읽을 수 없습니다. 은행 파일에서 이 줄을 확인해 주세요."),
    Why.NO_PAYER: _("이름이 같은 입주기업이 없습니다. 누가 보냈는지 확인해 직접 넣어 주세요."),
    Why.SEVERAL_PAYERS: _("이름이 맞는 입주기업이 여럿입니다. 누가 보냈는지 확인해 직접 넣어 주세요."),
    Why.OTHER_AMOUNT: _("청구한 금액과 다릅니다. 무엇을 낸 돈인지 확인해 직접 넣어 주세요."),
    Why.SEVERAL_INVOICES: _("금액이 같은 청구가 여럿입니다. 어느 것을 낸 돈인지 골라 주세요."),
}


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that came: `key` knows it again, `row` is its place in the file, from 1."""

    key: str
    row: int
    on: date
    krw: int
    payer: str
    memo: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A row that cannot be read, as it stands in the file."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BankFile:
    """What a file says: the money that came, and rows that cannot be read. Money that went is left out."""

    transfers: tuple[Transfer, ...]
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class Payable:
    """An invoice that may be paid: what is still owed of it, of which permit, and whose. Paid ones stand with 0."""

    invoice: str
    lease: str
    holder: str
    owed_krw: int


@dataclass(frozen=True, slots=True)
class Match:
    """A transfer and what it pays; without an invoice, everything the permit owes."""

    transfer: Transfer
    lease: str
    invoice: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A transfer that fits nothing without doubt."""

    transfer: Transfer
    why: Why


@dataclass(frozen=True, slots=True)
class Matching:
    """What becomes of each transfer: new matches, those known from before, and those for a person."""

    matches: tuple[Match, ...]
    known: tuple[Transfer, ...]
    unmatched: tuple[Unmatched, ...]


def read_transfers(rows: Sequence[Sequence[str]]) -> BankFile:
    """The transfers of a bank's table, whose header may stand below a few rows about the account.

    Raises:
        BankFileError: no row names day, amount and payer.
    """
    at, columns = _header(rows)
    transfers: list[Transfer] = []
    unread: list[Unread] = []
    seen: Counter[str] = Counter()
    for number, cells in enumerate(rows[at + 1 :], start=at + 2):
        read = {name: cells[place].strip() if place < len(cells) else "" for name, place in columns.items()}
        if not any(read.values()) or read["krw"] in {"", "0", "-"}:
            continue
        on, krw = _day(read["on"]), _won(read["krw"])
        if on is None or krw is None:
            unread.append(Unread(number, tuple(cells)))
            continue
        said = "\n".join(f"{name}={read[name]}" for name in sorted(read) if name != "krw") + f"\nkrw={krw}"
        seen[said] += 1
        key = hashlib.sha256(f"{said}\n{seen[said]}".encode()).hexdigest()
        transfers.append(Transfer(key, number, on, krw, read["payer"], read.get("memo", "")))
    return BankFile(tuple(transfers), tuple(unread))


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int]]:
    """In which row the header stands, and in which column what."""
    for at, cells in enumerate(rows[:ROWS_BEFORE_HEADER]):
        names = [cell.strip() for cell in cells]
        columns: dict[str, int] = {}
        for name, words in SYNONYMS.items():
            found = next((word for word in words if word in names), None)
            if found is not None:
                columns[name] = names.index(found)
        if all(name in columns for name in NEEDED):
            return at, columns
    raise BankFileError(
        _("거래일, 입금액, 입금자 열이 있는 줄을 찾지 못했습니다. 은행에서 받은 거래 내역 파일을 그대로 올려 주세요.")
    )


def _day(cell: str) -> date | None:
    found = DAY.match(cell)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def _won(cell: str) -> int | None:
    plain = cell.replace(",", "").replace("원", "").removesuffix(".00").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and int(plain) > 0 else None


def match(transfers: Sequence[Transfer], payables: Sequence[Payable], known: Collection[str]) -> Matching:
    """What each transfer pays, in the order of the file; `known` are the keys that were taken before.

    A transfer that names an invoice pays that one, also too little, too much or twice. One that names none pays the
    invoice of its sender that is owed in just that amount, or all that the sender owes in just that sum.
    """
    matches: list[Match] = []
    again: list[Transfer] = []
    unmatched: list[Unmatched] = []
    still_owed = {one.invoice: one for one in payables}
    for transfer in transfers:
        if transfer.key in known:
            again.append(transfer)
            continue
        found = _find(transfer, list(still_owed.values()))
        if isinstance(found, Why):
            unmatched.append(Unmatched(transfer, found))
            continue
        matches.append(found)
        still_owed.update(_paid(found, still_owed.values()))
    return Matching(tuple(matches), tuple(again), tuple(unmatched))


def _paid(found: Match, payables: Collection[Payable]) -> Iterator[tuple[str, Payable]]:
    """What is owed after a match, so that a second row in the same file does not pay it again."""
    for one in payables:
        if one.invoice == found.invoice:
            yield one.invoice, replace(one, owed_krw=max(0, one.owed_krw - found.transfer.krw))
        elif not found.invoice and one.lease == found.lease:
            yield one.invoice, replace(one, owed_krw=0)


def _find(transfer: Transfer, payables: Sequence[Payable]) -> Match | Why:
    named = [one for one in payables if _names(transfer, one.invoice)]
    if len(named) == 1:
        return Match(transfer, named[0].lease, named[0].invoice)
    theirs = [one for one in payables if _is_from(transfer, one.holder)]
    if not theirs:
        return Why.NO_PAYER
    if len({one.holder for one in theirs}) > 1:
        return Why.SEVERAL_PAYERS
    return _by_amount(transfer, [one for one in theirs if one.owed_krw > 0])


def _by_amount(transfer: Transfer, still_owed: Sequence[Payable]) -> Match | Why:
    exact = [one for one in still_owed if one.owed_krw == transfer.krw]
    if len(exact) > 1:
        return Why.SEVERAL_INVOICES
    if exact:
        return Match(transfer, exact[0].lease, exact[0].invoice)
    leases = {one.lease for one in still_owed}
    sums = {lease: sum(one.owed_krw for one in still_owed if one.lease == lease) for lease in leases}
    whole = [lease for lease, krw in sums.items() if krw == transfer.krw]
    return Match(transfer, whole[0], "") if len(whole) == 1 else Why.OTHER_AMOUNT


def _names(transfer: Transfer, invoice: str) -> bool:
    """Whether the words that came along name an invoice, not as a part of another number."""
    pattern = rf"(?<![0-9A-Za-z-]){re.escape(invoice)}(?![0-9A-Za-z-])"
    return any(re.search(pattern, words) is not None for words in (transfer.payer, transfer.memo))


def _is_from(transfer: Transfer, holder: str) -> bool:
    sender, firm = organisation_key(transfer.payer), organisation_key(holder)
    if sender is None or firm is None:
        return False
    return sender == firm or (len(sender) >= SHORTEST_PREFIX and firm.startswith(sender))
