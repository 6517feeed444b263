"""Who signs in, and a browser whose requests come one by one, as a server gets them."""

from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from center.accounts.models import User
from center.accounts.service import create_user
from center.core.actor import Role
from tests.conftest import Clock
from tests.people import signs_in

EMAIL = "yuna@example.kr"
PASSWORD = "선유도의 느린 오후"
STAFF_PAGE = "/staff/bookings"
COOKIE = "__Host-center"


class Browser(FlaskClient):
    """A browser without a window. A request shares no context with the test or with another request."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send one request."""
        return Context().run(super().open, *args, **kwargs)

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, **more: str) -> TestResponse:
        """Send the sign-in form, and the code of the app where it is asked for."""
        return signs_in(self, email, password, **more)

    def is_signed_in(self) -> bool:
        """Whether a page for staff opens; any other answer than a way to the sign-in page is a fault."""
        answer = self.get(STAFF_PAGE)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in?next=")
        else:
            assert answer.status_code == 200
        return answer.status_code == 200

    def cookie(self) -> str:
        """The session cookie as it is now."""
        cookie = self.get_cookie(COOKIE)
        assert cookie
        return cookie.value


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser over HTTPS."""
    browser = Browser(app, app.response_class)
    browser.environ_base |= {"wsgi.url_scheme": "https", "HTTP_HOST": "localhost", "REMOTE_ADDR": "203.0.113.7"}
    return browser


@pytest.fixture
def yuna(app: Flask, clock: Clock) -> User:
    """Staff of the center."""
    return create_user(email=EMAIL, name="김유나", password=PASSWORD, role=Role.STAFF, now=clock.now)
