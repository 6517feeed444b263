"""The days of a call for people's own calendars: opening, briefing, deadline, interview, result.

Source: RFC 5545; docs/rules/calls.md
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import icalendar

from center.core.text import Language, Text, _, named
from center.tenancy.calls.models import Call, CallVersion
from center.web.i18n import say, speaking

PRODUCT = "-//Social Economy Support Center//Calls//KO"


def calendar_of(calls: list[tuple[Call, CallVersion]], language: Language, *, host: str) -> bytes:
    """A calendar of calls; a newer version moves what an older one said, one called off is cancelled."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    with speaking(language):
        calendar.add("x-wr-calname", say(_("입주기업 모집 일정")))
        for call, version in calls:
            for event in _events(call, version, host):
                calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(call: Call, version: CallVersion, host: str) -> Iterator[icalendar.Event]:
    days, title = version.says.schedule, version.says.heading
    moments: tuple[tuple[str, Text, date | datetime | None], ...] = (
        ("opening", _("접수 시작"), days.opens_at),
        ("briefing", _("설명회"), days.briefing_at),
        ("deadline", _("접수 마감"), days.closes_at),
        ("interview", _("면접"), days.interview_on),
        ("result", _("결과 발표"), days.result_on),
    )
    for key, word, when in moments:
        if when is not None:
            event = _event(call, version, f"call-{call.id}-{key}@{host}", when)
            event.add("summary", f"{say(word)}: {say(title)}")
            if key == "briefing" and days.briefing_place:
                place = named(days.briefing_place, days.briefing_place_en or days.briefing_place)
                event.add("location", say(place))
            yield event


def _event(call: Call, version: CallVersion, uid: str, when: date | datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", uid)
    event.add("dtstamp", (call.called_off_at or version.published_at).astimezone(UTC))
    event.add("sequence", version.n - 1 + bool(call.called_off_at))
    event.add("dtstart", when.astimezone(UTC) if isinstance(when, datetime) else when)
    event.add("status", "CANCELLED" if call.called_off_at else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event
