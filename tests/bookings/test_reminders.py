"""Who is reminded of a use, when, and of what: once, in time, in the booking's language."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.rules.managing import Change
from center.bookings.service.deciding import approve
from center.bookings.service.managing import cancel_booking, change_booking
from center.bookings.service.upkeep import set_rule, tidy
from center.core.actor import Actor, Role
from center.core.time import at
from tests.bookings.factories import THURSDAY, WEDNESDAY, a_booking, a_held_booking, a_request, hours
from tests.bookings.postbag import sent_now, subject, told_by
from tests.conftest import Clock
from tests.mail.carriers import parsed
from tests.web.test_pages import counted_queries

YUNA = Actor(name="김유나", roles=frozenset({Role.STAFF}))
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
DUE = at(WEDNESDAY, 14 * 60) - timedelta(hours=26)
"""When hours(14, 16) of Wednesday are reminded of, by the first value of the rule."""
LONG_AGO = date(2026, 1, 1)


def reminded(app: Flask, now: datetime) -> list[str]:
    """To whom the worker's round at that moment sends reminders."""
    return sorted(str(parsed(mail)["To"]) for mail in reminders(app, now))


def reminders(app: Flask, now: datetime) -> list[bytes]:
    """The reminders that the worker's round at that moment sends."""
    tidy(now)
    return [mail for mail in sent_now(app) if subject(mail).startswith(("예약 알림", "Reminder"))]


def plain(mail: bytes) -> str:
    """What a mail says."""
    body = parsed(mail).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_reminder_goes_out_once_when_its_moment_comes(app: Flask, clock: Clock) -> None:
    booking = a_booking(hours(14, 16))

    clock.set(DUE - SECOND)
    assert reminded(app, clock.now) == []
    clock.set(DUE)
    assert reminded(app, clock.now) == [booking.email]
    assert reminded(app, clock.now) == []
    clock.move(timedelta(hours=25))
    assert reminded(app, clock.now) == []


def test_two_rounds_before_the_mail_goes_out_remind_once(app: Flask, clock: Clock) -> None:
    booking = a_booking(hours(14, 16))
    clock.set(DUE)

    tidy(clock.now)
    tidy(clock.now + MINUTE)

    assert reminded(app, clock.now) == [booking.email]


def test_a_worker_that_stood_still_reminds_late_but_never_after_the_start(app: Flask, clock: Clock) -> None:
    late = a_booking(hours(14, 16))
    a_booking(hours(9, 11))
    clock.set(at(WEDNESDAY, 14 * 60) - SECOND)

    assert reminded(app, clock.now) == [late.email]


def test_a_reminder_that_could_not_be_sent_before_the_start_is_not_sent(app: Flask, clock: Clock) -> None:
    a_booking(hours(14, 16))
    clock.set(DUE)
    tidy(clock.now)
    clock.set(at(WEDNESDAY, 14 * 60))

    assert reminded(app, clock.now) == []


def test_who_booked_after_that_moment_has_just_been_written_to(app: Flask, clock: Clock) -> None:
    clock.set(DUE + MINUTE)
    a_booking(hours(14, 16))

    assert reminded(app, clock.now) == []
    clock.move(timedelta(hours=2))
    assert reminded(app, clock.now) == []


def test_who_booked_at_the_very_moment_is_reminded(app: Flask, clock: Clock) -> None:
    clock.set(DUE)
    booking = a_booking(hours(14, 16))

    assert reminded(app, clock.now) == [booking.email]


def test_who_moved_after_that_moment_has_just_been_written_to(app: Flask, clock: Clock) -> None:
    booking = a_booking(hours(9, 11, THURSDAY))
    clock.set(DUE + MINUTE)
    change_booking(booking.reference, Change(hours(14, 16)), now=clock.now)

    assert reminded(app, clock.now) == []
    clock.move(timedelta(hours=25))
    assert reminded(app, clock.now) == []


def test_a_move_to_a_later_day_is_reminded_of_again(app: Flask, clock: Clock) -> None:
    booking = a_booking(hours(14, 16))
    clock.set(DUE)
    assert reminded(app, clock.now) == [booking.email]

    change_booking(booking.reference, Change(hours(14, 16, date(2026, 12, 29))), now=clock.now)

    assert reminded(app, clock.now) == []
    clock.set(DUE + timedelta(days=6))
    [mail] = reminders(app, clock.now)
    assert subject(mail) == "예약 알림: 12월 29일(화) 14:00~16:00"


def test_what_is_cancelled_held_or_only_asked_for_is_not_reminded_of(app: Flask, clock: Clock) -> None:
    cancel_booking(a_booking(hours(14, 16)).reference, now=clock.now)
    a_request(hours(14, 16))
    granted = a_request(hours(17, 18))
    approve(granted.reference, version=granted.version, by=YUNA, now=clock.now)
    clock.set(DUE)
    a_held_booking(hours(14, 16))

    assert reminded(app, clock.now) == []
    clock.move(timedelta(hours=3))
    assert reminded(app, clock.now) == [granted.email]


def test_a_reminder_says_when_where_and_until_when_one_can_cancel(app: Flask, clock: Clock) -> None:
    booking = a_booking(hours(14, 16))
    clock.set(DUE)

    [mail] = reminders(app, clock.now)

    assert subject(mail) == "예약 알림: 12월 23일(수) 14:00~16:00"
    assert "12월 22일(화) 14:00까지 링크에서 취소할 수 있습니다" in plain(mail)
    assert "202 다목적회의실" in plain(mail)
    assert f"https://localhost/bookings/{booking.reference}#" in plain(mail)
    assert told_by(mail) is None


def test_a_reminder_after_the_time_to_cancel_asks_for_a_call(app: Flask, clock: Clock) -> None:
    a_booking(hours(14, 16))
    clock.set(at(WEDNESDAY, 14 * 60) - timedelta(hours=24) + SECOND)

    [mail] = reminders(app, clock.now)

    assert "까지 링크에서 취소할 수 있습니다" not in plain(mail)
    assert "못 오시면 전화로 알려 주세요: 02-000-0000. 링크에서 취소할 수 있는 시간은 지났습니다." in plain(mail)


def test_a_reminder_speaks_the_language_of_its_booking(app: Flask, clock: Clock) -> None:
    a_booking(hours(14, 16), language="en")
    clock.set(DUE)

    [mail] = reminders(app, clock.now)

    assert subject(mail).endswith("Wed 23 Dec 14:00~16:00")
    assert "Tue 22 Dec 14:00" in plain(mail)
    assert "Multipurpose room" in plain(mail)


def test_a_rule_that_changes_on_a_day_holds_for_the_uses_of_that_day(app: Flask, clock: Clock) -> None:
    wednesday, thursday = a_booking(hours(14, 16)), a_booking(hours(14, 16, THURSDAY))
    set_rule("reminder", {"hours": 51}, from_on=THURSDAY)

    clock.set(DUE - SECOND - timedelta(hours=1))
    assert reminded(app, clock.now) == []
    clock.move(SECOND)
    assert reminded(app, clock.now) == [thursday.email]
    clock.set(DUE)
    assert reminded(app, clock.now) == [wednesday.email]


def test_a_rule_of_two_weeks_that_begins_on_the_day_of_use_is_in_time(app: Flask, clock: Clock) -> None:
    clock.set(at(date(2026, 12, 1), 11 * 60))
    set_rule("reminder", {"hours": 336}, from_on=THURSDAY)
    booking = a_booking(hours(14, 16, THURSDAY))

    clock.set(at(THURSDAY, 14 * 60) - timedelta(days=14))
    assert reminded(app, clock.now) == [booking.email]


@pytest.mark.parametrize("ahead", [1, 26, 336])
def test_the_moment_is_what_the_rule_says(app: Flask, clock: Clock, ahead: int) -> None:
    set_rule("reminder", {"hours": ahead}, from_on=LONG_AGO)
    clock.set(at(date(2026, 12, 1), 11 * 60))
    booking = a_booking(hours(14, 16))
    due = at(WEDNESDAY, 14 * 60) - timedelta(hours=ahead)

    clock.set(due - SECOND)
    assert reminded(app, clock.now) == []
    clock.set(due)
    assert reminded(app, clock.now) == [booking.email]


def test_many_reminders_cost_as_many_queries_as_few_besides_the_mails_themselves(app: Flask, clock: Clock) -> None:
    starts = (9, 10.5, 12, 13.5, 15, 16.5, 18, 19.5)
    many = [a_booking(hours(start, start + 1, day)) for day in (WEDNESDAY, THURSDAY) for start in starts]
    few = [a_booking(hours(9, 10, date(2026, 12, day))) for day in (29, 30, 31)]
    set_rule("reminder", {"hours": 60}, from_on=LONG_AGO)

    clock.set(at(WEDNESDAY, 8 * 60))
    for_many = n_queries_of_a_round(clock.now)
    clock.set(at(date(2026, 12, 29), 8 * 60))
    for_few = n_queries_of_a_round(clock.now)

    assert [n_reminded(many), n_reminded(few)] == [16, 3]
    assert for_many == for_few


def n_queries_of_a_round(now: datetime) -> int:
    """How many statements a round of the worker sends, without those that write a mail down."""
    queries.rulebook()
    with counted_queries() as sent:
        tidy(now)
    return len([statement for statement in sent if not statement.startswith("INSERT INTO outbox_mail")])


def n_reminded(bookings: list[Booking]) -> int:
    """How many of them were reminded, as it is stored."""
    return sum(queries.get_booking(booking.reference).reminded_at is not None for booking in bookings)
