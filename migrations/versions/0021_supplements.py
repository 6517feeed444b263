"""Staff ask for papers after the deadline"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "supplement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("papers", sa.JSON(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("n_extensions", sa.Integer(), nullable=False),
        sa.Column("is_last", sa.Boolean(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("reminded_of", sa.Date(), nullable=True),
        sa.Column("ending", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("objection_until", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.CheckConstraint("n_extensions BETWEEN 0 AND 2", name=op.f("ck_supplement_n_extensions")),
        sa.CheckConstraint("ending IN ('answered', 'taken_back', 'returned')", name=op.f("ck_supplement_ending")),
        sa.CheckConstraint(
            "(ending IS NOT NULL AND ending = 'answered') = (sha256 IS NOT NULL)", name=op.f("ck_supplement_sha256")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_supplement_application_id_application")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplement")),
        sa.UniqueConstraint("application_id", "n", name=op.f("uq_supplement_application_id_n")),
    )
    with op.batch_alter_table("application_file") as batch:
        batch.add_column(sa.Column("supplement_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_application_file_supplement_id_supplement"), "supplement", ["supplement_id"], ["id"]
        )
        batch.create_check_constraint(
            op.f("ck_application_file_supplement"), "supplement_id IS NULL OR NOT is_in_draft"
        )


def downgrade() -> None:
    with op.batch_alter_table("application_file") as batch:
        batch.drop_constraint(op.f("ck_application_file_supplement"), type_="check")
        batch.drop_constraint(op.f("fk_application_file_supplement_id_supplement"), type_="foreignkey")
        batch.drop_column("supplement_id")
    op.drop_table("supplement")
