"""Tables of projects. First plans, revisions and changes of a budget are only ever added."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from center.accounts.models import User
from center.construction.rules.budget import Change, Paid, Source
from center.construction.rules.plan import Basis, Revised, Step, Wait
from center.construction.rules.spans import LONGEST_WRITTEN, Span
from center.core.db import Model, UTCDateTime
from center.core.revision import follow
from center.core.text import Text, named
from center.files.models import StoredFile
from center.spaces.models import Space

WORKS = "works"
"""What changes whenever anything of a project does, for whoever keeps something made of it."""
PAID_ONCE = "uq_payment_project_id_evidence_key"
"""The constraint that keeps one evidence from being paid twice."""


def _among(column: str, values: type[Basis] | type[Source]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(value)) for value in values)})", name=column)


class Project(Model):
    """Works with an aim: the building of the center, a renovation. `version` counts everything that staff do with it.

    `key` is its part of the address; `decimals` are those of its printed rate.
    """

    __tablename__ = "project"
    __table_args__ = (UniqueConstraint("key"), CheckConstraint("decimals BETWEEN 0 AND 2", name="decimals"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(100))
    title_en: Mapped[str] = mapped_column(String(100))
    lead: Mapped[str] = mapped_column(String(300))
    lead_en: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(String(500))
    note_en: Mapped[str] = mapped_column(String(500))
    decimals: Mapped[int]
    is_public: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @property
    def name(self) -> Text:
        """Its title for a reader of either language."""
        return named(self.title, self.title_en or self.title)


class Milestone(Model):
    """A step of a project with its first plan, which is never written over, and its real days.

    `written` is how a vague time was put. `responsible` is a team or a firm, `responsible_id` the account that is
    reminded. `note` is for staff.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint("last_on >= first_on", name="plan"),
        CheckConstraint("ended_on IS NULL OR (began_on IS NOT NULL AND ended_on >= began_on)", name="course"),
        _among("basis", Basis),
        Index("ix_milestone_project_id", "project_id"),
        Index("ix_milestone_responsible_id", "responsible_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(100))
    title_en: Mapped[str] = mapped_column(String(100))
    detail: Mapped[str] = mapped_column(String(200))
    detail_en: Mapped[str] = mapped_column(String(200))
    first_on: Mapped[date]
    last_on: Mapped[date]
    written: Mapped[str] = mapped_column(String(LONGEST_WRITTEN))
    basis: Mapped[str] = mapped_column(String(20))
    began_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    is_goal: Mapped[bool]
    responsible: Mapped[str] = mapped_column(String(100))
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str] = mapped_column(String(2000))
    project: Mapped[Project] = relationship()
    person: Mapped[User | None] = relationship()
    plans: Mapped[list["MilestonePlan"]] = relationship(order_by="MilestonePlan.n", back_populates="milestone")
    waits: Mapped[list["MilestoneWait"]] = relationship(
        foreign_keys="MilestoneWait.milestone_id", order_by="MilestoneWait.id", cascade="all, delete-orphan"
    )

    @property
    def name(self) -> Text:
        """Its title for a reader of either language."""
        return named(self.title, self.title_en or self.title)

    @property
    def step(self) -> Step:
        """As it is counted."""
        return Step(
            key=self.id,
            baseline=Span(self.first_on, self.last_on, self.written),
            revisions=tuple(Revised(plan.span, plan.decided_on) for plan in self.plans),
            began_on=self.began_on,
            ended_on=self.ended_on,
            waits=tuple(Wait(wait.after_id, wait.overlap) for wait in self.waits),
            is_goal=self.is_goal,
        )


class MilestonePlan(Model):
    """A plan that took the place of the one before it, with its day and its reason. It never changes."""

    __tablename__ = "milestone_plan"
    __table_args__ = (
        UniqueConstraint("milestone_id", "n"),
        CheckConstraint("last_on >= first_on", name="plan"),
        _among("basis", Basis),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    n: Mapped[int]
    first_on: Mapped[date]
    last_on: Mapped[date]
    written: Mapped[str] = mapped_column(String(LONGEST_WRITTEN))
    decided_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    reason_en: Mapped[str] = mapped_column(String(300))
    basis: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    milestone: Mapped[Milestone] = relationship(back_populates="plans")

    @property
    def span(self) -> Span:
        """The days it plans."""
        return Span(self.first_on, self.last_on, self.written)


class MilestoneWait(Model):
    """That a milestone waits for another one of its project; so many days of the two may overlap."""

    __tablename__ = "milestone_wait"
    __table_args__ = (
        UniqueConstraint("milestone_id", "after_id"),
        CheckConstraint("milestone_id <> after_id", name="other"),
        CheckConstraint("overlap >= 0", name="overlap"),
        Index("ix_milestone_wait_after_id", "after_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    after_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    overlap: Mapped[int]


class MilestoneReminder(Model):
    """That the account responsible was written to: `kind` tells of what, `for_on` of which planned last day."""

    __tablename__ = "milestone_reminder"
    __table_args__ = (UniqueConstraint("milestone_id", "kind", "for_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    kind: Mapped[str] = mapped_column(String(20))
    for_on: Mapped[date]
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class ProjectClosure(Model):
    """That a project closes a space from the first day of one milestone to the last of another.

    Proposed until staff confirm it; then `first_on` and `until_on` are the days that the building has, and `series`
    marks its closures there.
    """

    __tablename__ = "project_closure"
    __table_args__ = (
        UniqueConstraint("series"),
        CheckConstraint("(first_on IS NULL) = (until_on IS NULL)", name="confirmed"),
        CheckConstraint("until_on IS NULL OR until_on > first_on", name="days"),
        Index("ix_project_closure_project_id", "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    space_code: Mapped[str] = mapped_column(String(10))
    begins_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    ends_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    reason: Mapped[str] = mapped_column(String(200))
    reason_en: Mapped[str] = mapped_column(String(200))
    series: Mapped[str] = mapped_column(String(32))
    first_on: Mapped[date | None]
    until_on: Mapped[date | None]


class SpaceChange(Model):
    """That a space began, ended or was made anew with a project; `space_id` is the row that begins or ends on `on_day`."""

    __tablename__ = "space_change"
    __table_args__ = (
        CheckConstraint("kind IN ('begins', 'ends', 'replaced')", name="kind"),
        _among("basis", Basis),
        Index("ix_space_change_project_id", "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    space_id: Mapped[int] = mapped_column(ForeignKey("space.id"))
    kind: Mapped[str] = mapped_column(String(10))
    on_day: Mapped[date]
    basis: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(300))
    reason_en: Mapped[str] = mapped_column(String(300))
    space: Mapped[Space] = relationship()


class BudgetLine(Model):
    """A line of a project's budget by whose money it is; its amount is the sum of its changes."""

    __tablename__ = "budget_line"
    __table_args__ = (_among("source", Source), Index("ix_budget_line_project_id", "project_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    source: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(100))
    title_en: Mapped[str] = mapped_column(String(100))
    changes: Mapped[list["BudgetChange"]] = relationship(order_by="BudgetChange.on_day, BudgetChange.id")
    payments: Mapped[list["Payment"]] = relationship(
        order_by="Payment.on_day, Payment.id", back_populates="line", foreign_keys="Payment.line_id"
    )
    planned: Mapped[list["PlannedPayment"]] = relationship(order_by="PlannedPayment.id", back_populates="line")

    @property
    def allotments(self) -> list[Change]:
        """Its changes as they are counted."""
        return [Change(change.on_day, change.amount_krw) for change in self.changes]

    @property
    def paid(self) -> list[Paid]:
        """Its payments that stand, as they are counted."""
        return [Paid(payment.on_day, payment.amount_krw) for payment in self.payments if payment.cancelled_on is None]

    @property
    def name(self) -> Text:
        """What it is for."""
        return named(self.title, self.title_en or self.title)


class BudgetChange(Model):
    """What is added to a line or taken from it on a day (추경); the first one is what it begins with."""

    __tablename__ = "budget_change"
    __table_args__ = (
        CheckConstraint("amount_krw <> 0", name="amount_krw"),
        _among("basis", Basis),
        Index("ix_budget_change_line_id", "line_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"))
    on_day: Mapped[date]
    amount_krw: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(300))
    reason_en: Mapped[str] = mapped_column(String(300))
    basis: Mapped[str] = mapped_column(String(20))


class Payment(Model):
    """What was paid, to whom, and what proves it. One that was cancelled stays and has no `evidence_key` any more."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("project_id", "evidence_key", name=PAID_ONCE),
        CheckConstraint("amount_krw > 0", name="amount_krw"),
        CheckConstraint("(cancelled_on IS NULL) = (evidence_key IS NOT NULL)", name="cancelled"),
        _among("basis", Basis),
        Index("ix_payment_line_id", "line_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"))
    on_day: Mapped[date]
    amount_krw: Mapped[int] = mapped_column(BigInteger)
    payee: Mapped[str] = mapped_column(String(100))
    purpose: Mapped[str] = mapped_column(String(200))
    evidence: Mapped[str] = mapped_column(String(100))
    evidence_key: Mapped[str | None] = mapped_column(String(100))
    basis: Mapped[str] = mapped_column(String(20))
    cancelled_on: Mapped[date | None]
    cancel_reason: Mapped[str] = mapped_column(String(300), default="")
    line: Mapped[BudgetLine] = relationship(back_populates="payments")


class PlannedPayment(Model):
    """What is still to be paid from a line, mostly when a milestone is done; `paid_by_id` is the payment that did it."""

    __tablename__ = "planned_payment"
    __table_args__ = (
        CheckConstraint("amount_krw > 0", name="amount_krw"),
        Index("ix_planned_payment_line_id", "line_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("budget_line.id"))
    milestone_id: Mapped[int] = mapped_column(ForeignKey("milestone.id"))
    title: Mapped[str] = mapped_column(String(200))
    amount_krw: Mapped[int] = mapped_column(BigInteger)
    paid_by_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    line: Mapped[BudgetLine] = relationship(back_populates="planned")


class ClosedYear(Model):
    """A year whose accounts are closed for a project: nothing is paid, cancelled or changed in it any more."""

    __tablename__ = "closed_year"
    __table_args__ = (UniqueConstraint("project_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    year: Mapped[int]
    closed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ProjectFile(Model):
    """A document or a photo of a project, of one of its milestones or of a payment; the public gets only what `is_public`."""

    __tablename__ = "project_file"
    __table_args__ = (Index("ix_project_file_project_id", "project_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    milestone_id: Mapped[int | None] = mapped_column(ForeignKey("milestone.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    title: Mapped[str] = mapped_column(String(100))
    title_en: Mapped[str] = mapped_column(String(100))
    is_public: Mapped[bool]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file: Mapped[StoredFile] = relationship()

    @property
    def name(self) -> Text:
        """What it shows, for a reader of either language."""
        return named(self.title, self.title_en or self.title)


follow(WORKS, Project, Milestone, MilestonePlan, MilestoneWait, ProjectClosure, SpaceChange, ProjectFile)
follow(WORKS, BudgetLine, BudgetChange, Payment)
