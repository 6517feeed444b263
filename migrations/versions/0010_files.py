"""Files that people hand in"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("n_bytes", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scan", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "kind IN ('pdf', 'hwp', 'hwpx', 'docx', 'xlsx', 'pptx', 'png', 'jpeg')", name=op.f("ck_stored_file_kind")
        ),
        sa.CheckConstraint("scan IN ('not_yet', 'clean', 'found')", name=op.f("ck_stored_file_scan")),
        sa.CheckConstraint("n_bytes > 0", name=op.f("ck_stored_file_n_bytes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_index("ix_stored_file_sha256", "stored_file", ["sha256"], unique=False)


def downgrade() -> None:

    op.drop_index("ix_stored_file_sha256", table_name="stored_file")
    op.drop_table("stored_file")
