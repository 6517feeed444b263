"""Pages on which staff hand in and take out documents and photos of a project."""

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as BaseResponse

from center.construction import queries
from center.construction.form_views import Answer, Asked, back_to, carried_out, shown
from center.construction.models import Project
from center.construction.service import papers
from center.construction.works_forms import PaperForm
from center.core import time
from center.core.text import _
from center.files.rules.kinds import FileKind, FileRefusedError
from center.files.service import Accepted
from center.files.serving import attachment, the_store
from center.web.access import STAFF, acting, allow
from center.web.forms import form_version

bp = Blueprint("project_papers", __name__, url_prefix="/staff/construction/<key>/files")
LARGEST = {"project_papers.add": papers.MOST_BYTES}
ONE = "/<int(max=2147483647):file_id>"
NEW = Asked(
    _("사진이나 문서 올리기"),
    _("이 파일 올리기"),
    _("PDF, 한글, 워드, 엑셀, 파워포인트, PNG, JPEG 파일을 20MB까지 올릴 수 있습니다."),
    hints={"is_public": _("집행 증빙은 공개하지 않습니다.")},
)


@bp.get("/new")
@allow(STAFF)
def new(key: str) -> str:
    """A document, to be handed in."""
    of, form = queries.get_project(key), PaperForm(formdata=None)
    form.offer(of)
    return shown(form, NEW, of, with_file=True)


@bp.post("/new")
@allow(STAFF)
def add(key: str) -> Answer:
    """Take it in."""
    of, form = queries.get_project(key), PaperForm()
    form.offer(of)
    return carried_out(
        form,
        NEW,
        of,
        lambda: _add(of, form),
        lambda: back_to(of, _("파일을 올렸습니다."), anchor="files"),
        with_file=True,
    )


def _add(of: Project, form: PaperForm) -> None:
    papers.add_paper(of, form.paper(), _taken_in(), version=form_version(), by=acting(), now=time.now())


def _taken_in() -> Accepted:
    """The file that this request brings, proved and in its place.

    Raises:
        FileRefusedError: none was chosen, or it is not what its name says.
        StorageError
    """
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise FileRefusedError(_("파일을 골라 주세요."))
    return the_store().take_in(sent.stream, sent.filename, allowed=frozenset(FileKind), most_bytes=papers.MOST_BYTES)


@bp.get(ONE)
@allow(STAFF)
def paper(key: str, file_id: int) -> Response:
    """A document."""
    return attachment(queries.get_file(queries.get_project(key), file_id, public_only=False).file)


@bp.post(f"{ONE}/drop")
@allow(STAFF)
def drop(key: str, file_id: int) -> BaseResponse:
    """Take it out."""
    of = queries.get_project(key)
    found = queries.get_file(of, file_id, public_only=False)
    papers.drop_paper(of, found, version=form_version(), by=acting())
    return back_to(of, _("파일을 뺐습니다."), anchor="files")
