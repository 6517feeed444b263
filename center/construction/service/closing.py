"""Commands on what a project closes: proposed with its milestones, confirmed by staff, moved when they move.

Nothing closes by itself. Staff see before what is hit. Source: docs/rules/construction.md, "Spaces"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex

from center.bookings.models import Booking
from center.bookings.service.closing import hits_of, leave_to_staff
from center.bookings.service.command import booking_command
from center.construction import queries
from center.construction.models import Project, ProjectClosure
from center.construction.rules.closing import Days, added, expected_until, wanted_days
from center.construction.rules.forecast import Outlook
from center.construction.rules.plan import Step
from center.construction.service.common import opened, subject
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import ConflictError, RuleError
from center.core.text import _
from center.core.time import seoul_day
from center.spaces.models import UnitTerm
from center.spaces.queries import terms_from
from center.spaces.works import Why, lift_closures, place_closures, rows_in
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import published_calls


class NoSpaceError(RuleError):
    """There is no space of that code on the days of a closure."""

    kind = "closure-without-space"

    def __init__(self, code: str, day: date) -> None:
        super().__init__(_("%(day)s에는 %(code)s호가 없습니다. 공간이나 일정을 다시 골라 주세요.", code=code, day=day))


class ClosureInOrderError(RuleError):
    """A closure would end with a milestone that is planned before the one with which it begins."""

    kind = "closure-out-of-order"

    def __init__(self) -> None:
        super().__init__(_("끝나는 일정이 시작하는 일정보다 앞섭니다. 순서를 바꿔 골라 주세요."))


class SettledError(ConflictError):
    """A closure is as its milestones are planned already."""

    kind = "closure-settled"

    def __init__(self) -> None:
        super().__init__(_("이미 지금 계획대로 닫았습니다."))


@dataclass(frozen=True, slots=True)
class Hits:
    """What a closure hits: bookings ahead, calls that promise the unit on one of the days, permits that go on in them."""

    bookings: list[Booking]
    calls: list[Call]
    terms: list[UnitTerm]

    @property
    def versions(self) -> dict[str, int]:
        """The bookings with their versions, as a form shows them."""
        return {booking.reference: booking.version for booking in self.bookings}

    def __bool__(self) -> bool:
        """Whether anything is hit."""
        return bool(self.bookings or self.calls or self.terms)


def propose_closure(
    project: Project, code: str, begins: int, ends: int, why: Why, *, version: int, by: Actor | str
) -> ProjectClosure:
    """Propose that a project closes a space from one milestone to another; nothing is closed.

    Raises:
        NotFoundError, ClosureInOrderError, NoSpaceError, ChangedMeanwhileError
    """
    with transaction() as session:
        present = opened(project, version)
        first, last = (queries.get_milestone(present, number).step for number in (begins, ends))
        if last.plan.last < first.plan.first:
            raise ClosureInOrderError
        days = wanted_days(first, last)
        if not rows_in(code, days.period):
            raise NoSpaceError(code, days.first)
        closure = ProjectClosure(
            project_id=present.id,
            space_code=code,
            begins_id=begins,
            ends_id=ends,
            reason=why.reason,
            reason_en=why.reason_en,
            series=token_hex(16),
        )
        session.add(closure)
        session.flush()
        record("project.closure-proposed", subject(present), by=by, closure=closure.id, space=code)
    return closure


def days_now(closure: ProjectClosure) -> Days | None:
    """The days that are closed already."""
    return Days(closure.first_on, closure.until_on) if closure.first_on and closure.until_on else None


def days_wanted(closure: ProjectClosure, steps: Sequence[Step]) -> Days:
    """The days that the milestones as planned now would close."""
    by_key = {step.key: step for step in steps}
    return wanted_days(by_key[closure.begins_id], by_key[closure.ends_id])


def hits_of_closure(closure: ProjectClosure, days: Days, *, now: datetime) -> Hits:
    """What is hit by the days that would be closed and are not yet."""
    return hits_between(closure.space_code, added(days_now(closure), days), now=now)


def hits_between(code: str, days: Sequence[Days], *, now: datetime) -> Hits:
    """What closing a space on those days hits."""
    if not days:
        return Hits([], [], [])
    today = seoul_day(now)
    terms = [
        term
        for term in terms_from(today).get(code, ())
        if any(term.first_on < part.until and term.until_on > part.first for part in days)
    ]
    bookings = hits_of([code], [part.period for part in days], now=now)
    return Hits(bookings, [call for call in published_calls() if _promises(call, code, days, today)], terms)


def _promises(call: Call, code: str, days: Sequence[Days], today: date) -> bool:
    """Whether a call offers the unit to be moved into on one of the days."""
    if call.published is None or call.called_off_at is not None:
        return False
    says = call.published.says
    day = says.schedule.move_in_on
    return code in says.units and day >= today and any(part.first <= day < part.until for part in days)


def confirm_closure(
    project: Project,
    closure: ProjectClosure,
    *,
    shown: Mapping[str, int],
    version: int,
    by: Actor | str,
    now: datetime,
) -> Days:
    """Close the space as the milestones are planned now, the first time or because they moved.

    Side effects: closures of the building; bookings that are hit go on the list of what staff decide.

    Raises:
        SettledError: it is closed on these days already.
        HitsChangedError: other bookings are hit than the form showed.
        ChangedMeanwhileError
    """
    with booking_command(now):
        present = opened(project, version)
        days = days_wanted(closure, queries.steps_of(present.id))
        if days == days_now(closure):
            raise SettledError
        leave_to_staff(hits_of_closure(closure, days, now=now).bookings, shown=shown)
        why = Why(closure.reason, closure.reason_en)
        place_closures(closure.space_code, days.period, why, series=closure.series, by=by, now=now)
        closure.first_on, closure.until_on = days.first, days.until
        facts = {"closure": closure.id, "first_on": str(days.first), "until_on": str(days.until)}
        record("project.closure-confirmed", subject(present), by=by, **facts)
    return days


def drop_closure(project: Project, closure: ProjectClosure, *, version: int, by: Actor, now: datetime) -> None:
    """Take a closure out; where it was confirmed the space can be used again from now on.

    Raises:
        ChangedMeanwhileError
    """
    with transaction():
        present = opened(project, version)
        lift_closures(closure.series, by=by, now=now)
        record("project.closure-dropped", subject(present), by=by, closure=closure.id)
        db.session.delete(closure)


@dataclass(frozen=True, slots=True)
class Slip:
    """A closure that lasts longer than the building knows: until when, and what promised dates that passes."""

    closure: ProjectClosure
    expected_until: date
    hits: Hits


def slips_of(closures: Sequence[ProjectClosure], outlook: Outlook, *, now: datetime) -> list[Slip]:
    """The confirmed closures that are expected to last longer, with the dates that were promised in between."""
    found = []
    for closure in closures:
        until = expected_until(closure.ends_id, outlook.by_key)
        if closure.until_on is not None and until > closure.until_on and until > seoul_day(now):
            between = Days(closure.until_on, until)
            found.append(Slip(closure, until, hits_between(closure.space_code, [between], now=now)))
    return found
