"""What a firm owes for being late, read from its account. Pure.

Tax bears no interest: of a payment that settles fee and tax together, the fee's part does.
Source: docs/rules/leases.md, "Late interest and overstay"
"""

from collections.abc import Sequence
from datetime import date

from center.tenancy.leases.rules.amounts import NOTHING, Amount
from center.tenancy.leases.rules.interest import PaidPart, interest_of_parts
from center.tenancy.leases.rules.ledger import Account, Invoice, Line, Reason, charged_krw, owed
from center.tenancy.leases.rules.rulebook import FeeRules

SETTLING = frozenset({Reason.PAID, Reason.CREDIT_USED, Reason.DEPOSIT_TAKEN})
BEARS_INTEREST = frozenset({Account.FEE, Account.OVERSTAY})
"""Interest bears none itself, nor does security or a shared bill. Source: 공유재산 및 물품 관리법 제80조"""


def parts_paid(lines: Sequence[Line], invoice: str) -> list[PaidPart]:
    """What was paid of an invoice and when, up to what it comes to now; what was reversed is none."""
    undone = {line.reverses for line in lines}
    left = charged_krw(lines, invoice)
    parts = []
    for line in lines:
        is_part = line.account == Account.RECEIVABLE and line.reference == invoice and line.reason in SETTLING
        if is_part and line.entry not in undone:
            parts.append(PaidPart(min(-line.krw, left), line.on))
            left -= parts[-1].krw
    return [part for part in parts if part.krw > 0]


def interest_until(lines: Sequence[Line], invoice: Invoice, on: date, rules: FeeRules) -> Amount:
    """The interest on an invoice: on what was paid late, and on what is open as if it were paid on that day."""
    if invoice.account not in BEARS_INTEREST:
        return NOTHING
    parts = [*parts_paid(lines, invoice.number), PaidPart(owed(lines, invoice.number), on)]
    return interest_of_parts(_net(parts, invoice), invoice.due_on, rules)


def _net(parts: Sequence[PaidPart], invoice: Invoice) -> list[PaidPart]:
    """The fee's part of each, so that together they are the fee."""
    found = []
    gross = before = 0
    for part in parts:
        gross += part.krw
        net = gross * invoice.net_krw // invoice.gross_krw
        found.append(PaidPart(net - before, part.paid_on))
        before = net
    return found
