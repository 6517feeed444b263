"""The way to a search for a free time: its address, its form, the links that lead there with a wish filled in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]

from center.bookings import queries
from center.bookings.forms import FURTHEST_DAY, FindForm
from center.bookings.pages.calendar import PARTS_OF_DAY
from center.bookings.pages.words import Link, length, room_title
from center.bookings.rules.alternatives import nearest_use
from center.bookings.rules.day import first_day_with_time
from center.bookings.rules.values import RASTER_MINUTES, Capacity, Length
from center.core.text import _
from center.core.time import Period, seoul_day
from center.spaces.models import Space
from center.web.i18n import say

USUAL_PEOPLE, USUAL_MINUTES = 12, 120
A_WEEK, ONE_DAY = timedelta(days=7), timedelta(days=1)
DAYS_BEFORE_WISH = timedelta(days=3)
ANY_PART = "any"
PARTS = dict(zip(("morning", "afternoon", "evening"), PARTS_OF_DAY, strict=True))
ANYWHERE, BOTH = _("아무 곳이나"), _("둘 다")


def find_address(asked: Mapping[str, str | int | date]) -> str:
    """The address of a search; what it does not name is as on a first visit."""
    return url_for("finding.find") + (f"?{urlencode(asked)}" if asked else "")


def find_around(period: Period, rooms: Sequence[str], headcount: int | None, now: datetime) -> Link:
    """From a wish that was refused to a search as long, for as many people, in the days around it."""
    book, today = queries.rulebook(), seoul_day(now)
    first = max(first_day_with_time(book, now), min(period.day, today + FURTHEST_DAY) - DAYS_BEFORE_WISH)
    asked: dict[str, str | int | date] = {
        "length": nearest_use(period, book.get(Length, "length", period.day)).minutes,
        "from": first,
        "to": first + A_WEEK - ONE_DAY,
    }
    if headcount:
        asked["people"] = headcount
    if len(rooms) > 1:
        asked["rooms"] = ",".join(rooms)
    return Link(say(_("조건으로 빈 시간 찾기")), find_address(asked))


def find_link(first: date, last: date, now: datetime) -> Link:
    """To a search in the days that somebody is looking at, as far as they can be booked; else as on a first visit."""
    begin = max(first, first_day_with_time(queries.rulebook(), now))
    is_ahead = begin <= last <= seoul_day(now) + FURTHEST_DAY
    return Link(say(_("조건으로 찾기")), find_address({"from": begin, "to": last} if is_ahead else {}))


def find_form(args: MultiDict[str, str], now: datetime) -> FindForm:
    """The form with what the address asks for, the rest as on a first visit; not checked yet."""
    book, today = queries.rulebook(), seoul_day(now)
    rooms = queries.rooms_on(today)
    limits = [book.get(Length, "length", today, room.code) for room in rooms]
    shortest, longest = min(limit.shortest for limit in limits), max(limit.longest_a_day for limit in limits)
    usual = _usual(args, first_day_with_time(book, now), shortest, longest)
    form = FindForm(formdata=MultiDict({name: args.get(name, value) for name, value in usual.items()}))
    form.today = today
    form.most = _most(queries.capacity_of(book, rooms, form.first.data or today))
    minutes = range(shortest, longest + 1, RASTER_MINUTES)
    form.length.choices = [SelectChoice(str(value), length(value)) for value in minutes]
    form.part.choices = [
        SelectChoice(ANY_PART, say(_("아무 때나"))),
        *(SelectChoice(name, say(part[0])) for name, part in PARTS.items()),
    ]
    form.rooms.choices = _room_choices(rooms)
    return form


def _usual(args: MultiDict[str, str], first_day: date, shortest: int, longest: int) -> dict[str, str]:
    """What a first visit looks for; a first day that is asked for brings its own week."""
    try:
        first = date.fromisoformat(args.get("from", ""))
        last = first + A_WEEK - ONE_DAY
    except (ValueError, OverflowError):
        first, last = first_day, first_day + A_WEEK - ONE_DAY
    return {
        "people": str(USUAL_PEOPLE),
        "length": str(min(max(USUAL_MINUTES, shortest), longest)),
        "from": first.isoformat(),
        "to": last.isoformat(),
        "part": ANY_PART,
        "rooms": "",
    }


def _most(capacities: Mapping[str, Capacity]) -> dict[str, int]:
    """How many people each choice of rooms holds; all rooms together hold the sum."""
    most = {code: capacity.most for code, capacity in capacities.items()}
    return {**most, ",".join(most): sum(most.values())}


def _room_choices(rooms: Sequence[Space]) -> list[SelectChoice]:
    together = [SelectChoice(",".join(room.code for room in rooms), say(BOTH))] if len(rooms) > 1 else []
    return [SelectChoice("", say(ANYWHERE)), *(SelectChoice(room.code, room_title(room)) for room in rooms), *together]
