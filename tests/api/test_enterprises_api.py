"""The API of enterprises: what changed since, one firm, entered and changed by who knows what it is."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from center.accounts.queries import access_to
from center.accounts.tokens import Scope
from center.core import time
from center.enterprises import queries
from center.enterprises.rules.keys import ALL
from center.enterprises.rules.kinds import Kind, KindTerm
from center.enterprises.service import change_firm, merge_firms
from tests.api.calls import a_token, bearer, problem
from tests.conftest import Clock
from tests.enterprises.factories import WHY, a_firm, a_number
from tests.web.test_pages import counted_queries

E = {
    "registry_id",
    "business_number",
    "name",
    "representative",
    "counting_kind",
    "kinds",
    "founded_on",
    "address",
    "in_district",
    "sector",
    "phone",
    "email",
    "website",
    "state",
    "updated_at",
}
ANY = "/api/v1/enterprises"


class Program:
    """Another program with its token."""

    def __init__(self, client: FlaskClient, *scopes: Scope, limit: int = 6_000) -> None:
        self._client = client
        self._headers = bearer(a_token("registry", scopes=scopes, limit=limit))

    def get(self, address: str = "", **headers: str) -> TestResponse:
        """Ask for a firm, or for changes."""
        return self._client.get(f"{ANY}{address}", headers={**self._headers, **headers})

    def put(self, key: str, body: dict[str, Any], **headers: str) -> TestResponse:
        """Send a firm."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._client.put(f"{ANY}/{key}", json=body, headers={**self._headers, **sent})


@pytest.fixture
def program(client: FlaskClient) -> Program:
    """One that may read and write."""
    return Program(client, Scope.ENTERPRISES_READ, Scope.ENTERPRISES_WRITE)


def a_body(**given: Any) -> dict[str, Any]:
    """A firm as the registry sends it."""
    return {
        "business_number": a_number(),
        "name": "새날 협동조합",
        "representative": "김지수",
        "counting_kind": None,
        "kinds": [{"kind": "cooperative", "certificate": "가-1", "issuer": "서울시", "from": "2014-09-01", "to": None}],
        "founded_on": None,
        "address": "서울 영등포구 선유동1로 80",
        "in_district": True,
        "sector": "자전거 수리",
        "phone": "02-000-0000",
        "email": "jisoo@example.kr",
        "website": "",
        "state": "active",
        **given,
    }


def test_a_firm_is_told_as_e_with_its_version(program: Program, app: Flask) -> None:
    a_firm("R-1")

    answer = program.get("/R-1")

    assert answer.status_code == 200
    assert set(answer.json or {}) == E
    assert answer.json["updated_at"] == "2026-12-15T12:00:00+09:00"  # type: ignore[index]
    assert program.get("/R-1", **{"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_what_programs_read_is_on_record_as_what_people_look_at(program: Program, app: Flask) -> None:
    firm = a_firm("R-1")

    etag = program.get("/R-1").headers["ETag"]
    program.get("/R-1", **{"If-None-Match": etag})
    program.get()

    found = [(read.name, read.action) for read in access_to(*queries.keys_of(firm), ALL)]
    assert found == [("registry", "enterprises.read"), ("registry", "enterprise.read")]


def test_a_firm_is_entered_and_read_back(program: Program) -> None:
    body = a_body()

    made = program.put("R-1", body, If_None_Match="*")

    assert (made.status_code, made.headers["Location"]) == (201, "/api/v1/enterprises/R-1")
    read = dict(program.get("/R-1").json or {})
    assert {name: read[name] for name in body} == body
    assert queries.history_of(queries.get_firm("R-1"))[0].source == "api"
    assert queries.history_of(queries.get_firm("R-1"))[0].actor.startswith("token ")


def test_what_was_read_can_be_sent_back_and_changes_nothing(program: Program) -> None:
    a_firm("R-1", kinds=(KindTerm(Kind.COOPERATIVE),))
    read = program.get("/R-1")

    answer = program.put("R-1", dict(read.json or {}), If_Match=read.headers["ETag"])

    assert (answer.status_code, answer.headers["ETag"]) == (200, read.headers["ETag"])


def test_a_change_needs_the_version_it_was_made_from(program: Program) -> None:
    firm = a_firm("R-1")
    read = program.get("/R-1")
    change_firm(firm, replace(firm.profile, sector="뜨개질"), why=WHY, now=time.now())
    body = {**(read.json or {}), "phone": "02-1"}

    without = program.put("R-1", body)
    older = program.put("R-1", body, If_Match=read.headers["ETag"])
    newest = program.put("R-1", body, If_Match=older.headers["ETag"])

    assert problem(without) == (428, "precondition-missing")
    assert problem(older) == (412, "precondition-failed")
    assert json.loads(older.data)["enterprise"]["sector"] == "뜨개질"
    assert newest.status_code == 200
    assert dict(program.get("/R-1").json or {})["phone"] == "02-1"


def test_a_firm_that_is_there_is_not_entered_again(program: Program) -> None:
    firm = a_firm("R-1")

    again = program.put("R-1", a_body(), If_None_Match="*")
    same_number = program.put("R-2", a_body(business_number=firm.business_number), If_None_Match="*")

    assert problem(again) == (412, "precondition-failed")
    assert problem(same_number) == (409, "known-enterprise")
    assert json.loads(same_number.data)["registry_id"] == "R-1"


def test_what_is_not_there_is_not_changed(program: Program) -> None:
    assert problem(program.get("/R-1")) == (404, "not-found")
    assert problem(program.put("R-1", a_body(), If_Match='"1-1"')) == (404, "not-found")


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"business_number": "9990000000"}, "business_number"),
        ({"name": " "}, "name"),
        ({"founded_on": "2014-02-30"}, "founded_on"),
        ({"founded_on": "20140901"}, "founded_on"),
        ({"email": "somewhere"}, "email"),
        ({"counting_kind": "company"}, "counting_kind"),
        ({"kinds": [{"kind": "cooperative"}]}, "kinds"),
        (
            {
                "kinds": [
                    {"kind": "cooperative", "certificate": "", "issuer": "", "from": "2020-01-02", "to": "2020-01-01"}
                ]
            },
            "kinds",
        ),
        ({"state": None}, "state"),
        ({"owner": "x"}, "owner"),
        ({"registry_id": "R-2"}, "registry_id"),
        ({"address": "가" * 301}, "address"),
    ],
)
def test_wrong_fields_are_named(program: Program, fault: dict[str, Any], field: str) -> None:
    answer = program.put("R-1", a_body(**fault), If_None_Match="*")

    assert problem(answer) == (422, "wrong-fields")
    assert set(json.loads(answer.data)["errors"]) == {field}


@pytest.mark.parametrize("key", ["new", "Import", "export", "C-7", "a%20b", "a%5Cb", ".."])
def test_a_key_that_no_address_can_hold_is_refused(program: Program, key: str) -> None:
    assert program.put(key, a_body(), If_None_Match="*").status_code in {404, 405, 422}
    assert queries.search_firms(queries.Filter(), page=1) == ([], 0)


def test_a_former_key_leads_to_the_one_that_holds(program: Program) -> None:
    firm = a_firm()
    former = firm.registry_id
    change_firm(firm, firm.profile, registry_id="R-1", why=WHY, now=time.now())
    kept, gone = queries.get_firm("R-1"), a_firm("R-2")
    merge_firms(kept, gone, kept.profile, version=kept.version, why=WHY, now=time.now())

    for key in (former, "R-2"):
        answer = program.get(f"/{key}")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/api/v1/enterprises/R-1")
    assert program.put("R-2", a_body(), If_None_Match="*").status_code == 301


def test_changes_come_page_by_page_in_their_order(program: Program, clock: Clock) -> None:
    for n in range(205):
        clock.move(timedelta(seconds=n % 2))
        a_firm(f"R-{n:03d}")
    found, pages, cursor = [], 0, ""
    while pages < 9:
        answer = dict(program.get(f"?cursor={cursor}" if cursor else "").json or {})
        found += [firm["registry_id"] for firm in answer["enterprises"]]
        pages, cursor = pages + 1, answer["next"]
        if cursor is None:
            break

    assert (pages, found) == (3, [f"R-{n:03d}" for n in range(205)])


def test_only_what_changed_since_is_told(program: Program, clock: Clock) -> None:
    firm = a_firm("R-1")
    clock.move(timedelta(hours=1))
    since = "2026-12-15T13:00:00%2B09:00"
    before = program.get(f"?updated_since={since}").json
    change_firm(firm, replace(firm.profile, sector="뜨개질"), why=WHY, now=time.now())

    after = dict(program.get(f"?updated_since={since}").json or {})

    assert before == {"enterprises": [], "next": None}
    assert [one["registry_id"] for one in after["enterprises"]] == ["R-1"]


@pytest.mark.parametrize(
    "query",
    ["updated_since=yesterday", "cursor=x", "cursor=%ff", "cursor=", "page=2", "cursor=MjAyNiA5OTk5OTk5OTk5OTk"],
)
def test_what_cannot_be_asked_is_told(program: Program, query: str) -> None:
    assert problem(program.get(f"?{query}")) == (422, "wrong-fields")


def test_a_page_costs_as_many_queries_for_many_firms_as_for_few(program: Program) -> None:
    def n_queries() -> int:
        with counted_queries() as sent:
            assert program.get().status_code == 200
        return len(sent)

    a_firm("R-1", kinds=(KindTerm(Kind.COOPERATIVE),))
    program.get()
    few = n_queries()
    for n in range(2, 20):
        a_firm(f"R-{n}", kinds=(KindTerm(Kind.COOPERATIVE),))

    assert n_queries() == few


def test_a_token_may_do_what_its_scope_says(client: FlaskClient) -> None:
    a_firm("R-1")
    reader, kiosk = Program(client, Scope.ENTERPRISES_READ), Program(client, Scope.BOOKINGS_WRITE)

    assert reader.get("/R-1").status_code == 200
    assert problem(reader.put("R-1", a_body(), If_Match="*")) == (403, "forbidden")
    assert problem(kiosk.get("/R-1")) == (403, "forbidden")
    assert problem(client.get(f"{ANY}/R-1")) == (401, "unauthorized")


def test_a_tokens_limit_holds(client: FlaskClient) -> None:
    reader = Program(client, Scope.ENTERPRISES_READ, limit=2)

    assert [reader.get().status_code for _ in range(3)] == [200, 200, 429]
