"""The audit log: what was done, by whom and when, each entry chained to the one before by its hash.

Entries hold numbers, times and words of ours, never a name or anything that somebody typed about themselves: they
outlive the records they are about. Source: docs/rules/safety.md, "Audit"; docs/decisions/0014-audit-chain.md
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text, bindparam, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from center.core import time
from center.core.actor import ANYONE, Actor
from center.core.db import Model, UTCDateTime, db, transaction

GENESIS = "0" * 64
CLOCK = "clock"
"""Whoever acts where only time has acted."""
OPERATOR = "operator"
"""Who acts from the command line."""
_PENDING = "center_audit"


class AuditEntry(Model):
    """An act. `facts` is canonical JSON (`canonical`), kept as the text that was hashed."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_subject", "subject"), Index("ix_audit_entry_at", "at"))

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(60))
    facts: Mapped[str] = mapped_column(Text)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Model):
    """The last entry's number and hash; its row is what serialises those who write."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be entered when its transaction commits."""

    at: datetime
    actor: str
    action: str
    subject: str
    facts: str


def actor_key(actor: Actor) -> str:
    """How the log names who acts: an account or a token by its number, anybody else as the public."""
    if actor.token_id is not None:
        return f"token {actor.token_id}"
    return "public" if actor.user_id is None else f"user {actor.user_id}"


def record(action: str, subject: str, *, by: Actor | str = ANYONE, **facts: Any) -> None:
    """Enter an act into the log, together with the transaction it is part of; what is rolled back was never done.

    `subject` names one thing, such as "booking B-AB12-CD34" or "rule notice". `facts` are plain values of JSON and
    nothing personal. `by` is an actor or a word of ours, such as "token 3" or `CLOCK`.
    """
    with transaction() as session:
        actor = by if isinstance(by, str) else actor_key(by)
        session.info.setdefault(_PENDING, []).append(Act(time.now(), actor, action, subject, canonical(facts)))


def canonical(facts: Mapping[str, Any]) -> str:
    """Facts as the one text that is hashed: keys in order, no blanks, no escapes."""
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(number: int, act: Act, previous: str) -> str:
    """The hash of an entry: SHA-256 over the canonical JSON of all its parts and the hash before it."""
    parts = [number, act.at.astimezone(UTC).isoformat(), act.actor, act.action, act.subject, act.facts, previous]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def head_now() -> str:
    """Where the log ends before what this transaction does: number and hash, as a head is printed."""
    number, last = db.session.execute(select(AuditHead.number, AuditHead.hash).where(AuditHead.id == 1)).one()
    return f"{number}:{last}"


HEAD = select(AuditHead.number, AuditHead.hash).where(AuditHead.id == 1).with_for_update()
ENTERING = insert(AuditEntry)
MOVING_ON = (
    update(AuditHead).where(AuditHead.id == 1).values(number=bindparam("last_number"), hash=bindparam("last_hash"))
)
"""Sent by every command, and so made once."""


@event.listens_for(db.session, "before_commit")
def _enter(session: Session) -> None:
    """Write what the command has done, last of all, so that the head is locked for no longer than that."""
    acts: list[Act] = session.info.pop(_PENDING, [])
    if not acts:
        return
    connection = session.connection()
    number, previous = connection.execute(HEAD).one()
    rows = []
    for act in acts:
        number += 1
        hashed = hash_of(number, act, previous)
        rows.append(_row(number, act, previous, hashed))
        previous = hashed
    connection.execute(ENTERING, rows)
    connection.execute(MOVING_ON, {"last_number": number, "last_hash": previous})


def _row(number: int, act: Act, previous: str, hashed: str) -> dict[str, Any]:
    return {
        "number": number,
        "at": act.at,
        "actor": act.actor,
        "action": act.action,
        "subject": act.subject,
        "facts": act.facts,
        "previous": previous,
        "hash": hashed,
    }


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    """What was rolled back is not told."""
    session.info.pop(_PENDING, None)


def entries_about(subject: str) -> list[AuditEntry]:
    """Everything that was done to a thing, in order."""
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.number)))
