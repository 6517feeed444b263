"""From what staff type to a wish, and the choices that their forms offer."""

import re
from datetime import date, datetime
from typing import Any

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.pages.behalf import fields_of
from center.bookings.pages.words import room_title
from center.bookings.rules.people import BookerKeys, booker_keys
from center.bookings.rules.refusals import Alternative, BookingRefusedError
from center.bookings.rules.states import State
from center.bookings.rules.values import Wording
from center.bookings.service.booking import Wish
from center.bookings.service.closing import Choice, Way
from center.bookings.service.judging import Judged, judge
from center.bookings.staff_forms import OnBehalfForm, TimeForm
from center.bookings.wishes import key_of_form, read_instant
from center.core.text import _, as_language
from center.core.time import Period, today
from center.web.i18n import language, say

PARTS_OF_A_PICK = 3
FOR_REFUSING, FOR_CANCELLING = "staff_reasons", "cancel_reasons"
"""The rules that hold the usual reasons."""


def room_titles(day: date) -> list[tuple[str, str]]:
    """The rooms of a day by code and title."""
    return [(room.code, room_title(room)) for room in queries.rooms_on(day)]


def consent_versions() -> tuple[str, str]:
    """The versions of terms and privacy that staff read out."""
    book = queries.rulebook()
    terms, privacy = (book.get(Wording, name, today()).version for name in ("terms", "privacy"))
    return terms, privacy


def wish_of(form: OnBehalfForm, period: Period, versions: tuple[str, str]) -> Wish:
    """A wish from a form whose fields are right."""
    typed: dict[str, Any] = {
        "rooms": form.codes(),
        "period": period,
        "purpose": form.purpose.data or "",
        "purpose_kind": form.purpose_kind.data or "other",
        "headcount": form.headcount.data or 1,
        "name": form.name.data or "",
        "email": form.email.data or "",
        "phone": form.phone.data or "",
        "organisation": form.organisation.data or None,
        "language": as_language(form.language.data),
        "terms_version": versions[0],
        "privacy_version": versions[1],
        "news_version": None,
    }
    return Wish(
        **typed, enterprise_id=form.enterprise_id, network="", form_key=key_of_form(form.once.data or "", typed)
    )


def judged_of(form: TimeForm, booking: Booking | None, *, now: datetime) -> Judged | None:
    """What all rules say of the time in a form; None where it is none that could be measured."""
    period = form.period()
    if period is None:
        return None
    people = booking.headcount if booking else form["headcount"].data
    keys = booking.keys if booking else _keys(form)
    try:
        return judge(form.codes(), period, headcount=people, keys=keys, now=now, without=booking)
    except BookingRefusedError:
        return None


def is_unfit(booking: Booking, now: datetime) -> bool:
    """Whether it is on the list of what is to be decided."""
    is_listed = booking.state == State.CONFIRMED and booking.occurrence.end_at > now
    return is_listed and bool(queries.unfit_among([booking], queries.rulebook(), now=now))


def _keys(form: TimeForm) -> BookerKeys:
    firm = getattr(form, "enterprise_id", None)
    return booker_keys(form["email"].data or "", form["phone"].data or "", form["organisation"].data or None, firm)


def pick(value: str) -> dict[str, str]:
    """A free time whose button was pressed as the fields of the form; nothing for anything else."""
    near = read_alternative(value)
    return fields_of(near) if near else {}


def read_alternative(value: str) -> Alternative | None:
    """A free time as buttons and choices send it: rooms, start and end; None for anything else."""
    parts = value.split("|")
    if len(parts) != PARTS_OF_A_PICK:
        return None
    start, end = read_instant(parts[1]), read_instant(parts[2])
    if start is None or end is None or end <= start:
        return None
    return Alternative(tuple(parts[0].split(",")), Period(start, end))


def reasons(rule: str) -> list[tuple[str, str]]:
    """The usual reasons of a rule to choose from, by their place in it, as staff read them."""
    sentences = _usual_reasons(rule).sentences[language()]
    return [("", say(_("고르지 않음"))), *((str(place), text) for place, text in enumerate(sentences))]


def reason_of(booking: Booking, rule: str, place: str | None, typed: str | None) -> str:
    """The reason that is sent: the one chosen from a rule in the booker's language, then what was typed."""
    sentences = _usual_reasons(rule).sentences[as_language(booking.language)]
    chosen = dict(enumerate(sentences)).get(int(place), "") if place and re.fullmatch("[0-9]{1,2}", place) else ""
    return " ".join(part for part in (chosen, typed) if part)


def _usual_reasons(rule: str) -> Wording:
    return queries.rulebook().get(Wording, rule, today())


def choice_of(value: str) -> Choice:
    """What was chosen for a booking that a closure hits: keep, cancel, later, or move: and a time."""
    way, _colon, goal = value.partition(":")
    if way == Way.MOVE and (near := read_alternative(goal)):
        return Choice(Way.MOVE, near)
    return Choice(Way(way)) if way in {Way.CANCEL, Way.KEEP} else Choice(Way.LATER)
