"""The shapes of what the API of enterprises takes and gives.

Source: docs/rules/api.md, "Enterprises"
"""

from typing import Any

from center.enterprises.rules.cells import LONGEST, MOST_KINDS
from center.enterprises.rules.kinds import CountingKind, FirmState, Kind
from center.web.shapes import INSTANT, Schema, object_of, ref

KEY: Schema = {
    "type": "string",
    "pattern": r"^[0-9A-Za-z][0-9A-Za-z._\-]{0,39}$",
    "description": "The registry's key; C-… for a firm that the registry has not named yet.",
    "examples": ["YD-0001"],
}
DAY: Schema = {
    "type": ["string", "null"],
    "pattern": r"^(19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$",
    "description": "A Seoul day; null where it is not known.",
    "examples": ["2014-09-01"],
}
CURSOR: Schema = {"type": "string", "pattern": "^[0-9A-Za-z_-]{1,100}$"}
IGNORED = ("registry_id", "updated_at")
"""What a body may bring along from the answer it was made of; the key must be that of the address."""


def _text(name: str, *examples: str, least: int = 0) -> Schema:
    shape: Schema = {"type": "string", "maxLength": LONGEST[name], "examples": list(examples)}
    return {**shape, "minLength": least} if least else shape


TERM: Schema = object_of(
    {
        "kind": {"type": "string", "enum": [str(kind) for kind in Kind]},
        "certificate": _text("certificate", "제2014-123호"),
        "issuer": _text("issuer", "고용노동부"),
        "from": DAY,
        "to": {**DAY, "description": "The last day, included; null where it is not known."},
    }
)
FIELDS: dict[str, Any] = {
    "registry_id": {"type": "string", "maxLength": 40, "examples": ["YD-0001"]},
    "business_number": {
        "type": "string",
        "maxLength": 20,
        "description": "사업자등록번호, ten digits; taken however it is written.",
        "examples": ["9990000012"],
    },
    "name": _text("name", "바퀴살림 협동조합 (예시)", least=1),
    "representative": _text("representative", "김지수"),
    "counting_kind": {
        "enum": [*(str(kind) for kind in CountingKind), None],
        "description": "As what the district counts the firm (구분), once; null where that is not known.",
    },
    "kinds": {"type": "array", "items": ref("EnterpriseKind"), "maxItems": MOST_KINDS},
    "founded_on": DAY,
    "address": _text("address", "서울 영등포구 선유동1로 80"),
    "in_district": {"type": "boolean"},
    "sector": _text("sector", "자전거 수리"),
    "phone": _text("phone", "02-000-0000"),
    "email": _text("email", "hong@example.kr"),
    "website": _text("website", "https://example.kr"),
    "state": {"type": "string", "enum": [str(state) for state in FirmState]},
    "updated_at": INSTANT,
}
ENTERPRISE: Schema = object_of(FIELDS)
ENTERPRISE_BODY: Schema = object_of(
    {**FIELDS, "kinds": {**FIELDS["kinds"], "items": TERM}, "updated_at": {"type": "string"}}, optional=IGNORED
)
"""What is sent; whole in itself, so that bodies are checked against it as it is."""
SCHEMAS: dict[str, Schema] = {
    "EnterpriseKind": TERM,
    "Enterprise": ENTERPRISE,
    "EnterpriseBody": ENTERPRISE_BODY,
    "Enterprises": object_of(
        {
            "enterprises": {"type": "array", "items": ref("Enterprise")},
            "next": {
                "type": ["string", "null"],
                "description": "Where the next page begins: sent as cursor. Null on the last page.",
            },
        }
    ),
}
