"""A call as staff write it: its sections, what is missing, what publishing would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from center.core.text import Text, _
from center.spaces.queries import units_on
from center.spaces.rules import show_area
from center.tenancy.calls import queries
from center.tenancy.calls.first_calls import TEMPLATES
from center.tenancy.calls.models import Call
from center.tenancy.calls.pages.calls import change_lines, instant_text, phase_now
from center.tenancy.calls.pages.units import unit_name
from center.tenancy.calls.rules.changes import changes_between, told
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.rules.phases import PHASE_TONES, PHASE_WORDS, Phase
from center.tenancy.calls.rules.publishing import SECTION_WORDS, Fault, Section
from center.tenancy.calls.service import faults_now
from center.web.i18n import say

KEYS: dict[Section, tuple[str, ...]] = {
    Section.TEXT: ("title",),
    Section.DATES: ("notice_on", "opens_at", "closes_at", "briefing_at", "interview_on", "result_on", "move_in_on"),
    Section.UNITS: ("units", "years"),
    Section.ELIGIBILITY: ("kinds", "in_district", "most_years"),
    Section.DOCUMENTS: ("document:",),
    Section.PLAN: ("part:",),
    Section.STAGES: ("stage:",),
    Section.SELECTION: ("cut", "bonus", "deductions", "ties"),
}
"""What is told of each section on the overview."""


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call in the list."""

    number: str
    title: str
    href: str
    state: str
    tone: str
    until: str


def call_rows(calls: Sequence[Call], now: datetime) -> list[CallRow]:
    """Every call, the newest first."""
    return [_row(call, phase_now(call, now)) for call in calls]


def _row(call: Call, phase: Phase) -> CallRow:
    content = call.published.says if call.published else call.written
    return CallRow(
        number=call.number,
        title=say(content.heading) or say(_("제목 없음")),
        href=url_for("call_desk.call", call_id=call.id),
        state=say(PHASE_WORDS[phase]),
        tone=PHASE_TONES[phase],
        until=instant_text(content.schedule.closes_at),
    )


def beginnings(calls: Sequence[Call]) -> list[tuple[str, str]]:
    """What a new call may begin from: the ones that ship, then earlier ones of the center itself."""
    shipped = [(key, say(template.name)) for key, template in TEMPLATES.items()]
    own = [(f"call-{call.id}", f"{call.number} {say(call.written.heading)}") for call in calls]
    return [*shipped, *own]


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section: what it says, what is to be put right, where it is written."""

    title: str
    href: str
    lines: list[tuple[str, str]]
    faults: list[str]


@dataclass(frozen=True, slots=True)
class WritingPage:
    """A call as it is being written."""

    title: str
    number: str
    state: str
    tone: str
    sections: list[SectionRow]
    n_faults: int
    is_published: bool
    is_called_off: bool
    has_changes: bool
    version: int
    answers: list[tuple[str, str, str]]


def writing_page(call: Call, now: datetime) -> WritingPage:
    """A call with all its sections."""
    content, faults, phase = call.written, faults_now(call, now), phase_now(call, now)
    return WritingPage(
        title=say(content.heading) or say(_("제목 없음")),
        number=call.number,
        state=say(PHASE_WORDS[phase]),
        tone=PHASE_TONES[phase],
        sections=[_section(call, section, content, faults) for section in Section],
        n_faults=len(faults),
        is_published=call.published is not None,
        is_called_off=call.called_off_at is not None,
        has_changes=call.published is None or call.published.says != content,
        version=call.version,
        answers=[
            (one.question, one.answer, url_for("call_desk.answer_again", call_id=call.id, answer_id=one.id))
            for one in call.answers
        ],
    )


def _section(call: Call, section: Section, content: Content, faults: Sequence[Fault]) -> SectionRow:
    said = [one for one in told(content) if one.key in KEYS[section] or one.key.startswith(_prefixes(section))]
    return SectionRow(
        title=say(SECTION_WORDS[section]),
        href=url_for("call_desk.section", call_id=call.id, section=section.value),
        lines=[(say(one.word), say(one.value)) for one in said],
        faults=[say(fault.text) for fault in faults if fault.section == section],
    )


def _prefixes(section: Section) -> tuple[str, ...]:
    return tuple(key for key in KEYS[section] if key.endswith(":"))


def units_offered(content: Content) -> list[tuple[str, str]]:
    """The units there are on the move-in day, each with its area and why it cannot be offered, if so."""
    day = content.schedule.move_in_on
    taken = queries.not_free_on(day)
    return [
        (unit.code, " · ".join(filter(None, (_unit_text(unit.code, unit.area_m2), _why(taken.get(unit.code))))))
        for unit in units_on(day)
    ]


def _unit_text(code: str, area_m2: int) -> str:
    return f"{unit_name(code)} {show_area(area_m2)}㎡"


def _why(text: Text | None) -> str:
    return say(text) if text else ""


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What publishing would do."""

    title: str
    is_amendment: bool
    changes: list[tuple[str, str, str]]
    until: str
    version: int


def review_page(call: Call) -> ReviewPage:
    """The last question before a call is published; of an amendment everything that changes."""
    content, before = call.written, call.published
    changes = changes_between(before.says, content) if before else []
    return ReviewPage(
        title=say(content.heading),
        is_amendment=before is not None,
        changes=change_lines(changes),
        until=instant_text(content.schedule.closes_at),
        version=call.version,
    )
