"""People who sign in with all that is asked of them."""

from collections.abc import Mapping
from functools import cache

import pyotp
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from center.accounts.models import Membership, User
from center.accounts.passwords import hash_password
from center.accounts.queries import find_user
from center.accounts.service import Visitor, sign_in
from center.accounts.service.accounts import add_user
from center.accounts.service.grants import grant_role
from center.accounts.service.membership import add_member
from center.accounts.service.second_factor import keep_factor, show_code
from center.accounts.service.sessions import add_session
from center.core import time
from center.core.actor import Role
from center.core.audit import OPERATOR
from center.core.db import transaction
from center.core.vault import Vault
from center.enterprises.models import Enterprise
from tests.conftest import SECRET_KEY

SECRET = "SEONYUDOSEONYUDOSEONYUDOSEONYUDO"
AT = Visitor("203.0.113.7", "Firefox · Linux")
VAULT = Vault(SECRET_KEY)


def give_factor(email: str, vault: Vault = VAULT) -> None:
    """Let somebody have this file's secret in their app, none of its codes used yet."""
    user = find_user(email)
    assert user
    keep_factor(user.id, SECRET, vault=vault, now=time.now())


def app_code(secret: str = SECRET) -> str:
    """What the app shows now."""
    return pyotp.TOTP(secret).at(time.now())


def signs_in(browser: FlaskClient, email: str, password: str, **more: str) -> TestResponse:
    """Sign in on the pages: the password, and the code of the app where it is asked for."""
    typed: Mapping[str, str] = {"email": email, "password": password, **more}
    answer = browser.post("/sign-in", data=typed)
    if answer.status_code != 303 or answer.headers["Location"] != "/sign-in/code":
        return answer
    give_factor(email)
    return browser.post("/sign-in/code", data={"code": app_code()})


@cache
def hash_of(password: str) -> str:
    """Its hash, made once in a run: that takes longer than most tests."""
    return hash_password(password)


def somebody(email: str, password: str, role: Role, name: str = "김유나") -> User:
    """Somebody with an account and a role, as `create_user` makes them."""
    with transaction():
        user = add_user(email=email, name=name, password_hash=hash_of(password), now=time.now(), by=OPERATOR)
        grant_role(user.id, role, reason="처음부터", now=time.now(), by=OPERATOR)
    return user


def is_in(browser: FlaskClient, user: User) -> None:
    """Let a browser be as after its sign-in with all that is asked, for tests about something else."""
    token = add_session(user.id, AT, now=time.now(), with_factor=True)
    with browser.session_transaction(base_url="https://localhost") as session:
        session.update(_user_id=token, _fresh=True)


def a_firm_user(email: str, password: str, name: str = "정지수") -> User:
    """Somebody with an account and without any role."""
    with transaction():
        return add_user(email=email, name=name, password_hash=hash_of(password), now=time.now(), by=OPERATOR)


def acts_for_firm(user: User, firm: Enterprise, *, is_representative: bool = True) -> Membership:
    """Let somebody act for a firm."""
    return add_member(user.id, firm.id, is_representative=is_representative, now=time.now(), by=OPERATOR)


def session_of(email: str, password: str) -> str:
    """The token of a session with its second factor, begun without any page."""
    begun = sign_in(email, password, AT, now=time.now())
    if not begun.is_pending:
        return begun.token
    give_factor(email)
    return show_code(begun.token, app_code(), AT, vault=VAULT, now=time.now())
