"""Refusals are counted, and how evenly past periods were used is kept"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refusal_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("space_code", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_refusal_count_n")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refusal_count")),
        sa.UniqueConstraint("day", "space_code", "kind", name=op.f("uq_refusal_count_day_space_code_kind")),
    )
    op.create_table(
        "frozen_share",
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("n_uses", sa.Integer(), nullable=False),
        sa.Column("n_bookers", sa.Integer(), nullable=False),
        sa.Column("n_uses_of_top_ten", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_frozen_share")),
    )


def downgrade() -> None:
    op.drop_table("frozen_share")
    op.drop_table("refusal_count")
