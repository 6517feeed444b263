"""What was never handed in, was withdrawn, or will not be judged ends when its time is over.

A withdrawn application keeps its row with the receipt number, which is not given again. What was judged ends with its
review. Source: docs/rules/calls.md, "How long it is kept"
"""

from datetime import datetime

from sqlalchemy import Select, delete, or_, select

from center.core.audit import CLOCK, record
from center.core.db import db, transaction
from center.tenancy.applications.models import Application, Screening, State, Submission, Supplement
from center.tenancy.applications.rules.keeping import unjudged_until, withdrawn_until
from center.tenancy.applications.rules.written import Written, to_plain
from center.tenancy.applications.service.handing_in import put_back
from center.tenancy.applications.service.writing import forget, forget_unnamed, locked, subject
from center.tenancy.calls.models import Call


def kept_until(application: Application) -> datetime | None:
    """Until when its words and papers are kept; None where they wait for a decision, or the committee had them."""
    if application.told_screening and application.told_screening.is_eligible:
        return None
    if application.state == State.WITHDRAWN and application.withdrawn_at:
        return withdrawn_until(application.withdrawn_at)
    call = application.call
    if application.is_open or application.is_reopened or call.called_off_at is not None:
        return unjudged_until(call.versions[-1].says.schedule.closes_at, call.called_off_at)
    return None


def forget_applications(now: datetime) -> int:
    """Forget what is over, each application in a transaction of its own; how many those were."""
    candidates = db.session.scalars(_candidates()).all()
    return sum(_forget_if_over(one, now) for one in candidates)


def _candidates() -> Select[Application]:
    """What may be over, by its state alone: what was erased has no submission any more."""
    ended = or_(Application.state == State.WITHDRAWN, Call.called_off_at.is_not(None))
    written = or_(Application.state == State.DRAFT, Application.is_reopened)
    rows = select(Application).join(Application.call)
    return rows.where(or_(written, ended & Application.submissions.any())).order_by(Application.id)


def _forget_if_over(application: Application, now: datetime) -> bool:
    """Decided under the lock: a deadline may have moved meanwhile, or somebody handed it in."""
    with transaction():
        present = locked(application)
        until = kept_until(present)
        if until is None or until > now:
            return False
        if present.state == State.DRAFT:
            forget(present, by=CLOCK)
        elif present.is_reopened and present.call.called_off_at is None:
            put_back(present, by=CLOCK)
        else:
            erase(present)
        return True


def erase(application: Application) -> None:
    """Words, papers and submissions go; number, firm and days stay. In the transaction of what ends it."""
    session = db.session()
    for one in application.files:
        one.is_in_draft, one.is_handed_in, one.supplement_id = False, False, None
    forget_unnamed(application)
    for table in (Submission, Screening, Supplement):
        session.execute(delete(table).where(table.application_id == application.id))
    session.expire(application, ["submissions", "screening", "supplements"])
    application.draft, application.is_reopened = to_plain(Written()), False
    application.version += 1
    record("application.erased", subject(application), by=CLOCK)
