"""Commands on appeals (이의신청): entered by the firm or by staff, extended once, answered.

Source: docs/rules/scoring.md, "Result, reasons, appeal"; General Act on Public Administration (행정기본법), article 36
"""

from collections.abc import Set
from datetime import date, datetime, timedelta

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import transaction
from center.core.errors import ChangedMeanwhileError
from center.core.text import _
from center.core.time import seoul_day
from center.spaces.queries import days_off_between
from center.tenancy.applications.models import Application
from center.tenancy.applications.service.letters import tell
from center.tenancy.applications.service.writing import locked, subject
from center.tenancy.review.models import Appeal, Result
from center.tenancy.review.queries import get_appeal, get_result, own_appeals
from center.tenancy.review.rules.announcing import (
    Answer,
    AppealError,
    answer_until,
    appeal_until,
    ensure_in_time,
    extended_until,
)
from center.tenancy.review.service.locking import locked_call

AHEAD = timedelta(days=90)
"""How far beyond a day days off are looked up for a period that begins there."""


def days_off_from(day: date) -> Set[date]:
    """The days off that may matter for a period that begins on a day."""
    return days_off_between(day, day + AHEAD)


def last_day_to_appeal(result: Result) -> date:
    """Until when a firm may object to a result."""
    announced_on = seoul_day(result.announce_at)
    return appeal_until(announced_on, days_off_from(announced_on))


def appeal(
    application: Application, text: str, *, by: Actor, now: datetime, received_at: datetime | None = None
) -> Appeal:
    """Enter that a firm objects to its result; what came on paper was `received_at` before. A letter confirms it.

    Raises:
        NotFoundError: no result is announced.
        AppealError: the last day is over, or an earlier one is not answered yet.
    """
    received_at = received_at or now
    with transaction() as session:
        present = locked(application)
        result = get_result(present.call_id, now)
        received_on = seoul_day(received_at)
        ensure_in_time(received_on, last_day_to_appeal(result))
        if any(one.answered_at is None for one in own_appeals(present)):
            raise AppealError(_("아직 답하지 않은 이의신청이 있습니다. 답을 받은 뒤에 다시 낼 수 있습니다."))
        entered = Appeal(
            application_id=present.id,
            result_id=result.id,
            text=text,
            received_at=received_at,
            entered_at=now,
            due_on=answer_until(received_on, days_off_from(received_on)),
        )
        session.add(entered)
        session.flush()
        record("appeal.entered", subject(present), by=by, appeal=entered.id, due_on=entered.due_on.isoformat())
        tell(present, "appeal_received", due_on=entered.due_on.isoformat())
    return entered


def extend_appeal(call_id: int, appeal_id: int, *, reason: str, version: int, by: Actor, now: datetime) -> None:
    """Take longer for an answer, once and with a reason, which the firm is told.

    Raises:
        NotFoundError
        AppealError: it is answered, was extended before, or its last day is over.
        ChangedMeanwhileError
    """
    with transaction():
        found = _open(call_id, appeal_id, version)
        if found.extended_at is not None:
            raise AppealError(_("답할 날은 한 번만 늘릴 수 있습니다."))
        if seoul_day(now) > found.due_on:
            raise AppealError(_("답할 날이 지났습니다. 늘릴 수 없으니 바로 답해 주세요."))
        found.due_on = extended_until(found.due_on, days_off_from(found.due_on))
        found.extended_at, found.extension_reason = now, reason
        found.version += 1
        due_on = found.due_on.isoformat()
        record("appeal.extended", subject(found.application), by=by, appeal=found.id, due_on=due_on, reason=reason)
        tell(found.application, "appeal_extended", due_on=due_on, reason=reason)


def answer_appeal(call_id: int, appeal_id: int, answer: Answer, *, version: int, by: Actor, now: datetime) -> Appeal:
    """Answer an appeal. Upheld, the remedy is put on record; the result itself is corrected by another one.

    Raises:
        NotFoundError
        AppealError: it is answered, or upheld without a remedy.
        ChangedMeanwhileError
    """
    with transaction():
        found = _open(call_id, appeal_id, version)
        if answer.is_upheld and not answer.remedy:
            raise AppealError(_("받아들인 이의신청에는 어떻게 바로잡는지 적어 주세요."))
        found.answered_at, found.is_upheld, found.answer = now, answer.is_upheld, answer.text
        found.remedy = answer.remedy if answer.is_upheld else ""
        found.version += 1
        record("appeal.answered", subject(found.application), by=by, appeal=found.id, is_upheld=answer.is_upheld)
        tell(found.application, "appeal_upheld" if answer.is_upheld else "appeal_refused")
    return found


def _open(call_id: int, appeal_id: int, version: int) -> Appeal:
    """An appeal that waits for its answer, if nobody acted on it since that version; its call is locked."""
    locked_call(call_id)
    found = get_appeal(call_id, appeal_id)
    if found.answered_at is not None:
        raise AppealError(_("이미 답한 이의신청입니다."))
    if found.version != version:
        raise ChangedMeanwhileError(_("다른 담당자가 이 이의신청을 처리했습니다."))
    return found
