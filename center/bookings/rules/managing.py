"""What the booker may still do with a booking, and until when.

Source: docs/rules/booking.md, "Managing a booking"
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from center.bookings.rules.refusals import AlreadyDecidedError, TooLateToCancelError, TooLateToChangeError
from center.bookings.rules.states import MOVES, WORDS, State
from center.core.time import Period

WORDS_OF_A_BOOKING = ("purpose", "purpose_kind", "headcount", "organisation")
"""What can be changed besides the time."""


class Outcome(StrEnum):
    """What a change of time comes to."""

    NOTHING = "nothing"
    MOVED = "moved"
    ASKED = "asked"
    """Staff decide; the old time stays until then."""
    TAKEN_BACK = "taken_back"
    """The booking stays at its time; staff need not decide any more."""


@dataclass(frozen=True, slots=True)
class Change:
    """What somebody wants otherwise: another time of the same rooms, other words, or both."""

    period: Period | None = None
    words: Mapping[str, Any] = field(default_factory=dict)


def deadline(start: datetime, hours: int) -> datetime:
    """Until when, that instant included, the booker may cancel or move a confirmed booking."""
    return start - timedelta(hours=hours)


def ensure_alive(state: State) -> None:
    """Let pass what has not ended.

    Raises:
        AlreadyDecidedError
    """
    if state not in MOVES:
        raise AlreadyDecidedError(WORDS[state])


def until_when(state: State, start: datetime, hours: int) -> datetime:
    """Until when the booker may give it up or move it: what holds nothing for sure, until it would begin."""
    return deadline(start, hours) if state == State.CONFIRMED else start


def ensure_cancellable(state: State, start: datetime, hours: int, *, now: datetime) -> None:
    """Raises: AlreadyDecidedError, TooLateToCancelError."""
    ensure_alive(state)
    if now > (until := until_when(state, start, hours)):
        raise TooLateToCancelError(until)


def ensure_movable(state: State, start: datetime, hours: int, *, now: datetime) -> None:
    """Raises: AlreadyDecidedError, TooLateToChangeError."""
    ensure_alive(state)
    if now > (until := until_when(state, start, hours)):
        raise TooLateToChangeError(until)


def ensure_words_changeable(state: State, start: datetime, *, now: datetime) -> None:
    """Words may change until the use begins.

    Raises:
        AlreadyDecidedError, TooLateToChangeError
    """
    ensure_alive(state)
    if now >= start:
        raise TooLateToChangeError(start)
