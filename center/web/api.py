"""What every JSON API shares: reading a body against its schema, and the keys in headers.

Source: docs/rules/api.md; RFC 9457
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol, cast

from flask import Flask, current_app, g, request
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from center.core.actor import Actor
from center.core.errors import DomainError, UnauthorizedError
from center.core.text import Text, _
from center.core.time import YEARS
from center.web.i18n import say

WHOLE_BODY = "body"
MOST_ITEMS = 20
MOST_ERRORS = 50
HOUR_AND_MINUTE = r"([01]\d|2[0-3]):[0-5]\d"
RFC_3339 = re.compile(
    rf"\d{{4}}-\d\d-\d\d[Tt ]{HOUR_AND_MINUTE}(:[0-5]\d(\.\d+)?)?([Zz]|[+-]{HOUR_AND_MINUTE})", re.ASCII
)
UNESCAPED_PLUS = re.compile(r" (?=\d\d:\d\d$)")
"""In a query a plus sign that nobody escaped arrives as a blank."""
KEY = re.compile(r"[\x21-\x7e]{1,200}")
Errors = dict[str, list[str]]


class WrongFieldsError(DomainError):
    """Fields of a call are missing, unknown or not what they should be; `errors` says of each why."""

    kind = "wrong-fields"

    def __init__(self, errors: Errors) -> None:
        super().__init__(_("보낸 내용에 고칠 곳이 있습니다. errors에서 항목마다 까닭을 확인해 주세요."))
        self.errors = errors


class KeyMissingError(BadRequest):
    """A call that makes something must bring a key of its own."""

    kind = "idempotency-key-missing"
    sentence = _(
        "Idempotency-Key 헤더에 1~200자의 키를 적어 보내 주세요. 예약마다 새 키를 쓰고, 다시 보낼 때는 같은 키를 씁니다."
    )


class MalformedJsonError(BadRequest):
    """The body is not JSON."""

    kind = "malformed-json"
    sentence = _("보낸 내용이 JSON이 아닙니다.")


Said = Callable[[Any], Text]
SENTENCES: Mapping[str, Said] = {
    "required": lambda _value: _("이 항목이 필요합니다."),
    "additionalProperties": lambda _value: _("없는 항목입니다. 이름을 확인해 주세요."),
    "type": lambda value: _("형식이 다릅니다. %(type)s 형식으로 보내 주세요.", type=_names(value)),
    "minLength": lambda value: _("%(n)s자 이상 적어 주세요.", n=value),
    "maxLength": lambda value: _("%(n)s자까지 적을 수 있습니다.", n=value),
    "minimum": lambda value: _("%(n)s 이상이어야 합니다.", n=value),
    "maximum": lambda value: _("%(n)s 이하여야 합니다.", n=value),
    "minItems": lambda value: _("%(n)s개 이상 골라 주세요.", n=value),
    "maxItems": lambda value: _("%(n)s개까지 고를 수 있습니다.", n=value),
    "uniqueItems": lambda _value: _("같은 것을 두 번 적었습니다."),
    "enum": lambda value: _("다음 가운데 하나여야 합니다: %(values)s.", values=_names(value)),
    "const": lambda value: _("%(value)s여야 합니다.", value=json.dumps(value)),
    "pattern": lambda _value: _("모양이 다릅니다. 다시 확인해 주세요."),
}
OTHERWISE = _("다시 확인해 주세요.")


def _names(value: Any) -> str:
    return ", ".join(str(one) for one in (value if isinstance(value, list) else [value]))


def read_body(
    validator: Draft202012Validator, further: Callable[[Mapping[str, Any]], Errors] = lambda _sound: {}
) -> dict[str, Any]:
    """The JSON object of this request, as its schema wants it.

    `further` finds what no schema tells, in the fields that the schema lets pass: all faults are told at once.

    Raises:
        UnsupportedMediaType: it does not say that it is JSON.
        MalformedJsonError: it is not JSON, or nested without end.
        WrongFieldsError: it is not what the schema wants.
    """
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        body = json.loads(request.get_data().decode(), parse_constant=_refuse_constant)
        errors = _long_lists(body) or errors_of(validator, body)
    except (ValueError, RecursionError) as error:
        raise MalformedJsonError from error
    if isinstance(body, dict):
        schema: Any = validator.schema
        sound = {name: value for name, value in body.items() if name in schema["properties"] and name not in errors}
        errors |= further(sound)
    if errors:
        raise WrongFieldsError(dict(list(errors.items())[:MOST_ERRORS]))
    return dict(body)


def _long_lists(body: Any) -> Errors:
    """Fields whose lists are so long that judging them would cost more than they are worth."""
    if not isinstance(body, dict):
        return {}
    return {
        name: [say(SENTENCES["maxItems"](MOST_ITEMS))]
        for name, value in body.items()
        if isinstance(value, list) and len(value) > MOST_ITEMS
    }


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def errors_of(validator: Draft202012Validator, value: Any) -> Errors:
    """By field, the sentences of everything that a schema does not allow; of a field the first few only."""
    errors: Errors = {}
    for fault in validator.iter_errors(value):
        for name in _fields(fault):
            errors.setdefault(name, []).append(say(_sentence(fault)))
    return {name: sentences[:3] for name, sentences in errors.items()}


def _sentence(fault: ValidationError) -> Text:
    said = SENTENCES.get(str(fault.validator))
    return said(fault.validator_value) if said else OTHERWISE


def _fields(fault: ValidationError) -> list[str]:
    """The fields a fault is about: what is missing, what is unknown, else where it lies."""
    here = [str(fault.absolute_path[0])] if fault.absolute_path else []
    if here or not isinstance(fault.instance, Mapping):
        return here or [WHOLE_BODY]
    schema: Any = fault.schema
    if fault.validator == "required":
        return [name for name in schema["required"] if name not in fault.instance]
    if fault.validator == "additionalProperties":
        return [name for name in fault.instance if name not in schema["properties"]]
    return [WHOLE_BODY]


def ensure_known(*known: str) -> None:
    """Let a query pass that has no other parameters, each at most once.

    Raises:
        WrongFieldsError
    """
    errors: Errors = {}
    for name, values in request.args.lists():
        if name not in known:
            errors[name] = [say(SENTENCES["additionalProperties"](None))]
        elif len(values) > 1:
            errors[name] = [say(SENTENCES["maxItems"](1))]
    if errors:
        raise WrongFieldsError(errors)


def instant_of(text: str) -> datetime:
    """An instant as RFC 3339 writes it, with its offset.

    Raises:
        ValueError: it is none, or of another century.
    """
    if not RFC_3339.fullmatch(text):
        raise ValueError("not an instant")
    instant = datetime.fromisoformat(text.upper().replace(" ", "T"))
    if instant.year not in YEARS:
        raise ValueError("another century")
    return instant


def with_plus(values: Mapping[str, str]) -> dict[str, str]:
    """Values of a query, instants with the plus sign that nobody escaped."""
    return {name: UNESCAPED_PLUS.sub("+", value) for name, value in values.items()}


NOT_AN_INSTANT = _("2026-12-23T14:00:00+09:00처럼 날짜와 시각, 시차를 함께 적어 주세요.")


def read_instants(values: Mapping[str, Any], *names: str) -> dict[str, datetime]:
    """The instants of these fields, of those that are given.

    Raises:
        WrongFieldsError: one is not an instant.
    """
    found: dict[str, datetime] = {}
    errors: Errors = {}
    for name in names:
        if name in values:
            try:
                found[name] = instant_of(str(values[name]))
            except ValueError:
                errors[name] = [say(NOT_AN_INSTANT)]
    if errors:
        raise WrongFieldsError(errors)
    return found


def errors_of_instants(values: Mapping[str, Any], *names: str) -> Errors:
    """Which of these fields, of those that are given, is no instant."""
    try:
        read_instants(values, *names)
    except WrongFieldsError as wrong:
        return wrong.errors
    return {}


def idempotency_key() -> str:
    """The key of a call that must not happen twice.

    Raises:
        KeyMissingError: there is none, or it is too long or not of visible ASCII.
    """
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise KeyMissingError
    return key


class UseToken(Protocol):
    """Lets a program in: by its token, for a scope."""

    def __call__(self, token: str, scope: str) -> Actor: ...


def init_callers(app: Flask, use_token: UseToken) -> None:
    """Say how programs show who they are, for slices that know no accounts."""
    app.extensions["center_use_token"] = use_token


def calling(scope: str) -> Actor:
    """The program that makes this call and may do what the scope says; from then on it acts in this request.

    Raises:
        UnauthorizedError, ForbiddenError, TooManyError
    """
    token = bearer_token()
    if token is None:
        raise UnauthorizedError
    g.actor = caller = cast("Actor", current_app.extensions["center_use_token"](token, scope))
    return caller


def bearer_token() -> str | None:
    """The token of the Authorization header; None where there is none."""
    scheme, _blank, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
