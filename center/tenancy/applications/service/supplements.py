"""Commands with which staff ask for papers after the deadline: asked, extended, demanded again, taken back, returned.

One is waited for at a time, and only until the screening decides. Every step is kept with its day and told by mail.
Source: docs/rules/calls.md, "Supplement"
"""

from collections.abc import Mapping, Set
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from center.core.actor import Actor
from center.core.audit import CLOCK, record
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError, ConflictError
from center.core.text import _, kept, named
from center.core.time import at, minute_of_day, seoul_day
from center.spaces.queries import days_off_between
from center.tenancy.applications.models import Application, Ending, State, Supplement
from center.tenancy.applications.rules import supplements as rules
from center.tenancy.applications.rules.screening import OBJECTION_DAYS, objection_until
from center.tenancy.applications.service.letters import MOST_AT_ONCE, tell
from center.tenancy.applications.service.writing import give_up, locked, subject
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.rules.phases import in_time

AHEAD = timedelta(days=2 * max(rules.LONGEST, OBJECTION_DAYS))
"""How far beyond a day days off are looked up for a period that begins there."""
REMIND_FROM = 9 * 60
"""Nobody is reminded in the night: the minute of the day from which reminders go out."""


class SupplementClosedError(ConflictError):
    """Nothing can be asked for any more, or nothing is waited for."""

    kind = "supplement-closed"


def days_off_from(day: date) -> Set[date]:
    """The days off that may matter for a period that begins on a day."""
    return days_off_between(day - AHEAD, day + AHEAD)


def ask(
    application: Application, papers: Mapping[str, str], *, days: int, version: int, by: Actor, now: datetime
) -> Supplement:
    """Ask for papers, with what is wrong with each. Side effects: a letter with the papers and the last day.

    Raises:
        SupplementError: what is asked for is no paper of the call, none is named, or the period does not fit.
        SupplementClosedError: the call is open or was called off, it is screened already, or another one is waited for.
        ChangedMeanwhileError
    """
    with transaction() as session:
        content = _closed(application.call_id, now)
        present = _present(application, version)
        if present.waiting is not None:
            raise SupplementClosedError(_("이미 요구한 보완을 기다리고 있습니다."))
        on = seoul_day(now)
        demand = rules.ask(papers, [one.key for one in content.documents], on, days, days_off_from(on))
        asked = Supplement(
            application_id=present.id,
            n=len(present.supplements) + 1,
            papers=dict(papers),
            due_on=demand.due_on,
            steps=[_step("asked", now, demand.due_on)],
        )
        session.add(asked)
        present.supplements.append(asked)
        _moved(present, asked, "asked", by=by, papers=sorted(papers))
        _tell(present, asked, "supplement_asked")
    return asked


def _closed(call_id: int, now: datetime) -> Content:
    """The rules of a call that has closed; its row is locked.

    Raises:
        SupplementClosedError
    """
    call = db.session.get_one(Call, call_id, populate_existing=True, with_for_update=True)
    content = get_published(call_id)[1].says
    if call.called_off_at is not None:
        raise SupplementClosedError(_("취소한 공고입니다."))
    if in_time(content.schedule, now):
        raise SupplementClosedError(_("접수가 마감된 뒤에 보완을 요구할 수 있습니다."))
    return content


def _present(application: Application, version: int) -> Application:
    """The application as it is now, its row locked.

    Raises:
        SupplementClosedError: it was decided, withdrawn or returned.
        ChangedMeanwhileError: somebody acted on it since that version.
    """
    present = locked(application)
    if present.state != State.SUBMITTED:
        raise SupplementClosedError(_("이미 심사했거나 거두어들였거나 되돌려 보낸 신청입니다."))
    if present.version != version:
        raise ChangedMeanwhileError(_("다른 담당자가 이 신청을 처리했습니다."))
    return present


def _waited_for(application: Application, version: int) -> tuple[Application, Supplement]:
    """The application and what is waited for.

    Raises:
        SupplementClosedError, ChangedMeanwhileError
    """
    present = _present(application, version)
    if (waiting := present.waiting) is None:
        raise SupplementClosedError(_("기다리는 보완이 없습니다."))
    return present, waiting


def extend(application: Application, *, days: int, version: int, by: Actor, now: datetime) -> None:
    """Give more time, from the last day there was. Side effects: a letter with the new last day.

    Raises:
        SupplementError: it is over, or was extended twice.
        SupplementClosedError, ChangedMeanwhileError
    """
    with transaction():
        present, waiting = _waited_for(application, version)
        demand = rules.extend(waiting.demand, seoul_day(now), days, days_off_from(waiting.due_on))
        waiting.due_on, waiting.n_extensions = demand.due_on, demand.n_extensions
        waiting.steps = [*waiting.steps, _step("extended", now, demand.due_on)]
        _moved(present, waiting, "extended", by=by)
        _tell(present, waiting, "supplement_extended")


def demand_again(application: Application, *, version: int, by: Actor, now: datetime) -> None:
    """Demand it for the last time. Side effects: a letter that says what follows if it does not come.

    Raises:
        SupplementError: there is time left, or this was the last demand.
        SupplementClosedError, ChangedMeanwhileError
    """
    with transaction():
        present, waiting = _waited_for(application, version)
        on = seoul_day(now)
        demand = rules.demand_again(waiting.demand, on, days_off_from(on))
        waiting.due_on, waiting.is_last = demand.due_on, demand.is_last
        waiting.steps = [*waiting.steps, _step("demanded_again", now, demand.due_on)]
        _moved(present, waiting, "demanded-again", by=by)
        _tell(present, waiting, "supplement_demanded_again")


def take_back(application: Application, *, reason: str, version: int, by: Actor, now: datetime) -> None:
    """Ask for it no longer; what was uploaded for it is given up. Side effects: a letter with the reason.

    Raises:
        SupplementClosedError, ChangedMeanwhileError
    """
    with transaction():
        present, waiting = _waited_for(application, version)
        _end(present, waiting, Ending.TAKEN_BACK, reason, now)
        _moved(present, waiting, "taken-back", by=by)
        _tell(present, waiting, "supplement_taken_back", reason=reason)


def return_application(application: Application, *, reason: str, version: int, by: Actor, now: datetime) -> None:
    """Return an application that was not completed in the last period either; it takes no further part.

    Side effects: a letter with the reason and until when one may object; what was uploaded too late is given up.

    Raises:
        SupplementError: it was not demanded a second time, or there is time left.
        SupplementClosedError, ChangedMeanwhileError
    """
    with transaction():
        present, waiting = _waited_for(application, version)
        on = seoul_day(now)
        rules.ensure_returnable(waiting.demand, on)
        _end(present, waiting, Ending.RETURNED, reason, now)
        waiting.objection_until = objection_until(on, days_off_from(on))
        present.state = State.RETURNED
        _moved(present, waiting, "returned", by=by)
        _tell(present, waiting, "returned", reason=reason, until=waiting.objection_until.isoformat())


def _end(application: Application, waiting: Supplement, ending: Ending, reason: str, now: datetime) -> None:
    waiting.ending, waiting.reason = ending, reason
    waiting.steps = [*waiting.steps, _step(ending, now)]
    for paper in list(application.files):
        if paper.supplement_id == waiting.id:
            give_up(application, paper)


def _step(what: str, now: datetime, until: date | None = None) -> dict[str, str]:
    return {"what": what, "at": now.isoformat(), **({"until": until.isoformat()} if until else {})}


def _moved(application: Application, supplement: Supplement, what: str, *, by: Actor, **facts: object) -> None:
    application.version += 1
    due_on = supplement.due_on.isoformat()
    record(f"supplement.{what}", subject(application), by=by, n=supplement.n, due_on=due_on, **facts)


def _tell(application: Application, supplement: Supplement, what: str, **facts: Any) -> None:
    """Tell the applicant; while papers are waited for with their names, what is wrong with each, and the last day."""
    if supplement.ending is None:
        facts = {"due_on": supplement.due_on.isoformat(), **facts}
    tell(application, what, reasons=asked_papers(application, supplement), **facts)


def asked_papers(application: Application, supplement: Supplement) -> list[dict[str, object]]:
    """The papers that are asked for as a letter has them: the name, and what staff wrote."""
    titles = {one.key: one.title for one in application.call.versions[-1].says.documents}
    return [{"word": kept(titles.get(key, named(key, key))), "note": words} for key, words in supplement.papers.items()]


def remind(now: datetime) -> int:
    """Remind who has not answered yet, once for each last day, from the morning of the working day before; how many.

    Each in a transaction of its own. Side effects: a letter that is not sent after the last day.
    """
    if minute_of_day(now) < REMIND_FROM:
        return 0
    return sum(_remind_one(*ids) for ids in _to_remind(seoul_day(now)))


def _to_remind(on: date) -> list[tuple[int, int]]:
    """The applications and supplements whose last day is near, and of which nobody was reminded."""
    stands = (Application.state == State.SUBMITTED, Call.called_off_at.is_(None))
    waiting = (Supplement.ending.is_(None), Supplement.due_on >= on)
    untold = or_(Supplement.reminded_of.is_(None), Supplement.reminded_of != Supplement.due_on)
    rows = select(Supplement).join(Application, Application.id == Supplement.application_id).join(Application.call)
    rows = rows.where(*stands, *waiting, untold)
    found, off = db.session.scalars(rows.order_by(Supplement.due_on, Supplement.id)).all(), days_off_from(on)
    due = [one for one in found if rules.reminder_due(one.due_on, seoul_day(one.last_at), on, off)]
    return [(one.application_id, one.id) for one in due[:MOST_AT_ONCE]]


def _remind_one(application_id: int, supplement_id: int) -> bool:
    with transaction() as session:
        present = session.get_one(Application, application_id, populate_existing=True, with_for_update=True)
        waiting = present.waiting
        if waiting is None or waiting.id != supplement_id or waiting.reminded_of == waiting.due_on:
            return False
        waiting.reminded_of = waiting.due_on
        due_on = waiting.due_on.isoformat()
        record("supplement.reminded", subject(present), by=CLOCK, n=waiting.n, due_on=due_on)
        facts = {"due_on": due_on, "reasons": asked_papers(present, waiting)}
        tell(present, "supplement_reminded", send_before=at(waiting.due_on, 24 * 60), **facts)
    return True
