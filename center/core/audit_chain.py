"""Reading the whole audit log again: is it what was written?

Source: docs/rules/safety.md, promise 14; docs/decisions/0014-audit-chain.md
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from center.core.audit import GENESIS, Act, AuditEntry, AuditHead, hash_of
from center.core.db import db

ROWS_AT_A_TIME = 500
MOST_TOLD = 20
HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})", re.ASCII)
SNAPSHOTS: Mapping[str, dict[str, Any]] = {
    "sqlite": {},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log ended: the number and the hash of its last entry. Printed, it holds against a rewritten log."""

    number: int
    hash: str

    @classmethod
    def read(cls, text: str) -> "Head":
        """From "12:3f…".

        Raises:
            ValueError: it is no head.
        """
        found = HEAD.fullmatch(text.strip().casefold())
        if found is None:
            raise ValueError("a head is a number, a colon and 64 signs")
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


NOTHING_YET = Head(0, GENESIS)


@dataclass
class Reading:
    """What was found: how many entries, where they end, and the first faults of all `n_faults`."""

    n_entries: int = 0
    head: Head = NOTHING_YET
    n_faults: int = 0
    faults: list[str] = field(default_factory=list)

    def blame(self, sentence: str) -> None:
        """Note a fault."""
        self.n_faults += 1
        if len(self.faults) < MOST_TOLD:
            self.faults.append(sentence)


def read_chain(printed: Head | None = None) -> Reading:
    """Compute every hash of the log anew, from one snapshot and with little memory however long it is.

    Found are a changed entry, one that is missing, one out of its order, a cut tail, and, by a head that was printed
    earlier, a log that was written anew from some entry on.
    """
    reading = Reading()
    if printed == NOTHING_YET:
        printed = None
    with db.engine.connect().execution_options(**SNAPSHOTS[db.engine.dialect.name]) as connection:
        kept = connection.execute(select(AuditHead.number, AuditHead.hash)).one_or_none()
        for entry in _entries(connection):
            _judge(entry, reading)
            if printed and entry.number == printed.number and entry.hash != printed.hash:
                reading.blame(f"entry {entry.number} is not the one whose hash was printed")
    _judge_end(Head(*kept) if kept else None, printed, reading)
    return reading


def _entries(connection: Connection) -> Iterator[Row[Any]]:
    statement = select(AuditEntry.__table__).order_by(AuditEntry.number)
    with connection.execution_options(yield_per=ROWS_AT_A_TIME).execute(statement) as rows:
        yield from rows


def _judge(entry: Row[Any], reading: Reading) -> None:
    """Compare an entry with its own hash and with the one before, then go on from what it says of itself."""
    before = reading.head
    act = Act(entry.at, entry.actor, entry.action, entry.subject, entry.facts)
    if entry.number != before.number + 1:
        reading.blame(f"between entry {before.number} and entry {entry.number} some are missing")
    elif entry.previous != before.hash:
        reading.blame(f"entry {entry.number} does not follow entry {before.number}")
    if entry.hash != hash_of(entry.number, act, entry.previous):
        reading.blame(f"entry {entry.number} was changed")
    reading.n_entries += 1
    reading.head = Head(entry.number, entry.hash)


def _judge_end(kept: Head | None, printed: Head | None, reading: Reading) -> None:
    if kept is None:
        reading.blame("the head of the log is missing")
    elif kept != reading.head:
        reading.blame(f"the log ends with entry {reading.head.number}, its head is that of entry {kept.number}")
    if printed and printed.number > reading.head.number:
        reading.blame(f"the log ends with entry {reading.head.number}, before entry {printed.number} that was printed")
