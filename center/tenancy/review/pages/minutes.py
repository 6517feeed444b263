"""The minutes (회의록): who was there, what kept whom from what, stage by stage what was done, the ranking, the seals."""

from collections.abc import Iterator, Mapping, Sequence

from center.accounts.queries import names_of
from center.core.audit import head_now
from center.core.text import Text, _
from center.papers.frame import Row, second_text
from center.papers.review import Grid, Section
from center.tenancy.calls.rules.content import Stage
from center.tenancy.review.models import Challenge, Origin, ReviewStage, Seat
from center.tenancy.review.pages import sentences
from center.tenancy.review.pages.pledges import named_seat
from center.tenancy.review.pages.recorded import ground_word, reopened_fact, rules_fact, stage_missing
from center.tenancy.review.pages.result import NOTHING, Result
from center.tenancy.review.queries import challenges_of
from center.tenancy.review.rules.committee import SEAT_WORDS, SeatRole
from center.web.i18n import say, say_all

ORIGIN_WORDS: Mapping[str, Text] = {
    Origin.DECLARED: _("스스로 밝힘"),
    Origin.CHALLENGED: _("기피 신청을 받아들임"),
    Origin.LATE: _("나중에 알게 됨"),
}


def facts(result: Result) -> list[Row]:
    """Where the audit log stands as the minutes are made."""
    return [(say(_("감사 기록의 끝")), head_now()), rules_fact(result), reopened_fact(result)]


def signs(result: Result) -> list[str]:
    """Who signs: everybody who scored to the end."""
    names = names_of([seat.user_id for seat in result.seats])
    return [say(_("%(seat)s (서명)", seat=named_seat(seat, names))) for seat in result.seats if seat.scores]


def minute_sections(result: Result) -> list[Section]:
    """The minutes, section by section."""
    return [
        _members(result),
        _excluded(result),
        _challenged(result),
        *(_stage(result, stage) for stage in result.content.stages),
        _lots(result),
        _ranking(result),
    ]


def _members(result: Result) -> Section:
    names = names_of([seat.user_id for seat in result.seats])
    headings = say_all([_("번호"), _("역할"), _("이름"), _("서약한 때"), _("그 밖에")])
    rows = [
        [
            seat.code,
            say(SEAT_WORDS[SeatRole(seat.role)]),
            names.get(seat.user_id, NOTHING),
            second_text(seat.pledged_at) if seat.pledged_at else NOTHING,
            "\n".join(_changes(seat)),
        ]
        for seat in result.seats
    ]
    return Section(title=say(_("위원회")), table=Grid(weights=[4, 7, 8, 21, 12], headings=headings, rows=rows))


def _changes(seat: Seat) -> Iterator[str]:
    if seat.called_up_at:
        yield say(_("%(at)s 예비위원에서 부름", at=seat.called_up_at))
    if seat.left_at:
        yield say(_("%(at)s 나감: %(reason)s", at=seat.left_at, reason=seat.left_reason))


def _excluded(result: Result) -> Section:
    """Who might not score whom, with the ground; what was written of persons stays in the records."""
    rows = [
        [member, result.firm(number), say(ground_word(one.ground)), say(ORIGIN_WORDS[one.origin]), second_text(one.at)]
        for (member, number), one in result.excluded.items()
    ]
    headings = say_all([_("위원"), _("기업"), _("근거"), _("어떻게"), _("때")])
    return _table(_("제척·기피·회피"), [4, 13, 13, 8, 14], headings, rows)


def _challenged(result: Result) -> Section:
    rows = [
        [
            one.seat.code,
            result.firms.get(one.application.receipt_number, one.application.receipt_number),
            say(ground_word(one.ground)),
            say(_outcome(one)),
        ]
        for one in challenges_of(result.call.id)
    ]
    return _table(_("기피 신청"), [4, 14, 14, 20], say_all([_("위원"), _("신청한 기업"), _("근거"), _("결정")]), rows)


def _outcome(one: Challenge) -> Text:
    if one.decided_at is None:
        return _("정하지 않음")
    said = _("받아들임") if one.is_upheld else _("받아들이지 않음")
    n_for = sum(vote.is_for for vote in one.votes)
    return _(
        "%(said)s (찬성 %(n)s, 반대 %(against)s): %(outcome)s",
        said=said,
        n=n_for,
        against=len(one.votes) - n_for,
        outcome=one.outcome,
    )


def _table(title: Text, weights: Sequence[int], headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Section:
    if not rows:
        return Section(title=say(title), texts=[say(_("없음"))])
    return Section(title=say(title), table=Grid(weights=weights, headings=headings, rows=rows))


def _stage(result: Result, stage: Stage) -> Section:
    held = result.stage_of(stage)
    rows: list[Row] = [
        (say(_("연 때")), second_text(held.opened_at)),
        (say(_("확정한 때")), second_text(held.frozen_at) if held.frozen_at else NOTHING),
        (say(_("빠진 채점표")), "\n".join(stage_missing(held)) or say(_("없음"))),
    ]
    if held.presenting:
        rows.append((say(_("발표 순서")), ", ".join(held.presenting)))
    if held.absent:
        rows.append((say(_("오지 않은 기업")), "\n".join(f"{one}: {why}" for one, why in held.absent.items())))
    return Section(title=say(stage.title), facts=[*rows, *_seals(held)])


def _seals(held: ReviewStage) -> Iterator[Row]:
    for seal in held.seals:
        told = [seal.root, say(_("감사 기록 %(head)s", head=seal.audit_head)), second_text(seal.sealed_at)]
        yield say(_("봉인번호 %(n)s", n=seal.n)), "\n".join(told)


def _lots(result: Result) -> Section:
    lots = sorted(result.review.lots.items(), key=lambda pair: pair[1])
    drawn = [f"{lot}. {result.firm(number)}" for number, lot in lots if number in result.firms]
    return Section(title=say(_("추첨 번호")), texts=[say(_("첫 단계를 열기 전에 뽑았습니다.")), "\n".join(drawn)])


def _ranking(result: Result) -> Section:
    headings = say_all([_("순위"), _("기업"), _("심사 점수"), _("최종"), _("배정"), _("까닭")])
    rows = []
    for line in result.lines:
        got, reason = sentences.fate_of(result, line)
        rank = NOTHING if line.rank is None else str(line.rank)
        base = line.base or NOTHING
        rows.append([rank, result.firm(line.applicant), base, line.total or NOTHING, say(got), say(reason)])
    return _table(_("순위와 배정"), [4, 18, 7, 7, 8, 16], headings, rows)
