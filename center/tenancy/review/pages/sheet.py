"""The scoring page and the overview of a member's own sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from center.core.text import Text, _, named, show_clock
from center.tenancy.applications.models import Application
from center.tenancy.calls.pages.calls import instant_text
from center.tenancy.calls.rules.content import Criterion
from center.tenancy.review.models import Sheet
from center.tenancy.review.pages.own import Way, due_line, in_order
from center.tenancy.review.pages.reading import Reading, reading_of
from center.tenancy.review.queries import OwnStage
from center.tenancy.review.rules.points import (
    COMMENT,
    POINTS,
    Scores,
    bands_of,
    drafted,
    is_filled,
    sum_of,
    written_points,
)
from center.web.i18n import say

NOT_BEGUN, WRITING, SUBMITTED = "left", "writing", "submitted"
STATES: Mapping[str, tuple[Text, str]] = {
    NOT_BEGUN: (_("남음"), "wait"),
    WRITING: (_("쓰는 중"), "open"),
    SUBMITTED: (_("제출함"), "ok"),
}


def state_of(sheet: Sheet | None) -> str:
    """Where a sheet stands."""
    if sheet is None:
        return NOT_BEGUN
    return SUBMITTED if sheet.counts else WRITING


@dataclass(frozen=True, slots=True)
class Tab:
    """A firm in the strip above the sheet."""

    name: str
    state: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion on the sheet; `points` and `comment` are what is there, whether typed or kept."""

    key: str
    title: str
    most: int
    question: str
    bands: str
    points: str
    comment: str
    is_left: bool


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The scoring page of one firm in one stage."""

    call_id: int
    key: str
    number: int
    stage: str
    call: str
    lead: str
    tabs: list[Tab]
    reading: Reading
    criteria: list[CriterionRow]
    total: str
    most: int
    filled: str
    saved: str
    is_locked: bool
    locked: str
    reopened: str
    is_absent: bool
    overview: Way


def sheet_page(own: OwnStage, application: Application, typed: Scores | None, day: date) -> SheetPage:
    """The page with what was typed, else with what was kept."""
    sheet, says = own.sheet_of(application), own.says
    scores = typed if typed is not None else (sheet.scores if sheet else {})
    ids: dict[str, Any] = {"call_id": own.seat.call_id, "key": own.stage.key}
    return SheetPage(
        call_id=own.seat.call_id,
        key=own.stage.key,
        number=application.number or 0,
        stage=say(says.title),
        call=say(own.content.heading),
        lead=lead_of(own, day),
        tabs=[_tab(own, one, application) for one in in_order(own)],
        reading=reading_of(application, own.stage.key),
        criteria=[_criterion(one, scores) for one in says.criteria],
        total=written_points(sum_of(scores, says.criteria)),
        most=says.points,
        filled=filled_line(scores, says.criteria),
        saved=saved_line(sheet),
        is_locked=is_locked(own, sheet),
        locked=_locked_line(own, sheet),
        reopened=_reopened_line(sheet),
        is_absent=application.receipt_number in own.stage.absent,
        overview=Way(say(_("내 채점표 모두 보기")), url_for("sheets.stage", **ids)),
    )


def lead_of(own: OwnStage, day: date) -> str:
    """How far somebody is, of what they may see, and until when."""
    n, submitted = len(own.applications), own.n_submitted
    done = say(_("%(n)s곳 가운데 %(submitted)s곳을 제출했습니다.", n=n, submitted=submitted))
    if not own.stage.is_open or n == submitted:
        return done
    return f"{done} {say(due_line(own.content, own.stage.key, day))}"


def _tab(own: OwnStage, one: Application, current: Application) -> Tab:
    ids: dict[str, Any] = {"call_id": own.seat.call_id, "key": own.stage.key, "number": one.number}
    state = say(STATES[state_of(own.sheet_of(one))][0])
    return Tab(one.enterprise.name, state, url_for("sheets.sheet", **ids), one.id == current.id)


def _criterion(one: Criterion, scores: Scores) -> CriterionRow:
    given = scores.get(one.key, {})
    return CriterionRow(
        key=one.key,
        title=say(one.title),
        most=one.points,
        question=_question(one),
        bands=" · ".join(
            f"{say(band.word)} {written_points(band.first)}~{written_points(band.last)}" for band in bands_of(one)
        ),
        points=given.get(POINTS, ""),
        comment=given.get(COMMENT, ""),
        is_left=not is_filled(scores, one),
    )


def _question(one: Criterion) -> str:
    return say(named(one.question, one.question_en or one.question))


def filled_line(scores: Scores, criteria: Sequence[Criterion]) -> str:
    """How many criteria have their points and their comment."""
    n_filled = sum(is_filled(scores, one) for one in criteria)
    return say(_("%(n)s개 항목 가운데 %(filled)s개를 마쳤습니다", n=len(criteria), filled=n_filled))


def left_of(scores: Scores, criteria: Sequence[Criterion]) -> list[str]:
    """The criteria that lack something."""
    return [one.key for one in criteria if not is_filled(scores, one)]


def saved_line(sheet: Sheet | None) -> str:
    """When it was kept last."""
    return say(_("%(clock)s 저장됨", clock=show_clock(sheet.saved_at))) if sheet else say(_("아직 적지 않음"))


def is_locked(own: OwnStage, sheet: Sheet | None) -> bool:
    """Whether nothing can be typed any more."""
    return not own.stage.is_open or (sheet is not None and sheet.counts)


def _locked_line(own: OwnStage, sheet: Sheet | None) -> str:
    if not own.stage.is_open:
        return say(_("위원장이 점수를 확정해 더 고칠 수 없습니다."))
    if sheet is None or sheet.submitted_at is None:
        return ""
    return say(
        _(
            "%(at)s에 제출해 잠갔습니다. 고쳐야 하면 위원장에게 까닭을 말하고 다시 열어 달라고 하세요.",
            at=_minute(sheet.submitted_at),
        )
    )


def _minute(instant: datetime) -> str:
    return instant_text(instant.replace(second=0, microsecond=0))


def _reopened_line(sheet: Sheet | None) -> str:
    last = sheet.submissions[-1] if sheet and sheet.submissions and not sheet.counts else None
    return last.reopen_reason if last else ""


def others_rows(kept: Scores, typed: Scores, criteria: Sequence[Criterion]) -> list[tuple[str, str]]:
    """What another window kept meanwhile, where it differs from what was typed here."""
    typed = drafted(typed, criteria)
    words = {POINTS: say(_("점수")), COMMENT: say(_("의견"))}
    return [
        (f"{say(one.title)}, {words[field]}", kept.get(one.key, {}).get(field, "") or "–")
        for one in criteria
        for field in (POINTS, COMMENT)
        if kept.get(one.key, {}).get(field, "") != typed[one.key][field]
    ]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One of somebody's sheets in the overview; a complete draft may be submitted from there."""

    number: int
    receipt: str
    firm: str
    href: str
    state: str
    tone: str
    total: str
    line: str
    version: int
    may_submit: bool


@dataclass(frozen=True, slots=True)
class StagePage:
    """A member's own sheets of a stage."""

    call_id: int
    key: str
    stage: str
    call: str
    lead: str
    rows: list[SheetRow]
    most: int
    n_ready: int
    unready: list[str]
    has_order: bool


def stage_page(own: OwnStage, day: date) -> StagePage:
    """A member's own sheets of a stage with their sums."""
    rows = [_row(own, one) for one in in_order(own)]
    sheets = [(one, own.sheet_of(one)) for one in own.applications]
    drafts = [(one, sheet) for one, sheet in sheets if sheet and not sheet.counts]
    return StagePage(
        call_id=own.seat.call_id,
        key=own.stage.key,
        stage=say(own.says.title),
        call=say(own.content.heading),
        lead=lead_of(own, day),
        rows=rows,
        most=own.says.points,
        n_ready=len(drafts) if own.stage.is_open else 0,
        unready=[one.enterprise.name for one, sheet in drafts if left_of(sheet.scores, own.says.criteria)],
        has_order=bool(own.stage.presenting),
    )


def _row(own: OwnStage, one: Application) -> SheetRow:
    sheet, criteria = own.sheet_of(one), own.says.criteria
    state, tone = STATES[state_of(sheet)]
    scores = sheet.scores if sheet else {}
    n_left = len(left_of(scores, criteria))
    ids: dict[str, Any] = {"call_id": own.seat.call_id, "key": own.stage.key, "number": one.number}
    is_draft = sheet is not None and not sheet.counts
    return SheetRow(
        number=one.number or 0,
        receipt=one.receipt_number,
        firm=one.enterprise.name,
        href=url_for("sheets.sheet", **ids),
        state=say(state),
        tone=tone,
        total=written_points(sum_of(scores, criteria)) if sheet else "",
        line=say(_("%(n)s개 항목 남음", n=n_left)) if is_draft and n_left else "",
        version=sheet.version if sheet else 0,
        may_submit=is_draft and not n_left and own.stage.is_open,
    )
