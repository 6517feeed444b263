"""Tables of the review. What was signed, declared, submitted or sealed stays as it was; a change is a new row beside it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from center.core.db import Model, UTCDateTime
from center.tenancy.applications.models import Application
from center.tenancy.calls.models import Call
from center.tenancy.review.rules.committee import Ground, SeatRole


def _one_of(kind: type[StrEnum]) -> str:
    return ", ".join(repr(str(one)) for one in kind)


class Origin(StrEnum):
    """How it came that somebody may not score a firm."""

    DECLARED = "declared"
    CHALLENGED = "challenged"
    LATE = "late"


class SheetState(StrEnum):
    """Whether a sheet is being written or was submitted and is locked."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class Seat(Model):
    """Somebody's place in the committee of one call. `position` gives the code by which papers name them: R1, R2, …

    A spare scores from `called_up_at` on. Who left stays here with why, and so do the sheets.
    """

    __tablename__ = "committee_seat"
    __table_args__ = (
        UniqueConstraint("call_id", "user_id"),
        UniqueConstraint("call_id", "position"),
        CheckConstraint(f"role IN ({_one_of(SeatRole)})", name="role"),
        CheckConstraint("(pledged_at IS NULL) = (pledge IS NULL)", name="pledge"),
        CheckConstraint("called_up_at IS NULL OR role = 'spare'", name="called_up"),
        Index(
            "uq_committee_seat_chair",
            "call_id",
            unique=True,
            sqlite_where=text("role = 'chair' AND left_at IS NULL"),
            postgresql_where=text("role = 'chair' AND left_at IS NULL"),
        ),
        Index("ix_committee_seat_user_id", "user_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    position: Mapped[int]
    role: Mapped[str] = mapped_column(String(10))
    invited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    pledged_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    pledge: Mapped[int | None]
    called_up_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    left_reason: Mapped[str] = mapped_column(String(500), default="")
    reminded_on: Mapped[date | None]
    call: Mapped[Call] = relationship()

    @property
    def code(self) -> str:
        """How papers name them."""
        return f"R{self.position}"

    @property
    def is_here(self) -> bool:
        """Whether they did not leave."""
        return self.left_at is None

    @property
    def is_chair(self) -> bool:
        """Whether they chair the committee now."""
        return self.role == SeatRole.CHAIR and self.is_here

    @property
    def scores(self) -> bool:
        """Whether they are to score now."""
        may = self.role in {SeatRole.CHAIR, SeatRole.MEMBER} or self.called_up_at is not None
        return may and self.is_here


class Declaration(Model):
    """What somebody declared of one firm before any content opened: a conflict with its ground, or none."""

    __tablename__ = "conflict_declaration"
    __table_args__ = (
        UniqueConstraint("seat_id", "application_id"),
        CheckConstraint(f"ground IN ({_one_of(Ground)})", name="ground"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("committee_seat.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    ground: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(500), default="")
    declared_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def is_conflict(self) -> bool:
        """Whether it is one."""
        return self.ground is not None


class Exclusion(Model):
    """That somebody may not score a firm and sees nothing of it: by their own word, by the others', or found late."""

    __tablename__ = "exclusion"
    __table_args__ = (
        UniqueConstraint("seat_id", "application_id"),
        CheckConstraint(f"origin IN ({_one_of(Origin)})", name="origin"),
        CheckConstraint(f"ground IN ({_one_of(Ground)})", name="ground"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("committee_seat.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    origin: Mapped[str] = mapped_column(String(12))
    ground: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Challenge(Model):
    """That an applicant challenged a member (기피), and what the rest of the committee decided, with the reason."""

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint(f"ground IN ({_one_of(Ground)})", name="ground"),
        CheckConstraint("(decided_at IS NULL) = (is_upheld IS NULL)", name="decided"),
        Index("ix_challenge_seat_id", "seat_id"),
        Index(
            "uq_challenge_open",
            "seat_id",
            "application_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("committee_seat.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    ground: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500))
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_upheld: Mapped[bool | None]
    outcome: Mapped[str] = mapped_column(String(500), default="")
    seat: Mapped[Seat] = relationship()
    application: Mapped[Application] = relationship()
    votes: Mapped[list["ChallengeVote"]] = relationship(order_by="ChallengeVote.id")


class ChallengeVote(Model):
    """How one of the others voted on a challenge."""

    __tablename__ = "challenge_vote"
    __table_args__ = (UniqueConstraint("challenge_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenge.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("committee_seat.id"))
    is_for: Mapped[bool]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Review(Model):
    """The review of one call; its row is what serialises all that decides in it.

    `lots` are the lots by receipt number, drawn before the first stage opened. `call_version` is the rule set by which
    it is reviewed; an amendment after a score exists moves it on, with its reason.
    """

    __tablename__ = "review"

    call_id: Mapped[int] = mapped_column(ForeignKey("call.id"), primary_key=True, autoincrement=False)
    call_version: Mapped[int]
    lots: Mapped[dict[str, int]] = mapped_column(JSON)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)
    call: Mapped[Call] = relationship()
    stages: Mapped[list["ReviewStage"]] = relationship(order_by="ReviewStage.position", back_populates="review")


class ReviewStage(Model):
    """A stage that was opened. `applicants` are the applications that take part in a later stage than the first.

    `presenting` is the order of the presentations by receipt number, drawn by lot.

    `absent` are those who did not come, with the reason that was given; `speaking` who presents now, until
    `clock_ends_at`. `exceptions` are the sheets that are missing though it was frozen, each with member, applicant and
    reason.
    """

    __tablename__ = "review_stage"
    __table_args__ = (UniqueConstraint("call_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("review.call_id"))
    key: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    applicants: Mapped[list[int]] = mapped_column(JSON)
    presenting: Mapped[list[str]] = mapped_column(JSON)
    absent: Mapped[dict[str, str]] = mapped_column(JSON)
    speaking: Mapped[str | None] = mapped_column(String(20))
    clock_ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    exceptions: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    frozen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    review: Mapped[Review] = relationship(back_populates="stages")
    seals: Mapped[list["Seal"]] = relationship(order_by="Seal.n")

    @property
    def is_open(self) -> bool:
        """Whether it is being scored."""
        return self.frozen_at is None


class Sheet(Model):
    """What one member gives one applicant in one stage. `scores` are, by criterion, points as typed and the comment.

    Submitted, it is locked and its points are exact. An exclusion voids it: it stays, and never counts.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("stage_id", "seat_id", "application_id"),
        CheckConstraint(f"state IN ({_one_of(SheetState)})", name="state"),
        CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted"),
        Index("ix_sheet_seat_id", "seat_id"),
        Index("ix_sheet_application_id", "application_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("review_stage.id"))
    seat_id: Mapped[int] = mapped_column(ForeignKey("committee_seat.id"))
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    state: Mapped[str] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(default=1)
    scores: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    void_reason: Mapped[str] = mapped_column(String(500), default="")
    seat: Mapped[Seat] = relationship()
    application: Mapped[Application] = relationship()
    stage: Mapped[ReviewStage] = relationship()
    submissions: Mapped[list["SheetSubmission"]] = relationship(order_by="SheetSubmission.n")

    @property
    def counts(self) -> bool:
        """Whether it was submitted and not voided."""
        return self.state == SheetState.SUBMITTED and self.voided_at is None


class SheetSubmission(Model):
    """A sheet as it was submitted; it never changes. Where the chair reopened it after that, when and why."""

    __tablename__ = "sheet_submission"
    __table_args__ = (UniqueConstraint("sheet_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("sheet.id"))
    n: Mapped[int]
    scores: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    reopened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reopened_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reopen_reason: Mapped[str] = mapped_column(String(500), default="")


class Seal(Model):
    """Every score of a frozen stage, each with its own salt, under one root: the number of the seal (봉인번호).

    `leaves` are in order of member, applicant and criterion. Where a conflict was found after freezing another seal
    follows, with the `reason`. `audit_head` is where the audit log stood.
    """

    __tablename__ = "review_seal"
    __table_args__ = (UniqueConstraint("stage_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("review_stage.id"))
    n: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    leaves: Mapped[list[dict[str, Any]]] = mapped_column(JSON, deferred=True)
    reason: Mapped[str] = mapped_column(String(500), default="")
    audit_head: Mapped[str] = mapped_column(String(90))
    sealed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Result(Model):
    """The result of a review, as the selection record that decided it; it never changes.

    The public reads it from `announce_at` on. A correction is another one with its `reason`; the former stays.
    `codes` are how the published record names members and applicants, drawn afresh; empty where it is not published.
    """

    __tablename__ = "review_result"
    __table_args__ = (
        UniqueConstraint("call_id", "n"),
        CheckConstraint("n = 1 OR reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("review.call_id"))
    n: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    call_version: Mapped[int]
    record: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    codes: Mapped[dict[str, str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(1000), default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    announce_at: Mapped[datetime] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Appeal(Model):
    """That a firm objects to its result (이의신청), until when it is answered, and what was answered."""

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (is_upheld IS NULL)", name="answered"),
        CheckConstraint("(extended_at IS NULL) = (extension_reason = '')", name="extended"),
        Index("ix_appeal_application_id", "application_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    result_id: Mapped[int] = mapped_column(ForeignKey("review_result.id"))
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(String(4000))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    entered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_on: Mapped[date]
    extended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    extension_reason: Mapped[str] = mapped_column(String(500), default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_upheld: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(String(4000), default="")
    remedy: Mapped[str] = mapped_column(String(1000), default="")
    application: Mapped[Application] = relationship()
    result: Mapped[Result] = relationship()
