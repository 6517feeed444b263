"""A result as the public reads it, as its firm does, and as staff set it."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from center.core.text import Text, _
from center.core.time import seoul_day
from center.papers.reasons import Ground, ReasonsLetter
from center.tenancy.applications.models import Application
from center.tenancy.applications.pages.letters import ways_of_appeal
from center.tenancy.applications.pages.own import second_text
from center.tenancy.calls.models import Call
from center.tenancy.calls.pages.calls import instant_text
from center.tenancy.calls.rules.content import Content, Published
from center.tenancy.review.models import Appeal, Result, Review
from center.tenancy.review.queries import (
    announced,
    appeals_of,
    decision_of,
    holding_results,
    own_appeals,
    results_of,
    rules_of,
    sheets_for,
    withdrawn_numbers,
)
from center.tenancy.review.rules.announcing import Row, own_words, rows_of
from center.tenancy.review.rules.points import COMMENT
from center.tenancy.review.rules.ranking import Standing
from center.tenancy.review.rules.record import Sheet
from center.tenancy.review.rules.scores import criterion_mean, printed
from center.tenancy.review.service import last_day_to_appeal
from center.web.i18n import say

DASH = "–"


def outcome_text(row: Row) -> Text:
    """What became of an applicant."""
    if row.unit:
        return _("%(unit)s호", unit=row.unit)
    if row.reserve:
        return _("예비 %(n)s순위", n=row.reserve)
    return _("선정되지 않음")


@dataclass(frozen=True, slots=True)
class PublicRow:
    """A row of the announcement."""

    number: str
    outcome: str
    rank: str
    base: str
    total: str


@dataclass(frozen=True, slots=True)
class PublicPage:
    """The announcement of a result."""

    lead: str
    rows: list[PublicRow]
    has_ranks: bool
    has_scores: bool
    corrections: list[tuple[str, str]]
    seals: list[tuple[str, str]]
    record_href: str


def public_page(call: Call, review: Review, results: Sequence[Result]) -> PublicPage:
    """What everybody may read of the result that holds, the last one."""
    holding, content = results[-1], rules_of(review)
    published = content.selection.published
    rows, gone = rows_of(decision_of(holding), published), withdrawn_numbers(call.id)
    return PublicPage(
        lead=say(_("%(at)s에 발표했습니다.", at=instant_text(holding.announce_at))),
        rows=[_public_row(row, gone) for row in rows],
        has_ranks=published != Published.SELECTED,
        has_scores=published == Published.SCORES,
        corrections=[(instant_text(one.announce_at), one.reason) for one in results if one.reason],
        seals=seal_rows(review, content),
        record_href=url_for("results.record", call_id=call.id) if holding.codes else "",
    )


def _public_row(row: Row, gone: Collection[str]) -> PublicRow:
    outcome = _("신청을 거두어들임") if row.number in gone else outcome_text(row)
    return PublicRow(
        row.number,
        say(outcome),
        DASH if row.rank is None else str(row.rank),
        row.base or DASH,
        row.total or DASH,
    )


def seal_rows(review: Review, content: Content) -> list[tuple[str, str]]:
    """The number of the newest seal of each stage."""
    titles = {stage.key: stage.title for stage in content.stages}
    return [(say(titles[one.key]), one.seals[-1].root) for one in review.stages if one.seals]


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """What a firm got at a criterion, and what the committee wrote; no comment tells whose it is."""

    title: str
    points: str
    comments: list[str]


@dataclass(frozen=True, slots=True)
class StagePart:
    """What a firm got in a stage."""

    title: str
    base: str
    rows: list[CriterionRow]


@dataclass(frozen=True, slots=True)
class AppealPart:
    """An appeal of a firm with its days and its answer."""

    text: str
    facts: list[tuple[str, str]]
    state: str
    tone: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A firm's result."""

    title: str
    lead: str
    words: list[str]
    correction: str
    stages: list[StagePart]
    appeals: list[AppealPart]
    appeal_until: str
    may_appeal: bool
    has_proof: bool


def own_row(result: Result, application: Application) -> Row:
    """A firm's own row, with everything."""
    rows = rows_of(decision_of(result), Published.SCORES)
    return next(row for row in rows if row.number == application.receipt_number)


def own_title(row: Row) -> tuple[Text, Text]:
    """The verdict for a firm, and what follows from it."""
    if row.unit:
        return (
            _("%(unit)s호에 선정되었습니다", unit=row.unit),
            _("사용 허가 절차를 따로 알려 드립니다. 지금은 따로 하실 일이 없습니다."),
        )
    if row.reserve:
        told = _("맞는 공간이 비면 차례대로 알려 드립니다. 따로 하실 일은 없습니다.")
        return _("예비 %(n)s순위입니다", n=row.reserve), told
    return _("이번에는 선정되지 않았습니다"), _("까닭을 아래에서 볼 수 있습니다.")


def own_page(application: Application, result: Result, content: Content, now: datetime) -> OwnPage:
    """A firm's own figures, the reasons, and the ways to object."""
    title, lead = own_title(own_row(result, application))
    appeals, until = own_appeals(application), last_day_to_appeal(result)
    is_open = all(one.answered_at is not None for one in appeals)
    return OwnPage(
        title=say(title),
        lead=say(lead),
        words=[say(one) for one in own_words(decision_of(result), application.receipt_number, content)],
        correction=result.reason,
        stages=list(_stages(application, result, content)),
        appeals=[appeal_part(one) for one in appeals],
        appeal_until=say(_("%(day)s까지", day=until)),
        may_appeal=is_open and seoul_day(now) <= until,
        has_proof=bool(appeals),
    )


def _stages(application: Application, result: Result, content: Content) -> Iterator[StagePart]:
    standing: Standing = decision_of(result).ranking.standings[application.receipt_number]
    comments = sheets_for(application)
    for stage in content.stages:
        if (score := standing.stages.get(stage.key)) is None:
            continue
        sheets: list[Sheet] = [one.sheet for one in score.sheets]
        rows = [
            CriterionRow(
                say(one.title),
                say(_("%(points)s / %(most)s점", points=printed(criterion_mean(sheets, one.key)), most=one.points)),
                _mixed([kept[one.key][COMMENT] for kept in comments.get(stage.key, ()) if one.key in kept]),
            )
            for one in stage.criteria
        ]
        yield StagePart(say(stage.title), say(_("%(base)s점", base=printed(score.base))), rows)


def _mixed(comments: Sequence[str]) -> list[str]:
    """Comments in an order that tells nothing of who wrote them."""
    return sorted(comments, key=lambda text: hashlib.sha256(text.encode()).hexdigest())


def appeal_part(one: Appeal) -> AppealPart:
    """An appeal as both sides see it."""
    facts = [(say(_("받은 때")), second_text(one.received_at))]
    if one.answered_at is None:
        facts.append((say(_("답할 날")), say(_("%(day)s까지", day=one.due_on))))
    if one.extension_reason:
        facts.append((say(_("늘린 까닭")), one.extension_reason))
    if one.answered_at is not None:
        facts += [(say(_("답한 때")), second_text(one.answered_at)), (say(_("답")), one.answer)]
    if one.remedy:
        facts.append((say(_("바로잡는 방법")), one.remedy))
    state, tone = appeal_state(one)
    return AppealPart(one.text, facts, say(state), tone)


def appeal_state(one: Appeal) -> tuple[Text, str]:
    """Where an appeal stands."""
    if one.answered_at is None:
        return _("답을 기다림"), "wait"
    return (_("받아들임"), "ok") if one.is_upheld else (_("받아들이지 않음"), "bad")


def letter_of(application: Application, call: Call, result: Result, content: Content) -> ReasonsLetter:
    """The letter to a firm with its result, the reasons and the ways to object."""
    firm = application.standing.content["firm"] if application.standing else {}
    title, _lead = own_title(own_row(result, application))
    words = own_words(decision_of(result), application.receipt_number, content)
    rules = [_("점수와 순위"), *[_("동점과 배정")] * (len(words) - 1)]
    source = _("모집 공고의 심사 방법")
    return ReasonsLetter(
        title=_("심사 결과 통지"),
        firm=firm.get("name", ""),
        representative=firm.get("representative", ""),
        call_number=call.number,
        call_title=content.heading,
        receipt_number=application.receipt_number,
        decision=_("심사 결과: %(title)s.", title=title),
        grounds=[
            Ground(rule=rule, told=word, reason="", source=source) for rule, word in zip(rules, words, strict=True)
        ],
        ways=ways_of_appeal(last_day_to_appeal(result)),
        issued_on=seoul_day(result.announce_at),
    )


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result on the staff's page."""

    n: int
    version: int
    state: str
    tone: str
    facts: list[tuple[str, str]]
    is_to_come: bool


@dataclass(frozen=True, slots=True)
class AppealRow:
    """An appeal on the staff's list."""

    number: str
    firm: str
    state: str
    tone: str
    due: str
    href: str


@dataclass(frozen=True, slots=True)
class DeskPage:
    """What staff see of results and appeals."""

    results: list[ResultRow]
    appeals: list[AppealRow]
    has_announced: bool
    may_enter_appeal: bool


def desk_page(call: Call, now: datetime) -> DeskPage:
    """The results of a call, the newest first, and what firms object."""
    results = [_result_row(one, now) for one in reversed(results_of(call.id))]
    has_announced = bool(announced(call.id, now))
    appeals = [_appeal_row(call, one) for one in appeals_of(call.id)]
    return DeskPage(results, appeals, has_announced, may_enter_appeal=has_announced)


def _result_row(one: Result, now: datetime) -> ResultRow:
    is_to_come = one.announce_at > now
    facts = [
        (say(_("발표할 때") if is_to_come else _("발표한 때")), second_text(one.announce_at)),
        (say(_("기록 지문(SHA-256)")), one.sha256),
    ]
    if one.reason:
        facts.append((say(_("바로잡은 까닭")), one.reason))
    state, tone = (_("발표 예정"), "wait") if is_to_come else (_("발표함"), "ok")
    return ResultRow(one.n, one.version, say(state), tone, facts, is_to_come)


def _appeal_row(call: Call, one: Appeal) -> AppealRow:
    state, tone = appeal_state(one)
    return AppealRow(
        one.application.receipt_number,
        one.application.enterprise.name,
        say(state),
        tone,
        say(_("%(day)s까지", day=one.due_on)) if one.answered_at is None else DASH,
        url_for("result_desk.appeal", call_id=call.id, appeal_id=one.id),
    )


def public_href(call_id: int, now: datetime) -> str:
    """The way to the result that a call's page shows; none before it is announced."""
    return url_for("results.result", call_id=call_id) if announced(call_id, now) else ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A firm's result in a sentence, and the way to it."""

    title: str
    lead: str
    href: str


def own_verdicts(applications: Sequence[Application], now: datetime) -> dict[int, Verdict]:
    """What pages that say where applications stand show of their results; of one that is not announced nothing."""
    holding = holding_results([one.call_id for one in applications], now)
    return {
        one.id: _verdict(holding[one.call_id], one)
        for one in applications
        if one.call_id in holding and is_judged(holding[one.call_id], one)
    }


def _verdict(result: Result, application: Application) -> Verdict:
    title, lead = own_title(own_row(result, application))
    return Verdict(say(title), say(lead), url_for("own_result.show", call_id=application.call_id))


def is_judged(result: Result, application: Application) -> bool:
    """Whether a result says anything of an application."""
    return application.receipt_number in decision_of(result).ranking.standings
