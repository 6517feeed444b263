"""Tables of applications. What was handed in never changes; what is being written is one value under a version."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from center.core.db import Model, UTCDateTime
from center.core.text import Language
from center.enterprises.models import Enterprise
from center.files.models import StoredFile
from center.tenancy.applications.rules.supplements import MOST_EXTENSIONS, Demand
from center.tenancy.applications.rules.written import Written, from_plain
from center.tenancy.calls.models import Call


class State(StrEnum):
    """Where an application stands until the committee takes over those that are eligible."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


class Ending(StrEnum):
    """What became of a supplement that is waited for no longer."""

    ANSWERED = "answered"
    TAKEN_BACK = "taken_back"
    RETURNED = "returned"


STANDING = (State.SUBMITTED, State.ELIGIBLE, State.INELIGIBLE)
"""An application that was handed in and neither withdrawn nor returned."""


class Application(Model):
    """An enterprise's application for a call: one for each business number.

    Letters go in `language`; of the call's versions the firm was told up to `told_version`.
    One that came on paper was `received_at` the center before staff entered it.
    `number` is its receipt number, given with the first submission and kept. While it `is_reopened` the last submission
    stands, whatever is written.
    """

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("call_id", "business_number"),
        UniqueConstraint("call_id", "number"),
        CheckConstraint(f"state IN ({', '.join(repr(str(state)) for state in State)})", name="state"),
        CheckConstraint("language IN ('ko', 'en')", name="language"),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="number"),
        Index("ix_application_enterprise_id", "enterprise_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    business_number: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20))
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    is_reopened: Mapped[bool] = mapped_column(default=False)
    language: Mapped[Language] = mapped_column(String(2))
    told_version: Mapped[int]
    is_told_of_end: Mapped[bool] = mapped_column(default=False)
    number: Mapped[int | None]
    received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    call: Mapped[Call] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
    files: Mapped[list["ApplicationFile"]] = relationship(order_by="ApplicationFile.id")
    submissions: Mapped[list["Submission"]] = relationship(order_by="Submission.n")
    supplements: Mapped[list["Supplement"]] = relationship(order_by="Supplement.n")
    screening: Mapped["Screening | None"] = relationship()

    @property
    def written(self) -> Written:
        """What is being written."""
        return from_plain(self.draft)

    @property
    def standing(self) -> "Submission | None":
        """The submission that counts: the last one."""
        return self.submissions[-1] if self.submissions else None

    @property
    def waiting(self) -> "Supplement | None":
        """What staff asked for and still wait for; nothing where the call was called off."""
        last = self.supplements[-1] if self.supplements else None
        is_waited_for = last and last.ending is None and self.state == State.SUBMITTED
        return last if is_waited_for and self.call.called_off_at is None else None

    def came_for(self, supplement: "Supplement") -> "list[ApplicationFile]":
        """The files that came for a supplement."""
        return [one for one in self.files if one.supplement_id == supplement.id]

    def answer_to(self, supplement: "Supplement") -> dict[str, Any]:
        """What came for a supplement, as it is sealed: the papers by their hash."""
        came = self.came_for(supplement)
        return {"papers": [{"document": one.document_key, "sha256": one.file.sha256, "file": one.id} for one in came]}

    @property
    def receipt_number(self) -> str:
        """Its number with that of its call: 2026-1-003; empty before it was handed in."""
        return f"{self.call.number}-{self.number:03d}" if self.number else ""

    @property
    def told_screening(self) -> "Screening | None":
        """What was found of it, once its firm may know."""
        return self.screening if self.screening and self.screening.told_at else None

    @property
    def is_on_paper(self) -> bool:
        """Whether staff are entering it from paper."""
        return self.received_at is not None and self.state == State.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether it may be written on."""
        return self.state == State.DRAFT or (self.state == State.SUBMITTED and self.is_reopened)


class ApplicationFile(Model):
    """A paper of an application. It stays while a submission names it, though it was taken out of what is being written.

    One that comes for a supplement belongs to that and is never part of what is being written nor of a submission; it
    is handed in when the supplement is answered.
    """

    __tablename__ = "application_file"
    __table_args__ = (
        CheckConstraint("supplement_id IS NULL OR NOT is_in_draft", name="supplement"),
        Index("ix_application_file_application_id", "application_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    document_key: Mapped[str] = mapped_column(String(40))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    is_in_draft: Mapped[bool]
    is_handed_in: Mapped[bool]
    supplement_id: Mapped[int | None] = mapped_column(ForeignKey("supplement.id"))
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)

    @property
    def is_named(self) -> bool:
        """Whether what is being written, a submission or a supplement names it."""
        return self.is_in_draft or self.is_handed_in or self.supplement_id is not None


class Submission(Model):
    """What was handed in, as it was: it never changes. `content` names files by their hash; `call_version` its rules.

    What came on paper was received `at` and entered by staff at `entered_at`.
    """

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("application_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    n: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    entered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    call_version: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Supplement(Model):
    """Papers that staff ask for after the deadline (보완): which, what is wrong with each, and until when.

    `papers` are the words of staff by the key of the paper. `steps` are the demand, its extensions, the second demand
    and the end, each with `what`, `at`, where it set one the last day `until`, and `entered_at` of an answer that came on
    paper. `reminded_of` is the last day of
    which the firm was reminded; `reason` why it was taken back or the application returned; `sha256` the seal of
    what was handed in.
    """

    __tablename__ = "supplement"
    __table_args__ = (
        UniqueConstraint("application_id", "n"),
        CheckConstraint(f"n_extensions BETWEEN 0 AND {MOST_EXTENSIONS}", name="n_extensions"),
        CheckConstraint(f"ending IN ({', '.join(repr(str(ending)) for ending in Ending)})", name="ending"),
        CheckConstraint("(ending IS NOT NULL AND ending = 'answered') = (sha256 IS NOT NULL)", name="sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    n: Mapped[int]
    papers: Mapped[dict[str, str]] = mapped_column(JSON)
    due_on: Mapped[date]
    n_extensions: Mapped[int] = mapped_column(default=0)
    is_last: Mapped[bool] = mapped_column(default=False)
    steps: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    reminded_of: Mapped[date | None]
    ending: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(500), default="")
    objection_until: Mapped[date | None]
    sha256: Mapped[str | None] = mapped_column(String(64))

    @property
    def demand(self) -> Demand:
        """What was asked for, as the rules have it."""
        is_answered = self.ending == Ending.ANSWERED
        return Demand(tuple(self.papers), self.due_on, self.n_extensions, is_last=self.is_last, is_answered=is_answered)

    @property
    def asked_at(self) -> datetime:
        """When it was asked for first."""
        return datetime.fromisoformat(self.steps[0]["at"])

    @property
    def last_at(self) -> datetime:
        """When the newest of its steps was taken."""
        return datetime.fromisoformat(self.steps[-1]["at"])


class Screening(Model):
    """Whether an application is admitted to the review, point by point as it was found: it is what the letter says.

    `findings` are points with `key`, `word` and `told` (texts as they are kept), `is_met` and `note`; `bonus`
    and `deductions` the keys of the call's items that apply to it. Its firm knows of
    it from `told_at` on, when the list was frozen.
    """

    __tablename__ = "screening"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    submission_n: Mapped[int]
    is_eligible: Mapped[bool]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    bonus: Mapped[list[str]] = mapped_column(JSON)
    deductions: Mapped[list[str]] = mapped_column(JSON)
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    objection_until: Mapped[date | None]

    @property
    def against(self) -> list[dict[str, Any]]:
        """The findings that speak against."""
        return [finding for finding in self.findings if not finding["is_met"]]


class ApplicantList(Model):
    """The frozen list of a call: who is admitted to the review. Another follows only after it was reopened with a reason."""

    __tablename__ = "applicant_list"
    __table_args__ = (UniqueConstraint("call_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    n: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    frozen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reopened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reopen_reason: Mapped[str] = mapped_column(String(500), default="")
