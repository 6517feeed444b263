"""The page beside a room's door: the room right now, what comes next today, a code that opens its calendar."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import segno
from flask import url_for

from center.bookings import queries
from center.bookings.pages.words import day_text, hours, room_name, shut_reason
from center.bookings.rules.bookable import reason_text
from center.bookings.rules.day import RoomDay
from center.bookings.rules.door import Door, DoorState, door
from center.core.text import Text, _, show_clock, show_hours
from center.core.time import MINUTES_A_DAY, at, clock_text, seoul_day
from center.web.i18n import say

LOOKED_AHEAD = timedelta(days=15)
"""How far the end of a closed time is looked for."""
USES_SHOWN = 3
QUIET_ZONE = 4
"""Light modules around the code, without which cameras do not find it."""
WORDS: dict[DoorState, Text] = {
    DoorState.FREE: _("비어 있음"),
    DoorState.TAKEN: _("이용 중"),
    DoorState.TURNAROUND: _("정리 중"),
    DoorState.CLOSED: _("닫혀 있음"),
}


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code as the outline of its dark modules in a square of `size`."""

    size: int
    path: str


@dataclass(frozen=True, slots=True)
class DoorPage:
    """All that the door says; `until` is empty where no end is known, `until_day` where it ends today."""

    title: str
    code: str
    room: str
    state: str
    word: str
    until_day: str
    until: str
    reason: str
    next_uses: list[str]
    n_more: int
    day: str
    clock: str
    now_ms: int
    qr: Code


def door_page(code: str, now: datetime, *, base_url: str) -> DoorPage:
    """The door of a room at this moment.

    Raises:
        NotFoundError: no such room.
    """
    today = seoul_day(now)
    room = queries.get_rooms([code], today)[0]
    days = queries.room_days([room], today, today + LOOKED_AHEAD, now=now)
    found = door({day: by_room[code] for day, by_room in days.items()}, now)
    return DoorPage(
        title=say(_("%(code)s %(room)s 문 앞 안내", code=code, room=room_name(room))),
        code=say(_("%(code)s호", code=code)),
        room=room_name(room),
        state=found.state,
        word=say(WORDS[found.state]),
        until_day=_until_day(found, today),
        until=_until(found, today),
        reason=_reason(found, days[today][code]),
        next_uses=[show_hours(period) for period in found.next_uses[:USES_SHOWN]],
        n_more=max(0, len(found.next_uses) - USES_SHOWN),
        day=day_text(today),
        clock=show_clock(now),
        now_ms=int(now.timestamp() * 1000),
        qr=_qr(base_url + url_for("bookings.room_calendar", code=code)),
    )


def _until_day(found: Door, today: date) -> str:
    """The day on which the state ends, where that is not today; midnight still is."""
    ends_today = found.until is None or found.until <= at(today, MINUTES_A_DAY)
    return "" if ends_today or found.until is None else day_text(seoul_day(found.until))


def _until(found: Door, today: date) -> str:
    """14:30까지, or when it opens."""
    if found.until is None:
        return ""
    clock = clock_text(MINUTES_A_DAY) if found.until == at(today, MINUTES_A_DAY) else show_clock(found.until)
    is_closed = found.state == DoorState.CLOSED
    return say(_("%(time)s에 엽니다", time=clock) if is_closed else _("%(time)s까지", time=clock))


def _reason(found: Door, today: RoomDay) -> str:
    """Why a closed room is closed."""
    if found.state != DoorState.CLOSED:
        return ""
    if found.reason:
        is_whole_day = found.reason.why is not None
        why = found.reason
        return say(reason_text(why, today.day)) if is_whole_day else shut_reason(found.kind, why)
    return say(_("오늘 운영시간 %(hours)s", hours=[hours(*period) for period in today.opening]))


def _qr(address: str) -> Code:
    """The code of an address; each dark module is a square of one."""
    modules = segno.make(address, error="m", micro=False).matrix
    dark = [
        f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h1v1h-1z"
        for y, row in enumerate(modules)
        for x, is_dark in enumerate(row)
        if is_dark
    ]
    return Code(len(modules) + 2 * QUIET_ZONE, "".join(dark))
