"""Use permits and their rules"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fee_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("article", sa.String(length=200), nullable=False),
        sa.Column("is_assumed", sa.Boolean(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "sort IN ('ratio', 'rise', 'vat', 'deposit', 'due', 'instalments', 'late', 'overstay', 'refund', 'sharing', 'clocks')",
            name=op.f("ck_fee_rule_sort"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_rule")),
        sa.UniqueConstraint("sort", "first_on", name=op.f("uq_fee_rule_sort_first_on")),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("reserves_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["review.call_id"], name=op.f("fk_assignment_call_id_review")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["user.id"], name=op.f("fk_assignment_confirmed_by_id_user")),
        sa.ForeignKeyConstraint(
            ["result_id"], ["review_result.id"], name=op.f("fk_assignment_result_id_review_result")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("call_id", name=op.f("uq_assignment_call_id")),
    )
    op.create_table(
        "lease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("application_id", sa.Integer(), nullable=True),
        sa.Column("basis_number", sa.Integer(), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("representative", sa.String(length=100), nullable=False),
        sa.Column("unit_code", sa.String(length=10), nullable=False),
        sa.Column("gives_up", sa.String(length=10), nullable=True),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offer_until", sa.Date(), nullable=False),
        sa.Column("contract_until", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("is_put_off", sa.Boolean(), nullable=False),
        sa.Column("extension_asked_on", sa.Date(), nullable=True),
        sa.Column("n_extensions", sa.Integer(), nullable=False),
        sa.Column("hearing_noticed_on", sa.Date(), nullable=True),
        sa.Column("reminded_days", sa.Integer(), nullable=True),
        sa.Column("term_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("language IN ('ko', 'en')", name=op.f("ck_lease_language")),
        sa.CheckConstraint(
            "state IN ('offered', 'accepted', 'signed', 'active', 'extension_asked', 'extended', 'hearing', 'declined', 'expired', 'cancelled', 'revoked', 'ended', 'inspected', 'settled', 'closed')",
            name=op.f("ck_lease_state"),
        ),
        sa.CheckConstraint("(assignment_id IS NULL) = (application_id IS NULL)", name=op.f("ck_lease_application")),
        sa.CheckConstraint("(assignment_id IS NULL) = (basis_number IS NOT NULL)", name=op.f("ck_lease_basis")),
        sa.CheckConstraint("until_on > first_on", name=op.f("ck_lease_days")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_lease_application_id_application")
        ),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_lease_assignment_id_assignment")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_lease_enterprise_id_enterprise")),
        sa.ForeignKeyConstraint(["term_id"], ["unit_term.id"], name=op.f("fk_lease_term_id_unit_term")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
        sa.UniqueConstraint("term_id", name=op.f("uq_lease_term_id")),
        sa.UniqueConstraint("year", "position", name=op.f("uq_lease_year_position")),
    )
    with op.batch_alter_table("lease", schema=None) as batch_op:
        batch_op.create_index("ix_lease_enterprise_id", ["enterprise_id"], unique=False)
        batch_op.create_index("ix_lease_state", ["state"], unique=False)
        batch_op.create_index("ix_lease_unit_code_first_on", ["unit_code", "first_on"], unique=False)
        batch_op.create_index(
            "uq_lease_assignment_id_unit_code",
            ["assignment_id", "unit_code"],
            unique=True,
            sqlite_where=sa.text("state IN ('offered', 'accepted', 'signed')"),
            postgresql_where=sa.text("state IN ('offered', 'accepted', 'signed')"),
        )

    op.create_table(
        "assignment_exception",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("lease_id", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_assignment_exception_reason")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_assignment_exception_assignment_id_assignment")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_assignment_exception_by_id_user")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_assignment_exception_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_assignment_exception_lease_id_lease")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_exception")),
        sa.UniqueConstraint("lease_id", name=op.f("uq_assignment_exception_lease_id")),
    )
    with op.batch_alter_table("assignment_exception", schema=None) as batch_op:
        batch_op.create_index("ix_assignment_exception_assignment_id", ["assignment_id"], unique=False)

    op.create_table(
        "inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lease_id", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=30), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("n_keys", sa.Integer(), nullable=False),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("sort IN ('move_in_inspection', 'move_out_inspection')", name=op.f("ck_inspection_sort")),
        sa.CheckConstraint("n_keys >= 0", name=op.f("ck_inspection_n_keys")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_inspection_by_id_user")),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_inspection_lease_id_lease")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("lease_id", "sort", name=op.f("uq_inspection_lease_id_sort")),
    )
    op.create_table(
        "lease_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lease_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("paper", sa.String(length=30), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_lease_step_file_id_stored_file")),
        sa.ForeignKeyConstraint(["lease_id"], ["lease.id"], name=op.f("fk_lease_step_lease_id_lease")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease_step")),
        sa.UniqueConstraint("lease_id", "n", name=op.f("uq_lease_step_lease_id_n")),
    )
    op.create_table(
        "inspection_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inspection_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_inspection_photo_file_id_stored_file")),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_photo_inspection_id_inspection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_photo")),
    )
    with op.batch_alter_table("inspection_photo", schema=None) as batch_op:
        batch_op.create_index("ix_inspection_photo_inspection_id", ["inspection_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("inspection_photo", schema=None) as batch_op:
        batch_op.drop_index("ix_inspection_photo_inspection_id")

    op.drop_table("inspection_photo")
    op.drop_table("lease_step")
    op.drop_table("inspection")
    with op.batch_alter_table("assignment_exception", schema=None) as batch_op:
        batch_op.drop_index("ix_assignment_exception_assignment_id")

    op.drop_table("assignment_exception")
    with op.batch_alter_table("lease", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_lease_assignment_id_unit_code",
            sqlite_where=sa.text("state IN ('offered', 'accepted', 'signed')"),
            postgresql_where=sa.text("state IN ('offered', 'accepted', 'signed')"),
        )
        batch_op.drop_index("ix_lease_unit_code_first_on")
        batch_op.drop_index("ix_lease_state")
        batch_op.drop_index("ix_lease_enterprise_id")

    op.drop_table("lease")
    op.drop_table("assignment")
    op.drop_table("fee_rule")
