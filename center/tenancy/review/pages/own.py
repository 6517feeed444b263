"""A member's way through the review: the committees they sit in, what is expected of them next, and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from center.core.text import Text, _
from center.core.time import seoul_day
from center.tenancy.applications.models import Application
from center.tenancy.applications.queries import frozen_list
from center.tenancy.calls.models import Call
from center.tenancy.calls.rules.content import Content
from center.tenancy.review import queries
from center.tenancy.review.models import Declaration, Review, ReviewStage, Seat
from center.tenancy.review.queries import Committees, OwnStage
from center.tenancy.review.rules.committee import GROUND_WORDS, SEAT_WORDS, Ground, SeatRole
from center.tenancy.review.rules.next_steps import NextStep, Standing, due_on, next_step
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class Way:
    """A link with its words."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class CommitteeRow:
    """A committee in the list."""

    title: str
    href: str
    role: str
    line: str


def committee_rows(own: Committees, day: date) -> list[CommitteeRow]:
    """The committees in which somebody sits, each with where it stands."""
    return [
        CommitteeRow(
            title=say(heading_of(seat.call)),
            href=url_for("own_review.committee", call_id=seat.call_id),
            role=say(SEAT_WORDS[SeatRole(seat.role)]),
            line=say(_line(seat, own.reviews.get(seat.call_id), day)),
        )
        for seat in own.seats
    ]


def heading_of(call: Call) -> Text:
    """The title of a call."""
    return call.versions[-1].says.heading


def _line(seat: Seat, review: Review | None, day: date) -> Text:
    if seat.pledged_at is None:
        return _("비밀 유지 서약에 서명해 주세요.")
    content = seat.call.versions[-1].says
    if review is None or not review.stages:
        return _("아직 심사를 시작하지 않았습니다.")
    stage = review.stages[-1]
    name = stage_name(content, stage.key)
    if stage.is_open:
        return due_line(content, stage.key, day)
    if stage.key == content.stages[-1].key:
        return _("심사가 끝났습니다.")
    return _("%(stage)s 점수를 확정했습니다. 다음 단계를 기다려 주세요.", stage=name)


def stage_name(content: Content, key: str) -> Text:
    """A stage as people call it."""
    return next(one.title for one in content.stages if one.key == key)


def due_line(content: Content, key: str, day: date) -> Text:
    """Until when the sheets of a stage are to be submitted."""
    name, due = stage_name(content, key), due_on(content, key)
    if due < day:
        return _("%(stage)s 채점표를 낼 날(%(day)s)이 지났습니다. 지금 제출해 주세요.", stage=name, day=due)
    return _("%(stage)s 채점표를 %(day)s까지 제출해 주세요.", stage=name, day=due)


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage on a member's page, with the ways into it."""

    name: str
    state: str
    tone: str
    line: str
    ways: list[Way]


@dataclass(frozen=True, slots=True)
class CommitteePage:
    """What is expected of a member: `title` says it, `button` leads there."""

    title: str
    lead: str
    call: str
    button: Way | None
    facts: list[tuple[str, str]]
    stages: list[StageRow]
    ways: list[Way]


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a member's page is made of."""

    seat: Seat
    review: Review | None
    content: Content
    open_stage: OwnStage | None
    standing: Standing
    day: date


def committee_page(seat: Seat, day: date) -> CommitteePage:
    """A member's page of one committee."""
    seen = _seen(seat, day)
    step = next_step(seen.standing)
    title, lead = _told(seen, step)
    return CommitteePage(
        title=say(title),
        lead=say(lead),
        call=say(heading_of(seat.call)),
        button=_button(seen, step),
        facts=_facts(seen),
        stages=[_stage_row(seen, stage) for stage in seen.review.stages] if seen.review and seat.scores else [],
        ways=_ways(seen),
    )


def _seen(seat: Seat, day: date) -> Seen:
    review = queries.find_review(seat.call_id)
    content = queries.rules_of(review) if review else seat.call.versions[-1].says
    open_key = next((one.key for one in review.stages if one.is_open), None) if review else None
    stage = queries.own_stage(seat, open_key) if open_key and seat.scores else None
    votes = queries.challenges_before(seat)
    standing = Standing(
        has_pledged=seat.pledged_at is not None,
        scores=seat.scores,
        is_chair=seat.is_chair,
        n_undeclared=len(queries.undeclared(seat)),
        n_to_vote=sum(one.decided_at is None and all(vote.seat_id != seat.id for vote in one.votes) for one in votes),
        is_stage_open=stage is not None,
        n_left=len(stage.applications) - stage.n_submitted if stage else 0,
        is_over=review is not None and queries.is_over(review, content),
    )
    return Seen(seat, review, content, stage, standing, day)


TOLD: Mapping[NextStep, tuple[Text, Text]] = {
    NextStep.PLEDGE: (
        _("비밀 유지 서약에 서명해 주세요"),
        _("모든 위원이 서약해야 심사를 시작할 수 있습니다. 지금 해 주세요."),
    ),
    NextStep.DECLARE: (
        _("기업마다 이해관계가 있는지 밝혀 주세요"),
        _("밝히기 전에는 신청 내용을 볼 수 없습니다. 지금 해 주세요."),
    ),
    NextStep.VOTE: (
        _("기피 신청에 의견을 내 주세요"),
        _("나머지 위원의 과반이 의견을 내야 결정할 수 있습니다. 지금 해 주세요."),
    ),
    NextStep.FREEZE: (
        _("채점표를 모두 제출했습니다"),
        _("다른 위원의 채점 상황을 보고, 모두 제출했으면 점수를 확정해 주세요."),
    ),
    NextStep.OVER: (
        _("심사가 끝났습니다"),
        _("점수를 모두 확정했습니다. 이제 다른 위원의 채점표를 볼 수 있습니다."),
    ),
}


def _told(seen: Seen, step: NextStep) -> tuple[Text, Text]:
    """What to do, then why and until when."""
    if step == NextStep.SCORE:
        return _score_told(seen)
    return TOLD[step] if step in TOLD else _waiting(seen)


def _score_told(seen: Seen) -> tuple[Text, Text]:
    stage = seen.open_stage
    assert stage is not None  # noqa: S101 (one scores in an open stage only)
    title = _("%(n)s곳을 채점해 주세요", n=seen.standing.n_left)
    return title, due_line(seen.content, stage.stage.key, seen.day)


def _waiting(seen: Seen) -> tuple[Text, Text]:
    title = _("지금은 기다리시면 됩니다")
    if frozen_list(seen.seat.call_id) is None:
        return title, _("직원이 심사할 명단을 확정하면 이해관계를 밝힐 수 있습니다.")
    if not seen.seat.scores:
        return title, _("예비위원입니다. 직원이 부르면 채점할 수 있습니다.")
    if seen.open_stage:
        return title, _("채점표를 모두 제출했습니다. 위원장이 점수를 확정하면 메일로 알려 드립니다.")
    return title, _("직원이 다음 단계를 열면 채점할 수 있습니다.")


BUTTONS: Mapping[NextStep, tuple[Text, str]] = {
    NextStep.PLEDGE: (_("서약 읽고 서명하기"), "own_review.pledge"),
    NextStep.DECLARE: (_("이해관계 밝히기"), "own_review.declarations"),
    NextStep.VOTE: (_("기피 신청 보기"), "challenges.challenges"),
    NextStep.OVER: (_("모든 채점표 보기"), "all_sheets.stages"),
}


def _button(seen: Seen, step: NextStep) -> Way | None:
    call_id, own = seen.seat.call_id, seen.open_stage
    if step == NextStep.SCORE and own:
        return Way(say(_("채점하기")), next_sheet(own))
    if step == NextStep.FREEZE and own:
        return Way(say(_("채점 상황 보기")), url_for("review_chair.progress", call_id=call_id, key=own.stage.key))
    if step not in BUTTONS or (step == NextStep.OVER and not seen.seat.scores):
        return None
    text, endpoint = BUTTONS[step]
    return Way(say(text), url_for(endpoint, call_id=call_id))


def next_sheet(own: OwnStage) -> str:
    """The address of the first sheet that is not submitted, else of all."""
    ids: dict[str, Any] = {"call_id": own.seat.call_id, "key": own.stage.key}
    for one in in_order(own):
        sheet = own.sheet_of(one)
        if sheet is None or not sheet.counts:
            return url_for("sheets.sheet", number=one.number, **ids)
    return url_for("sheets.stage", **ids)


def in_order(own: OwnStage) -> list[Application]:
    """What somebody scores, in the order of the presentations where one was drawn."""
    places = {number: place for place, number in enumerate(own.stage.presenting)}
    return sorted(own.applications, key=lambda one: (places.get(one.receipt_number, len(places)), one.number or 0))


def _facts(seen: Seen) -> list[tuple[str, str]]:
    seat = seen.seat
    return [
        (say(_("맡은 일")), say(SEAT_WORDS[SeatRole(seat.role)])),
        (
            say(_("서약")),
            say(_("%(day)s에 서명함", day=seoul_day(seat.pledged_at))) if seat.pledged_at else say(_("아직")),
        ),
        (say(_("결과를 알릴 날")), say(_("%(day)s", day=seen.content.schedule.result_on))),
    ]


def _stage_row(seen: Seen, stage: ReviewStage) -> StageRow:
    ids: dict[str, Any] = {"call_id": seen.seat.call_id, "key": stage.key}
    name, is_open = stage_name(seen.content, stage.key), stage.is_open
    ways = [Way(say(_("내 채점표 보기")), url_for("sheets.stage", **ids))]
    if stage.presenting:
        ways.append(Way(say(_("발표 순서 보기")), url_for("sheets.presentations", **ids)))
    if seen.seat.is_chair:
        ways.append(Way(say(_("위원별 채점 상황 보기")), url_for("review_chair.progress", **ids)))
    return StageRow(
        name=say(name),
        state=say(_("채점 중") if is_open else _("확정함")),
        tone="open" if is_open else "ok",
        line=say(due_line(seen.content, stage.key, seen.day)) if is_open and seen.standing.n_left else "",
        ways=ways,
    )


def _ways(seen: Seen) -> list[Way]:
    call_id, ways = seen.seat.call_id, []
    if seen.seat.pledged_at:
        ways.append(Way(say(_("내가 밝힌 이해관계 보기")), url_for("own_review.declarations", call_id=call_id)))
    if queries.challenges_before(seen.seat):
        ways.append(Way(say(_("기피 신청 보기")), url_for("challenges.challenges", call_id=call_id)))
    if seen.standing.reads_ranking:
        ways.append(Way(say(_("순위 보기")), url_for("ranking.own_show", call_id=call_id)))
    return [*ways, Way(say(_("모집 공고 보기")), url_for("calls.call", call_id=call_id))]


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """What somebody declared of a firm."""

    firm: str
    representative: str
    answer: str
    tone: str
    note: str


def declared_rows(firms: Sequence[Application], said: Mapping[int, Declaration]) -> list[DeclaredRow]:
    """What somebody declared, by firm."""
    return [_declared(one, said[one.id]) for one in firms if one.id in said]


def _declared(application: Application, said: Declaration) -> DeclaredRow:
    word = GROUND_WORDS[Ground(said.ground)] if said.ground else _("이해관계 없음")
    firm = application.enterprise
    tone = "wait" if said.is_conflict else "ok"
    return DeclaredRow(firm.name, firm.representative, say(word), tone, said.note)
