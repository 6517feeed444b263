"""Pages on which staff see projects, begin one and put it in words."""

from flask import Blueprint, redirect, render_template, url_for

from center.construction import queries
from center.construction.form_views import Answer, Asked, back_to, carried_out, shown
from center.construction.forms import NewProjectForm, ProjectForm
from center.construction.pages.desk import desk_page, list_page
from center.construction.service import projects
from center.core import time
from center.core.text import _
from center.web.access import STAFF, acting, allow
from center.web.forms import form_version

bp = Blueprint("project_desk", __name__, url_prefix="/staff/construction")
NEW = Asked(
    _("새 공사 만들기"),
    _("이 공사 만들기"),
    _("일정, 예산, 닫을 공간은 만든 뒤에 넣습니다."),
    back="project_desk.all_projects",
    hints={"key": _("주소 끝에 붙습니다. 만든 뒤에는 바꿀 수 없습니다. 예: lobby-2027")},
)
EDIT = Asked(_("공사 소개 고치기"), _("이대로 고치기"))


@bp.get("")
@allow(STAFF)
def all_projects() -> str:
    """All projects with what needs a look."""
    return render_template("construction/desk_list.html", rows=list_page(time.now()))


@bp.get("/new")
@allow(STAFF)
def new() -> str:
    """A project, to be begun."""
    return shown(NewProjectForm(formdata=None), NEW, None)


@bp.post("/new")
@allow(STAFF)
def begin() -> Answer:
    """Begin it."""
    form = NewProjectForm()
    return carried_out(
        form,
        NEW,
        None,
        lambda: projects.begin_project(form.key.data or "", form.words(), by=acting(), now=time.now()),
        lambda: redirect(url_for("project_desk.project", key=form.key.data), 303),
    )


@bp.get("/<key>")
@allow(STAFF)
def project(key: str) -> str:
    """A project with everything that is the staff's to do."""
    return render_template("construction/desk_show.html", page=desk_page(queries.get_project(key), time.now()))


@bp.get("/<key>/edit")
@allow(STAFF)
def edit(key: str) -> str:
    """What a project says of itself, to be changed."""
    of = queries.get_project(key)
    return shown(ProjectForm(formdata=None, data=ProjectForm.filled(of)), EDIT, of)


@bp.post("/<key>/edit")
@allow(STAFF)
def change(key: str) -> Answer:
    """Change it."""
    of, form = queries.get_project(key), ProjectForm()
    return carried_out(
        form,
        EDIT,
        of,
        lambda: projects.change_project(of, form.words(), version=form_version(), by=acting()),
        lambda: back_to(of, _("공사 소개를 고쳤습니다.")),
    )
