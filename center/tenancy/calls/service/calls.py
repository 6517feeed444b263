"""Commands on calls: written, published, amended, called off, questions answered.

Source: docs/rules/calls.md, "The call"
"""

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy import delete, func, select

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError, ConflictError
from center.core.text import _
from center.spaces.queries import lock_units
from center.tenancy.calls import queries
from center.tenancy.calls.models import Call, CallAnswer, CallVersion
from center.tenancy.calls.rules.content import Content, moved, seal_of, to_plain
from center.tenancy.calls.rules.publishing import CalledOffError, Fault, NotReadyError, faults_of


class PublishedError(ConflictError):
    """A call that the public has read is called off, not thrown away."""

    kind = "call-published"

    def __init__(self) -> None:
        super().__init__(_("이미 공고한 것은 지울 수 없습니다. 공고를 취소해 주세요."))


class NothingChangedError(ConflictError):
    """An amendment would change nothing."""

    kind = "nothing-changed"

    def __init__(self) -> None:
        super().__init__(_("공고한 것과 달라진 것이 없습니다."))


def begin_call(content: Content, notice_on: date, *, by: Actor | str, now: datetime) -> Call:
    """A new call, to be written: like `content`, with its days moved to a notice on that day."""
    with transaction() as session:
        lock_units()
        last = session.scalar(select(func.max(Call.position)).where(Call.year == notice_on.year)) or 0
        draft = to_plain(moved(content, notice_on))
        call = Call(year=notice_on.year, position=last + 1, draft=draft, made_at=now)
        session.add(call)
        session.flush()
        record("call.begun", _subject(call), by=by)
    return call


def _subject(call: Call) -> str:
    return f"call {call.number}"


def write(call: Call, change: Callable[[Content], Content], *, version: int, by: Actor | str) -> None:
    """Change a part of what is being written.

    Raises:
        ChangedMeanwhileError: somebody else wrote meanwhile.
        CalledOffError
    """
    with transaction():
        call = _present(call, version)
        call.draft = to_plain(change(call.written))
        call.version += 1
        record("call.written", _subject(call), by=by)


def _present(call: Call, version: int) -> Call:
    """The call as it is now, locked, if nobody has written since that version."""
    lock_units()
    present = queries.get_call(call.id)
    db.session.refresh(present)
    if present.called_off_at is not None:
        raise CalledOffError
    if present.version != version:
        raise ChangedMeanwhileError(_("다른 담당자가 이 공고를 고쳤습니다."))
    return present


def faults_now(call: Call, now: datetime) -> list[Fault]:
    """Everything that keeps what is being written from being published."""
    content, before = call.written, call.published
    taken = queries.not_free_on(content.schedule.move_in_on)
    return faults_of(content, now, before=before.says if before else None, taken=taken)


def publish(call: Call, *, version: int, reason: str, by: Actor | str, now: datetime) -> CallVersion:
    """Let the public read what was written; it is frozen with its hash. After the first time it is an amendment.

    Raises:
        NotReadyError: with everything that is missing.
        NothingChangedError, ChangedMeanwhileError, CalledOffError
    """
    with transaction() as session:
        call = _present(call, version)
        if faults := faults_now(call, now):
            raise NotReadyError(faults)
        content, before = to_plain(call.written), call.published
        if before is not None and before.sha256 == seal_of(content):
            raise NothingChangedError
        published = CallVersion(
            n=(before.n if before else 0) + 1,
            content=content,
            sha256=seal_of(content),
            reason=reason,
            published_at=now,
        )
        call.versions.append(published)
        call.version += 1
        session.flush()
        record("call.published", _subject(call), by=by, n=published.n, sha256=published.sha256, reason=reason)
    return published


def take_back(call: Call, *, version: int, by: Actor | str) -> None:
    """Write on from what is public: what was written since is forgotten.

    Raises:
        ChangedMeanwhileError, CalledOffError
    """
    with transaction():
        call = _present(call, version)
        if call.published is not None:
            call.draft = call.published.content
            call.version += 1
            record("call.taken-back", _subject(call), by=by)


def throw_away(call: Call, *, version: int, by: Actor | str) -> None:
    """Forget a call that nobody has read.

    Raises:
        PublishedError, ChangedMeanwhileError
    """
    with transaction() as session:
        call = _present(call, version)
        if call.published is not None:
            raise PublishedError
        session.execute(delete(CallAnswer).where(CallAnswer.call_id == call.id))
        record("call.thrown-away", _subject(call), by=by)
        session.delete(call)


def call_off(call: Call, *, version: int, reason: str, by: Actor | str, now: datetime) -> None:
    """End a call before its time; the public reads why.

    Raises:
        ChangedMeanwhileError, CalledOffError
    """
    with transaction():
        call = _present(call, version)
        call.called_off_at, call.called_off_reason = now, reason
        call.version += 1
        record("call.called-off", _subject(call), by=by, reason=reason)


def answer(call: Call, question: str, text: str, *, by: Actor | str, now: datetime) -> CallAnswer:
    """Publish a question with its answer."""
    with transaction() as session:
        answered = CallAnswer(call_id=call.id, question=question, answer=text, changed_at=now)
        session.add(answered)
        session.flush()
        record("call.answered", _subject(call), by=by, answer=answered.id)
    return answered


def answer_again(
    answered: CallAnswer, question: str, text: str, *, version: int, by: Actor | str, now: datetime
) -> None:
    """Correct a question or its answer.

    Raises:
        ChangedMeanwhileError
    """
    with transaction() as session:
        present = session.get_one(CallAnswer, answered.id, populate_existing=True, with_for_update=True)
        if present.version != version:
            raise ChangedMeanwhileError(_("다른 담당자가 이 답을 고쳤습니다."))
        present.question, present.answer, present.changed_at = question, text, now
        present.version += 1
        record("call.answer-corrected", f"call answer {present.id}", by=by)
