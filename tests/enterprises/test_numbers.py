"""Business numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from center.enterprises.rules.numbers import (
    WrongBusinessNumberError,
    check_digit,
    is_business_number,
    read_business_number,
    show_business_number,
)

KNOWN = "1248100998"
"""A number of a large firm that everybody knows."""


@pytest.mark.parametrize(
    "written", ["124-81-00998", " 124 81 00998 ", "１２４８１００９９８", "124–81–00998", "1248100998"]
)
def test_a_number_is_read_in_whatever_way_it_is_written(written: str) -> None:
    assert read_business_number(written) == KNOWN


@pytest.mark.parametrize("wrong", ["", "124-81-00999", "12481009980", "124810099", "abcdefghij", "١٢٤٨١٠٠٩٩٨"])
def test_what_is_no_number_is_refused_with_what_was_written(wrong: str) -> None:
    with pytest.raises(WrongBusinessNumberError) as refusal:
        read_business_number(wrong)

    assert wrong[:40] in str(refusal.value)


@given(st.integers(0, 999_999_999))
def test_exactly_one_tenth_digit_fits_nine_others(nine: int) -> None:
    digits = f"{nine:09d}"

    assert [last for last in "0123456789" if is_business_number(digits + last)] == [str(check_digit(digits))]


@given(st.integers(0, 999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_among_the_first_eight_is_found(nine: int, place: int, by: int) -> None:
    digits = f"{nine:09d}"
    number = digits + str(check_digit(digits))
    other = str((int(number[place]) + by) % 10)
    if place == 8:
        return  # the ninth counts twice, so that some slips there are not seen

    assert not is_business_number(number[:place] + other + number[place + 1 :])


def test_a_number_is_shown_as_it_is_printed() -> None:
    assert show_business_number(KNOWN) == "124-81-00998"
