"""What may still be asked for after an application was handed in, and until when. Pure.

A period runs in calendar days, the day after the demand being its first; a last day on a Saturday, Sunday or holiday
moves on to the next working day. What arrives within the last day is in time. Who could not in time may ask for more time twice; what was not handed in then is
demanded once more, and returned when that period is over too. What is scored cannot be put right afterwards.
Source: docs/rules/calls.md, "The application"; Enforcement Decree of the Civil Petitions Act, articles 24 and 25
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from center.core.errors import ConflictError, RuleError
from center.core.text import _
from center.spaces.rules import add_working_days, is_working_day

SHORTEST, USUAL, LONGEST = 1, 5, 30
MOST_EXTENSIONS = 2
LAST_DEMAND = 10
"""Days of the demand after which an application is returned."""


class SupplementError(RuleError):
    """A demand, an extension or a return that the rules do not know."""

    kind = "supplement"


class LateError(ConflictError):
    """What was asked for came after the last day."""

    kind = "supplement-late"


class Stage(StrEnum):
    """Where a demand for a supplement stands."""

    ASKED = "asked"
    OVERDUE = "overdue"
    DEMANDED_AGAIN = "demanded_again"
    TO_RETURN = "to_return"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Demand:
    """What was asked for: the papers by key, the last day on which they may come, and how often that was put off."""

    papers: tuple[str, ...]
    due_on: date
    n_extensions: int = 0
    is_last: bool = False
    is_answered: bool = False


def last_day(asked_on: date, days: int, days_off: Collection[date]) -> date:
    """The last day of a period of so many calendar days that begins the day after."""
    due_on = asked_on + timedelta(days=days)
    return due_on if is_working_day(due_on, days_off) else add_working_days(due_on, 1, days_off)


def ask(papers: Collection[str], known: Collection[str], on: date, days: int, days_off: Collection[date]) -> Demand:
    """Ask for papers.

    Raises:
        SupplementError: none is named, one is no paper of the call, or the period is too short or too long.
    """
    if not papers:
        raise SupplementError(_("어느 서류를 보완할지 골라 주세요."))
    if not set(papers) <= set(known):
        raise SupplementError(_("서류만 보완할 수 있습니다. 심사할 사업계획서는 마감 뒤에 바꿀 수 없습니다."))
    if not SHORTEST <= days <= LONGEST:
        raise SupplementError(_("기간은 %(least)s일부터 %(most)s일까지입니다.", least=SHORTEST, most=LONGEST))
    return Demand(tuple(papers), last_day(on, days, days_off))


def stage_of(demand: Demand, on: date) -> Stage:
    """Where it stands on a day."""
    if demand.is_answered:
        return Stage.ANSWERED
    if on <= demand.due_on:
        return Stage.DEMANDED_AGAIN if demand.is_last else Stage.ASKED
    return Stage.TO_RETURN if demand.is_last else Stage.OVERDUE


def extend(demand: Demand, on: date, days: int, days_off: Collection[date]) -> Demand:
    """Give more time, counted from the last day there was.

    Raises:
        SupplementError: it is over, was answered, or was put off twice already.
    """
    if stage_of(demand, on) != Stage.ASKED:
        raise SupplementError(_("기간이 남아 있는 보완만 늘릴 수 있습니다."))
    if demand.n_extensions >= MOST_EXTENSIONS:
        raise SupplementError(_("기간은 %(n)s번까지만 늘릴 수 있습니다.", n=MOST_EXTENSIONS))
    if not SHORTEST <= days <= LONGEST:
        raise SupplementError(_("기간은 %(least)s일부터 %(most)s일까지입니다.", least=SHORTEST, most=LONGEST))
    due_on = last_day(demand.due_on, days, days_off)
    return replace(demand, due_on=due_on, n_extensions=demand.n_extensions + 1)


def demand_again(demand: Demand, on: date, days_off: Collection[date]) -> Demand:
    """Ask for the last time.

    Raises:
        SupplementError: the first period is not over yet, or this was the last demand.
    """
    if stage_of(demand, on) != Stage.OVERDUE:
        raise SupplementError(_("기간이 지난 보완만 한 번 더 요구할 수 있습니다."))
    return replace(demand, due_on=last_day(on, LAST_DEMAND, days_off), is_last=True)


def answer(demand: Demand, on: date, there: Collection[str]) -> Demand:
    """Hand in what was asked for, through the whole of the last day; `there` are the papers that have a file.

    Raises:
        LateError: the last day is over.
        SupplementError: a paper has no file yet.
    """
    if stage_of(demand, on) == Stage.OVERDUE:
        raise LateError(
            _(
                "%(day)s까지였습니다. 올린 파일은 그대로 있습니다. 센터가 한 번 더 요구하는 메일을 보내면 그때 내 주세요.",
                day=demand.due_on,
            )
        )
    if stage_of(demand, on) == Stage.TO_RETURN:
        raise LateError(
            _(
                "%(day)s까지였습니다. 이제 낼 수 없고, 신청서를 되돌려 보낸다는 통지를 보냅니다. 궁금한 점은 전화해 주세요.",
                day=demand.due_on,
            )
        )
    if missing := [key for key in demand.papers if key not in there]:
        raise SupplementError(_("아직 올리지 않은 서류가 %(n)s가지 있습니다.", n=len(missing)))
    return replace(demand, is_answered=True)


def ensure_returnable(demand: Demand, on: date) -> None:
    """Raises: SupplementError, where it was not demanded a second time, or there is time left."""
    if stage_of(demand, on) != Stage.TO_RETURN:
        raise SupplementError(_("한 번 더 요구하고 그 기간도 지난 신청만 되돌려 보낼 수 있습니다."))


def reminder_due(due_on: date, demanded_on: date, on: date, days_off: Collection[date]) -> bool:
    """Whether to remind: from the working day before the last day on, but not of what was demanded only then."""
    eve = due_on - timedelta(days=1)
    while not is_working_day(eve, days_off):
        eve -= timedelta(days=1)
    return demanded_on < eve <= on <= due_on
