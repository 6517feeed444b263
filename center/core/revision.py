"""A token that changes whenever something widely cached changes, so that every process notices."""

import secrets

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from center.core.db import Model, db, transaction


class Revision(Model):
    """The present token of one cached thing."""

    __tablename__ = "revision"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    token: Mapped[str] = mapped_column(String(32))


def revision_of(*names: str) -> str:
    """The present tokens of these things together; nothing of one that never changed."""
    tokens = db.session.scalars(select(Revision.token).where(Revision.name.in_(names)).order_by(Revision.name))
    return " ".join(tokens)


def renew(name: str) -> None:
    """Give it a new token, in the transaction of the change itself."""
    mark(name, secrets.token_hex(16))


def mark(name: str, token: str) -> None:
    """Give it a token that says something itself, such as the day on which something was last done."""
    with transaction() as session:
        revision = session.get(Revision, name)
        if revision is None:
            session.add(Revision(name=name, token=token))
        else:
            revision.token = token
