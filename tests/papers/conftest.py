"""A center whose papers are made. They read nothing of its database but the hours, so one kind of it is enough."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from center.app import create_app
from center.core.db import db
from center.web.i18n import speaking
from tests.conftest import settings_for


@pytest.fixture(scope="session")
def made_center(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application, made once: nothing here changes it."""
    instance = tmp_path_factory.mktemp("papers")
    shutil.copy(sqlite_template, instance / "center.db")
    return create_app(settings_for(instance))


@pytest.fixture
def center(made_center: Flask) -> Iterator[Flask]:
    """A center, with its context, that speaks Korean."""
    with made_center.app_context(), speaking("ko"):
        yield made_center
        db.session.remove()
        db.engine.dispose()
