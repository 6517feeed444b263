"""The seal of a frozen stage: one number that fixes every score of it without telling any. Pure.

Each score has a salt of its own, without which whoever holds the list of leaves could try all points in a second.
The leaves are in the order of their hashes, so that a place in the list tells nothing either.
Source: docs/rules/safety.md, "Audit"
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Scored:
    """One score of a stage: whose, for whom, at which criterion, how many points as they are written."""

    stage: str
    member: str
    applicant: str
    criterion: str
    points: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """A score with its salt; `hash` is what of it everybody may see."""

    scored: Scored
    salt: str

    @property
    def hash(self) -> str:
        """SHA-256 over the salt and the score in one way of writing."""
        return _hash_of([self.salt, *asdict(self.scored).values()])

    def plain(self) -> dict[str, str]:
        """As it is kept."""
        return {**asdict(self.scored), "salt": self.salt, "hash": self.hash}


def leaf_of(plain: dict[str, str]) -> Leaf:
    """A leaf that was kept; its hash is not believed."""
    names = ("stage", "member", "applicant", "criterion", "points")
    return Leaf(Scored(**{name: plain[name] for name in names}), plain["salt"])


def in_order(leaves: Iterable[Leaf]) -> list[Leaf]:
    """The leaves by their hashes."""
    return sorted(leaves, key=lambda leaf: leaf.hash)


def root_of(stage: str, hashes: Sequence[str]) -> str:
    """The number of the seal: SHA-256 over the stage and the hashes of all its leaves."""
    return _hash_of([stage, sorted(hashes)])


def _hash_of(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
