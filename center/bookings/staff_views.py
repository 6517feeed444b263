"""Pages for staff: the inbox, and the decision over a request beside its rivals."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.bookings import queries
from center.bookings.forms import RefuseForm
from center.bookings.pages.desk import inbox_page, request_page
from center.bookings.rules.states import WORDS, State
from center.bookings.service import deciding
from center.core import time
from center.core.errors import DomainError
from center.core.text import _
from center.web.access import STAFF, acting, allow
from center.web.errors import status_of
from center.web.i18n import say

bp = Blueprint("staff", __name__, url_prefix="/staff")
Answer = str | tuple[str, int] | Response


@bp.get("/bookings")
@allow(STAFF)
def requests() -> str:
    """What waits for a decision, by deadline."""
    return render_template("staff/request_list.html", page=inbox_page(time.today()))


@bp.get("/bookings/<reference>")
@allow(STAFF)
def request_show(reference: str) -> Answer:
    """A request beside its rivals."""
    booking = queries.get_booking(reference)
    if booking.state != State.REQUESTED:
        flash(say(_("이미 처리된 예약입니다. 지금 상태: %(state)s.", state=WORDS[State(booking.state)])), "info")
        return redirect(url_for("staff.requests"))
    return render_template("staff/request_show.html", page=request_page(booking))


@bp.post("/bookings/<reference>/approve")
@allow(STAFF)
def approve(reference: str) -> Answer:
    """Approve a request and refuse its rivals."""
    try:
        rivals = deciding.approve(reference, version=_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _refused(reference, refusal)
    told = _("승인했습니다. 겹치는 신청 %(n)s건에는 거절 메일이 갑니다.", n=len(rivals))
    flash(say(told if rivals else _("승인했습니다. 확정 메일이 갑니다.")), "ok")
    return redirect(url_for("staff.requests"), 303)


@bp.post("/bookings/<reference>/refuse")
@allow(STAFF)
def refuse(reference: str) -> Answer:
    """Refuse a request with a reason."""
    form = RefuseForm()
    if not form.validate():
        sentence = str(next(iter(form.reason.errors)))
        page = request_page(queries.get_booking(reference), (reference, sentence, form.reason.data or ""))
        return render_template("staff/request_show.html", page=page), 422
    try:
        deciding.refuse(reference, version=_version(), reason=form.reason.data or "", by=acting(), now=time.now())
    except DomainError as refusal:
        return _refused(reference, refusal)
    flash(say(_("거절했습니다. 적으신 까닭을 메일로 보냅니다.")), "ok")
    return redirect(url_for("staff.requests"), 303)


def _version() -> int:
    """The version the form was made from; 0 for none, which no booking has."""
    return request.form.get("version", 0, type=int)


def _refused(reference: str, refusal: DomainError) -> Answer:
    """The refusal above the request, or above the inbox when nothing is left to decide."""
    booking = queries.find_booking(reference)
    flash(say(refusal.text), "bad")
    if booking is None or booking.state != State.REQUESTED:
        return render_template("staff/request_list.html", page=inbox_page(time.today())), status_of(refusal)
    return render_template("staff/request_show.html", page=request_page(booking)), status_of(refusal)
