"""Files of the registry in the browser: upload, columns, what would change, applying; and taking all firms out."""

from io import BytesIO
from pathlib import Path, PurePath

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from center.core import time
from center.core.errors import DomainError, NotFoundError, StorageError
from center.core.text import _
from center.enterprises import queries
from center.enterprises.exports import MIME, export, file_name, format_named, refused_file
from center.enterprises.import_forms import PEOPLE, ColumnsForm, ExportForm, UploadForm, columns_form
from center.enterprises.import_pages import plan_page, run_lines, run_page
from center.enterprises.importing import File, apply_file, columns_of, find_import, past_imports, plan_of, save_columns
from center.enterprises.models import RegistryImport
from center.enterprises.rules.keys import ALL
from center.enterprises.rules.sheets import MOST_BYTES, Format, UnreadableFileError
from center.enterprises.service import Source, Why
from center.enterprises.sync.reading import read_file
from center.enterprises.sync.shelf import Shelf
from center.web.access import STAFF, acting, allow, note_access
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("registry_files", __name__, url_prefix="/enterprises")
Answer = str | tuple[str, int] | Response
LARGEST = {"registry_files.upload": MOST_BYTES}
"""How large a file may be that a view takes."""


def shelf() -> Shelf:
    """Where uploaded files lie."""
    return Shelf(Path(current_app.instance_path) / "uploads")


@bp.get("/import")
@allow(STAFF)
def files() -> str:
    """A file to be chosen, and those that were applied."""
    return _upload_form(UploadForm(formdata=None))


def _upload_form(form: UploadForm) -> str:
    return render_template("enterprises/file_list.html", form=form, runs=run_lines(past_imports()))


@bp.post("/import")
@allow(STAFF)
def upload() -> Answer:
    """Take a file and lay it down."""
    form, sent = UploadForm(), request.files.get("file")
    content, name = (sent.read(MOST_BYTES + 1), PurePath(sent.filename or "").name) if sent else (b"", "")
    try:
        if not name:
            raise UnreadableFileError(_("올릴 파일을 골라 주세요."))
        read_file(content, name)
        key = shelf().keep(content, name, now=time.now())
    except (UnreadableFileError, StorageError) as refusal:
        form.file.errors = [say(refusal.text)]
        return _upload_form(form), status_of(refusal)
    return redirect(url_for("registry_files.columns", key=key), 303)


@bp.get("/import/<key>/columns")
@allow(STAFF)
def columns(key: str) -> str:
    """What each column holds, as far as it is known."""
    file = shelf().get(key)
    return _columns_form(file, columns_form(file.sheet, columns_of(file.sheet), {}))


def _columns_form(file: File, form: ColumnsForm) -> str:
    action = url_for("registry_files.columns", key=file.sha256)
    return render_template("enterprises/file_columns.html", file=file, form=form, action=action)


@bp.post("/import/<key>/columns")
@allow(STAFF)
def set_columns(key: str) -> Answer:
    """Keep what each column holds, for the next file with this header too."""
    file = shelf().get(key)
    form = columns_form(file.sheet, columns_of(file.sheet), request.form)
    if form.errors or not request.form:
        return _columns_form(file, form), UNPROCESSABLE
    if form.chosen() != columns_of(file.sheet):
        save_columns(file.sheet, form.chosen(), name=file.name, now=time.now())
    return redirect(url_for("registry_files.plan", key=key), 303)


@bp.get("/import/<key>")
@allow(STAFF)
def plan(key: str) -> Answer:
    """What the file would change."""
    return _plan(shelf().get(key))


def _plan(file: File, problem: str = "") -> str:
    found = plan_of(file)
    note_access("registry.planned", f"file {file.sha256[:12]}", n_records=len(found.outcomes))
    return render_template("enterprises/file_plan.html", page=plan_page(file, found), problem=problem)


@bp.post("/import/<key>")
@allow(STAFF)
def apply(key: str) -> Answer:
    """Do what was shown; where it would be something else by now, show that."""
    file = shelf().get(key)
    reason = say(_("명부 파일 %(name)s", name=file.name))
    why = Why(by=acting(), source=Source.FILE, reason=reason)
    try:
        run = apply_file(file, shown=request.form.get("mark", ""), why=why, now=time.now())
    except DomainError as refusal:
        return _plan(file, say(refusal.text)), status_of(refusal)
    shelf().drop(key)
    flash(say(_("명부 파일을 반영했습니다.")), "ok")
    return redirect(url_for("registry_files.run", number=run.id), 303)


@bp.get("/import/runs/<int(max=2147483647):number>")
@allow(STAFF)
def run(number: int) -> str:
    """What became of a file."""
    return render_template("enterprises/file_run.html", page=run_page(_run(number)))


@bp.get("/import/runs/<int(max=2147483647):number>/refused")
@allow(STAFF)
def refused(number: int) -> Response:
    """The rows that were not taken, to be mended and sent again."""
    found = _run(number)
    kind = format_named(found.file_name) or Format.CSV
    note_access("registry.refused-taken", f"import {number}", n_records=len(found.refused))
    return _file(refused_file(found, kind), f"{PurePath(found.file_name).stem}-refused.{kind}", kind)


def _run(number: int) -> RegistryImport:
    """Raises: NotFoundError."""
    found = find_import(number)
    if found is None:
        raise NotFoundError
    return found


def _file(content: bytes, name: str, kind: Format) -> Response:
    return send_file(BytesIO(content), mimetype=MIME[kind], as_attachment=True, download_name=name)


@bp.get("/export")
@allow(STAFF)
def exporting() -> str:
    """In what format, and what for."""
    return render_template("enterprises/export_form.html", form=ExportForm(formdata=None))


@bp.post("/export")
@allow(STAFF)
def take_out() -> Answer:
    """All firms as a file; why is kept."""
    form = ExportForm()
    if not form.validate():
        return render_template("enterprises/export_form.html", form=form), UNPROCESSABLE
    firms = queries.all_found(queries.Filter())
    kind = Format.CSV if form.kind.data == PEOPLE else Format(form.kind.data)
    content = export(firms, kind, for_people=form.kind.data == PEOPLE)
    note_access("enterprises.exported", ALL, n_records=len(firms), reason=form.purpose.data)
    return _file(content, file_name("enterprises", kind, time.now()), kind)
