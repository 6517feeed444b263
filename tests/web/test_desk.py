"""The staff's desk in a browser without a window: few screens, nothing lost, nothing silent."""

import re
from collections.abc import Mapping
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.models import AccessRecord
from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.rules.states import State
from center.core.db import db
from tests.bookings.factories import CHRISTMAS, a_booking, a_request, hours
from tests.web.test_pages import counted_queries, n_queries

NEW = "/staff/bookings/new"


def typed(**given: str) -> dict[str, str]:
    """What staff type for a caller; the test's today is Tuesday 15 December."""
    form = {
        "rooms": "202",
        "day": "2026-12-23",
        "start": "14",
        "end": "16:30",
        "purpose": "주민 독서모임",
        "purpose_kind": "meeting",
        "headcount": "12",
        "name": "김순자",
        "phone": "010-2222-3333",
        "channel": "phone",
        "language": "ko",
        "consent": "y",
        "once": "a-key-of-one-form-alone",
    }
    return {**form, **given}


def closing(**given: str | list[str]) -> dict[str, str | list[str]]:
    """What staff type to close a room."""
    form: dict[str, str | list[str]] = {
        "rooms": ["202"],
        "kind": "closed",
        "first": "2026-12-23",
        "last": "2026-12-23",
        "start": "9",
        "end": "18",
        "reason": "바닥 청소",
        "reason_en": "Floor cleaning",
    }
    return {**form, **given}


def only_booking() -> Booking:
    return db.session.scalars(select(Booking)).one()


def fresh(booking: Booking) -> Booking:
    """The booking as the browser has left it."""
    db.session.expire_all()
    return queries.get_booking(booking.reference)


def shown_in(page: str) -> str:
    found = re.search(r'name="shown" value="([^"]*)"', page)
    assert found
    return found[1]


def test_a_caller_is_booked_for_on_one_screen(desk: FlaskClient) -> None:
    answer = desk.post(NEW, data=typed())

    booking = only_booking()
    assert answer.headers["Location"] == f"/staff/bookings/{booking.reference}"
    assert (booking.state, booking.occurrence.period) == (State.CONFIRMED, hours(14, 16.5))
    page = desk.get(answer.headers["Location"]).text
    assert "예약번호를 불러 주세요" in page
    assert "대신 예약을 넣음" in page
    assert "김유나" in page


def test_all_broken_rules_are_told_at_once_and_each_is_let_pass_by_itself(desk: FlaskClient) -> None:
    refused = desk.post(NEW, data=typed(day="2026-12-25", start="14", end="20"))
    assert refused.status_code == 422
    assert set(re.findall(r'name="let" value="([^"]+)"', refused.text)) == {"closed", "too-long"}
    assert 'value="주민 독서모임"' in refused.text

    half = desk.post(NEW, data=typed(day="2026-12-25", start="14", end="20", let="closed", let_reason="구청 행사"))
    no_reason = desk.post(NEW, data=typed(day="2026-12-25", start="14", end="20") | {"let": ["closed", "too-long"]})
    done = desk.post(
        NEW,
        data=typed(day="2026-12-25", start="14", end="20", let_reason="구청 행사") | {"let": ["closed", "too-long"]},
    )

    assert (half.status_code, no_reason.status_code, done.status_code) == (422, 422, 303)
    assert only_booking().overrides == ["closed", "too-long"]
    assert "구청 행사" in desk.get(done.headers["Location"]).text


def _chosen(page: str) -> str:
    """The option of the rooms that is chosen."""
    options: list[str] = re.findall(r"<option [^>]*>[^<]*</option>", page)
    return next(option for option in options if "selected" in option)


def test_where_it_is_taken_a_free_time_is_filled_in_by_one_press(desk: FlaskClient) -> None:
    first = a_booking(hours(14, 16))

    refused = desk.post(NEW, data=typed())
    goal = re.search(r'name="pick" value="([^"]+)"', refused.text)
    assert refused.status_code == 409
    assert goal
    filled = desk.post(NEW, data=typed(pick=goal[1]))
    assert filled.status_code == 200
    assert len(db.session.scalars(select(Booking)).all()) == 1
    now_in = {name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', filled.text) for name in ("day", "start", "end")}
    room = re.search(
        r'<option (?:selected )?value="([^"]+)"(?: selected)?>20[23] [^<]*(?=</option>)', _chosen(filled.text)
    )
    assert room
    done = desk.post(NEW, data=typed(rooms=room[1], **{name: found[1] for name, found in now_in.items() if found}))

    assert done.status_code == 303
    made = db.session.scalars(select(Booking).where(Booking.id != first.id)).one()
    assert made.occurrence.period.length == hours(14, 16.5).length


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"start": "14:10"}, "30분 단위로"),
        ({"start": "열네시"}, "30분 단위로"),
        ({"end": "13"}, "끝은 시작보다 늦어야"),
        ({"day": "x"}, "날짜를 2026-12-23처럼"),
        ({"day": "9999-12-31"}, "날짜를 2026-12-23처럼"),
        ({"phone": "1"}, "전화번호를 숫자로"),
        ({"email": "kim.example.kr"}, "@가 빠졌습니다"),
        ({"headcount": "0"}, "1명부터"),
        ({"headcount": "51"}, "정원 50명보다 많습니다: 51명"),
        ({"consent": ""}, "동의를 받아야"),
        ({"once": "x"}, "화면을 새로 열고"),
        ({"rooms": "999"}, "목록에서 골라"),
        ({"staff_note": "가" * 1001}, "1,000자까지"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    desk: FlaskClient, given: Mapping[str, str], sentence: str
) -> None:
    answer = desk.post(NEW, data=typed(**given))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="김순자"' in answer.text
    assert db.session.scalars(select(Booking)).all() == []


def test_looking_at_another_day_books_nothing_and_keeps_what_was_typed(desk: FlaskClient) -> None:
    answer = desk.post(NEW, data=typed(day="2026-12-24", look="yes"))

    assert answer.status_code == 200
    assert "12월 24일(목) 빈 시간" in answer.text
    assert 'value="김순자"' in answer.text
    assert db.session.scalars(select(Booking)).all() == []


def test_a_booking_is_moved_edited_and_cancelled(desk: FlaskClient) -> None:
    booking = a_booking(hours(14, 16))
    address = f"/staff/bookings/{booking.reference}"
    words = {name: str(getattr(booking, name) or "") for name in ("purpose", "purpose_kind", "headcount", "name")}
    words |= {name: getattr(booking, name) for name in ("phone", "email", "language")}

    moved = desk.post(
        f"{address}/move",
        data={"version": booking.version, "rooms": "203", "day": "2026-12-24", "start": "9", "end": "11"},
    )
    version = fresh(booking).version
    edited = desk.post(f"{address}/edit", data={**words, "version": version, "organisation": "당산 모임"})
    version = fresh(booking).version
    cancelled = desk.post(f"{address}/cancel", data={"version": version, "side": "center", "reason": "누수"})

    assert [answer.status_code for answer in (moved, edited, cancelled)] == [303, 303, 303]
    after = fresh(booking)
    assert (after.state, after.organisation, after.occurrence.codes) == (State.CANCELLED, "당산 모임", ("203",))
    page = desk.get(address).text
    assert [word in page for word in ("시간이나 공간을 옮김", "내용을 고침", "센터 사정", "누수")] == [True] * 4
    assert "옮기기</a>" not in page


@pytest.mark.parametrize("name", ["move", "edit", "cancel"])
def test_a_form_made_before_somebody_else_changed_it_is_refused_with_what_was_typed(
    desk: FlaskClient, name: str
) -> None:
    booking = a_booking(hours(14, 16))
    data = {"rooms": "203", "day": "2026-12-24", "start": "9", "end": "11", "purpose": "새 목적", "headcount": "7"}
    data |= {"name": "가", "phone": "010-1111-2222", "purpose_kind": "other", "language": "ko", "side": "booker"}
    data |= {"version": str(booking.version - 1), "reason": "새 까닭"}

    answer = desk.post(f"/staff/bookings/{booking.reference}/{name}", data=data)

    assert answer.status_code == 409
    assert "화면을 여신 뒤에 내용이 바뀌었습니다" in answer.text
    assert {"move": 'value="9"', "edit": "새 목적", "cancel": "새 까닭"}[name] in answer.text


def test_the_usual_reason_is_sent_in_the_bookers_language(desk: FlaskClient) -> None:
    request = a_request(language="en")
    page = desk.get(f"/staff/bookings/{request.reference}/request").text
    chosen = re.search(r'<option value="([^"]+)">신청하신 목적이', page)
    assert chosen

    desk.post(
        f"/staff/bookings/{request.reference}/refuse",
        data={"version": request.version, "template": chosen[1], "reason": "Sorry."},
    )

    reason = fresh(request).reason
    assert reason == "The purpose does not fit the rules of use. Sorry."


@pytest.mark.parametrize(
    "text",
    ["무궁화 조합", "㈜무궁화조합", "이순신", "010 9999 8888", "99998888", "lee@example.kr", "yd-{ref}", "{ref}"],
)
def test_a_booking_is_found_by_what_one_hears_on_the_telephone(desk: FlaskClient, text: str) -> None:
    wanted = a_booking(
        hours(9, 10), name="이순신", organisation="무궁화 조합", phone="01099998888", email="lee@example.kr"
    )
    a_booking(hours(14, 15))

    asked = text.format(ref=wanted.reference.removeprefix("YD-").replace("-", "").lower())
    page = desk.get("/staff/bookings/search", query_string={"q": asked}).text

    assert re.findall(r"YD-\w{4}-\w{4}", re.sub(r'(href|action)="[^"]*"', "", page)) == [wanted.reference]


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE booking; --", "<b>", "\\", "가" * 101, "\x00"])
def test_what_finds_nothing_breaks_nothing(desk: FlaskClient, text: str) -> None:
    a_booking(hours(9, 10))

    answer = desk.get("/staff/bookings/search", query_string={"q": text})

    assert answer.status_code in {200, 422}
    assert "<b>" not in re.sub(r"<b>[가-힣 ()]*", "", answer.text)


def test_a_list_is_taken_out_with_a_reason_that_is_kept_and_holds_no_formula(desk: FlaskClient) -> None:
    a_booking(hours(9, 10), purpose="=HYPERLINK(1)", name="+홍", organisation="@조합")

    without = desk.post("/staff/bookings/search?q=홍", data={"purpose": ""})
    file = desk.post("/staff/bookings/search?q=홍", data={"purpose": "12월 보고"})

    assert without.status_code == 422
    sheet = openpyxl.load_workbook(BytesIO(file.data)).active
    assert sheet is not None
    row = list(sheet[2])
    assert {cell.value for cell in row} >= {"=HYPERLINK(1)", "+홍", "@조합", 12}
    assert not any(cell.data_type == "f" for cell in row)
    record = db.session.scalars(select(AccessRecord).where(AccessRecord.action == "bookings.exported")).one()
    assert (record.n_records, record.reason) == (1, "12월 보고")


def test_who_looked_at_a_booking_is_on_its_page(desk: FlaskClient) -> None:
    booking = a_booking()

    desk.get(f"/staff/bookings/{booking.reference}")

    [record] = db.session.scalars(select(AccessRecord).where(AccessRecord.subject == booking.reference))
    assert record.action == "booking.shown"
    page = desk.get(f"/staff/bookings/{booking.reference}").text
    assert "김유나" in page[page.index("이 예약을 본 직원") :]


def test_the_days_sheet_tells_who_comes_and_what_is_free(desk: FlaskClient) -> None:
    a_booking(hours(14, 16), name="김순자", phone="010-2222-3333", organisation="노래교실")
    a_request(hours(9, 11), name="박이웃")

    page = desk.get("/staff/day?date=2026-12-23").text

    assert all(word in page for word in ("14:00~16:00", "노래교실", "김순자", "010-2222-3333", "박이웃", "09:00~13:30"))


def test_a_room_that_hits_nobody_is_closed_at_once(desk: FlaskClient) -> None:
    answer = desk.post("/staff/closures/new", data=closing())

    assert answer.status_code == 303
    assert "바닥 청소" in desk.get("/staff/closures").text
    assert "바닥 청소" in desk.get("/rooms/202/calendar?view=day&date=2026-12-23").text


def test_bookings_hit_are_shown_first_and_done_with_as_chosen(desk: FlaskClient) -> None:
    gone, kept, moved = (a_booking(hours(start, start + 1)) for start in (9, 11, 13))

    first = desk.post("/staff/closures/new", data=closing())
    assert first.status_code == 200
    assert "걸리는 예약이 3건 있습니다" in first.text
    goal = re.search(rf'name="way-{moved.reference}" value="(move:203\|[^"]+)"', first.text)
    assert goal
    choices = {f"way-{gone.reference}": "cancel", f"way-{kept.reference}": "keep", f"way-{moved.reference}": goal[1]}
    done = desk.post("/staff/closures/new", data=closing(shown=shown_in(first.text), **choices))

    assert done.status_code == 303
    assert fresh(gone).state == State.CANCELLED
    assert fresh(kept).overrides == ["closed"]
    assert fresh(moved).occurrence.codes == ("203",)


def test_a_booking_made_while_the_form_was_open_is_shown_before_anything_is_closed(desk: FlaskClient) -> None:
    a_booking(hours(9, 10))
    first = desk.post("/staff/closures/new", data=closing())
    late = a_booking(hours(13, 14))

    again = desk.post("/staff/closures/new", data=closing(shown=shown_in(first.text)))

    assert again.status_code == 409
    assert late.reference in again.text
    assert "닫은 공간이 없습니다" in desk.get("/staff/closures").text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"rooms": []}, "닫을 공간을 골라"),
        ({"last": "2026-12-22"}, "마지막 날은 첫날과 같거나"),
        ({"end": "9"}, "끝이 시작보다 늦어야"),
        ({"first": "2026-12-01", "last": "2026-12-02"}, "이미 지난 날"),
        ({"weekdays": ["6"]}, "그 요일이 1번에서"),
        ({"reason_en": ""}, "영어로도"),
        ({"start": "9:15"}, "30분 단위로"),
    ],
)
def test_a_closure_without_sense_is_refused_at_its_field(
    desk: FlaskClient, given: Mapping[str, str | list[str]], sentence: str
) -> None:
    answer = desk.post("/staff/closures/new", data=closing(**given))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="바닥 청소"' in answer.text


def test_what_does_not_fit_is_listed_until_it_is_decided(desk: FlaskClient) -> None:
    booking = a_booking(hours(9, 10))
    first = desk.post("/staff/closures/new", data=closing())
    desk.post("/staff/closures/new", data=closing(shown=shown_in(first.text)))
    assert booking.reference in desk.get("/staff/unfit").text
    address = f"/staff/bookings/{booking.reference}"

    without = desk.post(f"{address}/keep", data={"version": fresh(booking).version, "reason": ""})
    kept = desk.post(f"{address}/keep", data={"version": fresh(booking).version, "reason": "담당자가 문을 엽니다"})

    assert (without.status_code, kept.status_code) == (422, 303)
    assert "지금은 정할 예약이 없습니다" in desk.get("/staff/unfit").text
    assert "담당자가 문을 엽니다" in desk.get(address).text


def test_a_series_is_opened_again_with_one_press(desk: FlaskClient) -> None:
    desk.post("/staff/closures/new", data=closing(last="2027-01-15", weekdays=["2", "4"]))
    page = desk.get("/staff/closures").text
    everything = re.search(r'href="(/staff/closures/\d+\?later=yes)"', page)
    assert everything
    asked = desk.get(everything[1]).text
    action = re.search(r'action="(/staff/closures/\d+/end\?later=yes)"', asked)
    assert action

    desk.post(action[1])

    assert "닫은 공간이 없습니다" in desk.get("/staff/closures").text


@pytest.mark.parametrize(
    "address", ["/staff/day?date=2026-12-23", "/staff/bookings/search", "/staff/unfit", "/staff/closures"]
)
def test_a_list_costs_as_many_queries_for_many_rows_as_for_few(desk: FlaskClient, address: str) -> None:
    _fill(desk, [9])
    few = n_queries(desk, address)
    _fill(desk, [11, 13, 15, 17])

    assert n_queries(desk, address) == few


def _fill(desk: FlaskClient, starts: list[int]) -> None:
    """A booking and then a closure over it, each hour."""
    for start in starts:
        a_booking(hours(start, start + 1))
        first = desk.post("/staff/closures/new", data=closing(start=str(start), end=str(start + 1)))
        desk.post("/staff/closures/new", data=closing(start=str(start), end=str(start + 1), shown=shown_in(first.text)))


def test_the_form_of_a_closure_costs_as_many_queries_for_many_hits_as_for_few(desk: FlaskClient) -> None:
    a_booking(hours(9, 10))
    with counted_queries() as few:
        desk.post("/staff/closures/new", data=closing())
    for start in (11, 13, 15):
        a_booking(hours(start, start + 1))
    with counted_queries() as many:
        desk.post("/staff/closures/new", data=closing())

    assert len(many) == len(few)


def test_a_booking_on_a_holiday_is_shown_as_kept_with_its_reason(desk: FlaskClient) -> None:
    desk.post(NEW, data=typed(day=CHRISTMAS.isoformat(), let="closed", let_reason="성탄 나눔"))

    page = desk.get(f"/staff/bookings/{only_booking().reference}").text

    assert "규칙과 다르게" in page
    assert "성탄 나눔" in page


def test_a_rival_is_granted_in_another_room_so_that_both_have_one(desk: FlaskClient) -> None:
    one, other = a_request(hours(14, 16)), a_request(hours(15, 17))

    page = desk.get(f"/staff/bookings/{one.reference}/request").text
    data = {"rooms": "202", "day": "2026-12-23", "start": "15:00", "end": "17:00", "version": str(other.version)}
    assert page.count("202 다목적회의실로 옮겨 승인하기") == 2
    desk.post(f"/staff/bookings/{other.reference}/move", data=data)
    desk.post(f"/staff/bookings/{one.reference}/approve", data={"version": str(fresh(one).version)})

    assert (fresh(one).state, fresh(other).state) == (State.CONFIRMED, State.CONFIRMED)
    assert fresh(other).occurrence.codes == ("202",)


def test_a_request_whose_time_is_taken_says_so(desk: FlaskClient) -> None:
    request = a_request(hours(14, 16))
    desk.post(NEW, data=typed(rooms="203"))

    page = desk.get(f"/staff/bookings/{request.reference}/request").text

    assert "그 시간은 그 공간에서 쓸 수 없습니다" in page


@pytest.mark.parametrize("shown", ["YD-AAAA-AAAA:²", "::", "x", "YD-AAAA-AAAA:99999999999999999999"])
def test_a_form_of_a_closure_that_was_tampered_with_closes_nothing(desk: FlaskClient, shown: str) -> None:
    a_booking(hours(9, 10))

    answer = desk.post("/staff/closures/new", data=closing(shown=shown))

    assert answer.status_code == 409
    assert "닫은 공간이 없습니다" in desk.get("/staff/closures").text


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_a_page_that_is_none_is_answered_all_the_same(desk: FlaskClient, page: str) -> None:
    assert desk.get(f"/staff/bookings/search?page={page}").status_code == 200


def test_another_callers_booking_after_back_is_a_booking_of_its_own(desk: FlaskClient) -> None:
    desk.post(NEW, data=typed())
    desk.post(NEW, data=typed())

    desk.post(NEW, data=typed(day="2026-12-24", name="이순신", phone="010-5555-6666"))

    assert sorted(booking.name for booking in db.session.scalars(select(Booking))) == ["김순자", "이순신"]


@pytest.mark.parametrize("days", ["from=0001-01-01", "to=9999-12-31", "from=x"])
def test_days_of_other_centuries_are_refused_at_their_field(desk: FlaskClient, days: str) -> None:
    answer = desk.get(f"/staff/bookings/search?{days}")

    assert answer.status_code == 422
    assert "날짜를 2026-12-23처럼" in answer.text


@pytest.mark.parametrize("template", ["99", "abc", "²"])
def test_a_usual_reason_that_is_gone_is_said_and_nothing_is_refused(desk: FlaskClient, template: str) -> None:
    request = a_request()
    data = {"version": request.version, "template": template, "reason": "영리 목적"}

    answer = desk.post(f"/staff/bookings/{request.reference}/refuse", data=data)
    ended = desk.post(f"/staff/bookings/{a_booking(hours(9, 10)).reference}/refuse", data=data)

    assert (answer.status_code, ended.status_code) == (422, 409)
    assert fresh(request).state == State.REQUESTED


@pytest.mark.parametrize("way", ["move:202|2026-12-28T10:00:00|2026-12-28T12:00:00", "move:x", "fly", "move:999|a|b"])
def test_a_choice_that_is_none_moves_nothing_out_of_the_way_unseen(desk: FlaskClient, way: str) -> None:
    booking = a_booking(hours(9, 10))
    first = desk.post("/staff/closures/new", data=closing())

    answer = desk.post(
        "/staff/closures/new", data=closing(shown=shown_in(first.text), **{f"way-{booking.reference}": way})
    )

    assert answer.status_code in {303, 404, 409, 422}


def test_everybody_whose_data_a_page_shows_is_on_record(desk: FlaskClient) -> None:
    one, rival = a_request(hours(14, 16)), a_request(hours(15, 17))

    desk.get("/staff/bookings")
    desk.get(f"/staff/bookings/{one.reference}/request")
    desk.get(f"/staff/bookings/{rival.reference}/edit")

    records = db.session.scalars(select(AccessRecord).order_by(AccessRecord.id))
    subjects = [record.subject for record in records if record.action != "signed-in"]
    assert subjects == ["inbox", one.reference, rival.reference, rival.reference]


def test_a_file_costs_as_many_queries_for_many_bookings_as_for_few(desk: FlaskClient) -> None:
    a_booking(hours(9, 10))
    with counted_queries() as few:
        desk.post("/staff/bookings/search", data={"purpose": "보고"})
    for start in (11, 13, 15, 17):
        a_booking(hours(start, start + 1))
    with counted_queries() as many:
        desk.post("/staff/bookings/search", data={"purpose": "보고"})

    assert len(many) == len(few)


def test_a_closure_of_days_that_are_over_is_refused(desk: FlaskClient) -> None:
    assert desk.post("/staff/closures/new", data=closing(first="2024-12-30")).status_code == 422
    assert desk.post("/staff/closures/99999999999999999999999/end").status_code == 404


def test_no_column_is_written_that_a_form_does_not_ask_for(desk: FlaskClient) -> None:
    booking = a_booking(hours(14, 16))
    columns = [column.key for column in Booking.__table__.columns]
    words = {"purpose": "새 목적", "purpose_kind": "other", "headcount": "7", "name": "가", "phone": "010-1111-2222"}
    asked = {*words, "organisation", "email", "language", "staff_note", "version"}
    follow = {"phone_key", "email_key", "organisation_key", "booker_kind", "manage_nonce"}
    before = {name: getattr(booking, name) for name in columns}
    forged = {name: "1" for name in columns if name not in asked}

    answer = desk.post(
        f"/staff/bookings/{booking.reference}/edit",
        data={**forged, **words, "language": "ko", "email": booking.email, "version": str(booking.version)},
    )

    assert answer.status_code == 303
    after = fresh(booking)
    changed = {name for name in columns if getattr(after, name) != before[name]}
    assert changed - asked - follow == set()
    assert after.purpose == "새 목적"


def test_a_booking_on_behalf_takes_nothing_that_the_form_does_not_ask_for(desk: FlaskClient) -> None:
    forged = {"state": "refused", "reference": "YD-AAAA-AAAA", "overrides": "closed", "is_late": "1", "token_id": "1"}

    desk.post(NEW, data={**forged, **typed()})

    made = only_booking()
    assert (made.state, made.overrides, made.is_late, made.token_id) == (State.CONFIRMED, [], False, None)
    assert made.reference != "YD-AAAA-AAAA"
