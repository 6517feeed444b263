"""Staff enter who has which unit, and what units cost."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from center.core.actor import Role
from center.core.db import db
from center.enterprises.rules.numbers import show_business_number
from center.spaces.queries import terms_of
from center.tenancy.calls import queries
from tests.enterprises.factories import a_firm
from tests.people import is_in, somebody

DONE, UNPROCESSABLE, CONFLICT, GONE = 303, 422, 409, 404
DAYS = {"first_on": "2026-03-01", "last_on": "2028-02-29", "basis": "사용허가 2026-1호"}


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """A browser of the staff."""
    is_in(client, somebody("yuna@example.kr", "a-long-enough-passphrase", Role.STAFF))
    return client


@pytest.mark.parametrize("named_by", ["business number", "registration number", "name"])
def test_a_tenant_is_entered_by_whatever_names_the_firm(staff: FlaskClient, named_by: str) -> None:
    firm = a_firm("YD-7", name="도란 사회적협동조합")
    holder = {
        "business number": show_business_number(firm.business_number),
        "registration number": "YD-7",
        "name": " 도란  사회적협동조합 ",
    }[named_by]

    answer = staff.post("/staff/units/304/terms/new", data={"holder": holder, **DAYS})

    assert (answer.status_code, answer.headers["Location"]) == (DONE, "/staff/units/304")
    assert [(term.holder_id, term.last_on) for term in terms_of("304")] == [(firm.id, date(2028, 2, 29))]


def test_a_name_that_several_firms_bear_asks_for_the_number(staff: FlaskClient) -> None:
    a_firm("YD-7", name="도란")
    a_firm("YD-8", name="도란")

    answer = staff.post("/staff/units/304/terms/new", data={"holder": "도란", **DAYS})

    assert answer.status_code == UNPROCESSABLE
    assert "같은 이름의 기업이 여럿입니다(YD-7, YD-8)" in answer.text
    assert 'value="사용허가 2026-1호"' in answer.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"holder": "없는 기업"}, "명부에 그런 기업이 없습니다."),
        ({"holder": ""}, "기업의 사업자등록번호나 이름을 적어 주세요."),
        ({"last_on": "2026-02-01"}, "마지막 날이 첫날보다 앞섭니다."),
        ({"first_on": "2026. 3. 1"}, "날짜를 2026-12-23처럼 적어 주세요."),
        ({"first_on": ""}, "들어온 날을 적어 주세요."),
        ({"basis": ""}, "무엇으로 쓰는지 적어 주세요."),
        ({"last_on": "2099-01-01"}, "한 번에 10년까지 넣을 수 있습니다."),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_is_kept(
    staff: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    a_firm("YD-7", name="도란")

    answer = staff.post("/staff/units/304/terms/new", data={"holder": "도란", **DAYS, **typed})

    assert answer.status_code == UNPROCESSABLE
    assert sentence in answer.text
    assert all(f'value="{value}"' in answer.text for value in typed.values())


def test_a_unit_that_somebody_has_is_refused_with_who_and_until_when(staff: FlaskClient) -> None:
    a_firm("YD-7", name="도란")
    a_firm("YD-8", name="새벽밥상")
    staff.post("/staff/units/304/terms/new", data={"holder": "도란", **DAYS})

    answer = staff.post("/staff/units/304/terms/new", data={"holder": "새벽밥상", **DAYS})

    assert answer.status_code == CONFLICT
    assert "2028년 2월 29일(화)까지는 도란에서 씁니다." in answer.text


def test_a_term_is_corrected_and_taken_out_with_a_reason(staff: FlaskClient) -> None:
    a_firm("YD-7", name="도란")
    staff.post("/staff/units/304/terms/new", data={"holder": "도란", **DAYS})
    number = terms_of("304")[0].id
    edit, remove = f"/staff/units/304/terms/{number}/edit", f"/staff/units/304/terms/{number}/remove"
    assert 'value="YD-7"' in staff.get(edit).text

    typed = {"holder": "YD-7", **DAYS, "last_on": "2027-02-28", "version": "1"}
    assert "왜 고치는지" in staff.post(edit, data=typed).text
    assert staff.post(edit, data={**typed, "reason": "일찍 나감"}).status_code == DONE
    assert staff.post(edit, data={**typed, "reason": "또"}).status_code == CONFLICT
    assert staff.post(remove, data={"version": "2", "reason": "잘못 넣음"}).status_code == DONE

    db.session.expire_all()
    assert list(terms_of("304")) == []
    assert staff.get(edit).status_code == GONE


def test_a_term_is_found_under_its_own_unit_only(staff: FlaskClient) -> None:
    a_firm("YD-7", name="도란")
    staff.post("/staff/units/304/terms/new", data={"holder": "도란", **DAYS})
    number = terms_of("304")[0].id

    assert staff.get(f"/staff/units/305/terms/{number}/edit").status_code == GONE
    assert staff.get("/staff/units/202").status_code == GONE


def test_the_list_tells_who_has_which_unit_and_what_each_costs(staff: FlaskClient) -> None:
    a_firm("YD-7", name="도란")
    staff.post("/staff/units/304/terms/new", data={"holder": "도란", **DAYS})

    page = staff.get("/staff/units").text

    assert "입주 공간 9곳이 비어 있습니다" in page
    assert "2028. 2. 29.까지" in page
    assert "1% 2,110,250원" in page
    assert "5% 10,551,250원" in page
    assert "입주 공간 10곳이 비어 있습니다" in staff.get("/staff/units?on=2028-03-01").text


def test_the_public_plan_names_the_tenant_and_not_the_end_of_its_permit(staff: FlaskClient) -> None:
    a_firm("YD-7", name="도란")
    staff.post("/staff/units/304/terms/new", data={"holder": "도란", **DAYS})
    staff.post("/sign-out")

    page = staff.get("/floors").text

    assert "도란" in page
    assert "입주 중" in page
    assert "2028" not in page


def test_the_page_of_a_firm_tells_its_units(staff: FlaskClient) -> None:
    a_firm("YD-7", name="도란")
    staff.post("/staff/units/304/terms/new", data={"holder": "도란", **DAYS})

    assert 'href="/staff/units/304">304호</a> 2026. 3. 1. ~ 2028. 2. 29.' in staff.get("/enterprises/YD-7").text


def test_a_rate_is_entered_for_a_day_ahead_and_taken_out_again(app: Flask, staff: FlaskClient) -> None:
    typed = {"standing": "village_enterprise", "percent": "2.5%", "first_on": "2027-01-01", "basis": "조례 개정"}

    assert staff.post("/staff/fees/rates/new", data=typed).status_code == DONE
    assert queries.fees_on(date(2027, 1, 1)).per_mille["village_enterprise"] == 25
    number = queries.all_rates()[0].id
    assert staff.post(f"/staff/fees/rates/{number}/drop").status_code == DONE
    db.session.expire_all()
    assert queries.fees_on(date(2027, 1, 1)).per_mille["village_enterprise"] == 50


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"percent": "2.55"}, "소수점 아래 한 자리까지"),
        ({"percent": "101"}, "0부터 100까지"),
        ({"percent": "많이"}, "숫자로 적어 주세요."),
        ({"first_on": "2026-12-01"}, "지난 날부터의 값은 새로 넣거나 뺄 수 없습니다."),
        ({"standing": "nobody"}, "목록에서 골라 주세요."),
    ],
)
def test_a_rate_that_cannot_be_is_told(staff: FlaskClient, typed: dict[str, str], sentence: str) -> None:
    whole = {"standing": "other", "percent": "5", "first_on": "2027-01-01", "basis": "조례"}

    answer = staff.post("/staff/fees/rates/new", data={**whole, **typed})

    assert answer.status_code == UNPROCESSABLE
    assert sentence in answer.text


def test_values_of_the_building_and_of_a_unit_are_entered(staff: FlaskClient) -> None:
    typed = {"value_krw": "2,600,000,000원", "first_on": "2027-01-01", "basis": "감정평가"}

    assert staff.post("/staff/fees/building/new", data={**typed, "common_area": "231"}).status_code == DONE
    assert staff.post("/staff/fees/units/303/new", data=typed).status_code == DONE

    fees = queries.fees_on(date(2027, 1, 1))
    assert fees.building
    assert (fees.building.value_krw, fees.building.common_area) == (2_600_000_000, 231_00)
    assert fees.units["303"].value_krw == 2_600_000_000
    assert "감정평가" in staff.get("/staff/fees").text
