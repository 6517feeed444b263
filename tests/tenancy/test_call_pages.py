"""Staff write a call in the browser; the public reads it."""

from datetime import date
from typing import Any

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient

from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db
from center.tenancy.calls import queries, service
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.models import Call
from center.web.i18n import LANGUAGE_COOKIE
from tests.people import is_in, somebody

OK, DONE, UNPROCESSABLE, CONFLICT, GONE = 200, 303, 422, 409, 404
NOTICE = "2027-01-04"


@pytest.fixture
def staff(client: FlaskClient) -> FlaskClient:
    """A browser of the staff."""
    is_in(client, somebody("desk@example.kr", "a-long-enough-passphrase", Role.STAFF))
    return client


@pytest.fixture
def call(app: Flask, yuna: Actor) -> Call:
    """A call that is being written."""
    return service.begin_call(SECOND, date(2027, 1, 4), by=yuna, now=time.now())


def fields_of(page: str) -> dict[str, Any]:
    """What the form of a page would send as it stands."""
    import html5lib

    root = html5lib.parse(page, namespaceHTMLElements=False)
    form = next(form for form in root.iter("form") if "/staff/calls/" in (form.get("action") or ""))
    sent: dict[str, Any] = {}
    for element in form.iter():
        name = element.get("name")
        if not name or (element.tag == "button"):
            continue
        if element.tag == "select":
            chosen = [one for one in element.iter("option") if one.get("selected") is not None] or list(
                element.iter("option")
            )[:1]
            sent[name] = chosen[0].get("value")
        elif element.tag == "textarea":
            sent[name] = (element.text or "").strip()
        elif element.get("type") != "checkbox":
            sent[name] = element.get("value", "")
        elif element.get("checked") is not None:
            sent.setdefault(name, []).append(element.get("value"))
    return sent


def section(call: Call, name: str) -> str:
    return f"/staff/calls/{call.id}/sections/{name}"


def now_of(call: Call) -> Call:
    db.session.expire_all()
    return queries.get_call(call.id)


def test_a_call_is_begun_from_an_earlier_one_and_published(staff: FlaskClient) -> None:
    begun = staff.post("/staff/calls/new", data={"like": "2019-06", "notice_on": NOTICE})
    where = begun.headers["Location"]
    assert "공고할 준비가 되었습니다." in staff.get(where).text

    answer = staff.post(f"{where}/publication", data=fields_of(staff.get(f"{where}/publication").text))

    assert answer.status_code == DONE
    number = int(where.rsplit("/", 1)[1])
    page = staff.get(f"/calls/{number}").text
    assert "304호" in page
    assert "2,110,250원" in page
    assert "1월 24일(일) 09:00부터 받습니다" in page


@pytest.mark.parametrize("name", ["text", "dates", "units", "eligibility", "documents", "plan", "stages", "selection"])
def test_a_section_that_is_sent_as_it_stands_changes_nothing(staff: FlaskClient, call: Call, name: str) -> None:
    answer = staff.post(section(call, name), data=fields_of(staff.get(section(call, name)).text))

    assert answer.status_code == DONE
    assert now_of(call).written == call.written


def test_rows_come_and_go_without_script_and_keep_what_was_typed(staff: FlaskClient, call: Call) -> None:
    typed = fields_of(staff.get(section(call, "stages")).text)
    typed["stages-0-name"] = "서류만 보는 심사"

    more = fields_of(staff.post(section(call, "stages"), data={**typed, "act": "add:stages-0-criteria"}).text)
    assert more["stages-0-criteria-3-name"] == ""
    less = fields_of(staff.post(section(call, "stages"), data={**more, "act": "drop:stages-0-criteria-3"}).text)

    assert less["stages-0-name"] == "서류만 보는 심사"
    assert "stages-0-criteria-3-name" not in less
    assert now_of(call).written == call.written


def test_a_renamed_criterion_keeps_its_key_so_that_ties_still_find_it(staff: FlaskClient, call: Call) -> None:
    typed = fields_of(staff.get(section(call, "stages")).text)
    typed["stages-0-criteria-2-name"] = "사업성"

    staff.post(section(call, "stages"), data=typed)

    criterion = now_of(call).written.stages[0].criteria[2]
    assert (criterion.key, criterion.name) == ("business", "사업성")
    assert "서류 심사 ‘사업성’ 점수" in staff.get(f"/staff/calls/{call.id}").text


def test_a_new_document_gets_a_key_of_its_own(staff: FlaskClient, call: Call) -> None:
    typed = fields_of(staff.get(section(call, "documents")).text)
    typed = fields_of(staff.post(section(call, "documents"), data={**typed, "act": "add:documents"}).text)
    new = {"name": "재무제표", "need": "optional", "most_mb": "10", "kinds": ["pdf"]}
    typed |= {f"documents-5-{name}": value for name, value in new.items()}

    assert staff.post(section(call, "documents"), data=typed).status_code == DONE

    document = now_of(call).written.documents[5]
    assert (document.key, document.name, document.is_required, document.most_mb) == ("document1", "재무제표", False, 10)


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("text", {"title": ""}, "제목을 적어 주세요."),
        ("dates", {"closes_time": "6시"}, "시각을 18:00이나 18:00:00처럼"),
        ("dates", {"closes_day": "어제"}, "날짜를 2026-12-23처럼"),
        ("dates", {"briefing_day": "2027-01-05"}, "날과 시각을 함께"),
        ("units", {"units": ["999"]}, "입주일에 없는 공간입니다: 999"),
        ("units", {"years": "0"}, "1부터 5까지"),
        ("eligibility", {"most_years": "다섯"}, "1부터 50까지"),
        ("eligibility", {"declarations-0-name": ""}, "문장을 적어 주세요."),
        ("documents", {"documents-0-most_mb": "300"}, "1부터 20까지"),
        ("documents", {"documents-0-kinds": []}, "받을 파일 종류"),
        ("plan", {"parts-0-most_letters": "0"}, "100부터 10,000까지"),
        ("stages", {"stages-0-criteria-0-points": "서른"}, "숫자로 적어 주세요."),
        ("selection", {"cut": "60.005"}, "소수점 아래 두 자리까지"),
        ("selection", {"bonus-0-points": "101"}, "0부터 100까지"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_kept(
    staff: FlaskClient, call: Call, name: str, typed: dict[str, Any], sentence: str
) -> None:
    answer = staff.post(section(call, name), data={**fields_of(staff.get(section(call, name)).text), **typed})

    assert answer.status_code == UNPROCESSABLE
    assert sentence in answer.text
    assert now_of(call).written == call.written


def test_the_deadline_is_kept_to_the_second(staff: FlaskClient, call: Call) -> None:
    typed = fields_of(staff.get(section(call, "dates")).text)

    staff.post(section(call, "dates"), data={**typed, "closes_time": "17:59:30"})

    assert now_of(call).written.schedule.closes_at.second == 30
    assert "17:59:30" in staff.get(f"/staff/calls/{call.id}").text


def test_two_who_write_at_once_do_not_overwrite_each_other(staff: FlaskClient, call: Call) -> None:
    typed = fields_of(staff.get(section(call, "text")).text)
    staff.post(section(call, "text"), data={**typed, "title": "첫 번째"})

    answer = staff.post(section(call, "text"), data={**typed, "title": "두 번째"})

    assert answer.status_code == CONFLICT
    assert 'value="두 번째"' in answer.text
    assert now_of(call).written.title == "첫 번째"


def test_what_is_missing_stands_at_its_section_and_publishing_leads_back(staff: FlaskClient, call: Call) -> None:
    typed = fields_of(staff.get(section(call, "units")).text)
    staff.post(section(call, "units"), data={**typed, "units": []})

    page = staff.get(f"/staff/calls/{call.id}").text

    assert "공고하려면 1가지를 고쳐야 합니다." in page
    assert "모집할 공간을 하나 이상 골라 주세요." in page
    assert staff.get(f"/staff/calls/{call.id}/publication").status_code == DONE
    answer = staff.post(f"/staff/calls/{call.id}/publication", data={"version": "2", "reason": "x"})
    assert answer.status_code == UNPROCESSABLE
    assert staff.get(f"/calls/{call.id}").status_code == GONE


def test_an_amendment_shows_the_public_what_changed_and_why(staff: FlaskClient, call: Call) -> None:
    publish = f"/staff/calls/{call.id}/publication"
    staff.post(publish, data={"version": "1"})
    typed = fields_of(staff.get(section(call, "dates")).text)
    staff.post(section(call, "dates"), data={**typed, "closes_time": "20:00"})
    assert "이유를 적어 주세요." in staff.post(publish, data={"version": "3"}).text

    answer = staff.post(publish, data={"version": "3", "reason": "더 많은 기업이 내도록"})

    assert answer.status_code == DONE
    page = staff.get(f"/calls/{call.id}").text
    assert "고친 공고입니다." in page
    assert "더 많은 기업이 내도록" in page
    assert "<del>2027년 1월 26일(화) 18:00</del> → <ins>2027년 1월 26일(화) 20:00</ins>" in page


def test_questions_and_answers_are_public(staff: FlaskClient, call: Call) -> None:
    staff.post(f"/staff/calls/{call.id}/publication", data={"version": "1"})
    staff.post(f"/staff/calls/{call.id}/answers/new", data={"question": "주차가 됩니까?", "answer": "안 됩니다."})
    number = now_of(call).answers[0].id
    again = f"/staff/calls/{call.id}/answers/{number}"
    corrected = {"question": "주차가 됩니까?", "answer": "한 대 됩니다.", "version": "1"}

    assert staff.post(again, data=corrected).status_code == DONE
    assert staff.post(again, data=corrected).status_code == CONFLICT

    page = staff.get(f"/calls/{call.id}").text
    assert "한 대 됩니다." in page
    assert "안 됩니다." not in page


def test_a_call_that_was_called_off_says_so_and_why(staff: FlaskClient, call: Call) -> None:
    staff.post(f"/staff/calls/{call.id}/publication", data={"version": "1"})

    staff.post(f"/staff/calls/{call.id}/end", data={"version": "2", "reason": "예산이 없음"})

    page = staff.get(f"/calls/{call.id}").text
    assert "취소한 공고입니다." in page
    assert "예산이 없음" in page
    assert "취소됨" in staff.get("/calls").text


def test_nobody_reads_a_call_before_it_is_published(client: FlaskClient, call: Call) -> None:
    assert client.get(f"/calls/{call.id}").status_code == GONE
    assert client.get(f"/calls/{call.id}/calendar.ics").status_code == GONE
    assert "304호" not in client.get("/calls").text


def test_the_days_of_a_call_come_as_a_calendar(client: FlaskClient, call: Call, yuna: Actor) -> None:
    service.publish(call, version=1, reason="", by=yuna, now=time.now())

    for address in (f"/calls/{call.id}/calendar.ics", "/calls/calendar.ics"):
        answer = client.get(address)
        calendar = icalendar.Calendar.from_ical(answer.data)
        events: dict[str, Any] = {str(event["SUMMARY"]).split(":")[0]: event for event in calendar.walk("VEVENT")}
        assert answer.content_type.startswith("text/calendar")
        assert set(events) == {"접수 시작", "접수 마감", "면접", "결과 발표"}
        assert events["접수 마감"]["DTSTART"].dt == call.written.schedule.closes_at
        assert events["결과 발표"]["DTSTART"].dt == call.written.schedule.result_on


def test_an_english_reader_reads_it_in_english(client: FlaskClient, call: Call, yuna: Actor) -> None:
    service.publish(call, version=1, reason="", by=yuna, now=time.now())
    client.set_cookie(LANGUAGE_COOKIE, "en")

    page = client.get(f"/calls/{call.id}").text

    assert "Call for tenants of the Social Economy Support Center (units 304 and 305)" in page
    assert "Feasibility and growth" in page
