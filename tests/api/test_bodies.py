"""What a body may be: every wrong field is named at once, and nothing that is sent is a fault of ours."""

import json
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from center.bookings import queries
from tests.api.calls import a_body, a_token, booked, made, manage, n_bookings, post, post_raw, problem

pytestmark = pytest.mark.usefixtures("app")
FIELDS = {"spaces", "start", "end", "purpose", "headcount", "name", "email", "phone", "consent"}


def errors_of(client: FlaskClient, body: Any) -> set[str]:
    """The fields that are named wrong."""
    answer = post(client, body)
    assert problem(answer) == (422, "wrong-fields")
    errors = (answer.json or {})["errors"]
    assert all(sentences and all(isinstance(each, str) for each in sentences) for sentences in errors.values())
    assert n_bookings() == 0
    return set(errors)


def test_everything_that_is_missing_is_named(client: FlaskClient) -> None:
    assert errors_of(client, {}) == FIELDS


def test_every_wrong_field_is_named_at_once_whatever_is_wrong_with_it(client: FlaskClient) -> None:
    body = a_body(
        spaces=["301"], start="2026-12-23T14:00:00", end="never", purpose="\u200b", purpose_kind="party", headcount="12",
        name="n" * 51, email="hong", phone="12", organisation=7, language="fr", consent=False, colour="red",
    )  # fmt: skip

    assert errors_of(client, body) == FIELDS - {"spaces"} | {"purpose_kind", "organisation", "language", "colour"}
    assert errors_of(client, {**body, "start": a_body()["start"]}) >= {"spaces", "end", "email", "colour"}


WRONG: list[tuple[str, Any]] = [
    ("headcount", True),
    ("headcount", "12"),
    ("headcount", 12.5),
    ("headcount", 0),
    ("headcount", -1),
    ("headcount", 10**9),
    ("headcount", 10**4000),
    ("headcount", None),
    ("headcount", [12]),
    ("headcount", 1e308),
    ("consent", "true"),
    ("consent", 1),
    ("consent", 1.0),
    ("consent", None),
    ("consent", [True]),
    ("spaces", "202"),
    ("spaces", []),
    ("spaces", ["202", "202"]),
    ("spaces", [202]),
    ("spaces", ["999"]),
    ("spaces", ["202", "301"]),
    ("spaces", {"0": "202"}),
    ("spaces", [None]),
    ("spaces", ["2\0"]),
    ("spaces", [["202"]]),
    ("spaces", ["202"] * 11),
    ("start", 1_798_000_000),
    ("start", None),
    ("start", ""),
    ("start", "2026-12-23T14:00:00"),
    ("start", "2026-12-23T14:00:00+0900"),
    ("start", "1999-12-23T14:00:00+09:00"),
    ("start", "\ud800"),
    ("end", "2100-12-23T14:00:00+09:00"),
    ("end", "2026-12-23T24:00:00+09:00"),
    ("end", "2026-12-23T14:00:60+09:00"),
    ("purpose", ""),
    ("purpose", "  "),
    ("purpose", "\0"),
    ("purpose", "\ud800"),
    ("purpose", "x" * 101),
    ("purpose", {"a": 1}),
    ("purpose_kind", "party"),
    ("purpose_kind", None),
    ("purpose_kind", ""),
    ("name", ""),
    ("name", "x" * 51),
    ("name", 5),
    ("language", "fr"),
    ("language", None),
    ("email", "hong"),
    ("email", "a@b@c.kr"),
    ("email", "hong@example.kr,kim@example.kr"),
    ("email", ""),
    ("email", "hong@example.kr\r\nBcc: kim@example.kr"),
    ("email", "x" * 250 + "@a.kr"),
    ("email", "홍@example.kr"),
    ("phone", "12"),
    ("phone", ""),
    ("phone", "전화"),
    ("phone", "0" * 31),
    ("phone", "+1 212 555 0100 99 99"),
    ("organisation", 5),
    ("organisation", "x" * 101),
    ("organisation", ["바퀴살림"]),
]


def test_a_wrong_value_is_named(client: FlaskClient) -> None:
    for name, value in WRONG:
        assert errors_of(client, {**a_body(), name: value}) == {name}, (name, value)


UNKNOWN: list[str] = [
    "reference",
    "status",
    "manage_token",
    "token_id",
    "state",
    "",
    "__proto__",
    "\ud800",
    "consent_news",
    "x" * 999,
]


def test_an_unknown_field_is_refused(client: FlaskClient) -> None:
    for name in UNKNOWN:
        assert errors_of(client, {**a_body(), name: "x"}) == {name}


def test_many_unknown_fields_are_not_all_repeated(client: FlaskClient) -> None:
    assert len(errors_of(client, {**a_body(), **{f"field{n}": 1 for n in range(5000)}})) <= 60


def test_a_whole_number_may_be_written_with_a_point(client: FlaskClient) -> None:
    told = booked(client, headcount=12.0)

    assert json.dumps(told["headcount"]) == "12"


NO_JSON: list[bytes] = [
    b"",
    b" ",
    b"null{",
    b"{",
    b"{'a': 1}",
    b'{"headcount": NaN}',
    b'{"headcount": Infinity}',
    b'{"a": -Infinity}',
    b'{"a": 1,}',
    b'{"a": ' + b"9" * 5000 + b"}",
    b"\xff\xfe",
    b'{"purpose": "\xb8\xf0"}',
    b'{"purpose": "\xed\xa0\x80"}',
    json.dumps(a_body()).encode("utf-16"),
    json.dumps(a_body()).encode("utf-32"),
    b"[" * 100_000,
    b'{"a":' * 40_000,
]


def test_what_is_no_json_is_400(client: FlaskClient) -> None:
    for body in NO_JSON:
        assert problem(post_raw(client, body)) == (400, "malformed-json")


NO_OBJECT: list[bytes] = [b"[]", b"null", b"true", b"12", b'"202"', b'[{"spaces": ["202"]}]', b"1e400"]


def test_what_is_no_object_is_refused(client: FlaskClient) -> None:
    for body in NO_OBJECT:
        answer = post_raw(client, body)

        assert problem(answer) == (422, "wrong-fields")
        assert set((answer.json or {})["errors"]) == {"body"}


@pytest.mark.parametrize("field", ["purpose", "spaces", "consent", "colour"])
def test_however_deep_it_is_nested_it_is_only_refused(client: FlaskClient, field: str) -> None:
    for depth in (50, 250, 500, *range(800, 1000, 11)):
        deep = "[" * depth + "]" * depth
        sent = f"[{deep}, {deep}]" if field == "spaces" else deep
        body = json.dumps({**a_body(), field: "HERE"}).replace('"HERE"', sent)

        assert problem(post_raw(client, body.encode())) in {(422, "wrong-fields"), (400, "malformed-json")}, depth


def test_a_number_beyond_all_bounds_is_a_wrong_field(client: FlaskClient) -> None:
    body = json.dumps(a_body(headcount="HERE")).replace('"HERE"', "1e400")

    answer = post_raw(client, body.encode())

    assert set((answer.json or {})["errors"]) == {"headcount"}


def test_a_body_of_300_kb_is_too_large(client: FlaskClient) -> None:
    body = json.dumps(a_body(purpose="x" * 300_000)).encode()

    assert problem(post_raw(client, body))[0] == 413


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_does_not_say_it_is_json_is_415(client: FlaskClient, content_type: str) -> None:
    assert problem(post_raw(client, json.dumps(a_body()).encode(), content_type=content_type))[0] == 415


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "APPLICATION/JSON"])
def test_parameters_of_the_content_type_do_not_matter(client: FlaskClient, content_type: str) -> None:
    assert post_raw(client, json.dumps(a_body()).encode(), content_type=content_type).status_code == 201


def test_texts_arrive_clean(client: FlaskClient) -> None:
    told = booked(client, purpose=" 주민\r\n독서\u202e모임\0\ud800 ", organisation=" 바퀴\t살림 ", name="홍\u200b길동")

    assert told["purpose"] == "주민 독서모임"
    assert told["organisation"] == "바퀴 살림"
    assert queries.get_booking(told["reference"]).name == "홍길동"


TEXTS: list[dict[str, Any]] = [
    {"organisation": "ﷺ" * 100},  # one letter that is eighteen in its plain form
    {"purpose": "\u0958" * 50, "organisation": "\u0958" * 50},
    {"phone": "010-1234-5678" + "\u0958" * 17},
    {"purpose": "<b>' OR 1=1 --%_\\"},
    {"name": "=HYPERLINK(1)"},
    {"email": "hong\u200b@example.kr"},
    {"email": "ab\ud800@example.kr"},
    {"email": "hong@\ufeffexample.kr"},
    {"phone": "０１０－１２３４－５６７８"},
    {"phone": "+82 (0)10 1234 5678"},
]


def test_no_text_is_a_fault_of_ours(client: FlaskClient) -> None:
    token = a_token()
    for given in TEXTS:
        answer = post(client, {**a_body(spaces=["203"]), **given}, token=token)

        assert answer.status_code in {201, 422}, (given, answer.text)


def test_an_address_that_looks_the_same_is_the_same_caller(client: FlaskClient) -> None:
    body, key = a_body(email="hong@example.kr"), uuid4().hex

    first = post(client, body, key=key)
    second = post(client, {**body, "email": "hong\u200b@example.kr"}, key=key)

    assert first.status_code == 201
    assert problem(second) == (422, "idempotency-key-reused")


@pytest.mark.parametrize("body", [[], "x", {"code": 123456}, {"code": None}, {}, {"code": "1", "x": 1}, {"code": ""}])
def test_a_code_is_a_text_and_nothing_besides(client: FlaskClient, body: Any) -> None:
    held = made(client)

    answer = client.post(f"/api/v1/bookings/{held['reference']}/verify", json=body)

    assert problem(answer) == (422, "wrong-fields")


def test_wrong_words_of_a_change_are_named_at_once(client: FlaskClient) -> None:
    one = booked(client)

    answer = manage(client, "PATCH", one, {"purpose": " ", "headcount": 0, "start": "now", "colour": "red"})

    assert problem(answer) == (422, "wrong-fields")
    assert set((answer.json or {})["errors"]) == {"purpose", "headcount", "start", "colour"}


def test_a_list_without_end_costs_no_time_worth_naming(client: FlaskClient) -> None:
    mixed: list[Any] = [n if n % 2 else {"a": n} for n in range(12_000)]

    assert errors_of(client, a_body(spaces=mixed)) == {"spaces"}


def test_many_unknown_fields_with_numbers_beyond_all_bounds_are_refused(client: FlaskClient) -> None:
    unknown = ", ".join(f'"x{n}": 1' for n in range(60))

    answer = post_raw(client, f'{{{unknown}, "zz": 1e400, "headcount": 1e400}}'.encode())

    assert problem(answer) == (422, "wrong-fields")
    assert len((answer.json or {})["errors"]) <= 50
