"""What calendar programs read in the mails of a booking, and in its file: one use, never what somebody typed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import recurring_ical_events
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from center.bookings import queries
from center.bookings.ical import Entry, calendar_of
from center.bookings.links import token_of
from center.bookings.mails import RENDERERS
from center.bookings.models import Booking
from center.bookings.rules.managing import Change
from center.bookings.service.booking import verify
from center.bookings.service.deciding import approve, approve_change, refuse, refuse_change
from center.bookings.service.managing import cancel_booking, change_booking
from center.bookings.service.upkeep import tidy
from center.core import time
from center.core.actor import Actor, Role
from center.core.text import Language
from center.core.time import Period, at
from center.mail.postoffice import PostOffice
from center.mail.service import deliver_due
from center.mail.transport import TryLater
from tests.bookings.factories import (
    THURSDAY,
    WEDNESDAY,
    a_booking,
    a_held_booking,
    a_request,
    hours,
    mailed_code,
)
from tests.bookings.postbag import Told, event_of, property_names, sent_now, subject, told_by, told_now
from tests.conftest import Clock
from tests.mail.carriers import SENDER, Notebook, parsed

YUNA = Actor(name="김유나", roles=frozenset({Role.STAFF}))
CALENDAR = ["BEGIN", "VERSION", "PRODID", "METHOD", "END"]
USE = ["BEGIN", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE", "DESCRIPTION", "LAST-MODIFIED"]
USE += ["LOCATION", "STATUS", "TRANSP", "URL", "END"]
PEOPLE = ["ORGANIZER", "ATTENDEE"]
DANGEROUS = st.sampled_from("\r\n\t\0\v\f\x1c\x1d\x1e\x85\u2028\u2029\u202e\\;:,=\"' 가A")
ANY_TEXT = st.lists(DANGEROUS | st.text(max_size=5), max_size=20).map("".join)
BIDI = "\u202e\u2066"
KOREAN = "가나다라마바사아자차" * 10
NASTY = (
    "회의\r\nATTENDEE:mailto:taeyang@example.kr",
    "회의\nEND:VEVENT\nBEGIN:VEVENT\nUID:1",
    "회의\u2028ATTENDEE:mailto:taeyang@example.kr",
    "회의\u2029\x85\x0b\x0c\x1cATTENDEE:mailto:taeyang@example.kr",
    "회의\\nATTENDEE:mailto:taeyang@example.kr\\",
    '회의; ATTENDEE=a, b:c;"d" \\; \\, ^n',
    "\u202eABC\u2066\x00\x1b[31m\t회의",
    KOREAN,
)


def change(booking: Booking, period: Period | None = None, **words: Any) -> Booking:
    """The booker wants another time, other words, or both."""
    return change_booking(booking.reference, Change(period, words), now=time.now())


def approved(request: Booking) -> Booking:
    """The request, granted by staff."""
    approve(request.reference, version=request.version, by=YUNA, now=time.now())
    return queries.get_booking(request.reference)


def starts(told: Told) -> list[datetime]:
    """When the use is, as another library reads it that looks things up day by day."""
    calendar = icalendar.Calendar.from_ical(told.text)
    found = recurring_ical_events.of(calendar).between(WEDNESDAY, THURSDAY + timedelta(days=1))
    return [event.start for event in found]


def test_a_confirmation_is_text_html_and_an_invitation_that_is_attached_too(app: Flask) -> None:
    a_booking(hours(14, 16))

    mail, _ = sent_now(app)

    assert subject(mail).startswith("예약 확정")
    kinds = [part.get_content_type() for part in parsed(mail).walk()]
    assert kinds == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    *_, invitation, attached = parsed(mail).walk()
    assert invitation["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert (attached.get_content_disposition(), attached.get_filename()) == ("attachment", "booking.ics")
    assert attached.get_payload(decode=True) == invitation.get_payload(decode=True)


def test_a_mail_with_an_invitation_goes_through_every_mail_server(app: Flask) -> None:
    a_booking(hours(14, 16), purpose=KOREAN)

    mail, _ = sent_now(app)

    assert mail.isascii()
    assert mail.count(b"\n") == mail.count(b"\r\n") == mail.count(b"\r")
    assert max(map(len, mail.split(b"\r\n"))) <= 100
    assert {part["Content-Transfer-Encoding"] for part in parsed(mail).walk() if not part.is_multipart()} == {"base64"}


def test_confirm_move_words_and_cancel_are_one_use_whose_number_rises(app: Flask, clock: Clock) -> None:
    booking = a_booking(hours(14, 16))
    told = [told_now(app, clock)]
    change(booking, hours(9, 11, THURSDAY))
    told.append(told_now(app, clock))
    change(booking, purpose="주민 회의")
    told.append(told_now(app, clock))
    cancel_booking(booking.reference, now=clock.now)
    told.append(told_now(app, clock))

    assert [one.method for one in told] == ["REQUEST", "REQUEST", "REQUEST", "CANCEL"]
    assert [str(one.event["STATUS"]) for one in told] == ["CONFIRMED", "CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [str(one.event["TRANSP"]) for one in told] == ["OPAQUE", "OPAQUE", "OPAQUE", "TRANSPARENT"]
    assert len({str(one.event["UID"]) for one in told}) == 1
    numbers = [one.event.sequence for one in told]
    assert numbers == sorted(set(numbers))
    assert [one.event.DTSTAMP for one in told] == sorted({one.event.DTSTAMP for one in told})
    assert str(told[1].event["SUMMARY"]) == "202 다목적회의실: 주민 독서모임"
    assert str(told[2].event["SUMMARY"]) == "202 다목적회의실: 주민 회의"


def test_the_time_is_told_in_utc_and_other_libraries_find_the_same(app: Flask, clock: Clock) -> None:
    booking = a_booking(hours(14, 16.5))
    confirmed = told_now(app, clock)
    change(booking, hours(9, 10, THURSDAY))
    moved = told_now(app, clock)
    cancel_booking(booking.reference, now=clock.now)
    cancelled = told_now(app, clock)

    assert "DTSTART:20261223T050000Z\r\nDTEND:20261223T073000Z\r\n" in confirmed.text
    for told, start, end in (
        (confirmed, at(WEDNESDAY, 14 * 60), at(WEDNESDAY, 16 * 60 + 30)),
        (moved, at(THURSDAY, 9 * 60), at(THURSDAY, 10 * 60)),
        (cancelled, at(THURSDAY, 9 * 60), at(THURSDAY, 10 * 60)),
    ):
        assert (told.event.start, told.event.end) == (start, end)
        assert isinstance(told.event.start, datetime)
        assert told.event.start.utcoffset() == timedelta(0)
        assert starts(told) == [start]


def test_a_request_that_staff_approve_or_move_is_told_from_then_on(app: Flask, clock: Clock) -> None:
    booking = approved(a_request(hours(14, 16)))
    told = [told_now(app, clock)]
    change(booking, hours(9, 11, THURSDAY))
    booking = queries.get_booking(booking.reference)
    approve_change(booking.reference, version=booking.version, by=YUNA, now=clock.now)
    told.append(told_now(app, clock))

    assert [one.event.start for one in told] == [at(WEDNESDAY, 14 * 60), at(THURSDAY, 9 * 60)]
    assert told[0].event.sequence < told[1].event.sequence
    assert told[0].event["UID"] == told[1].event["UID"]


def test_other_words_reach_calendars_also_where_another_time_waits_for_staff(app: Flask, clock: Clock) -> None:
    booking = approved(a_request(hours(14, 16)))
    before = told_now(app, clock)
    change(booking, hours(9, 11, THURSDAY), purpose="주민 회의")

    told = told_now(app, clock)

    assert str(told.event["SUMMARY"]) == "203 로비: 주민 회의"
    assert told.event.start == at(WEDNESDAY, 14 * 60)
    assert told.event.sequence > before.event.sequence


def test_the_center_invites_and_the_booker_comes(app: Flask, clock: Clock) -> None:
    booking = a_booking(hours(14, 16))
    event = told_now(app, clock).event

    assert (event.organizer, event.organizer.params) == (
        "mailto:center@localhost.localdomain",
        {"CN": "영등포구 사회적경제지원센터"},
    )
    assert (event.attendees[0], event.attendees[0].params) == (
        f"mailto:{booking.email}",
        {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"},
    )
    assert str(event["URL"]) == f"https://localhost/bookings/{booking.reference}"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("jisoo@한국.kr", "mailto:jisoo@xn--3e0b707e.kr"),
        ("jisoo?cc=taeyang@example.kr", "mailto:jisoo%3Fcc%3Dtaeyang@example.kr"),
        ("jisoo%2Ctaeyang&x@example.kr", "mailto:jisoo%252Ctaeyang%26x@example.kr"),
        ("o'jisoo+room@example.kr", "mailto:o'jisoo+room@example.kr"),
    ],
)
def test_an_address_is_told_as_the_mail_went_and_names_nobody_else(
    app: Flask, clock: Clock, typed: str, told: str
) -> None:
    a_booking(hours(14, 16), email=typed)

    assert told_now(app, clock).event.attendees[0] == told


@pytest.mark.parametrize(
    ("language", "summary", "place", "center"),
    [
        ("ko", "202 다목적회의실: Reading", "서울 영등포구 선유동1로 80 (별관 청사)", "영등포구 사회적경제지원센터"),
        (
            "en",
            "202 Multipurpose room: Reading",
            "80 Seonyudong 1-ro, Yeongdeungpo-gu, Seoul",
            "Yeongdeungpo District Social Economy Support Center",
        ),
    ],
)
def test_calendars_are_told_in_the_language_of_the_booking(
    app: Flask, clock: Clock, language: Language, summary: str, place: str, center: str
) -> None:
    a_booking(hours(14, 16), language=language, purpose="Reading")
    event = told_now(app, clock).event

    assert str(event["SUMMARY"]) == summary
    assert str(event["LOCATION"]).startswith(place)
    assert event.organizer.params["CN"] == center


@pytest.mark.parametrize("typed", NASTY, ids=range(len(NASTY)))
def test_what_people_type_stays_in_its_property_and_its_line(app: Flask, clock: Clock, typed: str) -> None:
    usable = typed.replace("\x00", "")  # which no database takes
    a_booking(hours(14, 16), purpose=usable, organisation=usable[:100])

    confirmation, code_mail = sent_now(app)
    told = told_by(confirmation)

    assert told is not None
    assert sorted(property_names(told.text)) == sorted([*CALENDAR, *USE, *PEOPLE])
    assert not set(BIDI) & set(told.text)
    assert told.text.count("\n") == told.text.count("\r\n") == told.text.count("\r")
    assert max(len(line.encode()) for line in told.text.split("\r\n")) <= 75
    for mail in (code_mail, confirmation):
        assert len(parsed(mail)["To"].addresses) == 1
        plain = parsed(mail).get_body(("plain",))
        assert plain is not None
        [line] = [line for line in str(plain.get_content()).splitlines() if line.startswith("이용 목적: ")]
        assert without_blanks(line.removeprefix("이용 목적: ")) == without_blanks(unbroken(usable))


def without_blanks(text: str) -> str:
    """A text as it can be compared: an address in it is parted by a blank, so that no mail program makes it a link."""
    return "".join(text.split())


def unbroken(text: str) -> str:
    """A text as one line of what people see."""
    return "".join(" " if sign < " " or sign in "\u2028\u2029\x85" else sign for sign in text if sign not in BIDI)


@settings(max_examples=300, deadline=None)
@given(text=ANY_TEXT, language=st.sampled_from(["ko", "en"]))
def test_no_text_whatever_adds_a_property_or_leaves_its_own(text: str, language: Language) -> None:
    entry = Entry(
        method="REQUEST",
        uid="yd-7k3m-92qf@localhost",
        sequence=3,
        changed_at=datetime(2026, 12, 15, 3, 0, tzinfo=UTC),
        period=hours(14, 16),
        summary=text,
        rooms="202 다목적회의실",
        description=text,
        organiser="center@example.go.kr",
        attendee="jisoo@example.kr",
        url="https://localhost/bookings/YD-7K3M-92QF",
        language=language,
    )

    raw = calendar_of(entry)

    event = event_of(raw)
    written = sorted({*USE, *PEOPLE, *CALENDAR} - {"BEGIN", "END"})
    assert sorted({*property_names(raw.decode())} - {"BEGIN", "END"}) == written
    assert property_names(raw.decode()).count("BEGIN") == property_names(raw.decode()).count("END") == 2
    assert max(map(len, raw.split(b"\r\n"))) <= 75
    assert event.attendees[0] == "mailto:jisoo@example.kr"
    assert str(event["SUMMARY"]).isprintable() or not text.isprintable()


def test_no_calendar_hears_of_what_waits_is_refused_withdrawn_or_too_late(app: Flask, clock: Clock) -> None:
    a_held_booking(hours(18, 20))
    refused, withdrawn = a_request(hours(9, 11)), a_request(hours(12, 14))
    refuse(refused.reference, version=refused.version, reason="공사가 있습니다.", by=YUNA, now=clock.now)
    cancel_booking(withdrawn.reference, now=clock.now)
    change(a_request(hours(12, 14)), purpose="주민 회의")
    clock.set(at(THURSDAY, 9 * 60))
    tidy(clock.now)

    told = {subject(mail).partition(":")[0]: told_by(mail) for mail in sent_now(app)}

    assert set(told.values()) == {None}
    assert told.keys() == {"예약 내용 변경", "예약 신청 결과", "예약 신청 접수", "예약 신청 종료", "예약 신청 취소"}


def test_no_calendar_hears_of_another_time_that_is_only_asked_for(app: Flask, clock: Clock) -> None:
    booking = approved(a_request(hours(14, 16)))
    sent_now(app)
    change(booking, hours(9, 11, THURSDAY))
    booking = queries.get_booking(booking.reference)
    refuse_change(booking.reference, version=booking.version, reason="공사가 있습니다.", by=YUNA, now=clock.now)

    mails = sent_now(app)

    assert [subject(mail).partition(":")[0] for mail in mails] == ["시간 변경 결과", "시간 변경 신청 접수"]
    assert [told_by(mail) for mail in mails] == [None, None]


def test_a_code_letter_has_no_link_and_speaks_to_no_calendar(app: Flask) -> None:
    booking = a_held_booking(hours(14, 16))

    [mail] = sent_now(app)

    assert told_by(mail) is None
    for kind in ("plain", "html"):
        body = parsed(mail).get_body((kind,))
        assert body is not None
        text = str(body.get_content())
        assert "://" not in text
        assert "href" not in text
        assert token_of(booking.reference, booking.manage_nonce) not in text


def test_a_repeat_after_a_lost_reply_is_the_same_invitation_byte_by_byte(app: Flask, clock: Clock) -> None:
    booking = a_held_booking(hours(14, 16))
    code = mailed_code(booking)
    sent_now(app)
    verify(booking.reference, code, now=clock.now)
    notebook = Notebook(fails_with=TryLater("DATA 451"))
    office = PostOffice(notebook, RENDERERS, SENDER)

    deliver_due(office, clock.now)
    change(booking, hours(9, 11, THURSDAY))
    notebook.fails_with = None
    clock.move(timedelta(minutes=5))
    deliver_due(office, clock.now)

    first, *others = [body for _, body in notebook.sent if subject(body).startswith("예약 확정")]
    assert others == [first]


def file_of(client: FlaskClient, booking: Booking) -> TestResponse:
    """The calendar file, for a browser that opened the link of the booking before."""
    key = token_of(booking.reference, booking.manage_nonce)
    client.post(f"/bookings/{booking.reference}", data={"key": key})
    return client.get(f"/bookings/{booking.reference}/booking.ics")


def test_the_file_of_a_booking_is_the_use_that_the_mail_told(app: Flask, client: FlaskClient, clock: Clock) -> None:
    booking = a_booking(hours(14, 16), purpose=NASTY[0])
    mailed = told_now(app, clock)

    answer = file_of(client, booking)

    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{booking.reference}.ics"'
    event = event_of(answer.data)
    assert sorted(property_names(answer.text)) == sorted([*CALENDAR, *USE])
    assert "METHOD:PUBLISH\r\n" in answer.text
    assert {name: event[name] for name in USE if name in event} == {
        name: mailed.event[name] for name in USE if name in mailed.event
    }


def test_the_file_after_a_move_has_the_same_mark_and_a_higher_number(
    app: Flask, client: FlaskClient, clock: Clock
) -> None:
    booking = a_booking(hours(14, 16))
    before = event_of(file_of(client, booking).data)
    change(booking, hours(9, 11, THURSDAY))

    after = event_of(file_of(client, booking).data)

    assert after["UID"] == before["UID"]
    assert after.sequence > before.sequence
    assert after.start == at(THURSDAY, 9 * 60)


def test_the_file_is_for_nobody_else(client: FlaskClient) -> None:
    mine, others = a_booking(hours(9, 11)), a_booking(hours(14, 16))
    assert file_of(client, mine).status_code == 200

    refused = client.get(f"/bookings/{others.reference}/booking.ics")
    unknown = client.get("/bookings/YD-2222-2222/booking.ics")

    assert refused.status_code == unknown.status_code == 404
    assert "BEGIN" not in refused.text


def test_there_is_no_file_of_what_is_not_confirmed(client: FlaskClient) -> None:
    held, requested, cancelled = a_held_booking(hours(9, 11)), a_request(hours(9, 11)), a_booking(hours(14, 16))
    assert file_of(client, cancelled).status_code == 200
    cancel_booking(cancelled.reference, now=time.now())

    assert [file_of(client, booking).status_code for booking in (held, requested, cancelled)] == [404, 404, 404]
