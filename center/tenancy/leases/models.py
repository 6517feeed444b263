"""Tables of use permits. What was done is only ever added."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from center.core.db import Model, UTCDateTime
from center.core.text import Language
from center.enterprises.models import Enterprise
from center.files.models import StoredFile
from center.spaces.models import UnitTerm
from center.tenancy.applications.models import Application
from center.tenancy.leases.rules.basis import LegalBasis
from center.tenancy.leases.rules.states import HOLDS_UNIT, IN_USE, Paper, State
from center.tenancy.leases.rules.written_rules import SORTS
from center.tenancy.review.models import Result

ONE_OFFER_A_UNIT = "uq_lease_assignment_id_unit_code"


def _one_of(column: str, words: Any) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"


BEFORE_USE = text(_one_of("state", (State.OFFERED, State.ACCEPTED, State.SIGNED)))


class FeeRule(Model):
    """A rule of fees or clocks that holds from a day on, as `rules.written_rules` writes it; rates are `FeeRate`s."""

    __tablename__ = "fee_rule"
    __table_args__ = (UniqueConstraint("sort", "first_on"), CheckConstraint(_one_of("sort", SORTS), name="sort"))

    id: Mapped[int] = mapped_column(primary_key=True)
    sort: Mapped[str] = mapped_column(String(20))
    first_on: Mapped[date]
    article: Mapped[str] = mapped_column(String(200))
    is_assumed: Mapped[bool]
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Assignment(Model):
    """That the units of a call were given out as its result says, whole. Reserves are called until `reserves_until`."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    call_id: Mapped[int] = mapped_column(ForeignKey("review.call_id"), unique=True)
    result_id: Mapped[int] = mapped_column(ForeignKey("review_result.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reserves_until: Mapped[date]
    result: Mapped[Result] = relationship()
    leases: Mapped[list["Lease"]] = relationship(order_by="Lease.id", back_populates="assignment")


class Lease(Model):
    """A use permit (사용허가) from its offer to its end, on the days [first_on, until_on).

    It rests on a call's `assignment` and the firm's application, or on the `basis_number` of 시행령 §13③ without a call.
    `gives_up` is the unit that its holder leaves for this one. `term` is who has the unit, while and after it is in use.
    `reminded_days` is of how many days before the end its holder was reminded last.
    """

    __tablename__ = "lease"
    __table_args__ = (
        UniqueConstraint("year", "position"),
        UniqueConstraint("term_id"),
        Index(
            ONE_OFFER_A_UNIT,
            "assignment_id",
            "unit_code",
            unique=True,
            sqlite_where=BEFORE_USE,
            postgresql_where=BEFORE_USE,
        ),
        Index("ix_lease_unit_code_first_on", "unit_code", "first_on"),
        Index("ix_lease_enterprise_id", "enterprise_id"),
        Index("ix_lease_state", "state"),
        CheckConstraint(_one_of("state", State), name="state"),
        CheckConstraint("until_on > first_on", name="days"),
        CheckConstraint("(assignment_id IS NULL) = (basis_number IS NOT NULL)", name="basis"),
        CheckConstraint("(assignment_id IS NULL) = (application_id IS NULL)", name="application"),
        CheckConstraint("language IN ('ko', 'en')", name="language"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    position: Mapped[int]
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignment.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    basis_number: Mapped[int | None]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    representative: Mapped[str] = mapped_column(String(100))
    unit_code: Mapped[str] = mapped_column(String(10))
    gives_up: Mapped[str | None] = mapped_column(String(10))
    purpose: Mapped[str] = mapped_column(String(500))
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[Language] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(default=1)
    first_on: Mapped[date]
    until_on: Mapped[date]
    offered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    offer_until: Mapped[date]
    contract_until: Mapped[date | None]
    signed_on: Mapped[date | None]
    is_put_off: Mapped[bool] = mapped_column(default=False)
    extension_asked_on: Mapped[date | None]
    n_extensions: Mapped[int] = mapped_column(default=0)
    hearing_noticed_on: Mapped[date | None]
    reminded_days: Mapped[int | None]
    term_id: Mapped[int | None] = mapped_column(ForeignKey("unit_term.id"))
    assignment: Mapped[Assignment | None] = relationship(back_populates="leases")
    application: Mapped[Application | None] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
    term: Mapped[UnitTerm | None] = relationship()
    steps: Mapped[list["LeaseStep"]] = relationship(order_by="LeaseStep.n")
    inspections: Mapped[list["Inspection"]] = relationship(order_by="Inspection.id")

    @property
    def number(self) -> str:
        """How people name it: 2027-3."""
        return f"{self.year}-{self.position}"

    @property
    def holds_unit(self) -> bool:
        """Whether nobody else can be offered its unit for its days."""
        return self.state in HOLDS_UNIT

    @property
    def is_in_use(self) -> bool:
        """Whether its holder has the unit by it."""
        return self.state in IN_USE

    def basis(self, call: str) -> LegalBasis:
        """What it rests on, with the number of its call."""
        return LegalBasis(number=self.basis_number) if self.basis_number is not None else LegalBasis(call=call)

    def papers_on(self, day: date) -> set[Paper]:
        """What is on file; the proof of a status counts on its own day only."""
        found = [step for step in self.steps if step.paper]
        return {Paper(step.paper) for step in found if step.paper != Paper.STATUS_PROOF or step.on == day}


class LeaseStep(Model):
    """What was done with a permit: it never changes. `what` is the state it came to, or what was noted or filed.

    `paper` is what the file is, where it is one that a move needs; `facts` are plain values of JSON.
    """

    __tablename__ = "lease_step"
    __table_args__ = (UniqueConstraint("lease_id", "n"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"))
    n: Mapped[int]
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    on: Mapped[date]
    actor: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(30))
    reason: Mapped[str] = mapped_column(String(1000), default="")
    paper: Mapped[str] = mapped_column(String(30), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    file: Mapped[StoredFile | None] = relationship()


class AssignmentException(Model):
    """That the committee decided otherwise than the ranking for one firm and unit; it never changes."""

    __tablename__ = "assignment_exception"
    __table_args__ = (
        Index("ix_assignment_exception_assignment_id", "assignment_id"),
        CheckConstraint("reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id"))
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), unique=True)
    decided_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))


class Inspection(Model):
    """A unit looked at together with its holder, moving in or out: keys handed over, meters read, photos taken."""

    __tablename__ = "inspection"
    __table_args__ = (
        UniqueConstraint("lease_id", "sort"),
        CheckConstraint("sort IN ('move_in_inspection', 'move_out_inspection')", name="sort"),
        CheckConstraint("n_keys >= 0", name="n_keys"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"))
    sort: Mapped[str] = mapped_column(String(30))
    on: Mapped[date]
    n_keys: Mapped[int]
    readings: Mapped[dict[str, str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(String(2000), default="")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    photos: Mapped[list["InspectionPhoto"]] = relationship(order_by="InspectionPhoto.id")


class InspectionPhoto(Model):
    """A photo of an inspection."""

    __tablename__ = "inspection_photo"
    __table_args__ = (Index("ix_inspection_photo_inspection_id", "inspection_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)
