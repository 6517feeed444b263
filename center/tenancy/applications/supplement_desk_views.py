"""Staff ask for papers after the deadline (보완 요구), extend, demand again, take back, return, and enter what came on paper.

Source: docs/rules/calls.md, "Supplement"
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from center.core import time
from center.core.errors import DomainError, NotFoundError
from center.core.text import Text, _
from center.tenancy.applications import queries
from center.tenancy.applications.models import Application
from center.tenancy.applications.pages.supplements import desk_part
from center.tenancy.applications.rules.supplements import LAST_DEMAND, MOST_EXTENSIONS
from center.tenancy.applications.service import answering, supplements
from center.tenancy.applications.supplement_forms import (
    AskingForm,
    DemandingForm,
    ExtendingForm,
    PaperAnswerForm,
    ReturningForm,
    TakingBackForm,
    asking_form,
)
from center.tenancy.applications.supplement_steps import Answering
from center.tenancy.applications.writing_steps import Answer, Ways
from center.tenancy.calls.rules.content import Content
from center.web.access import STAFF, acting, allow, note_access
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import BaseForm, form_version
from center.web.i18n import say

bp = Blueprint("supplement_desk", __name__, url_prefix="/staff")
ONE = "/applications/<int(max=2147483647):application_id>/supplement"
WAYS = Ways("supplement_desk", "application_id", back="application_desk.show")
TOLD = _("메일로 알렸습니다.")


@bp.get(ONE)
@allow(STAFF)
def asking(application_id: int) -> Answer:
    """Which papers, and what is wrong with each."""
    found, content = queries.get_readable(application_id, time.now())
    answer = _asking(asking_form(content.documents)(formdata=None), found, content, version=found.version)
    note_access("application.shown", f"application {found.id}")
    return answer


def _asking(
    form: AskingForm, found: Application, content: Content, *, version: int, problem: Text | None = None
) -> str:
    facts = {"application": found, "call": content, "version": version, "problem": problem}
    rows = [(*pair, one) for pair, one in zip(form.rows(content.documents), content.documents, strict=True)]
    return render_template("apply/asking_form.html", form=form, rows=rows, **facts)


@bp.post(ONE)
@allow(STAFF)
def ask(application_id: int) -> Answer:
    """Ask for them; the firm is told."""
    found, content = queries.get_readable(application_id, time.now())
    form = asking_form(content.documents)()
    if not form.is_complete(content.documents):
        return _asking(form, found, content, version=form_version()), UNPROCESSABLE
    papers, days = form.papers(content.documents), form.days.data or 0
    try:
        supplements.ask(found, papers, days=days, version=form_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _asking(form, found, content, version=found.version, problem=refusal.text), status_of(refusal)
    return _done(found, _("보완을 요구했습니다."))


def _done(found: Application, told: Text) -> Answer:
    flash(" ".join((say(told), say(TOLD))) if found.written.email else say(told), "ok")
    return redirect(url_for("application_desk.show", application_id=found.id), 303)


@dataclass(frozen=True, slots=True)
class Step:
    """A page with which staff go on: its question, its form, its button and what is said afterwards."""

    title: Text
    lead: Text
    form: type[BaseForm]
    button: Text
    command: Callable[..., None]
    told: Text
    kind: str = "primary"
    hint: Text | None = None


EXTENDING = Step(
    _("보완할 기간을 늘릴까요?"),
    _("지금 마지막 날의 다음 날부터 셉니다. %(n)s번까지 늘릴 수 있습니다.", n=MOST_EXTENSIONS),
    ExtendingForm,
    _("기간 늘리기"),
    supplements.extend,
    _("기간을 늘렸습니다."),
    hint=_("마지막 날이 쉬는 날이면 그다음 일하는 날까지입니다."),
)
DEMANDING = Step(
    _("서류를 한 번 더 요구할까요?"),
    _("내일부터 %(n)s일입니다. 이번에도 내지 않으면 신청을 되돌려 보냅니다.", n=LAST_DEMAND),
    DemandingForm,
    _("한 번 더 요구하기"),
    supplements.demand_again,
    _("한 번 더 요구했습니다."),
)
RETURNING = Step(
    _("신청을 되돌려 보낼까요?"),
    _("심사하지 않습니다. 까닭과 이의신청 방법을 기업에 알리고, 되돌릴 수 없습니다."),
    ReturningForm,
    _("신청 되돌려 보내기"),
    supplements.return_application,
    _("신청을 되돌려 보냈습니다."),
    kind="danger",
    hint=_("기업이 그대로 읽습니다. 예: 인증서를 두 번 요구했으나 내지 않았습니다."),
)
TAKING_BACK = Step(
    _("보완 요구를 거둘까요?"),
    _("기업은 더 낼 것이 없고, 이 보완에 올려 둔 파일은 지웁니다."),
    TakingBackForm,
    _("요구 거두기"),
    supplements.take_back,
    _("요구를 거두었습니다."),
    hint=_("기업이 그대로 읽습니다. 예: 처음에 낸 서류에 들어 있었습니다."),
)


def _page(step: Step, application_id: int, form: BaseForm | None = None, problem: Text | None = None) -> str:
    """The page of a step; there is none where nothing is waited for."""
    found, content = queries.get_readable(application_id, time.now())
    if found.waiting is None:
        raise NotFoundError
    part, shown = desk_part(found, content, time.today()), form or step.form(formdata=None)
    version = form_version() if form and not problem else found.version
    facts = {"application": found, "problem": problem, "version": version, "kind": step.kind}
    says = {"title": say(step.title), "lead": say(step.lead), "label": say(step.button), "hint": step.hint or ""}
    return render_template("apply/supplement_step.html", form=shown, part=part, **facts, **says)


def _go(step: Step, application_id: int) -> Answer:
    found, _content = queries.get_readable(application_id, time.now())
    form = step.form()
    if not form.validate():
        return _page(step, application_id, form), UNPROCESSABLE
    typed: dict[str, Any] = {name: value for name, value in form.data.items() if name != "csrf_token"}
    try:
        step.command(found, **typed, version=form_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _refused(step, found, form, refusal)
    return _done(found, step.told)


def _refused(step: Step, found: Application, form: BaseForm, refusal: DomainError) -> Answer:
    """Why it was refused, with how things stand now; at the application where nothing is waited for any more."""
    if found.waiting is not None:
        return _page(step, found.id, form, refusal.text), status_of(refusal)
    flash(say(refusal.text), "bad")
    return redirect(url_for("application_desk.show", application_id=found.id), 303)


@bp.get(f"{ONE}/extension")
@allow(STAFF)
def extending(application_id: int) -> Answer:
    """How many days more."""
    return _page(EXTENDING, application_id)


@bp.post(f"{ONE}/extension")
@allow(STAFF)
def extend(application_id: int) -> Answer:
    """Give more time."""
    return _go(EXTENDING, application_id)


@bp.get(f"{ONE}/again")
@allow(STAFF)
def demanding(application_id: int) -> Answer:
    """What follows if it does not come this time either."""
    return _page(DEMANDING, application_id)


@bp.post(f"{ONE}/again")
@allow(STAFF)
def demand(application_id: int) -> Answer:
    """Demand it for the last time."""
    return _go(DEMANDING, application_id)


@bp.get(f"{ONE}/return")
@allow(STAFF)
def returning(application_id: int) -> Answer:
    """Why it is returned."""
    return _page(RETURNING, application_id)


@bp.post(f"{ONE}/return")
@allow(STAFF)
def return_it(application_id: int) -> Answer:
    """Return it."""
    return _go(RETURNING, application_id)


@bp.get(f"{ONE}/end")
@allow(STAFF)
def taking_back(application_id: int) -> Answer:
    """Why nothing is needed after all."""
    return _page(TAKING_BACK, application_id)


@bp.post(f"{ONE}/end")
@allow(STAFF)
def take_back(application_id: int) -> Answer:
    """Ask for it no longer."""
    return _go(TAKING_BACK, application_id)


def _on_paper(application_id: int) -> Answering:
    """What is waited for of an application that came on paper.

    Raises:
        NotFoundError: nothing is, or its firm hands in by itself.
    """
    found, content = queries.get_readable(application_id, time.now())
    if found.received_at is None or found.waiting is None:
        raise NotFoundError
    return Answering(found, found.waiting, content, WAYS)


@bp.get(f"{ONE}/papers")
@allow(STAFF)
def papers(application_id: int) -> Answer:
    """Each paper that is asked for."""
    return _on_paper(application_id).papers(form=PaperAnswerForm(formdata=None))


@bp.post(f"{ONE}/papers/<key>")
@allow(STAFF)
def upload(application_id: int, key: str) -> Answer:
    """Take one scan in."""
    return _on_paper(application_id).upload(key, form=PaperAnswerForm(formdata=None))


@bp.post(f"{ONE}/files/<int(max=2147483647):file_id>/removal")
@allow(STAFF)
def remove(application_id: int, file_id: int) -> Answer:
    """Take a scan out."""
    return _on_paper(application_id).remove(file_id)


@bp.post(f"{ONE}/papers")
@allow(STAFF)
def answer(application_id: int) -> Answer:
    """Take in what came on paper, as of when it was received."""
    asked, form = _on_paper(application_id), PaperAnswerForm()
    if not form.validate():
        return asked.papers(form=form), UNPROCESSABLE
    found, received_at = asked.application, form.received_at()
    try:
        answering.answer(found, language=found.language, by=acting(), now=time.now(), received_at=received_at)
    except DomainError as refusal:
        return asked.papers(form=form, problem=refusal.text), status_of(refusal)
    return _done(found, _("종이로 받은 보완 서류를 적었습니다."))
