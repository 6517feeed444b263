"""The account of a permit: lines that sum to zero, only ever added. Pure.

An entry is some lines that sum to zero; debit is positive, credit negative. A correction is a new entry, never an edit.
Source: docs/rules/leases.md, "The ledger's lines"
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from center.core.errors import ConflictError, RuleError
from center.core.text import _
from center.tenancy.leases.rules.amounts import won


class Account(StrEnum):
    """What a line is about. `RECEIVABLE` is owed by the firm; `CREDIT` and `DEPOSIT` are its money with the center."""

    RECEIVABLE = "receivable"
    BANK = "bank"
    FEE = "fee"
    VAT = "vat"
    SHARED = "shared"
    INTEREST = "interest"
    OVERSTAY = "overstay"
    DEPOSIT = "deposit"
    CREDIT = "credit"


class Reason(StrEnum):
    """Why an entry was made."""

    CHARGED = "charged"
    PAID = "paid"
    CREDIT_USED = "credit_used"
    CORRECTED = "corrected"
    REVERSED = "reversed"
    DEPOSIT_TAKEN = "deposit_taken"
    DEPOSIT_RETURNED = "deposit_returned"
    REFUNDED = "refunded"


CHARGED_AS = frozenset({Account.FEE, Account.SHARED, Account.INTEREST, Account.OVERSTAY, Account.DEPOSIT})


class LedgerError(RuleError):
    """An entry that the account does not allow."""

    kind = "ledger"


class AlreadyEnteredError(ConflictError):
    """That invoice was charged, that payment taken, or that entry reversed before."""

    kind = "ledger-twice"

    def __init__(self) -> None:
        super().__init__(_("이미 장부에 있습니다. 화면을 새로 열어 확인해 주세요."))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an entry; `reference` is the invoice it is about, `payment` what came, `reverses` the entry undone."""

    entry: int
    on: date
    account: Account
    krw: int
    reason: Reason
    reference: str = ""
    payment: str = ""
    reverses: int | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """What is charged: its number, as what, net and tax in won, its due day."""

    number: str
    account: Account
    net_krw: int
    due_on: date
    vat_krw: int = 0

    def __post_init__(self) -> None:
        if self.account not in CHARGED_AS or self.net_krw < 0 or self.vat_krw < 0:
            raise ValueError("an invoice charges something, and no less than nothing")

    @property
    def gross_krw(self) -> int:
        """What is to be paid."""
        return self.net_krw + self.vat_krw


@dataclass(frozen=True, slots=True)
class Payment:
    """What came to the bank: its own reference, on a day; `invoice` where it names one."""

    reference: str
    krw: int
    on: date
    invoice: str = ""


def balance(lines: Iterable[Line], account: Account, reference: str | None = None) -> int:
    """The sum of an account, of one invoice if named."""
    return sum(
        line.krw for line in lines if line.account == account and (reference is None or line.reference == reference)
    )


def owed(lines: Iterable[Line], invoice: str) -> int:
    """What is still to be paid of an invoice."""
    return balance(lines, Account.RECEIVABLE, invoice)


def charged_krw(lines: Sequence[Line], invoice: str) -> int:
    """What an invoice comes to after all corrections, tax included."""
    of_invoice = [line for line in lines if line.account in CHARGED_AS | {Account.VAT}]
    return -sum(line.krw for line in of_invoice if line.reference == invoice)


def credit(lines: Iterable[Line]) -> int:
    """What the firm paid and nothing was due for."""
    return -balance(lines, Account.CREDIT)


def deposit_held(lines: Sequence[Line]) -> int:
    """The deposit that was really paid and is still with the center."""
    charged = {line.reference for line in lines if line.account == Account.DEPOSIT and line.reason == Reason.CHARGED}
    return -balance(lines, Account.DEPOSIT) - sum(owed(lines, number) for number in charged)


def is_balanced(lines: Iterable[Line]) -> bool:
    """Whether every entry sums to zero, and so the whole."""
    sums: dict[int, int] = {}
    for line in lines:
        sums[line.entry] = sums.get(line.entry, 0) + line.krw
    return not any(sums.values())


def settled_in_order(invoices: Iterable[Invoice], lines: Sequence[Line]) -> list[Invoice]:
    """What is still open, in the order in which it is settled: by due day, interest after what bears it, by number."""
    still_open = [one for one in invoices if owed(lines, one.number) > 0]
    return sorted(still_open, key=lambda one: (one.due_on, one.account == Account.INTEREST, one.number))


def charge(lines: Sequence[Line], invoice: Invoice, on: date) -> tuple[Line, ...]:
    """The entry of an invoice.

    Raises:
        AlreadyEnteredError: it was charged.
    """
    if any(line.reference == invoice.number and line.reason == Reason.CHARGED for line in lines):
        raise AlreadyEnteredError
    parts = {
        Account.RECEIVABLE: invoice.gross_krw,
        invoice.account: -invoice.net_krw,
        Account.VAT: -invoice.vat_krw,
    }
    return _entry(lines, on, Reason.CHARGED, [(account, krw, invoice.number) for account, krw in parts.items()])


def pay(lines: Sequence[Line], payment: Payment, invoices: Sequence[Invoice]) -> tuple[Line, ...]:
    """The entry of a payment: to the invoice it names, then to what is due on its day; the rest is kept as credit.

    One that names no invoice goes to whatever is charged, by due day. What nothing is owed for stays the firm's money,
    also after the permit's end.

    Raises:
        AlreadyEnteredError: it was taken.
        LedgerError: it is no amount.
    """
    if payment.krw <= 0:
        raise LedgerError(_("받은 돈은 1원 이상이어야 합니다. 금액을 다시 확인해 주세요."))
    if any(line.payment == payment.reference for line in lines):
        raise AlreadyEnteredError
    still_open = settled_in_order(invoices, lines)
    if payment.invoice:
        named = [one for one in still_open if one.number == payment.invoice]
        due = [one for one in still_open if one.due_on <= payment.on and one not in named]
        still_open = [*named, *due]
    parts = _settle(lines, payment.krw, still_open)
    rest = payment.krw - sum(krw for _number, krw in parts)
    settled = [(Account.RECEIVABLE, -krw, number) for number, krw in parts]
    drafted = [(Account.BANK, payment.krw, ""), *settled, (Account.CREDIT, -rest, "")]
    return _entry(lines, payment.on, Reason.PAID, drafted, payment=payment.reference)


def use_credit(lines: Sequence[Line], on: date, invoices: Sequence[Invoice]) -> tuple[Line, ...]:
    """The entry that settles with the firm's credit what is due on a day; none where there is nothing to settle."""
    return _settle_from(lines, on, invoices, Account.CREDIT, credit(lines), Reason.CREDIT_USED)


def take_deposit(lines: Sequence[Line], on: date, invoices: Sequence[Invoice]) -> tuple[Line, ...]:
    """The entry that settles with the deposit what is due on a day; none where there is nothing to settle."""
    others = [one for one in invoices if one.account != Account.DEPOSIT]
    return _settle_from(lines, on, others, Account.DEPOSIT, deposit_held(lines), Reason.DEPOSIT_TAKEN)


def return_deposit(lines: Sequence[Line], on: date) -> tuple[Line, ...]:
    """The entry that makes what is left of the deposit credit, to be refunded; none where nothing is left."""
    left = deposit_held(lines)
    return _entry(lines, on, Reason.DEPOSIT_RETURNED, [(Account.DEPOSIT, left, ""), (Account.CREDIT, -left, "")])


def refund(lines: Sequence[Line], krw: int, on: date, *, reference: str) -> tuple[Line, ...]:
    """The entry of money paid back to the firm.

    Raises:
        LedgerError: it is more than the firm's credit, or no amount.
        AlreadyEnteredError: it was entered.
    """
    if not 0 < krw <= credit(lines):
        raise LedgerError(
            _("돌려줄 수 있는 돈은 %(krw)s원까지입니다. 금액을 다시 확인해 주세요.", krw=won(credit(lines)))
        )
    if any(line.payment == reference for line in lines):
        raise AlreadyEnteredError
    drafted = [(Account.CREDIT, krw, ""), (Account.BANK, -krw, "")]
    return _entry(lines, on, Reason.REFUNDED, drafted, payment=reference)


def correct(lines: Sequence[Line], corrected: Invoice, on: date) -> tuple[Line, ...]:
    """The entry that brings an invoice to other amounts; what was paid beyond them becomes credit.

    None where nothing differs.

    Raises:
        LedgerError: it was never charged, or as something else.
    """
    number = corrected.number
    if not _is_charged(lines, corrected):
        raise LedgerError(_("장부에 없는 청구는 고칠 수 없습니다. 먼저 청구해 주세요."))
    net = -corrected.net_krw - balance(lines, corrected.account, number)
    vat = -corrected.vat_krw - balance(lines, Account.VAT, number)
    left = owed(lines, number) - net - vat
    surplus = max(0, -left)
    drafted = [
        (Account.RECEIVABLE, -net - vat + surplus, number),
        (corrected.account, net, number),
        (Account.VAT, vat, number),
        (Account.CREDIT, -surplus, ""),
    ]
    return _entry(lines, on, Reason.CORRECTED, drafted)


def _is_charged(lines: Iterable[Line], invoice: Invoice) -> bool:
    return any(
        line.reference == invoice.number and line.account == invoice.account and line.reason == Reason.CHARGED
        for line in lines
    )


def reverse(lines: Sequence[Line], entry: int, on: date) -> tuple[Line, ...]:
    """The entry that undoes one, such as a payment booked to the wrong permit.

    Raises:
        LedgerError: there is no such entry.
        AlreadyEnteredError: it was undone, or undoes another itself.
    """
    undone = [line for line in lines if line.entry == entry]
    if not undone:
        raise LedgerError(_("장부에 없는 줄은 되돌릴 수 없습니다. 화면을 새로 열어 확인해 주세요."))
    if any(line.reverses == entry for line in lines) or undone[0].reverses is not None:
        raise AlreadyEnteredError
    drafted = [(line.account, -line.krw, line.reference) for line in undone]
    reversed_lines = _entry(lines, on, Reason.REVERSED, drafted, reverses=entry)
    _ensure_nothing_below_zero([*lines, *reversed_lines])
    return reversed_lines


def _ensure_nothing_below_zero(lines: Sequence[Line]) -> None:
    """Raises: LedgerError, where more was settled or paid back than there would have been."""
    numbers = {line.reference for line in lines if line.account == Account.RECEIVABLE}
    if credit(lines) < 0 or deposit_held(lines) < 0 or any(owed(lines, number) < 0 for number in numbers):
        raise LedgerError(_("이 줄을 바탕으로 이미 정산하거나 돌려준 돈이 있습니다. 나중 줄부터 되돌려 주세요."))


def _settle(lines: Sequence[Line], krw: int, invoices: Sequence[Invoice]) -> list[tuple[str, int]]:
    """An amount over open invoices, each as far as it goes."""
    parts = []
    for invoice in invoices:
        part = min(krw, owed(lines, invoice.number))
        krw -= part
        parts.append((invoice.number, part))
    return parts


def _settle_from(
    lines: Sequence[Line], on: date, invoices: Sequence[Invoice], account: Account, held_krw: int, reason: Reason
) -> tuple[Line, ...]:
    due = [one for one in settled_in_order(invoices, lines) if one.due_on <= on]
    parts = _settle(lines, held_krw, due)
    used = sum(krw for _number, krw in parts)
    settled = [(Account.RECEIVABLE, -krw, number) for number, krw in parts]
    return _entry(lines, on, reason, [(account, used, ""), *settled])


def _entry(
    lines: Sequence[Line],
    on: date,
    reason: Reason,
    drafted: Sequence[tuple[Account, int, str]],
    *,
    payment: str = "",
    reverses: int | None = None,
) -> tuple[Line, ...]:
    """The lines of the next entry, those of nothing left out."""
    number = max((line.entry for line in lines), default=0) + 1
    return tuple(
        Line(number, on, account, krw, reason, reference, payment, reverses)
        for account, krw, reference in drafted
        if krw != 0
    )
