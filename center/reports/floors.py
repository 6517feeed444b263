"""Both floors on any day: the plan, the same facts as a table, and what each space is right now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import url_for

from center.bookings import queries as bookings
from center.bookings.pages.words import room_name
from center.bookings.rules.day import Kind, RoomDay, Segment, free_runs, shown_segments
from center.core.text import Text, _
from center.core.time import clock_text, minute_of_day, seoul_day
from center.spaces.models import Space, UnitTerm
from center.spaces.plan import Drawing, PlanSpace, PlanText, draw_narrow, draw_wide
from center.spaces.plan import Kind as PlanKind
from center.spaces.queries import closures_between, floor_widths, spaces_on, terms_on
from center.spaces.rules import SpaceKind, show_area
from center.tenancy.calls.pages.calls import UnitCall, units_called
from center.tenancy.calls.pages.units import fee_lines
from center.tenancy.calls.queries import Fees, fees_on
from center.tenancy.calls.rules.phases import PHASE_TONES, PHASE_WORDS
from center.web.i18n import language, say

DAYS_LOOKED = timedelta(days=62)
KIND_WORDS: Mapping[str, tuple[Text, str, PlanKind]] = {
    SpaceKind.OFFICE: (_("사용 중"), "off", "used"),
    SpaceKind.UNIT: (_("비어 있음"), "line", "empty"),
    SpaceKind.OPERATOR: (_("운영"), "line", "staff"),
}
LEGEND: tuple[tuple[Text, str], ...] = (
    (_("예약 공간"), "open"),
    (_("모집 중"), "open"),
    (_("사용 중"), "off"),
    (_("비어 있음"), "line"),
    (_("공사 중"), "wait"),
)
NOTE = _("칸의 넓이는 면적에 비례합니다. 실제 배치와 다를 수 있습니다.")


@dataclass(frozen=True, slots=True)
class Link:
    """What can be done with a space."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class SpaceRow:
    """A space in the table."""

    code: str
    name: str
    area: str
    state: str
    tone: str
    who: str
    todo: Link | None


@dataclass(frozen=True, slots=True)
class FloorShown:
    """A floor: two drawings and a table, with its sum."""

    number: int
    title: str
    area: str
    wide: Drawing
    narrow: Drawing
    rows: list[SpaceRow]
    total: str


@dataclass(frozen=True, slots=True)
class FloorsPage:
    """The floors on a day."""

    title: str
    lead: str
    crumbs: list[Link]
    day_iso: str
    action: str
    legend: list[tuple[str, str]]
    floors: list[FloorShown]
    note: str


@dataclass(frozen=True, slots=True)
class Now:
    """What a space is at the moment that is looked at: a word, its tone, more about it, its next free time."""

    word: Text
    tone: str
    kind: PlanKind
    who: str
    next_free: str = ""
    link: Link | None = None


def floors_page(day: date, now: datetime) -> FloorsPage:
    """The floors as they are on a day; on the present one, right now."""
    spaces = spaces_on(day)
    states = _states(spaces, day, now)
    numbers = sorted({space.floor_number for space in spaces})
    widths = floor_widths()
    total = show_area(sum(space.area_m2 for space in spaces))
    lead = (
        _("2층은 누구나 예약하는 공간과 사무실, 3층은 입주 공간입니다. 모두 %(total)s㎡입니다.", total=total)
        if spaces
        else _("%(day)s에는 아직 센터가 없었습니다. 다른 날을 골라 주세요.", day=day)
    )
    return FloorsPage(
        title=say(_("층별 안내")),
        lead=say(lead),
        crumbs=[Link(say(_("첫 화면")), url_for("reports.home")), Link(say(_("층별 안내")), url_for("reports.floors"))],
        day_iso=day.isoformat(),
        action=url_for("reports.floors"),
        legend=[(say(word), tone) for word, tone in LEGEND],
        floors=[_floor(number, spaces, states, widths[number]) for number in numbers],
        note=_note(spaces),
    )


def _note(spaces: Sequence[Space]) -> str:
    """What the plan is and is not, and which areas are assumed."""
    assumed = sorted(space.code for space in spaces if space.is_area_assumed)
    if not assumed:
        return say(NOTE)
    planned = _("%(codes)s호의 면적은 계획값입니다.", codes=assumed)
    return f"{say(NOTE)} {say(planned)}"


def _states(spaces: Sequence[Space], day: date, now: datetime) -> dict[str, Now]:
    rooms = sorted((space for space in spaces if space.is_bookable), key=lambda space: space.code)
    days = bookings.room_days(rooms, day, day + DAYS_LOOKED, now=now) if rooms else {}
    states = {room.code: _room_now(room, [rooms[room.code] for rooms in days.values()], day, now) for room in rooms}
    shut = {
        closure.space_id: closure for closure in closures_between(day, day + timedelta(days=1), [s.id for s in spaces])
    }
    holders, calls, fees = terms_on(day), units_called(now) if day == seoul_day(now) else {}, fees_on(day)
    for space in spaces:
        if space.code in states:
            continue
        states[space.code] = _let_or_used(space, holders.get(space.code), calls.get(space.code), fees)
        if closure := shut.get(space.id):
            reason = closure.reason_en if language() == "en" else closure.reason
            states[space.code] = Now(_("공사 중") if closure.kind == "works" else _("휴관"), "wait", "works", reason)
    return states


def _let_or_used(space: Space, holder: UnitTerm | None, call: UnitCall | None, fees: Fees) -> Now:
    """A unit on offer, or with its tenant's name, which is public; the days of its permit are not."""
    if call is not None and space.kind == SpaceKind.UNIT:
        fee = " · ".join(fee_lines(space, fees))
        link = Link(say(_("%(code)s호 모집 공고 보기", code=space.code)), url_for("calls.call", call_id=call.call_id))
        return Now(PHASE_WORDS[call.phase], PHASE_TONES[call.phase], "open", fee, link=link)
    if holder is not None:
        return Now(_("입주 중"), "off", "used", holder.holder_name)
    word, tone, kind = KIND_WORDS[space.kind]
    return Now(word, tone, kind, _use(space) if space.kind != SpaceKind.UNIT else "")


def _use(space: Space) -> str:
    return space.use_en if language() == "en" else space.use


def _room_now(room: Space, days: Sequence[RoomDay], day: date, now: datetime) -> Now:
    """On the present day what happens in the room right now; on another what the day brings."""
    next_free = _next_free(days)
    today = days[0]
    if day == seoul_day(now):
        cell = minute_of_day(now) // 30
        here = next(part for part in shown_segments(today.shape) if part.start <= cell < part.end)
        return _now_of(here, _use(room), next_free)
    if today.closed:
        return Now(_("휴관"), "line", "closed", _use(room), next_free)
    return Now(_("예약 공간"), "open", "bookable", _use(room), next_free)


def _now_of(here: Segment, use: str, next_free: str) -> Now:
    until = clock_text(here.end * 30)
    match here.kind:
        case Kind.BOOKED | Kind.HELD:
            return Now(_("%(until)s까지 이용 중", until=until), "off", "used", use, next_free)
        case Kind.TURNAROUND:
            return Now(_("정리 중"), "off", "used", use, next_free)
        case Kind.WORKS:
            return Now(_("공사 중"), "wait", "works", use, next_free)
        case Kind.CLOSED:
            return Now(_("휴관"), "line", "closed", use, next_free)
        case Kind.OUTSIDE:
            return Now(_("지금은 닫음"), "line", "bookable", use, next_free)
    return Now(_("지금 비어 있음"), "open", "bookable", use, next_free)


def _next_free(days: Sequence[RoomDay]) -> str:
    runs = ((room.day, start) for room in days for start, _ in free_runs(room.shape))
    first = next(runs, None)
    if first is None:
        return ""
    return say(_("%(day)s %(start)s부터 예약 가능", day=first[0], start=clock_text(first[1] * 30)))


def _floor(number: int, spaces: Sequence[Space], states: Mapping[str, Now], width_m: int) -> FloorShown:
    own = [space for space in spaces if space.floor_number == number]
    drawn = [_drawn(space, states[space.code]) for space in own]
    total = show_area(sum(space.area_m2 for space in own))
    return FloorShown(
        number=number,
        title=say(_("%(number)s층", number=number)),
        area=f"{total}㎡",
        wide=draw_wide(drawn, width_m),
        narrow=draw_narrow(drawn, width_m),
        rows=[_row(space, states[space.code]) for space in sorted(own, key=lambda space: space.code)],
        total=f"{total}㎡",
    )


def _drawn(space: Space, now: Now) -> PlanSpace:
    title, area, state = _title(space), f"{show_area(space.area_m2)}㎡", say(now.word)
    next_free = [PlanText("who", now.next_free)] if now.next_free else []
    who = [PlanText("who", now.who)] if now.who and not space.is_bookable and not now.link else []
    return PlanSpace(
        code=space.code,
        area_m2=space.area_m2,
        row=space.plan_row,
        position=space.position,
        kind=now.kind,
        name=f"{title}, {area}, {state}" + (f", {now.next_free}" if now.next_free else ""),
        lines=(PlanText("name", title), PlanText("area", area), PlanText("state", state), *next_free, *who),
        short_lines=(PlanText("name", f"{title} · {state}"), PlanText("area", area)),
        href=url_for("bookings.room_calendar", code=space.code) if space.is_bookable else _href(now.link),
    )


def _href(link: Link | None) -> str | None:
    return link.href if link else None


def _title(space: Space) -> str:
    if space.kind == SpaceKind.UNIT:
        return room_name(space)
    return f"{space.code} {room_name(space)}"


def _row(space: Space, now: Now) -> SpaceRow:
    todo = _booking_link(space) if space.is_bookable else now.link
    who = " · ".join(part for part in (now.who, now.next_free) if part)
    return SpaceRow(
        code=space.code,
        name=_title(space),
        area=f"{show_area(space.area_m2)}㎡",
        state=say(now.word),
        tone=now.tone,
        who=who,
        todo=todo,
    )


def _booking_link(space: Space) -> Link:
    return Link(say(_("%(room)s 예약하기", room=room_name(space))), url_for("bookings.room_calendar", code=space.code))


def floors_sentence(day: date) -> str:
    """One line about the building for the first page."""
    spaces = spaces_on(day)
    n_units = sum(1 for space in spaces if space.kind == SpaceKind.UNIT)
    total = show_area(sum(space.area_m2 for space in spaces))
    return say(
        _(
            "2층과 3층, 모두 %(total)s㎡에 공간 %(n)s곳이 있고 그 가운데 %(units)s곳이 입주 공간입니다.",
            total=total,
            n=len(spaces),
            units=n_units,
        )
    )
