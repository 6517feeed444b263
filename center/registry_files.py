"""Files of the registry on a disk, for the command line: read, applied, written whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from center.core.audit import OPERATOR, record
from center.enterprises import queries
from center.enterprises.exports import export, refused_rows
from center.enterprises.importing import File, apply_file, plan_of, refused_row
from center.enterprises.rules.planning import Plan
from center.enterprises.rules.sheets import MOST_BYTES, Format
from center.enterprises.service import Source, Why
from center.enterprises.sync.reading import read_file


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a file: its plan, and the file of the refused rows if there are any."""

    plan: Plan
    refused_file: Path | None = None


def look_at(path: Path) -> Run:
    """What a file would change; nothing is.

    Raises:
        OSError
        UnreadableFileError
    """
    return Run(plan_of(_opened(path)))


def import_registry(path: Path, *, now: datetime) -> Run:
    """Apply a file in one transaction; its refused rows are written beside it, or not at all where nothing is applied.

    Raises:
        OSError: a file cannot be read or written; nothing was changed.
        UnreadableFileError, PlanChangedError
    """
    file = _opened(path)
    plan = plan_of(file)
    why = Why(by=OPERATOR, source=Source.FILE, reason=file.name)
    with _refused_beside(path, plan, file) as refused:
        apply_file(file, shown=plan.mark(), why=why, now=now)
    return Run(plan, refused)


def _opened(path: Path) -> File:
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    return File.of(path.name, content, read_file(content, path.name))


@contextmanager
def _refused_beside(path: Path, plan: Plan, file: File) -> Iterator[Path | None]:
    """The file of the refused rows, which is there before anything is stored and gone where nothing is."""
    if not plan.refused:
        yield None
        return
    rows = [refused_row(one, file.sheet) for one in plan.refused]
    written = _free(path, file.sheet.format)
    write_whole(written, refused_rows(file.sheet.header, rows, file.sheet.format))
    try:
        yield written
    except BaseException:
        written.unlink(missing_ok=True)
        raise


def _free(path: Path, kind: Format) -> Path:
    """A name beside the file that nothing has: registry-refused.csv, registry-refused-2.csv."""
    n, found = 1, path.with_name(f"{path.stem}-refused.{kind}")
    while found.exists():
        n += 1
        found = path.with_name(f"{path.stem}-refused-{n}.{kind}")
    return found


def export_registry(path: Path, kind: Format) -> int:
    """Write all firms into a file, which replaces an older one when it is whole; how many they are.

    Raises:
        OSError
    """
    firms = queries.all_found(queries.Filter())
    write_whole(path, export(firms, kind))
    record("registry.exported", f"file {kind}", by=OPERATOR, n=len(firms))
    return len(firms)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads; it gets its name when it is whole.

    Raises:
        OSError
    """
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as made:
        try:
            made.write(content)
            made.flush()
            os.fsync(made.fileno())
            Path(made.name).replace(path)
        except BaseException:
            Path(made.name).unlink(missing_ok=True)
            raise
