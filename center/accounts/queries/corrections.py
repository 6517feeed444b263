"""Reading what firms propose to correct; as many queries for many as for few."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from center.accounts.models import Correction
from center.accounts.rules.corrections import CorrectionState
from center.core.db import db
from center.core.errors import NotFoundError
from center.enterprises.models import Enterprise
from center.enterprises.queries import records_of

MOST_ON_A_PAGE = 50
WITH_NAMES = (joinedload(Correction.user), joinedload(Correction.enterprise))


def n_corrections_waiting() -> int:
    """How many proposals wait for staff."""
    asked = select(func.count()).select_from(Correction).where(Correction.state == CorrectionState.ASKED)
    return db.session.scalar(asked) or 0


def corrections_waiting(*, page: int) -> Sequence[Correction]:
    """A page (from 1) of the proposals that wait, the oldest first."""
    first = select(Correction).where(Correction.state == CorrectionState.ASKED)
    rows = first.order_by(Correction.asked_at, Correction.id).options(*WITH_NAMES)
    return db.session.scalars(rows.limit(MOST_ON_A_PAGE).offset((page - 1) * MOST_ON_A_PAGE)).all()


def get_correction(correction_id: int) -> Correction:
    """A proposal, for staff.

    Raises:
        NotFoundError
    """
    found = db.session.scalar(select(Correction).where(Correction.id == correction_id).options(*WITH_NAMES))
    if found is None:
        raise NotFoundError
    return found


def corrections_of(firm: Enterprise, *, page: int = 1, open_only: bool = False) -> Sequence[Correction]:
    """A page (from 1) of a firm's proposals, the latest first; those of records merged into it included."""
    of_firm = select(Correction).where(Correction.enterprise_id.in_(records_of(firm)))
    if open_only:
        of_firm = of_firm.where(Correction.state == CorrectionState.ASKED)
    latest = of_firm.order_by(Correction.asked_at.desc(), Correction.id.desc()).options(*WITH_NAMES)
    return db.session.scalars(latest.limit(MOST_ON_A_PAGE).offset((page - 1) * MOST_ON_A_PAGE)).all()


def n_corrections_of(firm: Enterprise) -> int:
    """How many proposals a firm ever made that are still kept."""
    of_firm = select(func.count()).select_from(Correction).where(Correction.enterprise_id.in_(records_of(firm)))
    return db.session.scalar(of_firm) or 0


def proposed_by(user_id: int) -> Sequence[Correction]:
    """What a person proposed, the latest first."""
    own = select(Correction).where(Correction.user_id == user_id).options(*WITH_NAMES)
    return db.session.scalars(own.order_by(Correction.asked_at.desc(), Correction.id.desc())).all()
