"""Reading results: the one that holds, those before it, what a firm reads of it, and appeals."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from center.core.db import db
from center.core.errors import NotFoundError
from center.tenancy.applications.models import Application
from center.tenancy.review.models import Appeal, Result
from center.tenancy.review.queries.committee import ANEW
from center.tenancy.review.queries.kept import kept_of
from center.tenancy.review.rules.deciding import Decision


def results_of(call_id: int) -> Sequence[Result]:
    """Every result of a call, the first one first, those that are still to be announced too."""
    rows = select(Result).where(Result.call_id == call_id).order_by(Result.n)
    return db.session.scalars(rows.execution_options(**ANEW)).all()


def announced(call_id: int, now: datetime) -> list[Result]:
    """The results of a call that the public reads, the one that holds last."""
    return [one for one in results_of(call_id) if one.announce_at <= now]


def holding_results(call_ids: Collection[int], now: datetime) -> dict[int, Result]:
    """Of these calls the results that hold, as far as they are announced."""
    rows = select(Result).where(Result.call_id.in_(call_ids), Result.announce_at <= now).order_by(Result.n)
    return {one.call_id: one for one in db.session.scalars(rows.execution_options(**ANEW))}


def find_result(call_id: int, now: datetime) -> Result | None:
    """The result of a call that holds, once it is announced."""
    found = announced(call_id, now)
    return found[-1] if found else None


def get_result(call_id: int, now: datetime) -> Result:
    """The same.

    Raises:
        NotFoundError: there is none, or it is still to be announced: both read the same.
    """
    found = find_result(call_id, now)
    if found is None:
        raise NotFoundError
    return found


def decision_of(result: Result) -> Decision:
    """What its record decides; the same record is decided once a process."""
    return kept_of(result.record).decision


def appeals_of(call_id: int) -> Sequence[Appeal]:
    """Every appeal in a call, the first one first."""
    whole = (selectinload(Appeal.application).selectinload(Application.enterprise), selectinload(Appeal.result))
    rows = select(Appeal).join(Application, Application.id == Appeal.application_id)
    rows = rows.where(Application.call_id == call_id).order_by(Appeal.id)
    return db.session.scalars(rows.options(*whole).execution_options(**ANEW)).all()


def get_appeal(call_id: int, appeal_id: int) -> Appeal:
    """An appeal in a call; another call's is none.

    Raises:
        NotFoundError
    """
    for one in appeals_of(call_id):
        if one.id == appeal_id:
            return one
    raise NotFoundError


def own_appeals(application: Application) -> Sequence[Appeal]:
    """A firm's appeals against its result, the first one first."""
    rows = select(Appeal).where(Appeal.application_id == application.id).order_by(Appeal.id)
    return db.session.scalars(rows.execution_options(**ANEW)).all()
