"""Which passwords pass, and how they are kept."""

import unicodedata

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from center.accounts import passwords
from center.accounts.passwords import DUMMY, HASHER, hash_password, is_outdated, is_password
from center.accounts.rules.passwords import WeakPasswordError, ensure_password
from tests.accounts.conftest import EMAIL, PASSWORD

PASSING = [
    "가나다라마 책장 옆 화분",
    "correct horse battery",
    "seonyu-demo-2026",
    "k7$Qm!x2Wz",
    "lower case only words",
    "83920174650192837465",
    "x" * 60 + "yz 긴 비밀번호도 좋습니다",
]
GUESSED = [
    "password12",
    "Password-2026!",
    "yeongdeungpo",
    "Yeongdeungpo2026",
    "center center 1",
    "socialeconomy",
    "qwertyuiop",
    "1q2w3e4r5t",
    "dudemdvh1234",
    "tkghlrudwp12",
    "비밀번호 1234567",
    "영등포구 사회적경제 센터",
    "aaaaaaaaaaaa",
    "abababababab",
    "가나가나가나가나가나",
    "abcdefghijkl",
    "9876543210",
    "1234567890",
    "!!!!!!!!!!!!",
    "yuna.example.2026",
    "YUNA@example.kr",
]


@pytest.mark.parametrize("password", [PASSWORD, *PASSING])
def test_a_long_password_passes_whatever_it_is_composed_of(password: str) -> None:
    ensure_password(password, email=EMAIL)


@pytest.mark.parametrize("password", GUESSED)
def test_what_anybody_would_try_first_is_refused(password: str) -> None:
    with pytest.raises(WeakPasswordError, match="쉽게 맞힐 수 있는"):
        ensure_password(password, email=EMAIL)


@pytest.mark.parametrize(("length", "passes"), [(9, False), (10, True), (128, True), (129, False)])
def test_a_password_has_ten_to_128_letters(length: int, *, passes: bool) -> None:
    password = ("느린우체국바퀴살림새벽밥상도란" * 10)[:length]

    if passes:
        ensure_password(password, email=EMAIL)
    else:
        with pytest.raises(WeakPasswordError, match="10자부터 128자까지"):
            ensure_password(password, email=EMAIL)


def test_a_password_is_kept_as_argon2id_with_19_mib_two_passes_one_lane() -> None:
    kept = extract_parameters(hash_password(PASSWORD))

    assert (kept.type, kept.memory_cost, kept.time_cost, kept.parallelism) == (Type.ID, 19 * 1024, 2, 1)


def test_the_same_password_is_never_kept_in_the_same_form() -> None:
    assert hash_password(PASSWORD) != hash_password(PASSWORD)


def test_only_the_password_itself_is_the_password() -> None:
    kept = hash_password(PASSWORD)

    assert is_password(kept, PASSWORD)
    assert not is_password(kept, PASSWORD + " ")
    assert not is_password(kept, "")
    assert not is_password("no hash at all", PASSWORD)


def test_it_does_not_matter_how_a_keyboard_composes_its_letters() -> None:
    apart = unicodedata.normalize("NFD", PASSWORD)
    assert apart != PASSWORD

    assert is_password(hash_password(PASSWORD), apart)
    assert is_password(hash_password(apart), PASSWORD)


def test_weaker_parameters_are_outdated() -> None:
    assert is_outdated(PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD))
    assert not is_outdated(hash_password(PASSWORD))


def test_nobody_has_the_password_that_unknown_names_are_checked_against() -> None:
    assert not is_password(None, "nobody has this password")


def test_an_unknown_name_takes_as_long_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the work that is done, not by a clock: one hash of the same cost is computed either way."""
    checked: list[str] = []
    monkeypatch.setattr(passwords, "HASHER", Witness(checked))

    for kept in (hash_password(PASSWORD), None):
        assert not is_password(kept, "some other password")

    assert [extract_parameters(hash_) for hash_ in checked] == [extract_parameters(DUMMY)] * 2
    assert checked[1] == DUMMY


class Witness:
    """The real hasher, which notes against what it checks."""

    def __init__(self, checked: list[str]) -> None:
        self._checked = checked

    def hash(self, password: str) -> str:
        """As the real one."""
        return HASHER.hash(password)

    def verify(self, kept: str, typed: str) -> bool:
        """As the real one."""
        self._checked.append(kept)
        return HASHER.verify(kept, typed)
