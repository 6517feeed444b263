"""Business numbers (사업자등록번호): ten digits with a check digit.

Source: docs/rules/enterprises.md, "Business number"
"""

import re
import unicodedata

from center.core.errors import RuleError
from center.core.text import _

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
LENGTH = 10
SAMPLE_PREFIX = "999"
"""No tax office issues these: sample firms have them."""
BETWEEN = re.compile(r"[\s\-.‐-―−]")


class WrongBusinessNumberError(RuleError):
    """Not ten digits, or the check digit does not fit."""

    kind = "wrong-business-number"

    def __init__(self, typed: str) -> None:
        super().__init__(
            _(
                "‘%(typed)s’은(는) 사업자등록번호가 아닙니다. 사업자등록증을 보고 숫자 10자리를 다시 적어 주세요.",
                typed=typed[:40],
            )
        )


def read_business_number(typed: str) -> str:
    """Ten digits of a number in whatever way it is written: full-width, with hyphens or blanks, 123.0 of a sheet.

    Raises:
        WrongBusinessNumberError
    """
    plain = BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    if not is_business_number(plain):
        raise WrongBusinessNumberError(typed)
    return plain


def is_business_number(digits: str) -> bool:
    """Whether these are ten digits of which the last one is right."""
    if len(digits) != LENGTH or not (digits.isascii() and digits.isdigit()):
        return False
    return int(digits[-1]) == check_digit(digits[:-1])


def check_digit(nine: str) -> int:
    """The tenth digit to the first nine."""
    figures = [int(digit) for digit in nine]
    total = sum(weight * figure for weight, figure in zip(WEIGHTS, figures, strict=True)) + figures[-1] * 5 // 10
    return (10 - total % 10) % 10


def show_business_number(digits: str) -> str:
    """As it is printed: 123-45-67891."""
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"
