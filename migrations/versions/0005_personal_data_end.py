"""Personal data end: how long they are kept is a rule; from where somebody of the staff looked is on record"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RULES = sa.table(
    "booking_rule",
    sa.column("id", sa.Integer()),
    sa.column("key", sa.String()),
    sa.column("scope", sa.String()),
    sa.column("from_on", sa.Date()),
    sa.column("value", sa.JSON()),
)


def upgrade() -> None:
    with op.batch_alter_table("access_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(length=64), nullable=True))
    first_on = op.get_bind().scalar(sa.select(sa.func.min(RULES.c.from_on)))
    if first_on is not None:
        _add_rule(first_on)


def _add_rule(from_on: date) -> None:
    """Centers that have rules already get the one that the privacy text has promised all along."""
    op.execute(sa.insert(RULES).values(key="retention", scope="center", from_on=from_on, value={"months": 12}))


def downgrade() -> None:
    op.execute(sa.delete(RULES).where(RULES.c.key == "retention"))
    with op.batch_alter_table("access_record", schema=None) as batch_op:
        batch_op.drop_column("address")
