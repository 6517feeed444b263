"""Pages on which staff propose, confirm and move closures, and let spaces begin, end and change with a project."""

import re

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.bookings.pages.words import period_text
from center.construction import queries
from center.construction.form_views import Answer, Asked, back_to, carried_out, shown
from center.construction.models import Project, ProjectClosure
from center.construction.pages.desk import closure_page
from center.construction.service import building, closing
from center.construction.works_forms import ClosureForm, SpaceAreaForm, SpaceEndForm, SpaceForm
from center.core import time
from center.core.errors import DomainError, NotFoundError
from center.core.text import Text, _
from center.spaces.models import Space
from center.spaces.queries import spaces_on
from center.web.access import STAFF, acting, allow, note_access
from center.web.errors import status_of
from center.web.forms import form_version
from center.web.i18n import say

bp = Blueprint("project_closing", __name__, url_prefix="/staff/construction/<key>")
ONE = "/closures/<int(max=2147483647):closure_id>"
VERSION = re.compile("[0-9]{1,9}")
NEW = Asked(
    _("공사로 닫을 공간 넣기"),
    _("이 공간 넣기"),
    _("넣는다고 바로 닫히지 않습니다. 다음 화면에서 걸리는 예약과 약속을 보고 닫습니다."),
)
BEGINS = Asked(
    _("새 공간 넣기"),
    _("이 공간 넣기"),
    _("새 공간은 예약 규칙을 정하기 전에는 예약할 수 없습니다."),
)
ENDS = Asked(_("없어지는 공간 넣기"), _("이 공간 끝내기"), _("지난 기록과 면적 합계는 그대로 남습니다."))
CHANGES = Asked(_("공간의 면적 바꾸기"), _("이 면적으로 바꾸기"), _("그 전날까지의 면적은 그대로 남습니다."))


@bp.get("/closures/new")
@allow(STAFF)
def new(key: str) -> str:
    """A closure, to be proposed."""
    of, form = queries.get_project(key), ClosureForm(formdata=None)
    form.offer(of)
    return shown(form, NEW, of)


@bp.post("/closures/new")
@allow(STAFF)
def propose(key: str) -> Answer:
    """Propose it; nothing is closed."""
    of, form = queries.get_project(key), ClosureForm()
    form.offer(of)
    return carried_out(
        form,
        NEW,
        of,
        lambda: closing.propose_closure(
            of, form.space.data, form.begins.data, form.ends.data, form.why(), version=form_version(), by=acting()
        ),
        lambda: back_to(of, _("닫을 공간을 넣었습니다. 걸리는 것을 확인하고 닫아 주세요."), anchor="closures"),
    )


@bp.get(ONE)
@allow(STAFF)
def closure(key: str, closure_id: int) -> str:
    """The last look before a space is closed, or its closure moves."""
    of = queries.get_project(key)
    return _shown(of, queries.get_closure(of, closure_id))


def _shown(of: Project, one: ProjectClosure, problem: Text | None = None) -> str:
    days = closing.days_wanted(one, queries.steps_of(of.id))
    hits = closing.hits_of_closure(one, days, now=time.now())
    texts = [f"{period_text(hit.occurrence.period)} · {hit.name} {hit.phone}" for hit in hits.bookings]
    note_access("closure.hits", "closure", n_records=len(texts))
    page = closure_page(one, days, hits, texts)
    return render_template("construction/closure_show.html", page=page, project=of, closure=one, problem=problem)


@bp.post(ONE)
@allow(STAFF)
def confirm(key: str, closure_id: int) -> Answer:
    """Close the space as the milestones are planned now."""
    of = queries.get_project(key)
    one = queries.get_closure(of, closure_id)
    try:
        closing.confirm_closure(of, one, shown=_listed(), version=form_version(), by=acting(), now=time.now())
    except DomainError as refusal:
        return _shown(queries.get_project(key), one, refusal.text), status_of(refusal)
    if _listed():
        flash(say(_("걸린 예약은 아래에서 하나씩 정해 주세요.")), "info")
        return redirect(url_for("desk.unfit"), 303)
    return back_to(of, _("공간을 닫았습니다."), anchor="closures")


def _listed() -> dict[str, int]:
    """The bookings that the form listed, with their versions."""
    pairs = (pair.partition(":") for pair in request.form.get("shown", "").split())
    return {reference: int(version) for reference, _colon, version in pairs if VERSION.fullmatch(version)}


@bp.post(f"{ONE}/drop")
@allow(STAFF)
def drop(key: str, closure_id: int) -> Response:
    """Take it out; a space that was closed is open again."""
    of = queries.get_project(key)
    one = queries.get_closure(of, closure_id)
    closing.drop_closure(of, one, version=form_version(), by=acting(), now=time.now())
    return back_to(of, _("닫기로 한 것을 거두었습니다. 닫은 공간은 다시 쓸 수 있습니다."), anchor="closures")


@bp.get("/spaces/new")
@allow(STAFF)
def new_space(key: str) -> str:
    """A space that begins, to be typed."""
    return shown(SpaceForm(formdata=None), BEGINS, queries.get_project(key))


@bp.post("/spaces/new")
@allow(STAFF)
def begin_space(key: str) -> Answer:
    """Let it begin."""
    of, form = queries.get_project(key), SpaceForm()
    return carried_out(
        form,
        BEGINS,
        of,
        lambda: building.begin(of, form.new_space(), form.decision(), version=form_version(), by=acting()),
        lambda: back_to(of, _("새 공간을 넣었습니다."), anchor="spaces"),
    )


@bp.get("/spaces/end")
@allow(STAFF)
def ending_space(key: str) -> str:
    """A space that ends, to be chosen."""
    return shown(SpaceEndForm(formdata=None), ENDS, queries.get_project(key))


@bp.post("/spaces/end")
@allow(STAFF)
def end_space(key: str) -> Answer:
    """Let it end."""
    of, form = queries.get_project(key), SpaceEndForm()
    return carried_out(
        form,
        ENDS,
        of,
        lambda: building.end(
            of, _space(form.space.data), form.decision(), version=form_version(), by=acting(), now=time.now()
        ),
        lambda: back_to(of, _("공간을 끝냈습니다. 지난 기록은 그대로 있습니다."), anchor="spaces"),
    )


@bp.get("/spaces/area")
@allow(STAFF)
def changing_area(key: str) -> str:
    """A space with another area, to be typed."""
    return shown(SpaceAreaForm(formdata=None), CHANGES, queries.get_project(key))


@bp.post("/spaces/area")
@allow(STAFF)
def change_area(key: str) -> Answer:
    """Let it have that area."""
    of, form = queries.get_project(key), SpaceAreaForm()
    return carried_out(
        form,
        CHANGES,
        of,
        lambda: _change_area(of, form),
        lambda: back_to(of, _("공간의 면적을 바꿨습니다."), anchor="spaces"),
    )


def _change_area(of: Project, form: SpaceAreaForm) -> None:
    space, area = _space(form.space.data), form.hundredths()
    building.change_area(of, space, area, form.decision(), version=form_version(), by=acting(), now=time.now())


def _space(number: str) -> Space:
    """A space of today.

    Raises:
        NotFoundError
    """
    found = next((space for space in spaces_on(time.today()) if str(space.id) == number), None)
    if found is None:
        raise NotFoundError
    return found
