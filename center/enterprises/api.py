"""The JSON API of enterprises: what changed, one firm, entering and changing it.

Source: docs/rules/api.md, "Enterprises"
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for
from jsonschema import Draft202012Validator

from center.core import time
from center.core.errors import (
    ChangedMeanwhileError,
    DomainError,
    NotFoundError,
    PreconditionFailedError,
    PreconditionMissingError,
)
from center.core.text import _
from center.enterprises import queries, service
from center.enterprises.api_bodies import errors_of_profile, profile_of
from center.enterprises.api_schemas import ENTERPRISE_BODY
from center.enterprises.exports import enterprise
from center.enterprises.models import Enterprise
from center.enterprises.rules.keys import ALL, is_own_key, is_registry_key
from center.enterprises.rules.profile import Profile
from center.enterprises.service import Source, Why
from center.web.access import PUBLIC, allow, note_access
from center.web.api import WrongFieldsError, calling, ensure_known, read_body, read_instants, with_plus
from center.web.errors import answer_refusal
from center.web.i18n import say

bp = Blueprint("enterprises_api", __name__, url_prefix="/api/v1")
READ, WRITE = "enterprises:read", "enterprises:write"
"""Scopes of tokens."""
PAGE = 100
OK = 200
BODY = Draft202012Validator(ENTERPRISE_BODY)
PLACE = re.compile(r"(\d{4}-[\d:T.\-]{5,30}\+00:00) (\d{1,9})")
Place = tuple[datetime, int]


class FirmChangedError(PreconditionFailedError):
    """A firm is not as the caller believes; with the record as it is."""

    def __init__(self, firm: Enterprise) -> None:
        super().__init__(_("그사이 바뀌었거나 이미 있는 기업입니다. enterprise에 지금의 기록이 있습니다."))
        self.firm = firm


@bp.errorhandler(DomainError)
def refused(error: DomainError) -> Response:
    """A refusal with all that it knows: wrong fields, the present record, whose number it is."""
    facts: dict[str, Any] = {name: getattr(error, name) for name in ("errors", "registry_id") if hasattr(error, name)}
    if not isinstance(error, FirmChangedError):
        return answer_refusal(error, **facts)
    response = answer_refusal(error, **facts, enterprise=enterprise(error.firm))
    response.set_etag(_etag(error.firm))
    return response


@bp.get("/enterprises")
@allow(PUBLIC)
def changes() -> Response:
    """Firms in the order of their last change, a hundred a page."""
    calling(READ)
    ensure_known("updated_since", "cursor")
    since = read_instants(with_plus(request.args), "updated_since").get("updated_since")
    after = _place(request.args["cursor"]) if "cursor" in request.args else None
    found = queries.changes_since(since, after, size=PAGE + 1)
    page, is_more = found[:PAGE], len(found) > PAGE
    following = _cursor(page[-1]) if is_more else None
    answer = jsonify({"enterprises": [enterprise(firm) for firm in page], "next": following})
    note_access("enterprises.read", ALL, n_records=len(page))
    return answer


def _cursor(firm: Enterprise) -> str:
    """A place in the order of changes, to be sent back as it is."""
    place = f"{firm.updated_at.astimezone(UTC).isoformat()} {firm.id}"
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _place(cursor: str) -> Place:
    """Raises: WrongFieldsError, for a cursor that was not given by us."""
    try:
        found = PLACE.fullmatch(urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)).decode())
        if found:
            return datetime.fromisoformat(found[1]), int(found[2])
    except ValueError:
        pass
    raise WrongFieldsError({"cursor": [say(_("앞 쪽의 next를 그대로 보내 주세요."))]})


@bp.get("/enterprises/<registry_id>")
@allow(PUBLIC)
def show(registry_id: str) -> Response:
    """One firm."""
    calling(READ)
    firm = queries.get_firm(registry_id)
    if moved := _moved(firm):
        return moved
    response = _shown(firm)
    response.make_conditional(request)
    if response.status_code == OK:
        note_access("enterprise.read", firm.registry_id)
    return response


def _moved(firm: Enterprise) -> Response | None:
    """Where the firm is, if it was asked for by a key that it does not have any more."""
    if firm.registry_id == (request.view_args or {})["registry_id"]:
        return None
    response = Response(status=301, headers={"Location": url_for("enterprises_api.show", registry_id=firm.registry_id)})
    del response.headers["Content-Type"]
    return response


def _shown(firm: Enterprise, status: int = 200) -> Response:
    response = jsonify(enterprise(firm))
    response.status_code = status
    response.set_etag(_etag(firm))
    return response


def _etag(firm: Enterprise) -> str:
    return f"{firm.id}-{firm.version}"


@bp.put("/enterprises/<registry_id>")
@allow(PUBLIC)
def put(registry_id: str) -> Response:
    """Enter a firm, or give it another profile, as the precondition says."""
    why = Why(by=calling(WRITE), source=Source.API, reason=say(_("API로 받음")))
    if not request.if_match and not request.if_none_match:
        raise PreconditionMissingError
    firm = queries.find_firm(registry_id)
    if firm and (moved := _moved(firm)):
        return moved
    profile = profile_of(_body(registry_id))
    _ensure_as_believed(firm)
    return _change(firm, profile, why) if firm else _enter(registry_id, profile, why)


def _ensure_as_believed(firm: Enterprise | None) -> None:
    """Raises: NotFoundError, FirmChangedError."""
    if firm is None and request.if_match:
        raise NotFoundError
    if firm and (request.if_none_match or not request.if_match.contains(_etag(firm))):
        raise FirmChangedError(firm)


def _body(registry_id: str) -> Mapping[str, Any]:
    """Raises: WrongFieldsError, MalformedJsonError."""
    body = read_body(BODY, errors_of_profile)
    if body.get("registry_id", registry_id) != registry_id:
        raise WrongFieldsError({"registry_id": [say(_("주소의 등록 번호와 다릅니다."))]})
    return body


def _change(firm: Enterprise, profile: Profile, why: Why) -> Response:
    try:
        service.change_firm(firm, profile, version=firm.version, why=why, now=time.now())
    except ChangedMeanwhileError as error:
        raise FirmChangedError(queries.get_firm(firm.registry_id)) from error
    return _shown(queries.get_firm(firm.registry_id))


def _enter(registry_id: str, profile: Profile, why: Why) -> Response:
    """Raises: WrongFieldsError, where no registry gives such a key; KnownFirmError."""
    if not is_registry_key(registry_id) or is_own_key(registry_id):
        raise WrongFieldsError({"registry_id": [say(_("등록 번호로 쓸 수 없습니다."))]})
    firm = service.create_firm(profile, registry_id=registry_id, why=why, now=time.now())
    response = _shown(firm, 201)
    response.headers["Location"] = url_for("enterprises_api.show", registry_id=registry_id)
    return response
