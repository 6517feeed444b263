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
    lines = (
        (28, "사업자등록증 (예시)"),
        (16, f"등록번호: {number}"),
        (16, f"상호: {name}"),
        (16, f"대표자: {representative}"),
        (12, "시연용 예시입니다. 실제 증명이 아닙니다."),
    )
    return _pdf("\n".join(_line(size, 760 - 48 * n, text) for n, (size, text) in enumerate(lines)))


def _line(size: int, height: int, text: str) -> str:
    return f"BT /F {size} Tf 72 {height} Td <{text.encode('utf-16-be').hex()}> Tj ET"


FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/HYGoThic-Medium/Encoding/UniKS-UCS2-H/DescendantFonts[6 0 R]>>",
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/HYGoThic-Medium/FontDescriptor 7 0 R/CIDSystemInfo 8 0 R/W[1 95 500]>>",
    "<</Type/FontDescriptor/FontName/HYGoThic-Medium/Flags 4/FontBBox[0 -150 1000 850]/Ascent 850/Descent -150/StemV 80>>",
    "<</Registry(Adobe)/Ordering(Korea1)/Supplement 1>>",
)
"""A Korean font that every reader of PDF has, so that none need be embedded."""


def _pdf(content: str) -> bytes:
    """A document of one page with that content."""
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        *FONT,
    )
    body, places = b"%PDF-1.4\n", []
    for number, described in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{described}endobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode("ascii")
