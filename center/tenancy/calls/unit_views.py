"""Pages of the units for staff: who has which, and terms that are entered, corrected and taken out."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.spaces import terms
from center.spaces.models import Space, UnitTerm
from center.spaces.queries import get_term
from center.tenancy.calls import queries
from center.tenancy.calls.pages.units import unit_name, unit_page, units_page
from center.tenancy.calls.unit_forms import CorrectionForm, RemovalForm, TermForm
from center.web.access import STAFF, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version
from center.web.i18n import say

bp = Blueprint("units", __name__, url_prefix="/staff/units")
Answer = str | tuple[str, int] | Response


@bp.get("")
@allow(STAFF)
def units() -> str:
    """Who has which unit on a day, today unless another is asked for."""
    return render_template(
        "units/unit_list.html", page=units_page(time.read_day(request.args.get("on")) or time.today())
    )


@bp.get("/<code>")
@allow(STAFF)
def unit(code: str) -> str:
    """A unit with its past and its future."""
    return render_template("units/unit_show.html", page=unit_page(_unit(code), time.today()))


def _unit(code: str) -> Space:
    return queries.get_unit(code, time.today())


@bp.get("/<code>/terms/new")
@allow(STAFF)
def new_term(code: str) -> str:
    """An empty term."""
    return _term_form(TermForm(formdata=None), _unit(code))


@bp.post("/<code>/terms/new")
@allow(STAFF)
def enter_term(code: str) -> Answer:
    """Let a firm have the unit."""
    found, form = _unit(code), TermForm()
    if not form.validate():
        return _term_form(form, found), UNPROCESSABLE
    try:
        terms.enter_term(found.code, form.term(), by=acting())
    except DomainError as refusal:
        return _term_form(form, found, problem=refusal.text), status_of(refusal)
    return _done(found, _("입주 기간을 넣었습니다."))


@bp.get("/<code>/terms/<int(max=2147483647):term_id>/edit")
@allow(STAFF)
def edit_term(code: str, term_id: int) -> str:
    """A term, to be corrected."""
    term = get_term(code, term_id)
    key = queries.registry_keys([term.holder_id])[term.holder_id]
    return _term_form(CorrectionForm(formdata=None, data=CorrectionForm.filled(term, key)), _unit(code), term)


@bp.post("/<code>/terms/<int(max=2147483647):term_id>/edit")
@allow(STAFF)
def correct_term(code: str, term_id: int) -> Answer:
    """Store it."""
    found, term, form = _unit(code), get_term(code, term_id), CorrectionForm()
    if not form.validate():
        return _term_form(form, found, term), UNPROCESSABLE
    try:
        terms.correct_term(term, form.term(), version=form_version(), reason=form.reason.data or "", by=acting())
    except DomainError as refusal:
        return _term_form(form, found, term, problem=refusal.text), status_of(refusal)
    return _done(found, _("입주 기간을 고쳤습니다."))


def _term_form(form: TermForm, of: Space, term: UnitTerm | None = None, *, problem: Text | None = None) -> str:
    version = request.form.get("version", term.version if term else 0, type=int)
    return render_template(
        "units/term_form.html", form=form, unit=of, name=unit_name(of.code), term=term, version=version, problem=problem
    )


@bp.get("/<code>/terms/<int(max=2147483647):term_id>/remove")
@allow(STAFF)
def removing_term(code: str, term_id: int) -> str:
    """The last question before a term is taken out."""
    return _removal_form(RemovalForm(formdata=None), get_term(code, term_id))


@bp.post("/<code>/terms/<int(max=2147483647):term_id>/remove")
@allow(STAFF)
def remove_term(code: str, term_id: int) -> Answer:
    """Take it out; the log keeps it."""
    term, form = get_term(code, term_id), RemovalForm()
    if not form.validate():
        return _removal_form(form, term), UNPROCESSABLE
    try:
        terms.remove_term(term, version=form_version(), reason=form.reason.data or "", by=acting())
    except DomainError as refusal:
        return _removal_form(form, term, problem=refusal.text), status_of(refusal)
    return _done(_unit(code), _("입주 기간을 뺐습니다."))


def _removal_form(form: RemovalForm, term: UnitTerm, *, problem: Text | None = None) -> str:
    version = request.form.get("version", term.version, type=int)
    name = unit_name(term.unit_code)
    return render_template("units/term_remove.html", form=form, term=term, name=name, version=version, problem=problem)


def _done(of: Space, told: Text) -> Response:
    flash(say(told), "ok")
    return redirect(url_for("units.unit", code=of.code), 303)
