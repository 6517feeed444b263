"""The table of files."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from center.core.db import Model, UTCDateTime
from center.files.rules.kinds import FileKind
from center.files.rules.scanning import Scan


class StoredFile(Model):
    """A file that somebody handed in, by the name they gave it; its bytes lie under their SHA-256.

    What it belongs to names it by its number; one of the same bytes handed in twice is two rows and one file.
    `actor` is who handed it in, as the audit log has it.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint(f"kind IN ({', '.join(repr(str(kind)) for kind in FileKind)})", name="kind"),
        CheckConstraint(f"scan IN ({', '.join(repr(str(scan)) for scan in Scan)})", name="scan"),
        CheckConstraint("n_bytes > 0", name="n_bytes"),
        Index("ix_stored_file_sha256", "sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(150))
    kind: Mapped[str] = mapped_column(String(10))
    n_bytes: Mapped[int]
    actor: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    scan: Mapped[str] = mapped_column(String(10))
