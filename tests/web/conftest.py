"""Browsers in which somebody has signed in."""

import pytest
from flask.testing import FlaskClient

from tests.web.test_pages import staff_signs_in


@pytest.fixture
def desk(client: FlaskClient) -> FlaskClient:
    """A browser in which yuna has signed in."""
    staff_signs_in(client)
    return client
