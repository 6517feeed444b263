"""English is complete: the catalogue against the code, and every page and letter without a word of Korean."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po
from flask import Flask, render_template
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from center.accounts.mails import FIRM, JOINING, TOLD
from center.accounts.mails import RENDERERS as ACCOUNT_LETTERS
from center.accounts.rules.links import Purpose
from center.accounts.service import create_user
from center.accounts.service.wishes import answer_wishes
from center.app import create_app
from center.bookings import queries
from center.bookings.mails import RENDERERS
from center.bookings.problems import PROBLEMS
from center.bookings.rules.codes import new_key
from center.core import time
from center.core.actor import Role
from center.web.errors import SENTENCES, ErrorPage
from center.web.i18n import LANGUAGE_COOKIE, say, speaking
from tests.accounts.joinings import hands_in
from tests.accounts.test_people_pages import mailed_key
from tests.bookings.factories import a_booking, a_request, hours, mailed_code
from tests.conftest import Clock, settings_for
from tests.enterprises.factories import WHY, a_firm
from tests.people import a_firm_user, acts_for_firm, app_code, give_factor, is_in, signs_in

ENGLISH = {"representative": "Jisoo", "address": "Seoul", "sector": "Care"}
ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "center/translations/en/LC_MESSAGES/messages.po"
HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%(?!\()")

WISH = "space=202&start=2026-12-{day}T{start}%2B09:00&end=2026-12-{day}T{end}%2B09:00"
FREE_TIME = WISH.format(day=23, start="14:00", end="16:00")
DETAILS = f"/rooms/book/details?{FREE_TIME}"
PASSWORD = "a-long-enough-passphrase"

PAGES = (
    "/",
    "/rooms",
    "/rooms/calendar",
    "/rooms/calendar?view=day&date=2026-12-23",
    "/rooms/calendar?view=day&date=2026-12-25",
    "/rooms/calendar?view=week&date=2026-12-23&rooms=202&from=10:00&to=12:00",
    "/rooms/calendar?view=month&date=2026-12-01",
    "/rooms/calendar?view=month&date=2027-02-01",
    "/rooms/calendar?date=nonsense",
    "/rooms/202/calendar",
    "/rooms/202/calendar?view=month",
    "/rooms/202/door",
    "/rooms/203/door?language=en",
    "/rooms/find",
    "/rooms/find?people=60&part=afternoon&from=2026-12-17&to=2027-01-10",
    "/rooms/find?rooms=203&length=240&part=evening",
    "/rooms/find?from=2026-12-25&to=2026-12-25",
    "/rooms/find?from=2027-02-01",
    "/rooms/find?people=x&length=x&from=x&to=x&part=x&rooms=x",
    "/rooms/find?people=40&rooms=203&from=2026-12-01&to=2026-12-02",
    "/rooms/find?people=0&from=2026-12-20&to=2026-12-19",
    "/rooms/find?people=81&from=2028-12-01",
    "/rooms/find?people=&from=&to=2027-06-01",
    "/rooms/find?to=2027-06-01",
    f"/rooms/book?{FREE_TIME}",
    f"/rooms/book?{FREE_TIME.replace('space=202', 'space=203')}",
    DETAILS,
    "/floors",
    "/floors?date=2026-12-25",
    "/floors?date=2001-01-01",
    "/construction",
    "/construction?date=2014-11-20",
    "/construction/nothing",
    "/figures",
    "/figures?year=2025",
    "/figures?month=2026-12",
    "/figures?year=2026",
    "/figures?month=2027-02",
    "/figures?month=x",
    "/privacy",
    "/terms",
    *(f"/problems/{kind}" for kind in PROBLEMS),
    "/accessibility",
    "/sign-in",
    "/sign-in/mail",
    "/join",
    "/join/account",
    "/firm/invitation",
    "/account/invitation",
    "/account/reset",
    "/account/link",
    "/account/email",
    "/nowhere",
    "/rooms/999/calendar",
    "/rooms/book",
)
REFUSED_TIMES = {
    "too short": (23, "14:00", "14:30"),
    "too long": (23, "10:00", "15:00"),
    "off the raster": (23, "14:10", "16:00"),
    "too soon": (15, "14:00", "16:00"),
    "outside the hours": (23, "06:00", "08:00"),
    "a holiday": (25, "14:00", "16:00"),
    "a Sunday": (27, "14:00", "16:00"),
    "taken": (22, "14:00", "16:00"),
}

WRONG_DETAILS: tuple[dict[str, str], ...] = (
    {"purpose": "", "headcount": "", "name": "", "email": "", "phone": "", "once": ""},
    {"purpose": "a" * 101, "headcount": "0", "name": "a" * 51, "email": "a.example.kr", "phone": "call me"},
    {"headcount": "many", "email": "a@b", "purpose_kind": "unknown", "organisation": "a" * 101},
    {"headcount": "999"},
    {"headcount": "2"},
)


@pytest.fixture(scope="module")
def extracted() -> Catalog:
    """Every text that code and templates hold now."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(["_l", "lazy_gettext"])}
    found = Catalog()
    for _file, _line, text, _comments, context in extract_from_dir(ROOT, methods, options, keywords):
        found.add(text, context=context)
    return found


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """The English translations."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture
def reader(client: FlaskClient) -> FlaskClient:
    """A browser that reads English."""
    client.set_cookie(LANGUAGE_COOKIE, "en")
    return client


def texts(catalog: Catalog) -> list[Message]:
    """The messages of a catalogue without its header."""
    return [message for message in catalog if message.id]


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """The singular and the plural, or the one form."""
    return [text or ""] if text is None or isinstance(text, str) else list(text)


def placeholders(text: str) -> list[str]:
    """What is filled in, and every other per cent sign."""
    return sorted(PLACEHOLDER.findall(text))


def test_every_text_of_code_and_templates_is_translated(extracted: Catalog, catalogue: Catalog) -> None:
    translated = {str(message.id) for message in texts(catalogue) if all(forms(message.string)) and not message.fuzzy}

    assert {str(message.id) for message in texts(extracted)} - translated == set()


def test_nothing_is_translated_that_no_page_says(extracted: Catalog, catalogue: Catalog) -> None:
    said = {str(message.id) for message in texts(extracted)}

    assert {str(message.id) for message in texts(catalogue)} - said == set()
    assert list(catalogue.obsolete) == []
    assert not catalogue.fuzzy


def test_a_translation_fills_in_what_its_text_fills_in(catalogue: Catalog) -> None:
    broken = [
        message.id
        for message in texts(catalogue)
        for form in forms(message.string)
        if placeholders(form) != placeholders(forms(message.id)[0])
    ]

    assert broken == []


def test_no_translation_holds_korean(catalogue: Catalog) -> None:
    assert [form for message in texts(catalogue) for form in forms(message.string) if HANGUL.search(form)] == []


def korean_in(page: str) -> list[str]:
    """Every Korean text and attribute of an English page outside the parts that say they are Korean."""
    root = html5lib.parse(page, namespaceHTMLElements=False)
    assert root.get("lang") == "en"
    return [text.strip() for text in _read_in_english(root) if HANGUL.search(text)]


def _read_in_english(element: Element) -> Iterator[str]:
    if element.get("lang") == "ko":
        return
    yield from [element.text or "", *element.attrib.values()]
    for child in element:
        if isinstance(child.tag, str):
            yield from _read_in_english(child)
        yield child.tail or ""


def details(**given: str) -> dict[str, str]:
    """The booking form as somebody fills it in who writes English."""
    filled = {
        "once": new_key(),
        "purpose": "Book club",
        "headcount": "12",
        "purpose_kind": "meeting",
        "name": "Jisoo Hong",
        "email": "jisoo@example.kr",
        "phone": "010-1234-5678",
        "organisation": "Readers' cooperative",
        "consent_privacy": "y",
        "consent_terms": "y",
    }
    return filled | given


def test_the_search_for_korean_finds_texts_and_names_but_not_what_is_marked() -> None:
    page = '<html lang="en"><a aria-label="이름" lang="en">Name</a> 뒤<a lang="ko" title="말">한국어</a> after</html>'

    assert korean_in(page) == ["이름", "뒤"]


def test_no_public_page_in_english_holds_korean(reader: FlaskClient) -> None:
    a_booking(hours(10, 12))
    a_request(hours(17, 19))

    found = {address: korean for address in PAGES if (korean := korean_in(reader.get(address).text))}

    assert found == {}


def test_no_refusal_in_english_holds_korean(reader: FlaskClient) -> None:
    a_booking(hours(14, 16, time.today() + timedelta(days=7)))
    for why, (day, start, end) in REFUSED_TIMES.items():
        wish = WISH.format(day=day, start=start, end=end)
        shown, sent = reader.get(f"/rooms/book?{wish}"), reader.post(f"/rooms/book/details?{wish}", data=details())

        assert sent.status_code == (409 if why == "taken" else 422), why
        assert korean_in(shown.text) + korean_in(sent.text) == []


def test_what_is_wrong_with_a_form_is_said_in_english(reader: FlaskClient) -> None:
    for typed in WRONG_DETAILS:
        answer = reader.post(DETAILS, data=details(**typed))

        assert answer.status_code == 422, typed
        assert korean_in(answer.text) == []


@pytest.mark.parametrize("room", ["202", "203"])
def test_a_booking_is_made_in_english(reader: FlaskClient, clock: Clock, room: str) -> None:
    code_page = reader.post(DETAILS.replace("space=202", f"space={room}"), data=details()).headers["Location"]
    booking = queries.get_booking(code_page.split("/")[2])
    seen = [reader.get(code_page), reader.post(code_page, data={"code": ""}), reader.post(f"{code_page}/again")]
    seen += [reader.post(code_page, data={"code": "000000"}), reader.get(f"{DETAILS}&again={booking.reference}")]

    seen += [
        reader.post(code_page, data={"code": mailed_code(booking)}),
        reader.get(f"/bookings/{booking.reference}/done"),
    ]

    assert seen[-1].status_code == 200
    assert [korean for page in seen for korean in korean_in(page.text)] == []


def test_a_late_code_is_told_in_english(reader: FlaskClient, clock: Clock) -> None:
    code_page = reader.post(DETAILS, data=details()).headers["Location"]
    clock.move(timedelta(minutes=11))

    assert korean_in(reader.get(code_page).text) == []


def test_a_booking_is_managed_in_english(reader: FlaskClient) -> None:
    code_page = reader.post(DETAILS.replace("space=202", "space=203"), data=details()).headers["Location"]
    reference = code_page.split("/")[2]
    reader.post(code_page, data={"code": mailed_code(queries.get_booking(reference))})
    mine, new = f"/bookings/{reference}", "start=2026-12-24T14:00%2B09:00&end=2026-12-24T16:00%2B09:00"

    seen = [reader.get(mine), reader.get(f"{mine}/time"), reader.get(f"{mine}/time/new?{new}")]
    seen += [reader.get(f"{mine}/time/new?{new.replace('24T', '25T')}"), reader.post(f"{mine}/time/new?{new}")]
    version = {"version": str(queries.get_booking(reference).version)}
    assert reader.post(f"{mine}/time/new?{new}", data=version).status_code == 303
    seen += [reader.get(mine), reader.get(f"{mine}/words"), reader.post(f"{mine}/words", data={"headcount": "99"})]
    seen += [reader.get(f"{mine}/cancel"), reader.get("/bookings"), reader.post("/bookings", data={"email": "x"})]
    seen += [reader.post("/bookings", data={"email": "hong@example.kr"}), reader.get("/bookings/YD-AAAA-AAAA")]
    seen += [reader.post("/bookings/YD-AAAA-AAAA", data={"key": key}) for key in ("", "x")]
    assert reader.post(f"{mine}/cancel").status_code == 303
    seen += [reader.get(mine)]

    assert [korean for page in seen for korean in korean_in(page.text)] == []


def _at_the_desk(reader: FlaskClient, address: str) -> list[TestResponse]:
    """What staff see who book, move and close for somebody, also where it is refused."""
    new = {"rooms": "202", "day": "2026-12-25", "start": "7", "end": "13", "headcount": "9", "purpose": "Talk"}
    new |= {"name": "Jisoo", "phone": "010-1234-5678", "consent": "y", "once": "a" * 24}
    closure = {"rooms": "203", "first": "2026-12-23", "last": "2026-12-23", "start": "9", "end": "18"}
    closure |= {"reason": "Cleaning", "reason_en": "Cleaning", "kind": "closed"}
    seen = [
        reader.get(f"/staff/{name}") for name in ("day", "unfit", "bookings/search", "bookings/new", "closures/new")
    ]
    seen += [reader.post("/staff/bookings/new", data={}), reader.post("/staff/bookings/new", data=new)]
    seen += [reader.get(f"{address}/{name}") for name in ("move", "edit", "cancel")]
    seen += [reader.post(f"{address}/{name}", data={}) for name in ("move", "edit", "cancel", "keep")]
    seen += [reader.post("/staff/closures/new", data=given) for given in ({}, closure)]
    shown = re.search(r'name="shown" value="([^"]*)"', seen[-1].text)
    assert shown
    reader.post("/staff/closures/new", data={**closure, "shown": shown[1]})
    seen += [reader.get("/staff/closures"), reader.get("/staff/unfit"), reader.get(f"{address}?after=unfit")]
    closed = re.search(r'href="(/staff/closures/\d+)"', seen[-3].text)
    assert closed
    taken = new | {"rooms": "203", "day": "2026-12-23", "start": "14", "end": "19", "headcount": "99"}
    return [*seen, reader.get(closed[1]), reader.post("/staff/bookings/new", data=taken)]


def test_staff_may_work_in_english(reader: FlaskClient) -> None:
    wrong = reader.post("/sign-in", data={"email": "staff@example.kr", "password": "not the password"})
    create_user(email="staff@example.kr", name="Staff", password=PASSWORD, role=Role.STAFF, now=time.now())
    signs_in(reader, "staff@example.kr", PASSWORD)
    spoken = {"purpose": "Book club", "name": "Jisoo Hong", "organisation": "Readers"}
    one, rival = a_request(hours(14, 16), **spoken), a_request(hours(15, 17), **spoken)
    address = f"/staff/bookings/{one.reference}"

    seen = [wrong, reader.get("/staff/bookings"), reader.get(f"{address}/request"), reader.get(address)]
    seen += [reader.get(f"/staff/figures{query}") for query in ("", "?month=2026-12", "?year=2026", "?month=2027-01")]
    seen += [reader.post(f"{address}/refuse", data={"version": str(one.version), "reason": ""})]
    seen += [reader.post(f"{address}/approve", data={"version": "0"})]
    approved = reader.post(f"{address}/approve", data={"version": str(one.version)})
    seen += [reader.get("/staff/bookings"), reader.get(f"/staff/bookings/{rival.reference}")]
    seen += _at_the_desk(reader, address)
    left = reader.post("/sign-out")
    seen += [reader.get("/")]

    assert approved.status_code == left.status_code == 303
    assert [korean for page in seen for korean in korean_in(page.text)] == []


def test_admins_and_people_themselves_may_work_in_english(reader: FlaskClient) -> None:
    admin = create_user(email="admin@example.kr", name="Admin", password=PASSWORD, role=Role.ADMIN, now=time.now())
    begun = reader.post("/sign-in", data={"email": "admin@example.kr", "password": PASSWORD})
    seen = [reader.get("/sign-in/factor"), reader.post("/sign-in/factor", data={"code": "000000"})]
    assert begun.status_code == 303
    give_factor("admin@example.kr")
    seen += [reader.get("/sign-in/code"), reader.post("/sign-in/code", data={"code": "000000"})]
    reader.post("/sign-in/code", data={"code": app_code()})
    contract = {"organisation": "Operator", "first": "2026-12-01", "last": "2027-12-31", "reason": "Contract"}
    reader.post("/staff/people/contracts/new", data=contract)
    role = {"role": "staff", "contract": "1", "first": "2026-12-15", "last": "", "reason": "Desk"}
    invited = reader.post("/staff/people/new", data={**role, "name": "Minho", "email": "minho@example.kr"})
    person = invited.headers["Location"]
    one = re.search(rf"{person}/grants/\d+/revocation", reader.get(person).text)
    assert one
    pages = ["/staff/people", "/staff/people/new", "/staff/people/contracts", "/staff/people/contracts/new"]
    pages += ["/staff/people/contracts/1", person, f"{person}/grant", f"{person}/closing", f"{person}/factor", one[0]]
    pages += ["/me", "/me/name", "/me/password", "/me/email", "/me/recovery-codes", "/me/deletion", "/session"]
    forms = ["/staff/people/new", "/staff/people/contracts/new", f"{person}/grant", one[0], f"{person}/closing"]
    seen += [reader.get(page) for page in pages]
    seen += [reader.post(page, data={}) for page in [*forms, "/me/password", "/me/email", "/me/deletion"]]
    seen += [reader.post(f"{person}/grant", data=role), reader.post(f"{person}/factor", data={"reason": "Lost"})]
    seen += [reader.post(f"/staff/people/{admin.id}/closing", data={"reason": "Left"})]
    seen += [reader.post(path, data={"key": "x", "password": PASSWORD, "again": PASSWORD}) for path in LINK_PAGES]
    reader.post(one[0], data={"reason": "Left"})
    reader.post(f"{person}/closing", data={"reason": "Left"})
    seen += [reader.get(person), reader.get("/staff/people"), reader.get("/me/data.json")][:2]

    assert [korean for page in seen for korean in korean_in(page.text)] == []


def test_who_registers_and_staff_who_confirm_may_work_in_english(reader: FlaskClient) -> None:
    firm = a_firm(name="Hangang", representative="Minho", address="80 Seonyudong 1-ro")
    seen = [reader.post("/join", data=typed) for typed in ({}, {"number": "1", "name": "a" * 101, "email": "x"})]
    wish = {"number": firm.business_number, "name": "Jisoo", "email": "jisoo@hangang.example"}
    seen += [reader.post("/join", data=wish) for _ in range(4)]
    answer_wishes(time.now())
    chosen = {"key": mailed_key(), "password": "a walk in seonyudo park", "again": "a walk in seonyudo park"}
    seen += [reader.post("/join/account", data={**chosen, **wrong}) for wrong in ({}, {"agree": "y", "key": "x"})]
    assert reader.post("/join/account", data={**chosen, "agree": "y"}).status_code == 303
    seen += [reader.get("/me/joining/proof"), hands_in(reader, b"x", "proof.pdf"), hands_in(reader, name="")]
    assert hands_in(reader, name="proof.pdf").status_code == 303
    seen += [
        reader.get("/me/joining"),
        reader.post("/me/joining", data={"number": firm.business_number}),
        reader.get("/me"),
    ]
    reader.post("/sign-out")
    create_user(email="staff@example.kr", name="Staff", password=PASSWORD, role=Role.STAFF, now=time.now())
    signs_in(reader, "staff@example.kr", PASSWORD)
    one = "/staff/joining/1"
    seen += [reader.get(page) for page in ("/staff/joining", one, f"{one}/refusal", "/staff/day")]
    seen += [reader.post(f"{one}/refusal", data={}), reader.post(f"{one}/approval", follow_redirects=True)]
    seen += [reader.get(one), reader.post(f"{one}/approval"), reader.post(f"{one}/refusal", data={"reason": "Late"})]
    reader.post("/me/joining", data={"number": firm.business_number})
    seen += [reader.get("/me/joining/proof"), hands_in(reader, name="proof.pdf")]
    assert hands_in(reader, name="proof.pdf", is_former_gone="y").status_code == 303
    seen += [reader.get("/staff/joining/2"), reader.post("/staff/joining/2/approval"), reader.get("/staff/joining")]
    seen += [reader.post("/me/joining/2/withdrawal", follow_redirects=True), reader.get("/staff/joining")]

    assert [korean for page in seen for korean in korean_in(page.text)] == []


def test_a_firms_people_and_staff_who_correct_its_record_may_work_in_english(reader: FlaskClient) -> None:
    firm, other = a_firm(name="Hangang", **ENGLISH), a_firm(name="Saenal", **ENGLISH)
    jisoo, minho = (
        a_firm_user("jisoo@example.kr", PASSWORD, "Jisoo"),
        a_firm_user("minho@example.kr", PASSWORD, "Minho"),
    )
    acts_for_firm(jisoo, firm)
    acts_for_firm(jisoo, other)
    member = f"/firm/members/{acts_for_firm(minho, firm, is_representative=False).id}"
    is_in(reader, jisoo)
    seen = [reader.get("/firm", follow_redirects=True)]
    seen += [reader.post("/firm/choose", data={"firm": firm.registry_id}, follow_redirects=True)]
    pages = ["/firm/choose", "/firm/members", "/firm/members/new", "/firm/members/leaving", "/firm/corrections"]
    pages += ["/firm/corrections/new", "/firm/looks", f"{member}/end", f"{member}/hand-over", "/firm/members/99/end"]
    seen += [reader.get(page) for page in pages]
    invited = {"name": "Sua", "email": "sua@example.kr"}
    seen += [reader.post("/firm/members/new", data=typed) for typed in ({}, {**invited, "email": "minho@example.kr"})]
    seen += [reader.post("/firm/members/new", data=invited, follow_redirects=True) for _ in range(4)]
    key = {"key": mailed_key()}
    seen += [reader.post("/firm/invitation", data=typed, follow_redirects=True) for typed in ({}, {"key": "x"}, key)]
    seen += [reader.post("/firm/invitation/acceptance"), reader.post("/firm/members/leaving")]
    typed = {"name": "Hangang", "phone": "02-1", "note": "Moved", "version": firm.version}
    seen += [reader.post("/firm/corrections/new", data={**typed, "name": "", "email": "x"})]
    seen += [reader.post("/firm/corrections/new", data={**typed, "version": 0})]
    seen += [reader.post("/firm/corrections/new", data=typed, follow_redirects=True) for _ in range(2)]
    seen += [reader.post("/firm/corrections/2/withdrawal", follow_redirects=True) for _ in range(2)]
    reader.post("/firm/corrections/new", data={**typed, "phone": "02-2"})
    reader.post("/sign-out")
    seen += [reader.post("/firm/invitation", data=key, follow_redirects=True)]
    chosen = {"password": "a walk in seonyudo park", "again": "a walk in seonyudo park"}
    seen += [reader.post("/firm/invitation/account", data={**key, **typed}) for typed in ({}, chosen)]
    seen += [reader.post("/firm/invitation/account", data={**key, **chosen, "agree": "y"}, follow_redirects=True)]
    seen += [reader.get("/firm/members"), reader.get("/me"), reader.post(f"{member}/end", data={"reason": "Left"})]
    reader.post("/sign-out")
    create_user(email="staff@example.kr", name="Staff", password=PASSWORD, role=Role.STAFF, now=time.now())
    signs_in(reader, "staff@example.kr", PASSWORD)
    one = "/staff/corrections/1"
    seen += [reader.get(page) for page in ("/staff/corrections", one, f"{one}/refusal", "/staff/day")]
    seen += [reader.get(f"/enterprises/{firm.registry_id}"), reader.post(f"{one}/refusal", data={})]
    seen += [reader.post(f"{one}/acceptance", data={"version": 0})]
    seen += [reader.post(f"{one}/acceptance", data={"version": firm.version}, follow_redirects=True)]
    seen += [reader.get(one), reader.post(f"{one}/acceptance"), reader.get("/staff/corrections/3")]
    seen += [reader.post("/staff/corrections/3/refusal", data={"reason": "No"}, follow_redirects=True)]
    is_in(reader, jisoo)
    reader.post("/firm/choose", data={"firm": firm.registry_id})
    seen += [reader.get("/firm/looks"), reader.get("/firm/corrections"), reader.get("/firm")]
    seen += [reader.post(f"{member}/hand-over", follow_redirects=True)]
    seen += [reader.post("/firm/members/leaving", follow_redirects=True)]

    korean = [words for page in seen for words in korean_in(page.text)]
    assert [words for words in korean if words != WHY.reason] == []


LINK_PAGES = ("/account/invitation", "/account/reset", "/account/link", "/account/email")


@pytest.fixture(scope="module")
def app_without_data(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application for what needs no database."""
    return create_app(settings_for(tmp_path_factory.mktemp("instance")))


ONE_BOOKING: Mapping[str, Any] = {
    "reference": "YD-AAAA-AAAA",
    "rooms": [["202", "다목적회의실", "Multipurpose room"], ["203", "로비", "Lobby"]],
    "start": "2026-12-23T14:00:00+09:00",
    "end": "2026-12-23T16:00:00+09:00",
    "purpose": "Book club",
    "headcount": 12,
    "code": "123456",
    "until": "2026-12-15T12:10:00+09:00",
    "decision": "instant",
    "decide_by": "2026-12-17",
    "reason": "",
    "state": "confirmed",
    "email": "jisoo@example.kr",
    "nonce": "nonce",
    "sequence": 1,
    "changed_at": "2026-12-15T12:00:00+09:00",
    "before": ["2026-12-24T14:00:00+09:00", "2026-12-24T16:00:00+09:00"],
    "change": ["2026-12-30T14:00:00+09:00", "2026-12-30T16:00:00+09:00"],
    "cancel_until": "2026-12-22T14:00:00+09:00",
    "rooms_before": ["202"],
    "side": "center",
    "was_confirmed": True,
}
FACTS = {**ONE_BOOKING, "bookings": [ONE_BOOKING]}


@pytest.mark.parametrize("given", [{}, {"decision": "staff", "reason": "It is for profit.", "is_late": True}])
@pytest.mark.parametrize("kind", RENDERERS)
def test_a_letter_in_english_holds_no_korean(
    app_without_data: Flask, kind: str, given: dict[str, str], clock: Clock
) -> None:
    render: Callable[[Mapping[str, Any]], Any] = RENDERERS[kind]
    with app_without_data.app_context(), speaking("en"):
        letter = render({**FACTS, **given})

    assert korean_in(letter.html) + HANGUL.findall(letter.subject + letter.text) == []


ABOUT_ACCOUNTS = [("account_link", {"purpose": str(purpose)}) for purpose in Purpose]
ABOUT_ACCOUNTS += [("account_told", {"what": what}) for what in TOLD]
ABOUT_ACCOUNTS += [("firm_told", {"what": what, "firm": "Hangang"}) for what in FIRM]
ABOUT_ACCOUNTS += [("joining_told", {"what": what, "number": "9990999996"}) for what in JOINING]


@pytest.mark.parametrize(("kind", "given"), ABOUT_ACCOUNTS)
def test_a_letter_about_an_account_in_english_holds_no_korean(
    app_without_data: Flask, kind: str, given: dict[str, str], clock: Clock
) -> None:
    facts = {
        "key": "a" * 32,
        "name": "Jisoo",
        "until": "2026-12-15T12:30:00+09:00",
        "reason": "Lost",
        "firm": "Hangang",
        **given,
    }
    with app_without_data.app_context(), speaking("en"):
        letter = ACCOUNT_LETTERS[kind](facts)

    assert korean_in(letter.html) + HANGUL.findall(letter.subject + letter.text) == []


@pytest.mark.parametrize("status", SENTENCES)
def test_an_error_page_without_its_frame_is_in_english_too(app_without_data: Flask, status: int) -> None:
    with app_without_data.test_request_context(), speaking("en"):
        title, body = SENTENCES[status]
        page = ErrorPage(status, say(title), say(body), "0123ABCD")
        shown = render_template("errors/bare.html", page=page, language="en")

    assert korean_in(shown) == []
