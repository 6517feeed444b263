"""Members of a committee in their browsers."""

import re

from flask import Flask
from flask.testing import FlaskClient

from center.accounts.queries import find_user
from tests.people import is_in
from tests.tenancy.review.panel import Panel

DRAWN = re.compile(r'name="csrf_token" value="[^"]+"|class="error-number">[^<]+<')
"""What is drawn anew with every answer."""


def without_drawn(page: str) -> str:
    """A page without what is drawn anew with every answer."""
    return DRAWN.sub("", page)


def browser_of(app: Flask, panel: Panel, code: str) -> FlaskClient:
    """The browser of a member by the code of their seat."""
    user = find_user(f"reviewer{code.removeprefix('R')}@example.kr")
    assert user
    assert user.id == panel.people[code].user_id
    browser = app.test_client()
    is_in(browser, user)
    return browser


def sheet_at(panel: Panel, number: int = 1, stage: str = "documents") -> str:
    """The address of a sheet."""
    return f"/review/{panel.call.id}/stages/{stage}/{number}"


def typed(panel: Panel, scores: dict[str, dict[str, str]] | None = None, **more: str) -> dict[str, str]:
    """What is sent of a sheet: for these criteria points and comment."""
    fields = {f"{field}-{key}": text for key, given in (scores or {}).items() for field, text in given.items()}
    return {"version": "0", "act": "save", **fields, **more}
