"""Commands with which staff decide who is admitted to the review: point by point, then the list is frozen and told.

Until the list is frozen a finding may be changed and no firm knows of it. Frozen, it changes only after it was reopened
with a reason; who was told and whose finding stayed is not told again.
Source: docs/rules/calls.md, "Screening"
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError, ConflictError
from center.core.text import _, kept
from center.core.time import seoul_day
from center.spaces.queries import days_off_between
from center.tenancy.applications import queries
from center.tenancy.applications.models import STANDING, ApplicantList, Application, Screening, State
from center.tenancy.applications.rules.screening import (
    OBJECTION_DAYS,
    Decided,
    Finding,
    Point,
    ensure_complete,
    objection_until,
    points_of,
)
from center.tenancy.applications.rules.written import from_plain, seal_of
from center.tenancy.applications.service.letters import tell
from center.tenancy.applications.service.writing import applicant_of, locked, subject
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.rules.phases import in_time


class ScreeningClosedError(ConflictError):
    """It is not the time to decide this, or no longer."""

    kind = "screening-closed"


class UndecidedError(ConflictError):
    """Something has to be decided before the list can be frozen."""

    kind = "screening-undecided"


def points_now(application: Application, content: Content) -> list[Point]:
    """What is looked at in what was handed in, beside what the registry says now."""
    standing = application.standing
    written = from_plain(standing.content["written"]) if standing else application.written
    papers: dict[str, int] = {}
    for one in application.files:
        if one.is_handed_in:
            papers[one.document_key] = papers.get(one.document_key, 0) + 1
    return points_of(applicant_of(application.enterprise), content, written.declared, papers)


def screen(application: Application, decided: Decided, *, version: int, by: Actor, now: datetime) -> Screening:
    """Decide whether an application is admitted: it is where every point is met.

    Raises:
        ScreeningError: a finding or its reason is missing.
        ScreeningClosedError: the call is open, the list is frozen, or the application does not stand.
        ChangedMeanwhileError
    """
    with transaction() as session:
        content = _not_frozen(application.call_id, now)
        present = locked(application)
        if present.state not in STANDING or present.standing is None:
            raise ScreeningClosedError(_("거두어들였거나 되돌려 보낸 신청입니다."))
        if present.version != version:
            raise ChangedMeanwhileError(_("다른 담당자가 이 신청을 처리했습니다."))
        if present.waiting is not None:
            raise ScreeningClosedError(_("보완을 기다리는 신청입니다. 서류를 받거나 요구를 거둔 뒤에 심사해 주세요."))
        points = points_now(present, content)
        ensure_complete(points, decided.findings)
        found = present.screening or Screening(application_id=present.id)
        found.submission_n = present.standing.n
        found.is_eligible = all(decided.findings[point.key].is_met for point in points)
        found.findings = [_kept(point, decided.findings[point.key]) for point in points]
        found.bonus = [one.key for one in content.selection.bonus if one.key in decided.bonus]
        found.deductions = [one.key for one in content.selection.deductions if one.key in decided.deductions]
        found.decided_at, found.decided_by_id = now, by.user_id
        found.told_at = found.objection_until = None
        session.add(found)
        present.state = State.ELIGIBLE if found.is_eligible else State.INELIGIBLE
        present.version += 1
        against = [finding["key"] for finding in found.against]
        facts = {"is_eligible": found.is_eligible, "bonus": found.bonus, "deductions": found.deductions}
        record("application.screened", subject(present), by=by, against=against, **facts)
    return found


def _kept(point: Point, finding: Finding) -> dict[str, object]:
    texts = {"word": kept(point.word), "told": kept(point.told)}
    return {"key": point.key, **texts, "is_met": finding.is_met, "note": finding.note}


def _not_frozen(call_id: int, now: datetime) -> Content:
    """The rules of a call that has closed and whose list is not frozen; its row is locked.

    Raises:
        ScreeningClosedError
    """
    call = db.session.get_one(Call, call_id, populate_existing=True, with_for_update=True)
    content = get_published(call_id)[1].says
    if call.called_off_at is not None:
        raise ScreeningClosedError(_("취소한 공고입니다."))
    if in_time(content.schedule, now):
        raise ScreeningClosedError(_("접수가 마감된 뒤에 심사할 수 있습니다."))
    if queries.frozen_list(call_id) is not None:
        raise ScreeningClosedError(_("명단을 확정했습니다. 고치려면 까닭을 적고 확정을 풀어야 합니다."))
    return content


def freeze(call_id: int, *, by: Actor, now: datetime) -> ApplicantList:
    """Freeze the list of who is admitted, and tell every firm that does not know yet. Once more changes nothing.

    Raises:
        UndecidedError: an application is not decided yet, or there is none.
        ScreeningClosedError
    """
    with transaction() as session:
        if (frozen := queries.frozen_list(call_id)) is not None:
            return frozen
        _not_frozen(call_id, now)
        rows = [one for one in queries.handed_in(call_id) if one.state in STANDING]
        _ensure_decided(rows)
        content = {"applicants": [{"number": one.number, "state": one.state} for one in rows]}
        last = session.scalar(select(func.max(ApplicantList.n)).where(ApplicantList.call_id == call_id)) or 0
        frozen = ApplicantList(
            call_id=call_id,
            n=last + 1,
            content=content,
            sha256=seal_of(content),
            frozen_at=now,
            by_id=by.user_id,
        )
        session.add(frozen)
        for one in rows:
            _tell(one, now)
        record("call.list-frozen", f"call {rows[0].call.number}", by=by, n=frozen.n, sha256=frozen.sha256)
    return frozen


def _ensure_decided(rows: list[Application]) -> None:
    if not rows:
        raise UndecidedError(_("심사할 신청이 없습니다."))
    if undecided := [one.receipt_number for one in rows if one.state == State.SUBMITTED]:
        raise UndecidedError(_("아직 확인하지 않은 신청이 있습니다: %(numbers)s", numbers=undecided))


def _tell(application: Application, now: datetime) -> None:
    found = application.screening
    if found is None or found.told_at is not None:
        return
    found.told_at, day = now, seoul_day(now)
    if found.is_eligible:
        tell(application, "admitted")
        return
    days_off = days_off_between(day, day + timedelta(days=2 * OBJECTION_DAYS))
    found.objection_until = objection_until(day, days_off)
    reasons = [{"word": finding["word"], "note": finding["note"]} for finding in found.against]
    tell(application, "not_admitted", reasons=reasons, until=found.objection_until.isoformat())


def reopen_list(call_id: int, *, reason: str, by: Actor, now: datetime) -> None:
    """Take the list up again, after an objection or a mistake; it stays on record.

    Raises:
        ScreeningClosedError: it is not frozen.
    """
    with transaction() as session:
        call = session.get_one(Call, call_id, populate_existing=True, with_for_update=True)
        frozen = queries.frozen_list(call_id)
        if frozen is None:
            raise ScreeningClosedError(_("확정한 명단이 없습니다."))
        frozen.reopened_at, frozen.reopen_reason = now, reason
        record("call.list-reopened", f"call {call.number}", by=by, n=frozen.n, reason=reason)
