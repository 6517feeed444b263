"""What a result rests on: rules, exclusions, sheets that were reopened or are missing, seals."""

from collections.abc import Iterator

from center.core.text import Text, _
from center.tenancy.review.models import ReviewStage, Seal
from center.tenancy.review.pages.result import Result
from center.tenancy.review.queries import reopened_sheets
from center.tenancy.review.rules.committee import GROUND_WORDS, Ground
from center.web.i18n import say

Fact = tuple[str, str]


def record_name(result: Result) -> str:
    """How the file of the record is called."""
    return f"selection-{result.call.number}.json"


def record_facts(result: Result) -> Iterator[Fact]:
    """What the result rests on."""
    yield rules_fact(result)
    excluded = [
        _noted(member, result.firm(number), ground_word(one.ground))
        for (member, number), one in result.excluded.items()
    ]
    yield _listed(_("제척"), excluded)
    yield reopened_fact(result)
    missing = [line for stage in result.content.stages for line in stage_missing(result.stage_of(stage))]
    yield _listed(_("빠진 채점표"), missing)


def _listed(term: Text, lines: list[str]) -> Fact:
    return say(term), "\n".join(lines) or say(_("없음"))


def _noted(member: str, what: str, why: Text | str) -> str:
    return say(_("%(member)s 위원 – %(what)s: %(why)s", member=member, what=what, why=why))


def rules_fact(result: Result) -> Fact:
    """The rule set by which it was decided."""
    rules = _("공고 %(number)s, %(n)s판", number=result.call.number, n=result.review.call_version)
    return say(_("공고 규칙")), say(rules)


def reopened_fact(result: Result) -> Fact:
    """The submitted sheets that the chair reopened, with the reason."""
    reopened = [
        _noted(sheet.seat.code, sheet.application.receipt_number, one.reopen_reason)
        for sheet, one in reopened_sheets(result.call.id)
    ]
    return _listed(_("다시 연 채점표"), reopened)


def ground_word(ground: str) -> Text:
    """A ground of conflict in words."""
    return GROUND_WORDS[Ground(ground)]


def stage_missing(held: ReviewStage) -> list[str]:
    """The sheets without which a stage was frozen, with the reason."""
    return [_noted(one["member"], one["applicant"], one["reason"]) for one in held.exceptions]


def seal_facts(result: Result) -> Iterator[Fact]:
    """The seal numbers of each stage, the last one last; what is written of why it was sealed again may name persons."""
    for stage in result.content.stages:
        for seal in result.stage_of(stage).seals:
            yield say(seal_word(stage.title, seal)), seal.root


def seal_word(stage: Text, seal: Seal) -> Text:
    """Which seal of a stage it is, and when it was set."""
    facts = {"stage": stage, "at": seal.sealed_at}
    return _("%(stage)s %(at)s 다시 봉인", **facts) if seal.n > 1 else _("%(stage)s %(at)s 봉인", **facts)
