"""A committee scores applications"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "committee_seat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pledge", sa.Integer(), nullable=True),
        sa.Column("called_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_reason", sa.String(length=500), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.CheckConstraint("called_up_at IS NULL OR role = 'spare'", name=op.f("ck_committee_seat_called_up")),
        sa.CheckConstraint("role IN ('chair', 'member', 'spare', 'secretary')", name=op.f("ck_committee_seat_role")),
        sa.CheckConstraint("(pledged_at IS NULL) = (pledge IS NULL)", name=op.f("ck_committee_seat_pledge")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_committee_seat_call_id_call")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_committee_seat_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_seat")),
        sa.UniqueConstraint("call_id", "position", name=op.f("uq_committee_seat_call_id_position")),
        sa.UniqueConstraint("call_id", "user_id", name=op.f("uq_committee_seat_call_id_user_id")),
    )
    with op.batch_alter_table("committee_seat") as batch:
        batch.create_index("ix_committee_seat_user_id", ["user_id"], unique=False)
        batch.create_index(
            "uq_committee_seat_chair",
            ["call_id"],
            unique=True,
            sqlite_where=sa.text("role = 'chair' AND left_at IS NULL"),
            postgresql_where=sa.text("role = 'chair' AND left_at IS NULL"),
        )
    op.create_table(
        "review",
        sa.Column("call_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("call_version", sa.Integer(), nullable=False),
        sa.Column("lots", sa.JSON(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_review_call_id_call")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_review")),
    )
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_upheld", sa.Boolean(), nullable=True),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "ground IN ('party', 'relative', 'agent', 'employed', 'interest', 'withdrawn')",
            name=op.f("ck_challenge_ground"),
        ),
        sa.CheckConstraint("(decided_at IS NULL) = (is_upheld IS NULL)", name=op.f("ck_challenge_decided")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_challenge_application_id_application")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["committee_seat.id"], name=op.f("fk_challenge_seat_id_committee_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
    )
    with op.batch_alter_table("challenge") as batch:
        batch.create_index("ix_challenge_seat_id", ["seat_id"], unique=False)
        batch.create_index(
            "uq_challenge_open",
            ["seat_id", "application_id"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
    op.create_table(
        "conflict_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ground IN ('party', 'relative', 'agent', 'employed', 'interest', 'withdrawn')",
            name=op.f("ck_conflict_declaration_ground"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_conflict_declaration_application_id_application")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["committee_seat.id"], name=op.f("fk_conflict_declaration_seat_id_committee_seat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_declaration")),
        sa.UniqueConstraint("seat_id", "application_id", name=op.f("uq_conflict_declaration_seat_id_application_id")),
    )
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=12), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "ground IN ('party', 'relative', 'agent', 'employed', 'interest', 'withdrawn')",
            name=op.f("ck_exclusion_ground"),
        ),
        sa.CheckConstraint("origin IN ('declared', 'challenged', 'late')", name=op.f("ck_exclusion_origin")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_exclusion_application_id_application")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["committee_seat.id"], name=op.f("fk_exclusion_seat_id_committee_seat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion")),
        sa.UniqueConstraint("seat_id", "application_id", name=op.f("uq_exclusion_seat_id_application_id")),
    )
    op.create_table(
        "review_stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applicants", sa.JSON(), nullable=False),
        sa.Column("presenting", sa.JSON(), nullable=False),
        sa.Column("absent", sa.JSON(), nullable=False),
        sa.Column("speaking", sa.String(length=20), nullable=True),
        sa.Column("clock_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exceptions", sa.JSON(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["review.call_id"], name=op.f("fk_review_stage_call_id_review")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_stage")),
        sa.UniqueConstraint("call_id", "key", name=op.f("uq_review_stage_call_id_key")),
    )
    op.create_table(
        "challenge_vote",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("is_for", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenge.id"], name=op.f("fk_challenge_vote_challenge_id_challenge")
        ),
        sa.ForeignKeyConstraint(
            ["seat_id"], ["committee_seat.id"], name=op.f("fk_challenge_vote_seat_id_committee_seat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_vote")),
        sa.UniqueConstraint("challenge_id", "seat_id", name=op.f("uq_challenge_vote_challenge_id_seat_id")),
    )
    op.create_table(
        "review_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=64), nullable=False),
        sa.Column("leaves", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("audit_head", sa.String(length=90), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stage_id"], ["review_stage.id"], name=op.f("fk_review_seal_stage_id_review_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_seal")),
        sa.UniqueConstraint("stage_id", "n", name=op.f("uq_review_seal_stage_id_n")),
    )
    op.create_table(
        "sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name=op.f("ck_sheet_submitted")),
        sa.CheckConstraint("state IN ('draft', 'submitted')", name=op.f("ck_sheet_state")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_sheet_application_id_application")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["committee_seat.id"], name=op.f("fk_sheet_seat_id_committee_seat")),
        sa.ForeignKeyConstraint(["stage_id"], ["review_stage.id"], name=op.f("fk_sheet_stage_id_review_stage")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint(
            "stage_id", "seat_id", "application_id", name=op.f("uq_sheet_stage_id_seat_id_application_id")
        ),
    )
    with op.batch_alter_table("sheet") as batch:
        batch.create_index("ix_sheet_application_id", ["application_id"], unique=False)
        batch.create_index("ix_sheet_seat_id", ["seat_id"], unique=False)
    op.create_table(
        "sheet_submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by_id", sa.Integer(), nullable=True),
        sa.Column("reopen_reason", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["reopened_by_id"], ["user.id"], name=op.f("fk_sheet_submission_reopened_by_id_user")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_sheet_submission_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_submission")),
        sa.UniqueConstraint("sheet_id", "n", name=op.f("uq_sheet_submission_sheet_id_n")),
    )


def downgrade() -> None:
    op.drop_table("sheet_submission")
    with op.batch_alter_table("sheet") as batch:
        batch.drop_index("ix_sheet_seat_id")
        batch.drop_index("ix_sheet_application_id")
    op.drop_table("sheet")
    op.drop_table("review_seal")
    op.drop_table("challenge_vote")
    op.drop_table("review_stage")
    op.drop_table("exclusion")
    op.drop_table("conflict_declaration")
    with op.batch_alter_table("challenge") as batch:
        batch.drop_index(
            "uq_challenge_open",
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
        batch.drop_index("ix_challenge_seat_id")
    op.drop_table("challenge")
    op.drop_table("review")
    with op.batch_alter_table("committee_seat") as batch:
        batch.drop_index(
            "uq_committee_seat_chair",
            sqlite_where=sa.text("role = 'chair' AND left_at IS NULL"),
            postgresql_where=sa.text("role = 'chair' AND left_at IS NULL"),
        )
        batch.drop_index("ix_committee_seat_user_id")
    op.drop_table("committee_seat")
