"""People of firms register by themselves"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BEFORE = "purpose IN ('invitation', 'reset', 'sign-in', 'email')"
SINCE = "purpose IN ('invitation', 'reset', 'sign-in', 'email', 'join', 'firm')"
FOR_ADDRESS = "purpose IN ('join', 'firm')"
LINKS = sa.table("one_time_link", sa.column("user_id", sa.Integer()))


def upgrade() -> None:
    with op.batch_alter_table("one_time_link") as batch:
        batch.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("name", sa.String(length=100), nullable=True))
        batch.add_column(sa.Column("business_number", sa.String(length=10), nullable=True))
        batch.add_column(sa.Column("enterprise_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("invited_by", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_one_time_link_enterprise_id_enterprise"), "enterprise", ["enterprise_id"], ["id"]
        )
        batch.create_foreign_key(op.f("fk_one_time_link_invited_by_user"), "user", ["invited_by"], ["id"])
        batch.drop_constraint(op.f("ck_one_time_link_purpose"), type_="check")
        batch.create_check_constraint(op.f("ck_one_time_link_purpose"), SINCE)
        batch.create_check_constraint(op.f("ck_one_time_link_account"), f"(user_id IS NULL) = ({FOR_ADDRESS})")
        batch.create_check_constraint(op.f("ck_one_time_link_address"), "user_id IS NOT NULL OR email IS NOT NULL")
        batch.create_index("ix_one_time_link_email", ["email"])
        batch.create_index("ix_one_time_link_enterprise_id", ["enterprise_id"])


def downgrade() -> None:
    op.execute(LINKS.delete().where(LINKS.c.user_id.is_(None)))
    with op.batch_alter_table("one_time_link") as batch:
        batch.drop_index("ix_one_time_link_enterprise_id")
        batch.drop_index("ix_one_time_link_email")
        batch.drop_constraint(op.f("ck_one_time_link_address"), type_="check")
        batch.drop_constraint(op.f("ck_one_time_link_account"), type_="check")
        batch.drop_constraint(op.f("ck_one_time_link_purpose"), type_="check")
        batch.create_check_constraint(op.f("ck_one_time_link_purpose"), BEFORE)
        batch.drop_constraint(op.f("fk_one_time_link_invited_by_user"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_one_time_link_enterprise_id_enterprise"), type_="foreignkey")
        batch.drop_column("invited_by")
        batch.drop_column("enterprise_id")
        batch.drop_column("business_number")
        batch.drop_column("name")
        batch.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
