"""Bookings that wait for their code are found without looking at all others"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

WAITING = sa.text("state = 'verifying'")


def upgrade() -> None:
    op.create_index("ix_booking_code_until", "booking", ["code_until"], sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_index("ix_booking_code_until", table_name="booking")
