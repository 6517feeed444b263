"""Calls as the public reads them: what is asked, of whom, until when; the units with their fees."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from center.core.text import Text, _, named, show_clock
from center.core.time import SEOUL, seoul_day
from center.enterprises.pages.words import won
from center.spaces.queries import units_on
from center.spaces.rules import show_area
from center.tenancy.calls import queries
from center.tenancy.calls.models import Call, CallVersion
from center.tenancy.calls.pages.units import percent, standing_names, unit_name
from center.tenancy.calls.rules.changes import Change, changes_between, told
from center.tenancy.calls.rules.content import Content, Document, Schedule, Stage
from center.tenancy.calls.rules.phases import PHASE_TONES, PHASE_WORDS, Phase, phase_of
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class CallCard:
    """A call in a list."""

    title: str
    href: str
    state: str
    tone: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Calls that stand alike."""

    heading: str
    cards: list[CallCard]


@dataclass(frozen=True, slots=True)
class CallsPage:
    """All published calls."""

    title: str
    groups: list[Group]
    calendar_href: str


GROUPS: tuple[tuple[Text, tuple[Phase, ...]], ...] = (
    (_("지금 모집하는 공고"), (Phase.OPEN,)),
    (_("곧 모집하는 공고"), (Phase.COMING,)),
    (_("지난 공고"), (Phase.CLOSED, Phase.CALLED_OFF)),
)


AHEAD = frozenset({Phase.OPEN, Phase.COMING})


def phase_now(call: Call, now: datetime) -> Phase:
    """Where a call stands."""
    if call.called_off_at is not None:
        return Phase.CALLED_OFF
    return phase_of(call.published.says.schedule, now) if call.published else Phase.DRAFT


def calls_page(calls: Sequence[Call], now: datetime) -> CallsPage:
    """Open, coming and past calls."""
    phases = [(phase_now(call, now), call) for call in calls]
    groups = [
        Group(say(heading), [_card(call, phase, now) for phase, call in phases if phase in wanted])
        for heading, wanted in GROUPS
    ]
    open_ones = len(groups[0].cards)
    title = _("모집 중인 공고가 %(n)s건 있습니다", n=open_ones) if open_ones else _("지금은 모집하는 공고가 없습니다")
    return CallsPage(say(title), [group for group in groups if group.cards], url_for("calls.calendar"))


@dataclass(frozen=True, slots=True)
class UnitCall:
    """The call that offers a unit, and where it stands."""

    call_id: int
    phase: Phase


def units_called(now: datetime) -> dict[str, UnitCall]:
    """The units for which a call is open or coming."""
    return {
        unit: UnitCall(call.id, phase)
        for call in queries.published_calls()
        if (phase := phase_now(call, now)) in AHEAD
        for unit in published_of(call).says.units
    }


def calls_ahead(now: datetime) -> list[CallCard]:
    """The calls that are open or coming, for the first page; those that close first before others."""
    calls = [(phase, call) for call in queries.published_calls() if (phase := phase_now(call, now)) in AHEAD]
    calls.sort(key=lambda pair: published_of(pair[1]).says.schedule.closes_at)
    return [_card(call, phase, now) for phase, call in calls]


def _card(call: Call, phase: Phase, now: datetime) -> CallCard:
    content = published_of(call).says
    return CallCard(
        title=say(content.heading),
        href=url_for("calls.call", call_id=call.id),
        state=say(PHASE_WORDS[phase]),
        tone=PHASE_TONES[phase],
        lines=[_units_line(content), deadline_line(content.schedule, phase, now)],
    )


def published_of(call: Call) -> CallVersion:
    """The newest version of a call that was published."""
    published = call.published
    assert published is not None  # noqa: S101 (only published calls are shown to the public)
    return published


def _units_line(content: Content) -> str:
    return say(_("%(units)s (%(n)s곳)", units=[unit_name(unit) for unit in content.units], n=len(content.units)))


def deadline_line(days: Schedule, phase: Phase, now: datetime) -> str:
    """Until when, or from when, with the days left in words."""
    match phase:
        case Phase.OPEN:
            return say(_("%(at)s 마감 · %(left)s", at=instant_text(days.closes_at), left=_left(days.closes_at, now)))
        case Phase.COMING:
            return say(_("%(at)s부터 받습니다", at=instant_text(days.opens_at)))
        case Phase.CALLED_OFF:
            return say(_("취소한 공고입니다"))
    return say(_("%(at)s에 마감했습니다", at=instant_text(days.closes_at)))


def _left(until: datetime, now: datetime) -> Text:
    days = (seoul_day(until) - seoul_day(now)).days
    if days == 0:
        return _("오늘 마감")
    return _("%(n)s일 남았습니다", n=days)


def instant_text(instant: datetime) -> str:
    """An instant with its seconds where it has some: 12월 30일(화) 18:00."""
    seconds = instant.astimezone(SEOUL).second
    clock = f"{show_clock(instant)}:{seconds:02d}" if seconds else show_clock(instant)
    return f"{say(_('%(day)s', day=seoul_day(instant)))} {clock}"


@dataclass(frozen=True, slots=True)
class UnitOffered:
    """A unit on offer: area, fee a year at each rate, from when it is free."""

    name: str
    area: str
    fees: list[str]
    free_from: str


@dataclass(frozen=True, slots=True)
class StageShown:
    """A stage with its criteria and their points."""

    title: str
    criteria: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Amendment:
    """A version that replaced another: when, why, and field by field what changed."""

    when: str
    reason: str
    changes: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class CallPage:
    """A call."""

    title: str
    lead: str
    state: str
    tone: str
    apply_href: str
    called_off: str
    paragraphs: list[str]
    days: list[tuple[str, str]]
    units: list[UnitOffered]
    units_note: str
    who: list[tuple[str, str]]
    declarations: list[str]
    documents: list[tuple[str, str]]
    parts: list[tuple[str, str]]
    stages: list[StageShown]
    how: list[tuple[str, str]]
    answers: list[tuple[str, list[str]]]
    amendments: list[Amendment]
    seal: str
    calendar_href: str


def call_page(call: Call, content: Content, now: datetime, *, version: CallVersion | None) -> CallPage:
    """A call as the public reads it; without a version it is a preview of what is being written."""
    phase = phase_now(call, now) if version else phase_of(content.schedule, now)
    return CallPage(
        title=say(content.heading),
        lead=deadline_line(content.schedule, phase, now),
        state=say(PHASE_WORDS[phase]),
        tone=PHASE_TONES[phase],
        apply_href=url_for("apply.start", call_id=call.id) if phase == Phase.OPEN and version else "",
        called_off=call.called_off_reason,
        paragraphs=say(named(content.text, content.text_en or content.text)).split("\n\n"),
        days=_days(content.schedule),
        units=_units(content, seoul_day(now)),
        units_note=_units_note(content),
        who=[(say(one.word), say(one.value)) for one in told(content) if one.key in WHO],
        declarations=[say(one.title) for one in content.eligibility.declarations],
        documents=[(say(one.title), _document_text(one)) for one in content.documents],
        parts=[(say(part.title), _part_text(part.most_letters)) for part in content.parts],
        stages=[_stage(stage, n_stages=len(content.stages)) for stage in content.stages],
        how=[(say(one.word), say(one.value)) for one in told(content) if one.key in HOW],
        answers=[(answer.question, answer.answer.split("\n")) for answer in call.answers],
        amendments=_amendments(call) if version else [],
        seal=_seal(call, version) if version else "",
        calendar_href=url_for("calls.call_calendar", call_id=call.id),
    )


WHO = {"kinds", "in_district", "most_years"}
HOW = {"combine", "bonus", "deductions", "cut", "ties", "shortlist", "reserve", "published"}


def _days(days: Schedule) -> list[tuple[str, str]]:
    place = named(days.briefing_place, days.briefing_place_en or days.briefing_place)
    period = f"{instant_text(days.opens_at)} ~ {instant_text(days.closes_at)}"
    pairs: list[tuple[Text, str]] = [(_("공고일"), _day(days.notice_on))]
    if days.briefing_at:
        pairs.append((_("설명회"), " · ".join(filter(None, (instant_text(days.briefing_at), say(place))))))
    pairs.append((_("접수"), period))
    if days.interview_on:
        pairs.append((_("면접"), _day(days.interview_on)))
    pairs += [(_("결과 발표"), _day(days.result_on)), (_("입주일"), _day(days.move_in_on))]
    return [(say(word), text) for word, text in pairs]


def _day(day: date) -> str:
    return say(_("%(day)s", day=day))


def _units(content: Content, today: date) -> list[UnitOffered]:
    fees, free = queries.fees_on(content.schedule.move_in_on), queries.free_from(today)
    return [
        UnitOffered(
            name=unit_name(unit.code),
            area=f"{show_area(unit.area_m2)}㎡",
            fees=[f"{standing_names(who)}: {won(fee)} ({percent(rate)})" for who, rate, fee in fees.at_each_rate(unit)],
            free_from=_free_text(free.get(unit.code, today), today),
        )
        for unit in units_on(content.schedule.move_in_on)
        if unit.code in content.units
    ]


def _free_text(day: date, today: date) -> str:
    return say(_("지금 비어 있음")) if day <= today else say(_("%(day)s부터 비어 있음", day=day))


def _units_note(content: Content) -> str:
    years = _(
        "%(years)s년 동안 쓰고, 심사를 거쳐 한 번 %(more)s년을 더 쓸 수 있습니다.",
        years=content.years,
        more=content.extension_years,
    )
    if not content.extension_years:
        years = _("%(years)s년 동안 씁니다.", years=content.years)
    return say(_("사용료는 부가가치세를 뺀 1년 금액이고, 입주일의 값입니다. %(years)s", years=years))


def _document_text(one: Document) -> str:
    must = _("꼭 냅니다") if one.is_required else _("있으면 냅니다")
    kinds = ", ".join(kind.value.upper() for kind in one.kinds)
    return say(_("%(must)s. %(kinds)s, %(most)sMB까지", must=must, kinds=kinds, most=one.most_mb))


def _part_text(most_letters: int) -> str:
    return say(_("%(n)s자까지", n=f"{most_letters:,}"))


def _stage(stage: Stage, *, n_stages: int) -> StageShown:
    title = say(stage.title)
    if n_stages > 1:
        title = say(_("%(stage)s (%(share)s%% 반영)", stage=stage.title, share=stage.share))
    return StageShown(
        title,
        [
            (
                say(one.title),
                say(_("%(points)s점", points=one.points)),
                say(named(one.question, one.question_en or one.question)),
            )
            for one in stage.criteria
        ],
    )


def change_lines(changes: Sequence[Change]) -> list[tuple[str, str, str]]:
    """Each change as its word, what it was and what it is."""
    return [(say(change.what), say(change.before), say(change.after)) for change in changes]


def _amendments(call: Call) -> list[Amendment]:
    """What each amendment changed, the latest first."""
    pairs = zip(call.versions, call.versions[1:], strict=False)
    return [
        Amendment(
            instant_text(after.published_at), after.reason, change_lines(changes_between(before.says, after.says))
        )
        for before, after in pairs
    ][::-1]


def _seal(call: Call, version: CallVersion) -> str:
    return say(
        _(
            "공고 %(number)s, %(n)s판, %(at)s. 규칙의 지문(SHA-256) %(sha)s",
            number=call.number,
            n=version.n,
            at=instant_text(version.published_at),
            sha=version.sha256,
        )
    )
