"""Feeds go on telling for a while of a use that was moved to another room"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "left_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=40), nullable=False),
        sa.Column("space_code", sa.String(length=10), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("end_at > start_at", name=op.f("ck_left_use_period")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_left_use")),
        sa.UniqueConstraint("uid", "space_code", name=op.f("uq_left_use_uid_space_code")),
    )


def downgrade() -> None:
    op.drop_table("left_use")
