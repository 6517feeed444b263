"""Challenges as the members see who decide on them, and all sheets once the review is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from center.core.text import Text, _
from center.tenancy.calls.pages.calls import instant_text
from center.tenancy.calls.rules.content import Criterion
from center.tenancy.review.models import Challenge, Seat, Sheet
from center.tenancy.review.queries import AllSheets
from center.tenancy.review.rules.committee import GROUND_WORDS, Ground
from center.tenancy.review.rules.points import COMMENT, POINTS, sum_of, written_points
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """A challenge. `n` is its place among those that the reader sees: no number tells of another one."""

    n: int
    href: str
    firm: str
    member: str
    state: str
    tone: str
    facts: list[tuple[str, str]]
    may_vote: bool


def challenge_rows(seen: Sequence[Challenge], seat: Seat, call_id: int) -> list[ChallengeRow]:
    """The challenges on which somebody votes."""
    return [_row(one, n, seat, call_id) for n, one in enumerate(seen, 1)]


def _row(one: Challenge, n: int, seat: Seat, call_id: int) -> ChallengeRow:
    own = next((vote for vote in one.votes if vote.seat_id == seat.id), None)
    state, tone = _state(one, has_voted=own is not None)
    facts = [
        (say(_("기업")), one.application.enterprise.name),
        (say(_("기피를 신청한 위원")), one.seat.code),
        (say(_("사유")), say(GROUND_WORDS[Ground(one.ground)])),
        (say(_("까닭")), one.reason),
    ]
    if own:
        facts.append((say(_("내 의견")), say(_("뺍니다") if own.is_for else _("빼지 않습니다"))))
    if one.outcome:
        facts.append((say(_("결정한 까닭")), one.outcome))
    href = url_for("challenges.challenge", call_id=call_id, n=n)
    may_vote = one.decided_at is None and own is None
    return ChallengeRow(n, href, one.application.enterprise.name, one.seat.code, say(state), tone, facts, may_vote)


def _state(one: Challenge, *, has_voted: bool) -> tuple[Text, str]:
    if one.decided_at is not None:
        return (_("받아들임"), "ok") if one.is_upheld else (_("받아들이지 않음"), "off")
    return (_("의견 냄"), "line") if has_voted else (_("의견을 내 주세요"), "wait")


@dataclass(frozen=True, slots=True)
class FirmTotals:
    """A firm with the sum of each member's sheet."""

    firm: str
    receipt: str
    href: str
    totals: list[str]


@dataclass(frozen=True, slots=True)
class StageTotals:
    """A stage with every sheet that counts, and the numbers of its seals."""

    stage: str
    codes: list[str]
    firms: list[FirmTotals]
    seals: list[tuple[str, str]]


def stage_totals(stages: Sequence[AllSheets]) -> list[StageTotals]:
    """All stages of a review that is over."""
    return [_totals(one) for one in stages]


def _totals(every: AllSheets) -> StageTotals:
    own, criteria = every.own, every.own.says.criteria
    seats = {sheet.seat.code: sheet.seat.position for sheets in every.sheets.values() for sheet in sheets}
    codes = sorted(seats, key=lambda code: seats[code])
    ids: dict[str, Any] = {"call_id": own.seat.call_id, "key": own.stage.key}
    firms = [
        FirmTotals(
            firm=one.enterprise.name,
            receipt=one.receipt_number,
            href=url_for("all_sheets.firm", number=one.number, **ids),
            totals=_by_code(every.sheets[one.id], codes, criteria),
        )
        for one in own.applications
    ]
    seals = [(instant_text(seal.sealed_at.replace(second=0, microsecond=0)), seal.root) for seal in own.stage.seals]
    return StageTotals(say(own.says.title), codes, firms, seals)


def _by_code(sheets: Sequence[Sheet], codes: Sequence[str], criteria: Sequence[Criterion]) -> list[str]:
    totals = {sheet.seat.code: written_points(sum_of(sheet.scores, criteria)) for sheet in sheets}
    return [totals.get(code, "–") for code in codes]


@dataclass(frozen=True, slots=True)
class MemberSheet:
    """One member's sheet of a firm: each criterion with points and comment."""

    code: str
    total: str
    rows: list[tuple[str, str, str]]


def member_sheets(sheets: Sequence[Sheet], criteria: Sequence[Criterion]) -> list[MemberSheet]:
    """The sheets of a firm by member."""
    return [
        MemberSheet(
            code=sheet.seat.code,
            total=written_points(sum_of(sheet.scores, criteria)),
            rows=[(say(one.title), sheet.scores[one.key][POINTS], sheet.scores[one.key][COMMENT]) for one in criteria],
        )
        for sheet in sheets
    ]
