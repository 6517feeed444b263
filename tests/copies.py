"""What tests of copies share: centers to copy and centers to restore into."""

from datetime import datetime

from sqlalchemy import create_engine, inspect, update

from center.accounts.service import create_user
from center.core.actor import Role
from center.core.db import db, transaction
from center.mail.models import OutboxMail
from center.settings import Settings
from tests.bookings.factories import a_booking, a_held_booking, a_request, hours
from tests.commands import inside

Rows = dict[str, list[str]]


def fill(settings: Settings, now: datetime) -> None:
    """Let people book and an account be made, with signs that are easily lost on the way."""
    with inside(settings):
        a_booking(hours(9, 11), purpose="줄\n바꿈\t탭 \\N \\. 'quoted' \"twice\" 😀", name="\\N", organisation="")
        a_held_booking(hours(14, 16))
        a_request(hours(18, 20))
        with transaction() as session:
            session.execute(update(OutboxMail).values(body=bytes(range(256)), message_id="<a@example.kr>"))
        create_user(email="yuna@example.kr", name="김유나", password="five long words here", role=Role.STAFF, now=now)


def rows_of(settings: Settings) -> Rows:
    """Every row of every table, as they are stored; nothing of tables that are not there."""
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        rows = {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(table.select()))
            for table in db.metadata.sorted_tables
            if table.name in there
        }
    engine.dispose()
    return rows


def run_sql(settings: Settings, statement: str) -> None:
    """Change a database by hand."""
    engine = create_engine(settings.database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
