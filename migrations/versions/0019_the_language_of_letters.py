"""Letters to people with accounts go in the language of their last sign-in"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("language", sa.String(length=2), nullable=False, server_default="ko"))
        batch.create_check_constraint(op.f("ck_user_language"), "language IN ('ko', 'en')")
    with op.batch_alter_table("user") as batch:
        batch.alter_column("language", existing_type=sa.String(length=2), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("user") as batch:
        batch.drop_constraint(op.f("ck_user_language"), type_="check")
        batch.drop_column("language")
