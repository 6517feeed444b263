"""Commands on who may not score whom: declared before anything is read, challenged by a firm, or found late.

Source: docs/rules/scoring.md, "The committee"
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from center.core.actor import Actor, Role
from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import NotFoundError
from center.core.text import _
from center.tenancy.applications.models import Application
from center.tenancy.review.models import (
    Challenge,
    ChallengeVote,
    Declaration,
    Exclusion,
    Origin,
    ReviewStage,
    Seat,
    Sheet,
    SheetState,
)
from center.tenancy.review.queries import (
    admitted,
    declarations_of,
    excluded_from,
    exclusions_of,
    find_review,
    get_challenge,
    get_own_seat,
    get_seat,
    scoring_seats,
)
from center.tenancy.review.rules.committee import CommitteeError, Ground, SeatRole
from center.tenancy.review.service.committee import seat_subject
from center.tenancy.review.service.locking import ReviewClosedError, ensure_list_frozen, locked_call
from center.tenancy.review.service.stages import renew_shortlist, seal_again


@dataclass(frozen=True, slots=True)
class Said:
    """What a member says of one firm: None where there is no conflict, else its ground, and what they add."""

    ground: Ground | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Excluding:
    """How it came that somebody may not score a firm, on which ground, and the reason in words."""

    origin: Origin
    ground: Ground
    reason: str


def declare(call_id: int, said: Mapping[int, Said], *, by: Actor, now: datetime) -> None:
    """Declare of each firm, by its application, whether there is a conflict; what was declared before stays.

    Raises:
        NotFoundError: who acts has no seat there.
        CommitteeError: they have not signed, do not score, or left out a firm.
        ReviewClosedError: it is not decided yet who is admitted.
    """
    with transaction() as session:
        call = locked_call(call_id)
        ensure_list_frozen(call_id)
        seat = get_own_seat(call_id, by.user_id)
        _ensure_declares(seat)
        known = declarations_of(call_id)
        open_ = [one for one in admitted(call_id) if (seat.id, one.id) not in known]
        if any(one.id not in said for one in open_):
            raise CommitteeError(_("기업마다 이해관계가 있는지 없는지 골라 주세요."))
        for one in open_:
            session.add(_declaration(seat, one, said[one.id], now))
            if (ground := said[one.id].ground) is not None:
                _exclude(seat, one, Excluding(Origin.DECLARED, ground, said[one.id].note), now)
        conflicts = [one.receipt_number for one in open_ if said[one.id].ground is not None]
        record("committee.declared", seat_subject(seat, call), by=by, n=len(open_), conflicts=conflicts)


def _ensure_declares(seat: Seat) -> None:
    if seat.role == SeatRole.SECRETARY:
        raise CommitteeError(_("간사는 심사하지 않으므로 이해관계를 밝히지 않습니다."))
    if seat.pledged_at is None:
        raise CommitteeError(_("먼저 비밀 유지 서약에 서명해 주세요."))


def _declaration(seat: Seat, application: Application, said: Said, now: datetime) -> Declaration:
    return Declaration(
        seat_id=seat.id, application_id=application.id, ground=said.ground, note=said.note, declared_at=now
    )


def _exclude(seat: Seat, application: Application, why: Excluding, now: datetime) -> Exclusion:
    """Exclude somebody from a firm; what they scored of it is void and stays on record."""
    exclusion = Exclusion(
        seat_id=seat.id,
        application_id=application.id,
        origin=why.origin,
        ground=why.ground,
        reason=why.reason,
        at=now,
    )
    db.session.add(exclusion)
    theirs = (Sheet.seat_id == seat.id, Sheet.application_id == application.id, Sheet.voided_at.is_(None))
    for sheet in db.session.scalars(select(Sheet).where(*theirs).with_for_update()):
        sheet.voided_at, sheet.void_reason = now, why.reason
        sheet.version += 1
    db.session.flush()
    return exclusion


def challenge(
    call_id: int, seat_id: int, application_id: int, *, ground: Ground, reason: str, by: Actor, now: datetime
) -> Challenge:
    """Enter that an applicant challenges a member (기피); the rest of the committee decides.

    Raises:
        NotFoundError: no such seat or applicant in this call.
        CommitteeError: the member does not score, is excluded already, or is challenged by this firm already.
    """
    with transaction() as session:
        call = locked_call(call_id)
        seat, application = get_seat(call_id, seat_id), get_admitted(call_id, application_id)
        _ensure_excludable(seat, application)
        open_ = (Challenge.seat_id == seat.id, Challenge.application_id == application.id)
        if session.scalar(select(Challenge.id).where(*open_, Challenge.decided_at.is_(None))):
            raise CommitteeError(_("이 기업이 낸 기피 신청을 아직 결정하지 않았습니다."))
        entered = Challenge(
            seat_id=seat.id, application_id=application.id, ground=ground, reason=reason, entered_at=now
        )
        session.add(entered)
        session.flush()
        facts = {"applicant": application.receipt_number, "challenge": entered.id, "ground": ground}
        record("committee.challenged", seat_subject(seat, call), by=by, **facts)
    return entered


def get_admitted(call_id: int, application_id: int) -> Application:
    """An applicant that was admitted to the review of a call.

    Raises:
        NotFoundError
    """
    for one in admitted(call_id):
        if one.id == application_id:
            return one
    raise NotFoundError


def _ensure_excludable(seat: Seat, application: Application) -> None:
    if not seat.is_here or seat.role == SeatRole.SECRETARY:
        raise CommitteeError(_("이 사람은 심사하지 않습니다."))
    if (seat.id, application.id) in exclusions_of(seat.call_id):
        raise CommitteeError(_("이미 이 기업의 심사에서 빠진 위원입니다."))


def vote(call_id: int, challenge_id: int, *, is_for: bool, by: Actor, now: datetime) -> None:
    """Vote on a challenge; a vote is cast once. The challenged member has none, nor who may see nothing of the firm.

    Raises:
        NotFoundError: no such challenge, or who acts has no seat or none of those votes.
        CommitteeError: they do not score or voted before.
        ReviewClosedError: it is decided.
    """
    with transaction() as session:
        call = locked_call(call_id)
        open_, seat = get_challenge(call_id, challenge_id), get_own_seat(call_id, by.user_id)
        if seat.id == open_.seat_id or open_.application_id in excluded_from(seat):
            raise NotFoundError
        if open_.decided_at is not None:
            raise ReviewClosedError(_("이미 결정한 기피 신청입니다."))
        if not seat.scores:
            raise CommitteeError(_("심사하는 위원만 의결할 수 있습니다."))
        if any(one.seat_id == seat.id for one in open_.votes):
            raise CommitteeError(_("이미 의견을 냈습니다."))
        session.add(ChallengeVote(challenge_id=open_.id, seat_id=seat.id, is_for=is_for, at=now))
        record("committee.voted", seat_subject(seat, call), by=by, challenge=open_.id)


def decide(call_id: int, challenge_id: int, *, outcome: str, by: Actor, now: datetime) -> Challenge:
    """Close the vote on a challenge: upheld where more voted for it than against; a tie leaves the member in.

    By the chair, the secretary or staff, with the committee's reason. Upheld, it excludes and voids as a declaration does.

    Raises:
        NotFoundError
        CommitteeError: not more than half of the others have voted.
        ReviewClosedError: it is decided.
    """
    with transaction():
        call = locked_call(call_id)
        open_ = get_challenge(call_id, challenge_id)
        _ensure_closes(open_, by)
        if open_.decided_at is not None:
            raise ReviewClosedError(_("이미 결정한 기피 신청입니다."))
        others = voters_on(open_)
        if 2 * len(open_.votes) <= len(others):
            raise CommitteeError(_("나머지 위원 %(n)s명의 과반이 의견을 내야 결정할 수 있습니다.", n=len(others)))
        n_for = sum(one.is_for for one in open_.votes)
        open_.decided_at, open_.is_upheld, open_.outcome = now, 2 * n_for > len(open_.votes), outcome
        if open_.is_upheld:
            why = Excluding(Origin.CHALLENGED, Ground(open_.ground), outcome)
            _exclude_and_seal(open_.seat, open_.application, why, by=by, now=now)
        facts = {"challenge": open_.id, "applicant": open_.application.receipt_number, "is_upheld": open_.is_upheld}
        record("committee.challenge-decided", seat_subject(open_.seat, call), by=by, n_for=n_for, **facts)
    return open_


def voters_on(open_: Challenge) -> list[Seat]:
    """Who votes on a challenge: everybody who scores, but the challenged member and who may see nothing of the firm."""
    call_id, excluded = open_.seat.call_id, exclusions_of(open_.seat.call_id)
    barred = {open_.seat_id, *(seat for seat, one in excluded if one == open_.application_id)}
    return [seat for seat in scoring_seats(call_id) if seat.id not in barred]


def _ensure_closes(open_: Challenge, by: Actor) -> None:
    """Staff, or who has a seat from which it is closed: the chair or the secretary, never the challenged member."""
    if by.roles & {Role.STAFF, Role.ADMIN}:
        return
    seat = get_own_seat(open_.seat.call_id, by.user_id)
    if seat.id == open_.seat_id:
        raise NotFoundError
    if not seat.is_chair:
        raise CommitteeError(_("위원장이나 간사가 결정을 적습니다."))


def exclude_late(
    call_id: int, seat_id: int, application_id: int, *, ground: Ground, reason: str, by: Actor, now: datetime
) -> Exclusion:
    """Exclude a member from a firm after scoring began: their sheets of it are void, frozen stages are sealed anew.

    By staff, after they have seen what it changes; see `queries.record_of` with `without`.

    Raises:
        NotFoundError
        CommitteeError: the member is excluded already.
        ReviewClosedError
    """
    with transaction():
        call = locked_call(call_id)
        ensure_list_frozen(call_id)
        seat, application = get_seat(call_id, seat_id), get_admitted(call_id, application_id)
        if (seat.id, application.id) in exclusions_of(call_id):
            raise CommitteeError(_("이미 이 기업의 심사에서 빠진 위원입니다."))
        why = Excluding(Origin.LATE, ground, reason)
        exclusion = _exclude_and_seal(seat, application, why, by=by, now=now)
        facts = {"applicant": application.receipt_number, "ground": ground, "reason": reason}
        record("committee.excluded-late", seat_subject(seat, call), by=by, **facts)
    return exclusion


def _exclude_and_seal(seat: Seat, application: Application, why: Excluding, *, by: Actor, now: datetime) -> Exclusion:
    exclusion = _exclude(seat, application, why, now)
    for stage in _frozen_with(seat, application):
        seal_again(seat.call, stage, reason=why.reason, by=by, now=now)
    if (review := find_review(seat.call_id)) is not None:
        renew_shortlist(seat.call, review)
    return exclusion


def _frozen_with(seat: Seat, application: Application) -> list[ReviewStage]:
    """The frozen stages in which somebody had submitted a sheet of a firm."""
    review = find_review(seat.call_id)
    theirs = (Sheet.seat_id == seat.id, Sheet.application_id == application.id)
    touched = set(db.session.scalars(select(Sheet.stage_id).where(*theirs, Sheet.state == SheetState.SUBMITTED)))
    return [one for one in review.stages if not one.is_open and one.id in touched] if review else []
