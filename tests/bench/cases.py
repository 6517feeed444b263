"""What is measured: the work of each test, by name."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from urllib.parse import urlencode

from tests.bench.clients import Answer, Client, Request, booking_form, sign_in
from tests.bench.filling import HALF_THE_YEARS, STAFF, free_hours, shown_month
from tests.bench.measuring import Work, answered, crowded, repeated
from tests.bench.works import FEW_MILESTONES, MANY_MILESTONES, timeline

A_WEEK, A_DAY = timedelta(days=7), timedelta(days=1)
OFFSET = "+09:00"
N_AT_ONCE = 16
PAGES_A_ROUND = 24


@dataclass(frozen=True)
class Case:
    """A test by name: what it makes on a server of its port, and the status that is expected."""

    name: str
    make: Callable[[int], Work]
    at_once: int = 1


def pages(view: str) -> list[Request]:
    """The calendar of one room for days of the shown month, in turn."""
    days = [shown_month() + timedelta(days=n % 28) for n in range(PAGES_A_ROUND)]
    return [Request(f"/rooms/202/calendar?view={view}&date={day}") for day in days]


def anew(requests: Callable[[], Sequence[Request]]) -> Callable[[int], Work]:
    """The same pages under addresses that nobody asked for before: nothing that was kept serves."""

    def make(port: int) -> Work:
        numbers, client = count(1), Client(port)
        return lambda: [
            answered(client.send(Request(f"{request.path}&n={next(numbers)}")), 200) for request in requests()
        ]

    return make


def months() -> list[Request]:
    """The month in which bookings are the same however many there are."""
    return [Request(f"/rooms/202/calendar?view=month&date={shown_month()}")] * PAGES_A_ROUND


def availability() -> list[Request]:
    """What programs ask of a day of a room."""
    days = [shown_month() + timedelta(days=n % 28) for n in range(PAGES_A_ROUND)]
    queries = [urlencode({"from": f"{day}T00:00:00{OFFSET}", "to": f"{day + A_DAY}T00:00:00{OFFSET}"}) for day in days]
    return [Request(f"/api/v1/spaces/202/availability?{query}") for query in queries]


def feed(first: date, end: date) -> Request:
    """The feed of a room for some days."""
    return Request(f"/rooms/202/calendar.ics?from={first}&to={end}")


def _simple(requests: Callable[[], Sequence[Request]], status: int = 200) -> Callable[[int], Work]:
    return lambda port: repeated(port, requests(), status)


def _month_of_feed() -> list[Request]:
    return [feed(shown_month(), shown_month() + timedelta(days=30))] * PAGES_A_ROUND


def _whole_feed() -> list[Request]:
    return [feed(shown_month() - HALF_THE_YEARS, shown_month() + HALF_THE_YEARS + timedelta(days=40))] * 2


def _unchanged(request: Request) -> Callable[[int], Work]:
    """Ask again with the mark of the first answer."""

    def make(port: int) -> Work:
        tag = Client(port).send(request).header("ETag")
        again = replace(request, headers={"If-None-Match": tag})
        return repeated(port, [again] * PAGES_A_ROUND, 304, 200)

    return make


def _signed_in(requests: Callable[[], Sequence[Request]]) -> Callable[[int], Work]:
    def make(port: int) -> Work:
        client = Client(port)
        sign_in(client, *STAFF)
        return repeated(port, requests(), 200, client=client)

    return make


def _creating(port: int) -> Work:
    """Open the form for a free hour and send it; each time another hour of the year ahead."""
    hours = free_hours(shown_month() + timedelta(days=60), shown_month() + timedelta(days=500), 0)
    numbers = count(1)

    def book() -> Answer:
        client, path = Client(port), booking_path(*next(hours))
        page = answered(client.send(Request(path)), 200)
        sent = answered(client.send(Request(path, form=booking_form(page, next(numbers)))), 303)
        return replace(sent, ms=page.ms + sent.ms, first_ms=page.first_ms)

    return lambda: [book() for _ in range(PAGES_A_ROUND // 3)]


def booking_path(day: date, hour: int, room: str = "202") -> str:
    """The address of the booking form for one hour."""
    times = {"start": f"{day}T{hour:02d}:00{OFFSET}", "end": f"{day}T{hour + 1:02d}:00{OFFSET}"}
    return f"/rooms/book/details?{urlencode({'space': room, **times})}"


def _crowd(port: int) -> Work:
    return crowded(port, pages("week")[:6], 200, N_AT_ONCE)


def cases() -> Iterator[Case]:
    """All tests that are measured as multiples."""
    week = Request(f"/rooms/202/calendar?view=week&date={shown_month()}")
    for view in ("day", "week"):
        yield Case(view, _simple(lambda view=view: pages(view)))  # type: ignore[misc]
    yield Case("month", _simple(months))
    for view in ("day", "week", "month"):
        yield Case(f"{view} anew", anew(lambda view=view: months() if view == "month" else pages(view)))  # type: ignore[misc]
    yield Case("signed-in day", _signed_in(lambda: pages("day")))
    yield Case("signed-in week", _signed_in(lambda: pages("week")))
    yield Case("signed-in month", _signed_in(months))
    yield Case("unchanged page", _unchanged(week))
    yield Case("unchanged feed", _unchanged(_month_of_feed()[0]))
    yield Case("crowd", _crowd, at_once=N_AT_ONCE)
    yield Case("availability", _simple(availability))
    yield Case("feed", _simple(_month_of_feed))
    yield Case("whole feed", _simple(_whole_feed))
    yield Case("creating", _creating)
    for n in (FEW_MILESTONES, MANY_MILESTONES):
        yield Case(f"timeline {n}", _simple(lambda n=n: timeline(n)))  # type: ignore[misc]
        yield Case(f"timeline {n} anew", anew(lambda n=n: timeline(n)))  # type: ignore[misc]
