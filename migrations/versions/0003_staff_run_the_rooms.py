"""Staff run the rooms: an audit log, who read whose data, bookings on behalf, closures that repeat"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
CHANNELS = "channel IN ('web', 'api', 'phone', 'visit')"
BOOKERS = "booker_kind IN ('person', 'organisation')"
CANCELLERS = "cancelled_for IN ('booker', 'center')"
REASONS = {
    "version": "2026-1",
    "ko": [
        "신청하신 목적이 이용 규칙에 맞지 않습니다.",
        "같은 시간에 먼저 확정된 다른 이용이 있습니다.",
        "시설 점검으로 그 시간에 공간을 쓸 수 없습니다.",
        "적으신 인원이 쓰기에는 안전하지 않습니다. 다른 공간이나 시간을 골라 주세요.",
    ],
    "en": [
        "The purpose does not fit the rules of use.",
        "Another use was confirmed for the same time before.",
        "The room cannot be used at that time because of maintenance.",
        "The room is not safe for that many people. Please choose another room or time.",
    ],
}


def upgrade() -> None:
    _add_log()
    _add_reasons()
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel", sa.String(length=10), server_default="web", nullable=False))
        batch_op.add_column(sa.Column("booker_kind", sa.String(length=12), server_default="person", nullable=False))
        batch_op.add_column(sa.Column("booked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("overrides", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("override_reason", sa.String(length=500), nullable=True))
        batch_op.add_column(sa.Column("cancelled_for", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("is_late", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("staff_note", sa.String(length=1000), nullable=True))
        batch_op.add_column(sa.Column("erased_at", INSTANT, nullable=True))
    op.execute("UPDATE booking SET channel = 'api' WHERE token_id IS NOT NULL")
    op.execute("UPDATE booking SET booker_kind = 'organisation' WHERE organisation_key IS NOT NULL")
    op.execute("UPDATE booking SET cancelled_for = 'booker' WHERE state = 'cancelled'")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_check_constraint("channel", CHANNELS)
        batch_op.create_check_constraint("booker_kind", BOOKERS)
        batch_op.create_check_constraint("cancelled_for", CANCELLERS)
        batch_op.create_foreign_key(op.f("fk_booking_booked_by_id_user"), "user", ["booked_by_id"], ["id"])
        for name in ("channel", "booker_kind", "overrides", "is_late"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("series", sa.String(length=32), nullable=True))
        batch_op.create_index("ix_closure_series", ["series"], unique=False)
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(length=20), nullable=True))
        batch_op.create_index("ix_outbox_mail_about", ["about"], unique=False)


def _add_log() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"], unique=False)
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject"], unique=False)
    head = op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": "0" * 64}])
    op.create_table(
        "access_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("n_records", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_access_record_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_record")),
    )
    op.create_index("ix_access_record_at", "access_record", ["at"], unique=False)
    op.create_index("ix_access_record_subject", "access_record", ["subject"], unique=False)


def _add_reasons() -> None:
    """The new rule holds from the first day of the others; a database without rules gets it with them."""
    columns = (sa.column("key", sa.String), sa.column("scope", sa.String), sa.column("from_on", sa.Date))
    rule = sa.table("booking_rule", *columns, sa.column("value", sa.JSON))
    first_on = op.get_bind().scalar(sa.select(sa.func.min(rule.c.from_on)))
    if first_on is not None:
        row = {"key": "staff_reasons", "scope": "center", "from_on": first_on, "value": REASONS}
        op.bulk_insert(rule, [row])


def downgrade() -> None:
    op.execute("DELETE FROM booking_rule WHERE key = 'staff_reasons'")
    with op.batch_alter_table("outbox_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_mail_about")
        batch_op.drop_column("about")
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.drop_index("ix_closure_series")
        batch_op.drop_column("series")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_booking_booked_by_id_user"), type_="foreignkey")
        for name in ("channel", "booker_kind", "cancelled_for"):
            batch_op.drop_constraint(op.f(f"ck_booking_{name}"), type_="check")
        for name in ("erased_at", "staff_note", "is_late", "cancelled_for", "override_reason", "overrides"):
            batch_op.drop_column(name)
        for name in ("booked_by_id", "booker_kind", "channel"):
            batch_op.drop_column(name)
    op.drop_table("access_record")
    op.drop_table("audit_head")
    op.drop_table("audit_entry")
