"""Calendars: the public feed of a room, and a single booking for its booker's own calendar.

The feed is written by hand line by line, for speed; tests read it back with the icalendar library, which makes the
single booking. Source: docs/rules/booking.md, "Calendars"; RFC 5545, 5546, 6068, 7986
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import icalendar
from icalendar.parser import Contentline

from center.bookings.queries import PublicUse
from center.core.text import Language
from center.core.time import Period
from center.mail.content import SENDER_NAMES, one_address, unbroken
from center.spaces.models import Space

PRODUCT = "-//Social Economy Support Center//Rooms//KO"
TAKEN: Mapping[Language, str] = {"ko": "예약됨", "en": "Taken"}
GIVEN_UP: Mapping[Language, str] = {"ko": "취소됨", "en": "Cancelled"}
PLACE: Mapping[Language, str] = {
    "ko": "서울 영등포구 선유동1로 80 (별관 청사)",
    "en": "80 Seonyudong 1-ro, Yeongdeungpo-gu, Seoul",
}
PLAIN_IN_MAILTO = "!$'*+"
LOOK_AGAIN_AFTER = "PT15M"
ENTRIES_AT_A_TIME = 50
"""Some ten kilobytes are sent together."""
Words = Mapping[bool, str]


def public_feed(room: Space, uses: Iterable[PublicUse], language: Language) -> Iterator[str]:
    """The busy times of a room in UTC, piece by piece; of a use nothing but that it is taken, or is no more."""
    name, code = room.name_en if language == "en" else room.name, room.code
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "METHOD:PUBLISH",
        f"REFRESH-INTERVAL;VALUE=DURATION:{LOOK_AGAIN_AFTER}",
        f"X-PUBLISHED-TTL:{LOOK_AGAIN_AFTER}",
        _folded(f"X-WR-CALNAME:{code} {_escaped(name)}"),
        "X-WR-TIMEZONE:Asia/Seoul",
    ]
    yield _lines(head)
    words, entries = _words(language), []
    for use in uses:
        entries.append(_entry(use, code, words))
        if len(entries) == ENTRIES_AT_A_TIME:
            yield "".join(entries)
            entries.clear()
    yield _lines(["".join(entries) + "END:VCALENDAR"])


def _entry(use: PublicUse, code: str, words: Words) -> str:
    changed_at = _instant(use.changed_at)
    return (
        f"BEGIN:VEVENT\r\nUID:{use.uid}-{code}\r\nDTSTAMP:{changed_at}\r\nLAST-MODIFIED:{changed_at}\r\n"
        f"SEQUENCE:{use.sequence}\r\nDTSTART:{_instant(use.start)}\r\nDTEND:{_instant(use.end)}\r\n"
        f"{words[use.is_cancelled]}END:VEVENT\r\n"
    )


def _words(language: Language) -> Words:
    """What an entry says of its state: of a use that stands, and of one that was given up."""
    return {
        False: _lines([f"SUMMARY:{TAKEN[language]}", "STATUS:CONFIRMED", "TRANSP:OPAQUE"]),
        True: _lines([f"SUMMARY:{GIVEN_UP[language]}", "STATUS:CANCELLED", "TRANSP:TRANSPARENT"]),
    }


def _lines(lines: list[str]) -> str:
    return "\r\n".join([*lines, ""])


def _instant(instant: datetime) -> str:
    """20261223T050000Z; several times as fast as strftime."""
    text = instant.astimezone(UTC).isoformat(timespec="seconds")
    return f"{text[:4]}{text[5:7]}{text[8:13]}{text[14:16]}{text[17:19]}Z"


def _folded(line: str) -> str:
    """A line of any length as lines of at most 75 bytes."""
    folded: bytes = Contentline(line).to_ical()  # type: ignore[no-untyped-call]
    return folded.decode()


def _escaped(text: str) -> str:
    """A text as RFC 5545 wants it."""
    text = unbroken(text)
    for letter in "\\;,":
        text = text.replace(letter, "\\" + letter)
    return text


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking as its booker's calendar shows it; `method` REQUEST and CANCEL go by mail, PUBLISH is a file."""

    method: str
    uid: str
    sequence: int
    changed_at: datetime
    period: Period
    summary: str
    rooms: str
    description: str
    organiser: str
    attendee: str
    url: str
    language: Language
    is_confirmed: bool = True


def calendar_of(*entries: Entry) -> bytes:
    """Bookings as an iCalendar text, an event each, in UTC; the same booking has the same UID each time."""
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("METHOD", entries[0].method)
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> icalendar.Event:
    event = icalendar.Event()
    is_cancelled = entry.method == "CANCEL"
    facts: dict[str, Any] = {
        "UID": entry.uid,
        "SEQUENCE": entry.sequence,
        "DTSTAMP": entry.changed_at,
        "LAST-MODIFIED": entry.changed_at,
        "DTSTART": entry.period.start.astimezone(UTC),
        "DTEND": entry.period.end.astimezone(UTC),
        "SUMMARY": unbroken(entry.summary),
        "LOCATION": f"{PLACE[entry.language]} {entry.rooms}",
        "DESCRIPTION": unbroken(entry.description),
        "STATUS": "CANCELLED" if is_cancelled else "CONFIRMED" if entry.is_confirmed else "TENTATIVE",
        "TRANSP": "TRANSPARENT" if is_cancelled else "OPAQUE",
        "URL": entry.url,
    }
    for name, value in facts.items():
        event.add(name, value)
    if entry.method != "PUBLISH":
        event.add("ORGANIZER", _person(entry.organiser, CN=SENDER_NAMES[entry.language]))
        event.add("ATTENDEE", _person(entry.attendee, ROLE="REQ-PARTICIPANT", PARTSTAT="ACCEPTED", RSVP="FALSE"))
    return event


def _person(written: str, **parameters: str) -> icalendar.vCalAddress:
    """Somebody by the address that mail goes to; what a mailto address takes for its own signs is encoded."""
    address = one_address(written)
    person = icalendar.vCalAddress(f"mailto:{quote(address.username, safe=PLAIN_IN_MAILTO)}@{address.domain}")
    person.params.update(parameters)
    return person
