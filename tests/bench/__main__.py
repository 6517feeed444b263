"""CPU and time of pages, feeds and bookings in multiples of bare applications, on both databases.

Ratios of one run can be compared on any machine; times cannot. Nothing here is asserted.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from center.app import create_app
from center.core.db import db
from center.settings import Settings
from tests.bench.bare import TABLE, connect
from tests.bench.cases import N_AT_ONCE, Case, cases
from tests.bench.clients import Request
from tests.bench.crowds import one_time, own_times
from tests.bench.filling import FEW, MANY, fill
from tests.bench.measuring import Figures, Work, crowded, measure, repeated
from tests.bench.rankings import LARGE, SMALL, RankingFigures, cold, fill_rankings, warm
from tests.bench.rankings import NAME as RANKING
from tests.bench.registry import FEW_FIRMS, MANY_FIRMS, RegistryFigures, changes, import_registry, search
from tests.bench.registry import NAME as REGISTRY
from tests.bench.report import Measured, as_json, growth, lines
from tests.bench.rush import NAME as RUSH
from tests.bench.rush import Rush, rush
from tests.bench.selections import NAME as RECOMPUTE
from tests.bench.selections import SIZES, Recomputed, recompute
from tests.bench.servers import (
    NULL,
    Server,
    database_cpu_ms,
    driver_address,
    serve,
    serve_bare,
    serve_center,
)
from tests.bench.works import add_works
from tests.conftest import migrate, settings_for
from tests.postgresql import running_postgres

WORKERS = 2
DATABASES = ("sqlite", "postgresql")
CROWDS = ("64 times", "one time", REGISTRY, RANKING, RUSH, RECOMPUTE)
N_NULL = 120
NOTHING = Request("/")


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """What was asked for."""
    names = [case.name for case in cases()] + list(CROWDS)
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document instead of lines to read")
    parser.add_argument("--only", metavar="NAMES", help="some tests, with commas: " + ", ".join(names))
    parser.add_argument("--database", choices=DATABASES, help="one database only")
    parser.add_argument("--bookings", type=int, action="append", help=f"how many; else {FEW} and {MANY}")
    parser.add_argument("--rounds", type=int, default=9, help="rounds of each test; figures are their medians")
    parser.add_argument("--races", type=int, default=100, help="rounds of 64 for one time")
    parser.add_argument("--workers", type=int, action="append", help="workers in the race for one time; else 2, 4, 8")
    parser.add_argument("--quick", action="store_true", help="3 rounds, 5 races, 20,000 bookings only")
    asked = parser.parse_args(given)
    asked.only = asked.only.split(",") if asked.only else names
    if unknown := set(asked.only) - set(names):
        parser.error(f"unknown tests: {', '.join(sorted(unknown))}")
    if asked.quick:
        asked.rounds, asked.races, asked.bookings = 3, 5, asked.bookings or [MANY]
    return asked


@contextmanager
def filled(database: str, n: int) -> Iterator[Settings]:
    """A center with n bookings on a database of its own, with durable commits."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = ""
        if database == "postgresql":
            url = stack.enter_context(running_postgres(durable=True)).create("bench")
        settings = settings_for(Path(folder), url)
        migrate(settings)
        app = create_app(settings)
        with app.app_context():
            fill(n)
            add_works()
            db.session.remove()
            db.engine.dispose()
        _prepare(driver_address(settings))
        yield settings


def _prepare(address: str) -> None:
    """The table of the bare inserts, and fresh statistics for the planner."""
    connection = connect(address)
    connection.execute(TABLE)
    connection.execute("VACUUM ANALYZE" if address.startswith("postgresql") else "ANALYZE")
    connection.close()


def bench(asked: argparse.Namespace, database: str, n: int) -> Measured:
    """Measure one database with so many bookings; crowds only with the most."""
    measured = Measured(database, n)
    with filled(database, n) as settings:
        wanted = [case for case in cases() if case.name in asked.only]
        with (
            serve(NULL, {}, WORKERS) as null,
            serve_bare(settings, WORKERS) as bare,
            serve_center(settings, WORKERS) as center,
        ):
            for case in wanted:
                work = case.make(center.port)
                measured.figures[case.name] = _measured(case, work, (center, null, bare), asked.rounds)
                if database == "postgresql":
                    measured.database_cpu_ms[case.name] = _database_share(work, settings)
            if "64 times" in asked.only and n == max(asked.bookings or [MANY]):
                measured.own_times = own_times(center, bare, max(3, asked.rounds // 2))
        if "one time" in asked.only and n == max(asked.bookings or [MANY]):
            for workers in asked.workers or (2, 4, 8):
                with serve_center(settings, workers) as center:
                    measured.one_time.append(one_time(center, workers, asked.races))
    if REGISTRY in asked.only and n == max(asked.bookings or [MANY]):
        measured.registry = [_registry(database, n_firms, asked.rounds) for n_firms in (FEW_FIRMS, MANY_FIRMS)]
    if RANKING in asked.only and n == max(asked.bookings or [MANY]):
        measured.rankings = [_ranking(database, *size, asked.rounds) for size in (SMALL, LARGE)]
    if RUSH in asked.only and n == max(asked.bookings or [MANY]):
        measured.rush = _rush(database)
    return measured


def _rush(database: str) -> Rush:
    """The last seconds of a call on a database of its own."""
    with (
        filled(database, FEW) as settings,
        serve_bare(settings, WORKERS) as bare,
        serve_center(settings, WORKERS) as center,
    ):
        return rush(center, bare, settings)


def _ranking(database: str, n_firms: int, n_members: int, rounds: int) -> RankingFigures:
    """The result of a review on a database of its own; one worker, so that what it keeps is known."""
    with filled(database, FEW) as settings:
        calls = fill_rankings(settings, n_firms, n_members)
        with (
            serve(NULL, {}, WORKERS) as null,
            serve_bare(settings, WORKERS) as bare,
            serve_center(settings, 1) as center,
        ):
            servers = (center, null, bare)
            asked = (Case("warm", lambda port: warm(port, calls)), Case("cold", lambda port: cold(port, calls)))
            kept, anew = (_measured(case, case.make(center.port), servers, rounds) for case in asked)
    return RankingFigures(n_firms, n_members, kept, anew)


def _registry(database: str, n_firms: int, rounds: int) -> RegistryFigures:
    """The registry on a database of its own with so many firms."""
    with filled(database, FEW) as settings:
        imported, again = import_registry(settings, n_firms)
        with (
            serve(NULL, {}, WORKERS) as null,
            serve_bare(settings, WORKERS) as bare,
            serve_center(settings, WORKERS) as center,
        ):
            servers = (center, null, bare)
            asked = (Case("search", search), Case("changes", lambda port: changes(port, settings)))
            searched, told = (_measured(case, case.make(center.port), servers, rounds) for case in asked)
    return RegistryFigures(n_firms, imported, again, searched, told)


def _recomputed(rounds: int) -> list[Recomputed]:
    """Selection records, for which it is all one what database there is."""
    with tempfile.TemporaryDirectory() as folder:
        return [recompute(Path(folder), n_firms, n_members, rounds) for n_firms, n_members in SIZES]


def _measured(case: Case, work: Work, servers: tuple[Server, Server, Server], rounds: int) -> Figures:
    center, null, bare = servers
    if case.at_once > 1:
        nothing = [crowded(server.port, [NOTHING] * 6, 200, N_AT_ONCE) for server in (null, bare)]
    else:
        nothing = [repeated(server.port, [NOTHING] * N_NULL, 200) for server in (null, bare)]
    return measure(center, work, (null, nothing[0]), (bare, nothing[1]), rounds)


def _database_share(work: Work, settings: Settings) -> float:
    """The CPU of PostgreSQL's processes for one request."""
    before = database_cpu_ms(settings)
    n = len(work())
    return (database_cpu_ms(settings) - before) / n


def main(given: Sequence[str] | None = None) -> None:
    """Measure what was asked for and tell it."""
    asked = arguments(given)
    found: list[Measured] = []
    for database in [asked.database] if asked.database else DATABASES:
        runs = [bench(asked, database, n) for n in asked.bookings or (FEW, MANY)]
        if RECOMPUTE in asked.only and not found:
            runs[-1].recomputed = _recomputed(asked.rounds)
        found += runs
        if not asked.json:
            told = [line for run in runs for line in lines(run)]
            print("\n".join([*told, *(growth(runs[0], runs[-1]) if len(runs) > 1 else [])]), flush=True)  # noqa: T201
    if asked.json:
        print(json.dumps([as_json(one) for one in found], indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
