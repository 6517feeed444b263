"""Commands on rates and values. A value is added from a day on; only one that has not begun can be taken out again."""

from datetime import date, datetime

from sqlalchemy import select

from center.core.actor import Actor
from center.core.audit import OPERATOR, record
from center.core.db import transaction
from center.core.errors import NotFoundError, RuleError
from center.core.text import _
from center.core.time import seoul_day
from center.spaces.queries import lock_units
from center.tenancy.calls.first_fees import PUBLISHED, RATES, VALUES
from center.tenancy.calls.models import Appraisal, FeeRate

PAST = _("지난 날부터의 값은 새로 넣거나 뺄 수 없습니다. 이미 그 값으로 사용료를 정했을 수 있습니다.")

TWICE = _("그날부터의 값이 이미 있습니다. 그 값을 빼고 다시 넣어 주세요.")


class FeeValueError(RuleError):
    """A rate or value cannot begin on that day, or be taken out."""

    kind = "wrong-fee-value"


def load_first_fees(first_on: date, now: datetime) -> None:
    """Enter the rates and values the center begins with, unless there are any."""
    with transaction() as session:
        if session.scalar(select(FeeRate.id).limit(1)) is not None:
            return
        session.add_all(
            FeeRate(
                standing=standing, first_on=first_on, per_mille=rate, basis=PUBLISHED, is_assumed=False, added_at=now
            )
            for standing, rate in RATES.items()
        )
        session.add_all(
            Appraisal(
                unit_code=first.unit_code,
                first_on=first_on,
                value_krw=first.value_krw,
                common_area=first.common_area,
                basis=first.basis,
                is_assumed=True,
                added_at=now,
            )
            for first in VALUES
        )
        record("fees.loaded", "fees", by=OPERATOR)


def add_rate(
    standing: str, first_on: date, per_mille: int, *, basis: str, reason: str = "", by: Actor | str, now: datetime
) -> None:
    """Let a rate hold from a day on. One that is past needs a reason: what was charged by then is reckoned anew.

    Raises:
        FeeValueError: the day is past and no reason is given, or it has a rate already.
    """
    with transaction() as session:
        lock_units()
        here = select(FeeRate.id).where(FeeRate.standing == standing, FeeRate.first_on == first_on)
        _ensure_new(first_on, session.scalar(here), now, reason=reason)
        session.add(
            FeeRate(
                standing=standing, first_on=first_on, per_mille=per_mille, basis=basis, is_assumed=False, added_at=now
            )
        )
        record(
            "fee-rate.added", f"fee rate {standing}", by=by, first_on=str(first_on), per_mille=per_mille, basis=basis
        )


def add_appraisal(
    unit_code: str,
    first_on: date,
    value_krw: int,
    *,
    common_area: int = 0,
    basis: str,
    by: Actor | str,
    now: datetime,
) -> None:
    """Let a value hold from a day on, of a unit or ("") of the building.

    Raises:
        FeeValueError: the day is past, or has a value already.
    """
    with transaction() as session:
        lock_units()
        here = select(Appraisal.id).where(Appraisal.unit_code == unit_code, Appraisal.first_on == first_on)
        _ensure_new(first_on, session.scalar(here), now)
        session.add(
            Appraisal(
                unit_code=unit_code,
                first_on=first_on,
                value_krw=value_krw,
                common_area=common_area,
                basis=basis,
                is_assumed=False,
                added_at=now,
            )
        )
        facts = {"first_on": str(first_on), "value_krw": value_krw, "common_area": common_area, "basis": basis}
        record("appraisal.added", f"appraisal {unit_code or 'building'}", by=by, **facts)


def _ensure_new(first_on: date, other: int | None, now: datetime, *, reason: str = "") -> None:
    if first_on < seoul_day(now) and not reason.strip():
        raise FeeValueError(PAST)
    if other is not None:
        raise FeeValueError(TWICE)


def drop_rate(rate_id: int, *, by: Actor | str, now: datetime) -> None:
    """Take out a rate that has not begun.

    Raises:
        NotFoundError, FeeValueError: it has begun.
    """
    _drop(FeeRate, rate_id, "fee-rate.dropped", by=by, now=now)


def drop_appraisal(appraisal_id: int, *, by: Actor | str, now: datetime) -> None:
    """Take out a value that has not begun.

    Raises:
        NotFoundError, FeeValueError: it has begun.
    """
    _drop(Appraisal, appraisal_id, "appraisal.dropped", by=by, now=now)


def _drop(table: type[FeeRate] | type[Appraisal], number: int, action: str, *, by: Actor | str, now: datetime) -> None:
    with transaction() as session:
        lock_units()
        row = session.get(table, number)
        if not isinstance(row, FeeRate | Appraisal):
            raise NotFoundError
        if row.first_on <= seoul_day(now):
            raise FeeValueError(PAST)
        session.delete(row)
        of = f"fee rate {row.standing}" if isinstance(row, FeeRate) else f"appraisal {row.unit_code or 'building'}"
        record(action, of, by=by, first_on=str(row.first_on))
