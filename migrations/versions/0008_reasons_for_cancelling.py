"""Cancelling has usual reasons of its own"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REASONS = {
    "version": "2026-1",
    "ko": [
        "급히 시설을 손보아야 해서 그 시간에 공간을 쓸 수 없습니다.",
        "센터 행사로 그 시간에 공간을 쓸 수 없습니다.",
        "그날 센터가 문을 닫게 되었습니다.",
        "예약하신 쓰임이 이용 규칙에 맞지 않습니다.",
    ],
    "en": [
        "The room needs urgent repair and cannot be used at that time.",
        "The center needs the room itself at that time.",
        "The center is closed on that day.",
        "The use that was booked does not fit the rules.",
    ],
}


def upgrade() -> None:
    """The new rule holds from the first day of the others; a database without rules gets it with them."""
    columns = (sa.column("key", sa.String), sa.column("scope", sa.String), sa.column("from_on", sa.Date))
    rule = sa.table("booking_rule", *columns, sa.column("value", sa.JSON))
    first_on = op.get_bind().scalar(sa.select(sa.func.min(rule.c.from_on)))
    if first_on is not None:
        row = {"key": "cancel_reasons", "scope": "center", "from_on": first_on, "value": REASONS}
        op.bulk_insert(rule, [row])


def downgrade() -> None:
    op.execute("DELETE FROM booking_rule WHERE key = 'cancel_reasons'")
