"""A firm proposes to correct its record; staff take it over into the record, or refuse it.

Source: docs/rules/people.md, "The firm's own pages"
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update

from center.accounts.models import Correction
from center.accounts.queries.corrections import get_correction
from center.accounts.rules.corrections import (
    CORRECTION_KEPT_MONTHS,
    PROPOSABLE,
    CorrectionDecidedError,
    CorrectionState,
    OwnCorrectionError,
    differing,
)
from center.accounts.service.grants import key_of
from center.accounts.service.sessions import subject_of
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import transaction
from center.core.errors import ChangedMeanwhileError, NotFoundError
from center.core.limits import Limit, hit
from center.core.text import Language, _, as_language
from center.core.time import months_before
from center.enterprises.models import Enterprise
from center.enterprises.queries import find_by_id, records_of
from center.enterprises.service import Source, Why, change_firm, lock
from center.mail.service import post_mail

BY_FIRM = Limit("correction firm", most=10, within=timedelta(days=1))


def count_proposal(firm: Enterprise, *, now: datetime) -> None:
    """Count a proposal before it is kept. Outside any transaction.

    Raises:
        TooManyError
    """
    hit(BY_FIRM, str(firm.id), now=now)


def propose_correction(
    firm: Enterprise, typed: Mapping[str, str], note: str, *, version: int, language: Language, now: datetime, by: Actor
) -> Correction:
    """Ask staff to correct the record of the firm for which somebody acts; `typed` has every field of the form.

    Raises:
        ChangedMeanwhileError: the record is another one than the form showed.
        NothingProposedError
    """
    with transaction() as session:
        locked = lock(firm)
        if version != locked.version:
            raise ChangedMeanwhileError(_("그동안 기업 기록이 바뀌었습니다."))
        changes = differing({name: getattr(locked, name) for name in PROPOSABLE}, typed)
        asked = Correction(enterprise_id=locked.id, user_id=by.user_id, changes=changes, note=note, language=language)
        asked.state, asked.asked_at = CorrectionState.ASKED, now
        session.add(asked)
        session.flush()
        record("correction.asked", _subject(asked.id), by=by, fields=sorted(changes))
    return asked


def _subject(correction_id: int) -> str:
    return f"correction {correction_id}"


def _decide(
    correction_id: int, state: CorrectionState, *, now: datetime, by: Actor, reason: str | None = None
) -> Correction:
    """Decide a proposal that nobody decided yet, in the transaction of what follows from it; of two at once one does.

    Raises:
        CorrectionDecidedError
    """
    with transaction() as session:
        waits = (Correction.id == correction_id, Correction.state == CorrectionState.ASKED)
        values = {"state": state, "decided_by": key_of(by), "decided_at": now, "reason": reason}
        decided = session.scalars(update(Correction).where(*waits).values(values).returning(Correction)).one_or_none()
        if decided is None:
            raise CorrectionDecidedError
        record(f"correction.{state}", _subject(correction_id), by=by)
    return decided


def withdraw_correction(firm: Enterprise, correction_id: int, *, now: datetime, by: Actor) -> None:
    """Take a proposal of the firm back, for which one acts.

    Raises:
        NotFoundError: the firm made none of that number.
        CorrectionDecidedError
    """
    with transaction():
        if get_correction(correction_id).enterprise_id not in records_of(firm):
            raise NotFoundError
        _decide(correction_id, CorrectionState.WITHDRAWN, now=now, by=by)


def accept_correction(correction_id: int, *, version: int, now: datetime, by: Actor) -> None:
    """Take a proposal over into the record as it is now; the history names who proposed it, who did so is told.

    Raises:
        NotFoundError, CorrectionDecidedError, OwnCorrectionError
        ChangedMeanwhileError: the record is another one than staff saw.
    """
    with transaction():
        asked = _of_others(correction_id, by)
        firm = _firm_of(asked)
        proposed: dict[str, Any] = {name: pair[1] for name, pair in asked.changes.items()}
        why = Why(by=by, source=Source.FIRM, reason=asked.note, proposed_by=subject_of(asked.user_id))
        change_firm(firm, replace(firm.profile, **proposed), version=version, why=why, now=now)
        _tell(_decide(correction_id, CorrectionState.ACCEPTED, now=now, by=by), "corrected", firm)


def refuse_correction(correction_id: int, *, reason: str, now: datetime, by: Actor) -> None:
    """Leave the record as it is; the reason is mailed.

    Raises:
        NotFoundError, CorrectionDecidedError, OwnCorrectionError
    """
    with transaction():
        firm = _firm_of(_of_others(correction_id, by))
        asked = _decide(correction_id, CorrectionState.REFUSED, reason=reason, now=now, by=by)
        _tell(asked, "not-corrected", firm, reason=reason)


def _of_others(correction_id: int, by: Actor) -> Correction:
    asked = get_correction(correction_id)
    if asked.user_id == by.user_id:
        raise OwnCorrectionError
    return asked


def _firm_of(asked: Correction) -> Enterprise:
    """The record that stands for the firm now."""
    firm = find_by_id(asked.enterprise_id)
    if firm is None:
        raise NotFoundError
    return firm


def _tell(asked: Correction, what: str, firm: Enterprise, **more: str) -> None:
    if asked.user.disabled_at is None:
        facts = {"what": what, "name": asked.user.name, "firm": firm.name, **more}
        post_mail("firm_told", to=asked.user.email, language=as_language(asked.language), facts=facts)


def drop_proposals(user_id: int, *, now: datetime) -> None:
    """Withdraw what somebody proposed that waits, and forget their words. For who is erased."""
    with transaction() as session:
        own = (Correction.user_id == user_id, Correction.state == CorrectionState.ASKED)
        ended = {"state": CorrectionState.WITHDRAWN, "decided_by": subject_of(user_id), "decided_at": now}
        session.execute(update(Correction).where(*own).values(ended))
        session.execute(update(Correction).where(Correction.user_id == user_id).values(note="", reason=None))


def forget_corrections(now: datetime) -> None:
    """Remove proposals three years after they were decided."""
    long_ago = months_before(now, CORRECTION_KEPT_MONTHS)
    with transaction() as session:
        session.execute(delete(Correction).where(Correction.decided_at <= long_ago))
