"""Pages that belong to no slice: the switches of the header, life signs for the operator."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, jsonify, redirect, request
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response as BaseResponse

from center.core.audit_guard import is_guarded
from center.core.db import db
from center.web.access import PUBLIC, allow
from center.web.frame import CONTRAST_COOKIE
from center.web.i18n import LANGUAGE_COOKIE

bp = Blueprint("web", __name__)
YEAR_SECONDS = 31_536_000
READY = "ready"
PREFERENCES = {"language": (LANGUAGE_COOKIE, {"ko", "en"}), "contrast": (CONTRAST_COOKIE, {"high", "normal"})}


@bp.get("/preferences")
@allow(PUBLIC)
def prefer() -> BaseResponse:
    """Remember the language or the contrast in this browser and go back to the page."""
    response = redirect(local_path(request.args.get("next")))
    for name, (cookie, values) in PREFERENCES.items():
        if (value := request.args.get(name)) in values:
            response.set_cookie(
                cookie, value, max_age=YEAR_SECONDS, secure=request.is_secure, httponly=True, samesite="Lax"
            )
    return response


@bp.get("/healthz")
@allow(PUBLIC)
def alive() -> Response:
    """The process answers."""
    return jsonify({"status": "alive"})


@bp.get("/readyz")
@allow(PUBLIC)
def ready() -> Response:
    """The database is reachable, has the newest schema, and refuses to change the audit log."""
    status = _status()
    response = jsonify({"status": status})
    response.status_code = 200 if status == READY else 503
    return response


def _status() -> str:
    from center.web.schema import newest_revision  # the migration tool is slow to load

    try:
        found = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        if found != newest_revision():
            return "not migrated"
        return READY if is_guarded(db.session.connection()) else "audit log not guarded"
    except DBAPIError:
        return "not migrated"


def local_path(target: str | None) -> str:
    """The path to go on to, only within this site; the first page for anything else."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc and "\\" not in target else "/"
