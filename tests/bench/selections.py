"""Selection records recomputed by the command line, in multiples of an interpreter that does nothing."""

import random
import resource
import subprocess
import sys
import time as wall
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from statistics import median

from center.server import ROOT
from center.tenancy.calls.rules.content import Combine, CutOn
from center.tenancy.review.rules.deciding import decided
from center.tenancy.review.rules.reading import read_record
from center.tenancy.review.rules.record import (
    Applicant,
    Assignment,
    Criterion,
    Cut,
    OfferedUnit,
    RuleSet,
    SelectionRecord,
    Sheet,
    Stage,
)
from center.tenancy.review.rules.writing import written

NAME = "recompute"
SIZES = ((13, 7), (60, 9))
N_UNITS = 10
NOTHING = (sys.executable, "-c", "pass")
RULES = RuleSet(
    stages=(
        Stage("documents", Fraction("0.4"), (Criterion("capability", 50), Criterion("community", 50))),
        Stage("interview", Fraction("0.6"), (Criterion("business", 100),)),
    ),
    combine=Combine.TRIMMED,
    trim_from=5,
    min_sheets=5,
    bonus_cap=Fraction(5),
    deduction_cap=Fraction(5),
    cut=Cut(Fraction(60), CutOn.BASE),
    ties=("stage:interview", "older", "lot"),
    shortlist_factor=None,
    assignment=Assignment.SERIAL,
)


@dataclass(frozen=True)
class Recomputed:
    """A record of so many firms and members: the command's CPU, and how long the deciding alone takes."""

    n_firms: int
    n_members: int
    cpu_ms: float
    cpu_x_nothing: float
    deciding_ms: float


def recompute(folder: Path, n_firms: int, n_members: int, rounds: int) -> Recomputed:
    """Recompute a record by the command line, between rounds of an interpreter that does nothing."""
    text = written(_record(n_firms, n_members))
    file = folder / f"selection-{n_firms}-{n_members}.json"
    file.write_text(text, "utf-8")
    command = (sys.executable, "-m", "center", "recompute", str(file), "--json")
    found = [(_cpu_ms(NOTHING), _cpu_ms(command), _deciding_ms(text)) for _ in range(rounds)]
    return Recomputed(
        n_firms,
        n_members,
        cpu_ms=median(own for _, own, _ in found),
        cpu_x_nothing=median(own / nothing for nothing, own, _ in found),
        deciding_ms=median(deciding for _, _, deciding in found),
    )


def _cpu_ms(command: Sequence[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000


def _deciding_ms(text: str) -> float:
    began = wall.process_time()
    decided(read_record(text))
    return (wall.process_time() - began) * 1000


def _record(n_firms: int, n_members: int) -> SelectionRecord:
    """Two stages in which everybody judges everybody in halves of points; always the same."""
    chance = random.Random(n_firms)  # noqa: S311
    codes = [str(301 + n) for n in range(N_UNITS)]
    applicants = [
        Applicant(
            f"F{n}", "cooperative", None, Fraction(20), tuple(chance.sample(codes, 3)), (), (), sitting_in=None, lot=n
        )
        for n in range(n_firms)
    ]
    sheets = [
        Sheet(stage.key, f"R{member}", one.id, {key.key: _points(chance, key.points) for key in stage.criteria})
        for stage in RULES.stages
        for one in applicants
        for member in range(n_members)
    ]
    units = tuple(OfferedUnit(code, Fraction(30), None) for code in codes)
    return SelectionRecord("2014-1", date(2014, 12, 10), RULES, units, tuple(applicants), tuple(sheets), ())


def _points(chance: random.Random, most: int) -> Fraction:
    return Fraction(chance.randint(most, 2 * most), 2)
