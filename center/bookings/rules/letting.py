"""What staff may let pass when they book or move for somebody: each rule by its name, with a reason.

Nobody can let two uses meet, a room be overfilled or works be walked into.
Source: docs/rules/booking.md, "On behalf"
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from center.bookings.rules.bookable import Use, ensure_length, ensure_timely, open_faults
from center.bookings.rules.day import RoomDay
from center.bookings.rules.refusals import BookingRefusedError, OverError
from center.core.errors import RuleError
from center.core.text import Text, _


@dataclass(frozen=True, slots=True)
class Letting:
    """The kinds of rules that are let pass, and why."""

    kinds: frozenset[str] = frozenset()
    reason: str = ""


NOTHING_LET = Letting()


LET_WITHOUT_REASON = _("규칙과 다르게 받는 까닭을 적어 주세요. 예약에 남습니다.")
KEPT_WITHOUT_REASON = _("그대로 두는 까닭을 적어 주세요. 예약에 남습니다.")
CANCELLED_WITHOUT_REASON = _("취소하는 까닭을 고르거나 적어 주세요. 예약한 분에게 그대로 보냅니다.")


class ReasonMissingError(RuleError):
    """A rule is let pass without a reason."""

    kind = "reason-missing"

    def __init__(self, what: Text = LET_WITHOUT_REASON) -> None:
        super().__init__(what)


def broken_rules(faults: Iterable[BookingRefusedError]) -> list[BookingRefusedError]:
    """The first refusal of each thing that may be let pass by itself."""
    found: dict[str, BookingRefusedError] = {}
    for refusal in faults:
        found.setdefault(refusal.grant, refusal)
    return list(found.values())


def refused_by(checks: Iterable[Callable[[], None]]) -> Iterator[BookingRefusedError]:
    """What these checks refuse."""
    for check in checks:
        try:
            check()
        except BookingRefusedError as refusal:
            yield refusal


def faults_of_time(use: Use, rooms: Sequence[RoomDay]) -> Iterator[BookingRefusedError]:
    """Everything in which a use breaks length, hours, closures, notice and window, in each room."""
    for room in rooms:
        yield from refused_by([partial(ensure_length, use, room), partial(ensure_timely, use, room)])
        yield from open_faults(use, room)


def ensure_not_over(use: Use, rooms: Sequence[RoomDay]) -> None:
    """Raises: OverError; a use that has begun may still be entered, one that has ended not."""
    if use.period.end <= rooms[0].now:
        raise OverError


def ensure_let(broken: Sequence[BookingRefusedError], letting: Letting) -> None:
    """Let pass what is let, each by its kind and with a reason.

    Raises:
        BookingRefusedError: the first that is not let, or cannot be.
        ReasonMissingError
    """
    for refusal in broken:
        if not refusal.may_pass or refusal.grant not in letting.kinds:
            raise refusal
    if broken and not letting.reason:
        raise ReasonMissingError


def kinds_of(broken: Collection[BookingRefusedError]) -> list[str]:
    """What is kept with the booking: the kinds it passed."""
    return sorted({refusal.grant for refusal in broken})
