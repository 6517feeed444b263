"""The API as OpenAPI 3.1 describes it. Bodies are checked against these very schemas.

Source: docs/rules/api.md
"""

from collections.abc import Mapping
from typing import Any

from center.bookings.forms import LONGEST_PHONE, LONGEST_TEXT, MOST_PEOPLE, PURPOSE_KINDS
from center.bookings.rules.availability import REASONS
from center.bookings.rules.codes import REFERENCE as REFERENCE_SHAPE
from center.bookings.rules.states import State
from center.spaces.rules import SpaceKind

Schema = dict[str, Any]
KINDS = [choice.value for choice in PURPOSE_KINDS]
SECOND = "2026-12-23T14:00:00+09:00"
MOST_DAYS = 92


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: Mapping[str, Any], *, optional: tuple[str, ...] = ()) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


INSTANT: Schema = {
    "type": "string",
    "format": "date-time",
    "description": "RFC 3339 with an offset.",
    "examples": [SECOND],
}
NUMBER: Schema = {"type": "string", "pattern": f"^{REFERENCE_SHAPE.pattern}$", "examples": ["YD-7K3M-92QF"]}
CODE: Schema = {"type": "string", "pattern": "^[0-9A-Za-z]{1,10}$", "examples": ["202"]}
ROOMS: Schema = {"type": "array", "items": CODE, "minItems": 1, "maxItems": 10, "uniqueItems": True}
PURPOSE: Schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "examples": ["주민 독서모임"]}
KIND: Schema = {"type": "string", "enum": KINDS, "default": "other"}
HEADCOUNT: Schema = {
    "type": "integer",
    "minimum": 1,
    "maximum": MOST_PEOPLE,
    "description": "Not more than the rooms hold together.",
    "examples": [12],
}
ORGANISATION: Schema = {"type": ["string", "null"], "maxLength": LONGEST_TEXT}
PERIOD: Schema = _object({"start": INSTANT, "end": INSTANT})

BOOKING_REQUEST: Schema = _object(
    {
        "spaces": ROOMS,
        "start": INSTANT,
        "end": INSTANT,
        "purpose": PURPOSE,
        "purpose_kind": KIND,
        "headcount": HEADCOUNT,
        "name": {"type": "string", "minLength": 1, "maxLength": 50, "examples": ["홍길동"]},
        "email": {
            "type": "string",
            "format": "email",
            "maxLength": 254,
            "description": "Where the code and all letters go.",
            "examples": ["hong@example.kr"],
        },
        "phone": {
            "type": "string",
            "maxLength": LONGEST_PHONE,
            "description": "A Korean telephone number, however it is written.",
            "examples": ["010-1234-5678"],
        },
        "organisation": ORGANISATION,
        "language": {"type": "string", "enum": ["ko", "en"], "default": "ko", "description": "Of all letters."},
        "consent": {
            "const": True,
            "description": "To the terms of use and to the use of the personal data given: see /terms and /privacy.",
        },
    },
    optional=("purpose_kind", "organisation", "language"),
)
CHANGE: Schema = _object(
    {
        "start": INSTANT,
        "end": INSTANT,
        "purpose": PURPOSE,
        "purpose_kind": KIND,
        "headcount": HEADCOUNT,
        "organisation": ORGANISATION,
    },
    optional=("start", "end", "purpose", "purpose_kind", "headcount", "organisation"),
)
CODE_GIVEN: Schema = _object({"code": {"type": "string", "minLength": 1, "maxLength": 40, "examples": ["012345"]}})

MADE: dict[str, Any] = {
    "reference": NUMBER,
    "status": {"type": "string", "enum": [str(state) for state in State]},
    "spaces": ROOMS,
    "start": INSTANT,
    "end": INSTANT,
    "hold_expires_at": {
        "type": ["string", "null"],
        "format": "date-time",
        "description": "When the mailed code ends; null once it was entered or is not needed.",
    },
}
SCHEMAS: dict[str, Schema] = {
    "Space": _object(
        {
            "code": CODE,
            "name": {"type": "string"},
            "floor": {"type": "integer"},
            "kind": {"type": "string", "enum": [str(kind) for kind in SpaceKind]},
            "area_m2": {"type": "number"},
            "capacity": {"type": ["integer", "null"], "description": "Persons; null where nobody books."},
            "bookable": {"type": "boolean"},
        }
    ),
    "Spaces": _object({"spaces": {"type": "array", "items": _ref("Space")}}),
    "Period": PERIOD,
    "Availability": _object(
        {
            "space": CODE,
            "from": INSTANT,
            "to": INSTANT,
            "busy": {
                "type": "array",
                "items": _object(
                    {
                        "start": INSTANT,
                        "end": INSTANT,
                        "reason": {"type": "string", "enum": sorted(set(REASONS.values()))},
                    }
                ),
            },
            "free": {
                "type": "array",
                "items": _ref("Period"),
                "description": "The longest periods within which any allowed length on the half hour may be booked.",
            },
        }
    ),
    "BookingRequest": BOOKING_REQUEST,
    "BookingMade": _object(
        {**MADE, "manage_token": {"type": "string", "description": "The key to see, change and cancel the booking."}}
    ),
    "Booking": _object(
        {
            **MADE,
            "purpose": {"type": "string"},
            "purpose_kind": {"type": "string", "enum": KINDS},
            "headcount": {"type": "integer"},
            "organisation": {"type": ["string", "null"]},
            "language": {"type": "string", "enum": ["ko", "en"]},
            "requested_change": {
                "oneOf": [{"type": "null"}, _ref("Period")],
                "description": "The time that waits for staff; the booking stays at its own until they decide.",
            },
        }
    ),
    "BookingChange": CHANGE,
    "Code": CODE_GIVEN,
    "Alternative": _object({"spaces": ROOMS, "start": INSTANT, "end": INSTANT}),
    "Problem": {
        "type": "object",
        "description": "RFC 9457. `type` is stable; `detail` is a sentence in the language of Accept-Language.",
        "properties": {
            "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/space-taken"]},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "alternatives": {"type": "array", "items": _ref("Alternative")},
            "errors": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
                "description": "Of each wrong field the sentences that say why.",
            },
            "tries_left": {"type": "integer"},
        },
        "required": ["type", "title", "status"],
    },
}

REFUSALS: Mapping[int, tuple[str, tuple[str, ...]]] = {
    400: ("Not JSON, or no Idempotency-Key", ("malformed-json", "idempotency-key-missing", "http-400")),
    401: ("No token, or one that is worth nothing", ("unauthorized",)),
    403: ("The token may not do this", ("forbidden",)),
    404: ("No such space, or no such booking for this token", ("not-found", "http-404")),
    409: (
        "What others hold (space-taken, with alternatives), or what has ended",
        ("space-taken", "hold-expired", "already-decided", "too-late-to-cancel"),
    ),
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
        ),
    ),
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
    problem = {"application/problem+json": {"schema": {"allOf": [_ref("Problem"), types]}}}
    return {"description": description, "content": problem, "headers": HEADERS.get(status, {})}


def _body(schema: str) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": _ref(schema)}}}


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
                    "description": "Made by the center for a program; scope bookings:write.",
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
                "responses": _responses(200, _ref("Spaces"), "All spaces of today", 422),
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
                "responses": _responses(200, _ref("Availability"), "Every moment is in one of the two lists", 404, 422),
            }
        },
        "/bookings": {
            "post": {
                "operationId": "createBooking",
                "summary": "Book rooms; a code goes to the mail address, unless a token answers for it",
                "security": [{}, {"apiToken": []}],
                "parameters": [KEY_HEADER],
                "requestBody": _body("BookingRequest"),
                "responses": _responses(201, _ref("BookingMade"), "Made", 400, 401, 403, 404, 409, 413, 415, 422, 429),
            }
        },
        "/bookings/{reference}/verify": {
            "post": {
                "operationId": "verifyBooking",
                "summary": "Enter the mailed code",
                "parameters": [REFERENCE],
                "requestBody": _body("Code"),
                "responses": _responses(
                    200, _ref("Booking"), "Confirmed, or waiting for staff", 400, 404, 409, 413, 415, 422
                ),
            }
        },
        "/bookings/{reference}": {
            "parameters": [REFERENCE],
            "get": {
                "operationId": "getBooking",
                "summary": "See the booking",
                "security": MANAGED,
                "responses": _responses(200, _ref("Booking"), "As it is now", 401, 404),
            },
            "patch": {
                "operationId": "changeBooking",
                "summary": "Move it, change its words, or both; what is left out stays",
                "description": "Where staff decide, the old time stays and requested_change tells the wanted one. "
                "The booking's own time takes back what was asked.",
                "security": MANAGED,
                "requestBody": _body("BookingChange"),
                "responses": _responses(200, _ref("Booking"), "As it is now", 400, 401, 404, 409, 413, 415, 422, 429),
            },
            "delete": {
                "operationId": "cancelBooking",
                "summary": "Cancel it; twice is the same",
                "security": MANAGED,
                "responses": _responses(200, _ref("Booking"), "Cancelled", 401, 404, 409),
            },
        },
    }
