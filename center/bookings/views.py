"""Pages for everybody: calendars, the four booking screens, feeds."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from center.bookings import queries
from center.bookings.forms import CodeForm, DetailsForm, FirmDetailsForm
from center.bookings.ical import public_feed
from center.bookings.models import Booking
from center.bookings.pages import flow
from center.bookings.pages.board import calendar_part
from center.bookings.pages.cards import rooms_page
from center.bookings.pages.flow import Around, Asked, DetailsPage, ForFirm
from center.bookings.pages.words import book_address
from center.bookings.rules.bookable import ensure_capacity
from center.bookings.rules.codes import new_key
from center.bookings.rules.refusals import (
    BookingRefusedError,
    HoldExpiredError,
    RoomTakenError,
    TooManyHoldsError,
    TooManyPeopleError,
)
from center.bookings.rules.states import State
from center.bookings.service import booking as service
from center.bookings.service.command import ensure_free
from center.bookings.service.figures import count_refusal
from center.bookings.wishes import (
    OwnFirm,
    booking_firm,
    find_own,
    form_of,
    get_own,
    made_with,
    own_firm,
    read_asked,
    read_days,
    remember,
    waiting_here,
    wish_of,
)
from center.core import time
from center.core.actor import Role
from center.core.errors import DomainError
from center.core.text import _, as_language
from center.web.access import PUBLIC, acting, allow
from center.web.errors import status_of
from center.web.frame import kept_page
from center.web.i18n import say
from center.web.parts import kept_by, kept_part

bp = Blueprint("bookings", __name__)
Answer = str | tuple[str, int] | BaseResponse
FEED_DAYS = timedelta(days=92)


@bp.get("/rooms")
@allow(PUBLIC)
def rooms() -> str:
    """Both rooms: what they are, when they are free next, the rules in short."""
    return render_template("bookings/room_list.html", page=rooms_page(time.now()))


@bp.get("/rooms/calendar")
@allow(PUBLIC)
def calendar() -> str:
    """Day, week or month with all rooms side by side."""
    return _calendar(None)


@bp.get("/rooms/<code>/calendar")
@allow(PUBLIC)
def room_calendar(code: str) -> str:
    """Day, week or month of one room."""
    return _calendar(code)


def _calendar(code: str | None) -> str:
    part = kept_part(lambda: calendar_part(request.args, code, time.now()))
    return kept_page(lambda: render_template("bookings/calendar_show.html", part=part))


@bp.get("/rooms/<code>/calendar.ics")
@allow(PUBLIC)
def feed(code: str) -> BaseResponse:
    """The room's public feed: busy times and nothing else, streamed."""
    today = time.today()
    first, end = read_days(request.args, today, FEED_DAYS)
    room, spoken = queries.get_rooms([code], today)[0], as_language(request.args.get("language"))
    uses = queries.public_uses(code, first, end, today=today)
    lines = stream_with_context(public_feed(room, uses, spoken))
    return Response(lines, mimetype="text/calendar")


@bp.get("/rooms/book")
@allow(PUBLIC)
def book() -> Answer:
    """Screen 1: is this the right time? Takes the calendar's form too."""
    if "date" in request.args:
        asked = read_asked(request.args)
        return redirect(url_for("bookings.book") + flow.wish_suffix(asked))
    asked = read_asked(request.args)
    refusal = _refusal_of(asked)
    people = request.args.get("people", type=int)
    around = Around(queries.rooms_on(asked.period.day), time.now(), people)
    page = flow.time_page(asked, refusal, around)
    return render_template("bookings/booking_time.html", page=page), status_of(refusal) if refusal else 200


def _refusal_of(asked: Asked) -> DomainError | None:
    try:
        ensure_free(asked.rooms, asked.period, now=time.now())
    except (BookingRefusedError, RoomTakenError) as refusal:
        return refusal
    return None


@bp.get("/rooms/book/details")
@allow(PUBLIC)
def details() -> str:
    """Screen 2: who books, for what; filled in again when this browser comes back to it."""
    asked, firm, again = read_asked(request.args), own_firm(), request.args.get("again", "")
    page, people = (
        flow.details_page(asked, firm=_shown(firm), must_choose=_must_choose()),
        request.args.get("people", type=int),
    )
    if firm and firm.is_active:
        data = {"headcount": people, "name": firm.person, "phone": firm.phone}
        return _details_screen(page, _fields(page, FirmDetailsForm(formdata=None, data=data)), new_key())
    typed = _filled_in(again)
    fields = _fields(page, DetailsForm(data=typed)) if typed else _blank_fields(page, people)
    return _details_screen(page, fields, form_of(again) or new_key())


def _must_choose() -> bool:
    return acting().enterprise_id is None and Role.ENTERPRISE in acting().roles


def _shown(firm: OwnFirm | None) -> ForFirm | None:
    return ForFirm(firm.name, firm.email, firm.is_active) if firm else None


def _details_screen(page: DetailsPage, fields: Markup, once: str, errors: Sequence[tuple[str, str]] = ()) -> str:
    return render_template("bookings/booking_details.html", page=page, fields=fields, once=once, errors=errors)


def _blank_fields(page: DetailsPage, people: int | None) -> Markup:
    """The fields as everybody gets them first, written once for all who are told the same."""
    shown = ("details", page.purpose_hint, page.headcount_hint, *page.consents, people)
    return kept_by(shown, lambda: _fields(page, DetailsForm(formdata=None, data={"headcount": people})))


def _fields(page: DetailsPage, form: DetailsForm) -> Markup:
    return Markup(render_template("bookings/_booking_fields.html", page=page, form=form))  # noqa: S704 (our own template)


def _filled_in(reference: str) -> dict[str, Any]:
    """What was typed for a booking that this browser made."""
    booking = find_own(reference) if reference else None
    names = ("purpose", "purpose_kind", "headcount", "name", "email", "phone", "organisation")
    return {name: getattr(booking, name) for name in names} if booking else {}


@bp.post("/rooms/book/details")
@allow(PUBLIC)
def ask_for_code() -> Answer:
    """Book, until the mailed code comes; for a firm at once. What is wrong is said at its field, what was typed is kept."""
    asked, firm = read_asked(request.args), booking_firm()
    form = FirmDetailsForm() if firm else DetailsForm()
    if not _is_complete(form, asked):
        return _details_again(asked, form, 422)
    once, headcount = form.once.data or "", form.headcount.data or 0
    if headcount < max(room.ask_below for room in asked.capacities) and not form.confirm_few.data:
        return _ask_once_more(asked, form)
    replaced = None if firm else made_with(once) or waiting_here(asked)
    try:
        booking = service.book_rooms(wish_of(form, asked, firm), now=time.now(), replaces=replaced)
    except (BookingRefusedError, RoomTakenError, TooManyHoldsError) as refusal:
        return _details_again(asked, form, status_of(refusal), refusal)
    return _booked(booking, once)


def _booked(booking: Booking, once: str) -> BaseResponse:
    """On to the code; a firm's person is known by their session and needs neither it nor the browser's memory."""
    if booking.enterprise_id:
        return redirect(url_for("bookings.done", reference=booking.reference), 303)
    remember(booking, once)
    return redirect(url_for("bookings.code", reference=booking.reference), 303)


def _is_complete(form: DetailsForm, asked: Asked) -> bool:
    """Check every field, also whether the rooms hold so many people: all faults are told at once."""
    is_valid: bool = form.validate()
    try:
        ensure_capacity(form.headcount.data or 0, asked.capacities)
    except TooManyPeopleError as refusal:
        count_refusal(refusal, asked.codes, now=time.now())
        form.headcount.errors = [say(refusal.text)]
        return False
    return is_valid


def _ask_once_more(asked: Asked, form: DetailsForm) -> Answer:
    few = say(_("%(n)s명이 쓰시는 것이 맞으면 아래에 표시해 주세요.", n=form.headcount.data))
    form.confirm_few.errors = [few]
    return _typed_screen(flow.details_page(asked, firm=_shown(own_firm()), ask_few=True), form), 422


def _typed_screen(page: DetailsPage, form: DetailsForm) -> str:
    """The form with what was typed and the faults in it."""
    return _details_screen(page, _fields(page, form), form.once.data or new_key(), form.errors_for_summary())


def _details_again(asked: Asked, form: DetailsForm, status: int, refusal: DomainError | None = None) -> Answer:
    around = Around(queries.rooms_on(asked.period.day), time.now(), form.headcount.data, book_address(screen="details"))
    problem = flow.problem_of(refusal, asked, around) if refusal else None
    page = flow.details_page(asked, firm=_shown(own_firm()), problem=problem, ask_few=bool(form.confirm_few.data))
    return _typed_screen(page, form), status


@bp.get("/bookings/<reference>/code")
@allow(PUBLIC)
def code(reference: str) -> Answer:
    """Screen 3: the mailed code."""
    booking = get_own(reference)
    if booking.verified_at:
        return redirect(url_for("manage.show", reference=reference))
    over = None
    if booking.state != State.VERIFYING or (booking.code_until and booking.code_until <= time.now()):
        over = service.hold_over(booking, now=time.now())
    return _code_screen(booking, CodeForm(formdata=None), over)


@bp.post("/bookings/<reference>/code")
@allow(PUBLIC)
def verify(reference: str) -> Answer:
    """Take the code: confirmed, or on to staff."""
    booking, form = get_own(reference), CodeForm()
    if booking.verified_at:
        return redirect(url_for("bookings.done", reference=reference), 303)
    if not form.validate():
        return _code_screen(booking, form, None, 422)
    try:
        service.verify(reference, form.code.data or "", now=time.now())
    except HoldExpiredError as over:
        return _code_screen(booking, form, over, 409)
    except DomainError as refusal:
        form.code.errors = [say(refusal.text)]
        return _code_screen(booking, form, None, status_of(refusal))
    return redirect(url_for("bookings.done", reference=reference), 303)


@bp.post("/bookings/<reference>/code/again")
@allow(PUBLIC)
def send_code(reference: str) -> Answer:
    """Mail another code."""
    booking, form = get_own(reference), CodeForm(formdata=None)
    try:
        service.send_code_again(reference, now=time.now())
    except HoldExpiredError as over:
        return _code_screen(booking, form, over, 409)
    except DomainError as refusal:
        form.code.errors = [say(refusal.text)]
        return _code_screen(booking, form, None, status_of(refusal))
    return redirect(url_for("bookings.code", reference=reference), 303)


def _code_screen(booking: Booking, form: CodeForm, over: DomainError | None, status: int = 200) -> Answer:
    around = Around(queries.rooms_on(booking.occurrence.period.day), time.now())
    page = flow.code_page(booking, over=over, around=around)
    return render_template("bookings/booking_code.html", page=page, form=form), status


@bp.get("/bookings/<reference>/done")
@allow(PUBLIC)
def done(reference: str) -> Answer:
    """Screen 4: the number and what happens now, in the browser that booked."""
    booking = get_own(reference)
    if booking.state not in {State.CONFIRMED, State.REQUESTED}:
        return redirect(url_for("manage.show", reference=reference))
    return render_template("bookings/booking_done.html", page=flow.done_page(booking))
