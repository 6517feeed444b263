"""When sessions end, pure.

Source: docs/rules/safety.md, "Sessions, passwords, links"
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from center.core.actor import Role

IDLE_OF_STAFF = timedelta(minutes=30)
IDLE = timedelta(hours=2)
LONGEST_SESSION = timedelta(hours=12)
PENDING_LASTS = timedelta(minutes=10)
"""How long a password that was right waits for its second factor."""
ACCESS_KEPT_MONTHS = 24
"""How long it is kept who signed in and who looked at whose data. Source: 개인정보의 안전성 확보조치 기준, 제8조."""
USE_RECORDED_EVERY = timedelta(minutes=1)


def idle_of(roles: Collection[Role]) -> timedelta:
    """How long a session may lie unused: short for who sees other people's data."""
    return IDLE_OF_STAFF if {Role.STAFF, Role.ADMIN} & set(roles) else IDLE


def session_ends_at(created_at: datetime, last_used_at: datetime, roles: Collection[Role]) -> datetime:
    """When a session ends unless it is used again: idle time, or the longest a session may last."""
    return min(last_used_at + idle_of(roles), created_at + LONGEST_SESSION)


def is_worth_recording(last_used_at: datetime, now: datetime) -> bool:
    """Whether the last use is long enough ago to be written again."""
    return now - last_used_at >= USE_RECORDED_EVERY
