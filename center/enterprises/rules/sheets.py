"""A file as a sheet: a header and rows of texts, whatever its format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from center.core.errors import RuleError
from center.core.text import Text

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 60


class Format(StrEnum):
    """What a file of the registry may be."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


class UnreadableFileError(RuleError):
    """A file cannot be read, or not to its end; nothing was changed. The sentence says why."""

    kind = "unreadable-file"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with its number in the file. A cell is None where the row says nothing, not even that it is empty.

    `faults` are cells that hold what is no value, by their column, with the reason.
    """

    number: int
    cells: tuple[str | None, ...]
    faults: Mapping[int, Text] = field(default_factory=dict)

    def said(self, header: tuple[str, ...]) -> dict[str, str]:
        """What it says, by heading."""
        return {heading: cell for heading, cell in zip(header, self.cells, strict=False) if cell is not None}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read: its format, its headings, each once, and its rows."""

    format: Format
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
