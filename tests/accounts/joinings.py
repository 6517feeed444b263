"""Requests to act for a firm, made without any page, and the steps of who makes one in a browser."""

import io

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from center.accounts.models import Joining, User
from center.accounts.rules.joining import MOST_PROOF_BYTES, PROOF_KINDS
from center.accounts.service.joining import Claim, ask_to_join
from center.accounts.service.wishes import answer_wishes
from center.core import time
from center.core.db import db
from center.core.text import Language
from center.files.serving import the_store
from tests.accounts.test_people_pages import mailed_key
from tests.files.samples import a_pdf

EMAIL, NAME = "jisoo@hangang.example", "정지수"
PASSWORD = "바람 부는 선유도 공원"
PROOF_NAME = "사업자등록증.pdf"


def a_joining(user: User, number: str, *, is_former_gone: bool = False, language: Language = "ko") -> Joining:
    """A request of somebody with a proof."""
    proof = the_store().take_in(io.BytesIO(a_pdf()), PROOF_NAME, allowed=PROOF_KINDS, most_bytes=MOST_PROOF_BYTES)
    claim = Claim(number, is_former_gone=is_former_gone)
    return ask_to_join(user.id, claim, proof, language=language, now=time.now())


def wishes(client: FlaskClient, number: str, email: str = EMAIL, **typed: str) -> TestResponse:
    """Send the first form."""
    return client.post("/join", data={"number": number, "name": NAME, "email": email, **typed})


def key_for(client: FlaskClient, number: str, email: str = EMAIL) -> str:
    """The key of the link that is mailed to who sends the first form."""
    assert wishes(client, number, email).status_code == 200
    answer_wishes(time.now())
    return mailed_key()


def makes_account(client: FlaskClient, key: str, **typed: str) -> TestResponse:
    """Send the form to which the link leads."""
    form = {"key": key, "password": PASSWORD, "again": PASSWORD, "agree": "y", **typed}
    return client.post("/join/account", data={name: value for name, value in form.items() if value})


def hands_in(client: FlaskClient, content: bytes | None = None, name: str = PROOF_NAME, **typed: str) -> TestResponse:
    """Send the form of the proof."""
    proof = FileStorage(io.BytesIO(a_pdf() if content is None else content), name)
    boundary, body = encode_multipart({"proof": proof, **typed})
    content_type = f"multipart/form-data; boundary={boundary}"
    return client.post("/me/joining/proof", data=body, content_type=content_type)


def joinings() -> list[Joining]:
    """All requests as they are kept now, the oldest first."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Joining).order_by(Joining.id)))
