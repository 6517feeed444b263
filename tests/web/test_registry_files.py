"""Files of the registry in the browser: up, looked at, applied; and all firms out with a reason."""

import gc
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from itertools import chain, repeat

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from center.accounts.models import AccessRecord
from center.accounts.service import create_user
from center.core import time
from center.core.actor import Role
from center.core.db import db
from center.core.errors import NotFoundError
from center.core.vault import Vault
from center.enterprises import queries
from center.enterprises.import_views import shelf
from center.enterprises.importing import past_imports
from center.enterprises.service import change_firm
from center.settings import Settings
from tests.commands import inside
from tests.conftest import Clock
from tests.enterprises.factories import WHY, a_firm, a_number
from tests.enterprises.files import a_row, csv_of, json_of, opened, xlsx_of
from tests.people import app_code, give_factor
from tests.servers import Visitor, gunicorn, hidden
from tests.web.test_pages import PASSWORD, n_queries, staff_signs_in

MEGABYTE = 1024 * 1024
sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """A browser in which yuna is signed in."""
    staff_signs_in(client)
    return client


def upload(browser: FlaskClient, content: bytes, name: str = "registry.csv") -> TestResponse:
    """Send a file."""
    form = {"file": (BytesIO(content), name)}
    return browser.post("/enterprises/import", data=form, content_type="multipart/form-data")


def looked_at(browser: FlaskClient, content: bytes, name: str = "registry.csv") -> str:
    """Send a file and leave its columns as they are found; the address of what it would change."""
    columns = upload(browser, content, name).headers["Location"]
    fields = re.findall(r'<select[^>]*name="(c\d+)"[^>]*>(.*?)</select>', browser.get(columns).text, re.S)
    chosen = {field: re.findall(r'value="([^"]*)" selected', options)[0] for field, options in fields}
    answer = browser.post(columns, data=chosen)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def applied(browser: FlaskClient, address: str) -> TestResponse:
    """Press the button under what is shown."""
    return browser.post(address, data={"mark": hidden(browser.get(address).text, "mark")})


def test_a_file_goes_from_the_form_to_its_result(staff: FlaskClient, app: Flask) -> None:
    known = a_firm("R-1", name="새날 협동조합 R-1", representative="이민호")
    rows = (a_row("R-1", number=known.business_number, 비고="x"), a_row("R-2"), a_row("R-3", 설립일="어제"))

    address = looked_at(staff, csv_of(*rows))
    page = staff.get(address).text
    answer = applied(staff, address)
    result = staff.get(answer.headers["Location"]).text

    assert "이민호 → 김지수" in page
    assert "모르는 칸은 기업마다 그대로 보관합니다." in page
    assert "‘어제’은(는) 날짜가 아닙니다." in page
    assert "반영한 결과" in result
    assert "받지 않은 줄 내려받기" in result
    assert queries.get_firm("R-2").name == "새날 협동조합 R-2"
    assert queries.history_of(queries.get_firm("R-1"))[0].actor.startswith("user ")
    assert "registry.csv" in staff.get("/enterprises/import").text
    with pytest.raises(NotFoundError):
        shelf().get(past_imports()[0].sha256)


def test_nothing_is_changed_before_the_button_is_pressed(staff: FlaskClient) -> None:
    staff.get(looked_at(staff, csv_of(a_row("R-1"))))

    assert queries.find_firm("R-1") is None
    assert list(past_imports()) == []


def test_a_file_that_was_applied_before_is_told_so(staff: FlaskClient) -> None:
    content = csv_of(a_row("R-1"))
    applied(staff, looked_at(staff, content))

    page = staff.get(looked_at(staff, content)).text

    assert "에 이미 반영했습니다." in page
    assert "바뀌는 것 없이 기록만 남기기" in page


def test_likely_duplicates_stand_side_by_side(staff: FlaskClient) -> None:
    a_firm("R-1", name="㈜달팽이", phone="02-777")

    page = staff.get(looked_at(staff, csv_of(a_row("R-2", **{"기업 이름": "주식회사 달팽이", "전화": "02-888"})))).text

    assert "R-1 기록 보기" in page
    assert re.search(r"전화</th>\s*<td[^>]*>02-888</td>\s*<td[^>]*>02-777</td>", page)


@sqlite
@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "", "올릴 파일을 골라 주세요."),
        (b"", "a.csv", "내용이 없습니다"),
        (b"PK\x03\x04", "a.xlsx", "상했거나"),
        (csv_of(a_row(), encoding="utf-16"), "a.csv", "CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "비밀번호"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_at_the_form(
    staff: FlaskClient, settings: Settings, content: bytes, name: str, sentence: str
) -> None:
    answer = upload(staff, content, name)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'href="#file"' in answer.text
    assert not (settings.instance / "uploads").exists()


def test_columns_are_chosen_once_for_all_files_with_that_header(staff: FlaskClient) -> None:
    content = csv_of({"ㄱ": "R-1", "ㄴ": a_number(), "ㄷ": "새날"})
    columns = upload(staff, content).headers["Location"]

    nothing = staff.post(columns, data={"c0": "", "c1": "", "c2": ""})
    twice = staff.post(columns, data={"c0": "name", "c1": "business_number", "c2": "name"})
    chosen = staff.post(columns, data={"c0": "registry_id", "c1": "business_number", "c2": "name"})
    applied(staff, chosen.headers["Location"])
    again = looked_at(staff, csv_of({"ㄷ": "달팽이", "ㄱ": "R-2", "ㄴ": a_number()}))

    assert (nothing.status_code, twice.status_code) == (422, 422)
    assert "등록 번호나 사업자등록번호가 든 칸을 골라 주세요." in nothing.text
    assert "다른 칸에서 이미 고른 항목입니다." in twice.text
    assert queries.get_firm("R-1").name == "새날"
    assert "달팽이" in staff.get(again).text


def test_what_changed_meanwhile_is_shown_again(staff: FlaskClient) -> None:
    firm = a_firm("R-1")
    address = looked_at(staff, csv_of(a_row("R-1", number=firm.business_number)))
    mark = hidden(staff.get(address).text, "mark")
    change_firm(firm, replace(firm.profile, sector="뜨개질"), why=WHY, now=time.now())

    answer = staff.post(address, data={"mark": mark})

    assert answer.status_code == 409
    assert "그사이 기업의 기록이 바뀌었습니다." in answer.text
    assert hidden(answer.text, "mark") != mark
    assert queries.get_firm("R-1").name == firm.name


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_refused_rows_are_a_file_in_the_same_format(staff: FlaskClient, kind: str) -> None:
    row = a_row("R-1", 설립일="어제")
    content = {"csv": csv_of(row), "json": json_of(row)}.get(kind, xlsx_of(list(row), list(row.values())))
    applied(staff, looked_at(staff, content, f"registry.{kind}"))

    answer = staff.get(f"/enterprises/import/runs/{past_imports()[0].id}/refused")

    assert f"registry-refused.{kind}" in answer.headers["Content-Disposition"]
    sheet = opened(answer.data, f"a.{kind}").sheet
    assert sheet.rows[0].said(sheet.header)["설립일"] == "어제"


@pytest.mark.parametrize(("kind", "named"), [("csv", "csv"), ("people", "csv"), ("xlsx", "xlsx"), ("json", "json")])
def test_all_firms_are_taken_out_with_a_reason_that_is_kept(staff: FlaskClient, kind: str, named: str) -> None:
    a_firm("R-1", name="=1+1")

    without = staff.post("/enterprises/export", data={"kind": kind})
    answer = staff.post("/enterprises/export", data={"kind": kind, "purpose": "월간 보고"})

    assert without.status_code == 422
    assert answer.headers["Content-Disposition"].endswith(f"enterprises-20261215.{named}")
    record = db.session.scalars(select(AccessRecord).where(AccessRecord.action == "enterprises.exported")).one()
    assert (record.n_records, record.reason) == (1, "월간 보고")
    assert (b"'=1+1" in answer.data) == (kind == "people")


def test_an_upload_is_forgotten_after_a_day(staff: FlaskClient, clock: Clock) -> None:
    address = looked_at(staff, csv_of(a_row("R-1")))
    clock.move(timedelta(hours=23))
    shelf().forget_old(time.now())
    before = staff.get(address).status_code
    clock.move(timedelta(hours=1))
    shelf().forget_old(time.now())

    with pytest.raises(NotFoundError):
        shelf().get(address.rsplit("/", 1)[1])
    assert before in {200, 302}


def test_a_plan_costs_as_many_queries_for_many_firms_as_for_few(staff: FlaskClient) -> None:
    few = looked_at(staff, csv_of(a_row("R-1")))
    many = looked_at(staff, csv_of(*(a_row(f"R-{n}", number=a_firm(f"R-{n}").business_number) for n in range(2, 30))))
    staff.get(few)

    assert n_queries(staff, many) == n_queries(staff, few)


@sqlite
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_only_staff_may_send_what_is_large(client: FlaskClient) -> None:
    large = csv_of(a_row(비고="가" * 100_000), a_row("R-2"))

    stranger = upload(client, large).status_code
    staff_signs_in(client)

    assert stranger in {403, 413}
    assert upload(client, large).status_code == 303
    assert upload(client, b"x" * (21 * MEGABYTE)).status_code == 413
    gc.collect()


@sqlite
def test_a_file_of_300_megabytes_gets_a_page(settings: Settings) -> None:
    with inside(settings):
        create_user(email="yuna@example.kr", name="김유나", password=PASSWORD, role=Role.STAFF, now=time.now())
        give_factor("yuna@example.kr", Vault(settings.secret_key))
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    pieces = chain([head], repeat(b"0" * MEGABYTE, 300))

    with gunicorn(settings, workers=1) as server:
        staff = Visitor(server.url)
        token = hidden(staff.get("/sign-in").text, "csrf_token")
        form = {"email": "yuna@example.kr", "password": PASSWORD, "csrf_token": token}
        assert staff.post("/sign-in", form).status == 303
        token = hidden(staff.get("/sign-in/code").text, "csrf_token")
        assert staff.post("/sign-in/code", {"code": app_code(), "csrf_token": token}).status == 303
        answer = staff.stream(
            "/enterprises/import",
            iter(pieces),
            length=len(head) + 300 * MEGABYTE,
            content_type="multipart/form-data; boundary=b",
        )

    assert answer.status == 413
    assert "20MB까지 올릴 수 있으니" in answer.text
