"""The sample people of firms: made once, plainly examples, with a request whose proof says that it is none."""

import io

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import func, select

from center.accounts.models import Correction, Joining, Membership, User
from center.accounts.queries import find_user
from center.checks import run_checks
from center.core import time
from center.core.db import db
from center.demo_firms import load_firms
from center.demo_people import FIRM_ACCOUNTS, load_people
from center.files.serving import the_store
from tests.people import session_of


def load() -> None:
    load_firms(time.today(), time.now())
    load_people(the_store(), time.now())


def n_rows(model: type[Correction | Joining | Membership | User]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_sample_people_are_made_once_and_can_sign_in(app: Flask) -> None:
    for _ in range(2):
        load()

    assert [n_rows(model) for model in (User, Membership, Joining, Correction)] == [3, 3, 1, 1]
    assert all(session_of(account.email, account.password) for account in FIRM_ACCOUNTS)
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def test_one_acts_for_two_firms_and_another_for_one_as_a_colleague(app: Flask) -> None:
    load()

    kept = select(User.email, Membership.is_representative).join(Membership, Membership.user_id == User.id)
    of = sorted(map(tuple, db.session.execute(kept)))
    assert of == [("jisoo@example.kr", True), ("jisoo@example.kr", True), ("minho@example.kr", False)]


def test_sample_people_are_plainly_examples(app: Flask) -> None:
    load()

    names = [(found.name, found.email) for account in FIRM_ACCOUNTS if (found := find_user(account.email))]
    assert len(names) == len(FIRM_ACCOUNTS)
    assert all("(예시)" in name and email.endswith("@example.kr") for name, email in names)


def test_the_sample_proof_is_a_page_that_says_it_is_an_example(app: Flask) -> None:
    load()

    proof = db.session.scalars(select(Joining)).one().proof
    assert proof
    content = the_store().storage.path(proof.sha256).read_bytes()
    pages = PdfReader(io.BytesIO(content), strict=True).pages
    assert (proof.name, len(pages)) == ("사업자등록증 (예시).pdf", 1)
    assert "예시" in pages[0].extract_text()
