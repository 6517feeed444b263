"""The states of a booking and the moves between them.

Source: docs/rules/booking.md, "States"
"""

from collections.abc import Mapping
from enum import StrEnum

from center.bookings.rules.refusals import AlreadyDecidedError
from center.core.text import Text, _


class State(StrEnum):
    """Where a booking stands."""

    VERIFYING = "verifying"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    EXPIRED = "expired"


MOVES: Mapping[State, frozenset[State]] = {
    State.VERIFYING: frozenset({State.CONFIRMED, State.REQUESTED, State.EXPIRED, State.CANCELLED}),
    State.REQUESTED: frozenset({State.CONFIRMED, State.REFUSED, State.CANCELLED, State.LAPSED}),
    State.CONFIRMED: frozenset({State.CANCELLED}),
}
COUNTING = frozenset({State.VERIFYING, State.REQUESTED, State.CONFIRMED})
"""The states that count against quotas."""

WORDS: Mapping[State, Text] = {
    State.VERIFYING: _("확인 번호 기다림"),
    State.REQUESTED: _("직원 확인 중"),
    State.CONFIRMED: _("확정"),
    State.REFUSED: _("거절됨"),
    State.CANCELLED: _("취소됨"),
    State.LAPSED: _("기한 지남"),
    State.EXPIRED: _("확인 시간 지남"),
}


def ensure_move(state: State, to: State) -> None:
    """Allow a move of the table.

    Raises:
        AlreadyDecidedError: the booking is past it.
    """
    if to not in MOVES.get(state, frozenset()):
        raise AlreadyDecidedError(WORDS[state])
