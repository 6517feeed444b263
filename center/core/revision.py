"""A token that changes whenever something widely cached changes, so that every process notices."""

import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any, TypeVar

from sqlalchemy import Connection, String, bindparam, event, insert, update
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column

from center.core.db import Model, db, transaction, written_table

KEPT = 4
T = TypeVar("T")
_FOLLOWED: dict[Any, str] = {}
"""The name of what changes with each table."""
_KNOWN = "center_tokens"
_RENEWED = "center_renewed"


class Revision(Model):
    """The present token of one cached thing."""

    __tablename__ = "revision"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    token: Mapped[str] = mapped_column(String(32))


RENEWING = update(Revision).where(Revision.name == bindparam("of")).values(token=bindparam("to"))


def tokens_of(connection: Connection) -> Mapping[str, str]:
    """All present tokens by name, as a connection sees them; asked at every request, so in as few steps as can be."""
    return {row[0]: row[1] for row in connection.exec_driver_sql("SELECT name, token FROM revision")}


def revision_of(*names: str) -> str:
    """The present tokens of these things together; nothing of one that never changed.

    They are read once a transaction: whoever reads in it what they stand for reads nothing older.
    """
    info = db.session().info
    known = info.get(_KNOWN)
    if known is None:
        known = info[_KNOWN] = tokens_of(db.session.connection())
        info.pop(_RENEWED, None)
    return " ".join(known[name] for name in sorted(names) if name in known)


def kept_while(*names: str) -> Callable[[Callable[[], T]], Callable[[], T]]:
    """Keep what a function reads in the process, until one of the things of these names changes.

    What never changed has no token that tells it apart and is read each time.
    """

    def keep(read: Callable[[], T]) -> Callable[[], T]:
        @lru_cache(maxsize=KEPT)
        def kept(_tokens: str) -> T:
            return read()

        @wraps(read)
        def present() -> T:
            tokens = revision_of(*names)
            return kept(tokens) if tokens else read()

        return present

    return keep


def renew(name: str) -> None:
    """Give it a new token, in the transaction of the change itself."""
    with transaction() as session:
        _renew(session, name)


def mark(name: str, token: str) -> None:
    """Give it a token that says something itself, such as the day on which something was last done."""
    with transaction() as session:
        _set(session, name, token)


def follow(name: str, *models: type[Model]) -> None:
    """Renew the token of that name with every transaction that writes rows of these tables, whoever writes them."""
    _FOLLOWED.update({model.__table__: name for model in models})


def _renew(session: Session, name: str) -> None:
    """Once a transaction, unless the token was read meanwhile: nobody else sees what lies between."""
    renewed = session.info.setdefault(_RENEWED, set())
    if name in renewed:
        return
    renewed.add(name)
    _set(session, name, secrets.token_hex(16))


def _set(session: Session, name: str, token: str) -> None:
    session.info.pop(_KNOWN, None)
    connection, renewed = session.connection(), {"of": name, "to": token}
    if not connection.execute(RENEWING, renewed).rowcount:
        connection.execute(insert(Revision).values(name=name, token=token))


@event.listens_for(db.session, "after_begin")
def _know_nothing_yet(session: Session, _transaction: SessionTransaction, _connection: Connection) -> None:
    session.info.pop(_KNOWN, None)
    session.info.pop(_RENEWED, None)


@event.listens_for(db.session, "before_flush")
def _renew_for_rows(session: Session, _context: object, _instances: object) -> None:
    written = [*session.new, *session.deleted, *(row for row in session.dirty if session.is_modified(row))]
    for name in {_FOLLOWED[row.__table__] for row in written if row.__table__ in _FOLLOWED}:
        _renew(session, name)


@event.listens_for(db.session, "do_orm_execute")
def _renew_for_statement(state: ORMExecuteState) -> None:
    name = _FOLLOWED.get(written_table(state))
    if name:
        _renew(state.session, name)
