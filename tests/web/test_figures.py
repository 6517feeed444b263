"""Pages and files of figures: for staff all of them, for everybody nothing that tells of a person."""

import csv
import re
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from typing import Any

import html5lib
import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl.workbook import Workbook

from center.bookings.figure_exports import safe, workbook_of
from center.bookings.pages.figures import report_of
from center.bookings.rules.figures.span import Span
from center.bookings.rules.refusals import TooSoonError
from center.bookings.service.figures import count_refusal
from center.bookings.service.managing import cancel_booking
from center.core import time
from tests.bookings.factories import THURSDAY, WEDNESDAY, a_booking, a_request, hours
from tests.bookings.many import fill
from tests.conftest import Clock
from tests.web.test_pages import counted_queries, staff_signs_in

NAMES = ("김무궁화", "무궁화 모임", "무궁화 조합", "hibiscus@example.kr")
WHO = {"name": NAMES[0], "purpose": NAMES[1], "organisation": NAMES[2], "email": NAMES[3]}
STAFF_PAGES = ("/staff/figures", "/staff/figures?month=2026-12", "/staff/figures?year=2026")
PUBLIC_FILES = ("/figures?month=2026-12", "/figures.xlsx?month=2026-12", "/figures.csv?month=2026-12")


@pytest.fixture
def december(app: Flask, clock: Clock) -> None:
    """Some uses of December, seen from January."""
    a_booking(hours(14, 16), headcount=20, **WHO)
    for start in (9, 11, 17):
        a_booking(hours(start, start + 1, THURSDAY), purpose_kind="class", headcount=10)
    cancel_booking(a_booking(hours(9, 10)).reference, now=time.now())
    count_refusal(TooSoonError(24), ["202"], now=time.now())
    clock.set(time.at(date(2027, 1, 5), 12 * 60))


def told(client: FlaskClient, address: str) -> str:
    """What an answer says in words, also of a workbook."""
    answer = client.get(address)
    assert answer.status_code == 200
    return str(cells_of(read(answer.data))) if ".xlsx" in address else answer.text


def read(content: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def cells_of(book: Workbook) -> list[Any]:
    return [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def rows_of(client: FlaskClient, address: str) -> list[list[str]]:
    return list(csv.reader(StringIO(client.get(address).data.decode("utf-8-sig"))))


def value(rows: list[list[str]], *place: str) -> str:
    """The value of a table, a row and a column."""
    [found] = [row[4] for row in rows if tuple(row[1:4]) == place]
    return found


@pytest.mark.usefixtures("december")
def test_the_answer_comes_first_and_the_tables_give_its_figures(client: FlaskClient) -> None:
    page = client.get("/figures?month=2026-12").text
    rows = rows_of(client, "/figures.csv?month=2026-12")

    open_hours = 22 * 12 + 4 * 9
    share = f"{5 / open_hours * 100:.1f}"
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading
    assert "2026년 12월에는 열린 시간 가운데 202 다목적회의실 2%, 203 로비 0%를 썼습니다" in heading.group(1)
    assert value(rows, "공간별 이용률", "202 다목적회의실", "열린 시간") == str(open_hours)
    assert value(rows, "공간별 이용률", "202 다목적회의실", "이용 시간") == "5"
    assert value(rows, "공간별 이용률", "202 다목적회의실", "이용률") == share
    assert f'<td role="cell" data-column="이용률">{share}%</td>' in page


@pytest.mark.usefixtures("december")
@pytest.mark.parametrize("address", PUBLIC_FILES)
def test_the_public_figures_name_nobody(client: FlaskClient, address: str) -> None:
    said = told(client, address)

    assert not [name for name in NAMES if name in said]


@pytest.mark.usefixtures("december")
def test_small_numbers_are_hidden_in_public_and_shown_to_staff(client: FlaskClient) -> None:
    rows = rows_of(client, "/figures.csv?month=2026-12")
    staff_signs_in(client)
    staff = read(client.get("/staff/figures.xlsx?month=2026-12").data)["목적"]

    purposes = "이용 목적별 이용 건수 막대그림"
    assert value(rows, purposes, "회의·모임", "이용 건수") == value(rows, purposes, "회의·모임", "인원") == "3 미만"
    assert (
        value(rows, purposes, "교육·강좌", "이용 건수") == value(rows, purposes, "교육·강좌", "이용 시간") == "비공개"
    )
    assert value(rows, purposes, "그 밖", "이용 건수") == "0"
    assert [row[1].value for row in staff.iter_rows(min_row=2)] == [0, 3, 1, 0, 0]


@pytest.mark.usefixtures("december")
def test_the_page_says_what_it_hides_and_shows_no_number_of_one_or_two(client: FlaskClient) -> None:
    page = client.get("/figures?month=2026-12").text

    assert "‘3 미만’으로 적습니다" in page
    tallies = re.findall(r'data-column="(?:이용 건수|거절 건수|인원)">([^<]*)<', page)
    assert tallies
    assert not {"1", "2"} & set(tallies)
    assert "예약 시도 3 미만건" not in page


@pytest.mark.usefixtures("december")
def test_two_worlds_that_differ_in_who_booked_read_the_same_in_public(app: Flask, client: FlaskClient) -> None:
    from sqlalchemy import update

    from center.bookings.models import Booking, owning
    from center.core.db import transaction

    before = [client.get(address).data for address in ("/figures?month=2026-12", "/figures.csv?month=2026-12")]
    with transaction() as session, owning(session):
        session.execute(update(Booking).values(name="다른 이름", purpose="다른 일", email="x@example.kr", phone="02"))

    assert before == [client.get(address).data for address in ("/figures?month=2026-12", "/figures.csv?month=2026-12")]


@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("month=2026-12", 404, "아직 끝나지 않은 달입니다"),
        ("year=2026", 404, "아직 끝나지 않은 해입니다"),
        ("month=2027-02", 404, "아직 시작하지 않은 기간입니다"),
        ("month=2026-13", 422, "month=2026-11이나 year=2026처럼"),
        ("month=x&year=2026", 422, "month=2026-11이나 year=2026처럼"),
    ],
)
def test_a_period_that_cannot_be_shown_is_told_with_the_way_to_others(
    client: FlaskClient, query: str, status: int, sentence: str
) -> None:
    page = client.get(f"/figures?{query}")
    files = [client.get(f"/figures.{kind}?{query}") for kind in ("csv", "xlsx")]

    assert (page.status_code, [file.status_code for file in files]) == (status, [status] * 2)
    assert sentence in page.text
    assert all(sentence in file.text for file in files)
    assert '<option value="2026-11"' in page.text


def test_staff_see_the_running_month_and_are_told_that_it_runs(client: FlaskClient) -> None:
    staff_signs_in(client)
    a_request(hours(14, 16))

    page = client.get("/staff/figures?month=2026-12")

    assert page.status_code == 200
    assert "아직 끝나지 않은 기간입니다" in page.text
    assert client.get("/staff/figures?month=2027-01").status_code == 404


def test_a_period_stands_beside_the_one_before_and_that_of_the_year_before(client: FlaskClient, clock: Clock) -> None:
    for now, day in ((2025, date(2025, 12, 23)), (2026, WEDNESDAY)):
        clock.set(time.at(date(now, 12, 15), 12 * 60))
        a_booking(hours(14, 16, day))
    clock.set(time.at(date(2026, 11, 20), 12 * 60))
    a_booking(hours(14, 15, date(2026, 11, 24)))
    clock.set(time.at(date(2027, 1, 5), 12 * 60))

    page = client.get("/figures?month=2026-12").text

    assert "2026년 11월 이용률" in page
    assert "2025년 12월 이용률" in page
    assert client.get("/figures?year=2026").text.count("2025년 이용률") >= 1


def test_a_first_month_is_compared_with_nothing(client: FlaskClient, clock: Clock) -> None:
    a_booking(hours(14, 16))
    clock.set(time.at(date(2027, 1, 5), 12 * 60))

    assert "견주면" not in client.get("/figures?month=2026-12").text


@pytest.mark.usefixtures("december")
@pytest.mark.parametrize("address", ["/figures?month=2026-12", "/figures?year=2026", *STAFF_PAGES])
def test_every_picture_has_its_words_and_its_table(client: FlaskClient, address: str) -> None:
    staff_signs_in(client)
    text = client.get(address).text

    html5lib.HTMLParser(strict=True).parse(text)
    pictures = re.findall(r"<svg[^>]*>.*?</svg>", text, re.S)
    assert pictures
    for picture in pictures:
        assert re.search(r'role="img" aria-labelledby="[^"]+"', picture)
        assert re.search(r"<title[^>]*>[^<]+</title>", picture)
        assert re.search(r"<desc[^>]*>[^<]+</desc>", picture)
    assert text.count('<details class="figure-tables"') >= 8
    assert not re.search(r'\sstyle="|<script(?![^>]*src=)', text)


@pytest.mark.parametrize("address", ["/figures?month=2026-11", "/figures?year=2025", "/staff/figures?year=2026"])
def test_figures_cost_as_many_queries_for_many_bookings_as_for_few(client: FlaskClient, address: str) -> None:
    staff_signs_in(client)
    fill(3)
    client.get(address)
    with counted_queries() as few:
        assert client.get(address).status_code == 200
    fill_more(1500)

    with counted_queries() as many:
        assert client.get(address).status_code == 200

    assert len(many) == len(few) <= 14


def fill_more(n: int) -> None:
    """More past uses, numbered after those that are there."""
    from tests.bookings import many

    before, many.FIRST = many.FIRST, many.FIRST * 2
    try:
        fill(n)
    finally:
        many.FIRST = before


@pytest.mark.usefixtures("december")
def test_a_workbook_has_a_sheet_for_each_table_with_typed_cells(client: FlaskClient) -> None:
    answer = client.get("/figures.xlsx?month=2026-12")
    book = read(answer.data)

    assert answer.headers["Content-Disposition"] == 'attachment; filename="figures-2026-12.xlsx"'
    assert book.sheetnames[:4] == ["요약", "공간", "요일·시간 202", "요일·시간 203"]
    room = book["공간"]
    assert room.freeze_panes == "B2"
    assert (room["B2"].data_type, room["B2"].number_format, room["C2"].value) == ("n", "0.0%", 5)
    assert room["B2"].value == pytest.approx(5 / 300)


def day_in(cell: Any) -> date:
    """The day of a cell that holds one."""
    assert cell.data_type == "d"
    day: date = cell.value.date()
    return day


@pytest.mark.usefixtures("december")
def test_days_and_months_of_a_workbook_are_dates(client: FlaskClient) -> None:
    staff_signs_in(client)
    month, year = (read(client.get(f"/staff/figures.xlsx?{span}").data) for span in ("month=2026-12", "year=2026"))

    days, months = month["날짜"], year["달"]
    assert [day_in(row[0]) for row in days.iter_rows(min_row=2)] == [date(2026, 12, n) for n in range(1, 32)]
    assert (days["A2"].data_type, days["A2"].number_format) == ("d", '[$-412]yyyy"년" m"월" d"일"(aaa)')
    assert (day_in(months["A13"]), months["A13"].number_format) == (date(2026, 12, 1), '[$-412]yyyy"년" m"월"')
    assert days["B24"].number_format == "0.0%"
    told = {row[0].value: row[1] for row in month["요약"].iter_rows(min_row=3)}
    assert day_in(told["기간의 첫날"]) == date(2026, 12, 1)
    assert day_in(told["기간의 마지막 날"]) == date(2026, 12, 31)
    assert day_in(told["파일을 만든 날"]) == date(2027, 1, 5)


@pytest.mark.usefixtures("december")
def test_exports_hold_no_live_formula(app: Flask, client: FlaskClient) -> None:
    staff_signs_in(client)
    public, staff = client.get("/figures.xlsx?month=2026-12").data, client.get("/staff/figures.xlsx?month=2026-12").data
    report = report_of(Span(2026, 12), time.now(), is_public=True)
    made = read(workbook_of(replace(report, headline='=HYPERLINK("x")'), time.now()))

    for book in (read(public), read(staff), made):
        assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert made["요약"]["B3"].value == '=HYPERLINK("x")'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_a_text_that_begins_like_a_formula_is_written_as_text(start: str) -> None:
    assert safe(f"{start}1+1") == f"'{start}1+1"
    assert safe("1+1") == "1+1"


@pytest.mark.usefixtures("december")
def test_rows_of_open_figures_are_marked_as_utf_8_and_carry_their_unit(client: FlaskClient) -> None:
    answer = client.get("/figures.csv?month=2026-12")
    rows = rows_of(client, "/figures.csv?month=2026-12")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert rows[0] == ["기간", "표", "구분", "항목", "값", "단위"]
    assert {len(row) for row in rows} == {6}
    assert {row[0] for row in rows[1:]} == {"2026-12"}
    assert {row[5] for row in rows[1:]} == {"건", "명", "곳", "시간", "일", "%"}


@pytest.mark.parametrize("address", ["/figures", "/figures.xlsx", "/figures.csv"])
def test_a_center_without_bookings_has_figures_too(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200
    assert client.get(f"{address}?year=2001").status_code == 200


def test_looking_counts_no_refusal(client: FlaskClient) -> None:
    a_booking(hours(14, 16))
    wish = "space=202&start=2026-12-23T14:00%2B09:00&end=2026-12-23T16:00%2B09:00"
    assert client.get(f"/rooms/book?{wish}").status_code == 409
    client.get(f"/rooms/book/details?{wish}")
    staff_signs_in(client)

    assert "거절된 예약 시도가 없었습니다" in client.get("/staff/figures?month=2026-12").text


def test_a_form_for_too_many_people_counts_as_a_refusal(client: FlaskClient) -> None:
    from tests.web.test_pages import BOOK, details

    client.post(BOOK, data=details(headcount="60"))
    staff_signs_in(client)

    assert "정원보다 많은 인원" in client.get("/staff/figures?month=2026-12").text
