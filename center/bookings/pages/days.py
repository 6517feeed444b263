"""The staff's pages of days that are not like others: public holidays, and days with hours of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from center.bookings import queries
from center.bookings.pages.rule_list import who
from center.bookings.pages.ruling import known_day
from center.bookings.pages.words import Link, day_text
from center.bookings.rule_forms.hours import DayForm, HolidayForm
from center.bookings.rules.hours_typed import show_periods
from center.bookings.rules.rulebook import ExceptionalDay
from center.bookings.rules.values import CENTER
from center.bookings.service.ruling import known_rooms
from center.core.errors import NotFoundError
from center.core.text import _, named
from center.spaces.models import Holiday
from center.spaces.queries import find_holiday, holidays_all, last_holiday_year
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day that is not like others; without links where it is over."""

    day: str
    what: str
    state: tuple[str, str]
    links: list[Link]


@dataclass(frozen=True, slots=True)
class DaysPage:
    """A year's holidays and its other exceptional days."""

    title: str
    years: list[Link]
    exceptional: list[DayRow]
    holidays: list[DayRow]
    new_day_href: str
    new_holiday_href: str
    back_href: str


@dataclass(frozen=True, slots=True)
class DayPage:
    """The form of a day; one that is there keeps its date."""

    title: str
    lead: str
    kind: str
    fixed: str
    action: str
    remove: Link | None
    back_href: str


def days_page(year: int, today: date) -> DaysPage:
    """The days of a year."""
    found = [day for day in queries.rulebook().exceptional_days if day.day.year == year]
    last = last_holiday_year() or today.year
    years = sorted({*range(today.year, last + 1), year})
    return DaysPage(
        title=say(_("%(year)s년의 공휴일과 특별한 날", year=year)),
        years=[
            Link(say(_("%(year)s년", year=one)), url_for("rules.days", year=one), is_current=one == year)
            for one in years
        ],
        exceptional=[_exceptional_row(day, today) for day in found],
        holidays=[_holiday_row(day, today) for day in holidays_all() if day.day.year == year],
        new_day_href=url_for("rules.day"),
        new_holiday_href=url_for("rules.holiday"),
        back_href=url_for("rules.rules"),
    )


def _exceptional_row(one: ExceptionalDay, today: date) -> DayRow:
    hours, reason = show_periods(one.periods), named(one.reason, one.reason_en)
    where: dict[str, Any] = {"day": one.day.isoformat(), "scope": one.scope}
    return DayRow(
        day=day_text(one.day),
        what=f"{who(one.scope)} · {say(reason)}",
        state=(hours, "ok") if hours else (say(_("휴관")), "off"),
        links=_links("rules.day", "rules.day_removal", where, one.day, is_over=one.day < today),
    )


def _holiday_row(one: Holiday, today: date) -> DayRow:
    return DayRow(
        day=day_text(one.day),
        what=say(named(one.name, one.name_en)),
        state=(say(_("쉽니다")), "off") if one.is_off else (say(_("문을 엽니다")), "ok"),
        links=_links(
            "rules.holiday", "rules.holiday_removal", {"day": one.day.isoformat()}, one.day, is_over=one.day < today
        ),
    )


def _links(change: str, remove: str, where: dict[str, Any], day: date, *, is_over: bool) -> list[Link]:
    if is_over:
        return []
    return [
        Link(say(_("바꾸기")), url_for(change, **where), name=say(_("%(day)s 바꾸기", day=day))),
        Link(say(_("지우기")), url_for(remove, **where), name=say(_("%(day)s 지우기", day=day))),
    ]


def scope_choices(today: date) -> list[tuple[str, str]]:
    """The whole center, or a room."""
    return [(scope, who(scope)) for scope in (CENTER, *known_rooms(today))]


def day_form(today: date, scope: str = CENTER, day: date | None = None) -> DayForm:
    """The form of an exceptional day, filled where it is one already."""
    known = known_day(scope, day) if day else None
    filled = {"from_on": day, "scope": scope}
    if known:
        hours = show_periods(known.periods) or say(_("휴관"))
        filled |= {"hours": hours, "reason": known.reason, "reason_en": known.reason_en}
    form = DayForm(data=filled)
    form.scope.choices = scope_choices(today)
    return form


def holiday_form(day: date | None = None) -> HolidayForm:
    """The form of a holiday, filled where it is one already."""
    known = find_holiday(day) if day else None
    return HolidayForm(data={"from_on": day}, obj=known) if known else HolidayForm(data={"from_on": day})


def day_page(scope: str, day: date | None) -> DayPage:
    """The page of an exceptional day."""
    known = known_day(scope, day) if day else None
    where: dict[str, Any] = {"day": day.isoformat(), "scope": scope} if day and known else {}
    return DayPage(
        title=say(_("특별한 날 바꾸기") if known else _("특별한 날 더하기")),
        lead=say(_("그날만 다른 시간에 열거나 쉽니다. 요일과 공휴일보다 먼저 봅니다.")),
        kind="day",
        fixed=f"{day_text(known.day)} · {who(scope)}" if known else "",
        action=url_for("rules.day", **where),
        remove=Link(say(_("이날을 지우기")), url_for("rules.day_removal", **where)) if known else None,
        back_href=url_for("rules.days", year=day.year if day else None),
    )


def holiday_page(day: date | None) -> DayPage:
    """The page of a holiday."""
    known = find_holiday(day) if day else None
    where: dict[str, Any] = {"day": day.isoformat()} if day and known else {}
    return DayPage(
        title=say(_("공휴일 바꾸기") if known else _("공휴일 더하기")),
        lead=say(_("공휴일에 걸리는 예약은 저절로 취소되지 않습니다. ‘정할 예약’에 올라 직원이 하나씩 정합니다.")),
        kind="holiday",
        fixed=day_text(known.day) if known else "",
        action=url_for("rules.holiday", **where),
        remove=Link(say(_("이 공휴일을 지우기")), url_for("rules.holiday_removal", **where)) if known else None,
        back_href=url_for("rules.days", year=day.year if day else None),
    )


def get_day(typed: Sequence[str]) -> date:
    """The day of an address.

    Raises:
        NotFoundError: there is none in it.
    """
    day = find_day(typed)
    if day is None:
        raise NotFoundError
    return day


def find_day(typed: Sequence[str]) -> date | None:
    """The day that an address names, if it names one."""
    try:
        return date.fromisoformat(typed[0]) if typed else None
    except ValueError:
        return None
