"""Bookings know the firm for which they were made, and firms book series"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


RULE = {"months": 6, "most": 12}


def upgrade() -> None:
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("weeks IN (1, 2)", name=op.f("ck_series_weeks")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_series_enterprise_id_enterprise")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("reference", name=op.f("uq_series_reference")),
        sa.UniqueConstraint("form_key", name=op.f("uq_series_form_key")),
    )
    op.create_index("ix_series_enterprise_id", "series", ["enterprise_id"])
    with op.batch_alter_table("booking") as batch:
        batch.add_column(sa.Column("enterprise_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_booking_enterprise_id_enterprise"), "enterprise", ["enterprise_id"], ["id"])
        batch.create_index("ix_booking_enterprise_id", ["enterprise_id"])
        batch.add_column(sa.Column("series_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_booking_series_id_series"), "series", ["series_id"], ["id"])
        batch.create_index("ix_booking_series_id", ["series_id"])
    _add_rule()


def _add_rule() -> None:
    """The new rule holds from the first day of the others; a database without rules gets it with them."""
    columns = (sa.column("key", sa.String), sa.column("scope", sa.String), sa.column("from_on", sa.Date))
    rule = sa.table("booking_rule", *columns, sa.column("value", sa.JSON))
    first_on = op.get_bind().scalar(sa.select(sa.func.min(rule.c.from_on)))
    if first_on is not None:
        op.bulk_insert(rule, [{"key": "series", "scope": "center", "from_on": first_on, "value": RULE}])


def downgrade() -> None:
    op.execute("DELETE FROM booking_rule WHERE key = 'series'")
    with op.batch_alter_table("booking") as batch:
        batch.drop_index("ix_booking_series_id")
        batch.drop_constraint(op.f("fk_booking_series_id_series"), type_="foreignkey")
        batch.drop_column("series_id")
        batch.drop_index("ix_booking_enterprise_id")
        batch.drop_constraint(op.f("fk_booking_enterprise_id_enterprise"), type_="foreignkey")
        batch.drop_column("enterprise_id")
    op.drop_index("ix_series_enterprise_id", "series")
    op.drop_table("series")
