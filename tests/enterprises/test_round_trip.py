"""Import, export, import: the identity, whatever stands in the records."""

import string
from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from center.core import time
from center.core.db import db
from center.enterprises import queries
from center.enterprises.exports import export, marked
from center.enterprises.queries import Filter
from center.enterprises.rules.kinds import CountingKind, FirmState, Kind, KindTerm
from center.enterprises.rules.profile import Profile
from center.enterprises.rules.sheets import Format
from center.enterprises.service import create_firm
from center.enterprises.sync.cleaning import clean_cell
from tests.enterprises.factories import WHY, a_firm, a_number
from tests.enterprises.files import counts, imported, planned

SOME = st.characters(codec="utf-8")
DAYS = st.none() | st.dates(date(1901, 1, 1), date(2099, 12, 31))


def lines(most: int) -> st.SearchStrategy[str]:
    """A line as it is kept."""
    kept = st.text(SOME | st.sampled_from("뷁똠=+-@|\\\"',;\n\t_x0041_"), max_size=most)
    return kept.map(lambda text: clean_cell(" ".join(text.split()))).filter(lambda text: len(text) <= most)


TERMS = st.builds(KindTerm, st.sampled_from(Kind), DAYS, st.none(), lines(20), lines(20)) | st.builds(
    KindTerm, st.sampled_from(Kind), st.none(), DAYS, lines(20), lines(20)
)
PROFILES = st.builds(
    Profile,
    business_number=st.builds(a_number),
    name=lines(30).filter(bool),
    representative=lines(20),
    counting_kind=st.none() | st.sampled_from(CountingKind),
    kinds=st.lists(TERMS, max_size=4).map(tuple),
    founded_on=DAYS,
    address=lines(40),
    in_district=st.booleans(),
    sector=lines(20),
    phone=lines(20),
    email=st.just("") | st.from_regex(r"[a-z]{1,9}@example\.kr", fullmatch=True),
    website=lines(20),
    state=st.sampled_from(FirmState),
)
EXTRA = st.dictionaries(lines(10).filter(bool), lines(20).filter(bool), max_size=4)
KEYS = st.none() | st.text(string.ascii_uppercase + "가나-._", min_size=1, max_size=6)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("kind", list(Format))
@given(firms=st.lists(st.tuples(PROFILES, EXTRA, KEYS), min_size=1, max_size=4))
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_what_is_exported_changes_nothing_when_it_is_read(
    app: Flask, kind: Format, firms: list[tuple[Profile, dict[str, str], str | None]]
) -> None:
    for profile, extra, key in firms:
        named = f"R{key}{uuid4().hex[:8]}" if key else None
        create_firm(profile, registry_id=named, why=WHY, now=time.now(), extra=extra)

    plan = planned(export(queries.all_found(Filter()), kind), f"registry.{kind}")

    assert [one.differences for one in plan.changed] == []
    assert (plan.new, plan.refused) == ([], [])
    db.session.rollback()


@pytest.mark.parametrize("kind", list(Format))
def test_import_export_import_is_the_identity(app: Flask, kind: Format) -> None:
    terms = (
        KindTerm(Kind.SOCIAL_ENTERPRISE, date(2014, 9, 1), None, "제1호 | 가", "고용노동부"),
        KindTerm(Kind.COOPERATIVE),
    )
    a_firm("R-1", kinds=terms, name="=HYPERLINK(1)", sector="뷁\\똠", founded_on=date(2014, 9, 1))
    a_firm()
    first = export(queries.all_found(Filter()), kind)

    run = imported(first, f"registry.{kind}")

    assert counts(run) == (0, 0, 2, 0)
    assert export(queries.all_found(Filter()), kind) == first or kind == Format.XLSX


def test_another_center_reads_the_same_firms(app: Flask) -> None:
    before = a_firm("R-1", kinds=(KindTerm(Kind.COOPERATIVE, date(2014, 9, 1)),)).profile
    content = export(queries.all_found(Filter()), Format.JSON)

    imported(content.replace(b"R-1", b"R-2").replace(before.business_number.encode(), a_number().encode()), "a.json")

    after = queries.get_firm("R-2").profile
    assert replace(after, business_number=before.business_number) == before


def cells_of(content: bytes) -> list[Any]:
    """All cells of a workbook."""
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert sheet is not None
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_a_workbook_holds_texts_only(app: Flask) -> None:
    a_firm("R-1", name="=1+1", phone="0226700000")

    cells = cells_of(export(queries.all_found(Filter()), Format.XLSX))

    assert {cell.data_type for cell in cells} == {"s"}
    assert {"=1+1", "0226700000"} <= {cell.value for cell in cells}


def test_a_machine_export_is_as_it_is_and_one_for_people_holds_no_formula(app: Flask) -> None:
    a_firm("R-1", name="=1+1", sector="@SUM(A1)", phone="+82-2-1")

    machine = export(queries.all_found(Filter()), Format.CSV).decode("utf-8-sig")
    people = export(queries.all_found(Filter()), Format.CSV, for_people=True).decode("utf-8-sig")

    assert ",=1+1," in machine
    assert ",'=1+1," in people
    assert ",'+82-2-1," in people
    assert marked("뷁") == "뷁"
