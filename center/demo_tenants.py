"""Sample tenants of the demo: who has which unit, so that the plan and the calls have something to show."""

from datetime import date

from sqlalchemy import select

from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import FirmState
from center.spaces.models import UnitTerm
from center.spaces.terms import Term, enter_term

MOVED_IN = (("301", 20), ("302", 17), ("303", 14), ("306", 14), ("307", 9), ("308", 5), ("309", 2))
"""Units and how many months ago their sample tenants moved in; the others are free."""
YEARS = 2


def load_tenants(today: date) -> None:
    """Enter them once, where there are none yet."""
    if db.session.scalar(select(UnitTerm.id).limit(1)) is not None:
        return
    firms = select(Enterprise).where(Enterprise.state == FirmState.ACTIVE, Enterprise.in_district)
    found = db.session.scalars(firms.order_by(Enterprise.id)).all()
    tenants = found[:: max(1, len(found) // len(MOVED_IN))]
    with transaction():
        for (unit, months), firm in zip(MOVED_IN, tenants, strict=False):
            first_on = _months_before(today, months)
            until_on = first_on.replace(year=first_on.year + YEARS)
            basis = f"사용허가 {first_on.year}-{unit} (예시)"
            enter_term(unit, Term(firm.id, firm.name, first_on, until_on, basis), by=OPERATOR)


def _months_before(today: date, months: int) -> date:
    """The first of a month so many months before."""
    count = today.year * 12 + today.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
