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
WISHES = sa.table("link_wish", sa.column("purpose", sa.String()))
GRANTS = sa.table(
    "role_grant",
    sa.column("role", sa.String()),
    sa.column("revoked_at", sa.DateTime(timezone=True)),
    sa.column("revoked_by", sa.String()),
    sa.column("revoke_reason", sa.String()),
)


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
    with op.batch_alter_table("link_wish") as batch:
        batch.add_column(sa.Column("name", sa.String(length=100), nullable=True))
        batch.add_column(sa.Column("business_number", sa.String(length=10), nullable=True))
        batch.drop_constraint(op.f("ck_link_wish_purpose"), type_="check")
        batch.create_check_constraint(op.f("ck_link_wish_purpose"), "purpose IN ('reset', 'sign-in', 'join')")
        batch.create_check_constraint(
            op.f("ck_link_wish_wanted"), "(purpose = 'join') = (name IS NOT NULL AND business_number IS NOT NULL)"
        )
    _add_requests()
    _end_grants()


def _add_requests() -> None:
    op.create_table(
        "joining",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("business_number", sa.String(length=10), nullable=False),
        sa.Column("is_former_gone", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("enterprise_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('asked', 'approved', 'refused', 'withdrawn')", name=op.f("ck_joining_state")),
        sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_joining_decided")),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name=op.f("ck_joining_decided_by")),
        sa.CheckConstraint("(state = 'approved') = (enterprise_id IS NOT NULL)", name=op.f("ck_joining_approved")),
        sa.CheckConstraint("language IN ('ko', 'en')", name=op.f("ck_joining_language")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_joining_enterprise_id_enterprise")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_joining_file_id_stored_file")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_joining_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joining")),
    )
    op.create_index("ix_joining_state_asked_at", "joining", ["state", "asked_at"])
    op.create_index("ix_joining_user_id", "joining", ["user_id"])
    op.create_index("ix_joining_decided_at", "joining", ["decided_at"])
    op.create_index(
        "uq_joining_asked",
        "joining",
        ["user_id", "business_number"],
        unique=True,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )


def _end_grants() -> None:
    """Who acts for a firm has the role by a membership: grants of it that were live end, and none is given any more."""
    live = (GRANTS.c.role == "enterprise", GRANTS.c.revoked_at.is_(None))
    ended = {"revoked_at": sa.func.now(), "revoked_by": "operator", "revoke_reason": "memberships took its place"}
    op.execute(GRANTS.update().where(*live).values(ended))
    with op.batch_alter_table("role_grant") as batch:
        batch.create_check_constraint(
            op.f("ck_role_grant_not_of_firms"), "role <> 'enterprise' OR revoked_at IS NOT NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("role_grant") as batch:
        batch.drop_constraint(op.f("ck_role_grant_not_of_firms"), type_="check")
    op.drop_table("joining")
    op.execute(WISHES.delete().where(WISHES.c.purpose == "join"))
    with op.batch_alter_table("link_wish") as batch:
        batch.drop_constraint(op.f("ck_link_wish_wanted"), type_="check")
        batch.drop_constraint(op.f("ck_link_wish_purpose"), type_="check")
        batch.create_check_constraint(op.f("ck_link_wish_purpose"), "purpose IN ('reset', 'sign-in')")
        batch.drop_column("business_number")
        batch.drop_column("name")
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
