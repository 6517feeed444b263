"""The chair: who has submitted, reopening a sheet, freezing and reopening a stage. Points are nowhere.

Source: docs/rules/scoring.md, "The committee"
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError, NotFoundError
from center.core.text import Text, _
from center.tenancy.applications.models import Application
from center.tenancy.review import queries, service
from center.tenancy.review.models import Seat
from center.tenancy.review.own_access import STAGE, log_guesses, own_stage
from center.tenancy.review.own_forms import FreezingForm, ReasonForm, freezing_form
from center.tenancy.review.pages.chair import progress_page, to_freeze
from center.tenancy.review.queries import OwnStage
from center.web.access import REVIEWER, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("review_chair", __name__, url_prefix="/review")
log_guesses(bp)
SHEET = f"{STAGE}/progress/<code>/<int(max=2147483647):number>"
Answer = str | tuple[str, int] | Response


def _chaired(call_id: int, key: str) -> OwnStage:
    """The stage of a committee that one chairs.

    Raises:
        NotFoundError: somebody else does.
    """
    own = own_stage(call_id, key)
    if not own.seat.is_chair:
        raise NotFoundError
    return own


def _back(call_id: int, key: str, sentence: Text) -> Response:
    flash(say(sentence), "ok")
    return redirect(url_for("review_chair.progress", call_id=call_id, key=key), 303)


@bp.get(f"{STAGE}/progress")
@allow(REVIEWER)
def progress(call_id: int, key: str) -> str:
    """Who has submitted what; after freezing the number of the seal."""
    return render_template("review/chair_progress.html", page=progress_page(_chaired(call_id, key)))


def _sheet_of(own: OwnStage, code: str, number: int) -> tuple[Seat, Application]:
    """Raises: NotFoundError, where the member has not submitted a sheet of a firm that the chair scores."""
    seat = next((one for one in queries.seats_of(own.seat.call_id) if one.code == code), None)
    application = own.one(number)
    sheet = queries.sheets_of(own.stage).get((seat.id, application.id)) if seat else None
    if seat is None or sheet is None or not sheet.counts:
        raise NotFoundError
    return seat, application


@bp.get(f"{SHEET}/reopening")
@allow(REVIEWER)
def reopening(call_id: int, key: str, code: str, number: int) -> str:
    """Why the sheet is reopened."""
    own = _chaired(call_id, key)
    return _reopening(ReasonForm(formdata=None), own, *_sheet_of(own, code, number))


def _reopening(
    form: ReasonForm, own: OwnStage, seat: Seat, application: Application, problem: Text | None = None
) -> str:
    facts = {"own": own, "stage": say(own.says.title), "seat": seat, "firm": application.enterprise.name}
    return render_template("review/chair_reopening.html", form=form, problem=problem, **facts)


@bp.post(f"{SHEET}/reopening")
@allow(REVIEWER)
def reopen_sheet(call_id: int, key: str, code: str, number: int) -> Answer:
    """Let the member write it once more."""
    own, form = _chaired(call_id, key), ReasonForm()
    seat, application = _sheet_of(own, code, number)
    if not form.validate():
        return _reopening(form, own, seat, application), UNPROCESSABLE
    where, reason = (call_id, key, seat.id, application.id), form.reason.data or ""
    try:
        service.reopen_sheet(*where, reason=reason, by=acting(), now=time.now())
    except DomainError as refusal:
        return _reopening(form, own, seat, application, refusal.text), status_of(refusal)
    return _back(call_id, key, _("%(code)s 위원의 채점표를 다시 열었습니다.", code=code))


@bp.get(f"{STAGE}/freezing")
@allow(REVIEWER)
def freezing(call_id: int, key: str) -> Answer:
    """What is missing, and what freezing means."""
    own = _chaired(call_id, key)
    if not own.stage.is_open:
        return redirect(url_for("review_chair.progress", call_id=call_id, key=key))
    return _freezing(freezing_form(to_freeze(own.seat.call, own).labels)(formdata=None), own)


def _freezing(form: FreezingForm, own: OwnStage, problem: Text | None = None) -> str:
    facts = {"stage": say(own.says.title), "firms": to_freeze(own.seat.call, own).firms}
    return render_template("review/chair_freezing.html", form=form, own=own, problem=problem, **facts)


@bp.post(f"{STAGE}/freezing")
@allow(REVIEWER)
def freeze(call_id: int, key: str) -> Answer:
    """Freeze it, seal it, tell the members."""
    own = _chaired(call_id, key)
    missing = to_freeze(own.seat.call, own)
    form = freezing_form(missing.labels)()
    if own.stage.is_open and not form.validate():
        return _freezing(form, own), UNPROCESSABLE
    reasons = missing.reasons(form.reasons())
    try:
        service.freeze_stage(call_id, key, missing=reasons, by=acting(), now=time.now())
    except DomainError as refusal:
        return _freezing(form, own, refusal.text), status_of(refusal)
    return _back(call_id, key, _("점수를 확정하고 위원들에게 봉인번호를 보냈습니다."))


@bp.get(f"{STAGE}/reopening")
@allow(REVIEWER)
def reopening_stage(call_id: int, key: str) -> Answer:
    """Why the stage is opened once more."""
    return _reopening_stage(ReasonForm(formdata=None), _chaired(call_id, key))


def _reopening_stage(form: ReasonForm, own: OwnStage, problem: Text | None = None) -> str:
    facts = {"own": own, "stage": say(own.says.title), "seat": None, "firm": ""}
    return render_template("review/chair_reopening.html", form=form, problem=problem, **facts)


@bp.post(f"{STAGE}/reopening")
@allow(REVIEWER)
def reopen_stage(call_id: int, key: str) -> Answer:
    """Open it once more."""
    own, form = _chaired(call_id, key), ReasonForm()
    if not form.validate():
        return _reopening_stage(form, own), UNPROCESSABLE
    try:
        service.reopen_stage(call_id, key, reason=form.reason.data or "", by=acting())
    except DomainError as refusal:
        return _reopening_stage(form, own, refusal.text), status_of(refusal)
    return _back(call_id, key, _("단계를 다시 열었습니다. 고친 뒤 다시 확정해 주세요."))
