"""What programs read of firms is on record as what people look at"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

READS = sa.table("access_record", sa.column("token_id", sa.Integer()))


def upgrade() -> None:
    with op.batch_alter_table("access_record") as batch:
        batch.alter_column("user_id", existing_type=sa.Integer(), nullable=True)
        batch.add_column(sa.Column("token_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_access_record_token_id_api_token"), "api_token", ["token_id"], ["id"])
        batch.create_check_constraint(op.f("ck_access_record_one_reader"), "(user_id IS NULL) <> (token_id IS NULL)")


def downgrade() -> None:
    op.execute(READS.delete().where(READS.c.token_id.is_not(None)))
    with op.batch_alter_table("access_record") as batch:
        batch.drop_constraint(op.f("ck_access_record_one_reader"), type_="check")
        batch.drop_constraint(op.f("fk_access_record_token_id_api_token"), type_="foreignkey")
        batch.drop_column("token_id")
        batch.alter_column("user_id", existing_type=sa.Integer(), nullable=False)
