"""The enterprises of the social economy and what was done with their records"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "column_map",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("header", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_column_map")),
        sa.UniqueConstraint("header", name=op.f("uq_column_map_header")),
    )
    op.create_table(
        "enterprise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registry_id", sa.String(length=40), nullable=False),
        sa.Column("business_number", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.Column("representative", sa.String(length=100), nullable=False),
        sa.Column("counting_kind", sa.String(length=20), nullable=True),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("in_district", sa.Boolean(), nullable=False),
        sa.Column("sector", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "counting_kind IN ('social_enterprise', 'cooperative', 'village_enterprise')",
            name=op.f("ck_enterprise_counting_kind"),
        ),
        sa.CheckConstraint("state IN ('active', 'suspended', 'closed')", name=op.f("ck_enterprise_state")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["enterprise.id"], name=op.f("fk_enterprise_merged_into_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
        sa.UniqueConstraint("business_number", name=op.f("uq_enterprise_business_number")),
        sa.UniqueConstraint("registry_id", name=op.f("uq_enterprise_registry_id")),
    )
    op.create_index("ix_enterprise_name_key", "enterprise", ["name_key"], unique=False)
    op.create_index("ix_enterprise_updated_at_id", "enterprise", ["updated_at", "id"], unique=False)
    op.create_table(
        "registry_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("unknown_columns", sa.JSON(), nullable=False),
        sa.Column("n_new", sa.Integer(), nullable=False),
        sa.Column("n_changed", sa.Integer(), nullable=False),
        sa.Column("n_same", sa.Integer(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_import")),
    )
    op.create_index("ix_registry_import_at", "registry_import", ["at"], unique=False)
    op.create_table(
        "enterprise_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprise_change_enterprise_id_enterprise")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["registry_import.id"], name=op.f("fk_enterprise_change_import_id_registry_import")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_change")),
    )
    op.create_index("ix_enterprise_change_enterprise_id", "enterprise_change", ["enterprise_id"], unique=False)
    op.create_table(
        "enterprise_former_key",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprise_former_key_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_enterprise_former_key")),
    )
    op.create_index("ix_enterprise_former_key_enterprise_id", "enterprise_former_key", ["enterprise_id"], unique=False)
    op.create_table(
        "enterprise_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("certificate", sa.String(length=100), nullable=False),
        sa.Column("issuer", sa.String(length=100), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('social_enterprise', 'preliminary_social_enterprise', 'cooperative', 'social_cooperative', 'village_enterprise', 'self_support_enterprise')",
            name=op.f("ck_enterprise_kind_kind"),
        ),
        sa.CheckConstraint(
            "from_on IS NULL OR to_on IS NULL OR to_on >= from_on", name=op.f("ck_enterprise_kind_days")
        ),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprise_kind_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_kind")),
    )
    op.create_index("ix_enterprise_kind_enterprise_id", "enterprise_kind", ["enterprise_id"], unique=False)
    op.create_table(
        "enterprise_support",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(length=100), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("amount_krw", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_krw > 0", name=op.f("ck_enterprise_support_amount_krw")),
        sa.ForeignKeyConstraint(
            ["enterprise_id"], ["enterprise.id"], name=op.f("fk_enterprise_support_enterprise_id_enterprise")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise_support")),
    )
    op.create_index("ix_enterprise_support_enterprise_id", "enterprise_support", ["enterprise_id"], unique=False)


def downgrade() -> None:

    op.drop_index("ix_enterprise_support_enterprise_id", table_name="enterprise_support")
    op.drop_table("enterprise_support")
    op.drop_index("ix_enterprise_kind_enterprise_id", table_name="enterprise_kind")
    op.drop_table("enterprise_kind")
    op.drop_index("ix_enterprise_former_key_enterprise_id", table_name="enterprise_former_key")
    op.drop_table("enterprise_former_key")
    op.drop_index("ix_enterprise_change_enterprise_id", table_name="enterprise_change")
    op.drop_table("enterprise_change")
    op.drop_index("ix_registry_import_at", table_name="registry_import")
    op.drop_table("registry_import")
    op.drop_index("ix_enterprise_updated_at_id", table_name="enterprise")
    op.drop_index("ix_enterprise_name_key", table_name="enterprise")
    op.drop_table("enterprise")
    op.drop_table("column_map")
