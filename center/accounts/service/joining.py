"""Somebody of a firm registers: asks with a proof, staff confirm or refuse.

Source: docs/rules/people.md, "Registering"
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from center.accounts.models import Joining, Membership
from center.accounts.queries.joining import get_joining, has_asked, members_of, own_joining
from center.accounts.rules.joining import (
    PROOF_KEPT,
    REPLACED,
    REQUEST_KEPT_MONTHS,
    AskedAlreadyError,
    DecidedMeanwhileError,
    FirmUnknownError,
    JoiningState,
    NewRepresentativeError,
    OwnRequestError,
    RepresentedError,
)
from center.accounts.service.grants import key_of
from center.accounts.service.membership import MemberAlreadyError, end_membership, represent
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.limits import Limit, hit
from center.core.text import Language, as_language
from center.core.time import months_before
from center.enterprises.models import Enterprise
from center.enterprises.queries import find_by_number
from center.files.models import StoredFile
from center.files.service import Accepted, drop_file, store_file
from center.mail.service import post_mail

BY_PERSON = Limit("joining person", most=20, within=timedelta(days=1))
BY_FIRM = Limit("joining firm", most=10, within=timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Claim:
    """For which firm somebody wants to act; whether they say that its representative is there no longer."""

    business_number: str
    is_former_gone: bool = False


def count_claim(user_id: int, business_number: str, *, now: datetime) -> None:
    """Count that a person asks about a firm, before anything of it is told or taken. Outside any transaction.

    Raises:
        TooManyError
    """
    hit(BY_PERSON, str(user_id), now=now)
    hit(BY_FIRM, business_number, now=now)


def count_proof(user_id: int, *, now: datetime) -> None:
    """Count that a person hands a file in, before it is taken. Outside any transaction.

    Raises:
        TooManyError
    """
    hit(BY_PERSON, str(user_id), now=now)


def is_represented(business_number: str) -> bool:
    """Whether somebody represents the firm of that number."""
    firm = find_by_number(business_number)
    return firm is not None and bool(representatives_of(firm))


def ensure_may_ask(user_id: int, claim: Claim) -> None:
    """Ask whether a request makes sense, before a file is taken in.

    Raises:
        MemberAlreadyError: the person represents that firm.
        AskedAlreadyError: a request of theirs for it is being looked at.
        RepresentedError: the firm has a representative of whom nothing was said.
    """
    if has_asked(user_id, claim.business_number):
        raise AskedAlreadyError
    firm = find_by_number(claim.business_number)
    former = representatives_of(firm) if firm else []
    if any(member.user_id == user_id for member in former):
        raise MemberAlreadyError
    if former and not claim.is_former_gone:
        raise RepresentedError


def representatives_of(firm: Enterprise) -> list[Membership]:
    """Who represents a firm now."""
    return [member for member in members_of(firm) if member.is_representative]


def ask_to_join(user_id: int, claim: Claim, proof: Accepted, *, language: Language, now: datetime) -> Joining:
    """Ask staff to confirm that one acts for a firm.

    Raises:
        MemberAlreadyError, AskedAlreadyError, RepresentedError: see `ensure_may_ask`.
    """
    by = Actor(user_id)
    asked = Joining(user_id=user_id, business_number=claim.business_number, is_former_gone=claim.is_former_gone)
    asked.language, asked.state, asked.asked_at = language, JoiningState.ASKED, now
    try:
        with transaction() as session:
            ensure_may_ask(user_id, claim)
            asked.file_id = store_file(proof, by=by, now=now).id
            session.add(asked)
            session.flush()
            record("joining.asked", _subject(asked.id), by=by)
    except IntegrityError as error:
        raise AskedAlreadyError from error
    return asked


def _subject(joining_id: int) -> str:
    return f"joining {joining_id}"


def _decide(
    joining_id: int,
    state: JoiningState,
    *,
    now: datetime,
    by: Actor,
    reason: str | None = None,
    enterprise_id: int | None = None,
) -> Joining:
    """Decide a request that nobody decided yet, in the transaction of what follows from it; of two at once one does.

    Raises:
        DecidedMeanwhileError
    """
    with transaction() as session:
        waits = (Joining.id == joining_id, Joining.state == JoiningState.ASKED)
        values = {"state": state, "decided_by": key_of(by), "decided_at": now, "reason": reason}
        values["enterprise_id"] = enterprise_id
        decided = session.scalars(update(Joining).where(*waits).values(values).returning(Joining)).one_or_none()
        if decided is None:
            raise DecidedMeanwhileError
        record(f"joining.{state}", _subject(joining_id), by=by)
    return decided


def withdraw_joining(joining_id: int, *, now: datetime, by: Actor) -> None:
    """Take one's own request back; its proof goes at once.

    Raises:
        NotFoundError: there is none of that number, or it is somebody else's.
        DecidedMeanwhileError
    """
    with transaction():
        own_joining(joining_id, by.user_id or 0)
        _drop_proofs([_decide(joining_id, JoiningState.WITHDRAWN, now=now, by=by)])


def refuse_joining(joining_id: int, *, reason: str, now: datetime, by: Actor) -> None:
    """Refuse a request; the reason is mailed.

    Raises:
        NotFoundError, DecidedMeanwhileError
        OwnRequestError: one asked oneself.
    """
    with transaction():
        _ensure_of_others(get_joining(joining_id), by)
        asked = _decide(joining_id, JoiningState.REFUSED, reason=reason, now=now, by=by)
        _tell(asked, "refused", reason=reason)


def approve_joining(joining_id: int, *, now: datetime, by: Actor) -> None:
    """Let a person represent a firm; of whom they said that they are gone acts for it no longer, and is told.

    Raises:
        NotFoundError, DecidedMeanwhileError
        OwnRequestError: one asked oneself.
        FirmUnknownError: the registry does not have the firm.
        NewRepresentativeError: it got a representative whom the request cannot have meant.
    """
    with transaction():
        waiting = get_joining(joining_id)
        _ensure_of_others(waiting, by)
        firm = _locked_firm(waiting.business_number)
        asked = _decide(joining_id, JoiningState.APPROVED, now=now, by=by, enterprise_id=firm.id)
        for former in representatives_of(firm):
            if former.user_id != asked.user_id:
                _replace(former, asked, now=now, by=by)
        represent(asked.user_id, firm, now=now, by=by)
        _tell(asked, "approved", firm=firm.name)


def _ensure_of_others(asked: Joining, by: Actor) -> None:
    if asked.user_id == by.user_id:
        raise OwnRequestError


def _locked_firm(business_number: str) -> Enterprise:
    """The firm; who approves another request for it at the same time waits and then sees this one's outcome."""
    firm = find_by_number(business_number)
    if firm is None:
        raise FirmUnknownError
    return db.session.get_one(Enterprise, firm.id, with_for_update=True)


def _replace(former: Membership, asked: Joining, *, now: datetime, by: Actor) -> None:
    if not asked.is_former_gone or former.since > asked.asked_at:
        raise NewRepresentativeError
    facts = {"what": "replaced", "name": former.user.name, "firm": former.enterprise.name}
    end_membership(former.id, reason=REPLACED, now=now, by=by)
    post_mail("joining_told", to=former.user.email, language=former.user.language, facts=facts)


def _tell(asked: Joining, what: str, **more: str) -> None:
    facts = {"what": what, "name": asked.user.name, "number": asked.business_number, **more}
    post_mail("joining_told", to=asked.user.email, language=as_language(asked.language), facts=facts)


def _drop_proofs(requests: Sequence[Joining]) -> None:
    """Give the proofs of these requests up."""
    with transaction() as session:
        for asked in requests:
            proof = session.get(StoredFile, asked.file_id) if asked.file_id else None
            asked.file_id = None
            session.flush()
            if proof is not None:
                drop_file(proof)


def forget_joinings(now: datetime) -> None:
    """Give up the proofs whose time after the decision is over; after three years the requests and what ended."""
    long_ago = months_before(now, REQUEST_KEPT_MONTHS)
    with transaction() as session:
        over = (Joining.file_id.is_not(None), Joining.decided_at <= now - PROOF_KEPT)
        _drop_proofs(session.scalars(select(Joining).where(*over)).all())
        session.execute(delete(Joining).where(Joining.decided_at <= long_ago))
        session.execute(delete(Membership).where(Membership.ended_at <= long_ago))


def leave_firms(user_id: int, *, reason: str, now: datetime) -> None:
    """End all that somebody has with firms: what they act for, what they asked for, the proofs. For who is erased."""
    by = Actor(user_id)
    with transaction() as session:
        held = (Membership.user_id == user_id, Membership.ended_at.is_(None))
        for membership_id in session.scalars(select(Membership.id).where(*held)).all():
            end_membership(membership_id, reason=reason, now=now, by=by)
        own = session.scalars(select(Joining).where(Joining.user_id == user_id)).all()
        for asked in own:
            if asked.state == JoiningState.ASKED:
                _decide(asked.id, JoiningState.WITHDRAWN, now=now, by=by)
        _drop_proofs(own)
        session.execute(update(Joining).where(Joining.user_id == user_id).values(reason=None))
