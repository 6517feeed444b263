"""The firms' own pages"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'accepted', 'refused', 'withdrawn')", name=op.f("ck_correction_state")),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_correction_decided")),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name=op.f("ck_correction_decided_by")),
        sa.CheckConstraint("language IN ('ko', 'en')", name=op.f("ck_correction_language")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_correction_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_correction_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_state_asked_at", "correction", ["state", "asked_at"])
    op.create_index("ix_correction_enterprise_id", "correction", ["enterprise_id"])
    op.create_index("ix_correction_user_id", "correction", ["user_id"])
    op.create_index("ix_correction_decided_at", "correction", ["decided_at"])
    with op.batch_alter_table("enterprise_change") as batch:
        batch.add_column(sa.Column("proposed_by", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("enterprise_change") as batch:
        batch.drop_column("proposed_by")
    op.drop_table("correction")
