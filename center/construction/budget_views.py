"""Pages of a project's money for staff."""

from flask import Blueprint, Response, render_template
from werkzeug.wrappers import Response as BaseResponse

from center.construction import queries
from center.construction.budget_forms import AllotmentForm, CancelForm, LineForm, PaymentForm, PlannedForm, YearForm
from center.construction.exports import XLSX, workbook_of
from center.construction.form_views import Answer, Asked, back_to, carried_out, shown
from center.construction.models import Project
from center.construction.pages.budget import budget_page, line_name
from center.construction.rules.budget import Source
from center.construction.service import budget
from center.core import time
from center.core.text import _
from center.web.access import STAFF, acting, allow, note_access
from center.web.forms import form_version

bp = Blueprint("project_budget", __name__, url_prefix="/staff/construction/<key>/budget")
HERE = "project_budget.show"
LINE = Asked(_("예산 넣기"), _("이 예산 넣기"), back=HERE)
PAY = Asked(
    _("집행 넣기"),
    _("이 집행 넣기"),
    _("예산을 넘거나, 마감한 해이거나, 이미 넣은 집행이면 까닭을 알려 드립니다."),
    back=HERE,
)
CANCEL = Asked(_("집행 취소하기"), _("이 집행 취소하기"), _("취소한 집행은 까닭과 함께 남습니다."), back=HERE)
PLAN = Asked(_("예정한 집행 넣기"), _("예정으로 넣기"), _("일정이 밀리면 집행할 해도 함께 밀려 보입니다."), back=HERE)
YEAR = Asked(
    _("회계연도 마감"), _("이대로 하기"), _("마감한 해에는 집행과 예산을 넣거나 취소할 수 없습니다."), back=HERE
)


@bp.get("")
@allow(STAFF)
def show(key: str) -> str:
    """Lines, payments, what is still to be paid, what remains."""
    page = budget_page(queries.get_project(key), time.today())
    return render_template("construction/budget_show.html", page=page)


@bp.get("/lines/new")
@allow(STAFF)
def new_line(key: str) -> str:
    """A line, to be added."""
    return shown(LineForm(formdata=None), LINE, queries.get_project(key))


@bp.post("/lines/new")
@allow(STAFF)
def add_line(key: str) -> Answer:
    """Add it with what it begins with."""
    of, form = queries.get_project(key), LineForm()
    return carried_out(
        form,
        LINE,
        of,
        lambda: _add_line(of, form),
        lambda: back_to(of, _("예산을 넣었습니다."), to=HERE),
    )


def _add_line(of: Project, form: LineForm) -> None:
    title, title_en = form.title.data or "", form.title_en.data or ""
    first, source = form.allotment(), Source(form.source.data)
    budget.add_line(of, source, title, first, title_en=title_en, version=form_version(), by=acting())


def _changing(key: str, line_id: int) -> tuple[Project, Asked]:
    of = queries.get_project(key)
    title = _("예산 변경(추경): %(line)s", line=line_name(queries.get_line(of, line_id)))
    return of, Asked(title, _("이대로 바꾸기"), back=HERE)


@bp.get("/lines/<int(max=2147483647):line_id>/changes/new")
@allow(STAFF)
def new_change(key: str, line_id: int) -> str:
    """A change of a line, to be typed."""
    of, asked = _changing(key, line_id)
    return shown(AllotmentForm(formdata=None), asked, of)


@bp.post("/lines/<int(max=2147483647):line_id>/changes/new")
@allow(STAFF)
def change_line(key: str, line_id: int) -> Answer:
    """Change it."""
    (of, asked), form = _changing(key, line_id), AllotmentForm()
    line = queries.get_line(of, line_id)
    return carried_out(
        form,
        asked,
        of,
        lambda: budget.change_line(of, line, form.allotment(), version=form_version(), by=acting()),
        lambda: back_to(of, _("예산을 바꿨습니다."), to=HERE),
    )


@bp.get("/payments/new")
@allow(STAFF)
def new_payment(key: str) -> str:
    """A payment, to be typed."""
    of, form = queries.get_project(key), PaymentForm(formdata=None)
    form.offer(of)
    return shown(form, PAY, of)


@bp.post("/payments/new")
@allow(STAFF)
def pay(key: str) -> Answer:
    """Keep it."""
    of, form = queries.get_project(key), PaymentForm()
    form.offer(of)
    return carried_out(form, PAY, of, lambda: _pay(of, form), lambda: back_to(of, _("집행을 넣었습니다."), to=HERE))


def _pay(of: Project, form: PaymentForm) -> None:
    line = queries.get_line(of, form.line.data)
    planned, today = form.settled(line), time.today()
    budget.pay(of, line, form.bill(), planned=planned, version=form_version(), by=acting(), today=today)


@bp.get("/payments/<int(max=2147483647):payment_id>/cancel")
@allow(STAFF)
def cancelling(key: str, payment_id: int) -> str:
    """The last question before a payment is taken back."""
    of = queries.get_project(key)
    budget.get_payment(of, payment_id)
    return shown(CancelForm(formdata=None), CANCEL, of)


@bp.post("/payments/<int(max=2147483647):payment_id>/cancel")
@allow(STAFF)
def cancel(key: str, payment_id: int) -> Answer:
    """Take it back."""
    of, form = queries.get_project(key), CancelForm()
    budget.get_payment(of, payment_id)
    return carried_out(
        form,
        CANCEL,
        of,
        lambda: _cancel(of, payment_id, form.reason.data or ""),
        lambda: back_to(of, _("집행을 취소했습니다."), to=HERE),
    )


def _cancel(of: Project, payment_id: int, reason: str) -> None:
    budget.cancel_payment(of, payment_id, reason=reason, version=form_version(), by=acting(), today=time.today())


@bp.get("/planned/new")
@allow(STAFF)
def new_planned(key: str) -> str:
    """What is still to be paid, to be typed."""
    of, form = queries.get_project(key), PlannedForm(formdata=None)
    form.offer(of)
    return shown(form, PLAN, of)


@bp.post("/planned/new")
@allow(STAFF)
def plan(key: str) -> Answer:
    """Keep it."""
    of, form = queries.get_project(key), PlannedForm()
    form.offer(of)
    done = _("예정한 집행을 넣었습니다.")
    return carried_out(form, PLAN, of, lambda: _plan(of, form), lambda: back_to(of, done, to=HERE))


def _plan(of: Project, form: PlannedForm) -> None:
    line = queries.get_line(of, form.line.data)
    title, amount = form.title.data or "", form.amount.data or 0
    budget.plan_payment(
        of, line, form.milestone.data, title=title, amount_krw=amount, version=form_version(), by=acting()
    )


@bp.post("/planned/<int(max=2147483647):planned_id>/drop")
@allow(STAFF)
def drop_planned(key: str, planned_id: int) -> BaseResponse:
    """Take out what will not be paid after all."""
    of = queries.get_project(key)
    budget.drop_planned(of, planned_id, version=form_version(), by=acting())
    return back_to(of, _("예정한 집행을 뺐습니다."), to=HERE)


@bp.get("/years")
@allow(STAFF)
def years(key: str) -> str:
    """A year, to be closed or opened again."""
    return shown(YearForm(formdata=None, data={"year": time.today().year}), YEAR, queries.get_project(key))


@bp.post("/years")
@allow(STAFF)
def close_year(key: str) -> Answer:
    """Close it, or open it again for a reason."""
    of, form = queries.get_project(key), YearForm()
    done = _("회계연도를 바꿨습니다.")
    return carried_out(form, YEAR, of, lambda: _close_year(of, form), lambda: back_to(of, done, to=HERE))


def _close_year(of: Project, form: YearForm) -> None:
    year = form.year.data or 0
    if form.way.data == "open":
        budget.reopen_year(of, year, reason=form.reason.data or "", version=form_version(), by=acting())
    else:
        budget.close_year(of, year, version=form_version(), by=acting(), now=time.now())


@bp.get("/budget.xlsx")
@allow(STAFF)
def workbook(key: str) -> Response:
    """Milestones, lines, changes and payments as a workbook."""
    of = queries.get_project(key)
    note_access("project.exported", f"project {of.key}")
    answer = Response(workbook_of(of, time.now()), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="construction-{of.key}.xlsx"'
    return answer
