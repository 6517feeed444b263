"""The measuring itself works: a filled center is served and a page of it is measured. No time is asserted."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from center.bookings.models import Occupancy, Occurrence
from center.checks import run_checks
from center.core import time
from center.core.db import db
from center.enterprises import queries
from center.settings import Settings
from center.tenancy.calls.queries import get_call
from center.tenancy.review.queries import get_decided, get_review
from tests.bench.__main__ import arguments
from tests.bench.bare import TABLE, connect
from tests.bench.cases import cases, pages
from tests.bench.filling import fill
from tests.bench.measuring import measure, quantile, repeated
from tests.bench.rankings import fill_rankings
from tests.bench.registry import import_registry
from tests.bench.report import Measured, as_json, lines
from tests.bench.rush import N_LATE, rush
from tests.bench.selections import recompute
from tests.bench.servers import NULL, driver_address, serve, serve_bare, serve_center

FEW = 50


@pytest.fixture
def clock() -> None:
    """Servers live by the real clock, and so does this test."""


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_page_of_a_filled_center_is_measured_beside_the_bare_applications(app: Flask, settings: Settings) -> None:
    fill(FEW)
    n_uses, n_cells = (db.session.scalar(select(func.count()).select_from(one)) for one in (Occurrence, Occupancy))
    assert (n_uses, n_cells) == (FEW, 2 * FEW)
    assert not [result.line() for result in run_checks(time.now()) if result.faults]
    db.session.remove()

    with serve(NULL, {}, 1) as null, serve_bare(settings, 1) as bare, serve_center(settings, 1) as center:
        work = repeated(center.port, pages("day")[:2], 200)
        others = [(server, repeated(server.port, pages("day")[:2], 200)) for server in (null, bare)]
        figures = measure(center, work, others[0], others[1], 2)

    measured = Measured("sqlite", FEW, {"day": figures})
    assert figures.n == 4
    assert figures.n_bytes > 1_000
    assert min(figures.cpu_ms, figures.p50_ms, figures.cpu_x_null) > 0
    assert "day" in "\n".join(lines(measured))
    assert as_json(measured)["figures"]["day"]["n"] == 4


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_reviews_that_are_measured_are_decided(app: Flask, settings: Settings) -> None:
    calls = fill_rankings(settings, 3, 7, 2)

    decisions = [get_decided(get_call(one), get_review(one)) for one in calls]

    assert [len(one.ranking.order) for one in decisions] == [3, 3]
    assert decisions[0].record != decisions[1].record


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_an_import_of_the_registry_is_measured(app: Flask, settings: Settings) -> None:
    first, again = import_registry(settings, 20)

    assert len(queries.all_found(queries.Filter())) == 20
    assert queries.get_firm("B-20").extra == {"비고": "20"}
    assert min(first.rows_a_second, again.rows_a_second, first.peak_mb) > 0


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_of_firms_that_hand_in_at_the_last_moment_none_is_lost(app: Flask, settings: Settings) -> None:
    connect(driver_address(settings)).execute(TABLE)
    db.session.remove()
    with serve_bare(settings, 1) as bare, serve_center(settings, 2) as center:
        last = rush(center, bare, settings, n=4, seconds=2)

    assert (last.accepted, last.refused, last.cut_off, last.errors) == (4, N_LATE, 0, 0)
    assert (last.lost, last.is_numbered) == (0, True)
    assert "4 firms in the last seconds" in "\n".join(lines(Measured("sqlite", FEW, rush=last)))


def test_a_recomputed_selection_is_measured_beside_an_interpreter_that_does_nothing(tmp_path: Path) -> None:
    found = recompute(tmp_path, 3, 5, 1)

    assert found.cpu_x_nothing > 1
    assert found.deciding_ms > 0
    assert "3 firms × 5 members" in "\n".join(lines(Measured("sqlite", FEW, recomputed=[found])))


def test_of_an_even_number_of_values_the_smaller_middle_one_is_taken() -> None:
    assert [quantile([4, 1, 3, 2], share) for share in (0.25, 0.5, 0.99)] == [1, 2, 4]


def test_every_test_can_be_chosen_by_its_name() -> None:
    names = [case.name for case in cases()]

    assert len(names) == len(set(names))
    assert arguments(["--only", "week,64 times", "--quick"]).only == ["week", "64 times"]
    with pytest.raises(SystemExit):
        arguments(["--only", "nothing"])
