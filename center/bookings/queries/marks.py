"""Marks of what calendars and feeds show: the same mark, the same content.

Tokens tell what was written; the last instant at which time alone changed something tells the rest.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from center.bookings.models import Booking, BookingRule, waits_for_code
from center.bookings.queries.feed import TAKEN
from center.bookings.rules.values import Window, parse
from center.core.revision import tokens_of
from center.core.time import HALF_HOUR, at, month_start, seoul_day
from center.spaces.models import SPACES

HALF_HOUR_SECONDS = HALF_HOUR.total_seconds()


@dataclass(frozen=True, slots=True)
class Moments:
    """Every window that holds or ever held, and when the present holds end, in order."""

    windows: Sequence[Window]
    hold_ends: Sequence[datetime]


_KNOWN: dict[str, Moments] = {}
"""Of the newest tokens only."""


def feed_mark(connection: Connection, now: datetime) -> str:
    """The mark of a feed: confirmed uses, rooms, and the day around which it lies."""
    tokens = tokens_of(connection)
    return f"{tokens.get(TAKEN)} {tokens.get(SPACES)} {seoul_day(now)}"


def calendar_mark(connection: Connection, now: datetime) -> str:
    """The mark of a calendar: everything written, and where time has come to.

    Opening, closing, past, notice and midnight change on the half hour or just after it, windows open at their minute,
    holds end at their second.
    """
    tokens = " ".join(f"{name}={token}" for name, token in sorted(tokens_of(connection).items()))
    half_hours, after = divmod(now.timestamp(), HALF_HOUR_SECONDS)
    moments = _moments(connection, tokens)
    opened = max((_last_opening(window, now) for window in moments.windows), default=None)
    n_ended = bisect_right(moments.hold_ends, now)
    return f"{tokens} {half_hours:.0f} {after > 0} {opened} {n_ended}"


def _last_opening(window: Window, now: datetime) -> datetime:
    """The last instant at which a window opened the days of some month."""
    month = month_start(seoul_day(now))
    this_month = at(month.replace(day=window.day), window.minute)
    return this_month if this_month <= now else at(month_start(month, -1).replace(day=window.day), window.minute)


def _moments(connection: Connection, tokens: str) -> Moments:
    """When time changes what is shown; the same tokens stand for the same moments."""
    found = _KNOWN.get(tokens)
    if found is None:
        rules = connection.execute(select(BookingRule.value).where(BookingRule.key == "window"))
        holds = connection.execute(select(Booking.code_until).where(waits_for_code(), Booking.code_until.is_not(None)))
        windows = [window for (value,) in rules if isinstance(window := parse("window", value), Window)]
        found = Moments(windows, sorted(until for (until,) in holds if until))
        _KNOWN.clear()
        _KNOWN[tokens] = found
    return found
