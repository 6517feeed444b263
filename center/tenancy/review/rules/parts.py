"""A part of a JSON document that knows its place, and is read strictly. Pure.

Source: docs/rules/scoring.md, "Refused"
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from center.core.text import Text, _
from center.tenancy.review.rules.record import RecordRefusedError

T = TypeVar("T")
DECIMAL = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Keyed(dict[str, Any]):
    """An object of JSON that remembers a key that stood in it twice."""

    doubled: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What stands at a place of the document. Each reading refuses what is not of that form."""

    place: str
    value: object

    def refused(self, reason: Text) -> RecordRefusedError:
        """The refusal of what stands here."""
        return RecordRefusedError(self.place or "$", reason)

    def keyed(self) -> dict[str, "Part"]:
        """An object's parts by their keys."""
        if not isinstance(self.value, Keyed):
            raise self.refused(_("이름과 값의 묶음({…})이어야 합니다."))
        if self.value.doubled is not None:
            raise self._below(self.value.doubled).refused(_("같은 이름이 두 번 있습니다. 하나만 남기세요."))
        return {key: self._below(key) for key in self.value}

    def fields(self, *names: str) -> dict[str, "Part"]:
        """An object's parts, which are exactly these."""
        found = self.keyed()
        for key, part in found.items():
            if key not in names:
                raise part.refused(_("이 형식에 없는 이름입니다. 지우거나 바르게 고치세요."))
        for name in names:
            if name not in found:
                raise Part(self._path(name), None).refused(_("빠져 있습니다. 값을 적으세요."))
        return found

    def listed(self) -> list["Part"]:
        """An array's parts."""
        if not isinstance(self.value, list):
            raise self.refused(_("목록([…])이어야 합니다."))
        return [Part(f"{self.place}[{n}]", value) for n, value in enumerate(self.value)]

    def text(self) -> str:
        """A text that can be written down again."""
        if not isinstance(self.value, str):
            raise self.refused(_("따옴표로 묶은 글이어야 합니다."))
        if any("\ud800" <= letter <= "\udfff" for letter in self.value):
            raise self.refused(_("글자가 깨져 있습니다."))
        return self.value

    def code(self) -> str:
        """A text that names something."""
        if not (text := self.text()):
            raise self.refused(_("비어 있습니다. 값을 적으세요."))
        return text

    def one_of(self, allowed: Sequence[T]) -> T:
        """One of the values that may stand here."""
        text = self.text()
        for value in allowed:
            if value == text:
                return value
        raise self.refused(_("%(allowed)s 가운데 하나여야 합니다.", allowed=[str(value) for value in allowed]))

    def signed(self) -> Fraction:
        """A number as a decimal string, exact."""
        if not isinstance(self.value, str) or not DECIMAL.fullmatch(self.value):
            raise self.refused(_('수는 "24.5"처럼 따옴표 안에 십진수로 적어야 합니다.'))
        return Fraction(self.value)

    def number(self) -> Fraction:
        """A decimal string of 0 or more."""
        if (number := self.signed()) < 0:
            raise self.refused(_("0보다 작을 수 없습니다."))
        return number

    def whole(self) -> int:
        """A whole number without quotes."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.refused(_("따옴표 없는 정수여야 합니다."))
        return self.value

    def day(self) -> date:
        """A day as 2014-12-10."""
        text = self.text()
        try:
            if DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self.refused(_("2014-12-10처럼 쓴, 달력에 있는 날이어야 합니다."))

    def or_none(self, read: Callable[["Part"], T]) -> T | None:
        """What is read here, or None where null stands."""
        return None if self.value is None else read(self)

    def _below(self, key: str) -> "Part":
        value = self.value.get(key) if isinstance(self.value, Keyed) else None
        return Part(self._path(key), value)

    def _path(self, key: str) -> str:
        shown = key.encode("utf-8", "backslashreplace").decode("utf-8")
        return f"{self.place}.{shown}" if self.place else shown


def document(text: str) -> Part:
    """A JSON document as a whole.

    Raises:
        RecordRefusedError: it is not JSON.
    """
    try:
        return Part("", json.loads(text, object_pairs_hook=_keyed, parse_constant=_no_constant))
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise RecordRefusedError(place, _("JSON이 아닙니다. 이 줄과 칸에서 읽기를 멈췄습니다.")) from error
    except (ValueError, RecursionError) as error:
        raise RecordRefusedError("$", _("JSON이 아니거나, 읽을 수 없을 만큼 깊거나 큰 값이 있습니다.")) from error


def _keyed(pairs: list[tuple[str, Any]]) -> Keyed:
    found = Keyed()
    for key, value in pairs:
        if key in found:
            found.doubled = key
        found[key] = value
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def ensure_single(parts: Sequence[tuple[Part, object]], reason: Text) -> None:
    """Nothing to do where each value stands once.

    Raises:
        RecordRefusedError: at the second place.
    """
    seen = set()
    for part, value in parts:
        if value in seen:
            raise part.refused(reason)
        seen.add(value)
