"""Staff change the rules: what a change would do is shown first, and only what was shown is done.

Source: docs/rules/booking.md, "When rules change"
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import select

from center.bookings import queries
from center.bookings.models import BookingRule, ExceptionalOpening
from center.bookings.queries import Touched
from center.bookings.rules.changes import (
    Change,
    NewHoliday,
    NewValue,
    RemovedDay,
    RemovedHoliday,
    WithdrawnValue,
    changed,
)
from center.bookings.rules.consistency import Contradiction, contradictions, is_same
from center.bookings.rules.rulebook import ExceptionalDay, Rulebook
from center.bookings.rules.values import (
    CENTER,
    ROOM_KEYS,
    ROOMS_ALONE,
    SHAPES,
    STORED_AS_CENTER,
    TEXTS,
    InvalidRuleError,
    ordered_periods,
)
from center.bookings.service.command import booking_command
from center.bookings.service.upkeep import set_exceptional_opening, set_rule
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db
from center.core.errors import ConflictError, NotFoundError, RuleError
from center.core.revision import revision_of
from center.core.text import Text, _
from center.core.time import seoul_day
from center.spaces import queries as spaces
from center.spaces.models import HOLIDAYS
from center.spaces.service import remove_holiday, set_holiday

FURTHEST = timedelta(days=731)
"""How far ahead a rule may be set."""
Place = Literal["value", "from_on"]


class RulingRefusedError(RuleError):
    """A change of the rules cannot be; `at` says whether its value or its day is to be mended."""

    kind = "rule-refused"

    def __init__(self, text: Text, *, at: Place = "value") -> None:
        super().__init__(text)
        self.at = at


class ForesightOutdatedError(ConflictError):
    """Rules or bookings are others than those for which was shown what would become of them."""

    kind = "changed-meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _("그사이 규칙이나 예약이 바뀌어 아직 바꾸지 않았습니다. 새로 살펴본 아래 내용을 보고 다시 눌러 주세요.")
        )


@dataclass(frozen=True, slots=True)
class Foresight:
    """What a change does; `seen` stands for the rules and bookings of which that is true."""

    before: Rulebook
    after: Rulebook
    touched: list[Touched]
    seen: str


def foresee(change: Change, *, now: datetime) -> Foresight:
    """What a change would do; changes nothing.

    Raises:
        RulingRefusedError: it cannot be, with the sentence for its field.
        NotFoundError: there is no such rule, room or day.
    """
    today, book = seoul_day(now), queries.rulebook()
    _ensure_allowed(change, book, today)
    after = _changed(book, change)
    _ensure_consistent(book, after, change, today)
    touched = queries.touched_bookings(book, after, now=now)
    return Foresight(book, after, touched, _mark(touched))


def change_rules(change: Change, *, seen: str, by: Actor | str, now: datetime) -> Foresight:
    """Do a change whose consequences were shown, and return them.

    Side effects: an entry of the log; every process reads the rules anew. No booking is touched.

    Raises:
        ForesightOutdatedError: they would be others than those shown; nothing was changed.
        RulingRefusedError, NotFoundError: as `foresee`.
    """
    with booking_command(now):
        foresight = foresee(change, now=now)
        if foresight.seen != seen:
            raise ForesightOutdatedError
        _store(change, by=by)
    return foresight


def next_version(book: Rulebook, key: str, from_on: date) -> str:
    """The name of a text's next version: the year from which it holds and the first free number."""
    names = {value.value.version for value in book.history(key, CENTER) if hasattr(value.value, "version")}
    return next(name for n in range(1, len(names) + 2) if (name := f"{from_on.year}-{n}") not in names)


def _mark(touched: list[Touched]) -> str:
    """Whatever a preview told, in one word: the rules' revision, each booking's version and outcomes."""
    told = [[one.booking.reference, one.booking.version, [effect.outcome for effect in one.effects]] for one in touched]
    whole = json.dumps([revision_of(queries.RULES, HOLIDAYS), told])
    return hashlib.sha256(whole.encode()).hexdigest()


def _changed(book: Rulebook, change: Change) -> Rulebook:
    try:
        return changed(book, change)
    except InvalidRuleError as error:
        raise RulingRefusedError(_("이 값은 규칙이 될 수 없습니다. 다시 확인해 주세요.")) from error


def _ensure_consistent(before: Rulebook, after: Rulebook, change: Change, today: date) -> None:
    """Refuse what contradicts other rules; what did so before may be mended step by step.

    Raises:
        RulingRefusedError
    """
    if not isinstance(change, NewValue | WithdrawnValue):
        return
    known = {one.mark for one in contradictions_ahead(before, today)}
    new = [one for one in contradictions_ahead(after, today) if one.mark not in known]
    if new:
        raise RulingRefusedError(_told(new, change, today))


def _told(found: list[Contradiction], change: NewValue | WithdrawnValue, today: date) -> Text:
    """The first contradiction, with its rooms where it is not all of them, and its day where that comes later."""
    first = found[0]
    rooms = [one.scope for one in found if str(one.text) == str(first.text)]
    is_for_all = CENTER in (first.scope, *rooms) or change.scope != CENTER or rooms == known_rooms(today)
    about = [] if is_for_all else [_("%(room)s호", room=room) for room in rooms]
    if first.day > change.from_on:
        about.append(_("%(day)s부터", day=first.day))
    return _("%(about)s: %(why)s", about=about, why=first.text) if about else first.text


def contradictions_ahead(book: Rulebook, today: date) -> list[Contradiction]:
    """Where the rules contradict one another on a day from today on."""
    return contradictions(book, queries.rooms_by_day(queries.days_of_change(book, today)))


def _ensure_allowed(change: Change, book: Rulebook, today: date) -> None:
    match change:
        case NewValue():
            _ensure_value(change, book, today)
        case WithdrawnValue():
            _ensure_withdrawable(change, book, today)
        case ExceptionalDay():
            _ensure_day_ahead(change.day, today)
            _ensure_exceptional(change, book)
        case RemovedDay():
            if change not in [RemovedDay(found.scope, found.day) for found in book.exceptional_days]:
                raise NotFoundError
            _ensure_day_ahead(change.day, today)
        case NewHoliday():
            _ensure_day_ahead(change.day, today)
            _ensure_holiday(change)
        case RemovedHoliday():
            if spaces.find_holiday(change.day) is None:
                raise NotFoundError
            _ensure_day_ahead(change.day, today)


def ensure_scope(key: str, scope: str, today: date) -> None:
    """Let a rule pass that is there, for somebody who may have a value of it.

    Raises:
        NotFoundError
    """
    for_center = scope == CENTER and key not in ROOMS_ALONE
    for_room = key in ROOM_KEYS and scope in known_rooms(today)
    if key not in SHAPES or not (for_center or for_room):
        raise NotFoundError


def known_rooms(today: date) -> list[str]:
    """The codes of the rooms that can be booked today or later, in order."""
    return sorted({room.code for room in spaces.rooms_ever() if room.until_on is None or room.until_on > today})


def _ensure_value(change: NewValue, book: Rulebook, today: date) -> None:
    ensure_scope(change.key, change.scope, today)
    _ensure_day_ahead(change.from_on, today)
    own = book.own(change.key, change.scope, change.from_on)
    if change.value == STORED_AS_CENTER:
        if change.scope == CENTER or change.key in ROOMS_ALONE:
            raise NotFoundError
        if own is None:
            raise RulingRefusedError(_("그날은 이미 센터의 규칙을 따릅니다."))
        return
    [value] = _changed(Rulebook([], [], {}), change).values
    if own and is_same(own.value, value.value):
        raise RulingRefusedError(_("그날 쓰는 값과 같습니다. 바꿀 값을 적어 주세요."))
    if change.key in TEXTS and own and own.from_on == change.from_on == today:
        raise RulingRefusedError(
            _("오늘부터 쓰는 글에 이미 동의한 분이 있을 수 있습니다. 내일부터 바꿔 주세요."), at="from_on"
        )


def _ensure_withdrawable(change: WithdrawnValue, book: Rulebook, today: date) -> None:
    if change.from_on not in [value.from_on for value in book.history(change.key, change.scope)]:
        raise NotFoundError
    if change.from_on <= today:
        raise RulingRefusedError(_("이미 쓰고 있는 값은 지울 수 없습니다. 다른 날부터 쓸 새 값을 정해 주세요."))


def _ensure_day_ahead(day: date, today: date) -> None:
    if day < today:
        sentence = _("지난 날은 바꿀 수 없습니다. 오늘(%(today)s)이나 그 뒤를 골라 주세요.", today=today)
        raise RulingRefusedError(sentence, at="from_on")
    if day > today + FURTHEST:
        sentence = _("%(last)s까지의 날을 골라 주세요.", last=today + FURTHEST)
        raise RulingRefusedError(sentence, at="from_on")


def _ensure_exceptional(change: ExceptionalDay, book: Rulebook) -> None:
    if change.scope != CENTER and change.scope not in known_rooms(change.day):
        raise NotFoundError
    try:
        ordered_periods(change.periods)
    except InvalidRuleError as error:
        raise RulingRefusedError(_("시간은 30분 단위로, 이른 것부터 적어 주세요.")) from error
    if change in book.exceptional_days:
        raise RulingRefusedError(_("이미 그렇게 정해 둔 날입니다."))


def _ensure_holiday(change: NewHoliday) -> None:
    """Holidays of a year are loaded once for all: one beyond the loaded years would keep the others out."""
    last = spaces.last_holiday_year()
    if last is not None and change.day.year > last:
        raise RulingRefusedError(_("공휴일은 %(year)s년까지 정할 수 있습니다.", year=last), at="from_on")
    known = spaces.find_holiday(change.day)
    if known and (known.name, known.name_en, known.is_off) == (change.name, change.name_en, change.is_off):
        raise RulingRefusedError(_("이미 그렇게 정해 둔 날입니다."))


def _store(change: Change, *, by: Actor | str) -> None:
    match change:
        case NewValue():
            set_rule(change.key, dict(change.value), from_on=change.from_on, scope=change.scope, by=by)
        case WithdrawnValue():
            _withdraw(change, by=by)
        case ExceptionalDay():
            periods = [list(period) for period in change.periods]
            reasons: dict[str, Any] = {"reason": change.reason, "reason_en": change.reason_en}
            set_exceptional_opening(change.day, periods, scope=change.scope, by=by, **reasons)
        case RemovedDay():
            _remove_day(change, by=by)
        case NewHoliday():
            set_holiday(change.day, name=change.name, name_en=change.name_en, is_off=change.is_off, by=by)
        case RemovedHoliday():
            remove_holiday(change.day, by=by)


def _withdraw(change: WithdrawnValue, *, by: Actor | str) -> None:
    found = select(BookingRule).filter_by(key=change.key, scope=change.scope, from_on=change.from_on)
    rule = db.session.scalars(found).one()
    facts = {"scope": rule.scope, "from_on": rule.from_on.isoformat(), "value": rule.value}
    db.session.delete(rule)
    record("rule.withdrawn", f"rule {rule.key}", by=by, **facts)


def _remove_day(change: RemovedDay, *, by: Actor | str) -> None:
    row = db.session.scalars(select(ExceptionalOpening).filter_by(scope=change.scope, day=change.day)).one()
    db.session.delete(row)
    record("opening.removed", f"opening {change.day}", by=by, scope=change.scope, periods=row.periods)
