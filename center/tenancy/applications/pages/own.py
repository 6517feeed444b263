"""An application as its firm sees it: may it apply, what is written, where it stands and what is expected of whom."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from center.core.text import Text, _
from center.core.time import SEOUL, seoul_day
from center.enterprises.models import Enterprise
from center.enterprises.rules.columns import PLACE_WORDS
from center.enterprises.rules.numbers import show_business_number
from center.spaces.queries import units_on
from center.spaces.rules import show_area
from center.tenancy.applications.models import STANDING, Application, Screening, State
from center.tenancy.applications.pages import supplements
from center.tenancy.applications.rules.eligibility import Answer, Verdict
from center.tenancy.applications.rules.written import Missing, Step, Written, item_word
from center.tenancy.applications.service import kept_until
from center.tenancy.calls.models import Call
from center.tenancy.calls.pages.calls import deadline_line, instant_text, phase_now, published_of
from center.tenancy.calls.pages.units import fee_lines, unit_name
from center.tenancy.calls.queries import fees_on
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.rules.phases import Phase, in_time
from center.web.i18n import say

TONES = {Answer.YES: "ok", Answer.NO: "bad", Answer.STAFF: "wait"}
ANSWERS: dict[Answer, Text] = {Answer.YES: _("맞음"), Answer.NO: _("어긋남"), Answer.STAFF: _("직원 확인")}
STEPS: tuple[tuple[Step | None, Text], ...] = (
    (Step.FORM, _("신청 내용")),
    (Step.PLAN, _("사업계획서")),
    (Step.PAPERS, _("서류 올리기")),
    (None, _("확인하고 내기")),
)


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A rule with its answer and the figures behind it."""

    word: str
    answer: str
    tone: str
    told: str


def verdict_rows(verdicts: Sequence[Verdict]) -> list[VerdictRow]:
    """The rules of eligibility as a table shows them."""
    return [VerdictRow(say(one.word), say(ANSWERS[one.answer]), TONES[one.answer], say(one.told)) for one in verdicts]


def step_names() -> list[str]:
    """The pages on the way."""
    return [say(word) for _step, word in STEPS]


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit that may be chosen, with its place in the order if it is."""

    code: str
    name: str
    facts: str
    place: int


def unit_choices(content: Content, choices: Sequence[str]) -> tuple[list[UnitChoice], list[UnitChoice]]:
    """The chosen units in their order, then the others."""
    fees = fees_on(content.schedule.move_in_on)
    units = {unit.code: unit for unit in units_on(content.schedule.move_in_on) if unit.code in content.units}

    def shown(code: str, place: int) -> UnitChoice:
        area, fee = show_area(units[code].area_m2), " · ".join(fee_lines(units[code], fees))
        facts = say(_("%(area)s㎡ · 1년 사용료 %(fee)s", area=area, fee=fee))
        return UnitChoice(code, unit_name(code), facts, place)

    chosen = [code for code in choices if code in units]
    rest = [code for code in units if code not in chosen]
    return [shown(code, place) for place, code in enumerate(chosen, 1)], [shown(code, 0) for code in rest]


def others_rows(content: Content, kept: Written, typed: Written) -> list[tuple[str, str]]:
    """What somebody else kept meanwhile, where it differs from what was typed here."""
    before = dict(_lines(content, typed))
    return [(word, line or "–") for word, line in _lines(content, kept) if line != before[word]]


def _lines(content: Content, written: Written) -> list[tuple[str, str]]:
    return [
        *need_rows(written),
        (say(_("바라는 공간")), " > ".join(unit_name(code) for code in written.choices)),
        (say(_("밝히는 것")), " ".join(declared_lines(content, written))),
        *claimed_rows(content, written),
        *((say(part.title), written.parts.get(part.key, "")) for part in content.parts),
    ]


def firm_rows(firm: Enterprise) -> list[tuple[str, str]]:
    """What the registry says of who applies; it is handed in as it is then."""
    profile = firm.profile
    return [
        (say(PLACE_WORDS["name"]), profile.name),
        (say(PLACE_WORDS["business_number"]), show_business_number(profile.business_number)),
        (say(PLACE_WORDS["representative"]), profile.representative or "–"),
        (say(PLACE_WORDS["founded_on"]), profile.founded_on.isoformat() if profile.founded_on else "–"),
        (say(PLACE_WORDS["address"]), profile.address or "–"),
    ]


def claimed_rows(content: Content, written: Written) -> list[tuple[str, str]]:
    """The bonus that is asked for, where the call gives any."""
    items = content.selection.bonus
    claimed = [say(item_word(one)) for one in items if one.key in written.claimed]
    return [(say(_("받을 가점")), ", ".join(claimed) or say(_("없음")))] if items else []


def declared_lines(content: Content, written: Written) -> list[str]:
    """What the applicant declares."""
    return [say(one.title) for one in content.eligibility.declarations if one.key in written.declared]


def need_rows(written: Written) -> list[tuple[str, str]]:
    """Whom to ask and what is needed."""
    return [
        (say(_("연락할 사람")), written.contact),
        (say(_("전화")), written.phone),
        (say(_("메일 주소")), written.email),
        (say(_("필요한 면적(㎡)")), show_area(written.need_m2) if written.need_m2 else ""),
        (say(_("함께 쓰는 사람 수")), str(written.people or "")),
    ]


@dataclass(frozen=True, slots=True)
class MissingRow:
    """What is missing, and the way to where it is put right."""

    text: str
    href: str


def missing_rows(missing: Sequence[Missing], to: Callable[..., str]) -> list[MissingRow]:
    """What keeps it from being handed in; `to` gives the address of a place on a step."""
    return [MissingRow(say(one.text), to(one.step, _anchor=one.at)) for one in missing]


@dataclass(frozen=True, slots=True)
class JourneyStep:
    """A step on the whole way."""

    title: str
    detail: str
    state: str


@dataclass(frozen=True, slots=True)
class StatusPage:
    """Where an application stands."""

    title: str
    lead: str
    facts: list[tuple[str, str]]
    journey: list[JourneyStep]
    letter_href: str
    papers: list[tuple[str, str]]
    supplement: supplements.SupplementPart | None
    may_write: bool
    may_reopen: bool
    may_put_back: bool
    may_withdraw: bool
    may_forget: bool


def status_page(application: Application, call: Call, now: datetime, *, is_announced: bool = False) -> StatusPage:
    """What is expected of whom, and until when; what the result was is said elsewhere."""
    content = published_of(call).says
    is_in_time = phase_now(call, now) == Phase.OPEN
    asked = supplements.verdict(application, content, seoul_day(now))
    title, lead = asked or _verdict(application, content, is_in_time=is_in_time)
    found = application.told_screening
    is_told_off = application.state == State.RETURNED or (found is not None and not found.is_eligible)
    is_in = application.state in STANDING and (found is None or found.is_eligible)
    return StatusPage(
        title=say(title),
        lead=say(lead),
        facts=_facts(application, is_in_time=is_in_time),
        journey=_journey(application, content, now, is_announced=is_announced),
        supplement=supplements.part_of(application, content, seoul_day(now)),
        may_write=application.is_open and is_in_time and not application.is_on_paper,
        letter_href=url_for("application_papers.own_letter", call_id=application.call_id) if is_told_off else "",
        papers=_papers(application),
        may_reopen=is_in and not application.is_reopened and is_in_time,
        may_put_back=application.is_reopened,
        may_withdraw=is_in and not is_announced,
        may_forget=application.state == State.DRAFT and not application.is_on_paper,
    )


def _verdict(application: Application, content: Content, *, is_in_time: bool) -> tuple[Text, Text]:
    until = content.schedule.closes_at
    if application.state == State.WITHDRAWN:
        return _("거두어들인 신청입니다"), _("이 공고에는 다시 신청할 수 없습니다. 궁금한 점은 전화해 주세요.")
    if application.call.called_off_at is not None:
        return _("취소한 공고입니다"), _("신청서는 심사하지 않습니다. 궁금한 점은 전화해 주세요.")
    if application.is_on_paper:
        return _("종이로 낸 신청을 센터에서 옮겨 적고 있습니다"), _("다 적으면 접수 번호를 알려 드립니다.")
    if application.state == State.DRAFT:
        return _of_draft(until, is_in_time=is_in_time)
    if application.is_reopened and is_in_time:
        return _("고치는 중이고, 아직 다시 내지 않았습니다"), _("다시 내지 않으면 전에 낸 것으로 심사합니다.")
    return _while_decided(application.told_screening, content.schedule.result_on)


def _of_draft(until: datetime, *, is_in_time: bool) -> tuple[Text, Text]:
    if is_in_time:
        return _("아직 내지 않았습니다"), _("%(until)s까지 내 주세요.", until=until)
    return _("내지 않은 채 마감되었습니다"), _("적은 내용은 그대로 있지만 접수되지 않았습니다.")


def _while_decided(found: Screening | None, result_on: date) -> tuple[Text, Text]:
    if found is None:
        return _("지금은 기다리시면 됩니다"), _("%(day)s까지 결과를 알려 드립니다.", day=result_on)
    if found.is_eligible:
        return _("자격과 서류 확인을 통과했습니다"), _("%(day)s까지 심사 결과를 알려 드립니다.", day=result_on)
    told = _("까닭을 확인해 주세요. 이의신청은 %(until)s까지 할 수 있습니다.", until=found.objection_until)
    return _("심사 대상이 되지 않았습니다"), told


def _facts(application: Application, *, is_in_time: bool) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if number := application.receipt_number:
        found.append((say(_("접수 번호")), number))
    if standing := application.standing:
        found.append((say(_("낸 때")), second_text(standing.at)))
        found.append((say(_("내용 지문(SHA-256)")), standing.sha256))
    until = kept_until(application)
    if until and not is_in_time and (standing or not number):
        found.append((say(_("보관")), say(_("%(day)s까지 두고 지웁니다.", day=seoul_day(until)))))
    return found


def _papers(application: Application) -> list[tuple[str, str]]:
    """What can be saved or printed of what stands."""
    if application.standing is None:
        return []
    ways = {
        "application_papers.receipt": _("접수증 받기 (PDF)"),
        "application_papers.own_application": _("낸 신청서 받기 (PDF)"),
    }
    return [(say(word), url_for(way, call_id=application.call_id)) for way, word in ways.items()]


def second_text(instant: datetime) -> str:
    """An instant to the second: 12월 5일(토) 17:59:30."""
    local = instant.astimezone(SEOUL)
    return f"{instant_text(instant.replace(second=0, microsecond=0))}:{local.second:02d}"


def clock_text(instant: datetime) -> str:
    """The time of the day to the second, as the center's clock shows it."""
    return f"{instant.astimezone(SEOUL):%H:%M:%S}"


def _journey(application: Application, content: Content, now: datetime, *, is_announced: bool) -> list[JourneyStep]:
    days, standing = content.schedule, application.standing
    closed, is_returned = not in_time(days, now), application.state == State.RETURNED
    is_screened = is_returned or application.told_screening is not None
    handed = second_text(standing.at) if standing else say(_("%(until)s까지 냅니다.", until=days.closes_at))
    steps: list[tuple[Text, str, bool]] = [
        (_("신청서 내기"), handed, standing is not None),
        (_("접수 마감"), deadline_line(days, Phase.CLOSED if closed else Phase.OPEN, now), closed),
        (_("자격과 서류 확인"), say(_screened(application)), is_screened),
    ]
    if not is_returned and ((found := application.told_screening) is None or found.is_eligible):
        steps += _after(content, is_announced=is_announced)
    first_open = next((n for n, step in enumerate(steps) if not step[2]), len(steps))
    return [
        JourneyStep(say(title), detail, "done" if done else "now" if n == first_open else "to_come")
        for n, (title, detail, done) in enumerate(steps)
    ]


def _screened(application: Application) -> Text:
    if (asked := supplements.on_the_way(application)) is not None:
        return asked
    found = application.told_screening
    if found is None:
        return _("직원이 확인합니다. 더 낼 것이 있으면 메일로 알려 드립니다.")
    return _("통과했습니다.") if found.is_eligible else _("심사 대상이 되지 않았습니다.")


def _after(content: Content, *, is_announced: bool) -> list[tuple[Text, str, bool]]:
    days = content.schedule
    told = _("발표했습니다.") if is_announced else _("%(day)s에 알려 드립니다.", day=days.result_on)
    return [
        (_("심사"), say(_("심사위원이 채점합니다. 따로 하실 일은 없습니다.")), is_announced),
        (_("결과 발표"), say(told), is_announced),
        (_("입주"), say(_("선정되면 %(day)s에 들어옵니다.", day=days.move_in_on)), False),
    ]
