"""Bookings know the firm for which they were made"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("booking") as batch:
        batch.add_column(sa.Column("enterprise_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_booking_enterprise_id_enterprise"), "enterprise", ["enterprise_id"], ["id"])
        batch.create_index("ix_booking_enterprise_id", ["enterprise_id"])


def downgrade() -> None:
    with op.batch_alter_table("booking") as batch:
        batch.drop_index("ix_booking_enterprise_id")
        batch.drop_constraint(op.f("fk_booking_enterprise_id_enterprise"), type_="foreignkey")
        batch.drop_column("enterprise_id")
