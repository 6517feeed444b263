"""How evenly use is spread over those who book.

Source: docs/rules/figures.md, "Evenness"
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from center.bookings.rules.people import BookerKeys

TOP = 10


@dataclass(frozen=True, slots=True)
class Share:
    """Uses, the different bookers who had them, and the uses of the ten most frequent ones."""

    n_uses: int
    n_bookers: int
    n_uses_of_top_ten: int

    @property
    def share(self) -> Fraction | None:
        """The part of all uses that the ten most frequent bookers had."""
        return Fraction(self.n_uses_of_top_ten, self.n_uses) if self.n_uses else None


class Sets:
    """Marks that belong together, joined two at a time."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, mark: str) -> str:
        """The mark that stands for all that belong together with this one."""
        while (above := self._above.get(mark, mark)) != mark:
            self._above[mark] = self._above.get(above, above)
            mark = above
        return mark

    def join(self, one: str, other: str) -> None:
        """Let both and all that belongs to either be one."""
        self._above[self.root(one)] = self.root(other)


def share_of(bookers: Iterable[BookerKeys | None]) -> Share | None:
    """The evenness of uses, each given by its booker; None where the keys of one were erased.

    An organisation is one booker whoever books for it. A person is one by mail address or phone, either, so that
    two addresses with one phone are one person. Who gave neither is somebody else each time.
    """
    sets, marks = Sets(), []
    for n, keys in enumerate(bookers):
        if keys is None:
            return None
        marks.append(_mark(keys, sets) or f"nobody {n}")
    per_booker = Counter(sets.root(mark) for mark in marks)
    top = per_booker.most_common(TOP)
    return Share(len(marks), len(per_booker), sum(n for _booker, n in top))


def _mark(keys: BookerKeys, sets: Sets) -> str | None:
    """What stands for a booker; both keys of a person become one."""
    if keys.organisation:
        return f"organisation {keys.organisation}"
    own = [f"{kind} {key}" for kind, key in (("email", keys.email), ("phone", keys.phone)) if key]
    if len(own) > 1:
        sets.join(*own)
    return own[0] if own else None
