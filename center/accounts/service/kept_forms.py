"""What was typed into a form whose session was over when it was sent: kept for half an hour, for its owner alone."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from center.accounts.models import KeptForm, SignIn
from center.accounts.queries import token_hash
from center.accounts.rules.links import new_key
from center.core.db import db, transaction
from center.core.vault import Vault

KEPT_FOR = timedelta(minutes=30)
Fields = Sequence[tuple[str, str]]


def keep_form(token: str, path: str, fields: Fields, *, vault: Vault, now: datetime) -> str | None:
    """Keep a form for who had that session, if it ended by time alone; the key by which it is found again."""
    over = (SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None), SignIn.is_pending.is_(False))
    user_id = db.session.scalar(select(SignIn.user_id).where(*over))
    if user_id is None:
        return None
    key = new_key()
    kept = KeptForm(key_hash=token_hash(key), user_id=user_id, path=path, expires_at=now + KEPT_FOR)
    kept.sealed_fields = vault.seal(json.dumps(list(fields)))
    with transaction() as session:
        session.execute(delete(KeptForm).where(KeptForm.user_id == user_id))
        session.add(kept)
    return key


def find_form(key: str, user_id: int, *, vault: Vault, now: datetime) -> tuple[str, Fields] | None:
    """Where the form was sent and what was typed; nothing of anybody else's."""
    own = (KeptForm.key_hash == token_hash(key), KeptForm.user_id == user_id, KeptForm.expires_at > now)
    kept = db.session.scalar(select(KeptForm).where(*own))
    opened = vault.find_opened(kept.sealed_fields) if kept else None
    return (kept.path, [(name, value) for name, value in json.loads(opened)]) if kept and opened else None


def forget_forms(now: datetime) -> None:
    """Remove what nobody came back for."""
    with transaction() as session:
        session.execute(delete(KeptForm).where(KeptForm.expires_at <= now))
