"""`center check` finds what was changed in a review behind the commands' back."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from center.checks import run_checks
from center.core import time
from center.core.actor import Actor
from center.core.db import db, transaction
from center.review_checks import REVIEW_CHECKS
from center.settings import Settings
from center.tenancy.review.models import Exclusion, Seal, Sheet, SheetSubmission
from center.tenancy.review.rules.sealing import in_order, leaf_of, root_of
from tests.commands import center
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


def sheet_is_taken_out() -> None:
    """A submitted sheet is gone with what was submitted."""
    sheet = db.session.scalars(select(Sheet).order_by(Sheet.id)).first()
    assert sheet
    db.session.execute(delete(SheetSubmission).where(SheetSubmission.sheet_id == sheet.id))
    db.session.delete(sheet)


def all_is_written_anew() -> None:
    """Scores, submission, leaves and root are all changed, so that they fit each other."""
    both_are_raised()
    seal = db.session.scalars(select(Seal)).one()
    sheet = db.session.scalars(select(Sheet).order_by(Sheet.id)).first()
    assert sheet
    first = next(iter(sheet.scores))
    is_theirs = {"member": sheet.seat.code, "applicant": sheet.application.receipt_number, "criterion": first}
    leaves = [leaf_of({**one, "points": "31"} if is_theirs.items() <= one.items() else one) for one in seal.leaves]
    seal.leaves = [leaf.plain() for leaf in in_order(leaves)]
    seal.root = root_of("documents", [leaf.hash for leaf in leaves])


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
        (sheet_is_taken_out, {"frozen stages are sealed as they count"}),
        (all_is_written_anew, {"points are within their criteria", "seals are those that were written down"}),
        (exclusion_is_forgotten, {"excluded members score nothing"}),
    ],
)
def test_what_is_changed_by_hand_is_found(panel: Panel, change: Callable[[], None], found: set[str]) -> None:
    with transaction():
        change()

    assert broken() == found


@pytest.mark.parametrize("change", [sheet_is_raised, sheet_is_taken_out, all_is_written_anew])
def test_audit_verify_finds_a_changed_point_and_a_removed_sheet(
    panel: Panel, settings: Settings, change: Callable[[], None]
) -> None:
    assert center(settings, "audit", "verify").exit_code == 0
    with transaction():
        change()

    found = center(settings, "audit", "verify")

    assert (found.exit_code, "BROKEN" in found.output) == (1, True)
