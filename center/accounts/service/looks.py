"""Who looked at whose data is written down, and forgotten when its time is over."""

import logging
from datetime import datetime

from sqlalchemy import delete

from center.accounts.models import AccessRecord, SignIn
from center.accounts.rules.sessions import ACCESS_KEPT_MONTHS, LONGEST_SESSION
from center.core.actor import Actor
from center.core.audit import actor_key
from center.core.db import transaction
from center.core.errors import BusyError, StorageError
from center.core.time import months_before

log = logging.getLogger("center.accounts")


def record_access(
    action: str, subject: str, *, by: Actor, now: datetime, n_records: int = 1, reason: str | None = None
) -> None:
    """Write down who looked at whose personal data and from where, in a short transaction after the reading.

    Anybody who neither signed in nor showed a token sees nobody's data, and is not written down.

    Where nothing can be stored, a full disk for instance, pages are shown all the same, and the log keeps who looked.
    """
    if by.user_id is None and by.token_id is None:
        return
    record = AccessRecord(
        user_id=by.user_id, token_id=by.token_id, action=action, subject=subject, n_records=n_records, at=now
    )
    record.reason, record.address = reason, by.address or None
    try:
        with transaction() as session:
            session.add(record)
    except (BusyError, StorageError):
        log.warning(
            "access that could not be stored: %s, %s, %s, %s records", actor_key(by), action, subject, n_records
        )


def forget_access(now: datetime) -> int:
    """Remove what is on record of who looked at whose data, and of sessions, when its own time is over; how many."""
    limit = months_before(now, ACCESS_KEPT_MONTHS)
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.created_at <= now - LONGEST_SESSION))
        gone = session.scalars(delete(AccessRecord).where(AccessRecord.at <= limit).returning(AccessRecord.id)).all()
    return len(gone)
