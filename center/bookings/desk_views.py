"""Pages of the staff's desk: the day, the list, a booking, and what is done with it for somebody."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from center.accounts.service import record_access
from center.bookings import queries
from center.bookings.desk_wishes import (
    FOR_CANCELLING,
    consent_versions,
    is_unfit,
    judged_of,
    pick,
    reason_of,
    reasons,
    room_titles,
    wish_of,
)
from center.bookings.exports import bookings_xlsx
from center.bookings.models import Booking
from center.bookings.pages.behalf import Objection, Wanted, ended_text, late_text, move_title, objection_of, time_part
from center.bookings.pages.daysheet import day_page
from center.bookings.pages.record import record_page
from center.bookings.pages.search import search_page
from center.bookings.pages.unfit import left_to_decide, unfit_page
from center.bookings.queries import Search
from center.bookings.rules.codes import new_key
from center.bookings.rules.refusals import staff_text
from center.bookings.rules.states import WORDS, State
from center.bookings.service import desk
from center.bookings.service.judging import holders
from center.bookings.staff_forms import (
    CancelForm,
    ExportForm,
    KeepForm,
    OnBehalfForm,
    SearchForm,
    TimeForm,
    WordsOfStaff,
    room_choices,
)
from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _, show_hours
from center.web.access import STAFF, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version
from center.web.i18n import say

bp = Blueprint("desk", __name__, url_prefix="/staff")
Answer = str | tuple[str, int] | Response
MOST_PAGES = 10_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@allow(STAFF)
def start() -> Response:
    """Staff begin with today."""
    return redirect(url_for("desk.day"))


@bp.get("/day")
@allow(STAFF)
def day() -> str:
    """Who comes on a day, what is free; to print too."""
    chosen = time.read_day(request.args.get("date")) or time.today()
    page = day_page(chosen, time.now(), time.today())
    record_access("day.shown", chosen.isoformat(), n_records=len(page.lines), by=acting(), now=time.now())
    return render_template("staff/day_show.html", page=page)


@bp.get("/bookings/search")
@allow(STAFF)
def search() -> Answer:
    """Bookings by person, organisation, number, day, room and state."""
    form = _search_form()
    if not form.validate():
        return render_template("staff/booking_list.html", form=form, page=None, export=None), UNPROCESSABLE
    number = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    found = queries.search_bookings(_asked(form), page=number)
    page = search_page(found, number, _as_query(form), time.now())
    record_access("bookings.listed", "search", n_records=len(page.rows), by=acting(), now=time.now())
    return render_template("staff/booking_list.html", form=form, page=page, export=ExportForm(formdata=None))


def _search_form() -> SearchForm:
    form = SearchForm(formdata=request.args)
    form.room.choices = [("", say(_("모든 공간"))), *room_titles(time.today())]
    form.state.choices = [("", say(_("모든 상태"))), *((str(state), say(WORDS[state])) for state in State)]
    return form


def _asked(form: SearchForm) -> Search:
    return Search(
        text=form.q.data or "",
        first=form.first.data,
        last=form.last.data,
        room=form.room.data or "",
        state=form.state.data or "",
    )


def _as_query(form: SearchForm) -> dict[str, Any]:
    return {name: value for name, value in request.args.items() if name in {field.name for field in form}}


@bp.post("/bookings/search")
@allow(STAFF)
def export() -> Answer:
    """All that was found as a file; why is kept."""
    form, why = _search_form(), ExportForm()
    if not form.validate() or not why.validate():
        page = search_page(queries.search_bookings(_asked(form), page=1), 1, _as_query(form), time.now())
        return render_template("staff/booking_list.html", form=form, page=page, export=why), UNPROCESSABLE
    found = queries.all_found(_asked(form))
    reason = why.purpose.data or ""
    file, n_found = bookings_xlsx(found, time.now()), len(found)
    record_access("bookings.exported", "search", n_records=n_found, reason=reason, by=acting(), now=time.now())
    return _download(file)


def _download(content: bytes) -> Response:
    name = f"{say(_('예약'))}-{time.today().isoformat()}.xlsx"
    return send_file(BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)


@bp.get("/bookings/<reference>")
@allow(STAFF)
def show(reference: str) -> Answer:
    """A booking with its history."""
    return _record(queries.get_record(reference), KeepForm(formdata=None))


def _record(booking: Booking, form: KeepForm, status: int = 200) -> Answer:
    page = record_page(booking, time.now())
    left = left_to_decide(time.now()) if request.args.get("after") == "unfit" else None
    record_access("booking.shown", booking.reference, by=acting(), now=time.now())
    return render_template("staff/booking_show.html", page=page, form=form, left=left), status


@bp.get("/bookings/new")
@allow(STAFF)
def book() -> str:
    """The form that enters a booking, with the time that was chosen on the day's sheet."""
    form = OnBehalfForm(formdata=None)
    form.rooms.choices = room_choices(room_titles(time.today()))
    form.day.data = time.read_day(request.args.get("day")) or time.today()
    form.rooms.data = request.args.get("rooms", form.rooms.choices[0][0])
    form.start.data, form.once.data = request.args.get("start", ""), new_key()
    return _booking_form(form)


def _booking_form(form: OnBehalfForm, objection: Objection | None = None) -> str:
    part = time_part(form.known_day(), time.now(), objection)
    return render_template("staff/booking_form.html", form=form, part=part)


@bp.post("/bookings/new")
@allow(STAFF)
def enter() -> Answer:
    """Store it, or say at once everything that speaks against it."""
    form = OnBehalfForm(formdata=_typed())
    form.rooms.choices = room_choices(room_titles(time.today()))
    if "look" in request.form or "pick" in request.form:
        return _booking_form(form)
    is_valid, period = form.validate(), form.period()
    if not is_valid or period is None:
        return _booking_form(form), UNPROCESSABLE
    wish = wish_of(form, period, consent_versions())
    try:
        booking = desk.book_for(wish, form.how(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _booking_form(form, _objection(refusal, form, None)), status_of(refusal)
    flash(say(_("예약을 넣었습니다. %(mail)s", mail=_mailed(booking))), "ok")
    return redirect(url_for("desk.show", reference=booking.reference), 303)


def _mailed(booking: Booking) -> Any:
    return _("확정 메일이 갑니다.") if booking.email else _("메일 주소가 없으니 예약번호를 불러 주세요.")


def _typed() -> MultiDict[str, str]:
    """What was typed; a free time whose button was pressed takes the place of the time in it."""
    typed = MultiDict(request.form)
    for name, value in pick(request.form.get("pick", "")).items():
        typed[name] = value
    return typed


def _objection(refusal: DomainError, form: TimeForm, booking: Booking | None) -> Objection:
    now, judged = time.now(), judged_of(form, booking, now=time.now())
    found = holders(judged, now=now, without=booking) if judged else []
    wanted = Wanted(judged, form.letting().kinds, found, booking)
    objection = objection_of(refusal, wanted, queries.rooms_on(time.today()))
    if found:
        record_access("holders.shown", form["day"].data.isoformat(), n_records=len(found), by=acting(), now=now)
    return objection


def of_open_booking(view: Callable[[Booking], Answer]) -> Callable[[str], Answer]:
    """A view of a booking that goes on; one that has ended leads to its record, with a sentence."""

    @wraps(view)
    def of_reference(reference: str) -> Answer:
        booking, now = queries.get_booking(reference), time.now()
        ended = ended_text(booking.state_at(now), is_over=booking.occurrence.end_at <= now)
        if ended is None:
            return view(booking)
        flash(say(ended), "info")
        return redirect(url_for("desk.show", reference=reference), 303)

    return of_reference


@bp.get("/bookings/<reference>/move")
@allow(STAFF)
@of_open_booking
def move(booking: Booking) -> Answer:
    """Where a booking may go."""
    period = booking.occurrence.period
    form = TimeForm(formdata=None, data={"day": period.day})
    form.start.data, form.end.data = show_hours(period).split("~")
    return _move_form(booking, form)


def _move_form(booking: Booking, form: TimeForm, objection: Objection | None = None, status: int = 200) -> Answer:
    form.rooms.choices = room_choices(room_titles(time.today()))
    form.rooms.data = form.rooms.data or ",".join(booking.occurrence.codes)
    part = time_part(form.known_day(), time.now(), objection)
    back = url_for("desk.show", reference=booking.reference)
    title, version = move_title(booking), request.form.get("version", booking.version, type=int)
    return render_template(
        "staff/booking_move.html",
        form=form,
        part=part,
        title=title,
        back=back,
        version=version,
        confirms=booking.state != State.CONFIRMED,
    ), status


@bp.post("/bookings/<reference>/move")
@allow(STAFF)
@of_open_booking
def move_it(booking: Booking) -> Answer:
    """Move it, or say at once everything that speaks against it."""
    form, reference = TimeForm(formdata=_typed()), booking.reference
    form.rooms.choices = room_choices(room_titles(time.today()))
    if "look" in request.form or "pick" in request.form:
        return _move_form(booking, form)
    is_valid, period = form.validate(), form.period()
    if not is_valid or period is None:
        return _move_form(booking, form, status=UNPROCESSABLE)
    goal, was_confirmed = desk.Move(form.codes(), period, form.letting()), booking.confirmed_at is not None
    was_unfit = is_unfit(booking, time.now())
    try:
        desk.move_for(reference, goal, version=form_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _move_form(booking, form, _objection(refusal, form, booking), status_of(refusal))
    told = _("옮겼습니다.") if was_confirmed else _("옮겨서 승인했습니다.")
    return _done(reference, told, was_unfit=was_unfit)


def _done(reference: str, told: Any, *, was_unfit: bool = False) -> Response:
    """The booking with what was done; what was on the list of what is to be decided leads back to it."""
    flash(say(told), "ok")
    return redirect(url_for("desk.show", reference=reference, after="unfit" if was_unfit else None), 303)


@bp.get("/bookings/<reference>/edit")
@allow(STAFF)
@of_open_booking
def edit(booking: Booking) -> Answer:
    """The words of a booking."""
    return _edit_form(booking, WordsOfStaff(formdata=None, obj=booking))


def _edit_form(booking: Booking, form: WordsOfStaff, problem: str = "") -> str:
    version, reference = request.form.get("version", booking.version, type=int), booking.reference
    title, back = move_title(booking), url_for("desk.show", reference=reference)
    record_access("booking.shown", reference, by=acting(), now=time.now())
    return render_template(
        "staff/booking_edit.html", form=form, title=title, problem=problem, version=version, back=back
    )


@bp.post("/bookings/<reference>/edit")
@allow(STAFF)
@of_open_booking
def edit_it(booking: Booking) -> Answer:
    """Store other words."""
    form, reference = WordsOfStaff(), booking.reference
    if not form.validate():
        return _edit_form(booking, form), UNPROCESSABLE
    words = {name: form[name].data for name in desk.WORDS_OF_STAFF}
    for name in ("organisation", "staff_note"):
        words[name] = words[name] or None
    words["email"] = words["email"] or ""
    try:
        desk.edit_for(reference, words, version=form_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _edit_form(booking, form, say(staff_text(refusal))), status_of(refusal)
    return _done(reference, _("내용을 고쳤습니다."))


@bp.get("/bookings/<reference>/cancel")
@allow(STAFF)
@of_open_booking
def cancel(booking: Booking) -> Answer:
    """The last question, and whose side it lies on."""
    return _cancel_form(booking, CancelForm(formdata=None))


def _cancel_form(booking: Booking, form: CancelForm, problem: str = "") -> str:
    form.template.choices = reasons(FOR_CANCELLING)
    version = request.form.get("version", booking.version, type=int)
    return render_template(
        "staff/booking_cancel.html",
        form=form,
        title=move_title(booking),
        problem=problem,
        version=version,
        has_mail=bool(booking.email),
        late=late_text(booking, time.now()),
        language_of_reason=booking.language,
        back=url_for("desk.show", reference=booking.reference),
    )


@bp.post("/bookings/<reference>/cancel")
@allow(STAFF)
@of_open_booking
def cancel_it(booking: Booking) -> Answer:
    """Cancel it for somebody, or for the center."""
    form, reference = CancelForm(), booking.reference
    form.template.choices = reasons(FOR_CANCELLING)
    if not form.validate():
        return _cancel_form(booking, form), UNPROCESSABLE
    side, reason = form.side.data or "", reason_of(booking, FOR_CANCELLING, form.template.data, form.reason.data)
    was_unfit, told = is_unfit(booking, time.now()), _cancelled(booking)
    try:
        desk.cancel_for(reference, side=side, reason=reason, version=form_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _cancel_form(booking, form, say(staff_text(refusal))), status_of(refusal)
    return _done(reference, told, was_unfit=was_unfit)


def _cancelled(booking: Booking) -> Text:
    """What is said of it, before it is cancelled: nobody was written who waits for their code."""
    if not booking.email:
        return _("취소했습니다. 메일 주소가 없으니 전화로 알려 주세요.")
    waits_for_code = booking.state == State.VERIFYING
    return _("취소했습니다.") if waits_for_code else _("취소했습니다. 예약한 분에게 메일이 갑니다.")


@bp.post("/bookings/<reference>/keep")
@allow(STAFF)
def keep(reference: str) -> Answer:
    """Let it stand though it does not fit any more."""
    form = KeepForm()
    is_valid, reason = form.validate(), form.reason.data or ""
    try:
        if is_valid:
            desk.keep_for(reference, reason=reason, version=form_version(), by=acting(), now=time.now())
            flash(say(_("그대로 두기로 했습니다. 기록에 남습니다.")), "ok")
            return redirect(url_for("desk.unfit"), 303)
    except DomainError as refusal:
        form.reason.errors = [say(staff_text(refusal))]
        return _record(queries.get_booking(reference), form, status_of(refusal))
    return _record(queries.get_booking(reference), form, UNPROCESSABLE)


@bp.get("/unfit")
@allow(STAFF)
def unfit() -> str:
    """What does not fit hours, closures and capacity any more: to be moved, cancelled or kept."""
    page = unfit_page(time.now())
    record_access("unfit.listed", "unfit", n_records=len(page.rows), by=acting(), now=time.now())
    return render_template("staff/unfit_list.html", page=page)
