"""The answer to a search for a free time: what is free day by day, or why nothing is and what there is instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import url_for

from center.bookings import queries
from center.bookings.forms import FindForm
from center.bookings.pages.find import A_WEEK, ANY_PART, ONE_DAY, PARTS, find_address
from center.bookings.pages.words import (
    Link,
    alternative_links,
    book_address,
    day_text,
    hours,
    length,
    rooms_title,
)
from center.bookings.rules.day import RoomDay, first_day_with_time, period_of
from center.bookings.rules.finding import (
    WHOLE_DAY,
    Conditions,
    Free,
    Why,
    free_days,
    nearest_after,
    spread,
    why_nothing,
)
from center.bookings.rules.refusals import Alternative
from center.bookings.rules.values import RASTER_MINUTES
from center.core.text import Text, _, show_days
from center.spaces.models import Space
from center.web.i18n import language, say

LOOKED_AFTER = timedelta(days=62)
"""How far after the asked days the nearest free time is looked for."""
DAYS_SHOWN, TIMES_SHOWN = 7, 4
PART_WORDS = {"morning": _("오전 (12시까지)"), "afternoon": _("오후 (12시~18시)"), "evening": _("저녁 (18시부터)")}


@dataclass(frozen=True, slots=True)
class FoundRooms:
    """Rooms on a day and the times offered in them."""

    title: str
    capacity: str
    times: list[Link]


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day on which something is free."""

    iso: str
    title: str
    rooms: list[FoundRooms]
    calendar: Link


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: days with times, or why there are none and what there is instead."""

    title: str
    asked: str
    days: list[FoundDay] = field(default_factory=list)
    more: Link | None = None
    why: str = ""
    instead: str = ""
    nearest: list[Link] = field(default_factory=list)
    searches: list[Link] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a checked form asks for, as its address says it."""

    people: int
    length: str
    first: date
    last: date
    part: str
    rooms: str

    @property
    def conditions(self) -> Conditions:
        """What a time must fit."""
        return Conditions(
            headcount=self.people,
            length=int(self.length) // RASTER_MINUTES,
            part=PARTS[self.part][1:] if self.part in PARTS else WHOLE_DAY,
            rooms=tuple(code for code in self.rooms.split(",") if code),
        )

    @property
    def query(self) -> dict[str, str | int | date]:
        """The same as the parts of an address."""
        return {
            "people": self.people,
            "length": self.length,
            "from": self.first,
            "to": self.last,
            "part": self.part,
            "rooms": self.rooms,
        }


@dataclass(frozen=True, slots=True)
class Search:
    """Everything a search looks at: the asked days, those after them, and how many people the rooms hold on each."""

    asked: Asked
    conditions: Conditions
    rooms: Sequence[Space]
    days: Mapping[date, Mapping[str, RoomDay]]
    after: Mapping[date, Mapping[str, RoomDay]]
    capacities: Mapping[date, Mapping[str, int]]
    first_day: date


def found_by(form: FindForm, now: datetime) -> Found:
    """What a checked form finds."""
    search = _search(form, now)
    found = list(free_days(search.days, search.capacities, search.conditions))
    if not found:
        return _nothing(search)
    shown, rest = found[:DAYS_SHOWN], found[DAYS_SHOWN:]
    title = _("%(all)s일 가운데 %(free)s일에 빈 시간이 있습니다", all=len(search.days), free=len(found))
    return Found(
        title=say(title),
        asked=_asked_text(search),
        days=[_found_day(search, day, free) for day, free in shown],
        more=_more(search, rest[0][0], len(rest)) if rest else None,
    )


def _search(form: FindForm, now: datetime) -> Search:
    asked = _asked(form)
    end = asked.last + ONE_DAY
    book, rooms = queries.rulebook(), queries.rooms_on(asked.first)
    days = queries.room_days(rooms, asked.first, end + LOOKED_AFTER, now=now)
    return Search(
        asked=asked,
        conditions=asked.conditions,
        rooms=rooms,
        days={day: by_room for day, by_room in days.items() if day < end},
        after={day: by_room for day, by_room in days.items() if day >= end},
        capacities={
            day: {code: value.most for code, value in queries.capacity_of(book, rooms, day).items()} for day in days
        },
        first_day=first_day_with_time(book, now),
    )


def _asked(form: FindForm) -> Asked:
    """What a checked form asks for; checked, no field is empty."""
    return Asked(
        people=form.people.data or 1,
        length=form.length.data,
        first=form.first.data or form.today,
        last=form.last.data or form.today,
        part=form.part.data,
        rooms=form.rooms.data,
    )


def _asked_text(search: Search) -> str:
    """What was asked, in a line: 12월 16일~22일 · 인원 12명 · 2시간."""
    asked, conditions = search.asked, search.conditions
    is_one_day = asked.first == asked.last
    parts = [
        day_text(asked.first) if is_one_day else show_days(asked.first, asked.last, language()),
        say(_("인원 %(n)s명", n=asked.people)),
        length(conditions.length * RASTER_MINUTES),
    ]
    if asked.part in PARTS:
        parts.append(say(PART_WORDS[asked.part]))
    if conditions.rooms:
        parts.append(rooms_title([room for room in search.rooms if room.code in conditions.rooms]))
    return " · ".join(parts)


def _found_day(search: Search, day: date, found: Sequence[Free]) -> FoundDay:
    text = day_text(day)
    return FoundDay(
        iso=day.isoformat(),
        title=text,
        rooms=[_found_rooms(search, day, free) for free in found],
        calendar=Link(
            say(_("이날 달력 보기")),
            f"{url_for('bookings.calendar')}?view=day&date={day.isoformat()}",
            name=say(_("%(day)s 달력 보기", day=text)),
        ),
    )


def _found_rooms(search: Search, day: date, free: Free) -> FoundRooms:
    title = rooms_title([room for room in search.rooms if room.code in free.rooms])
    address = book_address(people=search.conditions.headcount)
    most = sum(search.capacities[day][code] for code in free.rooms)
    periods = [(start, start + search.conditions.length) for start in spread(free.starts, TIMES_SHOWN)]
    times = [
        Link(
            hours(*half_hours),
            address(free.rooms, period_of(day, *half_hours)),
            name=say(_("%(period)s %(rooms)s 예약하기", period=period_of(day, *half_hours), rooms=title)),
        )
        for half_hours in periods
    ]
    return FoundRooms(title, say(_("%(most)s명까지", most=most)), times)


def _more(search: Search, day: date, n_days: int) -> Link:
    text = say(_("%(day)s부터 더 보기 (%(n)s일 더 있음)", day=day, n=n_days))
    return Link(text, find_address({**search.asked.query, "from": day}))


def _nothing(search: Search) -> Found:
    """Nothing: why, and the ways on."""
    nearest = nearest_after(search.after, search.capacities, search.conditions, most=2)
    searches = _other_searches(search, nearest)
    return Found(
        title=say(_("그 조건에 맞는 빈 시간이 없습니다")),
        asked=_asked_text(search),
        why=say(_why(search)),
        instead=say(_("그 뒤로 가장 가까운 빈 시간")) if nearest else "",
        nearest=alternative_links(nearest, search.rooms),
        searches=searches,
    )


def _why(search: Search) -> Text:
    why = why_nothing(search.days, search.conditions)
    if why == Why.CLOSED:
        return _("고르신 날은 모두 쉬는 날입니다.")
    if why == Why.PART_TOO_SHORT:
        return _(
            "그 시간대는 %(length)s보다 짧습니다. 더 짧게 쓰거나 시간대를 바꿔 보세요.",
            length=length(search.conditions.length * RASTER_MINUTES),
        )
    if why == Why.NOT_OPEN:
        room = next(room for by_room in search.days.values() for room in by_room.values() if room.opening)
        return _("그때 예약은 %(opens)s에 열립니다.", opens=room.opens_at)
    return _("그때는 예약이 찼거나, 닫거나, 신청이 마감되었습니다.")


def _other_searches(search: Search, nearest: Sequence[Alternative]) -> list[Link]:
    """Another search that finds something: at any time of day, or from the first day that can be booked."""
    typed, links = search.asked.query, []
    anytime = sum(1 for _day in free_days(search.days, search.capacities, search.conditions.at_any_time))
    if anytime:
        text = say(_("시간대를 가리지 않고 찾기 (%(n)s일 있음)", n=anytime))
        links.append(Link(text, find_address({**typed, "part": ANY_PART})))
    if not nearest and not anytime and search.asked.first > search.first_day:
        last = search.first_day + A_WEEK - ONE_DAY
        text = say(_("%(day)s부터 찾기", day=search.first_day))
        links.append(Link(text, find_address({**typed, "from": search.first_day, "to": last})))
    return links
