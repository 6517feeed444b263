"""The table of who may do what (docs/rules/access.md) says what the code does, no more and no less."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask

from center.core.actor import Role
from center.web.access import PUBLIC, SIGNED_IN, allowed_roles
from tests.web.test_access import MATRIX

TABLE = Path(__file__).parents[2] / "docs/rules/access.md"
ADDRESS = re.compile(r"`(/[^`]*)`")
COLUMNS = {"firm": Role.ENTERPRISE, "reviewer": Role.REVIEWER, "staff": Role.STAFF, "admin": Role.ADMIN}
MAY, NOT, KEY, SCOPE = "●", "–", "key", "scope"
UNAUTHORIZED = 401


def rows() -> dict[str, dict[str, str]]:
    """The marks of each address of the table, by column."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    names, _rule, *cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    marks = [dict(zip(names, line, strict=True)) for line in cells]
    return {address: row for row in marks for address in ADDRESS.findall(row["address"])}


def row_of(rule: str, table: Mapping[str, dict[str, str]]) -> dict[str, str]:
    """The row of a route: that of the longest address with which it begins; the first page's stands for the rest."""
    fitting = [address for address in table if rule == address or rule.startswith(f"{address.rstrip('/')}/")]
    return table[max(fitting, key=len)] if fitting else table["/"]


def routes(app: Flask) -> list[tuple[str, str]]:
    """Every address with the view it leads to."""
    return sorted({(rule.rule, rule.endpoint) for rule in app.url_map.iter_rules()})


def test_every_route_lets_in_whom_the_table_lets_in(app: Flask) -> None:
    table = rows()
    for rule, endpoint in routes(app):
        row, allowed = row_of(rule, table), allowed_roles(app, endpoint)
        if row["program"] == SCOPE and row["anyone"] == NOT:
            continue
        assert (row["anyone"] in {MAY, KEY}) == (allowed == PUBLIC), rule
        let_in = SIGNED_IN if allowed == PUBLIC else allowed
        promised = frozenset(role for name, role in COLUMNS.items() if row[name] in {MAY, KEY})
        assert promised == let_in, rule


def test_what_the_table_leaves_to_programs_answers_nobody_without_a_token(app: Flask) -> None:
    table = rows()
    of_programs = [
        answers
        for (_, rule), answers in MATRIX.items()
        if row_of(rule, table)["anyone"] == NOT and row_of(rule, table)["program"] == SCOPE
    ]
    assert of_programs
    assert {status for answers in of_programs for status in answers} == {UNAUTHORIZED}


@pytest.mark.parametrize("address", sorted(rows()))
def test_every_address_of_the_table_exists(address: str, app: Flask) -> None:
    assert any(rule == address or rule.startswith(f"{address.rstrip('/')}/") for rule, _ in routes(app))


def test_marks_are_those_that_are_explained() -> None:
    marks = {row[name] for row in rows().values() for name in ("anyone", *COLUMNS, "program")}
    assert marks == {MAY, NOT, KEY, SCOPE}
