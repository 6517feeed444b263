"""Pages on which staff add milestones, put them in words, move their plans and keep their real days."""

from flask import Blueprint, request

from center.construction import queries
from center.construction.form_views import Answer, Asked, back_to, carried_out, shown
from center.construction.forms import CourseForm, MilestoneForm, MoveForm
from center.construction.models import Milestone, Project
from center.construction.pages.desk import preview_part
from center.construction.service import projects
from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.web.access import STAFF, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version

bp = Blueprint("milestones", __name__, url_prefix="/staff/construction/<key>/milestones")
ONE = "/<int(max=2147483647):milestone_id>"
WHEN = _("날이나 달로 적습니다. 예: 2026-09-01 ~ 2026-12-31, 2026년 9~12월")
NEW = Asked(_("일정 넣기"), _("이 일정 넣기"), hints={"when": WHEN})


@bp.get("/new")
@allow(STAFF)
def new(key: str) -> str:
    """A milestone, to be added."""
    of, form = queries.get_project(key), MilestoneForm(formdata=None)
    form.offer(of)
    return shown(form, NEW, of)


@bp.post("/new")
@allow(STAFF)
def add(key: str) -> Answer:
    """Add it with its first plan."""
    of, form = queries.get_project(key), MilestoneForm()
    form.offer(of)
    return carried_out(
        form,
        NEW,
        of,
        lambda: projects.add_milestone(
            of, form.words(), form.span, waits=form.waits.data or (), version=form_version(), by=acting()
        ),
        lambda: back_to(of, _("일정을 넣었습니다."), anchor="milestones"),
    )


def _named(title: Text, button: Text, one: Milestone, **more: Text) -> Asked:
    return Asked(_("%(title)s: %(milestone)s", title=title, milestone=one.name), button, hints={**more})


def _edit(one: Milestone) -> Asked:
    return _named(_("일정 고치기"), _("이대로 고치기"), one)


@bp.get(f"{ONE}/edit")
@allow(STAFF)
def edit(key: str, milestone_id: int) -> str:
    """What a milestone says of itself, to be changed; its plans are moved elsewhere."""
    of = queries.get_project(key)
    one = queries.get_milestone(of, milestone_id)
    form = MilestoneForm(formdata=None, data=MilestoneForm.filled(one))
    form.offer(of, one)
    return shown(form, _edit(one), of)


@bp.post(f"{ONE}/edit")
@allow(STAFF)
def change(key: str, milestone_id: int) -> Answer:
    """Change it."""
    of, form = queries.get_project(key), MilestoneForm()
    one = queries.get_milestone(of, milestone_id)
    form.offer(of, one)
    return carried_out(
        form,
        _edit(one),
        of,
        lambda: projects.change_milestone(
            of, one, form.words(), waits=form.waits.data or (), version=form_version(), by=acting()
        ),
        lambda: back_to(of, _("일정을 고쳤습니다."), anchor="milestones"),
    )


def _course(one: Milestone) -> Asked:
    return _named(_("실적 넣기"), _("이 날로 넣기"), one, ended_on=_("아직 끝나지 않았으면 비워 둡니다."))


@bp.get(f"{ONE}/course")
@allow(STAFF)
def course(key: str, milestone_id: int) -> str:
    """When a milestone really began and ended, to be told."""
    of = queries.get_project(key)
    one = queries.get_milestone(of, milestone_id)
    days = {"began_on": one.began_on, "ended_on": one.ended_on}
    return shown(CourseForm(formdata=None, data=days), _course(one), of)


@bp.post(f"{ONE}/course")
@allow(STAFF)
def set_course(key: str, milestone_id: int) -> Answer:
    """Keep it."""
    of, form = queries.get_project(key), CourseForm()
    one = queries.get_milestone(of, milestone_id)
    return carried_out(
        form,
        _course(one),
        of,
        lambda: projects.set_course(
            of, one, form.began_on.data, form.ended_on.data, version=form_version(), by=acting(), today=time.today()
        ),
        lambda: back_to(of, _("실적을 넣었습니다."), anchor="milestones"),
    )


def _move(one: Milestone) -> Asked:
    lead = _("먼저 무엇이 함께 옮겨지는지 보여 드립니다. 확인하기 전에는 아무것도 옮기지 않습니다.")
    title = _("%(title)s: %(milestone)s", title=_("계획 바꾸기"), milestone=one.name)
    return Asked(title, _("함께 옮겨지는 일정 보기"), lead, hints={"when": WHEN})


@bp.get(f"{ONE}/move")
@allow(STAFF)
def move(key: str, milestone_id: int) -> str:
    """Another plan, to be typed."""
    of = queries.get_project(key)
    one = queries.get_milestone(of, milestone_id)
    return shown(MoveForm(formdata=None, data=MoveForm.filled(one)), _move(one), of)


@bp.post(f"{ONE}/move")
@allow(STAFF)
def move_it(key: str, milestone_id: int) -> Answer:
    """Show what moves behind it; move it only where that was confirmed."""
    of, form = queries.get_project(key), MoveForm()
    one = queries.get_milestone(of, milestone_id)
    form.year = one.step.plan.last.year
    if not form.validate():
        return shown(form, _move(one), of), UNPROCESSABLE
    try:
        return _moved(of, one, form) if "confirm" in request.form else _previewed(of, one, form)
    except DomainError as refusal:
        return shown(form, _move(one), of, refusal.text), status_of(refusal)


def _moved(of: Project, one: Milestone, form: MoveForm) -> Answer:
    projects.revise(of, one, form.revision(), version=form_version(), by=acting(), now=time.now())
    return back_to(of, _("계획을 바꿨습니다. 처음 계획은 그대로 남아 있습니다."), anchor="milestones")


def _previewed(of: Project, one: Milestone, form: MoveForm) -> str:
    wanted = form.revision()
    preview = projects.preview_move(of, one, wanted.span, with_behind=wanted.with_behind, today=time.today())
    return shown(form, _move(one), of, preview=preview_part(of, preview))
