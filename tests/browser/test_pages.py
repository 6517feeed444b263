"""Every page, in both languages and contrasts, on a phone and on a wide screen.

axe finds nothing, nothing sticks out on a phone, the HTML is right, no two pages share a title.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response, expect

from center.core.time import today
from center.demo_firms import sample_number
from center.demo_people import FIRM_ACCOUNTS
from center.enterprises.rules.numbers import show_business_number
from tests.browser.applicants import an_applicant, signs_in
from tests.browser.asking import Asked, ask_for_papers
from tests.browser.center import Center, Time
from tests.browser.committee import Sitting, sit_together
from tests.browser.committee import signs_in as sits_down
from tests.browser.conftest import HEIGHTS, prefer, visitor
from tests.browser.deciding import decide_a_call
from tests.browser.markup import faults_of
from tests.browser.steps import a_booker, ask_for_code, book, main_button, open_details
from tests.browser.test_deciding_requests import sign_in
from tests.enterprises.factories import a_number
from tests.enterprises.files import csv_of

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,
}
_numbers = count(1)
LANGUAGES, CONTRASTS = ("ko", "en"), ("normal", "high")
HANGUL = re.compile("[가-힣]")
NOT_OPEN_YET = timedelta(days=100)
WITHOUT_NAMES = """(all) => all.map((one) => {
  const copy = one.cloneNode(true);
  copy.querySelectorAll("[lang=ko]").forEach((name) => name.remove());
  return copy.textContent;
})"""
STICKING_OUT = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const isOut = (one) => one.getBoundingClientRect().right > clientWidth + 0.5;
  const named = () => [...document.querySelectorAll("main *")].filter(isOut).map((one) => one.outerHTML.slice(0, 120));
  return scrollWidth > clientWidth ? [`${scrollWidth} px wide`, ...named().slice(0, 5)] : [];
}"""


@dataclass(frozen=True)
class Cast:
    """Who looks at pages, and the bookings whose pages they look at."""

    center: Center
    citizen: Page
    staff: Page
    firm: Page
    newcomer: Page
    free: Time
    waiting: str
    done: str
    pending: str
    cancelled: str
    request: str
    later: Time
    asked: Asked
    member: Page
    sitting: Sitting
    decided_call: int
    titles: dict[tuple[str, str], str] = field(default_factory=dict)


Opened = tuple[Page, Response | None]
Open = Callable[[Cast], Opened]


def at(path: str) -> Open:
    """Opens an address as a citizen."""
    return lambda cast: (cast.citizen, cast.citizen.goto(path))


def by_staff(path: Callable[[Cast], str]) -> Open:
    """Opens an address as staff."""
    return lambda cast: (cast.staff, cast.staff.goto(path(cast)))


def by_firm(path: str) -> Open:
    """Opens an address as somebody who represents a sample firm and acts for another too."""
    return lambda cast: (cast.firm, cast.firm.goto(path))


def by_newcomer(path: str) -> Open:
    """Opens an address as somebody of a firm that has not applied."""
    return lambda cast: (cast.newcomer, cast.newcomer.goto(path))


def by_member(way: str) -> Open:
    """Opens a page of the review as who chairs the committee."""
    return lambda cast: (cast.member, cast.member.goto(f"/review/{cast.sitting.call_id}{way}"))


def sheet_with_errors(cast: Cast) -> Opened:
    """A sheet that is submitted with nothing in it."""
    page = cast.member
    page.goto(f"/review/{cast.sitting.call_id}/stages/documents/2")
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        main_button(page).click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.wait_for_load_state()
    return page, answer.value


def in_review(way: str) -> Open:
    """A page of the committee of the demo's call that is under review."""
    return by_staff(lambda _cast: f"/staff/calls/3/committee{way}")


def own_application(way: str) -> Open:
    """A page of the application of which papers are asked for, as somebody of its firm."""
    return lambda cast: by_firm(f"/apply/{cast.asked.call_id}/{way}")(cast)


def asking_with_errors(cast: Cast) -> Opened:
    """A demand that names no paper."""
    return looked_at(f"/staff/applications/{cast.asked.unasked}/supplement", days="x")(cast)


def screening_with_errors(cast: Cast) -> Opened:
    """A screening that finds against without a reason."""
    page = cast.staff
    page.goto(f"/staff/applications/{cast.asked.unasked}/screening")
    page.locator("label[for=met-kinds-1]").click()
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        main_button(page).click()
    page.wait_for_load_state()
    return page, answer.value


def correction_with_errors(cast: Cast) -> Opened:
    """A proposal to correct nothing."""
    page = cast.firm
    page.goto("/firm/corrections/new")
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        main_button(page).click()
    page.wait_for_load_state()
    return page, answer.value


def colleague(way: str) -> Open:
    """What one may do with a colleague."""

    def go(cast: Cast) -> Opened:
        page = cast.firm
        page.goto("/firm/members")
        return page, page.goto(page.locator(f"main a[href$='/{way}']").first.get_attribute("href") or "")

    return go


def details_with_errors(cast: Cast) -> Opened:
    """The details, sent empty."""
    page = cast.citizen
    page.goto(f"/rooms/book/details?{cast.free.query}")
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        main_button(page).click()
    expect(page.locator(".error-summary")).to_be_focused()
    return page, answer.value


def taken_time(cast: Cast) -> Opened:
    """The first booking screen for a time on a day that is over."""
    past = Time("202", today() - timedelta(days=1), cast.free.start, cast.free.end)
    return cast.citizen, cast.citizen.goto(f"/rooms/book?{past.query}")


def mine(path: str = "") -> Open:
    """Opens a page of the booking that is done, as who booked."""
    return lambda cast: at(f"/bookings/{cast.done}{path}")(cast)


def sent(path: Callable[[Cast], str], **typed: str) -> Open:
    """Opens an address as a citizen, types into the fields and sends them."""

    def send(cast: Cast) -> Opened:
        page = cast.citizen
        page.goto(path(cast))
        for name, text in typed.items():
            page.locator(f"#{name}").fill(text)
        with page.expect_response(lambda response: response.request.method == "POST") as answer:
            main_button(page).click()
        expect(page.locator(".error-summary, .notice-ok, .help-phone").first).to_be_visible()
        page.wait_for_load_state()
        return page, answer.value

    return send


def figures_as_tables(cast: Cast) -> Opened:
    """The figures with all their tables open."""
    page = cast.citizen
    answer = page.goto("/figures")
    for summary in page.locator(".figure-tables summary").all():
        summary.click()
    return page, answer


def links_sent(cast: Cast) -> Opened:
    """The list after links were asked for, each time for another address: they are limited."""
    return sent(lambda _cast: "/bookings", email=f"nobody{next(_numbers)}@example.kr")(cast)


def registering_sent(cast: Cast) -> Opened:
    """What is said after the first form, each time for another firm and address: they are limited."""
    typed = {"number": a_number(), "name": "Jisoo", "email": f"nobody{next(_numbers)}@example.kr"}
    page = cast.citizen
    page.goto("/join")
    for name, text in typed.items():
        page.locator(f"#{name}").fill(text)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        main_button(page).click()
    page.wait_for_load_state()
    return page, answer.value


def series_looked_at(cast: Cast) -> Opened:
    """What each date of a series would be, before it is booked."""
    page = cast.firm
    page.goto("/rooms/series")
    first = (today() + timedelta(days=9)).isoformat()
    typed = {"day": first, "start": "9", "end": "10", "n": "3", "headcount": "9", "purpose": "Board"}
    for name, text in typed.items():
        page.locator(f"#{name}").fill(text)
    for name in ("consent_privacy", "consent_terms"):
        page.locator(f"label[for={name}]").click()
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.locator("button[value=look]").click()
    page.wait_for_load_state()
    return page, answer.value


def own_series(path: str) -> Open:
    """A page of the sample firm's series."""

    def open_it(cast: Cast) -> Opened:
        page = cast.firm
        page.goto("/firm/bookings")
        return page, page.goto((page.locator("a[href*='/firm/series/']").first.get_attribute("href") or "") + path)

    return open_it


def proof(cast: Cast) -> Opened:
    """The form of the proof for a firm that has a representative; the firm is named once, for that is limited."""
    page = cast.staff
    page.goto("/me/joining/proof")
    if not page.url.endswith("/proof"):
        page.locator("#number").fill(sample_number(0))
        main_button(page).click()
        page.wait_for_url("**/proof")
    return page, page.goto("/me/joining/proof")


def looked_at(path: str, **typed: str) -> Open:
    """What a change of the rules would do, or what is wrong with it, as staff see it."""

    def look(cast: Cast) -> Opened:
        page = cast.staff
        page.goto(path)
        for name, value in typed.items():
            page.locator(f"[name={name}]").fill(value)
        with page.expect_response(lambda response: response.request.method == "POST") as answer:
            main_button(page).click()
        page.wait_for_load_state()
        return page, answer.value

    return look


def registry_file(*, steps: int) -> Open:
    """A file of the registry, as far as staff have gone with it: sent, its columns read, applied."""

    def go(cast: Cast) -> Opened:
        page = cast.staff
        page.goto("/enterprises/import")
        new = {"registry_id": f"T-{next(_numbers)}", "business_number": a_number(), "name": "Saenal", "remark": "x"}
        again = {"registry_id": "T-0", "business_number": "9990999996", "name": f"Dalpaengi {next(_numbers)}"}
        rows = (new, again, {"registry_id": "T-9", "business_number": "1", "name": "Nobody"})
        page.locator("#file").set_input_files({"name": "a.csv", "mimeType": "text/csv", "buffer": csv_of(*rows)})
        for _ in range(steps):
            with page.expect_response(lambda response: response.status == 200 and "/import" in response.url) as answer:
                main_button(page).click()
            page.wait_for_load_state()
        return page, answer.value

    return go


def file_with_errors(cast: Cast) -> Opened:
    """No file at all."""
    page = cast.staff
    page.goto("/enterprises/import")
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        main_button(page).click()
    expect(page.locator(".error-summary")).to_be_focused()
    return page, answer.value


def application(cast: Cast) -> str:
    """The first application that was handed in for the call that has closed."""
    cast.staff.goto("/staff/calls/2/applications")
    return cast.staff.locator("main th a").first.get_attribute("href") or ""


def taken_at_the_desk(cast: Cast) -> Opened:
    """A booking entered where another stands, and for too many people."""
    page = cast.staff
    page.goto(f"/staff/bookings/{cast.done}/move")
    taken = {name: page.locator(f"#{name}").input_value() for name in ("day", "start", "end")}
    page.goto("/staff/bookings/new")
    for name, text in (*taken.items(), ("headcount", "99"), ("name", "Kim"), ("phone", "02-123-4567")):
        page.locator(f"#{name}").fill(text)
    page.locator("#purpose").fill("Talk")
    page.locator("#consent").check()
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        main_button(page).click()
    expect(page.locator(".desk-holders a")).to_be_visible()
    page.wait_for_load_state()
    return page, answer.value


def opening_again(cast: Cast) -> Opened:
    """The last question before a closed room is opened; one is closed for it where none is."""
    page = cast.staff
    page.goto("/staff/closures")
    if not page.locator(".desk-end").count():
        page.goto("/staff/closures/new")
        page.locator("#rooms-1").check()
        for name in ("first", "last"):
            page.locator(f"#{name}").fill((today() + timedelta(days=400)).isoformat())
        for name, text in (("start", "9"), ("end", "10"), ("reason", "청소"), ("reason_en", "Cleaning")):
            page.locator(f"#{name}").fill(text)
        main_button(page).click()
        expect(page.locator(".desk-end").first).to_be_visible()
    return page, page.goto(page.locator(".desk-end").first.get_attribute("href") or "")


MAIN_PAGES: Mapping[str, Open] = {
    "home": at("/"),
    "rooms": at("/rooms"),
    "week": at("/rooms/calendar?view=week"),
    "month": at("/rooms/calendar?view=month"),
    "day of a room": lambda cast: at(f"/rooms/202/calendar?view=day&date={cast.free.day}")(cast),
    "find": at("/rooms/find"),
    "floors": at("/floors"),
    "time": lambda cast: at(f"/rooms/book?{cast.free.query}")(cast),
    "details with errors": details_with_errors,
    "code": lambda cast: at(f"/bookings/{cast.waiting}/code")(cast),
    "done": mine("/done"),
    "my booking": mine(),
    "another time": mine("/time"),
    "what another time comes to": lambda cast: mine(f"/time/new?{cast.later.change_query}")(cast),
    "words with errors": sent(lambda cast: f"/bookings/{cast.done}/words", purpose="", headcount="many"),
    "cancelling": mine("/cancel"),
    "my bookings": at("/bookings"),
    "link without its key": at("/bookings/YD-AAAA-AAAA"),
    "figures": figures_as_tables,
    "figures for staff": by_staff(lambda _cast: "/staff/figures"),
    "sign-in": at("/sign-in"),
    "registering": at("/join"),
    "who asks to act for a firm": by_staff(lambda _cast: "/staff/joining"),
    "one who asks": by_staff(lambda _cast: "/staff/joining/1"),
    "own firm": by_firm("/firm"),
    "bookings of the firm": by_firm("/firm/bookings"),
    "own people": by_firm("/firm/members"),
    "own corrections": by_firm("/firm/corrections"),
    "correction with errors": correction_with_errors,
    "business plan": by_firm("/apply/1/plan"),
    "what firms propose": by_staff(lambda _cast: "/staff/corrections"),
    "one proposal": by_staff(lambda _cast: "/staff/corrections/1"),
    "scoring": by_member("/stages/documents/1"),
    "own account": by_staff(lambda _cast: "/me"),
    "inbox": by_staff(lambda _cast: "/staff/bookings"),
    "request": by_staff(lambda cast: cast.request),
    "rules": by_staff(lambda _cast: "/staff/rules"),
    "what a rule would do": looked_at("/staff/rules/cancelling?scope=center", hours="12"),
    "result of a review": by_staff(lambda cast: f"/staff/calls/{cast.decided_call}/ranking"),
    "not found": at("/nowhere"),
}
OTHER_PAGES: Mapping[str, Open] = {
    "figures of what is no month": at("/figures?month=x"),
    "figures of a year": by_staff(lambda _cast: f"/staff/figures?year={today().year}"),
    "privacy": at("/privacy"),
    "terms": at("/terms"),
    "problem type": at("/problems/space-taken"),
    "accessibility": at("/accessibility"),
    "time that cannot be": taken_time,
    "find with errors": at("/rooms/find?people=99&from=x"),
    "find nothing": at(f"/rooms/find?from={today() + NOT_OPEN_YET}"),
    "door": at("/rooms/202/door"),
    "time it cannot move to": lambda cast: mine(f"/time/new?{replace(cast.later, start=12, end=16).change_query}")(
        cast
    ),
    "booking with a wish for another time": lambda cast: at(f"/bookings/{cast.pending}")(cast),
    "booking that was cancelled": lambda cast: at(f"/bookings/{cast.cancelled}")(cast),
    "link that ended": sent(lambda _cast: "/bookings/YD-AAAA-AAAA", key="nothing"),
    "links sent": links_sent,
    "day of the staff": by_staff(lambda _cast: "/staff/day"),
    "bookings found": by_staff(lambda _cast: "/staff/bookings/search"),
    "booking at the desk": by_staff(lambda cast: f"/staff/bookings/{cast.done}"),
    "moving at the desk": by_staff(lambda cast: f"/staff/bookings/{cast.done}/move"),
    "editing at the desk": by_staff(lambda cast: f"/staff/bookings/{cast.done}/edit"),
    "cancelling at the desk": by_staff(lambda cast: f"/staff/bookings/{cast.done}/cancel"),
    "entering a booking": by_staff(lambda _cast: "/staff/bookings/new"),
    "files of the registry": by_staff(lambda _cast: "/enterprises/import"),
    "no file of the registry": file_with_errors,
    "columns of a file": registry_file(steps=1),
    "what a file would change": registry_file(steps=2),
    "what a file changed": registry_file(steps=3),
    "taking the registry out": by_staff(lambda _cast: "/enterprises/export"),
    "calls": at("/calls"),
    "call": at("/calls/1"),
    "calls at the desk": by_staff(lambda _cast: "/staff/calls"),
    "call at the desk": by_staff(lambda _cast: "/staff/calls/1"),
    "new call": by_staff(lambda _cast: "/staff/calls/new"),
    "dates of a call with errors": looked_at("/staff/calls/1/sections/dates", closes_time="x", result_on=""),
    "units of a call": by_staff(lambda _cast: "/staff/calls/1/sections/units"),
    "papers of a call": by_staff(lambda _cast: "/staff/calls/1/sections/documents"),
    "stages of a call": by_staff(lambda _cast: "/staff/calls/1/sections/stages"),
    "selection of a call": by_staff(lambda _cast: "/staff/calls/1/sections/selection"),
    "answering": by_staff(lambda _cast: "/staff/calls/1/answers/new"),
    "own application": own_application("status"),
    "answering a supplement": own_application("supplement"),
    "applications at the desk": by_staff(lambda cast: f"/staff/calls/{cast.asked.call_id}/applications"),
    "asking for papers with errors": asking_with_errors,
    "screening an application": by_staff(lambda cast: f"/staff/applications/{cast.asked.unasked}/screening"),
    "screening with errors": screening_with_errors,
    "own committee": by_member(""),
    "declarations": by_member("/declarations"),
    "challenges": by_member("/challenges"),
    "one challenge": by_member("/challenges/1"),
    "own sheets": by_member("/stages/documents"),
    "sheet with errors": sheet_with_errors,
    "who has submitted": by_member("/stages/documents/progress"),
    "freezing a stage": by_member("/stages/documents/freezing"),
    "list for the review": by_staff(lambda cast: f"/staff/calls/{cast.asked.call_id}/list"),
    "committee": in_review(""),
    "committee seat with errors": looked_at("/staff/calls/3/committee/seats/new"),
    "committee progress": in_review("/stages/documents"),
    "committee interview": in_review("/stages/documents/interview"),
    "committee challenges": in_review("/challenges"),
    "committee challenge": in_review("/challenges/new"),
    "committee conflict found late": in_review("/conflicts/new"),
    "an application on paper": by_staff(lambda cast: f"/staff/calls/{cast.asked.call_id}/paper"),
    "more time for papers": by_staff(lambda cast: f"/staff/applications/{cast.asked.waiting}/supplement/extension"),
    "papers once more": by_staff(lambda cast: f"/staff/applications/{cast.asked.overdue}/supplement/again"),
    "returning an application": by_staff(lambda cast: f"/staff/applications/{cast.asked.overdue}/supplement/return"),
    "no papers after all": by_staff(lambda cast: f"/staff/applications/{cast.asked.waiting}/supplement/end"),
    "advisory figures": by_staff(lambda cast: f"/staff/calls/{cast.decided_call}/ranking/advisory"),
    "units": by_staff(lambda _cast: "/staff/units"),
    "unit": by_staff(lambda _cast: "/staff/units/304"),
    "tenant with errors": looked_at("/staff/units/304/terms/new", holder="", first_on="x"),
    "building the center": at("/construction"),
    "building the center in 2014": at("/construction?date=2014-11-20"),
    "renovation": at("/construction/lobby"),
    "projects": by_staff(lambda _cast: "/staff/construction"),
    "project": by_staff(lambda _cast: "/staff/construction/lobby"),
    "new project with errors": looked_at("/staff/construction/new", key="A", title=""),
    "new milestone": by_staff(lambda _cast: "/staff/construction/lobby/milestones/new"),
    "moving a milestone": looked_at(
        "/staff/construction/lobby/milestones/10/move", when="2099-01-01", decided_on=str(today()), reason="자재가 늦음"
    ),
    "what a project closes": by_staff(lambda _cast: "/staff/construction/lobby/closures/1"),
    "new space": by_staff(lambda _cast: "/staff/construction/lobby/spaces/new"),
    "money of a project": by_staff(lambda _cast: "/staff/construction/lobby/budget"),
    "payment with errors": looked_at("/staff/construction/lobby/budget/payments/new", amount="0"),
    "paper of a project": by_staff(lambda _cast: "/staff/construction/lobby/files/new"),
    "rates and values": by_staff(lambda _cast: "/staff/fees"),
    "rate": by_staff(lambda _cast: "/staff/fees/rates/new"),
    "taken at the desk": taken_at_the_desk,
    "to decide": by_staff(lambda _cast: "/staff/unfit"),
    "closures": by_staff(lambda _cast: "/staff/closures"),
    "opening a room again": opening_again,
    "closing a room": by_staff(lambda _cast: "/staff/closures/new"),
    "change of time": by_staff(lambda cast: f"/staff/bookings/{cast.pending}/change"),
    "opening hours with errors": looked_at("/staff/rules/opening_hours?scope=202", day_0="?", day_6="9"),
    "what closing would do": looked_at("/staff/rules/opening_hours?scope=center", day_0="closed"),
    "who decides": by_staff(lambda _cast: "/staff/rules/decision?scope=203"),
    "link by mail": at("/sign-in/mail"),
    "registering with errors": sent(lambda _cast: "/join", number="1", email="x"),
    "registering sent": registering_sent,
    "account by a link": at("/join/account"),
    "proof": proof,
    "own requests": by_staff(lambda _cast: "/me/joining"),
    "refusing who asks": by_staff(lambda _cast: "/staff/joining/1/refusal"),
    "own applications": by_firm("/apply"),
    "may it apply": by_newcomer("/apply/1"),
    "may it apply still": by_newcomer("/apply/2"),
    "call for a firm": by_newcomer("/calls/1"),
    "what is applied for": by_firm("/apply/1/form"),
    "papers": by_firm("/apply/1/papers"),
    "what is missing": by_firm("/apply/1/review"),
    "draft": by_firm("/apply/1/status"),
    "where it stands": by_firm("/apply/2/status"),
    "withdrawing": by_firm("/apply/2/withdrawal"),
    "how many applied": by_staff(lambda _cast: "/staff/calls/1/applications"),
    "who applied": by_staff(lambda _cast: "/staff/calls/2/applications"),
    "application": by_staff(application),
    "for which firm": by_firm("/firm/choose"),
    "who looked": by_firm("/firm/looks"),
    "what a series would be": series_looked_at,
    "a series": own_series(""),
    "ending a series": own_series("/cancel"),
    "inviting": by_firm("/firm/members/new"),
    "ending a colleague": colleague("end"),
    "handing over": colleague("hand-over"),
    "leaving": by_firm("/firm/members/leaving"),
    "invitation into a firm": at("/firm/invitation"),
    "invitation into a firm that is over": sent(lambda _cast: "/firm/invitation", key="a" * 32),
    "refusing a proposal": by_staff(lambda _cast: "/staff/corrections/1/refusal"),
    "invitation": at("/account/invitation"),
    "link to sign in": at("/account/link"),
    "until when": by_staff(lambda _cast: "/session"),
    "own second factor": by_staff(lambda _cast: "/me/factor"),
    "own password": by_staff(lambda _cast: "/me/password"),
    "own deletion": by_staff(lambda _cast: "/me/deletion"),
    "text": by_staff(lambda _cast: "/staff/rules/terms?scope=center"),
    "days": by_staff(lambda _cast: f"/staff/days?year={today().year + 1}"),
    "special day": by_staff(lambda _cast: "/staff/days/exception"),
    "holiday with errors": looked_at("/staff/days/holiday", day="2000-01-01"),
}
PAGES = {**MAIN_PAGES, **OTHER_PAGES}
EVERY_WAY = [(name, language, contrast) for name in MAIN_PAGES for language in LANGUAGES for contrast in CONTRASTS]
TWO_WAYS = [(name, *way) for name in OTHER_PAGES for way in (("ko", "normal"), ("en", "high"))]


@pytest.fixture(scope="module")
def cast(browser: Browser, center: Center) -> Iterator[Cast]:
    """A citizen with bookings: waiting for its code, done, asking for another time, given up; staff with a rivalled request."""
    with (
        visitor(browser, center) as citizen,
        visitor(browser, center, width=1280) as staff,
        visitor(browser, center) as firm,
        visitor(browser, center) as newcomer,
        visitor(browser, center) as member,
    ):
        later = center.free_hours("202")
        cancelled = _booked(citizen, center, center.free_hours("202"))
        citizen.goto(f"/bookings/{cancelled}/cancel")
        citizen.locator("main form button").click()
        pending = _booked(citizen, center, center.free_time("203"))
        citizen.goto(f"/bookings/{pending}/time/new?{center.free_time('203').change_query}")
        main_button(citizen).click()
        done = _booked(citizen, center, center.free_hours("202"))
        open_details(citizen, center.free_time("202"))
        ask_for_code(citizen, a_booker())
        waiting = citizen.url.split("/")[-2]
        sign_in(staff)
        _acts_for_a_firm(firm)
        signs_in(newcomer, an_applicant(center))
        rivalled = staff.get_by_role("row").filter(has_text="겹치는 신청").get_by_role("link").first
        request = rivalled.get_attribute("href") or ""
        free = center.free_time("202")
        asked, sitting = ask_for_papers(center.instance), sit_together(center.instance)
        sits_down(member, sitting.members[0])
        yield Cast(
            center=center,
            citizen=citizen,
            staff=staff,
            firm=firm,
            newcomer=newcomer,
            free=free,
            waiting=waiting,
            done=done,
            pending=pending,
            cancelled=cancelled,
            request=request,
            later=later,
            asked=asked,
            member=member,
            sitting=sitting,
            decided_call=decide_a_call(center.instance),
        )


def _acts_for_a_firm(page: Page) -> None:
    """Sign in as the sample person of two firms, and act for the first."""
    account = FIRM_ACCOUNTS[0]
    page.goto("/sign-in")
    page.locator("#email").fill(account.email)
    page.locator("#password").fill(account.password)
    main_button(page).click()
    page.wait_for_url("**/firm/choose**")
    page.locator("main form button").filter(has_text=show_business_number(sample_number(0))).click()
    page.wait_for_url("**/firm")


def _booked(citizen: Page, center: Center, time: Time) -> str:
    """The number of a booking just made."""
    book(citizen, center, time, a_booker())
    return citizen.url.split("/")[-2]


def opened(cast: Cast, name: str, *, language: str, contrast: str = "normal") -> tuple[Page, str]:
    """A page in a language and a contrast, and the HTML that was served for it."""
    for person in (cast.citizen, cast.staff, cast.firm, cast.newcomer, cast.member):
        prefer(person.context, cast.center, language=language, contrast=contrast)
    page, answer = PAGES[name](cast)
    assert answer
    cast.titles[name, language] = page.title()
    return page, answer.text()


@pytest.mark.parametrize(("name", "language", "contrast"), EVERY_WAY + TWO_WAYS)
def test_axe_finds_nothing_and_nothing_sticks_out(cast: Cast, name: str, language: str, contrast: str) -> None:
    page, _ = opened(cast, name, language=language, contrast=contrast)
    expect(page.locator("html")).to_have_attribute("lang", language)

    for width, height in HEIGHTS.items():
        page.set_viewport_size({"width": width, "height": height})

        assert violations(page) == [], width
        assert page.evaluate(STICKING_OUT) == [], width


def violations(page: Page) -> list[str]:
    """What axe finds: the rule and where."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_the_html_is_right_and_headings_and_buttons_are_english_on_english_pages(
    cast: Cast, name: str, language: str
) -> None:
    page, text = opened(cast, name, language=language)

    assert faults_of(text) == []
    if language == "en":
        said = page.locator("h1, main .krds-btn, label, th:not(.is-name), nav a:not([lang=ko])")
        words: list[str] = said.evaluate_all(WITHOUT_NAMES)
        assert [word.strip() for word in words if HANGUL.search(word)] == []


SAME_PAGE = {
    "sheet with errors",
    "building the center in 2014",
    "draft",
    "own application",
    "applications at the desk",
    "screening with errors",
    "may it apply still",
    "call for a firm",
    "how many applied",
    "taken at the desk",
    "no file of the registry",
    "registering with errors",
}
"""A page that is looked at before already, with a refusal on it."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_pages_have_the_same_title(cast: Cast, language: str) -> None:
    titles = Counter(title(cast, name, language) for name in PAGES if name not in SAME_PAGE)

    assert [one for one, n in titles.items() if n > 1] == []


def title(cast: Cast, name: str, language: str) -> str:
    """The title of a page, as an earlier test of this process saw it if one has."""
    if (name, language) not in cast.titles:
        opened(cast, name, language=language)
    return cast.titles[name, language]
