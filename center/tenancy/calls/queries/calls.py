"""Reading calls."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from center.core.db import db
from center.core.errors import NotFoundError
from center.core.text import Text, _, named
from center.spaces.models import UnitTerm
from center.spaces.queries import closures_between, terms_from, units_on
from center.tenancy.calls.models import Call, CallAnswer, CallVersion


def _whole() -> Select[Call]:
    return select(Call).options(selectinload(Call.versions))


def all_calls() -> Sequence[Call]:
    """Every call, the newest first."""
    return db.session.scalars(_whole().order_by(Call.year.desc(), Call.position.desc())).all()


def published_calls() -> Sequence[Call]:
    """Every call that was ever published, the newest first, those called off included."""
    return db.session.scalars(
        _whole().where(Call.versions.any()).order_by(Call.year.desc(), Call.position.desc())
    ).all()


def get_call(call_id: int) -> Call:
    """A call with its versions and its questions.

    Raises:
        NotFoundError
    """
    found = db.session.scalar(_whole().options(selectinload(Call.answers)).where(Call.id == call_id))
    if found is None:
        raise NotFoundError
    return found


def get_published(call_id: int) -> tuple[Call, CallVersion]:
    """A call that the public reads, with its newest version.

    Raises:
        NotFoundError: there is none, or it was never published.
    """
    call = get_call(call_id)
    if call.published is None:
        raise NotFoundError
    return call, call.published


def get_answer(call_id: int, answer_id: int) -> CallAnswer:
    """A question of a call; another call's is none.

    Raises:
        NotFoundError
    """
    found = db.session.get(CallAnswer, answer_id)
    if found is None or found.call_id != call_id:
        raise NotFoundError
    return found


def not_free_on(day: date) -> Mapping[str, Text]:
    """The units that cannot be moved into on a day, each with why: somebody has it, it is closed or built on."""
    units, next_day = units_on(day), day + timedelta(days=1)
    codes = {unit.id: unit.code for unit in units}
    taken = {
        codes[shut.space_id]: _("그날은 쓸 수 없습니다(%(reason)s).", reason=named(shut.reason, shut.reason_en))
        for shut in closures_between(day, next_day, list(codes))
    }
    for code, terms in terms_from(day).items():
        if terms[0].first_on <= day:
            taken[code] = _("%(last)s까지 입주 중입니다.", last=terms[0].last_on)
    return taken


def free_from(day: date) -> Mapping[str, date]:
    """From when on each unit is free, that day at the earliest."""
    terms = terms_from(day)
    return {unit.code: _first_free(terms.get(unit.code, ()), day) for unit in units_on(day)}


def _first_free(terms: Sequence[UnitTerm], day: date) -> date:
    for term in terms:
        if term.first_on > day:
            break
        day = term.until_on
    return day
