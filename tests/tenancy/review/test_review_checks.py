"""`center check` finds what was changed in a review behind the commands' back."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from center.checks import run_checks
from center.core import time
from center.core.actor import Actor
from center.core.db import db, transaction
from center.review_checks import REVIEW_CHECKS
from center.tenancy.review.models import Exclusion, Seal, Sheet, SheetSubmission
from tests.conftest import Clock
from tests.tenancy.review.panel import Panel, frozen, opened, scored


@pytest.fixture
def panel(app: Flask, yuna: Actor, clock: Clock) -> Panel:
    """The first stage is scored and frozen."""
    panel = opened(yuna, clock)
    scored(panel, {1: [80] * 7, 2: [70] * 7})
    frozen(panel)
    return panel


def broken() -> set[str]:
    """The invariants of reviews that do not hold."""
    return {one.name for one in run_checks(time.now()) if one.faults and one.name in REVIEW_CHECKS}


def other_points(scores: dict[str, Any], points: str) -> dict[str, Any]:
    """The same scores with other points at the first criterion."""
    first = next(iter(scores))
    return {**scores, first: {**scores[first], "points": points}}


def sheet_is_raised() -> None:
    """A submitted sheet has other points."""
    sheet = db.session.scalars(select(Sheet).order_by(Sheet.id)).first()
    assert sheet
    sheet.scores = other_points(sheet.scores, "29")


def both_are_raised() -> None:
    """A sheet and its submission have more points than there are."""
    sheet = db.session.scalars(select(Sheet).order_by(Sheet.id)).first()
    assert sheet
    sheet.scores = other_points(sheet.scores, "31")
    submission = db.session.scalars(select(SheetSubmission).where(SheetSubmission.sheet_id == sheet.id)).one()
    submission.scores = sheet.scores


def leaf_is_changed() -> None:
    """A sealed score has other points."""
    seal = db.session.scalars(select(Seal)).one()
    seal.leaves = [{**seal.leaves[0], "points": "1"}, *seal.leaves[1:]]


def exclusion_is_forgotten() -> None:
    """Somebody is excluded whose sheet was not voided."""
    sheet = db.session.scalars(select(Sheet)).first()
    assert sheet
    pair = {"seat_id": sheet.seat_id, "application_id": sheet.application_id}
    db.session.add(Exclusion(**pair, origin="late", ground="party", reason="뒤늦게", at=time.now()))


def test_a_review_by_its_commands_breaks_nothing(panel: Panel) -> None:
    assert broken() == set()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (sheet_is_raised, {"sheets are as they were submitted", "frozen stages are sealed as they count"}),
        (both_are_raised, {"points are within their criteria", "frozen stages are sealed as they count"}),
        (leaf_is_changed, {"seals fit their scores", "frozen stages are sealed as they count"}),
        (exclusion_is_forgotten, {"excluded members score nothing"}),
    ],
)
def test_what_is_changed_by_hand_is_found(panel: Panel, change: Callable[[], None], found: set[str]) -> None:
    with transaction():
        change()

    assert broken() == found
