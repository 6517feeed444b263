"""Commands with which an application counts: handed in, reopened, put back, withdrawn.

A submission counts when its command arrives no later than through the announced second.
Source: docs/rules/calls.md, "The application"
"""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.text import Language
from center.tenancy.applications.models import STANDING, Application, State, Submission
from center.tenancy.applications.rules.eligibility import is_barred, verdicts_of
from center.tenancy.applications.rules.known import as_known
from center.tenancy.applications.rules.written import Missing, missing_of, seal_of
from center.tenancy.applications.service.letters import tell
from center.tenancy.applications.service.writing import (
    BarredError,
    IncompleteError,
    NotWritableError,
    applicant_of,
    ensure_open,
    ensure_writable,
    forget_unnamed,
    locked,
    subject,
)
from center.tenancy.calls.models import Call, CallVersion
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.content import Content


def missing_now(application: Application, content: Content) -> list[Missing]:
    """Everything that keeps it from being handed in."""
    there = {one.document_key for one in application.files if one.is_in_draft}
    return missing_of(application.written, content, there, is_on_paper=application.is_on_paper)


def submit(application: Application, *, version: int, language: Language, by: Actor, now: datetime) -> Submission:
    """Hand in what is written. Once more without a change gives the same submission.

    `now` is when the command arrived. Side effects: a receipt number the first time, a mail with the receipt.

    Raises:
        NotOpenError: it arrived after the announced second.
        IncompleteError, BarredError, ChangedMeanwhileError, NotWritableError
    """
    call_id = application.call_id
    with transaction() as session:
        call = session.get_one(Call, call_id, populate_existing=True, with_for_update=True)
        present = locked(application)
        if present.state == State.SUBMITTED and not present.is_reopened and present.standing:
            return present.standing
        ensure_writable(present, version)
        _call, published = get_published(call.id)
        content = ensure_open(call, published, now)
        if missing := missing_now(present, content):
            raise IncompleteError(missing)
        if is_barred(verdicts := verdicts_of(applicant_of(present.enterprise), content)):
            raise BarredError(verdicts)
        present.language = language
        return _hand_in(present, published, by=by, now=now)


def _hand_in(
    application: Application, published: CallVersion, *, by: Actor, now: datetime, entered_at: datetime | None = None
) -> Submission:
    content = _handed_in(application, published)
    submission = Submission(
        application_id=application.id,
        n=len(application.submissions) + 1,
        at=now,
        entered_at=entered_at,
        call_version=published.n,
        content=content,
        sha256=seal_of(content),
        by_id=by.user_id,
    )
    application.submissions.append(submission)
    application.number = application.number or _next_number(application.call_id)
    application.state, application.is_reopened = State.SUBMITTED, False
    application.version += 1
    for one in application.files:
        if one.supplement_id is None:
            one.is_handed_in = one.is_in_draft
    forget_unnamed(application)
    record("application.submitted", subject(application), by=by, number=application.number, sha256=submission.sha256)
    tell(application, "received", at=now.isoformat(), sha256=submission.sha256)
    return submission


def _handed_in(application: Application, published: CallVersion) -> dict[str, Any]:
    """All that is handed in, as JSON keeps it: the firm as the registry has it, what was written, the papers' hashes."""
    papers = [
        {"document": one.document_key, "name": one.file.name, "sha256": one.file.sha256, "file": one.id}
        for one in application.files
        if one.is_in_draft
    ]
    return {
        "call": published.sha256,
        "firm": as_known(application.enterprise.profile),
        "written": application.draft,
        "papers": papers,
    }


def enter(application: Application, *, version: int, by: Actor, now: datetime) -> Submission:
    """Take in what came on paper, as of when it was received; who may not apply is told so by the screening.

    Side effects: a receipt number, a mail with the receipt where an address is known.

    Raises:
        IncompleteError, ChangedMeanwhileError, NotWritableError
    """
    with transaction() as session:
        call = session.get_one(Call, application.call_id, populate_existing=True, with_for_update=True)
        present = locked(application)
        if present.standing and present.standing.entered_at:
            return present.standing
        ensure_writable(present, version)
        if not present.is_on_paper or present.received_at is None:
            raise NotWritableError
        _call, published = get_published(call.id)
        if missing := missing_now(present, published.says):
            raise IncompleteError(missing)
        return _hand_in(present, published, by=by, now=present.received_at, entered_at=now)


def _next_number(call_id: int) -> int:
    """The next receipt number of a call; that of a withdrawn application is not given again."""
    last = select(func.max(Application.number)).where(Application.call_id == call_id)
    return (db.session.scalar(last) or 0) + 1


def reopen(application: Application, *, by: Actor, now: datetime) -> None:
    """Write on what was handed in; until it is handed in again the last submission stands.

    Raises:
        NotOpenError, NotWritableError
    """
    with transaction():
        call, version = get_published(application.call_id)
        ensure_open(call, version, now)
        present = locked(application)
        if present.state != State.SUBMITTED:
            raise NotWritableError
        if not present.is_reopened:
            present.is_reopened = True
            present.version += 1
            record("application.reopened", subject(present), by=by)


def put_back(application: Application, *, by: Actor | str) -> None:
    """Forget what was written since the last submission.

    Raises:
        NotWritableError: nothing is being written.
    """
    with transaction():
        present = locked(application)
        if not present.is_reopened or present.standing is None:
            raise NotWritableError
        present.draft = present.standing.content["written"]
        present.is_reopened = False
        present.version += 1
        for one in present.files:
            one.is_in_draft = one.is_handed_in and one.supplement_id is None
        forget_unnamed(present)
        record("application.put-back", subject(present), by=by)


def withdraw(application: Application, *, language: Language, by: Actor, now: datetime) -> None:
    """Take an application back; its number stays used. Once more changes nothing.

    Raises:
        NotWritableError: it was never handed in, or its firm was told that it is not admitted.
    """
    with transaction():
        present = locked(application)
        if present.state == State.WITHDRAWN:
            return
        if present.state not in STANDING or (present.told_screening and not present.told_screening.is_eligible):
            raise NotWritableError
        present.state, present.withdrawn_at, present.is_reopened = State.WITHDRAWN, now, False
        present.version += 1
        record("application.withdrawn", subject(present), by=by)
        present.language = language
        tell(present, "withdrawn")
