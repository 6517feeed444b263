"""Commands on the building that works bring: closures that move with them, spaces that begin and end.

What is over stays as it was. Source: docs/rules/construction.md, "Spaces"
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import ConflictError, RuleError
from center.core.text import _
from center.core.time import Period, next_half_hour, seoul_day
from center.spaces import queries
from center.spaces.models import Closure, Floor, Space, UnitTerm
from center.spaces.rules import ClosureKind, SpaceKind
from center.spaces.service import close_space


class SpaceThereError(ConflictError):
    """A space of that code is there on one of the days."""

    kind = "space-there"

    def __init__(self, code: str) -> None:
        super().__init__(_("%(code)s호는 그 기간에 이미 있습니다. 다른 번호나 다른 날을 적어 주세요.", code=code))


class SpaceNotThereError(RuleError):
    """A space cannot end on a day on which it is not there, or on its first."""

    kind = "space-not-there"

    def __init__(self, code: str, day: date) -> None:
        super().__init__(
            _("%(code)s호는 %(day)s의 전날까지 쓰는 공간이 아닙니다. 날짜를 다시 확인해 주세요.", code=code, day=day)
        )


class SpaceHeldError(ConflictError):
    """Somebody has a permit for a unit beyond its last day."""

    kind = "space-held"

    def __init__(self, term: UnitTerm) -> None:
        super().__init__(
            _(
                "%(code)s호는 %(holder)s에서 %(last)s까지 쓰기로 되어 있습니다. 입주 기간을 먼저 고쳐 주세요.",
                code=term.unit_code,
                holder=term.holder_name,
                last=term.last_on,
            )
        )


@dataclass(frozen=True, slots=True)
class Why:
    """Why a space is closed, as the public reads it."""

    reason: str
    reason_en: str


def rows_in(code: str, period: Period) -> Sequence[Space]:
    """The space of that code in a period; one that is made anew in it is there twice."""
    first, last = seoul_day(period.start), seoul_day(period.end)
    there = select(Space).where(Space.code == code, Space.first_on <= last)
    return db.session.scalars(there.where(or_(Space.until_on.is_(None), Space.until_on > first))).all()


def place_closures(code: str, period: Period, why: Why, *, series: str, by: Actor | str, now: datetime) -> None:
    """Let works close a space over a period, and no longer over another one that the same series closed before.

    What of the earlier period is over stays; one that goes on is made longer or shorter, never shorter than now.
    """
    with transaction():
        queries.lock_bookable()
        before = _series(series)
        kept = [one for one in (_go_on(before, space.id, period, now) for space in rows_in(code, period)) if one]
        for space in rows_in(code, period):
            if space.id not in {one.space_id for one in kept}:
                _close(space, period, why, series=series, is_again=bool(before), by=by, now=now)
        for one in kept:
            record("space.closure-moved", f"space {code}", by=by, closure=one.id, end=period.end.isoformat())
        _lift([one for one in before if one not in kept], by=by, now=now)


def _go_on(before: Sequence[Closure], space_id: int, period: Period, now: datetime) -> Closure | None:
    """The closure that goes on now, as long as it is to be from now on; none where none does or it is to begin later."""
    if period.start > now:
        return None
    one = next((one for one in before if one.space_id == space_id and one.start_at <= now < one.end_at), None)
    if one is not None:
        one.end_at = max(period.end, next_half_hour(now))
    return one


def _close(
    space: Space, period: Period, why: Why, *, series: str, is_again: bool, by: Actor | str, now: datetime
) -> None:
    """Close a space; one that the same works closed before only from now on, for the past is known."""
    start = max(period.start, next_half_hour(now)) if is_again else period.start
    if start < period.end:
        times, kind = Period(start, period.end), ClosureKind.WORKS
        close_space(space, times, kind=kind, reason=why.reason, reason_en=why.reason_en, series=series, by=by)


def lift_closures(series: str, *, by: Actor | str, now: datetime) -> None:
    """Let a space be used again from now on; closures ahead go, one that goes on ends."""
    with transaction():
        queries.lock_bookable()
        _lift(_series(series), by=by, now=now)


def _series(series: str) -> list[Closure]:
    return list(db.session.scalars(select(Closure).where(Closure.series == series).order_by(Closure.id)))


def _lift(closures: Sequence[Closure], *, by: Actor | str, now: datetime) -> None:
    for closure in closures:
        if closure.end_at <= now:
            continue
        if closure.start_at >= now:
            db.session.delete(closure)
        else:
            closure.end_at = next_half_hour(now)
        record("space.opened", f"space {closure.space.code}", by=by, closure=closure.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSpace:
    """A space that begins; the area in hundredths of a ㎡, the width of its floor for the scheme where it is a new one."""

    code: str
    floor_number: int
    kind: SpaceKind
    name: str
    name_en: str
    use: str
    use_en: str
    area_m2: int
    is_area_assumed: bool = False


WIDTH_OF_NEW_FLOOR_M = 11


def begin_space(new: NewSpace, first_on: date, *, by: Actor | str) -> Space:
    """Let a space be there from a day on, the last of its floor; a floor that nobody knew is made with it.

    Nobody can book it until rules for it are set.

    Raises:
        SpaceThereError
    """
    with transaction() as session:
        queries.lock_units()
        ending = or_(Space.until_on.is_(None), Space.until_on > first_on)
        if session.scalar(select(Space.id).where(Space.code == new.code, ending).limit(1)) is not None:
            raise SpaceThereError(new.code)
        if session.get(Floor, new.floor_number) is None:
            session.add(Floor(number=new.floor_number, width_m=WIDTH_OF_NEW_FLOOR_M))
            session.flush()
        of_floor = select(func.max(Space.plan_row), func.max(Space.position))
        row, position = session.execute(of_floor.where(Space.floor_number == new.floor_number)).one()
        space = Space(
            **asdict(new), is_bookable=False, plan_row=row or 1, position=(position or 0) + 1, first_on=first_on
        )
        session.add(space)
        session.flush()
        record("space.begun", f"space {new.code}", by=by, first_on=str(first_on), area_m2=new.area_m2)
    return space


def end_space(space: Space, until_on: date, *, by: Actor | str) -> None:
    """Let a space end the day before; what was before that day stays as it was.

    Raises:
        SpaceNotThereError
        SpaceHeldError: a permit for it goes on.
    """
    with transaction() as session:
        queries.lock_units()
        present = session.get_one(Space, space.id, populate_existing=True)
        if until_on <= present.first_on or (present.until_on is not None and present.until_on < until_on):
            raise SpaceNotThereError(present.code, until_on)
        held = select(UnitTerm).where(UnitTerm.unit_code == present.code, UnitTerm.until_on > until_on)
        if (term := session.scalar(held.order_by(UnitTerm.first_on).limit(1))) is not None:
            raise SpaceHeldError(term)
        present.until_on = until_on
        record("space.ended", f"space {present.code}", by=by, until_on=str(until_on))
