"""Bookings are managed by link; other programs call with a token"""

import secrets
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
CHANGE = (
    "CASE WHEN change_start_at IS NULL"
    " THEN change_end_at IS NULL AND change_asked_at IS NULL AND change_decide_by_on IS NULL"
    " ELSE change_end_at > change_start_at AND change_asked_at IS NOT NULL"
    " AND change_decide_by_on IS NOT NULL END"
)
REMINDER = {"hours": 26}


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("limit_a_minute", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.Column("minute_at", INSTANT, nullable=True),
        sa.Column("n_calls", sa.Integer(), nullable=False),
        sa.CheckConstraint("limit_a_minute > 0", name=op.f("ck_api_token_limit_a_minute")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_table(
        "kept_answer",
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_kept_answer")),
    )
    with op.batch_alter_table("kept_answer", schema=None) as batch_op:
        batch_op.create_index("ix_kept_answer_at", ["at"], unique=False)
    _add_columns()
    _fill()
    _complete_letters()
    _make_whole()
    _add_reminder()


def _add_columns() -> None:
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.add_column(sa.Column("manage_nonce", sa.String(length=64), nullable=True))
        for name in ("confirmed_at", "cancelled_at", "reminded_at", "change_start_at", "change_end_at"):
            batch_op.add_column(sa.Column(name, INSTANT, nullable=True))
        batch_op.add_column(sa.Column("change_asked_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("change_decide_by_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("token_id", sa.Integer(), nullable=True))
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sequence", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("changed_at", INSTANT, nullable=True))


def _fill() -> None:
    """Each booking gets a nonce of its own; what is confirmed was so when it was decided or its code came."""
    connection = op.get_bind()
    nonce = sa.text("UPDATE booking SET manage_nonce = :nonce WHERE id = :id")
    for (booking_id,) in connection.execute(sa.text("SELECT id FROM booking")).all():
        connection.execute(nonce, {"nonce": secrets.token_urlsafe(24), "id": booking_id})
    op.execute("UPDATE booking SET confirmed_at = coalesce(decided_at, verified_at) WHERE state = 'confirmed'")
    op.execute(
        "UPDATE occurrence SET sequence = 0, changed_at = (SELECT coalesce(decided_at, verified_at, created_at)"
        " FROM booking WHERE booking.id = occurrence.booking_id)"
    )


def _complete_letters() -> None:
    """Letters that wait to be written get the facts that they are written from now on."""
    mail, booking = (
        sa.table(
            "outbox_mail",
            sa.column("id"),
            sa.column("facts", sa.JSON),
            sa.column("state"),
            sa.column("body"),
            sa.column("created_at", INSTANT),
        ),
        sa.table("booking", *(sa.column(name) for name in ("reference", "state", "email", "manage_nonce"))),
    )
    connection = op.get_bind()
    unwritten = sa.select(mail.c.id, mail.c.facts, mail.c.created_at).where(
        mail.c.state == "waiting", mail.c.body.is_(None)
    )
    for mail_id, facts, created_at in connection.execute(unwritten).all():
        found = connection.execute(
            sa.select(booking.c.state, booking.c.email, booking.c.manage_nonce).where(
                booking.c.reference == (facts or {}).get("reference")
            )
        ).one_or_none()
        if found is None:
            continue
        state, email, nonce = found
        more = {"state": state, "email": email, "nonce": nonce, "sequence": 0, "change": None}
        more["changed_at"] = (created_at if created_at.tzinfo else created_at.replace(tzinfo=UTC)).isoformat()
        connection.execute(sa.update(mail).where(mail.c.id == mail_id).values(facts={**facts, **more}))


def _make_whole() -> None:
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.alter_column("manage_nonce", existing_type=sa.String(length=64), nullable=False)
        batch_op.create_check_constraint("change", CHANGE)
        batch_op.create_foreign_key(op.f("fk_booking_token_id_api_token"), "api_token", ["token_id"], ["id"])
        batch_op.create_index("ix_booking_change_start_at", ["change_start_at"], unique=False)
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.alter_column("sequence", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("changed_at", existing_type=INSTANT, nullable=False)


def _add_reminder() -> None:
    """The new rule holds from the first day of the others; a database without rules gets it with them."""
    rule = sa.table(
        "booking_rule",
        sa.column("key", sa.String),
        sa.column("scope", sa.String),
        sa.column("from_on", sa.Date),
        sa.column("value", sa.JSON),
    )
    first_on = op.get_bind().scalar(sa.select(sa.func.min(rule.c.from_on)))
    if first_on is not None:
        op.bulk_insert(rule, [{"key": "reminder", "scope": "center", "from_on": first_on, "value": REMINDER}])


def downgrade() -> None:
    op.execute("DELETE FROM booking_rule WHERE key = 'reminder'")
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.drop_column("changed_at")
        batch_op.drop_column("sequence")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_change_start_at")
        batch_op.drop_constraint(op.f("fk_booking_token_id_api_token"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_booking_change"), type_="check")
        for name in ("token_id", "change_decide_by_on", "change_asked_at", "change_end_at", "change_start_at"):
            batch_op.drop_column(name)
        for name in ("reminded_at", "cancelled_at", "confirmed_at", "manage_nonce"):
            batch_op.drop_column(name)
    with op.batch_alter_table("kept_answer", schema=None) as batch_op:
        batch_op.drop_index("ix_kept_answer_at")
    op.drop_table("kept_answer")
    op.drop_table("api_token")
