"""A call of the API with a key: however often it comes, it makes one booking and gets one answer.

Source: docs/rules/api.md, "Idempotency"
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from center.bookings import queries
from center.bookings.models import Booking, KeptAnswer
from center.bookings.rules.refusals import KeyReusedError
from center.bookings.service.booking import Wish, make_booking, offering_alternatives
from center.bookings.service.command import booking_command, one_holder

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, with which key, and what they sent."""

    caller: str
    key: str
    body: Mapping[str, Any]

    @property
    def mark(self) -> str:
        """What the call is recognised by; names nobody."""
        return hashlib.sha256(f"{self.caller}\n{self.key}".encode()).hexdigest()

    @property
    def body_hash(self) -> str:
        """What was sent, whatever the order of its fields; with the key, which is not kept, nobody can guess it."""
        return hashlib.sha256(f"{self.key}\n{json.dumps(self.body, sort_keys=True)}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Answered:
    """What is answered, and the nonce that its manage token is made of."""

    reference: str
    nonce: str
    answer: Mapping[str, Any]


def book_once(wish: Wish, call: Call, *, show: Callable[[Booking], dict[str, Any]], now: datetime) -> Answered:
    """Book, or find what the same call has booked within the last day. `show` makes the answer that is kept.

    A refusal is not kept: the same call may succeed later.

    Raises:
        KeyReusedError: the key came with another content.
        as `book_rooms`.
    """
    with offering_alternatives(wish, now=now), one_holder(wish.rooms), booking_command(now) as session:
        if kept := queries.find_answer(call.mark, now - KEPT_FOR):
            return _again(kept, call)
        booking = make_booking(wish, now=now)
        answer = show(booking)
        session.merge(
            KeptAnswer(mark=call.mark, body_hash=call.body_hash, answer=answer, nonce=booking.manage_nonce, at=now)
        )
        return Answered(booking.reference, booking.manage_nonce, answer)


def _again(kept: KeptAnswer, call: Call) -> Answered:
    if kept.body_hash != call.body_hash:
        raise KeyReusedError
    return Answered(str(kept.answer["reference"]), kept.nonce, kept.answer)
