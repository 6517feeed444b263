"""Commands on the result: set for a moment, told to each firm when it has come, corrected by another one beside it.

Source: docs/rules/scoring.md, "Result, reasons, appeal"
"""

import hashlib
from datetime import datetime
from random import SystemRandom

from sqlalchemy import select

from center.core.actor import Actor
from center.core.audit import CLOCK, record
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError, ConflictError
from center.core.text import _, kept
from center.tenancy.applications.models import Application, State
from center.tenancy.applications.queries import handed_in
from center.tenancy.applications.service.letters import tell
from center.tenancy.calls.models import Call
from center.tenancy.calls.rules.content import Content, Published
from center.tenancy.review.models import Result, Review
from center.tenancy.review.queries import decision_of, get_review, is_over, record_of, results_of, rules_of
from center.tenancy.review.rules.announcing import codes_for, named_in, own_words
from center.tenancy.review.rules.deciding import decided
from center.tenancy.review.rules.record import SelectionRecord
from center.tenancy.review.rules.writing import written
from center.tenancy.review.service.locking import ReviewClosedError, ensure_list_frozen, locked_call

DRAWN = SystemRandom()


class SameResultError(ConflictError):
    """A correction would change nothing."""

    kind = "same-result"

    def __init__(self) -> None:
        super().__init__(_("발표한 결과와 달라진 것이 없습니다. 바로잡을 것을 먼저 고쳐 주세요."))


def make_result(call_id: int, *, announce_at: datetime, reason: str, by: Actor, now: datetime) -> Result:
    """Keep what the review decided, to be announced at a moment. After an announcement it is a correction with a reason.

    One that is still to be announced is replaced by it.

    Raises:
        NotFoundError: there is no review.
        ReviewClosedError: the last stage is not frozen, the moment is over, or a correction gives no reason.
        SameResultError: a correction decides by the same record.
        RecordRefusedError: somebody has too few sheets.
    """
    with transaction() as session:
        call = locked_call(call_id)
        ensure_list_frozen(call_id)
        review = get_review(call_id)
        content = rules_of(review)
        _ensure_over(review, content)
        if announce_at < now:
            raise ReviewClosedError(_("발표할 때가 이미 지났습니다. 앞으로의 때를 적어 주세요."))
        decision = decided(record_of(call, review))
        before = _announced_before(call_id, now, reason, text := written(decision.record))
        result = Result(
            call_id=call_id,
            n=before + 1,
            call_version=review.call_version,
            record=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            codes=_codes(decision.record, content),
            reason=reason,
            made_at=now,
            announce_at=announce_at,
        )
        session.add(result)
        facts = {"n": result.n, "sha256": result.sha256, "announce_at": announce_at.isoformat(), "reason": reason}
        record("review.result-set", f"review {call.number}", by=by, **facts)
    return result


def _ensure_over(review: Review, content: Content) -> None:
    if any(one.is_open for one in review.stages) or not is_over(review, content):
        raise ReviewClosedError(_("모든 단계를 확정한 뒤에 결과를 정할 수 있습니다."))


def _announced_before(call_id: int, now: datetime, reason: str, text: str) -> int:
    """How many results were announced; one that is still to come is forgotten, for the new one takes its place."""
    results = list(results_of(call_id))
    if results and results[-1].announce_at > now:
        db.session.delete(results.pop())
        db.session.flush()
    if not results:
        return 0
    if results[-1].record == text:
        raise SameResultError
    if not reason:
        raise ReviewClosedError(_("발표한 결과를 바로잡는 까닭을 적어 주세요."))
    return results[-1].n


def _codes(found: SelectionRecord, content: Content) -> dict[str, str]:
    """Codes for the published record, where it is published."""
    if content.selection.published != Published.SCORES:
        return {}
    members, applicants = named_in(found)
    DRAWN.shuffle(members)
    DRAWN.shuffle(applicants)
    return codes_for(members, applicants)


def take_back_result(call_id: int, n: int, *, version: int, by: Actor, now: datetime) -> None:
    """Forget a result that was not announced.

    Raises:
        ReviewClosedError: it was announced.
        ChangedMeanwhileError
    """
    with transaction() as session:
        call, result = _to_come(call_id, n, version, now)
        record("review.result-taken-back", f"review {call.number}", by=by, n=n, sha256=result.sha256)
        session.delete(result)


def _to_come(call_id: int, n: int, version: int, now: datetime) -> tuple[Call, Result]:
    call = locked_call(call_id)
    found = next((one for one in results_of(call_id) if one.n == n), None)
    if found is None or found.announce_at <= now:
        raise ReviewClosedError(_("발표할 결과가 없거나 이미 발표했습니다."))
    if found.version != version:
        raise ChangedMeanwhileError(_("다른 담당자가 결과를 고쳤습니다."))
    return call, found


def tell_results(now: datetime) -> int:
    """Tell each firm by mail that its result is there, when its moment has come; how many letters.

    Each result in a transaction of its own.
    """
    due = select(Result.id).where(Result.announce_at <= now, Result.told_at.is_(None)).order_by(Result.id)
    return sum(_tell_one(result_id, now) for result_id in db.session.scalars(due).all())


def _tell_one(result_id: int, now: datetime) -> int:
    with transaction() as session:
        result = session.get_one(Result, result_id, populate_existing=True, with_for_update=True)
        if result.told_at is not None:
            return 0
        result.told_at = now
        told = [one for one in handed_in(result.call_id) if _is_told(one)]
        what, decision = "result" if result.n == 1 else "result_corrected", decision_of(result)
        for one in told:
            words = [kept(word) for word in own_words(decision, one.receipt_number, _content_of(result))]
            tell(one, what, reason=result.reason, words=words)
        record("review.result-told", f"review {told[0].call.number if told else ''}", by=CLOCK, n=result.n)
    return len(told)


def _content_of(result: Result) -> Content:
    return rules_of(get_review(result.call_id))


def _is_told(application: Application) -> bool:
    return application.state == State.ELIGIBLE
