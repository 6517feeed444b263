"""Who has which unit, and what units cost"""

from datetime import date

import sqlalchemy as sa
from alembic import op

from center.core.time import now

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

FIRST_ON = date(2015, 3, 1)
CALL = "2019년 6월 18일 모집 공고"
RATES = (("social_enterprise", 10), ("preliminary_social_enterprise", 10), ("social_cooperative", 10), ("other", 50))
VALUES = (
    ("", 2_469_440_000, 231_00, "304호와 305호의 2019년 사용료에서 되짚은 값"),
    ("304", 211_025_000, 0, f"{CALL}의 사용료 2,110,250원에서 되짚은 값"),
    ("305", 116_805_000, 0, f"{CALL}의 사용료 1,168,050원에서 되짚은 값"),
)


def upgrade() -> None:
    op.create_table(
        "appraisal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=10), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("value_krw", sa.BigInteger(), nullable=False),
        sa.Column("common_area", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("is_assumed", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("common_area >= 0", name=op.f("ck_appraisal_common_area")),
        sa.CheckConstraint("value_krw > 0", name=op.f("ck_appraisal_value_krw")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal")),
        sa.UniqueConstraint("unit_code", "first_on", name=op.f("uq_appraisal_unit_code_first_on")),
    )
    op.create_table(
        "fee_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standing", sa.String(length=40), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("per_mille", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("is_assumed", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("per_mille BETWEEN 0 AND 1000", name=op.f("ck_fee_rate_per_mille")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_rate")),
        sa.UniqueConstraint("standing", "first_on", name=op.f("uq_fee_rate_standing_first_on")),
    )
    op.create_table(
        "unit_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=10), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("holder_name", sa.String(length=100), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on > first_on", name=op.f("ck_unit_term_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_term")),
    )
    op.create_index("ix_unit_term_holder_id", "unit_term", ["holder_id"], unique=False)
    op.create_index("ix_unit_term_unit_code_first_on", "unit_term", ["unit_code", "first_on"], unique=False)
    op.create_table(
        "unit_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_code", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["term_id"], ["unit_term.id"], name=op.f("fk_unit_day_term_id_unit_term")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_day")),
        sa.UniqueConstraint("unit_code", "day", name="uq_unit_day_unit_code_day"),
    )
    op.create_index("ix_unit_day_term_id", "unit_day", ["term_id"], unique=False)
    _begin_with_values()


def _begin_with_values() -> None:
    """A center that runs already gets the values others begin with."""
    floor = sa.table("floor", sa.column("number", sa.Integer()))
    if op.get_bind().execute(sa.select(floor.c.number).limit(1)).first() is None:
        return
    dated = {"first_on": FIRST_ON, "added_at": now()}
    rates = [{"standing": of, "per_mille": n, "basis": CALL, "is_assumed": False, **dated} for of, n in RATES]
    columns = ("unit_code", "value_krw", "common_area", "basis")
    values = [{**dict(zip(columns, value, strict=True)), "is_assumed": True, **dated} for value in VALUES]
    op.bulk_insert(_table("fee_rate", standing=sa.String, per_mille=sa.Integer), rates)
    numbers = {"value_krw": sa.BigInteger, "common_area": sa.Integer}
    op.bulk_insert(_table("appraisal", unit_code=sa.String, **numbers), values)


def _table(name: str, **columns: type) -> sa.TableClause:
    dated = {"first_on": sa.Date, "basis": sa.String, "is_assumed": sa.Boolean}
    typed = [sa.column(column, of()) for column, of in {**columns, **dated}.items()]
    return sa.table(name, *typed, sa.column("added_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_index("ix_unit_day_term_id", table_name="unit_day")
    op.drop_table("unit_day")
    op.drop_index("ix_unit_term_unit_code_first_on", table_name="unit_term")
    op.drop_index("ix_unit_term_holder_id", table_name="unit_term")
    op.drop_table("unit_term")
    op.drop_table("fee_rate")
    op.drop_table("appraisal")
