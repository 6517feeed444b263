"""People: roles that are given for a time, contracts, one-time links, the second factor"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

USERS = sa.table(
    "user",
    sa.column("id", sa.Integer()),
    sa.column("role", sa.String()),
    sa.column("password_hash", sa.String()),
    sa.column("created_at", sa.DateTime(timezone=True)),
)
GRANTS = sa.table(
    "role_grant",
    sa.column("id", sa.Integer()),
    sa.column("user_id", sa.Integer()),
    sa.column("role", sa.String()),
    sa.column("from_on", sa.Date()),
    sa.column("reason", sa.String()),
    sa.column("granted_at", sa.DateTime(timezone=True)),
    sa.column("granted_by", sa.String()),
    sa.column("revoked_at", sa.DateTime(timezone=True)),
)
FORMER_ROLES = ("admin", "staff")
"""Those an account could have when it had one only; the mightier one first."""


def upgrade() -> None:
    op.create_table(
        "operator_contract",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation", sa.String(length=100), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on > from_on", name=op.f("ck_operator_contract_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_contract")),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("contract_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.String(length=40), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.String(length=40), nullable=True),
        sa.Column("revoke_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("role IN ('staff', 'admin', 'reviewer', 'enterprise')", name=op.f("ck_role_grant_role")),
        sa.CheckConstraint("until_on IS NULL OR until_on > from_on", name=op.f("ck_role_grant_days")),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_role_grant_revoked")),
        sa.ForeignKeyConstraint(
            ["contract_id"], ["operator_contract.id"], name=op.f("fk_role_grant_contract_id_operator_contract")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_role_grant_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index("ix_role_grant_user_id", "role_grant", ["user_id"], unique=False)
    op.create_index("ix_role_grant_contract_id", "role_grant", ["contract_id"], unique=False)
    op.create_table(
        "one_time_link",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('invitation', 'reset', 'sign-in', 'email')", name=op.f("ck_one_time_link_purpose")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_one_time_link_user_id_user")),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_one_time_link")),
    )
    op.create_index("ix_one_time_link_user_id", "one_time_link", ["user_id"], unique=False)
    op.create_table(
        "link_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('reset', 'sign-in')", name=op.f("ck_link_wish_purpose")),
        sa.CheckConstraint("language IN ('ko', 'en')", name=op.f("ck_link_wish_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_wish")),
    )
    op.create_table(
        "kept_form",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=2000), nullable=False),
        sa.Column("sealed_fields", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_kept_form_user_id_user")),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_kept_form")),
    )
    op.create_index("ix_kept_form_user_id", "kept_form", ["user_id"], unique=False)
    _add_second_factor()
    _roles_become_grants()
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_user_role"), type_="check")
        batch_op.drop_column("role")
        batch_op.add_column(sa.Column("close_reason", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("deletion_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("password_hash", existing_type=sa.String(length=200), nullable=True)


def _add_second_factor() -> None:
    """Everybody signs in anew: no session of before has shown what is asked for now."""
    op.execute(sa.text("DELETE FROM sign_in"))
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(sa.Column("is_pending", sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column("factor_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("address", sa.String(length=64), nullable=False))
        batch_op.add_column(sa.Column("browser", sa.String(length=60), nullable=False))
    op.create_table(
        "second_factor",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_secret", sa.String(length=300), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_second_factor_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_recovery_code_user_id_user")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_index("ix_recovery_code_user_id", "recovery_code", ["user_id"], unique=False)


def _roles_become_grants() -> None:
    """Who had a role has it by a grant without an end, since the day the account was made."""
    connection = op.get_bind()
    for user_id, role, made_at in connection.execute(sa.select(USERS.c.id, USERS.c.role, USERS.c.created_at)).all():
        connection.execute(
            sa.insert(GRANTS).values(
                user_id=user_id,
                role=role,
                from_on=made_at.date(),
                reason="had before roles were given",
                granted_at=made_at,
                granted_by="operator",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=20), nullable=True))
    _grants_become_roles()
    with op.batch_alter_table("user", schema=None) as batch_op:
        for column in ("erased_at", "deletion_asked_at", "close_reason"):
            batch_op.drop_column(column)
        batch_op.alter_column("role", existing_type=sa.String(length=20), nullable=False)
        batch_op.alter_column("password_hash", existing_type=sa.String(length=200), nullable=False)
        batch_op.create_check_constraint(op.f("ck_user_role"), "role IN ('staff', 'admin')")
    op.drop_index("ix_kept_form_user_id", table_name="kept_form")
    op.drop_table("kept_form")
    op.drop_table("link_wish")
    op.drop_index("ix_recovery_code_user_id", table_name="recovery_code")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    op.execute(sa.text("DELETE FROM sign_in"))
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        for column in ("browser", "address", "factor_at", "is_pending", "ends_at"):
            batch_op.drop_column(column)
    op.drop_index("ix_one_time_link_user_id", table_name="one_time_link")
    op.drop_table("one_time_link")
    op.drop_index("ix_role_grant_contract_id", table_name="role_grant")
    op.drop_index("ix_role_grant_user_id", table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_table("operator_contract")


def _grants_become_roles() -> None:
    """The mightiest role that was not taken back; who has none of the former two is closed, for staff may do much."""
    connection = op.get_bind()
    for role in reversed(FORMER_ROLES):
        held = sa.select(GRANTS.c.user_id).where(GRANTS.c.role == role, GRANTS.c.revoked_at.is_(None))
        connection.execute(sa.update(USERS).where(USERS.c.id.in_(held)).values(role=role))
    closed = sa.table("user", sa.column("role", sa.String()), sa.column("disabled_at", sa.DateTime(timezone=True)))
    now = datetime.now(UTC)  # noqa: TID251 (a migration has no other clock)
    connection.execute(sa.update(closed).where(closed.c.role.is_(None)).values(role="staff", disabled_at=now))
    connection.execute(sa.update(USERS).where(USERS.c.password_hash.is_(None)).values(password_hash=""))
