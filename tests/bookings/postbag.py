"""The mails of booking as the worker sends them, into files, and what calendars read in them."""

import re
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

import icalendar
from flask import Flask

from center.core import time
from center.mail.postoffice import PostOffice
from center.mail.service import deliver_due
from tests.conftest import Clock
from tests.mail.carriers import parsed


def sent_now(app: Flask) -> list[bytes]:
    """The mails that the worker's next round sends, byte by byte, by the subject."""
    office: PostOffice = app.extensions["center_post_office"]
    folder = app.extensions["center_settings"].instance / "mail"
    before = set(folder.glob("*.eml"))
    deliver_due(office, time.now())
    return sorted((file.read_bytes() for file in set(folder.glob("*.eml")) - before), key=subject)


def subject(mail: bytes) -> str:
    """What a mail is about."""
    return str(parsed(mail)["Subject"])


@dataclass(frozen=True)
class Told:
    """What a calendar program is told by a mail: what to do, with what, and the text it was told in."""

    method: str
    event: icalendar.Event
    text: str


def told_by(mail: bytes) -> Told | None:
    """What a mail tells calendars, if anything."""
    found = [part for part in parsed(mail).walk() if part.get_content_type() == "text/calendar"]
    if not found:
        return None
    [part] = found
    raw = part.get_payload(decode=True)
    assert isinstance(part, EmailMessage)
    assert isinstance(raw, bytes)
    return Told(str(part.get_param("method")), event_of(raw), raw.decode())


def told_now(app: Flask, clock: Clock) -> Told:
    """What the one mail of the next round that speaks to calendars says; a minute passes."""
    [told] = [told for mail in sent_now(app) if (told := told_by(mail))]
    clock.move(timedelta(minutes=1))
    return told


def event_of(raw: bytes) -> icalendar.Event:
    """The one event of a calendar that a strict reader finds nothing to complain of in."""
    calendar = icalendar.Calendar.from_ical(raw)
    assert isinstance(calendar, icalendar.Calendar)
    [event] = calendar.events
    assert not calendar.errors
    assert not event.errors
    return event


def property_names(text: str) -> list[str]:
    """The names of all properties, for a careless reader who takes every sign that breaks a line for its end."""
    unfolded = re.sub(r"\r\n[ \t]", "", text)
    return [re.split("[;:]", line, maxsplit=1)[0] for line in unfolded.splitlines()]
