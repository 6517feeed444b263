"""What was measured, as lines to read."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.bench.crowds import OneTime, OwnTimes
from tests.bench.measuring import Figures
from tests.bench.rankings import RankingFigures
from tests.bench.registry import RegistryFigures
from tests.bench.rush import Rush
from tests.bench.selections import Recomputed

COLUMNS = (
    f"{'test':<16}{'× null':>8}{'× query':>9}{'CPU ms':>9}{'p50 ms':>9}{'p99 ms':>9}{'p50 ×':>8}{'p99 ×':>8}"
    f"{'1st byte ×':>12}{'req/s':>8}{'bytes':>10}"
)


@dataclass
class Measured:
    """One database with so many bookings."""

    database: str
    n_bookings: int
    figures: dict[str, Figures] = field(default_factory=dict)
    database_cpu_ms: dict[str, float] = field(default_factory=dict)
    own_times: OwnTimes | None = None
    one_time: list[OneTime] = field(default_factory=list)
    registry: list[RegistryFigures] = field(default_factory=list)
    rankings: list[RankingFigures] = field(default_factory=list)
    rush: Rush | None = None
    recomputed: list[Recomputed] = field(default_factory=list)


def lines(measured: Measured) -> Iterator[str]:
    """The figures of one database."""
    yield f"\n{measured.database}, {measured.n_bookings:,} bookings; multiples are of CPU, p50, p99 and first byte"
    if measured.figures:
        yield COLUMNS
    for name, one in measured.figures.items():
        yield (
            f"{name:<16}{one.cpu_x_null:>8.1f}{one.cpu_x_query:>9.1f}{one.cpu_ms:>9.2f}{one.p50_ms:>9.2f}"
            f"{one.p99_ms:>9.2f}{one.p50_x_null:>8.1f}{one.p99_x_null:>8.1f}{one.first_byte_x_null:>12.1f}"
            f"{one.per_second:>8.0f}{one.n_bytes:>10,}"
        )
    yield from _database(measured.database_cpu_ms)
    if own := measured.own_times:
        yield (
            f"64 for 64 times: booked {own.accepted}, errors {own.errors}, slowest {own.slowest_ms:.0f} ms, "
            f"{own.slowest_x_insert:.1f} × the slowest safe insert"
        )
    for one_time in measured.one_time:
        yield (
            f"64 for one time, {one_time.workers} workers: exactly one in {one_time.exactly_one} of {one_time.rounds} "
            f"rounds, double {one_time.double}, clean refusals {one_time.clean_refusals}, errors {one_time.errors}, "
            f"p50 {one_time.p50_ms:.0f} ms, p99 {one_time.p99_ms:.0f} ms"
        )
    for registry in measured.registry:
        yield from _registry(registry)
    for ranking in measured.rankings:
        yield from _ranking(ranking)
    if last := measured.rush:
        yield (
            f"{last.n_firms} firms in the last seconds: accepted {last.accepted}, cut off {last.cut_off}, too late and "
            f"refused {last.refused}, errors {last.errors}, lost {last.lost}, receipt numbers "
            f"{'consecutive' if last.is_numbered else 'WITH GAPS'}, p50 {last.p50_ms:.0f} ms, p99 {last.p99_ms:.0f} ms, "
            f"{last.p99_x_insert:.1f} × the safe inserts' p99"
        )
    for run in measured.recomputed:
        yield (
            f"center recompute, {run.n_firms} firms × {run.n_members} members: CPU {run.cpu_ms:.0f} ms, "
            f"{run.cpu_x_nothing:.0f} × an interpreter that does nothing; deciding alone {run.deciding_ms:.0f} ms"
        )


def _registry(one: RegistryFigures) -> Iterator[str]:
    """The registry with so many firms."""
    for what, run in (("imported", one.imported), ("imported again", one.again)):
        yield (
            f"{one.n_firms:,} firms {what}: {run.seconds:.2f} s and {run.more_mb:.0f} MB more than a file of one row, "
            f"{run.rows_a_second:,.0f} rows a second, peak {run.peak_mb:.0f} MB"
        )
    for what, asked in (("a search", one.search), ("a page of changes", one.changes)):
        yield (
            f"{one.n_firms:,} firms, {what}: {asked.cpu_x_null:.1f} × null, CPU {asked.cpu_ms:.1f} ms, "
            f"p50 {asked.p50_ms:.1f} ms, p99 {asked.p99_ms:.1f} ms, {asked.n_bytes:,} bytes"
        )


def _ranking(one: RankingFigures) -> Iterator[str]:
    """The result of a review with so many firms and members."""
    for what, asked in (("kept", one.warm), ("made anew", one.cold)):
        yield (
            f"ranking of {one.n_firms} firms by {one.n_members} members, {what}: {asked.cpu_x_null:,.0f} × null, "
            f"CPU {asked.cpu_ms:.0f} ms, p50 {asked.p50_ms:.0f} ms, p99 {asked.p99_ms:.0f} ms, {asked.n_bytes:,} bytes"
        )


def _database(spent: Mapping[str, float]) -> Iterator[str]:
    """What the database's own processes spent on one request; in none of the figures above."""
    if spent:
        yield "the database's own CPU ms a request: " + ", ".join(f"{name} {ms:.2f}" for name, ms in spent.items())


def growth(few: Measured, many: Measured) -> Iterator[str]:
    """How much more pages of equal content cost with many bookings."""
    shared = [name for name in few.figures if name in many.figures]
    if shared:
        ratios = {name: many.figures[name].cpu_x_null / few.figures[name].cpu_x_null for name in shared}
        yield f"\n{many.database}, {many.n_bookings:,} against {few.n_bookings:,} bookings (× null): " + ", ".join(
            f"{name} {ratio:.2f}" for name, ratio in ratios.items()
        )


def as_json(measured: Measured) -> dict[str, Any]:
    """The figures for a program."""
    return {
        "database": measured.database,
        "bookings": measured.n_bookings,
        "figures": {name: vars_of(one) for name, one in measured.figures.items()},
        "database_cpu_ms": measured.database_cpu_ms,
        "own_times": vars_of(measured.own_times) if measured.own_times else None,
        "one_time": [vars_of(one) for one in measured.one_time],
        "registry": [asdict(one) for one in measured.registry],
        "rankings": [asdict(one) for one in measured.rankings],
        "rush": asdict(measured.rush) if measured.rush else None,
        "recomputed": [asdict(one) for one in measured.recomputed],
    }


def vars_of(one: Figures | OwnTimes | OneTime) -> dict[str, Any]:
    """The fields by name."""
    return dict(vars(one))
