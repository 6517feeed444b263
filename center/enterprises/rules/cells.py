"""What the text of a cell says: days, words, kinds. A fault is a reason that is told with row and column.

Source: docs/rules/enterprises.md, "Files"
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from center.core.text import Text, _
from center.enterprises.rules.keys import is_registry_key
from center.enterprises.rules.kinds import (
    COUNTING_WORDS,
    KIND_WORDS,
    STATE_WORDS,
    CountingKind,
    FirmState,
    Kind,
    KindTerm,
)
from center.enterprises.rules.numbers import WrongBusinessNumberError, read_business_number

Word = TypeVar("Word", bound=StrEnum)
LONGEST: Mapping[str, int] = {
    "name": 100,
    "representative": 100,
    "address": 300,
    "sector": 200,
    "phone": 60,
    "email": 254,
    "website": 300,
    "certificate": 100,
    "issuer": 100,
}
MOST_KINDS = 20
LONGEST_EXTRA = 30_000
"""What a cell of a workbook can hold, with room to spare."""
DAY = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?(?:[ T]\d{1,2}:\d\d.*)?", re.ASCII)
DAY_IN_ONE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\.0)?", re.ASCII)
SERIAL = re.compile(r"\d{3,5}(?:\.\d+)?", re.ASCII)
SERIAL_ZERO = date(1899, 12, 30)
"""From it the days of workbooks are counted, those after February 1900."""
FIRST_DAY, LAST_DAY = date(1900, 3, 1), date(2099, 12, 31)
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SEPARATORS = re.compile(r"[,/;·\n]+")
PART = re.compile(r"(?:[^\\|]|\\.)*", re.DOTALL)


class CellError(Exception):
    """What stands in a cell cannot be taken; `reason` is a finished sentence."""

    def __init__(self, reason: Text) -> None:
        super().__init__(str(reason))
        self.reason = reason


def one_line(text: str) -> str:
    """A cell's lines as one."""
    return " ".join(text.split("\n")) if "\n" in text else text


def read_text(field: str, text: str) -> str:
    """One line that is no longer than it may be.

    Raises:
        CellError
    """
    line = one_line(text)
    if len(line) > LONGEST[field]:
        raise CellError(_("%(n)s자를 넘습니다. 줄여 주세요.", n=LONGEST[field]))
    return line


def read_email(text: str) -> str:
    """A mail address, or none.

    Raises:
        CellError
    """
    line = read_text("email", text)
    if line and not EMAIL.fullmatch(line):
        raise CellError(_("메일 주소가 아닙니다. 예: hong@example.kr"))
    return line


def read_key(text: str) -> str | None:
    """A key of the registry, or none.

    Raises:
        CellError
    """
    line = one_line(text)
    if line and not is_registry_key(line):
        raise CellError(_("등록 번호로 쓸 수 없습니다. 빈칸과 빗금 없이 40자까지 적어 주세요."))
    return line or None


def read_number(text: str) -> str:
    """Ten digits, also of a sheet that took them for a number.

    Raises:
        CellError
    """
    if not text:
        raise CellError(_("사업자등록번호가 비어 있습니다."))
    try:
        return read_business_number(one_line(text).removesuffix(".0"))
    except WrongBusinessNumberError as wrong:
        raise CellError(wrong.text) from wrong


def read_name(text: str) -> str:
    """A firm's name.

    Raises:
        CellError
    """
    if not text:
        raise CellError(_("기업 이름이 비어 있습니다."))
    return read_text("name", text)


def read_day(text: str) -> date | None:
    """A day however it is written: 2014-09-01, 2014. 9. 1., 20140901, or the number a workbook has for it.

    Raises:
        CellError
    """
    plain = unicodedata.normalize("NFKC", one_line(text)).strip()
    if not plain:
        return None
    day = _written_day(plain)
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise CellError(_("‘%(typed)s’은(는) 날짜가 아닙니다. 2014-09-01처럼 적어 주세요.", typed=plain[:30]))
    return day


def _written_day(plain: str) -> date | None:
    if found := DAY.fullmatch(plain) or DAY_IN_ONE.fullmatch(plain):
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            return None
    if SERIAL.fullmatch(plain):
        return SERIAL_ZERO + timedelta(days=int(float(plain)))
    return None


def _word_key(text: str) -> str:
    return re.sub(r"[\s()_\-]", "", unicodedata.normalize("NFKC", text)).casefold()


def _words(words: Mapping[Word, Text], more: Mapping[str, Word]) -> dict[str, Word]:
    known = {_word_key(str(text)): value for value, text in words.items()}
    return {**known, **{_word_key(value): value for value in words}, **more}


COUNTING = _words(
    COUNTING_WORDS,
    {
        "인증사회적기업": CountingKind.SOCIAL_ENTERPRISE,
        "사회적협동조합": CountingKind.COOPERATIVE,
        "일반협동조합": CountingKind.COOPERATIVE,
    },
)
KINDS = _words(
    KIND_WORDS,
    {
        "사회적기업": Kind.SOCIAL_ENTERPRISE,
        "인증": Kind.SOCIAL_ENTERPRISE,
        "인증사회적기업": Kind.SOCIAL_ENTERPRISE,
        "예비": Kind.PRELIMINARY_SOCIAL_ENTERPRISE,
        "예비인증": Kind.PRELIMINARY_SOCIAL_ENTERPRISE,
        "일반협동조합": Kind.COOPERATIVE,
    },
)
STATES = _words(
    STATE_WORDS,
    {
        "운영": FirmState.ACTIVE,
        "영업": FirmState.ACTIVE,
        "영업중": FirmState.ACTIVE,
        "정상": FirmState.ACTIVE,
        "계속사업자": FirmState.ACTIVE,
        "휴업자": FirmState.SUSPENDED,
        "폐업자": FirmState.CLOSED,
    },
)
TRUTHS: Mapping[str, bool] = {
    **dict.fromkeys(("관내", "예", "네", "o", "y", "yes", "true", "1", "영등포구"), True),
    **dict.fromkeys(("관외", "아니요", "아니오", "x", "n", "no", "false", "0"), False),
}


def read_counting(text: str) -> CountingKind | None:
    """As what the firm is counted, or nothing.

    Raises:
        CellError
    """
    return _one_of(COUNTING, COUNTING_WORDS, text) if text else None


def read_state(text: str) -> FirmState:
    """Whether the firm works; where nothing is said, it does.

    Raises:
        CellError
    """
    return _one_of(STATES, STATE_WORDS, text) if text else FirmState.ACTIVE


def read_in_district(text: str) -> bool:
    """Whether the firm is in the district; where nothing is said, it is not.

    Raises:
        CellError
    """
    key = _word_key(text)
    if key and key not in TRUTHS:
        raise CellError(_("다음 가운데 하나여야 합니다: %(values)s.", values="관내, 관외"))
    return TRUTHS.get(key, False)


def read_kind_names(text: str) -> list[Kind]:
    """The kinds that a cell names, parted by commas, slashes or lines.

    Raises:
        CellError
    """
    return [_one_of(KINDS, KIND_WORDS, name.strip()) for name in SEPARATORS.split(text) if name.strip()]


def _one_of(known: Mapping[str, Word], words: Mapping[Word, Text], text: str) -> Word:
    try:
        return known[_word_key(text)]
    except KeyError:
        values = ", ".join(str(word) for word in words.values())
        raise CellError(_("다음 가운데 하나여야 합니다: %(values)s.", values=values)) from None


def write_kinds(terms: tuple[KindTerm, ...]) -> str:
    """All kinds of a firm in one cell: a line each, `kind | first day | last day | number | issuer`."""
    return "\n".join(_write_term(term) for term in terms)


def _write_term(term: KindTerm) -> str:
    days = [day.isoformat() if day else "" for day in (term.from_on, term.to_on)]
    parts = [str(KIND_WORDS[term.kind]), *days, _escaped(term.certificate), _escaped(term.issuer)]
    return " | ".join(parts).rstrip(" |") if not (term.certificate or term.issuer) else " | ".join(parts).rstrip()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


def read_kinds(text: str) -> tuple[KindTerm, ...]:
    """The same, read back.

    Raises:
        CellError
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > MOST_KINDS:
        raise CellError(_("유형은 %(n)s개까지 적을 수 있습니다.", n=MOST_KINDS))
    return tuple(_read_term(line) for line in lines)


def _read_term(line: str) -> KindTerm:
    parts = [re.sub(r"\\(.)", r"\1", part.strip()) for part in _parts(line)]
    if len(parts) > 5:
        raise CellError(_("유형 한 줄은 ‘유형 | 시작일 | 마지막 날 | 번호 | 기관’으로 적어 주세요."))
    kind, first, last, certificate, issuer = [*parts, *[""] * (5 - len(parts))]
    return term_of(_one_of(KINDS, KIND_WORDS, kind), read_day(first), read_day(last), certificate, issuer)


def _parts(line: str) -> list[str]:
    """A line parted at the strokes that are not escaped."""
    parts, at = [], 0
    while at <= len(line):
        found = PART.match(line, at)
        part = found.group() if found else ""
        parts.append(part)
        at += len(part) + 1
    return parts


def term_of(kind: Kind, first: date | None, last: date | None, certificate: str, issuer: str) -> KindTerm:
    """A kind with its days, which are in order.

    Raises:
        CellError
    """
    if first and last and last < first:
        raise CellError(_("마지막 날이 시작일보다 앞섭니다."))
    return KindTerm(kind, first, last, read_text("certificate", certificate), read_text("issuer", issuer))


def write_extra(extra: Mapping[str, str]) -> str:
    """Columns that we do not know, in one cell."""
    return json.dumps(dict(extra), ensure_ascii=False, sort_keys=True) if extra else ""


def read_extra(text: str) -> dict[str, str]:
    """The same, read back.

    Raises:
        CellError
    """
    if not text.strip():
        return {}
    try:
        read: Any = json.loads(text)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict) or not all(isinstance(value, str) for value in read.values()):
        raise CellError(_("‘그 밖의 칸’은 내보낸 파일에 있던 그대로 두세요."))
    return {name: value for name, value in read.items() if value}


def ensure_short_extra(extra: Mapping[str, str]) -> None:
    """Raises: CellError, where what we do not know is too much to be kept."""
    if len(write_extra(extra)) > LONGEST_EXTRA:
        raise CellError(_("모르는 칸에 적힌 내용이 너무 깁니다. 필요 없는 칸을 빼 주세요."))
