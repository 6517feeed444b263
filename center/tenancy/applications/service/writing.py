"""Commands while an application is written: begun, kept, papers added and taken out, thrown away.

Writing goes on being kept after the deadline and never hands anything in. Source: docs/rules/calls.md, "The application"
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import db, transaction, violates
from center.core.errors import ChangedMeanwhileError, ConflictError, NotFoundError, RuleError
from center.core.text import Language, _
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import FirmState
from center.files.models import StoredFile
from center.files.service import Accepted, drop_file, store_file
from center.tenancy.applications import queries
from center.tenancy.applications.models import Application, ApplicationFile, State
from center.tenancy.applications.rules.eligibility import Applicant, Verdict, is_barred, verdicts_of
from center.tenancy.applications.rules.written import Missing, Written, from_plain, to_plain
from center.tenancy.calls.models import Call, CallVersion
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.rules.phases import Phase, in_time, phase_of

ONE_A_FIRM = "uq_application_call_id_business_number"
MOST_FILES = 10
"""Of one paper, where it comes in several files."""


class NotOpenError(ConflictError):
    """The call takes no applications at present."""

    kind = "call-not-open"


class BarredError(RuleError):
    """A rule of the call says that this firm may not apply."""

    kind = "not-eligible"

    def __init__(self, verdicts: list[Verdict]) -> None:
        super().__init__(_("이 공고의 신청 자격에 맞지 않습니다."))
        self.verdicts = verdicts


class IncompleteError(RuleError):
    """Something is still missing."""

    kind = "application-incomplete"

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__(_("아직 낼 수 없습니다. 채울 것이 %(n)s가지 있습니다.", n=len(missing)))
        self.missing = missing


class AlreadyThereError(ConflictError):
    """A firm has an application already."""

    kind = "application-there"

    def __init__(self, own: Application) -> None:
        if own.is_on_paper:
            told = _("이 기업의 종이 신청을 이미 적고 있습니다. 목록에서 이어서 적어 주세요.")
        elif own.state == State.DRAFT:
            told = _("이 기업이 누리집에서 쓰다 만 신청서가 있습니다. 기업에 전화해 지우게 한 뒤 다시 적어 주세요.")
        else:
            told = _("이 기업은 이미 신청했습니다: %(number)s", number=own.receipt_number)
        super().__init__(told)


class NotWritableError(ConflictError):
    """It was handed in or withdrawn and is not being written."""

    kind = "application-closed"

    def __init__(self) -> None:
        super().__init__(_("지금은 고칠 수 없는 신청서입니다."))


def applicant_of(firm: Enterprise) -> Applicant:
    """What the registry says of a firm, as far as eligibility goes."""
    profile = firm.profile
    return Applicant(profile.kinds, profile.founded_on, profile.in_district, FirmState(profile.state))


def ensure_open(call: Call, version: CallVersion, now: datetime) -> Content:
    """The rules of a call that takes applications now.

    Raises:
        NotOpenError: it was called off, has not opened, or is over.
    """
    content = version.says
    if call.called_off_at is not None:
        raise NotOpenError(_("취소한 공고입니다."))
    if phase_of(content.schedule, now) == Phase.COMING:
        raise NotOpenError(_("%(at)s부터 신청을 받습니다.", at=content.schedule.opens_at))
    if not in_time(content.schedule, now):
        raise NotOpenError(_("%(at)s에 마감했습니다.", at=content.schedule.closes_at))
    return content


def begin(
    call_id: int, firm: Enterprise, first: Written, *, language: Language, by: Actor, now: datetime
) -> Application:
    """Begin an application; a firm that has one already goes on with it.

    Raises:
        NotFoundError, NotOpenError, BarredError
    """
    if (own := queries.find_own(call_id, firm.id)) is not None:
        return own
    try:
        with transaction() as session:
            call, version = get_published(call_id)
            content = ensure_open(call, version, now)
            verdicts = verdicts_of(applicant_of(firm), content)
            if is_barred(verdicts):
                raise BarredError(verdicts)
            begun = Application(
                call_id=call.id,
                enterprise_id=firm.id,
                business_number=firm.business_number,
                state=State.DRAFT,
                draft=to_plain(first),
                language=language,
                told_version=version.n,
                began_at=now,
                saved_at=now,
            )
            session.add(begun)
            session.flush()
            record("application.begun", subject(begun), by=by, call=call.number, enterprise=firm.id)
    except IntegrityError as error:
        if not violates(error, ONE_A_FIRM):
            raise
    return queries.get_own(call_id, firm.id)


def begin_on_paper(call_id: int, firm: Enterprise, *, received_at: datetime, by: Actor, now: datetime) -> Application:
    """Begin to enter an application that came on paper.

    Raises:
        NotFoundError
        NotOpenError: the call took no applications when it was received.
        AlreadyThereError: the firm has one already, or has begun one by itself.
    """
    with transaction() as session:
        call, version = get_published(call_id)
        ensure_open(call, version, received_at)
        if received_at > now:
            raise RuleError(_("받은 때가 아직 오지 않았습니다."))
        if (own := queries.find_own(call_id, firm.id)) is not None:
            raise AlreadyThereError(own)
        begun = Application(
            call_id=call.id,
            enterprise_id=firm.id,
            business_number=firm.business_number,
            state=State.DRAFT,
            draft=to_plain(Written(phone=firm.phone)),
            language="ko",
            told_version=version.n,
            received_at=received_at,
            began_at=now,
            saved_at=now,
        )
        session.add(begun)
        session.flush()
        record("application.begun", subject(begun), by=by, call=call.number, enterprise=firm.id, on="paper")
    return begun


def subject(application: Application) -> str:
    return f"application {application.id}"


def locked(application: Application) -> Application:
    """The application as it is now, its row locked."""
    return db.session.get_one(Application, application.id, populate_existing=True, with_for_update=True)


def ensure_writable(present: Application, version: int) -> None:
    """Refuse what is closed, or comes from an older version than the one that lies there under the lock."""
    if not present.is_open:
        raise NotWritableError
    if present.version != version:
        raise ChangedMeanwhileError(_("다른 창이나 동료가 이 신청서를 고쳤습니다."))


def save(application: Application, written: Written, *, version: int, now: datetime) -> int:
    """Keep what was written; returns its version. Also after the deadline: nothing that was typed is lost.

    The same words once more are kept already, whatever version they were sent with.

    Raises:
        ChangedMeanwhileError: it was written on elsewhere since that version.
        NotWritableError
    """
    plain = to_plain(written)
    with transaction():
        present = locked(application)
        if present.is_open and present.draft == plain:
            return present.version
        ensure_writable(present, version)
        present.draft, present.saved_at = plain, now
        present.version += 1
        return present.version


def is_new_among(there: Sequence[ApplicationFile], accepted: Accepted) -> bool:
    """Whether a file lies not yet among those of a paper.

    Raises:
        RuleError: too many files of one paper.
    """
    if any(one.file.sha256 == accepted.sha256 for one in there):
        return False
    if len(there) >= MOST_FILES:
        raise RuleError(_("한 서류에 파일을 %(n)s개까지 올릴 수 있습니다.", n=MOST_FILES))
    return True


def add_file(application: Application, document_key: str, accepted: Accepted, *, by: Actor, now: datetime) -> None:
    """Put a paper to an application; one of the same bytes for the same paper is there once.

    Raises:
        NotWritableError
        RuleError: too many files of one paper.
    """
    with transaction() as session:
        present = locked(application)
        if not present.is_open:
            raise NotWritableError
        mine = [one for one in present.files if one.is_in_draft and one.document_key == document_key]
        if not is_new_among(mine, accepted):
            return
        session.add(
            ApplicationFile(
                application_id=present.id,
                document_key=document_key,
                file_id=store_file(accepted, by=by, now=now).id,
                is_in_draft=True,
                is_handed_in=False,
            )
        )
        record("application.file-added", subject(present), by=by, document=document_key, sha256=accepted.sha256)


def drop(application: Application, file_id: int, *, by: Actor) -> None:
    """Take a paper out; what was handed in keeps it.

    Raises:
        NotFoundError: no such paper in what is being written.
        NotWritableError
    """
    with transaction():
        present = locked(application)
        if not present.is_open:
            raise NotWritableError
        found = next((one for one in present.files if one.id == file_id and one.is_in_draft), None)
        if found is None:
            raise NotFoundError
        found.is_in_draft = False
        record("application.file-dropped", subject(present), by=by, document=found.document_key)
        forget_unnamed(present)


def forget_unnamed(application: Application) -> None:
    """Give up papers that nothing names: neither what is being written, nor a submission, nor a supplement."""
    for one in list(application.files):
        if not one.is_named:
            give_up(application, one)


def give_up(application: Application, paper: ApplicationFile) -> None:
    """Take a paper off an application, its bytes too where nobody else has them."""
    stored: StoredFile = paper.file
    application.files.remove(paper)
    db.session.delete(paper)
    db.session.flush()
    drop_file(stored)


def forget(application: Application, *, by: Actor | str) -> None:
    """Throw away what was never handed in.

    Raises:
        NotWritableError: it was handed in.
    """
    with transaction() as session:
        present = locked(application)
        if present.state != State.DRAFT:
            raise NotWritableError
        for one in present.files:
            one.is_in_draft = False
        forget_unnamed(present)
        record("application.forgotten", subject(present), by=by)
        session.delete(present)


def written_with(application: Application, **changes: Any) -> Written:
    """What is being written, with some of it changed."""
    return replace(from_plain(application.draft), **changes)
