"""What must always be true of the live data. `center check` prints a line for each.

Source: docs/rules/safety.md, promises 1–3; docs/decisions/0001-occupancy-rows.md
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Select, select, text
from sqlalchemy.orm import selectinload

from center import project_checks
from center.bookings import queries as bookings
from center.bookings.models import Booking, BookingRule, ExceptionalOpening, Occupancy, Occurrence
from center.bookings.rules.bookable import use_of
from center.bookings.rules.refusals import staff_text
from center.bookings.rules.states import State
from center.bookings.rules.values import SHAPES, InvalidRuleError, ordered_periods, parse
from center.bookings.service.holding import held_cells
from center.bookings.service.ruling import contradictions_ahead
from center.core.audit_chain import read_chain
from center.core.audit_guard import is_guarded
from center.core.db import db
from center.core.time import seoul_day
from center.enterprises.models import Enterprise
from center.enterprises.rules.numbers import is_business_number
from center.files.service import Store
from center.mail.queries import n_failed, oldest_waiting_at
from center.review_checks import REVIEW_CHECKS
from center.spaces.models import Space, UnitDay, UnitTerm
from center.spaces.rules import overlapping_codes
from center.spaces.terms import days_of
from center.tenancy.applications.models import (
    ApplicantList,
    Application,
    ApplicationFile,
    Ending,
    Submission,
)
from center.tenancy.applications.models import State as Screened
from center.tenancy.applications.rules.written import seal_of as seal_of_submission
from center.tenancy.calls.models import CallVersion
from center.tenancy.calls.rules.content import seal_of
from center.tenancy.leases import queries as leases
from center.tenancy.leases.rules.states import HOLDS_UNIT, IN_USE
from center.web.schema import newest_revision

MOST_SHOWN = 5
LONGEST_WAIT = timedelta(hours=1)
Faults = Iterator[str]


@dataclass(frozen=True, slots=True)
class Result:
    """An invariant and where it is broken."""

    name: str
    faults: tuple[str, ...]

    def line(self) -> str:
        """The line that is printed."""
        if not self.faults:
            return f"ok      {self.name}"
        more = f" (and {len(self.faults) - MOST_SHOWN} more)" if len(self.faults) > MOST_SHOWN else ""
        return f"BROKEN  {self.name}: {'; '.join(self.faults[:MOST_SHOWN])}{more}"


def run_checks(now: datetime) -> list[Result]:
    """Every invariant with its faults."""
    return [Result(name, tuple(_faults(check, now))) for name, check in CHECKS.items()]


def _faults(check: Callable[[datetime], Faults], now: datetime) -> Faults:
    """What a check finds; without rules that can be read, most cannot tell."""
    try:
        yield from check(now)
    except InvalidRuleError as error:
        yield f"cannot be told while a rule is broken: {error}"


def check_files() -> Result:
    """Whether every file that was handed in is there, byte for byte."""
    store: Store = current_app.extensions["center_files"]
    found = tuple(f"file {row.id} ({row.sha256[:12]}…)" for row in store.damaged())
    return Result("every file is what was handed in", found)


def notes() -> list[str]:
    """What an operator should know though no invariant is broken."""
    n, found = n_failed(), []
    if n:
        found.append(f"note    {n} mails were refused for good or given up (see docs/operations.md)")
    if current_app.extensions["center_settings"].writes_mails_to_files:
        found.append("note    mails are only written into files, they reach nobody (CENTER_MAIL_URL)")
    return found


def _database(_now: datetime) -> Faults:
    if db.engine.dialect.name == "sqlite":
        found = db.session.execute(text("PRAGMA integrity_check")).scalars().all()
        yield from (row for row in found if row != "ok")
        yield from (str(tuple(row)) for row in db.session.execute(text("PRAGMA foreign_key_check")))


def _schema(_now: datetime) -> Faults:
    found = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    if found != newest_revision():
        yield f"schema {found}, expected {newest_revision()}: run center migrate"


def _spaces(_now: datetime) -> Faults:
    spaces = db.session.scalars(select(Space))
    days = [(space.code, space.first_on, space.until_on) for space in spaces]
    yield from (f"two spaces {code} on one day" for code in sorted(overlapping_codes(days)))


def _rules(_now: datetime) -> Faults:
    rules = db.session.scalars(select(BookingRule)).all()
    for rule in rules:
        try:
            parse(rule.key, rule.value)
        except InvalidRuleError as error:
            yield f"{rule.key} from {rule.from_on}: {error}"
    yield from (f"no rule {key}" for key in SHAPES.keys() - {rule.key for rule in rules})


def _consistent(now: datetime) -> Faults:
    """On no day from today on does a rule contradict another one, or is one missing for a room."""
    for one in contradictions_ahead(bookings.rulebook(), seoul_day(now)):
        yield f"{one.key} of {one.scope} from {one.day}: {one.text}"


def _exceptional(_now: datetime) -> Faults:
    """The hours of exceptional days lie on the raster, in order and apart."""
    for day in db.session.scalars(select(ExceptionalOpening)):
        try:
            ordered_periods(day.periods)
        except (InvalidRuleError, TypeError, ValueError) as error:
            yield f"{day.scope} {day.day}: {error}"


def _occupancy(now: datetime) -> Faults:
    """Occupancy is exactly what holds: no half hour too few, none too many."""
    held = _expected(now)
    for space_id, day, half, occurrence_id, expires_at in db.session.execute(
        select(Occupancy.space_id, Occupancy.day, Occupancy.half_hour, Occupancy.occurrence_id, Occupancy.expires_at)
    ):
        if expires_at is not None and expires_at <= now:
            continue
        if held.pop((space_id, day, half), None) != occurrence_id:
            yield f"space {space_id} {day} half hour {half}: held by occurrence {occurrence_id} without reason"
    yield from (f"space {s} {day} half hour {half}: occurrence {n} holds nothing" for (s, day, half), n in held.items())


def _holding(now: datetime) -> Select[Occurrence]:
    rooms = selectinload(Occurrence.rooms)
    return select(Occurrence).join(Booking).where(bookings.is_holding(now)).options(rooms).order_by(Occurrence.id)


def _expected(now: datetime) -> dict[tuple[int, object, int], int]:
    occurrences = db.session.scalars(_holding(now))
    return {cell: found.id for found in occurrences for cell in held_cells(found, use_of(found.period))}


def _overlaps(now: datetime) -> Faults:
    """No two uses that hold a room share a moment, turnaround included."""
    seen: dict[tuple[int, object, int], int] = {}
    for occurrence in db.session.scalars(_holding(now)):
        for cell in held_cells(occurrence, use_of(occurrence.period)):
            if (other := seen.setdefault(cell, occurrence.id)) != occurrence.id:
                yield f"occurrences {other} and {occurrence.id} at {cell[1]} half hour {cell[2]}"
                break


def _whole(_now: datetime) -> Faults:
    """Every booking has its use, every use its rooms."""
    whole = selectinload(Booking.occurrences).selectinload(Occurrence.rooms)
    for booking in db.session.scalars(select(Booking).options(whole)):
        if len(booking.occurrences) != 1 or not all(occurrence.rooms for occurrence in booking.occurrences):
            yield booking.reference


def _fitting(now: datetime) -> Faults:
    """No confirmed use ahead lies in closed time or is too many for its rooms, but what staff let pass."""
    for unfit in bookings.unfit_bookings(now):
        yield f"{unfit.booking.reference}: {staff_text(unfit.refusals[0])}"


def _managing(_now: datetime) -> Faults:
    """What is confirmed has its instant; another time is wanted only for what goes on."""
    confirmed = select(Booking.reference).where(Booking.state == State.CONFIRMED, Booking.confirmed_at.is_(None))
    yield from (f"{reference}: confirmed at no time" for reference in db.session.scalars(confirmed))
    going_on = (State.REQUESTED, State.CONFIRMED)
    changed = select(Booking.reference).where(Booking.change_start_at.is_not(None), Booking.state.not_in(going_on))
    yield from (f"{reference}: has ended, yet another time is wanted" for reference in db.session.scalars(changed))


def _mails(now: datetime) -> Faults:
    waiting_since = oldest_waiting_at()
    if waiting_since and now - waiting_since > LONGEST_WAIT:
        yield f"a mail waits since {waiting_since:%Y-%m-%d %H:%M} UTC: is the worker running, the mail server reachable?"


def _audit(_now: datetime) -> Faults:
    """The database refuses to change the log, and every entry follows from the one before."""
    if not is_guarded(db.session.connection()):
        yield "its triggers are missing or were changed: run center migrate"
    yield from read_chain().faults


def _holidays(now: datetime) -> Faults:
    year = seoul_day(now).year
    kept = {day.year for day in bookings.rulebook().holidays}
    yield from (f"no holidays for {missing}" for missing in {year, year + 1} - kept)


def _firms(_now: datetime) -> Faults:
    """Numbers that are none, and merged records that lead to no record that stands."""
    columns = (Enterprise.id, Enterprise.registry_id, Enterprise.business_number, Enterprise.merged_into_id)
    rows = {row.id: row for row in db.session.execute(select(*columns))}
    for row in rows.values():
        if not is_business_number(row.business_number):
            yield f"{row.registry_id} has the business number {row.business_number}"
        seen, end = {row.id}, row
        while end.merged_into_id is not None and end.merged_into_id not in seen:
            end = rows[end.merged_into_id]
            seen.add(end.id)
        if end.merged_into_id is not None:
            yield f"{row.registry_id} was merged in a circle"


def _unit_days(_now: datetime) -> Faults:
    """The days of a unit are exactly those of its terms."""
    held = {(day.unit_code, day.day): day.term_id for day in db.session.scalars(select(UnitDay))}
    for term in db.session.scalars(select(UnitTerm)):
        if missing := [day for day in days_of(term) if held.pop((term.unit_code, day), None) != term.id]:
            yield f"unit {term.unit_code}: term {term.id} has not its day {missing[0]}"
    yield from (f"unit {code} {day}: held by term {term_id} without reason" for (code, day), term_id in held.items())


def _calls(_now: datetime) -> Faults:
    """What was published is what its hash was made of."""
    for version in db.session.scalars(select(CallVersion)):
        if seal_of(version.content) != version.sha256:
            yield f"call {version.call_id} version {version.n} was changed after it was published"


def _submissions(_now: datetime) -> Faults:
    for submission in db.session.scalars(select(Submission).order_by(Submission.id)):
        if seal_of_submission(submission.content) != submission.sha256:
            yield f"application {submission.application_id} submission {submission.n} was changed after it was handed in"


def _supplements(_now: datetime) -> Faults:
    """What came for a supplement counts exactly when it was answered, and is what was handed in then."""
    files = selectinload(Application.files).selectinload(ApplicationFile.file)
    asked = (
        select(Application).where(Application.supplements.any()).options(files, selectinload(Application.supplements))
    )
    for application in db.session.scalars(asked.order_by(Application.id)):
        for one in application.supplements:
            came, is_answered = application.came_for(one), one.ending == Ending.ANSWERED
            if any(file.is_handed_in != is_answered for file in came):
                yield f"application {application.id} supplement {one.n}: papers count though it is not answered, or do not"
            if is_answered and seal_of_submission(application.answer_to(one)) != one.sha256:
                yield f"application {application.id} supplement {one.n} was changed after it was handed in"


def _screenings(_now: datetime) -> Faults:
    """Who is admitted was found so, point by point, and frozen lists are as they were frozen."""
    for one in db.session.scalars(select(Application).options(selectinload(Application.screening))):
        is_eligible = one.screening.is_eligible if one.screening else None
        if one.state in {Screened.ELIGIBLE, Screened.INELIGIBLE} and is_eligible != (one.state == Screened.ELIGIBLE):
            yield f"application {one.id} is {one.state}, and its screening says otherwise"
    for frozen in db.session.scalars(select(ApplicantList)):
        if seal_of_submission(frozen.content) != frozen.sha256:
            yield f"list {frozen.n} of call {frozen.call_id} was changed after it was frozen"


def _offers(_now: datetime) -> Faults:
    """A unit is offered to, or had by, one firm on a day, but for a firm that leaves it for another unit."""
    for one in leases.leases_in(HOLDS_UNIT):
        others = leases.holders_of(one.unit_code, one.first_on, one.until_on)
        if one in others and (other := next((lease for lease in others if lease.id > one.id), None)):
            yield f"unit {one.unit_code}: permits {one.number} and {other.number} share days"


def _permits(_now: datetime) -> Faults:
    """Who uses a unit by a permit has its term, with the same days."""
    for one in leases.leases_in(IN_USE):
        term = one.term
        if term is None:
            yield f"permit {one.number} is in use and has no term"
        elif (term.unit_code, term.first_on, term.until_on) != (one.unit_code, one.first_on, one.until_on):
            yield f"permit {one.number} and its term {term.id} have other days"


CHECKS: dict[str, Callable[[datetime], Faults]] = {
    "the database is sound": _database,
    "the schema is the newest": _schema,
    "no two spaces have one code on a day": _spaces,
    "every rule is there and well formed": _rules,
    "no rule contradicts another": _consistent,
    "exceptional days are well formed": _exceptional,
    "every booking has its use and its rooms": _whole,
    "no two uses of a room overlap": _overlaps,
    "occupancy is exactly what holds": _occupancy,
    "no confirmed use lies in closed time or over capacity": _fitting,
    "changes belong to bookings that go on": _managing,
    "holidays are known for this year and the next": _holidays,
    "every enterprise has a right number and one record that stands": _firms,
    "unit days are exactly those of their terms": _unit_days,
    "published calls are as they were published": _calls,
    "applications are as they were handed in": _submissions,
    "supplements are as they were handed in": _supplements,
    "applications are admitted as they were screened": _screenings,
    "no unit is offered or permitted twice on a day": _offers,
    "permits in use have their terms": _permits,
    **REVIEW_CHECKS,
    **project_checks.CHECKS,
    "mail is delivered within an hour": _mails,
    "the audit log only grows": _audit,
}
