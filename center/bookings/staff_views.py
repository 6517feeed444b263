"""Pages for staff: the inbox, and the decision over a request or a change of time beside its rivals."""

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.accounts.service import record_access
from center.bookings import queries
from center.bookings.desk_wishes import FOR_REFUSING, reason_of, reasons
from center.bookings.pages.desk import inbox_page, request_page
from center.bookings.queries import Ask
from center.bookings.rules.refusals import staff_text
from center.bookings.rules.states import WORDS, State
from center.bookings.service import deciding
from center.bookings.staff_forms import RefuseForm
from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.web.access import STAFF, acting, allow
from center.web.errors import status_of
from center.web.forms import form_version
from center.web.i18n import say

bp = Blueprint("staff", __name__, url_prefix="/staff")
Answer = str | tuple[str, int] | Response


@bp.get("/bookings")
@allow(STAFF)
def requests() -> str:
    """What waits for a decision, by deadline."""
    return _inbox()


def _inbox() -> str:
    page = inbox_page(time.today())
    record_access("requests.listed", "inbox", n_records=len(page.groups), by=acting(), now=time.now())
    return render_template("staff/request_list.html", page=page)


@bp.get("/bookings/<reference>/request")
@allow(STAFF)
def request_show(reference: str) -> Answer:
    """A request beside its rivals."""
    return _show(reference, is_change=False)


@bp.get("/bookings/<reference>/change")
@allow(STAFF)
def change_show(reference: str) -> Answer:
    """A change of time beside its rivals."""
    return _show(reference, is_change=True)


def _show(reference: str, *, is_change: bool) -> Answer:
    ask = _find(reference, is_change=is_change)
    if ask is None:
        state = State(queries.get_booking(reference).state)
        flash(say(_("이미 처리된 예약입니다. 지금 상태: %(state)s.", state=WORDS[state])), "info")
        return redirect(url_for("desk.show", reference=reference))
    return _page(ask)


def _page(ask: Ask, error: tuple[str, str] | None = None) -> str:
    """A request beside its rivals; everybody whose data are shown is on record."""
    page = request_page(ask, time.now(), error)
    for column in page.requests:
        record_access("booking.shown", column.reference, by=acting(), now=time.now())
    return render_template("staff/request_show.html", page=page)


def _find(reference: str, *, is_change: bool) -> Ask | None:
    """What of that booking waits, if it does."""
    booking = queries.find_booking(reference)
    asks = queries.asks_of(booking) if booking else []
    return next((ask for ask in asks if ask.is_change == is_change), None)


@bp.post("/bookings/<reference>/approve")
@allow(STAFF)
def approve_request(reference: str) -> Answer:
    """Approve a request and refuse its rivals."""
    return _approve(deciding.approve, reference, _("승인했습니다. 확정 메일이 갑니다."), is_change=False)


@bp.post("/bookings/<reference>/change/approve")
@allow(STAFF)
def approve_change(reference: str) -> Answer:
    """Grant another time and refuse its rivals."""
    return _approve(deciding.approve_change, reference, _("시간을 바꾸었습니다. 메일이 갑니다."), is_change=True)


def _approve(command: Callable[..., Sequence[Ask]], reference: str, done: Text, *, is_change: bool) -> Answer:
    try:
        rivals = command(reference, version=form_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _refused(reference, refusal, is_change=is_change)
    told = _("승인했습니다. 겹치는 신청 %(n)s건에는 거절 메일이 갑니다.", n=len(rivals))
    flash(say(told if rivals else done), "ok")
    return redirect(url_for("staff.requests"), 303)


@bp.post("/bookings/<reference>/refuse")
@allow(STAFF)
def refuse_request(reference: str) -> Answer:
    """Refuse a request with a reason."""
    return _refuse(reference, is_change=False)


@bp.post("/bookings/<reference>/change/refuse")
@allow(STAFF)
def refuse_change(reference: str) -> Answer:
    """Refuse another time with a reason; the booking stays."""
    return _refuse(reference, is_change=True)


def _refuse(reference: str, *, is_change: bool) -> Answer:
    form, ask = RefuseForm(), _find(reference, is_change=is_change)
    form.template.choices = reasons(FOR_REFUSING)
    if not form.validate() and ask:
        [(_field, sentence), *_more] = form.errors_for_summary()
        return _page(ask, (sentence, form.reason.data or "")), 422
    command, booking = deciding.refuse_change if is_change else deciding.refuse, queries.get_booking(reference)
    reason = reason_of(booking, FOR_REFUSING, form.template.data, form.reason.data)
    try:
        command(reference, version=form_version(), reason=reason, by=acting(), now=time.now())
    except DomainError as refusal:
        return _refused(reference, refusal, is_change=is_change)
    by_mail, by_phone = _("까닭을 메일로 보냅니다."), _("메일 주소가 없으니 까닭을 전화로 알려 주세요.")
    flash(say(_("거절했습니다. %(told)s", told=by_mail if booking.email else by_phone)), "ok")
    return redirect(url_for("staff.requests"), 303)


def _refused(reference: str, refusal: DomainError, *, is_change: bool) -> Answer:
    """The refusal above the request, or above the inbox when nothing is left to decide."""
    ask = _find(reference, is_change=is_change)
    flash(say(staff_text(refusal)), "bad")
    if ask is None:
        return _inbox(), status_of(refusal)
    return _page(ask), status_of(refusal)
