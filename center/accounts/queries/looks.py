"""Who looked at whose data."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from center.accounts.models import AccessRecord, User
from center.core.db import db

MOST_ACCESSES = 20


@dataclass(frozen=True, slots=True)
class Access:
    """That somebody looked at personal data, took them out or printed them."""

    at: datetime
    name: str
    action: str
    reason: str | None


def access_to(subject: str, *, most: int = MOST_ACCESSES) -> list[Access]:
    """Who looked at the data of a booking or an account, the latest first; the last ones suffice."""
    rows = db.session.execute(
        select(AccessRecord.at, User.name, AccessRecord.action, AccessRecord.reason)
        .join(User, User.id == AccessRecord.user_id)
        .where(AccessRecord.subject == subject)
        .order_by(AccessRecord.at.desc(), AccessRecord.id.desc())
        .limit(most)
    )
    return [Access(*row) for row in rows]
