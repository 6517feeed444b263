"""Staff's pages of a committee: who sits there, and what keeps the review from going on.

Source: docs/rules/scoring.md, "The committee"
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.tenancy.review import service
from center.tenancy.review.desk_forms import ReasonForm, SeatForm
from center.tenancy.review.pages.desk import committee_page, people_to_seat
from center.tenancy.review.queries import get_seat, read_desk
from center.tenancy.review.rules.committee import SeatRole
from center.web.access import STAFF, acting, allow, note_access
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("committee_desk", __name__, url_prefix="/staff/calls/<int(max=2147483647):call_id>/committee")
Answer = str | tuple[str, int] | Response
SEAT = "/seats/<int(max=2147483647):seat_id>"


@bp.get("")
@allow(STAFF)
def committee(call_id: int) -> str:
    """The committee, who may score whom, and how far each stage is."""
    return _committee(call_id)


def _committee(call_id: int, problem: Text | None = None) -> str:
    desk = read_desk(call_id)
    answer = render_template("review/desk_show.html", page=committee_page(desk), problem=problem)
    note_access("committee.shown", f"call {desk.call.number}", n_records=len(desk.seats) or 1)
    return answer


def to_committee(call_id: int, told: Text) -> Response:
    """Back to the committee, saying what was done."""
    flash(say(told), "ok")
    return redirect(url_for("committee_desk.committee", call_id=call_id), 303)


@bp.get("/seats/new")
@allow(STAFF)
def new_seat(call_id: int) -> str:
    """To whom a seat is given."""
    return _seat(SeatForm(formdata=None), call_id)


def _seat(form: SeatForm, call_id: int, problem: Text | None = None) -> str:
    desk = read_desk(call_id)
    form.offer(people_to_seat(desk))
    return render_template("review/seat_form.html", form=form, desk=desk, problem=problem)


@bp.post("/seats/new")
@allow(STAFF)
def appoint(call_id: int) -> Answer:
    """Give it; the person is told by mail."""
    form = SeatForm().offer(people_to_seat(read_desk(call_id)))
    if not form.validate():
        return _seat(form, call_id), UNPROCESSABLE
    try:
        service.appoint(call_id, int(form.user.data), SeatRole(form.role.data), by=acting(), now=time.now())
    except DomainError as refusal:
        return _seat(form, call_id, refusal.text), status_of(refusal)
    return to_committee(call_id, _("위촉하고 메일로 알렸습니다."))


@bp.post(f"{SEAT}/call-up")
@allow(STAFF)
def call_up(call_id: int, seat_id: int) -> Answer:
    """Let a spare score."""
    try:
        service.call_up(call_id, seat_id, by=acting(), now=time.now())
    except DomainError as refusal:
        read_desk(call_id), get_seat(call_id, seat_id)
        return _committee(call_id, refusal.text), status_of(refusal)
    return to_committee(call_id, _("예비위원을 불렀습니다. 서약과 이해관계 확인을 마치면 채점할 수 있습니다."))


@bp.post(f"{SEAT}/chair")
@allow(STAFF)
def take_chair(call_id: int, seat_id: int) -> Answer:
    """Let a member chair the committee."""
    try:
        service.take_chair(call_id, seat_id, by=acting())
    except DomainError as refusal:
        read_desk(call_id), get_seat(call_id, seat_id)
        return _committee(call_id, refusal.text), status_of(refusal)
    return to_committee(call_id, _("위원장을 정했습니다."))


@bp.get(f"{SEAT}/leaving")
@allow(STAFF)
def leaving(call_id: int, seat_id: int) -> str:
    """Why somebody leaves the committee."""
    return _leaving(ReasonForm(formdata=None), call_id, seat_id)


def _leaving(form: ReasonForm, call_id: int, seat_id: int, problem: Text | None = None) -> str:
    desk, seat = read_desk(call_id), get_seat(call_id, seat_id)
    facts = {"desk": desk, "seat": seat, "name": desk.name(seat), "problem": problem}
    return render_template("review/leaving_form.html", form=form, **facts)


@bp.post(f"{SEAT}/leaving")
@allow(STAFF)
def leave(call_id: int, seat_id: int) -> Answer:
    """End the seat."""
    form = ReasonForm()
    if not form.validate():
        return _leaving(form, call_id, seat_id), UNPROCESSABLE
    try:
        service.dismiss(call_id, seat_id, reason=form.reason.data or "", by=acting(), now=time.now())
    except DomainError as refusal:
        return _leaving(form, call_id, seat_id, refusal.text), status_of(refusal)
    return to_committee(call_id, _("위원회에서 나간 것으로 적었습니다."))
