"""How shapes of the API are written down: JSON Schema as OpenAPI 3.1 has it."""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]
SECOND = "2026-12-23T14:00:00+09:00"


def ref(name: str) -> Schema:
    """A shape by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def object_of(properties: Mapping[str, Any], *, optional: tuple[str, ...] = ()) -> Schema:
    """An object with these properties and no others."""
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
