"""Projects, milestones, budgets"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=100), nullable=False),
        sa.Column("lead", sa.String(length=300), nullable=False),
        sa.Column("lead_en", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("note_en", sa.String(length=500), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decimals BETWEEN 0 AND 2", name=op.f("ck_project_decimals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("key", name=op.f("uq_project_key")),
    )
    op.create_table(
        "budget_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=100), nullable=False),
        sa.CheckConstraint("source IN ('national', 'city', 'district')", name=op.f("ck_budget_line_source")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_budget_line_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    op.create_index("ix_budget_line_project_id", "budget_line", ["project_id"], unique=False)
    op.create_table(
        "closed_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_closed_year_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_year")),
        sa.UniqueConstraint("project_id", "year", name=op.f("uq_closed_year_project_id_year")),
    )
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=100), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.Column("detail_en", sa.String(length=200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("written", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("is_goal", sa.Boolean(), nullable=False),
        sa.Column("responsible", sa.String(length=100), nullable=False),
        sa.Column("responsible_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("basis IN ('stated', 'published', 'kept', 'assumed')", name=op.f("ck_milestone_basis")),
        sa.CheckConstraint(
            "ended_on IS NULL OR (began_on IS NOT NULL AND ended_on >= began_on)", name=op.f("ck_milestone_course")
        ),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_milestone_plan")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_milestone_project_id_project")),
        sa.ForeignKeyConstraint(["responsible_id"], ["user.id"], name=op.f("fk_milestone_responsible_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    op.create_index("ix_milestone_project_id", "milestone", ["project_id"], unique=False)
    op.create_index("ix_milestone_responsible_id", "milestone", ["responsible_id"], unique=False)
    op.create_table(
        "budget_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("amount_krw", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("reason_en", sa.String(length=300), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.CheckConstraint("basis IN ('stated', 'published', 'kept', 'assumed')", name=op.f("ck_budget_change_basis")),
        sa.CheckConstraint("amount_krw <> 0", name=op.f("ck_budget_change_amount_krw")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_budget_change_line_id_budget_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_change")),
    )
    op.create_index("ix_budget_change_line_id", "budget_change", ["line_id"], unique=False)
    op.create_table(
        "milestone_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("written", sa.String(length=40), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("reason_en", sa.String(length=300), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("basis IN ('stated', 'published', 'kept', 'assumed')", name=op.f("ck_milestone_plan_basis")),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_milestone_plan_plan")),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_milestone_plan_milestone_id_milestone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_plan")),
        sa.UniqueConstraint("milestone_id", "n", name=op.f("uq_milestone_plan_milestone_id_n")),
    )
    op.create_table(
        "milestone_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("for_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_milestone_reminder_milestone_id_milestone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_reminder")),
        sa.UniqueConstraint(
            "milestone_id", "kind", "for_on", name=op.f("uq_milestone_reminder_milestone_id_kind_for_on")
        ),
    )
    op.create_table(
        "milestone_wait",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("overlap", sa.Integer(), nullable=False),
        sa.CheckConstraint("milestone_id <> after_id", name=op.f("ck_milestone_wait_other")),
        sa.CheckConstraint("overlap >= 0", name=op.f("ck_milestone_wait_overlap")),
        sa.ForeignKeyConstraint(["after_id"], ["milestone.id"], name=op.f("fk_milestone_wait_after_id_milestone")),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_milestone_wait_milestone_id_milestone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_wait")),
        sa.UniqueConstraint("milestone_id", "after_id", name=op.f("uq_milestone_wait_milestone_id_after_id")),
    )
    op.create_index("ix_milestone_wait_after_id", "milestone_wait", ["after_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("amount_krw", sa.BigInteger(), nullable=False),
        sa.Column("payee", sa.String(length=100), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("evidence", sa.String(length=100), nullable=False),
        sa.Column("evidence_key", sa.String(length=100), nullable=True),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint("basis IN ('stated', 'published', 'kept', 'assumed')", name=op.f("ck_payment_basis")),
        sa.CheckConstraint("(cancelled_on IS NULL) = (evidence_key IS NOT NULL)", name=op.f("ck_payment_cancelled")),
        sa.CheckConstraint("amount_krw > 0", name=op.f("ck_payment_amount_krw")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_payment_line_id_budget_line")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_payment_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("project_id", "evidence_key", name="uq_payment_project_id_evidence_key"),
    )
    op.create_index("ix_payment_line_id", "payment", ["line_id"], unique=False)
    op.create_table(
        "project_closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("space_code", sa.String(length=10), nullable=False),
        sa.Column("begins_id", sa.Integer(), nullable=False),
        sa.Column("ends_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("reason_en", sa.String(length=200), nullable=False),
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(first_on IS NULL) = (until_on IS NULL)", name=op.f("ck_project_closure_confirmed")),
        sa.CheckConstraint("until_on IS NULL OR until_on > first_on", name=op.f("ck_project_closure_days")),
        sa.ForeignKeyConstraint(["begins_id"], ["milestone.id"], name=op.f("fk_project_closure_begins_id_milestone")),
        sa.ForeignKeyConstraint(["ends_id"], ["milestone.id"], name=op.f("fk_project_closure_ends_id_milestone")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_closure_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_closure")),
        sa.UniqueConstraint("series", name=op.f("uq_project_closure_series")),
    )
    op.create_index("ix_project_closure_project_id", "project_closure", ["project_id"], unique=False)
    op.create_table(
        "space_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("space_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("reason_en", sa.String(length=300), nullable=False),
        sa.CheckConstraint("basis IN ('stated', 'published', 'kept', 'assumed')", name=op.f("ck_space_change_basis")),
        sa.CheckConstraint("kind IN ('begins', 'ends', 'replaced')", name=op.f("ck_space_change_kind")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_space_change_project_id_project")),
        sa.ForeignKeyConstraint(["space_id"], ["space.id"], name=op.f("fk_space_change_space_id_space")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_space_change")),
    )
    op.create_index("ix_space_change_project_id", "space_change", ["project_id"], unique=False)
    op.create_table(
        "planned_payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("amount_krw", sa.BigInteger(), nullable=False),
        sa.Column("paid_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount_krw > 0", name=op.f("ck_planned_payment_amount_krw")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_planned_payment_line_id_budget_line")),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_planned_payment_milestone_id_milestone")
        ),
        sa.ForeignKeyConstraint(["paid_by_id"], ["payment.id"], name=op.f("fk_planned_payment_paid_by_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_payment")),
    )
    op.create_index("ix_planned_payment_line_id", "planned_payment", ["line_id"], unique=False)
    op.create_table(
        "project_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("milestone_id", sa.Integer(), nullable=True),
        sa.Column("payment_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("title_en", sa.String(length=100), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_project_file_file_id_stored_file")),
        sa.ForeignKeyConstraint(
            ["milestone_id"], ["milestone.id"], name=op.f("fk_project_file_milestone_id_milestone")
        ),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_project_file_payment_id_payment")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_file_project_id_project")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_file")),
    )
    op.create_index("ix_project_file_project_id", "project_file", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_project_file_project_id", table_name="project_file")
    op.drop_table("project_file")
    op.drop_index("ix_planned_payment_line_id", table_name="planned_payment")
    op.drop_table("planned_payment")
    op.drop_index("ix_space_change_project_id", table_name="space_change")
    op.drop_table("space_change")
    op.drop_index("ix_project_closure_project_id", table_name="project_closure")
    op.drop_table("project_closure")
    op.drop_index("ix_payment_line_id", table_name="payment")
    op.drop_table("payment")
    op.drop_index("ix_milestone_wait_after_id", table_name="milestone_wait")
    op.drop_table("milestone_wait")
    op.drop_table("milestone_reminder")
    op.drop_table("milestone_plan")
    op.drop_index("ix_budget_change_line_id", table_name="budget_change")
    op.drop_table("budget_change")
    op.drop_index("ix_milestone_responsible_id", table_name="milestone")
    op.drop_index("ix_milestone_project_id", table_name="milestone")
    op.drop_table("milestone")
    op.drop_table("closed_year")
    op.drop_index("ix_budget_line_project_id", table_name="budget_line")
    op.drop_table("budget_line")
    op.drop_table("project")
