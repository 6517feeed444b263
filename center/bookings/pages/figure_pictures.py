"""Pictures of figures, drawn by the server: places across in per cent, so that words keep their size on every screen.

The sizes of the words are those of `static/css/figures.css`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

LABEL_Y, BAR_Y, BAR_HEIGHT, BAR_ROW, HEADING_ROW = 16, 24, 14, 52, 34
HEAT_HEAD, HEAT_ROW, HEAT_LEFT = 26, 36, 9
COLUMNS_TOP, COLUMNS_BASE, COLUMNS_HEIGHT, COLUMNS_LEFT = 24, 164, 188, 10
MOST_WITH_NUMBERS = 14
"""So many columns have room for a number of their own on a phone."""
GRID_STEP = Fraction(1, 4)
DEEPER_FROM = (Fraction(1, 10), Fraction(1, 5), Fraction(7, 20), Fraction(1, 2))
"""Rooms are rarely used for more than half of their time: below that the steps are finer."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What one `<svg>` is: its kind names the macro that draws it, its title and description say what it shows."""

    kind: str
    key: str
    title: str
    description: str
    height: int


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a picture; without a share, a heading over the next ones."""

    label: str
    value: str = ""
    share: Fraction | None = None
    is_now: bool = True


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its places: of the words and, if it has one, of the bar."""

    label: str
    value: str
    css_class: str
    label_y: int
    bar_y: int
    width: str


@dataclass(frozen=True, slots=True)
class BarPicture(Picture):
    """Bars below each other, each under its words."""

    bars: list[DrawnBar]


def draw_bars(key: str, title: str, description: str, bars: Sequence[Bar]) -> BarPicture:
    """Bars whose shares (0 to 1) are parts of the full width."""
    drawn, top = [], 0
    for bar in bars:
        drawn.append(_drawn(bar, top))
        top += HEADING_ROW if bar.share is None else BAR_ROW
    return BarPicture("bars", key, title, description, top, drawn)


def _drawn(bar: Bar, top: int) -> DrawnBar:
    if bar.share is None:
        return DrawnBar(bar.label, "", "heading", top + LABEL_Y + 4, top, "")
    css_class = "now" if bar.is_now else "other"
    return DrawnBar(bar.label, bar.value, css_class, top + LABEL_Y, top + BAR_Y, _percent(bar.share))


def of_most(values: Sequence[int]) -> list[Fraction]:
    """Each value as a part of the largest."""
    most = max(values, default=0)
    return [Fraction(value, most) if most else Fraction(0) for value in values]


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A square of a heat picture; the deeper its level (0–5) the more was used, `shut` where it is never open."""

    x: str
    y: int
    width: str
    level: str
    text: str
    text_x: str
    text_y: int


@dataclass(frozen=True, slots=True)
class HeatPicture(Picture):
    """Rows by columns; labels are words with their place."""

    cells: list[HeatCell]
    columns: list[tuple[str, str]]
    rows: list[tuple[str, int]]
    cell_height: int = HEAT_ROW


def draw_heat(
    picture: tuple[str, str, str],
    rows: Mapping[int, str],
    columns: Mapping[int, str],
    shares: Mapping[tuple[int, int], Fraction | None],
) -> HeatPicture:
    """Shares by row and column; `picture` is its key, title and description."""
    width = Fraction(100 - HEAT_LEFT, max(1, len(columns)))
    lefts = {column: HEAT_LEFT + at * width for at, column in enumerate(columns)}
    tops = {row: HEAT_HEAD + at * HEAT_ROW for at, row in enumerate(rows)}
    has_numbers = len(columns) <= MOST_WITH_NUMBERS
    cells = [
        _heat_cell(shares.get((row, column)), lefts[column], tops[row], width, has_number=has_numbers)
        for row in rows
        for column in columns
    ]
    return HeatPicture(
        "heat",
        *picture,
        HEAT_HEAD + len(rows) * HEAT_ROW,
        cells,
        [(label, _units(lefts[column] + width / 2)) for column, label in columns.items()],
        [(label, tops[row] + HEAT_ROW // 2 + 5) for row, label in rows.items()],
    )


def _heat_cell(share: Fraction | None, left: Fraction, top: int, width: Fraction, *, has_number: bool) -> HeatCell:
    text = f"{int(share * 100 + Fraction(1, 2))}" if share is not None and has_number else ""
    return HeatCell(
        x=_units(left),
        y=top,
        width=_units(width),
        level="shut" if share is None else str(level_of(share)),
        text=text,
        text_x=_units(left + width / 2),
        text_y=top + HEAT_ROW // 2 + 5,
    )


def level_of(share: Fraction) -> int:
    """How deep a share is coloured: 0 for nothing, then a step deeper from each of the bounds on."""
    return 1 + sum(bound <= share for bound in DEEPER_FROM) if share else 0


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    """A column with the words below and above it."""

    x: str
    y: int
    width: str
    height: int
    middle: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ColumnPicture(Picture):
    """Columns side by side over lines at round shares."""

    columns: list[DrawnColumn]
    lines: list[tuple[str, int]]
    base: int = COLUMNS_BASE
    left: str = f"{COLUMNS_LEFT}%"


def draw_columns(
    picture: tuple[str, str, str], shares: Mapping[int, Fraction | None], labels: Mapping[int, str], top: Fraction
) -> ColumnPicture:
    """Shares in their course, on a scale that ends at `top`; parts that were never open have no column."""
    width = Fraction(100 - COLUMNS_LEFT, max(1, len(shares)))
    plot = COLUMNS_BASE - COLUMNS_TOP
    columns = [
        _drawn_column(share, COLUMNS_LEFT + at * width, width, labels.get(part, ""), share and int(share / top * plot))
        for at, (part, share) in enumerate(shares.items())
    ]
    steps = [GRID_STEP * n for n in range(1, int(top / GRID_STEP) + 1)]
    lines = [(f"{int(one * 100)}%", COLUMNS_BASE - int(one / top * plot)) for one in steps]
    is_roomy = len(shares) <= MOST_WITH_NUMBERS
    shown = columns if is_roomy else [_without_value(column) for column in columns]
    return ColumnPicture("columns", *picture, COLUMNS_HEIGHT, shown, lines)


def _drawn_column(
    share: Fraction | None, left: Fraction, width: Fraction, label: str, height: Fraction | int | None
) -> DrawnColumn:
    tall = int(height or 0)
    return DrawnColumn(
        x=_units(left + width * Fraction(15, 100)),
        y=COLUMNS_BASE - tall,
        width=_units(width * Fraction(70, 100)),
        height=tall,
        middle=_units(left + width / 2),
        label=label,
        value="" if share is None else f"{int(share * 100 + Fraction(1, 2))}",
    )


def _without_value(column: DrawnColumn) -> DrawnColumn:
    return DrawnColumn(column.x, column.y, column.width, column.height, column.middle, column.label, "")


def scale_top(shares: Sequence[Fraction | None]) -> Fraction:
    """The round share at which a scale ends: the next quarter that none exceeds."""
    most = max((share for share in shares if share is not None), default=Fraction(0))
    return max(GRID_STEP, -(-most // GRID_STEP) * GRID_STEP)


def _percent(share: Fraction) -> str:
    return _units(share * 100)


def _units(percent: Fraction) -> str:
    return f"{float(percent):.2f}%"
