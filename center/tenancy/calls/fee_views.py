"""Pages of rates and values for staff: what holds, and what holds from a day on."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.tenancy.calls import queries, service
from center.tenancy.calls.pages.units import fees_page, unit_name
from center.tenancy.calls.unit_forms import BuildingForm, RateForm, ValueForm
from center.web.access import STAFF, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import BaseForm
from center.web.i18n import say

bp = Blueprint("fees", __name__, url_prefix="/staff/fees")
Answer = str | tuple[str, int] | Response


@bp.get("")
@allow(STAFF)
def fees() -> str:
    """The rates and values that hold, held and will hold."""
    return render_template("units/fee_list.html", page=fees_page(time.today()))


@bp.get("/rates/new")
@allow(STAFF)
def new_rate() -> str:
    """A rate, to be entered."""
    return _form(RateForm(formdata=None), _("요율 넣기"))


@bp.post("/rates/new")
@allow(STAFF)
def add_rate() -> Answer:
    """Let it hold from a day on."""
    form = RateForm()
    if not form.validate():
        return _form(form, _("요율 넣기")), UNPROCESSABLE
    first_on, basis = form.first_on.data or time.today(), form.basis.data or ""
    try:
        service.add_rate(form.standing.data, first_on, form.per_mille(), basis=basis, by=acting(), now=time.now())
    except DomainError as refusal:
        return _form(form, _("요율 넣기"), problem=refusal.text), status_of(refusal)
    return _done(_("요율을 넣었습니다."))


@bp.get("/building/new")
@allow(STAFF)
def new_building_value() -> str:
    """The building's value, to be entered."""
    filled = BuildingForm.filled(queries.fees_on(time.today()).building)
    return _form(BuildingForm(formdata=None, data=filled), _("건물의 재산평정가격 넣기"))


@bp.post("/building/new")
@allow(STAFF)
def add_building_value() -> Answer:
    """Let it hold from a day on."""
    form = BuildingForm()
    if not form.validate():
        return _form(form, _("건물의 재산평정가격 넣기")), UNPROCESSABLE
    try:
        _add_value("", form, common_area=form.hundredths())
    except DomainError as refusal:
        return _form(form, _("건물의 재산평정가격 넣기"), problem=refusal.text), status_of(refusal)
    return _done(_("재산평정가격을 넣었습니다."))


@bp.get("/units/<code>/new")
@allow(STAFF)
def new_value(code: str) -> str:
    """A unit's own value, to be entered."""
    unit = queries.get_unit(code, time.today())
    return _form(ValueForm(formdata=None), _("%(unit)s의 재산평정가격 넣기", unit=unit_name(unit.code)))


@bp.post("/units/<code>/new")
@allow(STAFF)
def add_value(code: str) -> Answer:
    """Let it hold from a day on."""
    unit, form = queries.get_unit(code, time.today()), ValueForm()
    title = _("%(unit)s의 재산평정가격 넣기", unit=unit_name(unit.code))
    if not form.validate():
        return _form(form, title), UNPROCESSABLE
    try:
        _add_value(unit.code, form)
    except DomainError as refusal:
        return _form(form, title, problem=refusal.text), status_of(refusal)
    flash(say(_("재산평정가격을 넣었습니다.")), "ok")
    return redirect(url_for("units.unit", code=unit.code), 303)


def _add_value(unit_code: str, form: ValueForm, *, common_area: int = 0) -> None:
    service.add_appraisal(
        unit_code,
        form.first_on.data or time.today(),
        form.value_krw.data or 0,
        common_area=common_area,
        basis=form.basis.data or "",
        by=acting(),
        now=time.now(),
    )


def _form(form: BaseForm, title: Text, *, problem: Text | None = None) -> str:
    return render_template("units/fee_form.html", form=form, title=say(title), problem=problem)


@bp.post("/rates/<int(max=2147483647):rate_id>/drop")
@allow(STAFF)
def drop_rate(rate_id: int) -> Answer:
    """Take out a rate that has not begun."""
    service.drop_rate(rate_id, by=acting(), now=time.now())
    return _done(_("아직 시작하지 않은 요율을 뺐습니다."))


@bp.post("/values/<int(max=2147483647):value_id>/drop")
@allow(STAFF)
def drop_value(value_id: int) -> Answer:
    """Take out a value that has not begun."""
    service.drop_appraisal(value_id, by=acting(), now=time.now())
    return _done(_("아직 시작하지 않은 재산평정가격을 뺐습니다."))


def _done(told: Text) -> Response:
    flash(say(told), "ok")
    return redirect(url_for("fees.fees"), 303)
