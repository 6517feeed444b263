"""Moving, changing and deciding over both: nothing gets around a rule, no letter is left unwritten."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from center.bookings import queries
from center.bookings.rules.managing import Change
from center.bookings.rules.refusals import ClosedError, QuotaExceededError, RoomTakenError, StricterDecisionError
from center.bookings.rules.states import State
from center.bookings.service.booking import book_rooms
from center.bookings.service.deciding import approve, approve_change
from center.bookings.service.managing import change_booking, foresee
from center.bookings.service.upkeep import set_rule
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db, transaction
from center.core.time import Period
from center.mail.models import OutboxMail
from center.mail.service import deliver_due
from center.spaces.models import Space
from center.spaces.service import replace_space
from tests.bookings.factories import WEDNESDAY, a_booking, a_request, a_wish, hours, mail_kinds

pytestmark = pytest.mark.usefixtures("app")
YUNA = Actor(name="김유나", roles=frozenset({Role.STAFF}))
SOON = date(2026, 12, 29)


def asks_for(reference: str, period: Period | None = None, **words: object) -> None:
    change_booking(reference, Change(period, words), now=time.now())


def test_a_rival_with_a_request_and_a_wish_for_another_time_is_refused_once(app: Flask) -> None:
    rival, stranger = a_request(hours(10, 12)), a_request(hours(10.5, 12.5))
    asks_for(rival.reference, hours(11, 13))

    refused = approve(stranger.reference, version=stranger.version, by=YUNA, now=time.now())
    deliver_due(app.extensions["center_post_office"], time.now())

    assert [ask.booking.reference for ask in refused] == [rival.reference]
    assert queries.get_booking(rival.reference).state == State.REFUSED
    assert queries.get_booking(rival.reference).change is None
    assert db.session.scalars(select(OutboxMail.id).where(OutboxMail.state == "waiting")).all() == []


def test_the_share_of_an_organisation_is_judged_at_the_time_that_stays() -> None:
    for day in (21, 22, 28, 29):
        a_booking(hours(9, 10, date(2026, 12, day)), organisation="바퀴살림")
    mine = a_request(hours(14, 16))

    for period in (None, hours(17, 19, date(2026, 12, 30))):
        with pytest.raises(QuotaExceededError):
            asks_for(mine.reference, period, organisation="바퀴살림")

    assert queries.get_booking(mine.reference).organisation is None


def test_nobody_becomes_an_organisation_that_staff_decide_over_while_another_time_waits() -> None:
    case = {"weekdays": list(range(7)), "start": 0, "end": 1440, "bookers": ["organisation"], "decision": "staff"}
    rule = {"usual": "instant", "cases": [case], "within_working_days": 2}
    set_rule("decision", rule, from_on=date(2015, 3, 1), scope="202")
    mine = a_booking(hours(14, 16))

    for period in (None, hours(17, 19)):
        with pytest.raises(StricterDecisionError):
            asks_for(mine.reference, period, organisation="바퀴살림")


def test_who_had_a_change_granted_may_become_an_organisation_for_staff_decided() -> None:
    mine = a_request(hours(14, 16))
    asks_for(mine.reference, hours(17, 19))
    wanted = queries.get_booking(mine.reference)

    approve_change(mine.reference, version=wanted.version, by=YUNA, now=time.now())
    asks_for(mine.reference, organisation="바퀴살림")

    assert queries.get_booking(mine.reference).decision == "staff"
    assert mail_kinds(mine)[-2:] == ["booking_confirmed", "booking_changed"]


def the_room() -> Space:
    return db.session.scalars(select(Space).where(Space.code == "202")).one()


def test_a_day_without_the_room_is_closed_to_a_move() -> None:
    mine = a_booking(hours(14, 16))
    room = the_room()
    with transaction():
        db.session.get_one(Space, room.id).until_on = SOON

    with pytest.raises(ClosedError, match="없는 날"):
        foresee(mine, Change(hours(14, 16, SOON)), now=time.now())


def test_a_room_made_anew_is_one_room_for_whoever_looks_at_many_days() -> None:
    replace_space(the_room(), first_on=WEDNESDAY, area_m2=9000)
    a_booking(hours(9, 13, SOON))
    first = date(2026, 12, 21)

    days = queries.room_days(queries.get_rooms(["202"], first), first, date(2026, 12, 31), now=time.now())

    assert [(use.start, use.end) for use in days[SOON]["202"].taken] == [(18, 26)]
    assert days[first]["202"].opening == days[SOON]["202"].opening


def test_what_is_offered_instead_across_the_day_a_room_is_made_anew_can_be_booked() -> None:
    replace_space(the_room(), first_on=date(2026, 12, 24), area_m2=9000)
    a_booking(hours(9, 13))
    a_booking(hours(9, 13, date(2026, 12, 24)))

    with pytest.raises(RoomTakenError) as refused:
        book_rooms(a_wish(hours(9, 11)), now=time.now())

    assert len(refused.value.alternatives) == 3
    for near in refused.value.alternatives:
        assert book_rooms(a_wish(near.period, rooms=near.rooms), now=time.now())
