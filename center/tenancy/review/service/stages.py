"""Commands on the stages of a review: opened by staff, frozen and reopened by the chair. Lots for ties.

Source: docs/rules/scoring.md, "The committee"
"""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from random import SystemRandom

from center.core.actor import Actor
from center.core.audit import head_now, record
from center.core.db import db, transaction
from center.core.text import _
from center.tenancy.applications.models import Application
from center.tenancy.calls.models import Call
from center.tenancy.calls.rules.content import Content
from center.tenancy.review.models import Review, ReviewStage, Seal, Seat, Sheet
from center.tenancy.review.queries import (
    admitted,
    excluded_from,
    exclusions_of,
    find_review,
    find_stage,
    get_own_seat,
    get_review,
    get_stage,
    rules_of,
    scoring_seats,
    sheets_of,
    shortlisted,
    taking_part,
)
from center.tenancy.review.rules.committee import CommitteeError
from center.tenancy.review.rules.points import POINTS
from center.tenancy.review.rules.sealing import SALT_BYTES, Leaf, Scored, in_order, leaf_of, root_of
from center.tenancy.review.service.letters import Told, tell, tell_frozen
from center.tenancy.review.service.locking import ReviewClosedError, ensure_list_frozen, locked_call
from center.tenancy.review.service.readiness import ensure_ready

Missing = Mapping[tuple[str, str], str]
"""Why a sheet is missing, by the member's code and the receipt number."""
LOTS = SystemRandom()


def stage_subject(call: Call, key: str) -> str:
    """How the log names a stage."""
    return f"review {call.number} {key}"


def open_stage(call_id: int, key: str, *, by: Actor, now: datetime) -> ReviewStage:
    """Let the committee score a stage, and tell them by mail. Once more changes nothing.

    Lots for ties are drawn with the first one.

    Raises:
        CommitteeError: the committee is too small or too large, somebody has not signed or declared, or too few may
            score an applicant.
        ReviewClosedError: the list is not frozen, the stage before is not, or there is nobody in it.
    """
    with transaction() as session:
        call = locked_call(call_id)
        ensure_list_frozen(call_id)
        review = find_review(call_id) or _begun(call, now)
        content = rules_of(review)
        if (present := find_stage(review, key)) is not None:
            return present
        position = _ensure_next(review, content, key)
        _draw_lots(review, admitted(call_id))
        session.flush()
        applications = taking_part(call, review, key)
        ensure_ready(call_id, applications, content)
        stage = ReviewStage(
            call_id=call_id,
            key=key,
            position=position,
            opened_at=now,
            applicants=[],
            presenting=[],
            absent={},
            exceptions=[],
        )
        if position:
            stage.applicants = [one.id for one in applications]
        review.stages.append(stage)
        session.flush()
        numbers = [one.receipt_number for one in applications]
        record("review.stage-opened", stage_subject(call, key), by=by, applicants=numbers, version=review.call_version)
        tell(scoring_seats(call_id), call, Told.STAGE_OPENED, stage=content.stages[position].title)
    return stage


def _begun(call: Call, now: datetime) -> Review:
    review = Review(call_id=call.id, call_version=call.versions[-1].n, lots={}, began_at=now, stages=[])
    db.session.add(review)
    return review


def _ensure_next(review: Review, content: Content, key: str) -> int:
    keys = [one.key for one in content.stages]
    if key not in keys:
        raise ReviewClosedError(_("이 공고에 없는 단계입니다."))
    position = keys.index(key)
    before = [find_stage(review, one) for one in keys[:position]]
    if any(one is None or one.is_open for one in before):
        raise ReviewClosedError(_("앞 단계를 확정한 뒤에 열 수 있습니다."))
    return position


def _draw_lots(review: Review, applications: Sequence[Application]) -> None:
    """Give each applicant a lot that has none; who comes later is drawn behind the others."""
    fresh = [one.receipt_number for one in applications if one.receipt_number not in review.lots]
    LOTS.shuffle(fresh)
    first = len(review.lots) + 1
    review.lots = {**review.lots, **{number: first + n for n, number in enumerate(fresh)}}


def missing_sheets(call: Call, review: Review, stage: ReviewStage) -> list[tuple[Seat, Application]]:
    """The sheets that are not submitted of those that should be, by member and receipt number."""
    sheets, excluded = sheets_of(stage), exclusions_of(call.id)
    applications = taking_part(call, review, stage.key)
    return [
        (seat, one)
        for seat in scoring_seats(call.id)
        for one in applications
        if (seat.id, one.id) not in excluded and not _counts(sheets.get((seat.id, one.id)))
    ]


def _counts(sheet: Sheet | None) -> bool:
    return sheet is not None and sheet.counts


def freeze_stage(call_id: int, key: str, *, missing: Missing, by: Actor, now: datetime) -> ReviewStage:
    """End a stage: nothing in it is edited any more, and every score is sealed. By the chair. Once more changes nothing.

    Side effects: who scores is mailed the number of the seal.

    Raises:
        NotFoundError: it was not opened, or who acts has no seat.
        CommitteeError: they are not the chair, a missing sheet has no reason, or an applicant has too few sheets.
        ReviewClosedError
    """
    with transaction() as session:
        call = locked_call(call_id)
        chair = ensure_chair(call_id, by)
        ensure_list_frozen(call_id)
        stage, review = get_stage(call_id, key), get_review(call_id)
        session.refresh(stage, with_for_update=True)
        if not stage.is_open:
            return stage
        if any(one.is_open and one.position < stage.position for one in review.stages):
            raise ReviewClosedError(_("앞 단계를 먼저 확정해 주세요."))
        stage.exceptions = _excused(missing_sheets(call, review, stage), missing)
        _ensure_sheets(call, review, stage, excluded_from(chair))
        stage.frozen_at = now
        renew_shortlist(call, review)
        seal = _seal(stage, _scores(stage), "", now)
        tell_frozen(call, rules_of(review), seal, key)
        record("review.stage-frozen", stage_subject(call, key), by=by, root=seal.root, exceptions=stage.exceptions)
    return stage


def ensure_chair(call_id: int, by: Actor) -> Seat:
    """The chair's seat.

    Raises:
        NotFoundError: who acts has no seat there.
        CommitteeError: it is another one.
    """
    seat = get_own_seat(call_id, by.user_id)
    if not seat.is_chair:
        raise CommitteeError(_("위원장만 할 수 있습니다."))
    return seat


def _excused(absent: Sequence[tuple[Seat, Application]], reasons: Missing) -> list[dict[str, str]]:
    excused = []
    for seat, application in absent:
        reason = reasons.get((seat.code, application.receipt_number), "").strip()
        if not reason:
            raise CommitteeError(
                _(
                    "%(code)s 위원이 %(number)s의 채점표를 내지 않았습니다. 내게 하거나 까닭을 적어 주세요.",
                    code=seat.code,
                    number=application.receipt_number,
                )
            )
        excused.append({"member": seat.code, "applicant": application.receipt_number, "reason": reason})
    return excused


def _ensure_sheets(call: Call, review: Review, stage: ReviewStage, unseen: Collection[int]) -> None:
    """Raises: CommitteeError, where an applicant has fewer counting sheets than the call demands.

    It names none of the applications that whoever freezes may see nothing of.
    """
    few, least = short_of_sheets(call, review, stage), rules_of(review).selection.min_sheets
    if told := [f"{one.receipt_number}({n})" for one, n in few if one.id not in unseen]:
        raise CommitteeError(
            _("채점표가 %(least)s장에 못 미치는 신청이 있어 확정할 수 없습니다: %(few)s", least=least, few=told)
        )
    if few:
        raise CommitteeError(
            _(
                "위원장이 심사하지 않는 신청 가운데 채점표가 모자란 것이 있습니다. 간사에게 알려 채점을 마치게 해 주세요."
            )
        )


def short_of_sheets(call: Call, review: Review, stage: ReviewStage) -> list[tuple[Application, int]]:
    """The applications of a stage that have fewer counting sheets than the call demands, with how many."""
    counting = [one.application_id for one in sheets_of(stage).values() if one.counts]
    least = rules_of(review).selection.min_sheets
    found = [(one, counting.count(one.id)) for one in taking_part(call, review, stage.key)]
    return [(one, n) for one, n in found if n < least]


def _scores(stage: ReviewStage) -> Iterator[Scored]:
    for sheet in sheets_of(stage).values():
        if sheet.counts:
            for criterion, given in sheet.scores.items():
                yield Scored(stage.key, sheet.seat.code, sheet.application.receipt_number, criterion, given[POINTS])


def _seal(stage: ReviewStage, scores: Iterator[Scored], reason: str, now: datetime) -> Seal:
    """Seal what counts now; a score that was sealed before keeps its salt."""
    salts = {leaf.scored: leaf.salt for leaf in (leaf_of(one) for seal in stage.seals for one in seal.leaves)}
    leaves = in_order(Leaf(one, salts.get(one) or secrets.token_hex(SALT_BYTES)) for one in scores)
    seal = Seal(
        n=len(stage.seals) + 1,
        root=root_of(stage.key, [leaf.hash for leaf in leaves]),
        leaves=[leaf.plain() for leaf in leaves],
        reason=reason,
        audit_head=head_now(),
        sealed_at=now,
    )
    stage.seals.append(seal)
    return seal


def seal_again(call: Call, stage: ReviewStage, *, reason: str, by: Actor, now: datetime) -> None:
    """Seal a frozen stage anew, after a sheet of it was voided. In the transaction of what voided it."""
    seal = _seal(stage, _scores(stage), reason, now)
    record("review.sealed-again", stage_subject(call, stage.key), by=by, root=seal.root, n=seal.n)


def renew_shortlist(call: Call, review: Review) -> None:
    """Let the later stages be about those who are shortlisted now, after the first one was scored otherwise."""
    for stage in review.stages[1:]:
        if not review.stages[0].is_open:
            stage.applicants = shortlisted(call, review)


def reopen_stage(call_id: int, key: str, *, reason: str, by: Actor) -> None:
    """Let a frozen stage be scored once more, by the chair: where too few sheets count any more, or somebody joined it.

    What was submitted stays locked; it is sealed again when the stage is frozen again. After the next stage was opened
    only too few sheets are a ground.

    Raises:
        NotFoundError, CommitteeError
        ReviewClosedError: it is open, or a later stage was opened and there are enough sheets.
    """
    with transaction() as session:
        call = locked_call(call_id)
        ensure_chair(call_id, by)
        stage = get_stage(call_id, key)
        session.refresh(stage, with_for_update=True)
        if stage.is_open:
            raise ReviewClosedError(_("이미 열려 있는 단계입니다."))
        review = get_review(call_id)
        is_followed = any(one.position > stage.position for one in review.stages)
        if is_followed and not short_of_sheets(call, review, stage):
            raise ReviewClosedError(_("다음 단계를 열었으므로 다시 열 수 없습니다."))
        stage.frozen_at = None
        record("review.stage-reopened", stage_subject(call, key), by=by, reason=reason)
