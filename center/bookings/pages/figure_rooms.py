"""Sections of figures about the rooms: how much of their open time was used, when, and in its course."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from center.bookings.pages.figure_pictures import Bar, Picture, draw_bars, draw_columns, draw_heat, scale_top
from center.bookings.pages.figure_tables import (
    SAME_AS_BELOW,
    Cell,
    Column,
    Compared,
    Row,
    Section,
    Table,
    Unit,
    number_text,
    percent_text,
)
from center.bookings.pages.words import WEEKDAYS
from center.bookings.rules.figures.occupancy import Place, RoomFigures
from center.bookings.rules.figures.span import Span
from center.bookings.rules.figures.summary import Figures
from center.core.text import WEEKDAYS as SHORT_WEEKDAYS
from center.core.text import Text, _, show_day
from center.core.time import clock_text
from center.web.i18n import language, say

LABELLED_DAYS = (1, 8, 15, 22, 29)


def room_section(compared: Compared) -> Section:
    """How much of its open time each room was used."""
    n_open, n_used = (sum(getattr(room.used, name) for room in compared.now.rooms) for name in ("n_open", "n_used"))
    answer = _(
        "모든 공간을 합쳐 열린 시간 %(open)s시간 가운데 %(used)s시간을 썼습니다.",
        open=number_text(Fraction(n_open, 2)),
        used=number_text(Fraction(n_used, 2)),
    )
    heading = say(_("공간을 얼마나 썼나요"))
    bars = [bar for room in compared.now.rooms for bar in _room_bars(compared, room)]
    return Section(
        key="rooms",
        heading=heading,
        answer=say(answer),
        pictures=[draw_bars("rooms", say(_("공간별 이용률 막대그림")), say(SAME_AS_BELOW), bars)],
        tables=[_room_table(compared)],
        notes=[say(_("두 공간을 함께 쓴 시간은 공간마다 셉니다. 정리 시간은 이용으로 세지 않습니다."))],
    )


def _room_bars(compared: Compared, room: RoomFigures) -> Iterable[Bar]:
    yield Bar(compared.room_names[room.room])
    for title, figures in compared.all:
        found = figures.room(room.room)
        share = found.used.share if found else None
        yield Bar(title, percent_text(share), share or Fraction(0), is_now=figures is compared.now)


def _room_table(compared: Compared) -> Table:
    columns = [say(_("이용률")), say(_("이용 시간")), say(_("열린 시간")), say(_("운영시간 밖 이용"))]
    return Table(
        caption=say(_("공간별 이용률")),
        sheet=say(_("공간")),
        corner=say(_("공간")),
        columns=[*map(Column, columns), *compared.other_columns(say(_("이용률")))],
        rows=[_room_row(compared, room) for room in compared.now.rooms],
    )


def _room_row(compared: Compared, room: RoomFigures) -> Row:
    others = [figures.room(room.room) for _title, figures in compared.others]
    hours = (room.used.n_used, room.used.n_open, room.n_outside)
    return Row(
        compared.room_names[room.room],
        [
            Cell(room.used.share, Unit.PERCENT),
            *(Cell(Fraction(n, 2), Unit.HOURS) for n in hours),
            *(Cell(other.used.share if other else None, Unit.PERCENT) for other in others),
        ],
    )


def place_section(compared: Compared) -> Section:
    """At which weekdays and hours rooms are used most."""
    return Section(
        key="places",
        heading=say(_("언제 붐비나요")),
        answer=say(_busiest(compared)),
        pictures=[_heat(compared, room) for room in compared.now.rooms],
        tables=[_place_table(compared, room) for room in compared.now.rooms],
        notes=[
            say(_("칸의 숫자는 그 요일 그 시간에 열린 시간 가운데 쓴 몫(%%)입니다. 비어 있는 칸은 열지 않는 때입니다."))
        ],
    )


def _busiest(compared: Compared) -> Text:
    ranked = [
        (used.share, -place[0], -place[1], room.room)
        for room in compared.now.rooms
        for place, used in room.by_place.items()
        if used.n_used and used.share
    ]
    if not ranked:
        return _("이 기간에는 이용이 없었습니다.")
    share, weekday, hour, room = max(ranked, key=lambda one: one[:3])
    return _(
        "가장 붐빈 때는 %(room)s %(weekday)s %(hour)s시입니다(%(share)s).",
        room=compared.room_names[room],
        weekday=WEEKDAYS[-weekday],
        hour=-hour,
        share=percent_text(share, 0),
    )


def _axes(figures: Figures) -> tuple[list[int], list[int]]:
    """The weekdays and hours at which any room is open."""
    places = {place for room in figures.rooms for place in room.by_place}
    return sorted({weekday for weekday, _hour in places}), _whole_range({hour for _weekday, hour in places})


def _whole_range(hours: set[int]) -> list[int]:
    return list(range(min(hours), max(hours) + 1)) if hours else []


def _heat(compared: Compared, room: RoomFigures) -> Picture:
    weekdays, hours = _axes(compared.now)
    title = say(_("%(room)s의 요일과 시간별 이용률 그림", room=compared.room_names[room.room]))
    return draw_heat(
        (f"places-{room.room}", title, say(SAME_AS_BELOW)),
        {weekday: SHORT_WEEKDAYS[language()][weekday] for weekday in weekdays},
        {hour: str(hour) for hour in hours},
        {place: used.share for place, used in room.by_place.items()},
    )


def _place_table(compared: Compared, room: RoomFigures) -> Table:
    weekdays, hours = _axes(compared.now)
    name = compared.room_names[room.room]
    return Table(
        caption=say(_("%(room)s의 요일과 시간별 이용률", room=name)),
        sheet=say(_("요일·시간 %(room)s", room=room.room)),
        corner=say(_("시각")),
        columns=[Column(SHORT_WEEKDAYS[language()][weekday]) for weekday in weekdays],
        rows=[Row(clock_text(hour * 60), [_place_cell(room, (day, hour)) for day in weekdays]) for hour in hours],
        is_dense=True,
    )


def _place_cell(room: RoomFigures, place: Place) -> Cell:
    used = room.by_place.get(place)
    return Cell(used.share if used else None, Unit.PERCENT)


def course_section(compared: Compared) -> Section:
    """How use went from day to day, or from month to month."""
    rooms, span = compared.now.rooms, compared.now.span
    top = scale_top([used.share for room in rooms for used in room.by_part.values()])
    heading = _("날마다 얼마나 썼나요") if span.is_month else _("달마다 얼마나 썼나요")
    return Section(
        key="course",
        heading=say(heading),
        answer=say(_fullest_part(compared)),
        pictures=[_course(compared, room, top) for room in rooms],
        tables=[_course_table(compared)],
    )


def _fullest_part(compared: Compared) -> Text:
    span = compared.now.span
    totals = dict.fromkeys(span.parts, (0, 0))
    for room in compared.now.rooms:
        for part, used in room.by_part.items():
            totals[part] = (totals[part][0] + used.n_open, totals[part][1] + used.n_used)
    shares = {part: Fraction(used, opened) for part, (opened, used) in totals.items() if opened and used}
    if not shares:
        return _("이 기간에는 이용이 없었습니다.")
    part = max(shares, key=lambda one: (shares[one], -one))
    return _(
        "모든 공간을 합쳐 가장 많이 쓴 때는 %(part)s입니다(%(share)s).",
        part=_part_name(span, part),
        share=percent_text(shares[part], 0),
    )


def _part_name(span: Span, part: int) -> str:
    if span.is_month:
        return show_day(span.first.replace(day=part), language())
    return say(Span(span.year, part).title(span.first))


def _part_begins(span: Span, part: int) -> date:
    return span.first.replace(day=part) if span.is_month else date(span.year, part, 1)


def _course(compared: Compared, room: RoomFigures, top: Fraction) -> Picture:
    span, name = compared.now.span, compared.room_names[room.room]
    title = (
        _("%(room)s의 날마다 이용률 그림", room=name)
        if span.is_month
        else _("%(room)s의 달마다 이용률 그림", room=name)
    )
    labelled = [part for part in span.parts if not span.is_month or part in LABELLED_DAYS]
    shares = {part: used.share for part, used in room.by_part.items()}
    picture = (f"course-{room.room}", say(title), say(SAME_AS_BELOW))
    return draw_columns(picture, shares, {part: str(part) for part in labelled}, top)


def _course_table(compared: Compared) -> Table:
    rooms, span = compared.now.rooms, compared.now.span
    return Table(
        caption=say(_("날마다 이용률") if span.is_month else _("달마다 이용률")),
        sheet=say(_("날짜") if span.is_month else _("달")),
        corner=say(_("날짜") if span.is_month else _("달")),
        columns=[Column(compared.room_names[room.room]) for room in rooms],
        rows=[
            Row(
                _part_name(span, part),
                [Cell(room.by_part[part].share, Unit.PERCENT) for room in rooms],
                first_on=_part_begins(span, part),
            )
            for part in span.parts
        ],
        is_dense=True,
    )
