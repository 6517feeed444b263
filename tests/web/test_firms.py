"""The registry in the browser: found, shown with its past, corrected, made one."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from center.accounts.queries import access_to
from center.core import time
from center.core.db import db
from center.enterprises import queries
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import CountingKind, Kind, KindTerm
from center.enterprises.rules.numbers import show_business_number
from center.enterprises.service import add_support, change_firm
from tests.enterprises.factories import WHY, a_firm, a_number
from tests.web.test_pages import n_queries, staff_signs_in

PRELIMINARY = KindTerm(Kind.PRELIMINARY_SOCIAL_ENTERPRISE, date(2024, 3, 1), date(2026, 2, 28), "서울-12", "서울시")


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """A browser in which yuna is signed in."""
    staff_signs_in(client)
    return client


def typed(firm: Enterprise | None = None, **given: str) -> dict[str, Any]:
    """The form of a profile as staff fill it in."""
    form = {
        "name": firm.name if firm else "새날 협동조합",
        "business_number": firm.business_number if firm else show_business_number(a_number()),
        "representative": "김지수",
        "counting_kind": "cooperative",
        "address": "서울 영등포구 선유동1로 80",
        "in_district": "in",
        "sector": "자전거 수리",
        "phone": "02-2670-0000",
        "email": "jisoo@example.kr",
        "state": "active",
        "reason": "방문하여 확인",
        "version": str(firm.version if firm else 0),
    }
    return {**form, **given}


def test_the_list_counts_as_the_report_does_and_finds(staff: FlaskClient) -> None:
    a_firm("R-1", name="바퀴살림", counting_kind=CountingKind.SOCIAL_ENTERPRISE)
    a_firm("R-2", name="새날")

    everything = staff.get("/enterprises").text
    found = staff.get("/enterprises?q=바퀴&counting=social_enterprise").text

    assert "<span>사회적기업</span> <b>1</b>" in everything
    assert "<span>모두</span> <b>2</b>" in everything
    assert "바퀴살림" in found
    assert "새날" not in found


def test_the_list_shows_persons_in_part(staff: FlaskClient) -> None:
    a_firm("R-1", representative="김지수")

    page = staff.get("/enterprises").text

    assert "김○수" in page
    assert "김지수" not in page


def test_a_search_that_cannot_be_read_says_where(staff: FlaskClient) -> None:
    answer = staff.get("/enterprises?on=어제&q=바퀴")

    assert answer.status_code == 422
    assert "날짜를 2026-12-23처럼 적어 주세요." in answer.text
    assert 'value="바퀴"' in answer.text


def test_list_and_firm_cost_as_many_queries_for_many_as_for_few(staff: FlaskClient) -> None:
    firm = a_firm("R-1", kinds=(PRELIMINARY,))
    addresses = ["/enterprises", "/enterprises/R-1"]
    for address in addresses:
        staff.get(address)
    few = [n_queries(staff, address) for address in addresses]

    for n in range(30):
        a_firm(kinds=(PRELIMINARY,))
        change_firm(firm, replace(firm.profile, phone=f"02-{n}"), why=WHY, now=time.now())
        add_support(firm, "사업개발비", year=2024, amount_krw=1_000, why=WHY, now=time.now())

    assert [n_queries(staff, address) for address in addresses] == few


def test_a_firm_is_shown_with_the_master_of_each_field_and_what_it_was_on_a_day(staff: FlaskClient) -> None:
    a_firm("R-1", kinds=(PRELIMINARY,))

    then = staff.get("/enterprises/R-1?on=2025-01-01").text
    now = staff.get("/enterprises/R-1").text

    assert "구청 명부" in now
    assert "<b>예비사회적기업</b>" in then
    assert "<b>예비사회적기업</b>" not in now


def test_who_looked_at_a_firm_is_on_record(staff: FlaskClient) -> None:
    a_firm("R-1")

    staff.get("/enterprises/R-1")

    assert [access.action for access in access_to("R-1")] == ["enterprise.shown"]
    assert "김유나" in staff.get("/enterprises/R-1").text


def test_a_former_key_leads_to_the_present_one(staff: FlaskClient) -> None:
    firm = a_firm()
    former = firm.registry_id
    change_firm(firm, firm.profile, why=WHY, now=time.now(), registry_id="R-1")

    answer = staff.get(f"/enterprises/{former}")

    assert (answer.status_code, answer.headers["Location"]) == (301, "/enterprises/R-1")


def test_staff_enter_a_firm_with_its_kinds(staff: FlaskClient) -> None:
    kinds = {"kinds-0-kind": "village_enterprise", "kinds-0-from_on": "2025-05-01", "kinds-0-issuer": "행정안전부"}

    answer = staff.post("/enterprises/new", data=typed(None, **kinds))

    assert answer.status_code == 303
    firm = queries.get_firm(answer.headers["Location"].rpartition("/")[2])
    assert firm.profile.kinds == (KindTerm(Kind.VILLAGE_ENTERPRISE, date(2025, 5, 1), None, "", "행정안전부"),)
    assert queries.history_of(firm)[0].reason == "방문하여 확인"


def test_rows_of_kinds_come_and_go_and_what_was_typed_stays(staff: FlaskClient) -> None:
    more = staff.post("/enterprises/new", data=typed(act="add", name="반쯤 적은 이름")).text
    fewer = staff.post("/enterprises/new", data=typed(None, **{"act": "drop-0", "kinds-0-issuer": "어느 기관"})).text

    assert 'name="kinds-0-kind"' in more
    assert "반쯤 적은 이름" in more
    assert 'name="kinds-0-kind"' not in fewer


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ({"business_number": "123-45-67890"}, "사업자등록번호가 아닙니다"),
        ({"name": ""}, "기업 이름을 적어 주세요."),
        ({"reason": ""}, "왜 고치는지 적어 주세요."),
        ({"founded_on": "2014. 9. 31."}, "날짜를 2026-12-23처럼 적어 주세요."),
        ({"founded_on": "1192-01-01"}, "날짜를 다시 확인해 주세요."),
        ({"email": "jisoo"}, "메일 주소를 다시 확인해 주세요."),
        ({"kinds-0-issuer": "누군가"}, "유형을 골라 주세요."),
        (
            {"kinds-0-kind": "cooperative", "kinds-0-from_on": "2025-01-02", "kinds-0-to_on": "2025-01-01"},
            "마지막 날이 시작일보다 앞섭니다.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(
    staff: FlaskClient, fault: dict[str, str], sentence: str
) -> None:
    answer = staff.post("/enterprises/new", data=typed(None, **fault))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert queries.search_firms(queries.Filter(), page=1) == ([], 0)


def test_a_number_that_another_firm_has_is_refused_with_its_key(staff: FlaskClient) -> None:
    known = a_firm("R-1")

    answer = staff.post("/enterprises/new", data=typed(business_number=known.business_number))

    assert answer.status_code == 409
    assert "R-1" in answer.text


def test_staff_correct_a_record_and_the_page_says_who_is_its_master(staff: FlaskClient) -> None:
    firm = a_firm("R-1")
    form = staff.get("/enterprises/R-1/edit").text

    answer = staff.post("/enterprises/R-1/edit", data=typed(firm, address="서울 영등포구 당산로 1"))

    assert "이 칸들은 구청 명부가 기준입니다." in form
    assert answer.status_code == 303
    page = staff.get("/enterprises/R-1").text
    assert "주소: 서울 영등포구 선유동1로 80 → 서울 영등포구 당산로 1" in page
    assert "방문하여 확인" in page


def test_an_older_form_is_refused_and_what_was_typed_is_kept(staff: FlaskClient) -> None:
    firm = a_firm("R-1")
    change_firm(firm, replace(firm.profile, phone="02-1"), why=WHY, now=time.now())

    answer = staff.post("/enterprises/R-1/edit", data=typed(firm, version="1", sector="뜨개질"))

    assert answer.status_code == 409
    assert "뜨개질" in answer.text
    assert queries.get_firm("R-1").sector == "자전거 수리"


def test_the_centers_note_and_support_are_its_own(staff: FlaskClient) -> None:
    a_firm("R-1")

    staff.post("/enterprises/R-1/note", data={"note": "7월에 방문", "version": "1"})
    staff.post(
        "/enterprises/R-1/support/new",
        data={"programme": "일자리창출사업", "year": "2025", "amount_krw": "1,186,890원"},
    )

    page = staff.get("/enterprises/R-1").text
    assert "7월에 방문" in page
    assert "1,186,890원" in page
    support = queries.get_firm("R-1").supports[0]
    assert staff.get(f"/enterprises/R-1/support/{support.id}/drop").status_code == 200
    staff.post(f"/enterprises/R-1/support/{support.id}/drop", data={"reason": "다른 기업 것"})
    assert queries.get_firm("R-1").supports == []


def test_support_of_another_firm_is_out_of_reach(staff: FlaskClient) -> None:
    a_firm("R-1")
    theirs = add_support(a_firm("R-2"), "사업개발비", year=2024, amount_krw=1, why=WHY, now=time.now())

    answer = staff.post(f"/enterprises/R-1/support/{theirs.id}/drop", data={"reason": "시험"})

    assert answer.status_code == 404
    assert len(queries.get_firm("R-2").supports) == 1


def test_two_records_are_compared_and_made_one_field_by_field(staff: FlaskClient) -> None:
    kept, _gone = a_firm("R-1", phone=""), a_firm("R-2", kinds=(PRELIMINARY,), address="서울 마포구 1")
    page = staff.get("/enterprises/R-1/merge?other=R-2").text

    answer = staff.post(
        "/enterprises/R-1/merge?other=R-2",
        data={"reason": "같은 기업", "version": str(kept.version), "phone": "gone", "kinds": "gone", "address": "kept"},
    )

    assert 'id="phone-gone" name="phone" value="gone" checked' in page
    assert answer.status_code == 303
    db.session.expire_all()
    firm = queries.get_firm("R-2")
    assert (firm.registry_id, firm.phone, firm.address) == ("R-1", "02-2670-0000", "서울 영등포구 선유동1로 80")
    assert firm.profile.kinds == (PRELIMINARY,)
    assert "R-2 기록이 R-1 기록에 합쳐짐" in staff.get("/enterprises/R-1").text


@pytest.mark.parametrize("other", ["", "R-1", "R-없음"])
def test_a_record_is_not_merged_with_nothing_or_itself(staff: FlaskClient, other: str) -> None:
    a_firm("R-1")

    answer = staff.get("/enterprises/R-1/merge", query_string={"other": other})

    assert answer.status_code == 422


def test_likely_duplicates_are_offered(staff: FlaskClient) -> None:
    a_firm("R-1", name="살림 협동조합")
    a_firm("R-2", name="살림협동조합")

    assert "/enterprises/R-1/merge?other=R-2" in staff.get("/enterprises/R-1").text
    assert "/enterprises/R-1/merge?other=R-2" in staff.get("/enterprises/R-1/merge").text
