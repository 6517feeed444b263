"""What the desk says where a wish for somebody cannot be: facts and figures, for who is not the booker."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from center.accounts.models import AccessRecord
from center.bookings import queries
from center.bookings.rules.bookable import Usage, Use, ensure_capacity, ensure_quota
from center.bookings.rules.letting import faults_of_time
from center.bookings.rules.refusals import (
    BookingRefusedError,
    ClosedError,
    NotOpenYetError,
    OffRasterError,
    OutsideHoursError,
    OverError,
    QuotaExceededError,
    RoomTakenError,
    TooLongError,
    TooManyPeopleError,
    TooShortError,
    TooSoonError,
    staff_text,
)
from center.bookings.rules.values import BookerKind, Capacity, Quota
from center.core.db import db
from center.core.errors import DomainError
from center.core.text import _
from center.core.time import at
from center.spaces.rules import ClosureKind
from center.spaces.service import close_space
from tests.bookings.factories import CHRISTMAS, WEDNESDAY, a_booking, a_held_booking, hours
from tests.web.test_desk import NEW, closing, fresh, shown_in, typed
from tests.web.test_pages import counted_queries

TO_A_CITIZEN = re.compile("골라 주세요|물어봐|입력|다른 분|예약하셨습니다|쓰셨습니다|다시 오시거나")
MET_BY_STAFF: tuple[tuple[DomainError, str], ...] = (
    (OffRasterError(), "30분 단위가 아니거나 하루를 넘는 시간입니다."),
    (TooShortError(60, wished_minutes=30), "가장 짧은 이용 1시간보다 짧습니다: 30분"),
    (TooLongError(240, wished_minutes=300), "가장 긴 이용 4시간보다 깁니다: 5시간"),
    (
        TooLongError(240, wished_minutes=120, used_minutes=180),
        "하루 4시간보다 깁니다: 그날 이미 3시간, 이번에 2시간",
    ),
    (TooSoonError(24), "신청 마감이 지났습니다: 이용 24시간 전"),
    (OverError(), "이미 지난 시간입니다."),
    (NotOpenYetError(2, at(date(2027, 1, 1), 600)), "2월 신청은 아직 열리지 않았습니다: 2027년 1월 1일(금) 10:00부터"),
    (OutsideHoursError(WEDNESDAY, [hours(9, 21)]), "운영시간 밖입니다: 12월 23일(수) 09:00~21:00"),
    (ClosedError(CHRISTMAS, _("성탄절")), "12월 25일(금) 그 시간에는 닫습니다: 성탄절"),
    (TooManyPeopleError(40, 55), "정원 40명보다 많습니다: 55명"),
    (QuotaExceededError(12, 4, by_organisation=True), "12월 단체 한도 4번을 다 썼습니다."),
    (QuotaExceededError(12, 4, by_organisation=False), "12월 개인 한도 4번을 다 썼습니다."),
    (RoomTakenError(["202"]), "202호는 그 시간에 다른 예약이나 그 정리시간과 겹칩니다."),
)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("refusal", "sentence"), MET_BY_STAFF)
def test_staff_read_the_fact_and_its_figure(refusal: DomainError, sentence: str) -> None:
    assert str(staff_text(refusal)) == sentence
    assert not TO_A_CITIZEN.search(sentence)
    assert str(refusal.text) != sentence


def _broken() -> Iterator[BookingRefusedError]:
    """Refusals as the rules make them, each with the figures of the wish."""
    days = queries.room_days(queries.rooms_on(WEDNESDAY), WEDNESDAY, CHRISTMAS, now=at(WEDNESDAY, 0))[WEDNESDAY]
    for use in (Use(WEDNESDAY, 20, 21), Use(WEDNESDAY, 20, 30)):
        yield from faults_of_time(use, [days["202"]])
    for usage in (Usage(4, 0), Usage(0, 180)):
        try:
            ensure_quota(Use(WEDNESDAY, 20, 24), Quota(4, 4), 240, {BookerKind.PERSON: usage})
        except BookingRefusedError as refusal:
            yield refusal
    with pytest.raises(TooManyPeopleError) as caught:
        ensure_capacity(55, [Capacity(40, 3)])
    yield caught.value


@pytest.mark.usefixtures("app")
def test_the_rules_tell_staff_the_figures_of_the_wish() -> None:
    assert [str(staff_text(refusal)) for refusal in _broken() if not isinstance(refusal, TooSoonError)] == [
        "가장 짧은 이용 1시간보다 짧습니다: 30분",
        "가장 긴 이용 4시간보다 깁니다: 5시간",
        "12월 개인 한도 4번을 다 썼습니다.",
        "하루 4시간보다 깁니다: 그날 이미 3시간, 이번에 2시간",
        "정원 40명보다 많습니다: 55명",
    ]


def test_no_page_of_the_desk_speaks_to_staff_as_to_the_booker(desk: FlaskClient) -> None:
    booking = a_booking(hours(9, 10), headcount=45)
    address = f"/staff/bookings/{booking.reference}"
    crowded = {"rooms": "203", "day": "2026-12-24", "start": "9", "end": "15", "version": str(booking.version)}
    words = {name: str(getattr(booking, name)) for name in ("purpose", "purpose_kind", "name", "phone", "email")}
    words |= {"language": "ko", "version": str(booking.version), "headcount": "51"}

    said = [
        desk.post(NEW, data=typed(start="9", end="10")),
        desk.post(NEW, data=typed(headcount="51", day="2026-12-25", end="20")),
        desk.post(f"{address}/move", data=crowded),
        desk.post(f"{address}/edit", data=words),
    ]
    first = desk.post("/staff/closures/new", data=closing(rooms=["202"]))
    desk.post("/staff/closures/new", data=closing(rooms=["202"], shown=shown_in(first.text)))
    said += [desk.get("/staff/unfit"), desk.get(address)]

    assert [answer.status_code for answer in said] == [409, 422, 422, 422, 200, 200]
    boxes = [re.sub(r"<[^>]*>", " ", answer.text[answer.text.index("<main") :]) for answer in said]
    assert [TO_A_CITIZEN.findall(box) for box in boxes] == [[]] * 6
    assert "정원 30명보다 많습니다: 45명" in boxes[2]
    assert "12월 23일(수) 그 시간에는 닫습니다: 바닥 청소" in boxes[4]


def test_a_closure_that_cannot_move_a_booking_says_why(desk: FlaskClient) -> None:
    booking = a_booking(hours(9, 10))
    first = desk.post("/staff/closures/new", data=closing())
    goal = re.search(rf'name="way-{booking.reference}" value="(move:203\|[^"]+)"', first.text)
    assert goal
    [lobby] = queries.get_rooms(["203"], WEDNESDAY)
    close_space(lobby, hours(9, 21), kind=ClosureKind.CLOSED, reason="행사", reason_en="Event")
    way = {f"way-{booking.reference}": goal[1]}

    answer = desk.post("/staff/closures/new", data=closing(shown=shown_in(first.text), **way))

    assert answer.status_code == 422
    assert "그 시간에는 닫습니다: 행사" in answer.text
    assert fresh(booking).occurrence.codes == ("202",)


def box_of(page: str) -> str:
    """What stands in the box that says why not, as text in one line."""
    box = page[page.index("<h2", page.index('id="problem"')) :]
    return " ".join(re.sub(r"<[^>]*>", " ", box[: box.index('<div class="desk-row"')]).split())


def test_where_it_is_taken_staff_see_who_holds_it_and_every_broken_rule(desk: FlaskClient) -> None:
    group = a_booking(hours(15, 17), organisation="당산 모임")
    person = a_held_booking(hours(19, 20), name="이순신")

    refused = desk.post(NEW, data=typed(start="14", end="19", headcount="51"))

    said = box_of(refused.text)
    assert refused.status_code == 409
    assert said.startswith("이대로는 넣을 수 없습니다 202호는 그 시간에 다른 예약이나 그 정리시간과 겹칩니다.")
    assert f"12월 23일(수) 15:00~17:00 · 202 다목적회의실 (새 창) 당산 모임 {group.reference} 확정" in said
    assert f"19:00~20:00 · 202 다목적회의실 (새 창) 이순신 {person.reference} 확인 번호 기다림" in said
    assert "가장 긴 이용 4시간보다 깁니다: 5시간 그래도 받을 수 있음" in said
    assert "정원 50명보다 많습니다: 51명 받을 수 없음" in said
    assert f'href="/staff/bookings/{group.reference}"' in refused.text
    assert 'name="let"' not in refused.text


def test_who_only_needs_turnaround_is_shown_and_who_is_far_enough_is_not(desk: FlaskClient) -> None:
    before, after = a_booking(hours(12, 13.5)), a_booking(hours(17, 18))

    done = desk.post(NEW, data=typed(start="14", end="16:30"))
    taken = desk.post(NEW, data=typed(start="13:30", end="17", once="another-key-of-one-form"))

    assert done.status_code == 303
    assert (before.reference in taken.text, after.reference in taken.text) == (True, True)


def test_a_booking_that_is_moved_does_not_stand_in_its_own_way(desk: FlaskClient) -> None:
    booking, other = a_booking(hours(14, 16)), a_booking(hours(17, 19))
    goal = {"rooms": "202", "day": "2026-12-23", "start": "15", "end": "18", "version": str(booking.version)}

    said = box_of(desk.post(f"/staff/bookings/{booking.reference}/move", data=goal).text)

    assert said.startswith("이대로는 옮길 수 없습니다")
    assert other.reference in said
    assert booking.reference not in said


def test_what_nobody_can_let_pass_is_said_first_and_the_rest_below(desk: FlaskClient) -> None:
    said = box_of(desk.post(NEW, data=typed(day="2026-12-25", end="20", headcount="51")).text)

    assert said.startswith("이대로는 넣을 수 없습니다 정원 50명보다 많습니다: 51명 이 밖에 맞지 않는 규칙")
    assert said.count("정원 50명보다") == 1
    assert "성탄절 그래도 받을 수 있음" in said
    assert "가장 긴 이용 4시간보다 깁니다: 6시간 그래도 받을 수 있음" in said


def test_that_somebody_else_was_quicker_is_not_hidden_behind_rules(desk: FlaskClient) -> None:
    booking = a_booking(hours(14, 16))
    goal = {"rooms": "202", "day": "2026-12-25", "start": "9", "end": "11", "version": str(booking.version - 1)}

    answer = desk.post(f"/staff/bookings/{booking.reference}/move", data=goal)

    assert answer.status_code == 409
    assert "화면을 여신 뒤에 내용이 바뀌었습니다" in box_of(answer.text)
    assert 'name="let"' not in answer.text


def test_who_is_shown_as_a_holder_is_on_record(desk: FlaskClient) -> None:
    a_booking(hours(14, 16))

    desk.post(NEW, data=typed())

    shown = db.session.scalars(select(AccessRecord).where(AccessRecord.action == "holders.shown")).one()
    assert (shown.subject, shown.n_records) == ("2026-12-23", 1)


def test_many_holders_cost_as_many_queries_as_one(desk: FlaskClient) -> None:
    a_booking(hours(9, 10))
    with counted_queries() as few:
        desk.post(NEW, data=typed(start="9", end="21"))
    for start in (11, 13, 15):
        a_booking(hours(start, start + 1))
    with counted_queries() as many:
        desk.post(NEW, data=typed(start="9", end="21"))

    assert len(many) == len(few)
