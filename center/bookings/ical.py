"""Public feeds: that a room is taken, and nothing else.

The text is written by hand from tuples, for speed; tests read it back with the icalendar library.
Source: docs/rules/booking.md, "What a person meets"; RFC 5545
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from center.core.time import Period
from center.spaces.models import Space
from center.web.i18n import language

TAKEN = {"ko": "예약됨", "en": "Taken"}


def public_feed(room: Space, taken: Iterable[tuple[str, Period]]) -> str:
    """A calendar of the busy times of a room, in UTC. Takes each use's mark and time."""
    name = room.name_en if language() == "en" else room.name
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Social Economy Support Center//Rooms//KO",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{room.code} {_escaped(name)}",
        "X-WR-TIMEZONE:Asia/Seoul",
    ]
    for uid, period in taken:
        lines += _entry(uid, room.code, period)
    return "\r\n".join([*lines, "END:VCALENDAR", ""])


def _entry(uid: str, code: str, period: Period) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}-{code}",
        f"DTSTAMP:{_instant(period.start)}",
        f"DTSTART:{_instant(period.start)}",
        f"DTEND:{_instant(period.end)}",
        f"SUMMARY:{TAKEN[language()]}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    """A text as RFC 5545 wants it."""
    for letter in "\\;,":
        text = text.replace(letter, "\\" + letter)
    return text.replace("\n", " ")
