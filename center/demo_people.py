"""Sample people of sample firms, a request to act for one with its proof, and a correction, plainly examples.

Made through the same services as real ones; a second start makes nothing twice.
"""

import io
from dataclasses import dataclass
from datetime import datetime

from center.accounts.models import User
from center.accounts.passwords import hash_password
from center.accounts.queries import find_user
from center.accounts.rules.corrections import PROPOSABLE
from center.accounts.rules.joining import MOST_PROOF_BYTES, PROOF_KINDS
from center.accounts.service.accounts import add_user
from center.accounts.service.corrections import propose_correction
from center.accounts.service.joining import Claim, ask_to_join
from center.accounts.service.membership import add_member
from center.core.actor import Actor
from center.core.db import transaction
from center.demo_firms import sample_number
from center.demo_papers import sample_paper
from center.enterprises.models import Enterprise
from center.enterprises.queries import find_by_number
from center.enterprises.rules.numbers import show_business_number
from center.files.service import Store

BY = "sample"


@dataclass(frozen=True, slots=True)
class FirmAccount:
    """A sample account of a firm's person, opening nothing but the demo; for which sample firms, and as what."""

    email: str
    name: str
    password: str
    represents: tuple[int, ...] = ()
    works_for: tuple[int, ...] = ()
    asks_for: tuple[int, ...] = ()
    proposes_for: tuple[int, ...] = ()


FIRM_ACCOUNTS = (
    FirmAccount("jisoo@example.kr", "정지수 (예시)", "seonyu-demo-jisoo", represents=(0, 1)),
    FirmAccount("minho@example.kr", "박민호 (예시)", "seonyu-demo-minho", works_for=(0,), proposes_for=(0,)),
    FirmAccount("sua@example.kr", "이수아 (예시)", "seonyu-demo-sua", asks_for=(2,)),
)


def load_people(store: Store, now: datetime) -> None:
    """Make the sample accounts that are missing, with what they are to their firms."""
    for account in FIRM_ACCOUNTS:
        if find_user(account.email) is None:
            _add(account, store, now)


def _add(account: FirmAccount, store: Store, now: datetime) -> None:
    with transaction():
        user = add_user(
            email=account.email, name=account.name, password_hash=hash_password(account.password), now=now, by=BY
        )
        for firm in _firms(account.represents):
            add_member(user.id, firm.id, is_representative=True, now=now, by=BY)
        for firm in _firms(account.works_for):
            add_member(user.id, firm.id, is_representative=False, now=now, by=BY)
    for firm in _firms(account.asks_for):
        _ask(user, firm, store, now)
    for firm in _firms(account.proposes_for):
        _propose(user, firm, now)


def _propose(user: User, firm: Enterprise, now: datetime) -> None:
    typed = {name: getattr(firm, name) for name in PROPOSABLE} | {"address": f"{firm.address} 3층"}
    note, by = "사무실을 3층으로 옮겼습니다. (예시)", Actor(user.id)
    propose_correction(firm, typed, note, version=firm.version, language="ko", now=now, by=by)


def _firms(numbers: tuple[int, ...]) -> list[Enterprise]:
    """The sample firms with these numbers that the registry still has."""
    found = (find_by_number(sample_number(n)) for n in numbers)
    return [firm for firm in found if firm is not None]


def _ask(user: User, firm: Enterprise, store: Store, now: datetime) -> None:
    content = sample_proof(firm.name, show_business_number(firm.business_number), firm.representative)
    proof = store.take_in(
        io.BytesIO(content), "사업자등록증 (예시).pdf", allowed=PROOF_KINDS, most_bytes=MOST_PROOF_BYTES
    )
    ask_to_join(user.id, Claim(firm.business_number), proof, language="ko", now=now)


def sample_proof(name: str, number: str, representative: str) -> bytes:
    """A page that looks like a certificate and says that it is none."""
    return sample_paper("사업자등록증 (예시)", f"등록번호: {number}", f"상호: {name}", f"대표자: {representative}")
