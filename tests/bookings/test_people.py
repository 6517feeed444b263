"""Who counts as the same."""

import pytest

from center.bookings.rules.people import email_key, phone_key
from center.core.names import organisation_key
from center.core.net import address_block


@pytest.mark.parametrize("written", ["Hong@Example.KR", " hong@example.kr ", "hong+rooms@example.kr"])
def test_a_mail_address_is_the_same_in_any_case_and_with_any_tag(written: str) -> None:
    assert email_key(written) == "hong@example.kr"


@pytest.mark.parametrize("written", ["010-1234-5678", "010 1234 5678", "+82 10-1234-5678", "０１０１２３４５６７８"])
def test_a_phone_number_is_its_digits(written: str) -> None:
    assert phone_key(written) == "01012345678"


@pytest.mark.parametrize("written", ["㈜바퀴살림", "(주)바퀴살림", "(주) 바퀴 살림", "주식회사 바퀴살림", "바퀴살림㈜"])
def test_an_organisation_is_its_name_without_blanks_and_legal_form(written: str) -> None:
    assert organisation_key(written) == "바퀴살림"


def test_no_organisation_has_no_key() -> None:
    assert organisation_key(None) is None
    assert organisation_key(" ㈜ ") is None


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix", "unknown"),
    ],
)
def test_a_network_is_a_24_or_a_64(address: str, block: str) -> None:
    assert address_block(address) == block
