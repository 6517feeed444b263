"""Results are announced; firms object to them"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "review_result",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("call_version", sa.Integer(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("codes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announce_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("n = 1 OR reason <> ''", name=op.f("ck_review_result_reason")),
        sa.ForeignKeyConstraint(["call_id"], ["review.call_id"], name=op.f("fk_review_result_call_id_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_result")),
        sa.UniqueConstraint("call_id", "n", name=op.f("uq_review_result_call_id_n")),
    )
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=4000), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_reason", sa.String(length=500), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_upheld", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(length=4000), nullable=False),
        sa.Column("remedy", sa.String(length=1000), nullable=False),
        sa.CheckConstraint("(extended_at IS NULL) = (extension_reason = '')", name=op.f("ck_appeal_extended")),
        sa.CheckConstraint("(answered_at IS NULL) = (is_upheld IS NULL)", name=op.f("ck_appeal_answered")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_appeal_application_id_application")
        ),
        sa.ForeignKeyConstraint(["result_id"], ["review_result.id"], name=op.f("fk_appeal_result_id_review_result")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    with op.batch_alter_table("appeal") as batch:
        batch.create_index("ix_appeal_application_id", ["application_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("appeal") as batch:
        batch.drop_index("ix_appeal_application_id")
    op.drop_table("appeal")
    op.drop_table("review_result")
