"""Commands on spaces that begin, end or are made anew with a project; their history and the sums of floors stay.

Source: docs/rules/construction.md, "Spaces"
"""

from dataclasses import dataclass
from datetime import date, datetime

from center.bookings.queries.touched import standing_bookings
from center.construction.models import Project, SpaceChange
from center.construction.rules.plan import Basis
from center.construction.service.common import opened, subject
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import ConflictError
from center.core.text import _
from center.core.time import seoul_day
from center.spaces.models import Space
from center.spaces.queries import lock_bookable
from center.spaces.service import replace_space
from center.spaces.works import NewSpace, SpaceNotThereError, begin_space, end_space


class SpaceBookedError(ConflictError):
    """A room that changes is booked from that day on."""

    kind = "space-booked"

    def __init__(self, code: str, n: int, day: date) -> None:
        super().__init__(
            _(
                "%(day)s부터 %(code)s호에 예약이 %(n)s건 있습니다. 먼저 그 예약을 옮기거나 취소해 주세요.",
                code=code,
                n=n,
                day=day,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """From which day on the building is another, why, as the public reads it, and where that is known from."""

    on: date
    reason: str
    reason_en: str = ""
    basis: Basis = Basis.KEPT


def begin(project: Project, new: NewSpace, decided: Decision, *, version: int, by: Actor | str) -> Space:
    """Let a space begin with a project.

    Raises:
        SpaceThereError, ChangedMeanwhileError
    """
    with transaction():
        present = opened(project, version)
        space = begin_space(new, decided.on, by=by)
        _keep(present, space, "begins", decided, by=by)
    return space


def end(project: Project, space: Space, decided: Decision, *, version: int, by: Actor | str, now: datetime) -> None:
    """Let a space end with a project, the day before.

    Raises:
        SpaceBookedError, SpaceHeldError, SpaceNotThereError, ChangedMeanwhileError
    """
    with transaction():
        present = opened(project, version)
        lock_bookable()
        _ensure_not_booked(space, decided.on, now=now)
        end_space(space, decided.on, by=by)
        _keep(present, space, "ends", decided, by=by)


def change_area(
    project: Project,
    space: Space,
    area_m2: int,
    decided: Decision,
    *,
    version: int,
    by: Actor | str,
    now: datetime,
) -> Space:
    """Let a space have another area from a day on; until the day before it stays what it was.

    Raises:
        SpaceBookedError, SpaceNotThereError, ChangedMeanwhileError
    """
    with transaction():
        present = opened(project, version)
        lock_bookable()
        _ensure_not_booked(space, decided.on, now=now)
        if decided.on <= space.first_on or space.until_on is not None:
            raise SpaceNotThereError(space.code, decided.on)
        made = replace_space(space, first_on=decided.on, area_m2=area_m2, by=by)
        db.session.flush()
        _keep(present, made, "replaced", decided, by=by)
    return made


def _ensure_not_booked(space: Space, day: date, *, now: datetime) -> None:
    ahead = standing_bookings(now) if space.is_bookable else []
    booked = [one for one in ahead if space.code in one.occurrence.codes and seoul_day(one.occurrence.end_at) >= day]
    if booked:
        raise SpaceBookedError(space.code, len(booked), day)


def _keep(project: Project, space: Space, kind: str, decided: Decision, *, by: Actor | str) -> None:
    db.session.add(
        SpaceChange(
            project_id=project.id,
            space_id=space.id,
            kind=kind,
            on_day=decided.on,
            basis=decided.basis,
            reason=decided.reason,
            reason_en=decided.reason_en,
        )
    )
    db.session.flush()
    record("project.space-changed", subject(project), by=by, space=space.code, kind=kind, on=str(decided.on))
