"""What firms handed in that were not selected ends a year after the result is final; scores, records and seals stay.

Source: docs/rules/calls.md, "How long it is kept"
"""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from center.core.audit import CLOCK, record
from center.core.db import db, transaction
from center.core.time import at
from center.tenancy.applications.models import Application
from center.tenancy.applications.queries import handed_in
from center.tenancy.applications.service import erase
from center.tenancy.calls.models import Call
from center.tenancy.review.models import Result, Sheet
from center.tenancy.review.queries import appeals_of, decision_of, find_result, own_appeals
from center.tenancy.review.rules.points import COMMENT, Scores
from center.tenancy.review.service.appeals import last_day_to_appeal

KEPT = timedelta(days=365)


def final_at(result: Result) -> datetime | None:
    """From when on nothing is open about a result any more; None while an appeal waits for its answer."""
    answers = [one.answered_at for one in appeals_of(result.call_id)]
    if any(answered_at is None for answered_at in answers):
        return None
    over = at(last_day_to_appeal(result) + timedelta(days=1), 0)
    return max([over, *(answered_at for answered_at in answers if answered_at is not None)])


def forget_reviewed(now: datetime) -> int:
    """Erase what was not selected and whose year is over, each in a transaction of its own; how many those were."""
    return sum(_forget_one(application, now) for call_id in _over(now) for application in _not_selected(call_id, now))


def _over(now: datetime) -> Iterator[int]:
    """The calls whose result has been final for a year."""
    old = select(Result.call_id).where(Result.announce_at <= now - KEPT).distinct().order_by(Result.call_id)
    for call_id in db.session.scalars(old).all():
        result = find_result(call_id, now)
        since = final_at(result) if result else None
        if since is not None and since + KEPT <= now:
            yield call_id


def _not_selected(call_id: int, now: datetime) -> list[Application]:
    result = find_result(call_id, now)
    shares = decision_of(result).allotment.shares if result else {}
    selected = {one for one, share in shares.items() if share.unit is not None}
    return [one for one in handed_in(call_id) if one.submissions and one.receipt_number not in selected]


def _forget_one(application: Application, now: datetime) -> bool:
    """Decided under the lock of its call: a correction may have selected it meanwhile."""
    with transaction() as session:
        session.get(Call, application.call_id, with_for_update=True)
        still = {one.id: one for one in _not_selected(application.call_id, now)}
        if application.id not in still:
            return False
        erase(still[application.id])
        sheets = session.scalars(select(Sheet).where(Sheet.application_id == application.id)).all()
        _drop_comments(sheets)
        for one in own_appeals(application):
            one.text = one.answer = one.remedy = ""
        record("review.words-erased", f"application {application.id}", by=CLOCK, n_sheets=len(sheets))
    return True


def _drop_comments(sheets: Collection[Sheet]) -> None:
    for sheet in sheets:
        sheet.scores = _without_comments(sheet.scores)
        for submission in sheet.submissions:
            submission.scores = _without_comments(submission.scores)


def _without_comments(scores: Scores) -> dict[str, dict[str, str]]:
    return {key: {**given, COMMENT: ""} for key, given in scores.items()}
