"""Tables of enterprises and of what was done with their records."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from center.core.db import Model, UTCDateTime
from center.enterprises.rules.keys import is_own_key
from center.enterprises.rules.kinds import CountingKind, FirmState, Kind, KindTerm
from center.enterprises.rules.profile import FIELDS, Profile


def _one_of(column: str, words: type[Any]) -> str:
    return f"{column} IN ({', '.join(repr(str(word)) for word in words)})"


class Enterprise(Model):
    """A firm. `registry_id` is the registry's key, or `C-<number>` until the registry names it.

    `name_key` is the name in one form (`core.names`). `extra` keeps columns of files that we do not know. What was
    merged into another record stays, with `merged_into_id`, and is shown nowhere but in that one's past.
    """

    __tablename__ = "enterprise"
    __table_args__ = (
        CheckConstraint(_one_of("counting_kind", CountingKind), name="counting_kind"),
        CheckConstraint(_one_of("state", FirmState), name="state"),
        Index("ix_enterprise_updated_at_id", "updated_at", "id"),
        Index("ix_enterprise_name_key", "name_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registry_id: Mapped[str] = mapped_column(String(40), unique=True)
    business_number: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(100))
    representative: Mapped[str] = mapped_column(String(100))
    counting_kind: Mapped[str | None] = mapped_column(String(20))
    founded_on: Mapped[date | None]
    address: Mapped[str] = mapped_column(String(300))
    in_district: Mapped[bool]
    sector: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(254))
    website: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")
    extra: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    kinds: Mapped[list["EnterpriseKind"]] = relationship(order_by="EnterpriseKind.id", cascade="all, delete-orphan")
    supports: Mapped[list["Support"]] = relationship(order_by="Support.year, Support.id")

    @property
    def profile(self) -> Profile:
        """What the registry says of it."""
        plain = {name: getattr(self, name) for name in FIELDS if name not in {"kinds", "counting_kind", "state"}}
        return Profile(
            **plain,
            kinds=tuple(row.term for row in self.kinds),
            counting_kind=CountingKind(self.counting_kind) if self.counting_kind else None,
            state=FirmState(self.state),
        ).ordered()

    @property
    def is_named_by_registry(self) -> bool:
        """Whether its key is the registry's, not ours."""
        return not is_own_key(self.registry_id)


class EnterpriseKind(Model):
    """That a firm is of a kind from a day to a day, both included."""

    __tablename__ = "enterprise_kind"
    __table_args__ = (
        CheckConstraint(_one_of("kind", Kind), name="kind"),
        CheckConstraint("from_on IS NULL OR to_on IS NULL OR to_on >= from_on", name="days"),
        Index("ix_enterprise_kind_enterprise_id", "enterprise_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    kind: Mapped[str] = mapped_column(String(40))
    certificate: Mapped[str] = mapped_column(String(100))
    issuer: Mapped[str] = mapped_column(String(100))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]

    @property
    def term(self) -> KindTerm:
        """As a plain value."""
        return KindTerm(Kind(self.kind), self.from_on, self.to_on, self.certificate, self.issuer)


class Support(Model):
    """Money that a firm received (재정지원): the programme, the year, won."""

    __tablename__ = "enterprise_support"
    __table_args__ = (
        CheckConstraint("amount_krw > 0", name="amount_krw"),
        Index("ix_enterprise_support_enterprise_id", "enterprise_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    programme: Mapped[str] = mapped_column(String(100))
    year: Mapped[int]
    amount_krw: Mapped[int] = mapped_column(BigInteger)


class FormerKey(Model):
    """A key under which a firm was known: its own before the registry named it, or that of a record merged into it."""

    __tablename__ = "enterprise_former_key"
    __table_args__ = (Index("ix_enterprise_former_key_enterprise_id", "enterprise_id"),)

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))


class EnterpriseChange(Model):
    """What was changed of a firm, when, by whom, from where and why; `changes` by field: what it was, what it is.

    `actor` is who did it, as the audit log names it ("user 7", "token 3", "operator"); `proposed_by` in the same way who
    of the firm asked for it.
    """

    __tablename__ = "enterprise_change"
    __table_args__ = (Index("ix_enterprise_change_enterprise_id", "enterprise_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500))
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSON)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("registry_import.id"))
    proposed_by: Mapped[str | None] = mapped_column(String(40))


class RegistryImport(Model):
    """A file of the registry that was applied: its hash, how its columns were read, what became of its rows.

    `refused` are the rows that were not taken, each with its place, what it said and why.
    """

    __tablename__ = "registry_import"
    __table_args__ = (Index("ix_registry_import_at", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    unknown_columns: Mapped[list[str]] = mapped_column(JSON)
    n_new: Mapped[int]
    n_changed: Mapped[int]
    n_same: Mapped[int]
    refused: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class ColumnMap(Model):
    """How the columns of files with that header are read, as somebody set it; `header` is the hash of its names."""

    __tablename__ = "column_map"
    __table_args__ = (UniqueConstraint("header"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    header: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(100))
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
