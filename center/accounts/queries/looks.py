"""Who looked at whose data."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from center.accounts.models import AccessRecord, ApiToken, User
from center.core.db import db

MOST_ACCESSES = 20


@dataclass(frozen=True, slots=True)
class Access:
    """That a person or a program looked at personal data, took them out or printed them."""

    at: datetime
    name: str
    action: str
    reason: str | None


def access_to(*subjects: str, since: datetime | None = None, most: int = MOST_ACCESSES) -> list[Access]:
    """Who looked at what is kept under these subjects, the latest first; the last ones suffice."""
    reader = func.coalesce(User.name, ApiToken.name)
    asked = [AccessRecord.subject.in_(subjects), *([AccessRecord.at >= since] if since else [])]
    rows = db.session.execute(
        select(AccessRecord.at, reader, AccessRecord.action, AccessRecord.reason)
        .outerjoin(User, User.id == AccessRecord.user_id)
        .outerjoin(ApiToken, ApiToken.id == AccessRecord.token_id)
        .where(*asked)
        .order_by(AccessRecord.at.desc(), AccessRecord.id.desc())
        .limit(most)
    )
    return [Access(*row) for row in rows]
