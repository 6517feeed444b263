"""Until when the parties of a permit may do what. Pure.

The first day is not counted; a last day on a Saturday, Sunday or holiday moves on to the next working day.
Source: docs/rules/leases.md, "Clocks" and "Days"; Civil Act (민법), articles 157, 160 and 161
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from center.core.errors import ConflictError, RuleError
from center.core.text import _
from center.core.time import month_start, months_after
from center.spaces.rules import add_working_days, is_working_day
from center.tenancy.applications.rules.supplements import last_day
from center.tenancy.leases.rules.rulebook import ClockRule, DueRule
from center.tenancy.leases.rules.years import anniversary


class ClockOverError(ConflictError):
    """The last day is over."""

    kind = "lease-clock-over"

    def __init__(self, last_on: date) -> None:
        super().__init__(_("%(day)s까지였습니다. 사정이 있으면 센터에 전화해 주세요.", day=last_on))
        self.last_on = last_on


class PutOffError(RuleError):
    """Moving in cannot be put off to that day."""

    kind = "put-off"


class ExtensionError(RuleError):
    """A permit cannot be extended again."""

    kind = "extension"


class HearingError(RuleError):
    """A hearing cannot be held yet."""

    kind = "hearing"

    def __init__(self, held_from: date) -> None:
        super().__init__(_("청문은 %(day)s부터 열 수 있습니다. 그날이나 그 뒤의 날을 골라 주세요.", day=held_from))
        self.held_from = held_from


@dataclass(frozen=True, slots=True)
class HearingDays:
    """The last day of an objection, and the first day on which the hearing may be held."""

    object_until: date
    held_from: date


def ensure_in_time(last_on: date, on: date) -> None:
    """Raises: ClockOverError, where the last day is over; the whole of it is in time."""
    if on > last_on:
        raise ClockOverError(last_on)


def on_working_day(day: date, days_off: Collection[date]) -> date:
    """The day, or the next working day where it is none."""
    return day if is_working_day(day, days_off) else add_working_days(day, 1, days_off)


def last_of_months(first_on: date, months: int) -> date:
    """The last day of so many months that begin on a day; not moved on.

    From a first of the month to a last one; where the last month has no such day, to its end.
    """
    begins = month_start(first_on, months)
    ends = month_start(begins, 1)
    matching = begins + timedelta(days=first_on.day - 1)
    return min(matching, ends) - timedelta(days=1)


def offer_until(offered_on: date, rule: ClockRule, days_off: Collection[date]) -> date:
    """The last day on which an offer can be accepted."""
    return last_day(offered_on, rule.offer_days, days_off)


def contract_until(accepted_on: date, rule: ClockRule, days_off: Collection[date]) -> date:
    """The last day on which who accepted can sign."""
    return last_day(accepted_on, rule.contract_days, days_off)


def term_until(first_on: date, rule: ClockRule) -> date:
    """The first day after a permit's term."""
    return anniversary(first_on, rule.term_years)


def put_off_until(first_on: date, rule: ClockRule, days_off: Collection[date]) -> date:
    """The last day to which moving in can be put off."""
    return on_working_day(months_after(first_on, rule.put_off_months), days_off)


def ensure_put_off(
    first_on: date, wished_on: date, rule: ClockRule, days_off: Collection[date], *, was_put_off: bool
) -> None:
    """Raises: PutOffError, where it was put off before, to no later day, or too far."""
    if was_put_off:
        raise PutOffError(_("입주는 한 번만 미룰 수 있습니다. 센터와 상의해 주세요."))
    if wished_on <= first_on:
        raise PutOffError(_("입주일 %(day)s보다 뒤의 날을 골라 주세요.", day=first_on))
    latest = put_off_until(first_on, rule, days_off)
    if wished_on > latest:
        raise PutOffError(_("입주는 %(day)s까지만 미룰 수 있습니다. 그날이나 그 앞의 날을 골라 주세요.", day=latest))


def ask_extension_until(until_on: date, rule: ClockRule, days_off: Collection[date]) -> date:
    """The last day on which an extension can be asked for: so many days before the last day of the term."""
    last_on = until_on - timedelta(days=1)
    return on_working_day(last_on - timedelta(days=rule.extension_before_days), days_off)


def ensure_extension_asked(
    on: date, until_on: date, rule: ClockRule, days_off: Collection[date], *, n_extensions: int
) -> None:
    """Raises: ExtensionError, where it was extended as often as may be; ClockOverError, where it is too late."""
    if n_extensions >= rule.most_extensions:
        raise ExtensionError(_("이미 연장한 사용허가입니다. 다음 모집에 신청해 주세요."))
    ensure_in_time(ask_extension_until(until_on, rule, days_off), on)


def decide_extension_until(asked_on: date, rule: ClockRule, days_off: Collection[date]) -> date:
    """The last day on which the committee decides on an extension."""
    return last_day(asked_on, rule.decision_days, days_off)


def extended_until(first_on: date, until_on: date, rule: ClockRule) -> date:
    """The first day after an extended term: an anniversary of the first day where the term ended on one."""
    years = until_on.year - first_on.year
    if anniversary(first_on, years) == until_on:
        return anniversary(first_on, years + rule.extension_years)
    return anniversary(until_on, rule.extension_years)


def hearing_days(noticed_on: date, rule: ClockRule, days_off: Collection[date]) -> HearingDays:
    """The days of a hearing that was announced on a day."""
    return HearingDays(
        object_until=last_day(noticed_on, rule.objection_days, days_off),
        held_from=last_day(noticed_on, rule.hearing_days, days_off),
    )


def ensure_hearable(noticed_on: date, on: date, rule: ClockRule, days_off: Collection[date]) -> None:
    """Raises: HearingError, where the hearing would be held before its notice is over."""
    held_from = hearing_days(noticed_on, rule, days_off).held_from
    if on < held_from:
        raise HearingError(held_from)


def own_notice_until(noticed_on: date, rule: ClockRule, days_off: Collection[date]) -> date:
    """The first last day of use that a holder can choose who gives notice on a day."""
    return last_day(noticed_on, rule.own_notice_days, days_off)


def reserves_until(announced_on: date, rule: ClockRule) -> date:
    """The last day on which reserves are called; it is no deadline of anybody and does not move on."""
    return last_of_months(announced_on + timedelta(days=1), rule.reserve_months)


def due_on(permitted_on: date, first_on: date, rule: DueRule, days_off: Collection[date]) -> date:
    """The day on which a fee is due: within so many days of its notice and on the last working day before use.

    What is charged only after use began has the whole period.
    """
    latest = last_day(permitted_on, rule.within_days, days_off)
    before_use = first_on - timedelta(days=1)
    while not is_working_day(before_use, days_off):
        before_use -= timedelta(days=1)
    return min(latest, before_use) if before_use >= permitted_on else latest
