"""What a committee is told by mail: an invitation, a stage that was opened or frozen, sheets to come.

No letter names an applicant or a number of sheets. Source: docs/rules/scoring.md, "The committee"
"""

from collections.abc import Iterable
from enum import StrEnum

from center.accounts.queries import users_of
from center.core.text import Text, kept
from center.mail.service import post_mail
from center.tenancy.calls.models import Call
from center.tenancy.calls.rules.content import Content
from center.tenancy.review.models import Seal, Seat
from center.tenancy.review.queries import scoring_seats
from center.tenancy.review.rules.committee import SEAT_WORDS, SeatRole


class Told(StrEnum):
    """What a letter is about."""

    INVITED = "invited"
    STAGE_OPENED = "stage_opened"
    REMINDED = "reminded"


def tell(seats: Iterable[Seat], call: Call, what: Told, *, stage: Text | None = None) -> None:
    """Post a letter to each, in the language in which they last read pages; to nobody whose account is closed."""
    told = list(seats)
    people = users_of([seat.user_id for seat in told])
    for seat in told:
        person = people[seat.user_id]
        if person.disabled_at is None:
            facts = {
                "what": what,
                "title": kept(call.versions[-1].says.heading),
                "role": kept(SEAT_WORDS[SeatRole(seat.role)]),
                "desk": call.id if seat.role == SeatRole.SECRETARY else None,
                "stage": kept(stage) if stage else None,
            }
            post_mail("committee_told", to=person.email, language=person.language, facts=facts)


def tell_frozen(call: Call, content: Content, seal: Seal, key: str) -> None:
    """Mail the number of a stage's seal to everybody who scores: with it any later change is found."""
    stage = next(one for one in content.stages if one.key == key)
    facts = {
        "call_id": call.id,
        "title": kept(content.heading),
        "stage": kept(stage.title),
        "root": seal.root,
        "at": seal.sealed_at.isoformat(),
    }
    for person in users_of([seat.user_id for seat in scoring_seats(call.id)]).values():
        if person.disabled_at is None:
            post_mail("stage_frozen", to=person.email, language=person.language, facts=facts)
