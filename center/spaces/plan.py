"""Floor plans in exact proportion: pure geometry, no page and no database.

A plan is a scheme. Its spaces stand in rows that fill the floor; a row is as deep as its share of the
floor's area, and a space as wide as its share of the row. So equal areas look equal on every floor drawn
at the same scale, though the real walls may stand elsewhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Literal, NamedTuple
from unicodedata import east_asian_width

Kind = Literal["used", "open", "works", "empty", "staff", "bookable", "closed"]
Role = Literal["name", "area", "state", "who"]

UNITS_A_METRE = 35
NARROW_WIDTH = 328

WALL = 2
"""Units left blank along each side of a box, so that neighbours are parted by a white wall."""


@dataclass(frozen=True, slots=True)
class PlanText:
    """One text in a space; its role decides how large and how heavy it is set."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class PlanSpace:
    """A space as the plan needs it.

    `area_m2` is in hundredths of a ㎡. Rows count from the back of the floor, `position` from the left.
    `lines` go into the wide drawing, `short_lines` into the narrow one, the most important first: what does
    not fit is left out from the end. `name` is the sentence a screen reader says for a box with a link.
    """

    code: str
    area_m2: int
    row: int
    position: int
    kind: Kind
    name: str
    lines: tuple[PlanText, ...] = ()
    short_lines: tuple[PlanText, ...] = ()
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a space lies on its floor, in metres from the top left corner."""

    space: PlanSpace
    left: Fraction
    top: Fraction
    right: Fraction
    bottom: Fraction

    @property
    def area(self) -> Fraction:
        """The area drawn, in ㎡."""
        return (self.right - self.left) * (self.bottom - self.top)

    def turned(self) -> "Place":
        """The same place when rows stand as columns."""
        return Place(self.space, left=self.top, top=self.left, right=self.bottom, bottom=self.right)


@dataclass(frozen=True, slots=True)
class Layout:
    """A floor covered without gaps: its extent in metres and the place of every space, row by row."""

    width: Fraction
    depth: Fraction
    places: tuple[Place, ...]

    def turned(self) -> "Layout":
        """The same floor with its rows as columns, the first one on the left."""
        return Layout(self.depth, self.width, tuple(place.turned() for place in self.places))


class Line(NamedTuple):
    """One line of text in a drawing: x is its middle, y its baseline."""

    css_class: str
    text: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """One space of a drawing, in units of its view box."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[Line, ...]
    kind: Kind
    href: str | None
    name: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What one `<svg>` shows."""

    width: float
    height: float
    boxes: tuple[Box, ...]

    @property
    def view_box(self) -> str:
        """The value of the `viewBox` attribute."""
        return f"0 0 {self.width:g} {self.height:g}"


def draw_wide(spaces: Sequence[PlanSpace], width_m: int) -> Drawing:
    """The floor as it lies, for large screens; every floor at 35 units a metre."""
    return _draw(lay_out(spaces, Fraction(width_m)), Fraction(UNITS_A_METRE), WIDE_TYPE)


def draw_narrow(spaces: Sequence[PlanSpace], width_m: int) -> Drawing:
    """The floor for a phone, 328 units wide, so that one unit is one pixel on a screen of 360."""
    layout = lay_out_narrow(spaces, Fraction(width_m))
    return _draw(layout, NARROW_WIDTH / layout.width, NARROW_TYPE)


def lay_out(spaces: Sequence[PlanSpace], width: Fraction) -> Layout:
    """Places the spaces on a floor of that width in metres; its depth follows from their areas."""
    places: list[Place] = []
    top = Fraction(0)
    for row in _rows(spaces):
        bottom = top + _area(row) / width
        places.extend(_places_of_row(row, top, bottom))
        top = bottom
    return Layout(width, top, tuple(places))


def lay_out_narrow(spaces: Sequence[PlanSpace], width: Fraction) -> Layout:
    """Places the spaces with the floor's short side upright.

    Spaces side by side would be too narrow for words on a phone: such a floor is turned by a quarter. A floor
    of full-width rows keeps them, each across the floor's long side.
    """
    upright = lay_out(spaces, width)
    if any(len(row) > 1 for row in _rows(spaces)):
        return upright.turned()
    return lay_out(spaces, upright.depth)


def _rows(spaces: Sequence[PlanSpace]) -> list[list[PlanSpace]]:
    ordered = sorted(spaces, key=lambda space: (space.row, space.position))
    return [list(row) for _, row in groupby(ordered, key=lambda space: space.row)]


def _area(spaces: Sequence[PlanSpace]) -> Fraction:
    return Fraction(sum(space.area_m2 for space in spaces), 100)


def _places_of_row(row: Sequence[PlanSpace], top: Fraction, bottom: Fraction) -> Iterator[Place]:
    left = Fraction(0)
    for space in row:
        right = left + Fraction(space.area_m2, 100) / (bottom - top)
        yield Place(space, left, top, right, bottom)
        left = right


class Type(NamedTuple):
    """The type of a drawing: the size of each role in units, and which of the two texts it carries.

    The sizes are those of `static/css/plan.css`.
    """

    name: int
    area: int
    state: int
    who: int
    is_short: bool

    def size(self, role: Role) -> int:
        """The size in which a role is set."""
        return {"name": self.name, "area": self.area, "state": self.state, "who": self.who}[role]

    def texts(self, space: PlanSpace) -> tuple[PlanText, ...]:
        """The texts of a space that this drawing carries."""
        return space.short_lines if self.is_short else space.lines


WIDE_TYPE = Type(name=17, area=14, state=15, who=14, is_short=False)
NARROW_TYPE = Type(name=15, area=14, state=14, who=14, is_short=True)
PADDING = 4
LINE_HEIGHT = 1.35
BASELINE = 0.36
"""How far the middle of a line of Hangul stands above its baseline, in its size."""


def _draw(layout: Layout, scale: Fraction, face: Type) -> Drawing:
    boxes = tuple(_box(place, scale, face) for place in layout.places)
    return Drawing(_round(layout.width * scale), _round(layout.depth * scale), boxes)


def _box(place: Place, scale: Fraction, face: Type) -> Box:
    left, top = place.left * scale + WALL, place.top * scale + WALL
    right, bottom = place.right * scale - WALL, place.bottom * scale - WALL
    space = place.space
    return Box(
        x=_round(left),
        y=_round(top),
        width=_round(right - left),
        height=_round(bottom - top),
        lines=_lines(face.texts(space), face, (float(left), float(top), float(right), float(bottom))),
        kind=space.kind,
        href=space.href,
        name=space.name,
    )


def _lines(texts: Sequence[PlanText], face: Type, within: tuple[float, float, float, float]) -> tuple[Line, ...]:
    left, top, right, bottom = within
    fitting = _fitting(texts, face, right - left - 2 * PADDING, bottom - top - 2 * PADDING)
    middle = (left + right) / 2
    edge = (top + bottom - _height(fitting, face)) / 2
    lines: list[Line] = []
    for text in fitting:
        size = face.size(text.role)
        baseline = edge + size * (LINE_HEIGHT / 2 + BASELINE)
        lines.append(Line(f"plan-{text.role}", text.text, _round(middle), _round(baseline)))
        edge += size * LINE_HEIGHT
    return tuple(lines)


def _fitting(texts: Sequence[PlanText], face: Type, width: float, height: float) -> list[PlanText]:
    """The texts folded to the width, as many as the height allows.

    Of the first one there is always what stands before its ` · `: a space without a name helps nobody.
    """
    fitting: list[PlanText] = []
    for text in texts:
        folded = _folded(text, face, width)
        if _height([*fitting, *folded], face) > height:
            head = PlanText(text.role, text.text.partition(" · ")[0])
            return fitting or _folded(head, face, width)
        fitting.extend(folded)
    return fitting


def _folded(text: PlanText, face: Type, width: float) -> list[PlanText]:
    return [PlanText(text.role, line) for line in _fold(text.text, width / face.size(text.role))]


def _height(texts: Sequence[PlanText], face: Type) -> float:
    return sum(face.size(text.role) * LINE_HEIGHT for text in texts)


def _fold(text: str, width: float) -> list[str]:
    """The text in lines of at most that width in ems, broken between words, a longer word within itself."""
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if _ems(joined) <= width:
            lines[-1] = joined
            continue
        pieces = _cut(word, width)
        lines = [line for line in lines if line] + pieces
    return lines


def _cut(word: str, width: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and _ems(pieces[-1] + letter) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _ems(text: str) -> float:
    """About how wide a text is set, in its size: Hangul is wide, figures are narrower, stops narrow."""
    return sum(_letter_ems(letter) for letter in text)


def _letter_ems(letter: str) -> float:
    if letter in " .,:·'":
        return 0.28
    return 0.9 if east_asian_width(letter) in "WF" else 0.6


def _round(units: Fraction | float) -> float:
    return round(float(units), 1)
