"""Answers before Flask are never stale: whatever changes, through whomever, by itself or by time alone."""

from collections.abc import Callable
from contextvars import Context
from datetime import date, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from sqlalchemy import event, update
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client, TestResponse

from center.accounts.service import create_user
from center.app import create_app
from center.bookings import queries
from center.bookings.models import Booking, BookingRule, owning
from center.bookings.pages import calendar, month
from center.bookings.queries import rooms_on
from center.bookings.rules import day
from center.bookings.rules.managing import Change
from center.bookings.rules.values import Notice
from center.bookings.service.deciding import approve
from center.bookings.service.managing import cancel_booking, change_booking
from center.bookings.service.upkeep import set_exceptional_opening, set_rule
from center.core import time
from center.core.actor import Actor, Role
from center.core.db import db, transaction
from center.core.time import Period, at
from center.settings import Settings
from center.spaces.rules import ClosureKind
from center.spaces.service import close_space, replace_space
from center.web import early
from center.web.frame import BLANK
from center.web.parts import init_parts
from tests.bookings.factories import THURSDAY, WEDNESDAY, a_booking, a_held_booking, a_request, hours
from tests.conftest import Clock
from tests.servers import hidden
from tests.web.test_pages import PASSWORD, counted_queries, n_queries, staff_signs_in

WEEK = "/rooms/calendar?date=2026-12-23"
TODAY = "/rooms/202/calendar?view=day&date=2026-12-15"
MONTH = "/rooms/202/calendar?view=month&date=2026-12-15"
JANUARY = "/rooms/calendar?view=month&date=2027-01-10"
UNDATED = "/rooms/calendar"
TIMES = "/api/v1/spaces/202/availability?from=2026-12-15T00:00:00%2B09:00&to=2026-12-18T00:00:00%2B09:00"
FEED = "/rooms/202/calendar.ics"
ADDRESSES = (WEEK, TODAY, MONTH, JANUARY, UNDATED, TIMES, FEED)
YUNA = Actor(name="김유나", roles=frozenset({Role.STAFF}))
SECOND = timedelta(seconds=1)


def forget_everything_written(app: Flask) -> None:
    """Let every page, lane and day be made from nothing."""
    init_parts(app)
    for kept in (calendar._drawn, month._drawn, day.segments, day.free_runs, day._terms_of):
        kept.cache_clear()


class Reader:
    """Somebody who looks at the same pages again and again, beside a center that keeps nothing."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._client = app.test_client()
        self._plain = app.wsgi_app._application  # type: ignore[attr-defined]
        self._seen: dict[str, TestResponse] = {}

    def look(self, address: str) -> bool:
        """Ask with the tag of the last answer and let a new one be kept; whether it was answered 304.

        Either way what the reader has now is what the center shows now.
        """
        last = self._seen.get(address)
        answer = self._client.get(address, headers={"If-None-Match": last.headers["ETag"]} if last else {})
        if answer.status_code == 200:
            self._seen[address] = answer
        assert self._seen[address].data == self._anew(address), f"{address} is stale at {time.now()}"
        assert self._client.get(address).data == self._seen[address].data
        return answer.status_code == 304

    def _anew(self, address: str) -> bytes:
        """What the center makes without anything kept; that is kept in its turn, and must not serve later in vain."""
        client = Client(self._plain)
        forget_everything_written(self._app)
        answer = Context().run(lambda: client.get(address, base_url="https://localhost", buffered=True))
        db.session.rollback()
        assert answer.status_code == 200
        body: bytes = answer.data
        return body


@pytest.fixture
def reader(app: Flask) -> Reader:
    """Somebody who has looked at every page twice."""
    one = Reader(app)
    for address in ADDRESSES:
        one.look(address)
        assert one.look(address), f"{address} did not change and was sent again"
    return one


def test_what_did_not_change_is_answered_by_one_query_without_flask(app: Flask, client: FlaskClient) -> None:
    requests: list[str] = []
    app.before_request_funcs.setdefault(None, []).append(lambda: requests.append("came to Flask"))
    first = {address: client.get(address) for address in ADDRESSES}
    requests.clear()

    with counted_queries() as sent:
        for address, answer in first.items():
            again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
            kept = client.get(address)
            assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
            assert (kept.status_code, kept.data) == (200, answer.data)
            assert {**kept.headers, "Content-Length": ""} == {**answer.headers, "Content-Length": ""}

    assert len([statement for statement in sent if "FROM" in statement]) == 2 * len(ADDRESSES)
    assert not requests


def _books() -> None:
    a_booking(hours(14, 16))


def _asks() -> None:
    a_held_booking(hours(14, 16))


def _changes_a_rule() -> None:
    set_rule("opening_hours", {"weekdays": [[[600, 1200]]] * 7}, from_on=time.today())


def _opens_otherwise() -> None:
    set_exceptional_opening(WEDNESDAY, [], reason="단수", reason_en="No water")


def _closes() -> None:
    period = Period(at(WEDNESDAY, 600), at(WEDNESDAY, 900))
    close_space(rooms_on(WEDNESDAY)[0], period, kind=ClosureKind.WORKS, reason="도색", reason_en="Painting")


def _replaces_a_room() -> None:
    replace_space(rooms_on(WEDNESDAY)[0], first_on=WEDNESDAY, area_m2=5_000)


@pytest.mark.parametrize("act", [_books, _asks, _changes_a_rule, _opens_otherwise, _closes, _replaces_a_room])
def test_what_anybody_writes_shows_at_once(reader: Reader, act: Callable[[], None]) -> None:
    act()

    assert reader.look(WEEK) == (act is _replaces_a_room), "its area is not shown"
    for address in ADDRESSES:
        reader.look(address)


def test_every_step_of_a_booking_shows_at_once(reader: Reader, clock: Clock) -> None:
    booking = a_booking(hours(14, 16))
    assert not reader.look(WEEK)
    change_booking(booking.reference, Change(hours(9, 11, THURSDAY)), now=clock.now)
    assert not reader.look(WEEK)
    cancel_booking(booking.reference, now=clock.now)
    assert not reader.look(WEEK)
    request = a_request(hours(14, 16))
    reader.look(WEEK)
    approve(request.reference, version=request.version, by=YUNA, now=clock.now)
    assert not reader.look(WEEK)


def test_a_statement_past_every_service_shows_too(reader: Reader) -> None:
    booking = a_booking(hours(14, 16))
    reader.look(WEEK)

    with transaction() as session, owning(session):
        session.execute(update(Booking).where(Booking.id == booking.id).values(state="cancelled"))
    assert not reader.look(WEEK)
    with transaction() as session:
        session.execute(update(BookingRule).where(BookingRule.key == "notice").values(value={"hours": 480}))
    assert not reader.look(WEEK)


def test_a_hold_that_ends_by_time_alone_is_free_at_its_second(reader: Reader, clock: Clock) -> None:
    held = a_held_booking(hours(14, 16))
    ends_at = held.code_until
    assert ends_at is not None
    clock.move(SECOND)
    reader.look(WEEK)

    clock.set(ends_at - timedelta(microseconds=1))
    assert reader.look(WEEK)
    clock.set(ends_at)
    assert not reader.look(WEEK)
    clock.set(ends_at + SECOND)
    assert reader.look(WEEK)


def test_of_many_holds_each_ends_at_its_own_second(reader: Reader, clock: Clock) -> None:
    for start in (9, 12, 15):
        a_held_booking(hours(start, start + 1))
        clock.move(timedelta(seconds=100))
    reader.look(WEEK)

    for _step in range(16):
        clock.move(timedelta(seconds=50))
        reader.look(WEEK)


@pytest.mark.parametrize(
    "boundary",
    [
        at(date(2026, 12, 15), 13 * 60 + 30),
        at(date(2026, 12, 15), 21 * 60),
        at(date(2026, 12, 16), 0),
        at(date(2027, 1, 1), 0),
        at(date(2027, 1, 1), 10 * 60),
    ],
    ids=["notice", "closing time", "midnight", "new year", "window"],
)
def test_what_time_alone_changes_shows_at_its_moment(reader: Reader, clock: Clock, boundary: datetime) -> None:
    for moment in (-SECOND, -timedelta(microseconds=1), timedelta(0), timedelta(microseconds=1), SECOND):
        clock.set(boundary + moment)
        for address in ADDRESSES:
            reader.look(address)


def test_a_window_that_opens_off_the_half_hour_opens_at_its_minute(reader: Reader, clock: Clock) -> None:
    set_rule("window", {"months_ahead": 1, "day": 16, "minute": 617}, from_on=time.today())
    opens_at = at(date(2026, 12, 16), 617)
    clock.set(opens_at - 2 * SECOND)
    reader.look(JANUARY)
    for moment in (-SECOND, timedelta(0), SECOND):
        clock.set(opens_at + moment)
        changed = not reader.look(JANUARY)
        assert changed == (moment == timedelta(0))


def test_through_a_whole_day_nothing_is_ever_stale(reader: Reader, clock: Clock) -> None:
    a_held_booking(hours(14, 16))
    for _step in range(60):
        clock.move(timedelta(minutes=24, seconds=1))
        for address in (TODAY, UNDATED, TIMES):
            reader.look(address)


def test_a_calendar_is_written_anew_only_where_its_days_show_something_else(app: Flask, client: FlaskClient) -> None:
    forget_everything_written(app)
    client.get(WEEK)
    written = app.extensions["center_written"]
    before = dict(written._kept)

    a_booking(hours(14, 16, WEDNESDAY + timedelta(days=7)))
    client.get(WEEK)
    assert dict(written._kept) == before

    a_booking(hours(14, 16))
    client.get(WEEK)
    assert len(written) == len(before) + 1


def test_what_nobody_sees_leaves_every_tag_as_it_was(reader: Reader, clock: Clock) -> None:
    request = a_request(hours(14, 16))
    for address in ADDRESSES:
        assert reader.look(address)
    change_booking(request.reference, Change(words={"purpose": "비밀 모임"}), now=clock.now)
    cancel_booking(request.reference, now=clock.now)

    for address in ADDRESSES:
        assert reader.look(address)


def test_another_process_that_wrote_is_noticed(app: Flask, reader: Reader, settings: Settings) -> None:
    other = create_app(settings)

    def elsewhere() -> None:
        with other.app_context():
            a_booking(hours(14, 16))
            db.session.remove()
            db.engine.dispose()

    Context().run(elsewhere)

    assert not reader.look(WEEK)


def test_what_is_read_between_two_changes_of_one_transaction_is_not_kept_for_later(app: Flask) -> None:
    with transaction():
        set_rule("notice", {"hours": 48}, from_on=time.today())
        assert queries.rulebook().get(Notice, "notice", time.today()).hours == 48
        set_rule("notice", {"hours": 72}, from_on=time.today())

    assert queries.rulebook().get(Notice, "notice", time.today()).hours == 72


def test_what_was_rolled_back_changed_nothing(reader: Reader) -> None:
    with pytest.raises(RuntimeError), transaction():
        set_rule("notice", {"hours": 480}, from_on=time.today())
        raise RuntimeError

    assert reader.look(WEEK)


def test_each_language_and_contrast_has_a_page_of_its_own(app: Flask, client: FlaskClient) -> None:
    korean = client.get(WEEK)
    client.get("/preferences?language=en")
    english = client.get(WEEK, headers={"If-None-Match": korean.headers["ETag"]})
    client.get("/preferences?contrast=high")
    contrast = client.get(WEEK, headers={"If-None-Match": english.headers["ETag"]})

    assert [one.status_code for one in (korean, english, contrast)] == [200, 200, 200]
    assert '<html lang="en">' in english.text
    assert 'data-krds-mode="high-contrast"' in contrast.text
    assert app.test_client().get(WEEK).data == korean.data


def test_a_cookie_of_nonsense_is_read_as_the_center_reads_it(client: FlaskClient) -> None:
    plain = client.get(WEEK)
    client.set_cookie("center_language", "xx")
    client.set_cookie("center_contrast", "low")

    assert client.get(WEEK).data == plain.data


def test_who_is_signed_in_gets_a_page_of_their_own_and_leaves_none(app: Flask, client: FlaskClient) -> None:
    before = client.get(WEEK)
    staff_signs_in(client)
    own = client.get(WEEK, headers={"If-None-Match": before.headers["ETag"]})

    assert own.status_code == 200
    assert "김유나" in own.text
    assert own.headers["Cache-Control"] == "no-store"
    assert "ETag" not in own.headers
    assert app.test_client().get(WEEK).data == before.data
    client.post("/sign-out")
    assert "로그아웃했습니다" in client.get(WEEK, headers={"If-None-Match": before.headers["ETag"]}).text


def test_a_page_that_is_kept_for_staff_holds_nothing_of_who_saw_it_first(app: Flask, client: FlaskClient) -> None:
    create_user(email="minho@example.kr", name="이민호 <b>", password=PASSWORD, role=Role.STAFF, now=time.now())
    other = app.test_client()
    staff_signs_in(client)
    other.post("/sign-in", data={"email": "minho@example.kr", "password": PASSWORD})

    pages = [client.get(WEEK).text, other.get(WEEK).text, client.get(WEEK).text]

    names = ["김유나", "이민호 &lt;b&gt;", "김유나"]
    tokens = [hidden(page, "csrf_token") for page in pages]
    same = {page.replace(token, "").replace(name, "") for page, token, name in zip(pages, tokens, names, strict=True)}
    assert [name in page for name, page in zip(names, pages, strict=True)] == [True, True, True]
    assert "김유나" not in pages[1]
    assert tokens[0] != tokens[1]
    assert len(same) == 1
    assert BLANK not in pages[0]


def test_a_page_that_is_kept_for_staff_is_made_without_reading_a_booking(app: Flask, client: FlaskClient) -> None:
    staff_signs_in(client)
    client.get(WEEK)
    client.get(WEEK)
    few = n_queries(client, WEEK)

    a_booking(hours(9, 10))
    anew = n_queries(client, WEEK)

    assert few <= 3
    assert anew > few
    assert "9:00" in client.get(WEEK).text


def test_an_answer_that_sets_a_cookie_is_not_kept(app: Flask, client: FlaskClient) -> None:
    def give(response: Response) -> Response:
        response.set_cookie("who", "taeyang")
        return response

    app.after_request_funcs.setdefault(None, []).append(give)
    answer = client.get(WEEK)
    app.after_request_funcs[None].pop()

    assert "ETag" not in answer.headers
    assert "who" not in SimpleCookie(app.test_client().get(WEEK).headers.get("Set-Cookie", ""))


@pytest.mark.parametrize("address", ["/rooms/999/calendar", "/rooms/202/calendar.ics?from=tomorrow", TIMES[:-5]])
def test_a_refusal_is_no_answer_to_keep_even_for_a_star(client: FlaskClient, address: str) -> None:
    first, again = (client.get(address, headers={"If-None-Match": "*"}) for _ in range(2))

    assert first.status_code == again.status_code >= 400
    assert "ETag" not in first.headers


def test_a_star_stands_for_any_answer_there_is(client: FlaskClient) -> None:
    for _time in range(2):
        answer = client.get(WEEK, headers={"If-None-Match": "*"})
        assert (answer.status_code, answer.data) == (304, b"")
        assert client.get(WEEK).status_code == 200


def test_another_host_name_is_refused_as_everywhere(client: FlaskClient) -> None:
    tag = client.get(WEEK).headers["ETag"]

    answer = client.get(WEEK, base_url="https://evil.example", headers={"If-None-Match": tag})

    assert answer.status_code == 400


def test_a_form_sent_to_a_page_that_is_only_read_is_refused(client: FlaskClient) -> None:
    tag = client.get(WEEK).headers["ETag"]

    assert client.post(WEEK, headers={"If-None-Match": tag}).status_code == 405


def test_the_head_alone_carries_the_tag_and_is_never_kept_as_the_page(client: FlaskClient) -> None:
    head = client.head(WEEK)
    page = client.get(WEEK)

    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", page.headers["ETag"])
    assert len(page.data) > 1000
    assert client.head(WEEK, headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


def test_a_304_carries_the_headers_of_every_answer(client: FlaskClient) -> None:
    page = client.get(WEEK)
    headers = client.get(WEEK, headers={"If-None-Match": page.headers["ETag"]}).headers

    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Strict-Transport-Security", "Vary", "ETag"):
        assert headers[name] == page.headers[name]


def test_without_database_the_center_says_so_as_before(app: Flask, client: FlaskClient) -> None:
    tag = client.get(WEEK).headers["ETag"]

    def refuse(*_given: object) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    event.listen(db.engine, "before_cursor_execute", refuse)
    answer = client.get(WEEK, headers={"If-None-Match": tag})
    event.remove(db.engine, "before_cursor_execute", refuse)

    assert answer.status_code == 503


def test_only_so_many_answers_are_kept_and_none_that_is_too_long(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = app.wsgi_app._kept  # type: ignore[attr-defined]
    for n in range(early.MOST_KEPT + 5):
        client.get(f"/rooms/202/calendar?view=day&date=2026-12-23&n={n}")
    assert len(kept) == early.MOST_KEPT

    monkeypatch.setattr(early, "LARGEST_KEPT", 1_000)
    client.get("/rooms/202/calendar?view=day&date=2026-12-22")
    assert ("/rooms/202/calendar", "view=day&date=2026-12-22", "ko", "") not in kept
