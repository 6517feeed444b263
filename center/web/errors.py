"""Every refusal and every fault as a page with a reference number, or as a problem of the API."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InternalError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from center.core.db import refusal_of
from center.core.errors import (
    BusyError,
    ConflictError,
    DomainError,
    ForbiddenError,
    NotFoundError,
    PreconditionFailedError,
    PreconditionMissingError,
    TooManyError,
    UnauthorizedError,
    UnavailableError,
)
from center.core.text import Text, _
from center.web.i18n import API_PREFIX, language, say

UNAUTHORIZED = 401
UNPROCESSABLE = 422
SERVER_ERROR = 500
log = logging.getLogger("center.web")

STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFoundError, 404),
    (UnauthorizedError, 401),
    (ForbiddenError, 403),
    (PreconditionFailedError, 412),
    (PreconditionMissingError, 428),
    (ConflictError, 409),
    (TooManyError, 429),
    (BusyError, 503),
    (UnavailableError, 503),
    (DomainError, UNPROCESSABLE),
)
SENTENCES: dict[int, tuple[Text, Text]] = {
    400: (_("요청을 읽을 수 없습니다"), _("주소나 입력한 내용을 확인하고 다시 시도해 주세요.")),
    401: (_("누구인지 알 수 없습니다"), _("토큰을 확인하고 다시 보내 주세요.")),
    403: (_("이 화면을 볼 수 없습니다"), _("권한이 있는 계정으로 로그인해 주세요.")),
    404: (_("찾으시는 화면이 없습니다"), _("주소를 다시 확인하거나 첫 화면에서 찾아 주세요.")),
    405: (_("이렇게는 요청할 수 없습니다"), _("앞 화면으로 돌아가 단추를 눌러 주세요.")),
    415: (_("읽을 수 없는 형식입니다"), _("application/json으로 보내 주세요.")),
    413: (_("보낸 내용이 너무 큽니다"), _("내용을 줄여서 다시 보내 주세요.")),
    429: (_("요청이 너무 많습니다"), _("잠시 뒤에 다시 시도해 주세요.")),
    500: (
        _("잠시 문제가 생겼습니다"),
        _("입력하신 것은 저장되지 않았습니다. 다시 시도해도 같으면 아래 번호로 알려 주세요."),
    ),
    503: (_("지금은 처리할 수 없습니다"), _("바뀐 것은 없습니다. 잠시 뒤에 다시 시도해 주세요.")),
}
REFUSED = _("요청대로 할 수 없습니다")
STALE_FORM = _("화면을 연 지 오래되어 처리하지 않았습니다. 앞 화면을 새로 고친 뒤 다시 눌러 주세요.")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What an error page says."""

    status: int
    title: str
    body: str
    reference: str
    links: list[dict[str, str]] = field(default_factory=list)


def init_errors(app: Flask) -> None:
    """Answer everything that is raised."""
    app.register_error_handler(DomainError, answer_refusal)
    app.register_error_handler(OperationalError, answer_database)
    app.register_error_handler(InternalError, answer_database)
    app.register_error_handler(CSRFError, answer_stale_form)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, answer_fault)


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUS if isinstance(error, kind))


def answer_refusal(error: DomainError, **facts: Any) -> Response:
    """A refusal that no form showed; `facts` are what its problem tells besides."""
    status = status_of(error)
    title = SENTENCES.get(status, (REFUSED, REFUSED))[0]
    response = _answer(status, title, error.text, kind=error.kind, facts=facts)
    if status == UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if retry_after := getattr(error, "retry_after", None):
        response.headers["Retry-After"] = str(retry_after)
    return response


def answer_database(error: OperationalError | InternalError) -> Response:
    """The database cannot be reached, is locked, full or read-only."""
    refusal = refusal_of(error)
    if isinstance(refusal, DomainError):
        return answer_refusal(refusal)
    log.error("database fault", exc_info=error)
    response = _answer(503, *SENTENCES[503], kind="busy")
    response.headers["Retry-After"] = "30"
    return response


def answer_stale_form(_error: CSRFError) -> Response:
    """A form whose token is missing, old or of another visitor."""
    return _answer(400, SENTENCES[400][0], STALE_FORM, kind="stale-form")


def answer_http(error: HTTPException) -> Response:
    """What the framework refuses, redirects excepted."""
    status = error.code or SERVER_ERROR
    if isinstance(error, SecurityError):
        return Response("400 Bad Request", status=status, mimetype="text/plain")  # no page: addresses cannot be made
    if error.response is not None or status < 400:
        return error.get_response()  # type: ignore[return-value]
    title, body = SENTENCES.get(status, SENTENCES[400 if status < SERVER_ERROR else SERVER_ERROR])
    body, kind = getattr(error, "sentence", body), getattr(error, "kind", f"http-{status}")
    response = _answer(status, title, body, kind=kind)
    for name in ("Allow", "Retry-After"):
        if value := error.get_response().headers.get(name):
            response.headers[name] = value
    return response


def answer_fault(error: Exception) -> Response:
    """A defect of ours: logged with the reference that the page shows."""
    reference = secrets.token_hex(4).upper()
    log.error("fault", exc_info=error, extra={"reference": reference, "path": request.path})
    return _answer(SERVER_ERROR, *SENTENCES[SERVER_ERROR], kind="fault", reference=reference)


def problem(status: int, kind: str, title: str, **facts: Any) -> Response:
    """An answer of the API in the form of RFC 9457."""
    response = jsonify({"type": f"/problems/{kind}", "title": title, "status": status, **facts})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def _answer(
    status: int, title: Text, body: Text, *, kind: str, reference: str = "", facts: Mapping[str, Any] | None = None
) -> Response:
    reference = reference or secrets.token_hex(4).upper()
    if request.path.startswith(API_PREFIX):
        return problem(status, kind, say(title), detail=say(body), instance=f"urn:center:{reference}", **(facts or {}))
    page = ErrorPage(status, say(title), say(body), reference, _ways_out())
    return Response(_render(page), status=status)


def _ways_out() -> list[dict[str, str]]:
    places = current_app.extensions["center_frame"].ways_out
    return [{"text": say(place.text), "href": url_for(place.endpoint)} for place in places]


def _render(page: ErrorPage) -> str:
    """The error page, or the bare one where even the page's frame needs what is broken."""
    try:
        return render_template("errors/error.html", page=page)
    except Exception:
        current_app.logger.exception("error page")
        return current_app.jinja_env.get_template("errors/bare.html").render(page=page, language=language())
