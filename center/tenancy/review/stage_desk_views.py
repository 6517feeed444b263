"""Staff's pages of a stage: opened with a last look, its progress without any point, and the interview room.

Source: docs/rules/scoring.md, "The committee"
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError, NotFoundError
from center.core.text import Text, _
from center.tenancy.review import service
from center.tenancy.review.desk_forms import AbsenceForm, MinutesForm
from center.tenancy.review.desk_views import Answer, to_committee
from center.tenancy.review.models import ReviewStage
from center.tenancy.review.pages.desk import committee_page, hindrances_of, next_stage, progress_of, shortfalls
from center.tenancy.review.pages.interview import interview_page
from center.tenancy.review.queries import Desk, get_stage, read_desk
from center.web.access import STAFF, acting, allow, note_access
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint(
    "stage_desk",
    __name__,
    url_prefix="/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>",
)
USUAL_MINUTES = 10
ABSENT = "/interview/<number>/absence"


@bp.get("/opening")
@allow(STAFF)
def opening(call_id: int, key: str) -> Answer:
    """The last look before a stage is opened."""
    return _opening(call_id, key)


def _opening(call_id: int, key: str, problem: Text | None = None) -> Answer:
    desk = read_desk(call_id)
    following = next_stage(desk)
    if following is None or following.key != key:
        return redirect(url_for("committee_desk.committee", call_id=call_id), 303)
    facts = {"page": committee_page(desk), "stage": say(following.title), "hindrances": hindrances_of(desk, following)}
    counts = {"part": desk.part(key), "n_scoring": len(desk.scoring)}
    return render_template("review/opening_form.html", problem=problem, **counts, **facts)


@bp.post("/opening")
@allow(STAFF)
def open_it(call_id: int, key: str) -> Answer:
    """Open it; the committee is told by mail."""
    read_desk(call_id)
    try:
        service.open_stage(call_id, key, by=acting(), now=time.now())
    except DomainError as refusal:
        page = _opening(call_id, key, refusal.text)
        return (page, status_of(refusal)) if isinstance(page, str) else page
    return to_committee(call_id, _("심사를 열고 위원에게 메일로 알렸습니다."))


@bp.get("")
@allow(STAFF)
def progress(call_id: int, key: str) -> str:
    """Who is done."""
    return _progress(call_id, key)


def _progress(call_id: int, key: str, problem: Text | None = None) -> str:
    desk, stage = _found(call_id, key)
    name = say(next(one.title for one in desk.content.stages if one.key == key))
    facts = {"name": name, "stage": stage, "faults": shortfalls(desk, stage), "problem": problem}
    answer = render_template("review/progress_show.html", desk=desk, page=progress_of(desk, stage), **facts)
    note_access("committee.shown", f"call {desk.call.number}", n_records=len(desk.seats))
    return answer


def _found(call_id: int, key: str) -> tuple[Desk, ReviewStage]:
    return read_desk(call_id), get_stage(call_id, key)


@bp.post("/reminders")
@allow(STAFF)
def remind(call_id: int, key: str) -> Answer:
    """Remind who has not handed in."""
    _found(call_id, key)
    try:
        told = service.remind(call_id, key, by=acting(), now=time.now())
    except DomainError as refusal:
        return _progress(call_id, key, refusal.text), status_of(refusal)
    codes = [seat.code for seat in told]
    words = _("메일을 보냈습니다: %(codes)s", codes=codes) if codes else _("오늘은 이미 모두에게 알렸습니다.")
    flash(say(words), "ok")
    return redirect(url_for("stage_desk.progress", call_id=call_id, key=key), 303)


@bp.get("/interview")
@allow(STAFF)
def interview(call_id: int, key: str) -> str:
    """The interview room."""
    return _interview(MinutesForm(formdata=None, data={"minutes": USUAL_MINUTES}), call_id, key)


def _interview(form: MinutesForm, call_id: int, key: str, problem: Text | None = None) -> str:
    desk, stage = _found(call_id, key)
    page = interview_page(desk, stage, time.now())
    answer = render_template("review/interview_show.html", desk=desk, page=page, form=form, problem=problem)
    note_access("applications.listed", f"call {desk.call.number}", n_records=len(page.turns))
    return answer


@bp.post("/interview/order")
@allow(STAFF)
def draw(call_id: int, key: str) -> Answer:
    """Draw the order by lot."""
    _found(call_id, key)
    try:
        service.draw_order(call_id, key, by=acting())
    except DomainError as refusal:
        return _interview(_minutes(), call_id, key, refusal.text), status_of(refusal)
    return _to_interview(call_id, key)


def _minutes() -> MinutesForm:
    return MinutesForm(formdata=None, data={"minutes": USUAL_MINUTES})


def _to_interview(call_id: int, key: str) -> Response:
    return redirect(url_for("stage_desk.interview", call_id=call_id, key=key), 303)


@bp.post("/interview/speaking")
@allow(STAFF)
def call_in(call_id: int, key: str) -> Answer:
    """Let a firm present from now on."""
    form, number = MinutesForm(), request.form.get("number", "")
    if not form.validate():
        return _interview(form, call_id, key), UNPROCESSABLE
    _found(call_id, key)
    try:
        service.call_in(call_id, key, number, minutes=form.minutes.data or 0, by=acting(), now=time.now())
    except NotFoundError:
        raise
    except DomainError as refusal:
        return _interview(form, call_id, key, refusal.text), status_of(refusal)
    return _to_interview(call_id, key)


@bp.post("/interview/end")
@allow(STAFF)
def end_speaking(call_id: int, key: str) -> Answer:
    """Nobody presents now."""
    _found(call_id, key)
    try:
        service.end_speaking(call_id, key)
    except DomainError as refusal:
        return _interview(_minutes(), call_id, key, refusal.text), status_of(refusal)
    return _to_interview(call_id, key)


@bp.get(ABSENT)
@allow(STAFF)
def absence(call_id: int, key: str, number: str) -> str:
    """Why a firm did not come."""
    return _absence(AbsenceForm(formdata=None), call_id, key, number)


def _absence(form: AbsenceForm, call_id: int, key: str, number: str, problem: Text | None = None) -> str:
    desk, _stage = _found(call_id, key)
    firm = next((one for one in desk.part(key) if one.receipt_number == number), None)
    if firm is None:
        raise NotFoundError
    return render_template("review/absence_form.html", form=form, desk=desk, key=key, firm=firm, problem=problem)


@bp.post(ABSENT)
@allow(STAFF)
def mark_absent(call_id: int, key: str, number: str) -> Answer:
    """Note it; what was handed in is scored."""
    form = AbsenceForm()
    if not form.validate():
        return _absence(form, call_id, key, number), UNPROCESSABLE
    _found(call_id, key)
    try:
        service.mark_absent(call_id, key, number, reason=form.reason.data or "", by=acting())
    except DomainError as refusal:
        return _absence(form, call_id, key, number, refusal.text), status_of(refusal)
    return _to_interview(call_id, key)


@bp.post("/interview/<number>/presence")
@allow(STAFF)
def mark_present(call_id: int, key: str, number: str) -> Answer:
    """They came after all."""
    _found(call_id, key)
    try:
        service.mark_present(call_id, key, number, by=acting())
    except DomainError as refusal:
        return _interview(_minutes(), call_id, key, refusal.text), status_of(refusal)
    return _to_interview(call_id, key)
