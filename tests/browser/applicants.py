"""People of sample firms that have applied for nothing yet, made in the running demo's own database."""

from collections.abc import Iterator
from itertools import count

from playwright.sync_api import Page

from center.accounts.passwords import hash_password
from center.accounts.service.accounts import add_user
from center.accounts.service.membership import add_member
from center.app import create_app
from center.core.audit import OPERATOR
from center.core.db import db, transaction
from center.core.time import now
from center.demo_applications import CLOSED, DRAFT, OPEN
from center.demo_firms import sample_number
from center.enterprises.queries import find_by_number
from center.settings import load_settings
from tests.browser.center import Center
from tests.browser.steps import main_button

OPEN_CALL, CLOSED_CALL = 1, 2
PASSWORD = "선유도 공원의 오래된 정수장"
OLDEST_YEARS = 1
"""Sample firms were founded 3 to 13 years ago; these are at most 4 years old."""


def _may_apply() -> Iterator[int]:
    """The sample firms that are young, in the district, in business, and have no application."""
    used = {sample.firm for sample in (DRAFT, *OPEN, *CLOSED)}
    for n in count():
        if n % 11 <= OLDEST_YEARS and n % 12 != 5 and n % 41 != 7 and n not in used:
            yield n


_firms = _may_apply()


def an_applicant(center: Center) -> str:
    """The address of somebody who represents a firm that may apply for the open call."""
    number = next(_firms)
    email = f"applicant{number}@example.kr"
    app = create_app(load_settings({"CENTER_INSTANCE": str(center.instance)}))
    with app.app_context():
        with transaction():
            user = add_user(email=email, name="한수아", password_hash=hash_password(PASSWORD), now=now(), by=OPERATOR)
            firm = find_by_number(sample_number(number))
            assert firm
            add_member(user.id, firm.id, is_representative=True, now=now(), by=OPERATOR)
        db.session.remove()
        db.engine.dispose()
    return email


def signs_in(page: Page, email: str) -> Page:
    """Somebody who acts for one firm signs in."""
    page.goto("/sign-in")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    main_button(page).click()
    page.wait_for_url("**/firm")
    return page
