"""Finding accounts."""

import unicodedata
from collections.abc import Collection, Sequence

from sqlalchemy import select

from center.accounts.models import User
from center.core.db import db


def email_key(email: str) -> str:
    """The form in which an account's mail address is kept: the same however it is capitalised or composed."""
    return unicodedata.normalize("NFC", email.strip().casefold())


def find_user(email: str) -> User | None:
    """The account with that mail address, however it is capitalised."""
    return db.session.scalar(select(User).where(User.email == email_key(email)))


def open_accounts(numbers: Collection[int]) -> Sequence[User]:
    """Of these accounts those that were not closed."""
    return db.session.scalars(
        select(User).where(User.id.in_(numbers), User.disabled_at.is_(None)).order_by(User.id)
    ).all()


def names_of(numbers: Collection[int]) -> dict[int, str]:
    """The names of these accounts, by number."""
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(numbers)))
    return {row.id: row.name for row in rows}
