"""Pages of construction for everybody: a project as of a day, its papers, the milestones as a calendar."""

from flask import Blueprint, Response, render_template, request

from center.construction import queries
from center.construction.ical import calendar_of
from center.construction.models import Project
from center.construction.pages.show import project_page
from center.core import time
from center.core.errors import NotFoundError
from center.files.serving import attachment
from center.web.access import PUBLIC, allow
from center.web.i18n import language

bp = Blueprint("construction", __name__, url_prefix="/construction")


@bp.get("")
@allow(PUBLIC)
def first() -> str:
    """The project with which the center began; the others are one link away."""
    projects = list(queries.public_projects())
    if not projects:
        raise NotFoundError
    return _page(projects[0], projects)


def _page(project: Project, projects: list[Project]) -> str:
    day = time.read_day(request.args.get("date")) or time.today()
    others = [one for one in projects if one.id != project.id]
    return render_template("construction/project_show.html", page=project_page(project, day, others))


@bp.get("/<key>")
@allow(PUBLIC)
def project(key: str) -> str:
    """A project; one that is not public is none."""
    projects = list(queries.public_projects())
    return _page(_public(key, projects), projects)


def _public(key: str, projects: list[Project]) -> Project:
    found = next((one for one in projects if one.key == key), None)
    if found is None:
        raise NotFoundError
    return found


@bp.get("/<key>/files/<int(max=2147483647):file_id>")
@allow(PUBLIC)
def paper(key: str, file_id: int) -> Response:
    """A document or a photo that the public may have."""
    of = _public(key, list(queries.public_projects()))
    return attachment(queries.get_file(of, file_id, public_only=True).file)


@bp.get("/milestones.ics")
@allow(PUBLIC)
def milestones() -> Response:
    """The milestones of all public projects."""
    content = calendar_of(queries.public_projects(), language(), host=request.host, now=time.now())
    return Response(content, content_type="text/calendar; charset=utf-8")
