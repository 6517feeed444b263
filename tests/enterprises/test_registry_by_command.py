"""The registry from the command line: a file applied, a file written, and what scripts can tell by the exit code."""

from pathlib import Path

import pytest

from center.enterprises import queries
from center.enterprises.importing import past_imports
from center.settings import Settings
from tests.commands import center, inside
from tests.enterprises.factories import a_firm
from tests.enterprises.files import a_row, csv_of, opened


def keys(settings: Settings) -> list[str]:
    with inside(settings):
        return sorted(firm.registry_id for firm in queries.all_found(queries.Filter()))


def test_a_good_file_is_applied(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "registry.csv"
    file.write_bytes(csv_of(a_row("R-1", 비고="x"), a_row("R-2")))

    told = center(settings, "registry", "import", file)
    again = center(settings, "registry", "import", file)

    assert (told.exit_code, again.exit_code) == (0, 0)
    assert told.output.splitlines()[-1] == "2 new, 0 changed, 0 the same, 0 refused; applied."
    assert "columns kept as they are: 비고" in told.output
    assert again.output.splitlines()[-1] == "0 new, 0 changed, 2 the same, 0 refused; applied."
    assert keys(settings) == ["R-1", "R-2"]


def test_a_dry_run_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "registry.csv"
    file.write_bytes(csv_of(a_row("R-1"), a_row("R-2", 설립일="어제")))

    told = center(settings, "registry", "import", file, "--dry-run")

    assert told.exit_code == 1
    assert told.output.splitlines()[-1] == "1 new, 0 changed, 0 the same, 1 refused; nothing was changed."
    assert keys(settings) == []
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["registry.csv"]


def test_good_rows_are_applied_and_the_refused_ones_are_in_the_file_of_the_last_line(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "registry.csv"
    file.write_bytes(csv_of(a_row("R-1"), a_row("R-2", 설립일="어제")))

    first, second = (center(settings, "registry", "import", file) for _ in range(2))

    assert (first.exit_code, second.exit_code) == (1, 1)
    refused = Path(first.output.splitlines()[-1])
    assert refused == tmp_path / "registry-refused.csv"
    assert Path(second.output.splitlines()[-1]).name == "registry-refused-2.csv"
    rows = opened(refused.read_bytes()).sheet.rows
    assert [row.cells[-3:-1] for row in rows] == [("3", "설립일")]
    assert keys(settings) == ["R-1"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("registry.xlsx", b"PK\x03\x04 half a workbook"),
        ("registry.csv", csv_of(a_row(), encoding="utf-16")),
        ("registry.csv", '기업명,사업자번호\n"새날,1'.encode()),
        ("registry.csv", "가,나\n1,2\n".encode()),
        ("registry.json", b'[{"name": '),
        ("nothing.csv", None),
    ],
)
def test_what_cannot_be_read_changes_nothing(
    settings: Settings, tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    told = center(settings, "registry", "import", tmp_path / name)

    assert told.exit_code == 2
    assert told.output.startswith("Error: ")
    with inside(settings):
        assert list(past_imports()) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_an_export_is_read_back_without_a_change(settings: Settings, tmp_path: Path, kind: str) -> None:
    with inside(settings):
        a_firm("R-1", name="=뷁")
        a_firm()
    file = tmp_path / f"all.{kind}"
    file.write_text("an older file")

    told = center(settings, "registry", "export", file)
    read = center(settings, "registry", "import", file)

    assert (told.exit_code, read.exit_code) == (0, 0)
    assert told.output.endswith("holds 2 enterprises.\n")
    assert "0 new, 0 changed, 2 the same, 0 refused" in read.output
    assert file.stat().st_mode & 0o077 == 0


def test_an_export_in_another_format_or_into_no_folder_is_refused(settings: Settings, tmp_path: Path) -> None:
    other = center(settings, "registry", "export", tmp_path / "all.pdf")
    nowhere = center(settings, "registry", "export", tmp_path / "no" / "all.csv")

    assert (other.exit_code, nowhere.exit_code) == (2, 2)
    assert ".csv, .xlsx or .json" in other.output
