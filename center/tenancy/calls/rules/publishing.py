"""What keeps a call from being published, each with the section of the form where it can be put right.

Source: docs/rules/calls.md, "The call"
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from center.core.errors import ConflictError, RuleError
from center.core.text import Text, _
from center.core.time import at
from center.tenancy.calls.rules.content import Content, Named, Schedule, Stage

WHOLE = 100


class Section(StrEnum):
    """The parts in which a call is written."""

    TEXT = "text"
    DATES = "dates"
    UNITS = "units"
    ELIGIBILITY = "eligibility"
    DOCUMENTS = "documents"
    PLAN = "plan"
    STAGES = "stages"
    SELECTION = "selection"


SECTION_WORDS: Mapping[Section, Text] = {
    Section.TEXT: _("제목과 글"),
    Section.DATES: _("일정"),
    Section.UNITS: _("공간과 기간"),
    Section.ELIGIBILITY: _("신청 자격"),
    Section.DOCUMENTS: _("낼 서류"),
    Section.PLAN: _("사업계획서 항목"),
    Section.STAGES: _("심사 단계와 배점"),
    Section.SELECTION: _("가점, 합격선, 동점"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a call cannot be published, and where that is put right."""

    section: Section
    text: Text


class NotReadyError(RuleError):
    """A call cannot be published as it is."""

    kind = "call-not-ready"

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(_("아직 공고할 수 없습니다. 고칠 것이 %(n)s가지 있습니다.", n=len(faults)))
        self.faults = faults


class CalledOffError(ConflictError):
    """A call was called off."""

    kind = "call-called-off"

    def __init__(self) -> None:
        super().__init__(_("취소한 공고는 바꿀 수 없습니다. 새 공고를 만들어 주세요."))


def faults_of(content: Content, now: datetime, *, before: Content | None, taken: Mapping[str, Text]) -> list[Fault]:
    """Everything that keeps a call from being published.

    `before` is the version that is public already; `taken` tells of units that are not free on the move-in day why.
    """
    return [
        *_of_text(content),
        *(Fault(Section.DATES, text) for text in _of_days(content.schedule, now, before)),
        *(Fault(Section.UNITS, text) for text in _of_units(content, taken)),
        *_of_lists(content),
        *(Fault(Section.STAGES, text) for text in _of_stages(content.stages)),
        *(Fault(Section.SELECTION, text) for text in _of_selection(content)),
    ]


def _of_text(content: Content) -> Iterator[Fault]:
    if not content.title:
        yield Fault(Section.TEXT, _("제목을 적어 주세요."))
    if not content.text:
        yield Fault(Section.TEXT, _("공고 글을 적어 주세요."))


def _of_days(schedule: Schedule, now: datetime, before: Content | None) -> Iterator[Text]:
    if before is not None:
        yield from _of_moved_days(schedule, before.schedule, now)
    elif schedule.closes_at <= now:
        yield _("마감이 이미 지났습니다. 앞날로 정해 주세요.")
    if schedule.opens_at < at(schedule.notice_on, 0):
        yield _("접수 시작이 공고일보다 앞섭니다.")
    if schedule.closes_at <= schedule.opens_at:
        yield _("마감이 접수 시작보다 앞섭니다.")
    if schedule.briefing_at and schedule.briefing_at > schedule.closes_at:
        yield _("설명회가 마감 뒤에 있습니다.")
    if schedule.interview_on and at(schedule.interview_on, 0) < schedule.closes_at:
        yield _("면접일은 마감 다음 날부터 정할 수 있습니다.")
    last = schedule.interview_on
    if at(schedule.result_on, 0) < schedule.closes_at or (last and schedule.result_on < last):
        yield _("결과 발표일이 마감이나 면접보다 앞섭니다.")
    if schedule.move_in_on <= schedule.result_on:
        yield _("입주일은 결과 발표 뒤로 정해 주세요.")


def _of_moved_days(schedule: Schedule, before: Schedule, now: datetime) -> Iterator[Text]:
    if schedule.closes_at < before.closes_at:
        yield _("마감은 늦출 수만 있고 당길 수 없습니다. 처음 마감은 %(at)s입니다.", at=before.closes_at)
    if schedule.notice_on != before.notice_on:
        yield _("공고일은 바꿀 수 없습니다. 처음 공고일은 %(day)s입니다.", day=before.notice_on)
    if schedule.opens_at != before.opens_at and before.opens_at <= now:
        yield _("이미 접수를 시작해 시작 시각은 바꿀 수 없습니다.")


def _of_units(content: Content, taken: Mapping[str, Text]) -> Iterator[Text]:
    if not content.units:
        yield _("모집할 공간을 하나 이상 골라 주세요.")
    yield from (_("%(unit)s호: %(why)s", unit=unit, why=taken[unit]) for unit in content.units if unit in taken)


def _of_lists(content: Content) -> Iterator[Fault]:
    if not content.eligibility.kinds:
        yield Fault(Section.ELIGIBILITY, _("신청할 수 있는 기업 유형을 하나 이상 골라 주세요."))
    if not content.documents:
        yield Fault(Section.DOCUMENTS, _("낼 서류를 하나 이상 적어 주세요."))
    if not content.parts:
        yield Fault(Section.PLAN, _("사업계획서 항목을 하나 이상 적어 주세요."))


def _of_stages(stages: Sequence[Stage]) -> Iterator[Text]:
    if not stages:
        yield _("심사 단계를 하나 이상 적어 주세요.")
        return
    if (shares := sum(stage.share for stage in stages)) != WHOLE:
        yield _("단계의 반영 비율을 더하면 100%%여야 합니다. 지금은 %(sum)s%%입니다.", sum=shares)
    for stage in stages:
        if stage.points != WHOLE:
            yield _(
                "%(stage)s의 배점을 더하면 100점이어야 합니다. 지금은 %(sum)s점입니다.",
                stage=stage.title,
                sum=stage.points,
            )
        if doubled := _doubled(stage.criteria):
            yield _("%(stage)s에 같은 이름이 두 번 있습니다: %(names)s", stage=stage.title, names=doubled)


def _of_selection(content: Content) -> Iterator[Text]:
    selection, known = content.selection, set(content.ties_known())
    if selection.bonus and not selection.bonus_cap:
        yield _("가점이 있으면 가점의 최대를 적어 주세요.")
    if selection.deductions and not selection.deduction_cap:
        yield _("감점이 있으면 감점의 최대를 적어 주세요.")
    if any(tie not in known for tie in selection.ties):
        yield _("동점 순서에 없는 심사 항목이 있습니다. 다시 골라 주세요.")
    if len(content.stages) > 1 and selection.shortlist_factor is None:
        yield _("단계가 둘이면 다음 단계로 몇 배수를 올릴지 적어 주세요.")


def _doubled(named: Sequence[Named]) -> list[str]:
    names = [one.name for one in named]
    return sorted({name for name in names if names.count(name) > 1})
