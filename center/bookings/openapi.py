"""The API as OpenAPI 3.1 describes it, made of the very schemas that bodies are checked against.

Source: docs/rules/api.md
"""

from collections.abc import Mapping
from typing import Any

from center.bookings.api_schemas import CODE, MOST_DAYS, NUMBER, SCHEMAS
from center.enterprises.api_schemas import CURSOR, KEY
from center.web.shapes import INSTANT, Schema, ref

REFUSALS: Mapping[int, tuple[str, tuple[str, ...]]] = {
    400: ("Not JSON, or no Idempotency-Key", ("malformed-json", "idempotency-key-missing", "http-400")),
    401: ("No token, or one that is worth nothing", ("unauthorized",)),
    403: ("The token may not do this", ("forbidden",)),
    404: ("No such space or enterprise, or no such booking for this token", ("not-found", "http-404")),
    409: (
        "What others hold (space-taken, with alternatives), or what has ended",
        ("space-taken", "hold-expired", "already-decided", "too-late-to-cancel", "known-enterprise"),
    ),
    412: ("The record is not as the call believes; with it as it is now", ("precondition-failed",)),
    413: ("Too large", ("http-413",)),
    415: ("Not application/json", ("http-415",)),
    422: (
        "Fields are wrong (wrong-fields, with errors), the code is (code-wrong, with tries_left), or a rule forbids it",
        (
            "wrong-fields",
            "code-wrong",
            "idempotency-key-reused",
            "off-raster",
            "too-short",
            "too-long",
            "outside-hours",
            "closed",
            "too-soon",
            "not-open-yet",
            "over-capacity",
            "quota-exceeded",
            "too-late-to-change",
            "decided-otherwise",
            "firm-name",
        ),
    ),
    428: ("Neither If-Match nor If-None-Match", ("precondition-missing",)),
    429: ("Too often; see Retry-After", ("too-many", "too-many-holds")),
    503: ("Busy or not able to store; nothing was changed; see Retry-After", ("busy", "storage")),
}
"""What each status means, and the types of problem that come with it."""
RETRY = {"Retry-After": {"schema": {"type": "integer"}, "required": True, "description": "Seconds to wait."}}
ASK_FOR_TOKEN = {"WWW-Authenticate": {"schema": {"type": "string"}, "required": True}}
HEADERS: Mapping[int, dict[str, Any]] = {401: ASK_FOR_TOKEN, 429: RETRY, 503: RETRY}
WHERE_IT_IS = {"Location": {"schema": {"type": "string", "format": "uri-reference"}, "required": True}}


def _responses(status: int, schema: Schema, what: str, *refused: int) -> dict[str, Any]:
    made = {"description": what, "content": {"application/json": {"schema": schema}}}
    answers = {str(status): {**made, "headers": WHERE_IT_IS} if status == 201 else made}
    return answers | {str(number): _refusal(number) for number in (*refused, 503)}


def _refusal(status: int) -> dict[str, Any]:
    """A refusal of that status, with the types it may have."""
    description, kinds = REFUSALS[status]
    types = {"properties": {"type": {"enum": [f"/problems/{kind}" for kind in kinds]}, "status": {"const": status}}}
    problem = {"application/problem+json": {"schema": {"allOf": [ref("Problem"), types]}}}
    return {"description": description, "content": problem, "headers": HEADERS.get(status, {})}


def _body(schema: str) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": ref(schema)}}}


def _path(name: str, what: str, schema: Schema) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": what, "schema": schema}


def _query(name: str, what: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": True, "description": what, "schema": INSTANT}


SPACE_CODE = _path("code", "The room's code", CODE)
REFERENCE = _path("reference", "The number of the booking", NUMBER)
KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new key for every booking, the same one when the same call is sent again: it then gets the same "
    "answer. Kept for 24 hours, for the token or else for the mail address in the body.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$", "examples": ["0d0c4f7a-6a8e-4d0e-9c2b-3c8f3e0a5b11"]},
}
MANAGED: list[dict[str, list[str]]] = [{"manageToken": []}]


def document(base_url: str, version: str) -> dict[str, Any]:
    """The whole description, for the server at that address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Social Economy Support Center of Yeongdeungpo District: spaces and bookings",
            "version": version,
            "description": "See when the rooms are free, book one with a mailed code, change it, cancel it. A program "
            "with an API token of scope bookings:write needs no mailed code. Times are RFC 3339; days are Seoul days; "
            "the raster is half an hour.",
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "paths": _paths(),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {
                "apiToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made by the center for a program; scopes bookings:write, enterprises:read, "
                    "enterprises:write.",
                },
                "manageToken": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "The manage_token of the booking.",
                },
            },
        },
    }


def _paths() -> dict[str, Any]:
    return {
        "/openapi.json": {
            "get": {
                "operationId": "getDescription",
                "summary": "This document",
                "responses": _responses(200, {"type": "object"}, "OpenAPI 3.1"),
            }
        },
        "/spaces": {
            "get": {
                "operationId": "listSpaces",
                "summary": "The spaces of the center",
                "responses": _responses(200, ref("Spaces"), "All spaces of today", 422),
            }
        },
        "/spaces/{code}/availability": {
            "get": {
                "operationId": "getAvailability",
                "summary": "When a room is free, and why it is not at other times",
                "parameters": [
                    SPACE_CODE,
                    _query("from", "Beginning"),
                    _query("to", f"End, later than the beginning, at most {MOST_DAYS} days after it"),
                ],
                "responses": _responses(200, ref("Availability"), "Every moment is in one of the two lists", 404, 422),
            }
        },
        "/bookings": {
            "post": {
                "operationId": "createBooking",
                "summary": "Book rooms; a code goes to the mail address, unless a token answers for it",
                "security": [{}, {"apiToken": []}],
                "parameters": [KEY_HEADER],
                "requestBody": _body("BookingRequest"),
                "responses": _responses(201, ref("BookingMade"), "Made", 400, 401, 403, 404, 409, 413, 415, 422, 429),
            }
        },
        "/bookings/{reference}/verify": {
            "post": {
                "operationId": "verifyBooking",
                "summary": "Enter the mailed code",
                "parameters": [REFERENCE],
                "requestBody": _body("Code"),
                "responses": _responses(
                    200, ref("Booking"), "Confirmed, or waiting for staff", 400, 404, 409, 413, 415, 422
                ),
            }
        },
        "/bookings/{reference}": {
            "parameters": [REFERENCE],
            "get": {
                "operationId": "getBooking",
                "summary": "See the booking",
                "security": MANAGED,
                "responses": _responses(200, ref("Booking"), "As it is now", 401, 404),
            },
            "patch": {
                "operationId": "changeBooking",
                "summary": "Move it, change its words, or both; what is left out stays",
                "description": "Where staff decide, the old time stays and requested_change tells the wanted one. "
                "The booking's own time takes back what was asked.",
                "security": MANAGED,
                "requestBody": _body("BookingChange"),
                "responses": _responses(200, ref("Booking"), "As it is now", 400, 401, 404, 409, 413, 415, 422, 429),
            },
            "delete": {
                "operationId": "cancelBooking",
                "summary": "Cancel it; twice is the same",
                "security": MANAGED,
                "responses": _responses(200, ref("Booking"), "Cancelled", 401, 404, 409),
            },
        },
        **_paths_of_enterprises(),
    }


ETAG = {"ETag": {"schema": {"type": "string"}, "required": True, "description": "The version of the record."}}
MOVED = {"description": "The registry has another key for it now, or it was merged", "headers": WHERE_IT_IS}
BY_TOKEN: list[dict[str, list[str]]] = [{"apiToken": []}]


def _header(name: str, what: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": what, "schema": {"type": "string"}}


def _with_etag(responses: dict[str, Any], *statuses: str) -> dict[str, Any]:
    """The same, with the header of the record's version at these."""
    tagged = {
        status: {**responses[status], "headers": {**responses[status].get("headers", {}), **ETAG}}
        for status in statuses
    }
    return {**responses, **tagged}


def _paths_of_enterprises() -> dict[str, Any]:
    since = {**_query("updated_since", "Changed at this instant or later"), "required": False}
    cursor = {**_query("cursor", "The next of the page before"), "required": False, "schema": CURSOR}
    got = _responses(200, ref("Enterprise"), "As it is now", 401, 403, 404, 429)
    refusals = (400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 429)
    put = {**_responses(201, ref("Enterprise"), "Entered"), **_responses(200, ref("Enterprise"), "Changed", *refusals)}
    return {
        "/enterprises": {
            "get": {
                "operationId": "listEnterprises",
                "summary": "Enterprises in the order of their last change",
                "security": BY_TOKEN,
                "parameters": [since, cursor],
                "responses": _responses(200, ref("Enterprises"), "A page of at most 100", 401, 403, 422, 429),
            }
        },
        "/enterprises/{registry_id}": {
            "parameters": [_path("registry_id", "The registry's key", KEY)],
            "get": {
                "operationId": "getEnterprise",
                "summary": "One enterprise",
                "security": BY_TOKEN,
                "responses": {**_with_etag(got, "200"), "301": MOVED, "304": {"description": "Unchanged"}},
            },
            "put": {
                "operationId": "putEnterprise",
                "summary": "Change it (If-Match with its ETag) or enter it (If-None-Match: *)",
                "security": BY_TOKEN,
                "parameters": [
                    _header("If-Match", "The ETag of the record that is changed"),
                    _header("If-None-Match", "* to enter an enterprise that is not on record"),
                ],
                "requestBody": _body("EnterpriseBody"),
                "responses": {**_with_etag(put, "200", "201", "412"), "301": MOVED},
            },
        },
    }
