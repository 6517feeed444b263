"""Reading applications: a firm's own, and for staff those that were handed in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import selectinload

from center.core.db import db
from center.core.errors import NotFoundError
from center.enterprises.models import Enterprise
from center.enterprises.queries import family_of
from center.spaces.queries import terms_on
from center.tenancy.applications.models import STANDING, ApplicantList, Application
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.rules.phases import in_time


def _whole() -> Select[Application]:
    return (
        select(Application)
        .options(
            selectinload(Application.files),
            selectinload(Application.submissions),
            selectinload(Application.supplements),
            selectinload(Application.screening),
            selectinload(Application.enterprise).selectinload(Enterprise.kinds),
            selectinload(Application.call),
        )
        .execution_options(populate_existing=True)
    )


def find_own(call_id: int, enterprise_id: int) -> Application | None:
    """The application of a firm for a call, also one begun by a record that was merged into it."""
    theirs = Application.enterprise_id.in_(family_of(enterprise_id))
    return db.session.scalar(_whole().where(Application.call_id == call_id, theirs).order_by(Application.id).limit(1))


def get_own_row(call_id: int, enterprise_id: int) -> Application:
    """The same without what hangs on it: for a command in a hurry, which reads that anew under its lock.

    Raises:
        NotFoundError: there is none; another firm's is none.
    """
    theirs = Application.enterprise_id.in_(family_of(enterprise_id))
    row = select(Application).where(Application.call_id == call_id, theirs).order_by(Application.id).limit(1)
    found = db.session.scalar(row)
    if found is None:
        raise NotFoundError
    return found


def get_own(call_id: int, enterprise_id: int) -> Application:
    """The same.

    Raises:
        NotFoundError: there is none; another firm's is none.
    """
    found = find_own(call_id, enterprise_id)
    if found is None:
        raise NotFoundError
    return found


def applications_of(enterprise_id: int) -> Sequence[Application]:
    """Every application of a firm, the newest first."""
    theirs = Application.enterprise_id.in_(family_of(enterprise_id))
    return db.session.scalars(_whole().where(theirs).order_by(Application.id.desc())).all()


def handed_in(call_id: int) -> Sequence[Application]:
    """What was handed in for a call, by receipt number, withdrawn ones too."""
    rows = _whole().where(Application.call_id == call_id, Application.number.is_not(None))
    return db.session.scalars(rows.order_by(Application.number)).all()


def n_handed_in(call_id: int) -> int:
    """How many stand, as the public may know while the call is open."""
    standing = (Application.call_id == call_id, Application.state.in_(STANDING))
    return db.session.scalar(select(func.count(Application.id)).where(*standing)) or 0


def frozen_list(call_id: int) -> ApplicantList | None:
    """The list of a call that holds; none before it is frozen, and none while it is reopened."""
    holding = (ApplicantList.call_id == call_id, ApplicantList.reopened_at.is_(None))
    return db.session.scalar(select(ApplicantList).where(*holding))


def lists_of(call_id: int) -> Sequence[ApplicantList]:
    """Every list of a call, the first one first."""
    rows = select(ApplicantList).where(ApplicantList.call_id == call_id).order_by(ApplicantList.n)
    return db.session.scalars(rows).all()


def get_handed_in(application_id: int) -> Application:
    """One that was handed in; a draft is nobody's but its firm's.

    Raises:
        NotFoundError
    """
    found = db.session.scalar(_whole().where(Application.id == application_id, Application.number.is_not(None)))
    if found is None:
        raise NotFoundError
    return found


def get_on_paper(application_id: int) -> Application:
    """One that staff are entering from paper.

    Raises:
        NotFoundError
    """
    found = db.session.scalar(_whole().where(Application.id == application_id))
    if found is None or not found.is_on_paper:
        raise NotFoundError
    return found


def on_paper(call_id: int) -> Sequence[Application]:
    """What staff have begun to enter from paper for a call."""
    rows = _whole().where(Application.call_id == call_id, Application.number.is_(None))
    return db.session.scalars(rows.where(Application.received_at.is_not(None)).order_by(Application.id)).all()


def get_readable(application_id: int, now: datetime) -> tuple[Application, Content]:
    """An application whose call has closed, with the call's rules; before that staff see nothing of it.

    Raises:
        NotFoundError
    """
    found = get_handed_in(application_id)
    _call, version = get_published(found.call_id)
    if in_time(version.says.schedule, now):
        raise NotFoundError
    return found, version.says


def tenants_on(applications: Sequence[Application], day: date) -> Mapping[int, str]:
    """Which of the applying firms has a unit on a day, and which: also under a record that was merged into it."""
    held = {term.holder_id: term.unit_code for term in terms_on(day).values()}
    merged = select(Enterprise.id, Enterprise.merged_into_id).where(Enterprise.id.in_(held))
    for row in db.session.execute(merged.where(Enterprise.merged_into_id.is_not(None))):
        held.setdefault(row.merged_into_id, held[row.id])
    return {one.enterprise_id: held[one.enterprise_id] for one in applications if one.enterprise_id in held}
