"""What staff see of challenges, of a conflict found late with its effect on everybody, and of an amendment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import url_for

from center.core.text import Text, _
from center.tenancy.calls.pages.calls import change_lines
from center.tenancy.calls.rules.changes import changes_between
from center.tenancy.review.models import Challenge, Review
from center.tenancy.review.queries import Desk, Effect, Effects
from center.tenancy.review.rules.committee import GROUND_WORDS, CommitteeError, Ground, SeatRole
from center.tenancy.review.rules.outcomes import Outcome
from center.tenancy.review.rules.scores import printed
from center.tenancy.review.service import concerned
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class ChallengeRow:
    """A challenge: who of whom why, how many voted, what was decided."""

    id: int
    firm: str
    member: str
    ground: str
    reason: str
    n_voted: int
    n_others: int
    state: str
    tone: str
    outcome: str
    href: str


def challenge_row(desk: Desk, one: Challenge) -> ChallengeRow:
    """How many voted, never how."""
    state, tone = _state(one)
    return ChallengeRow(
        id=one.id,
        firm=f"{one.application.receipt_number} {one.application.enterprise.name}",
        member=f"{one.seat.code} {desk.name(one.seat)}",
        ground=say(GROUND_WORDS[Ground(one.ground)]),
        reason=one.reason,
        n_voted=len(one.votes),
        n_others=sum(seat.id != one.seat_id for seat in desk.scoring),
        state=say(state),
        tone=tone,
        outcome=one.outcome,
        href="" if one.decided_at else url_for("conflict_desk.deciding", call_id=desk.call.id, challenge_id=one.id),
    )


def _state(one: Challenge) -> tuple[Text, str]:
    if one.decided_at is None:
        return _("의결 중"), "wait"
    return (_("받아들임"), "ok") if one.is_upheld else (_("받아들이지 않음"), "off")


def members_of(desk: Desk) -> list[tuple[int, str]]:
    """Who scores or may come to."""
    here = [seat for seat in desk.seats if seat.is_here and seat.role != SeatRole.SECRETARY]
    return [(seat.id, f"{seat.code} {desk.name(seat)}") for seat in here]


def everybody_of(desk: Desk) -> list[tuple[int, str]]:
    """Who scores, may come to, or did before they left: their sheets may count."""
    scoring = [seat for seat in desk.seats if seat.role != SeatRole.SECRETARY]
    return [(seat.id, f"{seat.code} {desk.name(seat)}") for seat in scoring]


def firms_of(desk: Desk) -> list[tuple[int, str]]:
    """Who was admitted."""
    return [(one.id, f"{one.receipt_number} {one.enterprise.name}") for one in desk.applications]


@dataclass(frozen=True, slots=True)
class EffectRow:
    """An applicant: for each column what it was and what it would be, and whether that differs."""

    number: str
    firm: str
    cells: list[tuple[str, str, bool, bool]]


@dataclass(frozen=True, slots=True)
class EffectPage:
    """What an exclusion would change. `mark` fits exactly what is shown."""

    facts: list[tuple[str, str]]
    columns: list[Text]
    rows: list[EffectRow]
    warnings: list[Text]
    is_shown: bool
    mark: str


def effect_page(desk: Desk, effects: Effects, facts: list[tuple[str, str]]) -> EffectPage:
    """Before and after for each applicant."""
    named = {one.key: one.title for one in desk.content.stages}
    opened = [stage.key for stage in desk.review.stages] if desk.review else []
    columns = [_("%(stage)s 채점표", stage=named[key]) for key in opened]
    columns += [_("순위"), _("총점"), _("배정")] if effects.is_shown else []
    least = desk.content.selection.min_sheets
    rows = [
        EffectRow(
            one.application.receipt_number,
            one.application.enterprise.name,
            [*_counted(one, opened), *(_outcome(one) if effects.is_shown else [])],
        )
        for one in effects.rows
    ]
    warnings = [*_lacking(effects.rows, named, least), *_going(effects)]
    mark = sha256(repr((facts, rows, [str(one) for one in warnings])).encode()).hexdigest()
    return EffectPage(facts, columns, rows, warnings, effects.is_shown, mark)


def _counted(one: Effect, opened: Sequence[str]) -> list[tuple[str, str, bool, bool]]:
    """What is no part of a stage has a dash there."""
    found = []
    for key in opened:
        before, after = one.sheets.get(key, (None, None))
        found.append((_sheets(before), _sheets(after), before != after, key in one.lacking))
    return found


def _sheets(n: int | None) -> str:
    return "–" if n is None else say(_("%(n)s장", n=n))


def _outcome(one: Effect) -> list[tuple[str, str, bool, bool]]:
    before, after = _shown(one.before), _shown(one.after)
    return [(was, would, was != would, False) for was, would in zip(before, after, strict=True)]


def _shown(outcome: Outcome | None) -> tuple[str, str, str]:
    if outcome is None:
        unknown = say(_("정할 수 없음"))
        return unknown, unknown, unknown
    return (
        say(_("%(n)s위", n=outcome.rank)) if outcome.rank else "–",
        printed(outcome.total) if outcome.total is not None else "–",
        say(_("%(unit)s호", unit=outcome.unit)) if outcome.unit else "–",
    )


def _lacking(rows: Sequence[Effect], named: Mapping[str, Text], least: int) -> list[Text]:
    return [
        _(
            "%(stage)s: %(firm)s의 채점표가 많아야 %(n)s장이 되어 %(least)s장에 못 미칩니다. "
            "확인한 뒤 예비위원을 부르고, 확정한 단계라면 위원장에게 다시 열어 달라고 하세요.",
            stage=named[key],
            firm=one.application.enterprise.name,
            n=n,
            least=least,
        )
        for one in rows
        for key, n in one.lacking.items()
    ]


def _going(effects: Effects) -> list[Text]:
    coming = [
        _(
            "%(firm)s이 다음 단계에 새로 들어옵니다. 위원에게 알리고, 확정한 단계라면 위원장에게 다시 열어 달라고 하세요.",
            firm=one.enterprise.name,
        )
        for one in effects.newcomers
    ]
    leaving = [_("%(firm)s은 다음 단계에 들지 못하게 됩니다.", firm=one.enterprise.name) for one in effects.leaving]
    return coming + leaving


@dataclass(frozen=True, slots=True)
class AmendmentPage:
    """What an amendment changes in a review that began; `problem` where it cannot follow."""

    reason: str
    lines: list[tuple[str, str, str]]
    stages: list[str]
    problem: Text | None


def amendment_page(desk: Desk, review: Review) -> AmendmentPage:
    """Which stages' sheets would be reopened."""
    newest = desk.call.versions[-1]
    lines = change_lines(changes_between(desk.content, newest.says))
    try:
        keys = concerned(desk.content, newest.says)
    except CommitteeError as refusal:
        return AmendmentPage(newest.reason, lines, [], refusal.text)
    opened = {stage.key for stage in review.stages}
    touched = [say(one.title) for one in desk.content.stages if one.key in keys and one.key in opened]
    return AmendmentPage(newest.reason, lines, touched, None)
