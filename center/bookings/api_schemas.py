"""The shapes of what the API takes and gives. Bodies are checked against them, and the description is made of them.

Source: docs/rules/api.md
"""

from typing import Any

from center.bookings.forms import LONGEST_PHONE, LONGEST_TEXT, MOST_PEOPLE, PURPOSE_KINDS
from center.bookings.rules.availability import REASONS
from center.bookings.rules.codes import REFERENCE as REFERENCE_SHAPE
from center.bookings.rules.states import State
from center.enterprises.api_schemas import SCHEMAS as ENTERPRISE_SCHEMAS
from center.spaces.rules import SpaceKind
from center.web.shapes import INSTANT, Schema, object_of, ref

KINDS = [choice.value for choice in PURPOSE_KINDS]
MOST_DAYS = 92


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
PERIOD: Schema = object_of({"start": INSTANT, "end": INSTANT})

BOOKING_REQUEST: Schema = object_of(
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
CHANGE: Schema = object_of(
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
CODE_GIVEN: Schema = object_of({"code": {"type": "string", "minLength": 1, "maxLength": 40, "examples": ["012345"]}})

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
    "Space": object_of(
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
    "Spaces": object_of({"spaces": {"type": "array", "items": ref("Space")}}),
    "Period": PERIOD,
    "Availability": object_of(
        {
            "space": CODE,
            "from": INSTANT,
            "to": INSTANT,
            "busy": {
                "type": "array",
                "items": object_of(
                    {
                        "start": INSTANT,
                        "end": INSTANT,
                        "reason": {"type": "string", "enum": sorted(set(REASONS.values()))},
                    }
                ),
            },
            "free": {
                "type": "array",
                "items": ref("Period"),
                "description": "The longest periods within which any allowed length on the half hour may be booked.",
            },
        }
    ),
    "BookingRequest": BOOKING_REQUEST,
    "BookingMade": object_of(
        {**MADE, "manage_token": {"type": "string", "description": "The key to see, change and cancel the booking."}}
    ),
    "Booking": object_of(
        {
            **MADE,
            "purpose": {"type": "string"},
            "purpose_kind": {"type": "string", "enum": KINDS},
            "headcount": {"type": "integer"},
            "organisation": {"type": ["string", "null"]},
            "language": {"type": "string", "enum": ["ko", "en"]},
            "requested_change": {
                "oneOf": [{"type": "null"}, ref("Period")],
                "description": "The time that waits for staff; the booking stays at its own until they decide.",
            },
        }
    ),
    "BookingChange": CHANGE,
    "Code": CODE_GIVEN,
    "Alternative": object_of({"spaces": ROOMS, "start": INSTANT, "end": INSTANT}),
    "Problem": {
        "type": "object",
        "description": "RFC 9457. `type` is stable; `detail` is a sentence in the language of Accept-Language.",
        "properties": {
            "type": {"type": "string", "format": "uri-reference", "examples": ["/problems/space-taken"]},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "instance": {"type": "string"},
            "alternatives": {"type": "array", "items": ref("Alternative")},
            "errors": {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "string"}},
                "description": "Of each wrong field the sentences that say why.",
            },
            "tries_left": {"type": "integer"},
            "enterprise": {**ref("Enterprise"), "description": "The record as it is now."},
            "registry_id": {"type": "string", "description": "The firm that has that number already."},
        },
        "required": ["type", "title", "status"],
    },
    **ENTERPRISE_SCHEMAS,
}
