"""Commands on who has which unit from when to when.

A unit is never two holders' on one day: these functions decide under a lock, and the unit's days are rows with a
UNIQUE constraint. Source: docs/rules/leases.md; docs/decisions/0001-occupancy-rows.md
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction, violates
from center.core.errors import ChangedMeanwhileError, ConflictError, RuleError
from center.core.text import Text, _
from center.spaces import queries
from center.spaces.models import ONE_HOLDER_A_DAY, UnitDay, UnitTerm

LONGEST_YEARS = 10


class WrongTermError(RuleError):
    """The days of a term are none that a unit can be had."""

    kind = "wrong-term"


class UnitTakenError(ConflictError):
    """Somebody else has the unit on one of the days."""

    kind = "unit-taken"

    def __init__(self, other: UnitTerm | None) -> None:
        super().__init__(_taken_text(other))


def _taken_text(other: UnitTerm | None) -> Text:
    if other is None:
        return _("그 기간에는 이미 다른 기업이 이 공간을 씁니다. 기간을 다시 확인해 주세요.")
    return _(
        "%(first)s부터 %(last)s까지는 %(holder)s에서 씁니다. 겹치지 않게 기간을 정해 주세요.",
        first=other.first_on,
        last=other.last_on,
        holder=other.holder_name,
    )


class TermInUseError(ConflictError):
    """Something rests on the term."""

    kind = "term-in-use"

    def __init__(self) -> None:
        super().__init__(_("사용허가가 이 기간에 걸려 있어 뺄 수 없습니다. 사용허가를 먼저 끝내 주세요."))


@dataclass(frozen=True, slots=True)
class Term:
    """Who is to have a unit on the days [first_on, until_on), and by what."""

    holder_id: int
    holder_name: str
    first_on: date
    until_on: date
    basis: str


def enter_term(unit_code: str, term: Term, *, by: Actor | str) -> UnitTerm:
    """Let somebody have a unit.

    Raises:
        WrongTermError: the days are in the wrong order, too many, or the unit does not exist on the first one.
        UnitTakenError: another term has one of the days.
    """
    with _one_holder(), transaction() as session:
        queries.lock_units()
        _ensure_days(unit_code, term)
        row = UnitTerm(unit_code=unit_code, **_columns(term))
        session.add(row)
        session.flush()
        _take_days(row)
        record("unit.term-entered", f"unit {unit_code}", by=by, term=row.id, **_facts(term))
    return row


def correct_term(row: UnitTerm, term: Term, *, version: int, reason: str, by: Actor | str) -> None:
    """Give a term other days, another holder or another basis.

    Raises:
        ChangedMeanwhileError: somebody else corrected it.
        WrongTermError, UnitTakenError: as when it is entered.
    """
    with _one_holder(), transaction() as session:
        queries.lock_units()
        row = _present(row, version)
        _ensure_days(row.unit_code, term, without=row.id)
        for name, value in _columns(term).items():
            setattr(row, name, value)
        row.version += 1
        session.flush()
        _take_days(row)
        record("unit.term-corrected", f"unit {row.unit_code}", by=by, term=row.id, reason=reason, **_facts(term))


def remove_term(row: UnitTerm, *, version: int, reason: str, by: Actor | str) -> None:
    """Take out a term that never was.

    Raises:
        ChangedMeanwhileError: somebody else corrected it.
        TermInUseError: a permit rests on it.
    """
    with _unused(), transaction() as session:
        queries.lock_units()
        row = _present(row, version)
        session.execute(delete(UnitDay).where(UnitDay.term_id == row.id))
        session.delete(row)
        record("unit.term-removed", f"unit {row.unit_code}", by=by, term=row.id, reason=reason)


def _present(row: UnitTerm, version: int) -> UnitTerm:
    """The term as it is now, if nobody has corrected it since that version."""
    present = queries.get_term(row.unit_code, row.id)
    db.session.refresh(present)
    if present.version != version:
        raise ChangedMeanwhileError(_("다른 담당자가 이 기간을 고쳤습니다."))
    return present


def _ensure_days(unit_code: str, term: Term, *, without: int | None = None) -> None:
    if term.until_on <= term.first_on:
        raise WrongTermError(_("마지막 날이 첫날보다 앞섭니다. 기간을 다시 확인해 주세요."))
    if term.until_on > _years_later(term.first_on, LONGEST_YEARS):
        raise WrongTermError(_("한 번에 %(n)s년까지 넣을 수 있습니다.", n=LONGEST_YEARS))
    if unit_code not in {space.code for space in queries.lettable_on(term.first_on)}:
        raise WrongTermError(_("첫날에는 이 공간이 아직 없습니다. 날짜를 다시 확인해 주세요."))
    if other := queries.term_within(unit_code, term.first_on, term.until_on, without=without):
        raise UnitTakenError(other)


def _years_later(day: date, years: int) -> date:
    """The same day so many years later; of 29 February 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


@contextmanager
def _one_holder() -> Iterator[None]:
    """Say that the unit is taken, where the constraint found what the lock did not."""
    try:
        yield
    except IntegrityError as error:
        if violates(error, ONE_HOLDER_A_DAY):
            raise UnitTakenError(None) from error
        raise


@contextmanager
def _unused() -> Iterator[None]:
    """Say that something rests on a term, where the database does not let it go."""
    try:
        yield
    except IntegrityError as error:
        raise TermInUseError from error


def _columns(term: Term) -> dict[str, object]:
    return {name: getattr(term, name) for name in Term.__slots__}


def _facts(term: Term) -> dict[str, object]:
    return {"holder": term.holder_id, "first_on": str(term.first_on), "until_on": str(term.until_on)}


def _take_days(row: UnitTerm) -> None:
    """Write the days of a term in the place of those it had, in one ordered statement."""
    db.session.execute(delete(UnitDay).where(UnitDay.term_id == row.id))
    days = [{"unit_code": row.unit_code, "day": day, "term_id": row.id} for day in days_of(row)]
    db.session.execute(insert(UnitDay), days)


def days_of(row: UnitTerm) -> Iterator[date]:
    """The days of a term, in order."""
    return (row.first_on + timedelta(days=n) for n in range((row.until_on - row.first_on).days))
