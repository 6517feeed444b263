"""Book, verify, see, change and cancel over the API, as it is promised."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from center.bookings import queries
from center.bookings.rules.states import State
from center.bookings.service.deciding import approve, approve_change, refuse
from center.bookings.service.managing import renew_link
from center.bookings.service.upkeep import set_exceptional_opening, set_rule
from center.core import time
from center.core.actor import Actor, Role
from center.core.time import at
from tests.api.calls import (
    MADE,
    SHOWN,
    a_body,
    bearer,
    booked,
    code_of,
    instant,
    kinds,
    letters,
    made,
    manage,
    n_bookings,
    post,
    problem,
    token_of,
    verify,
    wrong,
)
from tests.bookings.factories import (
    CHRISTMAS,
    SUNDAY,
    THURSDAY,
    WEDNESDAY,
    a_booking,
    hours,
)
from tests.conftest import NOON, Clock

pytestmark = pytest.mark.usefixtures("app")
YUNA = Actor(name="김유나", roles=frozenset({Role.STAFF}))


def shown(client: FlaskClient, one: dict[str, Any]) -> dict[str, Any]:
    """What GET tells of a booking."""
    answer = manage(client, "GET", one)
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


def changed(client: FlaskClient, one: dict[str, Any], **wanted: Any) -> dict[str, Any]:
    """What PATCH answers when it succeeds."""
    answer = manage(client, "PATCH", one, wanted)
    assert answer.status_code == 200, answer.text
    return dict(answer.json or {})


# making


def test_a_booking_is_made_as_promised(client: FlaskClient) -> None:
    answer = post(client, a_body(hours(14, 16)))

    assert answer.status_code == 201
    told = answer.json or {}
    assert set(told) == MADE | {"manage_token"}
    assert told["status"] == "verifying"
    assert told["spaces"] == ["202"]
    assert (told["start"], told["end"]) == ("2026-12-23T14:00:00+09:00", "2026-12-23T16:00:00+09:00")
    assert told["hold_expires_at"] == "2026-12-15T12:10:00+09:00"
    assert answer.headers["Location"] == f"/api/v1/bookings/{told['reference']}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "application/json"


def test_an_instant_in_any_offset_is_the_same_instant(client: FlaskClient) -> None:
    told = made(client, start="2026-12-23T05:00:00Z", end="2026-12-23T02:00:00-05:00")

    assert (told["start"], told["end"]) == ("2026-12-23T14:00:00+09:00", "2026-12-23T16:00:00+09:00")


def test_what_may_be_left_out_has_its_promised_default(client: FlaskClient) -> None:
    told = booked(client)

    assert set(told) == SHOWN | {"manage_token"}
    assert (told["purpose_kind"], told["language"], told["organisation"]) == ("other", "ko", None)
    assert told["requested_change"] is None


PURPOSES: list[str] = ["seminar", "class", "meeting", "culture", "other"]


def test_every_kind_of_purpose_is_taken(client: FlaskClient) -> None:
    one = booked(client)
    for kind in PURPOSES:
        assert changed(client, one, purpose_kind=kind)["purpose_kind"] == kind
        held = made(client, hours(18, 19), purpose_kind=kind)
        assert shown(client, held)["purpose_kind"] == kind
        manage(client, "DELETE", held)


def test_where_staff_decide_the_code_has_an_end_though_nothing_is_held(client: FlaskClient) -> None:
    first = made(client, hours(14, 16), spaces=["203"])
    second = made(client, hours(14, 16), spaces=["203"])

    assert first["hold_expires_at"] == second["hold_expires_at"] == "2026-12-15T12:10:00+09:00"
    assert verify(client, first["reference"], code_of(first["reference"])).json["status"] == "requested"  # type: ignore[index]


def test_rooms_are_told_in_code_order(client: FlaskClient) -> None:
    assert made(client, spaces=["203", "202"])["spaces"] == ["202", "203"]


# the code


def test_the_right_code_confirms_and_a_letter_says_so(client: FlaskClient) -> None:
    held = made(client)

    answer = verify(client, held["reference"], code_of(held["reference"]))

    assert answer.status_code == 200
    told = answer.json or {}
    assert set(told) == SHOWN
    assert (told["status"], told["hold_expires_at"]) == ("confirmed", None)
    assert kinds(held["reference"]) == ["booking_code", "booking_confirmed"]


def test_the_same_code_twice_is_the_same_answer_and_one_letter(client: FlaskClient) -> None:
    held = made(client)
    code = code_of(held["reference"])

    first, second = (verify(client, held["reference"], code) for _ in range(2))

    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert kinds(held["reference"]).count("booking_confirmed") == 1


def test_wrong_codes_count_down_and_the_fifth_ends_the_hold(client: FlaskClient) -> None:
    held = made(client)
    bad = wrong(code_of(held["reference"]))
    for left in (4, 3, 2, 1):
        answer = verify(client, held["reference"], bad)
        assert problem(answer) == (422, "code-wrong")
        assert (answer.json or {})["tries_left"] == left

    last = verify(client, held["reference"], bad)

    assert problem(last) == (409, "hold-expired")
    assert problem(verify(client, held["reference"], code_of(held["reference"]))) == (409, "hold-expired")
    assert shown(client, held)["status"] == "expired"


GUESSES: list[str] = ["", "000000", "１２３４５６", "\ud800", "\0", "²", "x" * 40]


def test_who_knows_only_the_number_learns_nothing_of_a_booking(client: FlaskClient) -> None:
    one = booked(client, purpose="비밀 회의", organisation="바퀴살림")
    for typed in GUESSES:
        answer = verify(client, one["reference"], typed)

        assert answer.status_code in {409, 422}
        assert "비밀" not in answer.get_data(as_text=True)
        assert not set(answer.json or {}) & (SHOWN - {"status"})
        assert not (answer.json or {}).get("alternatives")


def test_guessing_after_the_right_code_ends_too_and_harms_nothing(client: FlaskClient) -> None:
    held = made(client)
    code = code_of(held["reference"])
    verify(client, held["reference"], code)

    told = [problem(verify(client, held["reference"], wrong(code))) for _ in range(6)]

    assert told == [(422, "code-wrong")] * 4 + [(409, "hold-expired")] * 2
    assert problem(verify(client, held["reference"], code)) == (409, "hold-expired")
    assert shown(client, held)["status"] == "confirmed"


def test_a_late_code_is_told_so_with_times_that_can_be_booked(client: FlaskClient, clock: Clock) -> None:
    held = made(client)
    code = code_of(held["reference"])
    clock.move(timedelta(minutes=10) - timedelta(seconds=1))
    assert shown(client, held)["status"] == "verifying"
    clock.move(timedelta(seconds=1))

    answer = verify(client, held["reference"], code)

    assert problem(answer) == (409, "hold-expired")
    ensure_bookable_alternatives(client, answer.json or {})


def test_a_hold_that_ended_is_shown_as_ended_before_anybody_tidied(client: FlaskClient, clock: Clock) -> None:
    held = made(client)
    clock.move(timedelta(minutes=10))

    before = shown(client, held)
    verify(client, held["reference"], "000000")

    assert (before["status"], before["hold_expires_at"]) == ("expired", None)
    assert shown(client, held) == before


def test_a_code_that_somebody_else_was_mailed_is_wrong(client: FlaskClient) -> None:
    mine, theirs = made(client, hours(9, 10)), made(client, hours(11, 12))
    while code_of(theirs["reference"]) == code_of(mine["reference"]):
        theirs = made(client, hours(14, 16, THURSDAY))

    assert problem(verify(client, mine["reference"], code_of(theirs["reference"]))) == (422, "code-wrong")


NO_NUMBERS: list[str] = ["YD-AAAA-AAAA", "x", "%00", "%ED%A0%80", "YD-7K3M-92QF%0A", "a" * 300, "2026"]


def test_a_number_that_is_none_is_not_found_whatever_it_looks_like(client: FlaskClient) -> None:
    for reference in NO_NUMBERS:
        where = f"/api/v1/bookings/{reference}"

        assert problem(client.post(f"{where}/verify", json={"code": "123456"})) == (404, "not-found")
        for method in ("GET", "PATCH", "DELETE"):
            answer = client.open(where, method=method, json={}, headers=bearer("a" * 32))
            assert problem(answer) == (404, "not-found")


# who may see it


def test_without_any_token_it_is_401_and_says_how(client: FlaskClient) -> None:
    one = booked(client)
    for headers in ({}, {"Authorization": "Basic aG9uZzp4"}, {"Authorization": "Bearer"}, {"Authorization": ""}):
        for method in ("GET", "PATCH", "DELETE"):
            answer = client.open(f"/api/v1/bookings/{one['reference']}", method=method, json={}, headers=headers)

            assert problem(answer) == (401, "unauthorized")
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_booking_of_others_reads_exactly_like_one_that_does_not_exist(client: FlaskClient) -> None:
    mine, theirs = booked(client, hours(9, 10)), booked(client, hours(14, 16))
    tokens = [mine["manage_token"], "a" * 32, theirs["manage_token"][:-1], "é", theirs["reference"]]

    for method in ("GET", "PATCH", "DELETE"):
        for token in tokens:
            others, nobodys = (
                client.open(f"/api/v1/bookings/{reference}", method=method, json={}, headers=bearer(token))
                for reference in (theirs["reference"], "YD-AAAA-AAAA")
            )
            assert problem(others) == (404, "not-found")
            assert without_number(others) == without_number(nobodys)
    assert shown(client, theirs)["status"] == "confirmed"


def without_number(answer: Any) -> tuple[Any, ...]:
    """Status, headers and body but for the number of the answer."""
    body = {name: value for name, value in answer.json.items() if name != "instance"}
    return answer.status_code, dict(answer.headers), body


def test_a_renewed_link_ends_the_manage_token(client: FlaskClient) -> None:
    one = booked(client)

    renew_link(one["reference"], now=time.now())

    assert problem(manage(client, "GET", one)) == (404, "not-found")
    new = token_of(queries.get_booking(one["reference"]))
    assert manage(client, "GET", {**one, "manage_token": new}).status_code == 200


# changing


def test_where_nobody_has_to_decide_it_moves_at_once(client: FlaskClient) -> None:
    one = booked(client, hours(14, 16))
    start, end = instant(hours(15, 17))

    told = changed(client, one, start=start, end=end)

    assert set(told) == SHOWN
    assert (told["start"], told["end"], told["status"]) == (start, end, "confirmed")
    assert told["requested_change"] is None
    assert kinds(one["reference"])[-1] == "booking_moved"
    assert post(client, a_body(hours(12.5, 14.5))).status_code == 201


def test_where_staff_decide_the_old_time_stays_until_they_do(client: FlaskClient) -> None:
    one = booked(client, hours(14, 16), spaces=["203"])
    start, end = instant(hours(18, 20))

    told = changed(client, one, start=start, end=end)

    assert told == {**shown(client, one), "requested_change": {"start": start, "end": end}}
    assert (told["status"], told["start"]) == ("requested", one["start"])
    booking = queries.get_booking(one["reference"])
    approve_change(one["reference"], version=booking.version, by=YUNA, now=time.now())
    after = shown(client, one)
    assert (after["status"], after["start"], after["requested_change"]) == ("confirmed", start, None)


def test_its_own_time_takes_back_what_was_asked(client: FlaskClient) -> None:
    one = booked(client, hours(14, 16), spaces=["203"])
    start, end = instant(hours(18, 20))
    changed(client, one, start=start, end=end)

    told = changed(client, one, start=one["start"], end=one["end"])

    assert told["requested_change"] is None
    assert told["status"] == "requested"


@pytest.mark.parametrize("spaces", [["202"], ["203"]])
def test_the_same_change_twice_is_the_same_answer_and_one_letter(client: FlaskClient, spaces: list[str]) -> None:
    one = booked(client, hours(14, 16), spaces=spaces)
    start, end = instant(hours(18, 20))
    wanted = {"start": start, "end": end, "purpose": "가족 독서모임"}
    first = manage(client, "PATCH", one, wanted)
    n_letters = len(letters(one["reference"]))

    second = manage(client, "PATCH", one, wanted)

    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert len(letters(one["reference"])) == n_letters


def test_only_start_or_only_end_keeps_the_other(client: FlaskClient) -> None:
    one = booked(client, hours(14, 16))

    later = changed(client, one, end=instant(hours(14, 17))[1])
    shorter = changed(client, one, start=instant(hours(15, 17))[0])

    assert (later["start"], later["end"]) == instant(hours(14, 17))
    assert (shorter["start"], shorter["end"]) == instant(hours(15, 17))
    for wanted in ({"start": instant(hours(18, 19))[0]}, {"end": instant(hours(12, 13))[0]}):
        assert problem(manage(client, "PATCH", one, wanted)) == (422, "off-raster")


def test_words_change_one_by_one_and_a_letter_says_so(client: FlaskClient) -> None:
    one = booked(client, organisation="바퀴살림")

    told = changed(client, one, purpose="총회", purpose_kind="meeting", headcount=20)
    without = changed(client, one, organisation=None)

    assert (told["purpose"], told["purpose_kind"], told["headcount"]) == ("총회", "meeting", 20)
    assert told["organisation"] == "바퀴살림"
    assert without == {**told, "organisation": None}
    assert kinds(one["reference"])[-2:] == ["booking_changed", "booking_changed"]


def test_time_and_words_together_are_one_letter_both_or_neither(client: FlaskClient) -> None:
    one = booked(client, hours(14, 16))
    a_booking(hours(18, 20))
    start, end = instant(hours(15, 17))
    taken = dict(zip(("start", "end"), instant(hours(18, 20)), strict=True))

    assert problem(manage(client, "PATCH", one, {**taken, "purpose": "총회"})) == (409, "space-taken")
    assert shown(client, one)["purpose"] == one["purpose"]
    told = changed(client, one, start=start, end=end, purpose="총회")

    assert (told["start"], told["purpose"]) == (start, "총회")
    assert kinds(one["reference"])[2:] == ["booking_moved"]


def test_an_empty_change_changes_nothing(client: FlaskClient) -> None:
    one = booked(client)
    before = shown(client, one)

    assert changed(client, one) == before
    assert kinds(one["reference"]) == ["booking_code", "booking_confirmed"]


def test_a_booking_that_waits_for_its_code_can_be_changed_and_goes_on_waiting(client: FlaskClient) -> None:
    held = made(client, hours(14, 16))
    start, end = instant(hours(15, 17))

    told = changed(client, held, start=start, end=end, purpose="총회")

    assert (told["status"], told["hold_expires_at"]) == ("verifying", held["hold_expires_at"])
    assert kinds(held["reference"]) == ["booking_code"]
    assert post(client, a_body(hours(12, 13.5))).status_code == 201
    assert verify(client, held["reference"], code_of(held["reference"])).json["start"] == start  # type: ignore[index]


def test_what_a_change_may_not_name_is_refused(client: FlaskClient) -> None:
    one = booked(client)
    for name in ("spaces", "email", "phone", "name", "status", "reference", "consent", "language", "manage_token"):
        answer = manage(client, "PATCH", one, {name: "x"})
        assert problem(answer) == (422, "wrong-fields")
        assert set((answer.json or {})["errors"]) == {name}
    for name in ("purpose", "headcount", "start", "end", "purpose_kind"):
        answer = manage(client, "PATCH", one, {name: None})
        assert set((answer.json or {})["errors"]) == {name}


def test_a_change_that_a_rule_forbids_names_the_rule(client: FlaskClient) -> None:
    one = booked(client, hours(14, 16))

    refused: list[tuple[dict[str, Any], str]] = [
        ({"headcount": 51}, "over-capacity"),
        (times(14, 14.5), "too-short"),
        (times(14, 18.5), "too-long"),
        (times(20, 22), "outside-hours"),
        (times(14, 16, SUNDAY), "closed"),
        (times(14, 16, date(2026, 12, 16)) | {"start": "2026-12-16T11:30:00+09:00"}, "too-long"),
        (times(10, 11.5, date(2026, 12, 16)), "too-soon"),
        (times(14, 16, date(2027, 2, 3)), "not-open-yet"),
        ({"start": "2026-12-23T14:10:00+09:00"}, "off-raster"),
    ]
    for wanted, kind in refused:
        assert problem(manage(client, "PATCH", one, wanted)) == (422, kind), wanted
    assert {**shown(client, one), "manage_token": one["manage_token"]} == one


def times(start: float, end: float, day: date = WEDNESDAY) -> dict[str, Any]:
    return dict(zip(("start", "end"), instant(hours(start, end, day)), strict=True))


def test_after_the_end_a_change_is_told_so(client: FlaskClient, clock: Clock) -> None:
    cancelled = booked(client, hours(9, 10))
    manage(client, "DELETE", cancelled)
    refused = booked(client, hours(9, 10), spaces=["203"])
    refuse(refused["reference"], version=2, reason="영리 목적", by=YUNA, now=time.now())
    expired = made(client, hours(14, 16))
    clock.move(timedelta(minutes=10))

    for one in (cancelled, refused, expired):
        assert problem(manage(client, "PATCH", one, {"purpose": "총회"})) == (409, "already-decided")
    for one in (refused, expired):
        assert problem(manage(client, "DELETE", one)) == (409, "already-decided")
    assert shown(client, refused)["status"] == "refused"


def test_until_the_exact_second_it_can_be_moved_and_cancelled(client: FlaskClient, clock: Clock) -> None:
    last = at(WEDNESDAY, 14 * 60) - timedelta(hours=24)
    one, other = booked(client, hours(14, 15)), booked(client, hours(14, 15), spaces=["203"])
    approve(other["reference"], version=2, by=YUNA, now=time.now())
    clock.set(last + timedelta(microseconds=1))
    for late in (one, other):
        assert problem(manage(client, "PATCH", late, times(16, 17, THURSDAY))) == (422, "too-late-to-change")
        assert problem(manage(client, "DELETE", late)) == (409, "too-late-to-cancel")
        assert changed(client, late, purpose="총회")["purpose"] == "총회"

    clock.set(last)

    assert changed(client, one, **times(16, 17, THURSDAY))["status"] == "confirmed"
    assert manage(client, "DELETE", other).status_code == 200


def test_words_can_be_changed_until_the_use_begins(client: FlaskClient, clock: Clock) -> None:
    one = booked(client, hours(14, 15))
    clock.set(at(WEDNESDAY, 14 * 60) - timedelta(microseconds=1))
    assert changed(client, one, purpose="총회")["purpose"] == "총회"

    clock.set(at(WEDNESDAY, 14 * 60))

    assert problem(manage(client, "PATCH", one, {"purpose": "모임"})) == (422, "too-late-to-change")


def test_too_many_changes_of_a_booking_have_to_wait(client: FlaskClient) -> None:
    one = booked(client)
    for _ in range(30):
        changed(client, one)

    answer = manage(client, "PATCH", one, {})

    assert problem(answer) == (429, "too-many")
    assert int(answer.headers["Retry-After"]) == 86_400


# cancelling


def test_cancelling_twice_is_the_same_answer_and_one_letter(client: FlaskClient) -> None:
    one = booked(client)

    first, second = (manage(client, "DELETE", one) for _ in range(2))

    assert first.status_code == second.status_code == 200
    assert first.data == second.data
    assert set(first.json or {}) == SHOWN
    assert (first.json or {})["status"] == "cancelled"
    assert kinds(one["reference"]).count("booking_cancelled") == 1
    assert post(client, a_body()).status_code == 201


def test_a_booking_that_waits_for_its_code_or_for_staff_can_be_given_up(client: FlaskClient) -> None:
    held, request = made(client), booked(client, spaces=["203"])
    changed(client, request, **times(18, 20))

    told = [manage(client, "DELETE", one).json or {} for one in (held, request)]

    assert [one["status"] for one in told] == ["cancelled", "cancelled"]
    assert [one["hold_expires_at"] for one in told] == [None, None]
    assert told[1]["requested_change"] is None
    assert kinds(held["reference"]) == ["booking_code"]
    assert problem(verify(client, held["reference"], "123456")) == (409, "hold-expired")


def test_a_request_whose_start_came_is_shown_as_lapsed(client: FlaskClient, clock: Clock) -> None:
    request = booked(client, spaces=["203"])
    clock.set(at(WEDNESDAY, 14 * 60))

    before = shown(client, request)
    refusal = manage(client, "DELETE", request)

    assert before["status"] == "lapsed"
    assert problem(refusal) == (409, "already-decided")
    assert shown(client, request) == before


# rules


RULES: list[tuple[dict[str, Any], str]] = [
    (times(14, 14.5), "too-short"),
    (times(14, 18.5), "too-long"),
    ({"start": "2026-12-23T14:10:00+09:00"}, "off-raster"),
    ({"end": "2026-12-23T15:59:59+09:00"}, "off-raster"),
    ({"end": "2026-12-23T14:00:00+09:00"}, "off-raster"),
    ({"end": "2026-12-23T13:00:00+09:00"}, "off-raster"),
    ({"end": "2026-12-24T16:00:00+09:00"}, "off-raster"),
    (times(8, 10), "outside-hours"),
    (times(20, 22), "outside-hours"),
    (times(14, 16, SUNDAY), "closed"),
    (times(14, 16, CHRISTMAS), "closed"),
    (times(9, 11, date(2026, 12, 16)), "too-soon"),
    (times(9, 11, date(2026, 12, 14)), "too-soon"),
    (times(14, 16, date(2027, 2, 3)), "not-open-yet"),
    ({"headcount": 51}, "over-capacity"),
    ({"headcount": 31, "spaces": ["203"]}, "over-capacity"),
    ({"headcount": 81, "spaces": ["202", "203"]}, "over-capacity"),
]


def test_a_rule_refuses_with_422_and_its_own_type(client: FlaskClient) -> None:
    for wish, kind in RULES:
        before = n_bookings()

        answer = post(client, a_body(**wish))

        assert problem(answer) == (422, kind), wish
        assert n_bookings() == before
        ensure_bookable_alternatives(client, answer.json or {})


def test_notice_counts_from_the_exact_second(client: FlaskClient, clock: Clock) -> None:
    clock.set(NOON + timedelta(seconds=1))
    assert problem(post(client, a_body(**times(12, 13, date(2026, 12, 16))))) == (422, "too-soon")

    clock.set(NOON)

    assert post(client, a_body(**times(12, 13, date(2026, 12, 16)))).status_code == 201


def test_a_used_up_share_is_refused_and_offers_another_month(client: FlaskClient, clock: Clock) -> None:
    clock.set(at(date(2026, 12, 10), 600))
    for day in (21, 22, 23, 24):
        booked(client, hours(14, 16, date(2026, 12, day)), email="hong@example.kr", phone="010-1111-2222")
    body = a_body(hours(14, 16, date(2026, 12, 28)), email="Hong+1@Example.KR")

    answer = post(client, body)

    assert problem(answer) == (422, "quota-exceeded")
    assert n_bookings() == 4
    assert {near["start"][:7] for near in (answer.json or {})["alternatives"]} == {"2027-01"}
    ensure_bookable_alternatives(client, answer.json or {}, email="hong@example.kr")


def test_what_somebody_has_that_day_counts_and_other_days_are_offered(client: FlaskClient) -> None:
    booked(client, hours(9, 12), email="hong@example.kr")

    answer = post(client, a_body(hours(14, 16), email="hong@example.kr"))

    assert problem(answer) == (422, "too-long")
    ensure_bookable_alternatives(client, answer.json or {}, email="hong@example.kr")


def ensure_bookable_alternatives(client: FlaskClient, told: dict[str, Any], **who: Any) -> None:
    """Each of the alternatives is granted by itself."""
    for near in told.get("alternatives", []):
        assert set(near) == {"spaces", "start", "end"}
        one = made(client, **near, headcount=3, **who)
        assert manage(client, "DELETE", one).status_code == 200
    if told["type"] not in {"/problems/off-raster", "/problems/over-capacity"}:
        assert len(told["alternatives"]) == 3


@pytest.mark.parametrize("is_held", [True, False])
def test_what_others_hold_is_409_with_three_times_that_can_be_booked(client: FlaskClient, is_held: bool) -> None:
    (made if is_held else booked)(client, hours(14, 16))
    overlapping = [times(14, 16), times(15, 17), times(13, 14), times(16, 17), times(12.5, 14.5)]

    for wish in [*overlapping, {"spaces": ["202", "203"]}]:
        answer = post(client, a_body(**wish))

        assert problem(answer) == (409, "space-taken"), wish
        ensure_bookable_alternatives(client, answer.json or {})


def test_alternatives_keep_the_rules_of_their_own_day_and_room(client: FlaskClient) -> None:
    set_rule("length", {"shortest": 60, "longest_a_day": 90}, from_on=THURSDAY)
    set_rule("length", {"shortest": 180, "longest_a_day": 240}, from_on=date(2026, 1, 1), scope="203")
    set_exceptional_opening(date(2026, 12, 22), [], reason="대청소", reason_en="Cleaning")
    a_booking(hours(14, 16))

    answer = post(client, a_body(hours(14, 16)))

    assert problem(answer) == (409, "space-taken")
    ensure_bookable_alternatives(client, answer.json or {})


def test_a_taken_time_offers_who_has_used_up_the_month_another_one(client: FlaskClient) -> None:
    for day in (21, 22, 23):
        booked(client, hours(9, 10, date(2026, 12, day)), email="hong@example.kr", phone="010-1111-2222")
    booked(client, hours(18, 19), email="hong@example.kr", phone="010-1111-2222")
    a_booking(hours(14, 16))

    answer = post(client, a_body(hours(14, 16), email="hong@example.kr"))

    assert problem(answer) == (409, "space-taken")
    ensure_bookable_alternatives(client, answer.json or {}, email="hong@example.kr")


def test_a_third_hold_of_one_mail_address_has_to_wait(client: FlaskClient) -> None:
    made(client, hours(9, 10), email="hong@example.kr")
    made(client, hours(11, 12), email="hong+2@example.kr")

    answer = post(client, a_body(hours(14, 15), email="HONG@example.kr"))

    assert problem(answer) == (429, "too-many-holds")
    assert int(answer.headers["Retry-After"]) == 600


# language


def test_details_speak_the_callers_language_and_letters_the_bookers(client: FlaskClient) -> None:
    bad = a_body(headcount=51)
    korean, english = (
        (post(client, bad, Accept_Language=header).json or {})["detail"] for header in ("ko-KR,ko;q=0.9", "en-US,en")
    )
    assert "50" in korean
    assert "50" in english
    assert english.isascii()
    assert not korean.isascii()
    assert (post(client, bad).json or {})["detail"] == korean
    assert (post(client, bad, Accept_Language="fr").json or {})["detail"] == korean

    one = post(client, a_body(language="en"), Accept_Language="ko").json or {}

    assert letters(one["reference"])[0].language == "en"
    verify(client, one["reference"], code_of(one["reference"]), Accept_Language="ko")
    assert [letter.language for letter in letters(one["reference"])] == ["en", "en"]


def test_sentences_about_fields_speak_the_callers_language(client: FlaskClient) -> None:
    body = a_body(email="hong", headcount="many", purpose="", colour="red", start="now")

    answer = post(client, body, Accept_Language="en")

    sentences = [sentence for told in (answer.json or {})["errors"].values() for sentence in told]
    assert len(sentences) >= 5
    assert all(sentence.isascii() for sentence in sentences), sentences


def test_states_are_told_as_the_document_names_them(client: FlaskClient) -> None:
    assert {str(state) for state in State} == {
        "verifying", "requested", "confirmed", "refused", "cancelled", "lapsed", "expired",
    }  # fmt: skip


def test_every_instant_of_an_answer_is_rfc_3339_of_seoul(client: FlaskClient) -> None:
    one = booked(client, spaces=["203"])
    told = changed(client, one, **times(18, 20))

    for text in (told["start"], told["end"], *told["requested_change"].values(), made(client)["hold_expires_at"]):
        assert datetime.fromisoformat(text).utcoffset() == timedelta(hours=9)
        assert len(text) == len("2026-12-23T14:00:00+09:00")
