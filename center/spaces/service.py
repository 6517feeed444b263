"""Commands on the building."""

from datetime import date, datetime

from sqlalchemy import select

from center.core.actor import Actor
from center.core.audit import CLOCK, OPERATOR, record
from center.core.db import db, transaction
from center.core.errors import NotFoundError, RuleError
from center.core.revision import renew
from center.core.text import _
from center.core.time import HALF_HOUR, Period, at, next_half_hour
from center.spaces import queries
from center.spaces.models import CLOSURES, HOLIDAYS, Closure, Floor, Holiday, Space
from center.spaces.rules import FIRST_PLAN, ClosureKind, FloorPlan, SpaceKind, SpacePlan, public_holidays

YEARS_AHEAD = 2
ROOM_KINDS = {SpaceKind.MEETING, SpaceKind.LOBBY}


class OffRasterClosureError(RuleError):
    """A closure begins and ends on the half hour."""

    kind = "off-raster"

    def __init__(self) -> None:
        super().__init__(_("공간을 닫는 시간은 30분 단위로 정해 주세요. 예: 09:00~13:30"))


def load_first_plan(first_on: date) -> None:
    """Make the floors and spaces the center begins with, unless there are any."""
    with transaction():
        if db.session.scalar(select(Floor.number).limit(1)) is not None:
            return
        for floor in FIRST_PLAN:
            _add_floor(floor, first_on)
        renew(CLOSURES)  # that there are none can be kept too


def _add_floor(floor: FloorPlan, first_on: date) -> None:
    db.session.add(Floor(number=floor.number, width_m=floor.width_m))
    db.session.flush()
    for position, plan in enumerate(floor.spaces):
        db.session.add(_space(plan, floor.number, position, first_on))


def _space(plan: SpacePlan, floor_number: int, position: int, first_on: date) -> Space:
    return Space(
        code=plan.code,
        floor_number=floor_number,
        kind=plan.kind,
        name=plan.name,
        name_en=plan.name_en,
        use=plan.use,
        use_en=plan.use_en,
        area_m2=plan.area_m2,
        is_area_assumed=plan.is_assumed,
        is_bookable=plan.kind in ROOM_KINDS,
        plan_row=plan.plan_row,
        position=position,
        first_on=first_on,
    )


def replace_space(space: Space, *, first_on: date, area_m2: int, by: Actor | str = OPERATOR) -> Space:
    """End a space and begin it anew with another area; what was before that day stays as it was.

    Side effects: the old row ends on `first_on`; nothing of the past changes.
    """
    with transaction():
        old = db.session.get_one(Space, space.id)
        old.until_on = first_on
        new = Space(
            **{column.key: getattr(old, column.key) for column in Space.__table__.columns if column.key != "id"}
        )
        new.first_on, new.until_on, new.area_m2, new.is_area_assumed = first_on, None, area_m2, False
        db.session.add(new)
        record("space.replaced", f"space {old.code}", by=by, first_on=first_on.isoformat(), area_m2=area_m2)
    return new


def ensure_holidays(today: date) -> bool:
    """Keep the holidays of this year and the next two; what staff corrected stays. True where some were added."""
    with transaction():
        queries.lock_bookable()
        last = queries.last_holiday_year()
        years = range((last or today.year - 2) + 1, today.year + YEARS_AHEAD + 1)
        for year in years:
            _add_holidays(year)
            record("holidays.added", f"holidays {year}", by=CLOCK)
        if years:
            renew(HOLIDAYS)
        return bool(years)


def _add_holidays(year: int) -> None:
    for day, (name, name_en) in public_holidays(year).items():
        if db.session.get(Holiday, day) is None:
            db.session.add(Holiday(day=day, name=name, name_en=name_en, is_off=True))


def set_holiday(day: date, *, name: str, name_en: str, is_off: bool, by: Actor | str) -> None:
    """Keep a public holiday with its names; with `is_off` false the center is open on it."""
    with transaction() as session:
        holiday = session.get(Holiday, day) or Holiday(day=day)
        holiday.name, holiday.name_en, holiday.is_off = name, name_en, is_off
        session.add(holiday)
        record("holiday.set", f"day {day.isoformat()}", by=by, is_off=is_off)


def remove_holiday(day: date, *, by: Actor | str) -> None:
    """Keep a day no longer as a holiday; where it is none, nothing happens."""
    with transaction() as session:
        holiday = session.get(Holiday, day)
        if holiday is not None:
            session.delete(holiday)
            record("holiday.removed", f"day {day.isoformat()}", by=by)


def close_space(
    space: Space,
    period: Period,
    *,
    kind: ClosureKind,
    reason: str,
    reason_en: str,
    series: str | None = None,
    by: Actor | str = OPERATOR,
) -> Closure:
    """Take a space out of use for a period on the half-hour raster. Closures that repeat share a `series`.

    Takes the lock of all rooms, as every command that decides over them.

    Raises:
        OffRasterClosureError: it does not begin and end on the half hour.
    """
    midnight = at(period.day, 0)
    if (period.start - midnight) % HALF_HOUR or (period.end - midnight) % HALF_HOUR:
        raise OffRasterClosureError
    with transaction():
        queries.lock_bookable()
        closure = Closure(
            space_id=space.id,
            kind=kind,
            reason=reason,
            reason_en=reason_en,
            start_at=period.start,
            end_at=period.end,
            series=series,
        )
        db.session.add(closure)
        db.session.flush()
        record("space.closed", f"space {space.code}", by=by, closure=closure.id, series=series, **_times(period))
    return closure


def _times(period: Period) -> dict[str, str]:
    return {"start": period.start.isoformat(), "end": period.end.isoformat()}


def end_closure(closure_id: int, *, with_later: bool, by: Actor | str, now: datetime) -> list[Closure]:
    """Let a space be used again from now on: a closure ahead goes, one that goes on ends; returns what was ended.

    `with_later` ends with it all later ones of its series. What is over stays as it was.

    Raises:
        NotFoundError: there is no such closure, or it is over.
    """
    with transaction() as session:
        queries.lock_bookable()
        ended = queries.closures_to_end(closure_id, with_later=with_later, now=now)
        if not ended:
            raise NotFoundError
        for closure in ended:
            if closure.start_at >= now:
                session.delete(closure)
            else:
                closure.end_at = next_half_hour(now)
            record("space.opened", f"space {closure.space.code}", by=by, closure=closure.id)
    return ended
