"""Pages of the registry for staff: the list, a new firm, editing, the center's own words, two records made one."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError, NotFoundError
from center.core.text import _
from center.enterprises import queries, service
from center.enterprises.forms import (
    NoteForm,
    OtherForm,
    ProfileForm,
    ReasonForm,
    SearchForm,
    SupportForm,
)
from center.enterprises.models import Enterprise, Support
from center.enterprises.pages.lists import list_page
from center.enterprises.pages.merging import chosen_profile, merge_page
from center.enterprises.service import Source, Why
from center.web.access import STAFF, acting, allow, note_access
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version
from center.web.i18n import say

bp = Blueprint("enterprises", __name__, url_prefix="/enterprises")
Answer = str | tuple[str, int] | Response
MOST_PAGES = 10_000


@bp.get("")
@allow(STAFF)
def firms() -> Answer:
    """The firms that are looked for, fifty a page, and the counts of the report."""
    form = SearchForm(formdata=request.args)
    if not form.validate():
        return render_template("enterprises/firm_list.html", form=form, page=None), UNPROCESSABLE
    number = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    found, n_all = queries.search_firms(form.wanted(), page=number)
    asked = {name: value for name, value in request.args.items() if name in {field.name for field in form}}
    page = list_page(found, n_all, number, asked, form.on.data or time.today())
    note_access("enterprises.listed", "search", n_records=len(found))
    return render_template("enterprises/firm_list.html", form=form, page=page)


@bp.get("/new")
@allow(STAFF)
def new() -> str:
    """An empty profile."""
    return _profile_form(ProfileForm(formdata=None, kinds=[{}]), None)


@bp.post("/new")
@allow(STAFF)
def enter() -> Answer:
    """Enter a firm that the registry has not named yet."""
    form = ProfileForm()
    if act := request.form.get("act", ""):
        form.act(act)
        return _profile_form(form, None)
    if not form.validate():
        return _profile_form(form, None), UNPROCESSABLE
    try:
        firm = service.create_firm(form.profile(), registry_id=None, why=_why(form.reason.data), now=time.now())
    except DomainError as refusal:
        return _profile_form(form, None, say(refusal.text)), status_of(refusal)
    return _done(firm.registry_id, _("기업을 넣었습니다."))


@bp.get("/<registry_id>/edit")
@allow(STAFF)
def edit(registry_id: str) -> Answer:
    """What the registry says of a firm, to be corrected."""
    firm = queries.get_firm(registry_id)
    note_access("enterprise.shown", firm.registry_id)
    return _profile_form(ProfileForm(formdata=None, data=ProfileForm.filled(firm.profile)), firm)


@bp.post("/<registry_id>/edit")
@allow(STAFF)
def change(registry_id: str) -> Answer:
    """Store it, with who and why."""
    firm, form = queries.get_firm(registry_id), ProfileForm()
    if act := request.form.get("act", ""):
        form.act(act)
        return _profile_form(form, firm)
    if not form.validate():
        return _profile_form(form, firm), UNPROCESSABLE
    why = _why(form.reason.data)
    try:
        changed = service.change_firm(firm, form.profile(), version=form_version(), why=why, now=time.now())
    except DomainError as refusal:
        return _profile_form(form, firm, say(refusal.text)), status_of(refusal)
    return _done(firm.registry_id, _("고쳤습니다.") if changed else _("달라진 것이 없어 그대로 두었습니다."))


def _profile_form(form: ProfileForm, firm: Enterprise | None, problem: str = "") -> str:
    version = request.form.get("version", firm.version if firm else 0, type=int)
    return render_template("enterprises/firm_form.html", form=form, firm=firm, version=version, problem=problem)


def _why(reason: str | None) -> Why:
    return Why(by=acting(), source=Source.STAFF, reason=reason or "")


def _done(registry_id: str, told: Any) -> Response:
    flash(say(told), "ok")
    return redirect(url_for("reports.firm", registry_id=registry_id), 303)


@bp.get("/<registry_id>/note")
@allow(STAFF)
def note(registry_id: str) -> str:
    """What the center itself notes of a firm, to be written."""
    firm = queries.get_firm(registry_id)
    note_access("enterprise.shown", firm.registry_id)
    return _note_form(NoteForm(formdata=None, obj=firm), firm)


@bp.post("/<registry_id>/note")
@allow(STAFF)
def set_note(registry_id: str) -> Answer:
    """Store it."""
    firm, form = queries.get_firm(registry_id), NoteForm()
    if not form.validate():
        return _note_form(form, firm), UNPROCESSABLE
    why = _why(say(_("센터 메모를 고침")))
    try:
        service.set_note(firm, form.note.data or "", version=form_version(), why=why, now=time.now())
    except DomainError as refusal:
        return _note_form(form, firm, say(refusal.text)), status_of(refusal)
    return _done(firm.registry_id, _("메모를 남겼습니다."))


def _note_form(form: NoteForm, firm: Enterprise, problem: str = "") -> str:
    version = request.form.get("version", firm.version, type=int)
    return render_template("enterprises/note_form.html", form=form, firm=firm, version=version, problem=problem)


@bp.get("/<registry_id>/support/new")
@allow(STAFF)
def new_support(registry_id: str) -> str:
    """Money that a firm received, to be entered."""
    return _support_form(SupportForm(formdata=None), queries.get_firm(registry_id))


@bp.post("/<registry_id>/support/new")
@allow(STAFF)
def add_support(registry_id: str) -> Answer:
    """Enter it."""
    firm, form = queries.get_firm(registry_id), SupportForm()
    if not form.validate():
        return _support_form(form, firm), UNPROCESSABLE
    service.add_support(
        firm,
        form.programme.data or "",
        year=form.year.data or 0,
        amount_krw=form.amount_krw.data or 0,
        why=_why(say(_("받은 지원을 적음"))),
        now=time.now(),
    )
    return _done(firm.registry_id, _("받은 지원을 적었습니다."))


def _support_form(form: SupportForm, firm: Enterprise) -> str:
    return render_template("enterprises/support_form.html", form=form, firm=firm)


@bp.get("/<registry_id>/support/<int:support_id>/drop")
@allow(STAFF)
def dropping_support(registry_id: str, support_id: int) -> str:
    """The last question before an entry is taken out."""
    firm, support = _support_of(registry_id, support_id)
    return _drop_form(ReasonForm(formdata=None), firm, support)


@bp.post("/<registry_id>/support/<int:support_id>/drop")
@allow(STAFF)
def drop_support(registry_id: str, support_id: int) -> Answer:
    """Take an entry out; the history keeps it."""
    form, (firm, support) = ReasonForm(), _support_of(registry_id, support_id)
    if not form.validate():
        return _drop_form(form, firm, support), UNPROCESSABLE
    service.drop_support(firm, support.id, why=_why(form.reason.data), now=time.now())
    return _done(firm.registry_id, _("받은 지원 한 줄을 뺐습니다."))


def _support_of(registry_id: str, support_id: int) -> tuple[Enterprise, Support]:
    """A firm and one of the entries of its support; another firm's entry is none.

    Raises:
        NotFoundError
    """
    firm = queries.get_firm(registry_id)
    found = [support for support in firm.supports if support.id == support_id]
    if not found:
        raise NotFoundError
    return firm, found[0]


def _drop_form(form: ReasonForm, firm: Enterprise, support: Support) -> str:
    return render_template("enterprises/support_drop.html", form=form, firm=firm, support=support)


@bp.get("/<registry_id>/merge")
@allow(STAFF)
def merging(registry_id: str) -> Answer:
    """Which other record it is, then both side by side."""
    kept, form = queries.get_firm(registry_id), OtherForm(formdata=request.args)
    if "other" not in request.args:
        return _choose_other(OtherForm(formdata=None), kept)
    gone = queries.find_firm(form.other.data or "")
    if not form.validate() or gone is None or gone.id == kept.id:
        unknown = say(_("그런 기업이 없거나 같은 기업입니다. 등록 번호를 다시 확인해 주세요."))
        form.other.errors = form.other.errors or [unknown]
        return _choose_other(form, kept), UNPROCESSABLE
    note_access("enterprise.shown", gone.registry_id)
    return _merge_form(ReasonForm(formdata=None), kept, gone)


def _choose_other(form: OtherForm, kept: Enterprise) -> str:
    alike = queries.alike(kept.name, kept.representative, kept.phone, without=kept.id)
    return render_template("enterprises/merge_choose.html", form=form, firm=kept, alike=alike)


def _merge_form(form: ReasonForm, kept: Enterprise, gone: Enterprise, problem: str = "") -> str:
    version = request.form.get("version", kept.version, type=int)
    page = merge_page(kept, gone, request.form, version)
    return render_template("enterprises/merge_form.html", form=form, page=page, problem=problem)


@bp.post("/<registry_id>/merge")
@allow(STAFF)
def merge(registry_id: str) -> Answer:
    """Make them one."""
    kept, gone, form = queries.get_firm(registry_id), queries.get_firm(request.args.get("other", "")), ReasonForm()
    if not form.validate():
        return _merge_form(form, kept, gone), UNPROCESSABLE
    profile = chosen_profile(kept, gone, request.form)
    try:
        service.merge_firms(kept, gone, profile, version=form_version(), why=_why(form.reason.data), now=time.now())
    except DomainError as refusal:
        return _merge_form(form, kept, gone, say(refusal.text)), status_of(refusal)
    return _done(kept.registry_id, _("두 기록을 합쳤습니다."))
