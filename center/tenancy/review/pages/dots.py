"""What each member gave, drawn as dots, twice: for wide screens and for phones. Pure geometry.

Dots that would cover each other lie in lanes below each other. The sizes are those of static/css/ranking.css.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from center.tenancy.review.rules.tables import width

RADIUS, LANE, STEP = 13, 28, 10
BAR = 120
Place = Callable[[Fraction], float]
"""Where points lie on the scale."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a member gave an applicant: the member's number, the points, whether they were left out of the mean."""

    label: str
    points: Fraction
    is_trimmed: bool


@dataclass(frozen=True, slots=True)
class Plotted:
    """An applicant to be drawn; `share` is its probability to be selected, if it is known, `share_text` the same told."""

    name: str
    detail: str
    given: Sequence[Given]
    mean: Fraction
    share: Fraction | None
    share_text: str


@dataclass(frozen=True, slots=True)
class Face:
    """How a drawing is laid out, in units: the whole, the scale's ends, the places of words and bars."""

    width: int
    left: int
    right: int
    name_y: int
    detail_y: int
    dots_y: int
    columns: int
    bar_x: int
    bar_y: int
    share_y: int
    head: int


WIDE = Face(1200, 300, 900, name_y=34, detail_y=58, dots_y=44, columns=32, bar_x=960, bar_y=39, share_y=49, head=36)
NARROW = Face(328, 16, 312, name_y=24, detail_y=46, dots_y=82, columns=26, bar_x=0, bar_y=0, share_y=24, head=26)


@dataclass(frozen=True, slots=True)
class Dot:
    """A member's points."""

    x: float
    y: float
    label: str
    is_trimmed: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """An applicant: words, dots, the range of what counts, the tick of the mean, the bar of its probability."""

    name: str
    detail: str
    share: str
    top: float
    name_y: float
    detail_y: float
    share_y: float
    dots: tuple[Dot, ...]
    first_x: float
    last_x: float
    dots_y: float
    mean_x: float
    bar_y: float
    bar_width: float | None


@dataclass(frozen=True, slots=True)
class Plot:
    """What one drawing shows. `ticks` are the scale; `cut_x` is None where no cut is compared with these points."""

    face: Face
    height: float
    strips: tuple[Strip, ...]
    ticks: tuple[tuple[str, float], ...]
    cut_x: float | None

    @property
    def view_box(self) -> str:
        """The value of the `viewBox` attribute."""
        return f"0 0 {self.face.width} {self.height:g}"

    @property
    def base(self) -> float:
        """Where the strips end."""
        return self.height - self.face.head


def drawn(applicants: Sequence[Plotted], cut: Fraction | None, face: Face) -> Plot:
    """The drawing of these applicants, one strip below the other."""
    found = [one.points for applicant in applicants for one in applicant.given] + ([cut] if cut is not None else [])
    low, high = _ends(found)
    scale = Fraction(face.right - face.left, high - low)
    strips, top = [], float(face.head)
    for one in applicants:
        strip, top = _strip(one, face, top, lambda points: face.left + float((points - low) * scale))
        strips.append(strip)
    step = STEP if face is WIDE or high - low <= 5 * STEP else 2 * STEP
    ticks = tuple((str(at), face.left + float((at - low) * scale)) for at in range(low, high + 1, step))
    cut_x = None if cut is None else face.left + float((cut - low) * scale)
    return Plot(face, top + face.head, tuple(strips), ticks, cut_x)


def _ends(points: Sequence[Fraction]) -> tuple[int, int]:
    """Round numbers below and above all of these."""
    low = math.floor(min(points, default=Fraction(0)) / STEP) * STEP
    high = math.ceil(max(points, default=Fraction(100)) / STEP) * STEP
    return low, max(high, low + STEP)


def _strip(one: Plotted, face: Face, top: float, place: Place) -> tuple[Strip, float]:
    dots, n_lanes = _laid_out(one.given, top + face.dots_y, place)
    kept = [place(given.points) for given in one.given if not given.is_trimmed]
    end = top + face.dots_y + LANE * n_lanes + RADIUS - 1
    strip = Strip(
        name=shortened(one.name, face.columns),
        detail=one.detail,
        share=one.share_text,
        top=top,
        name_y=top + face.name_y,
        detail_y=top + face.detail_y,
        share_y=top + face.share_y,
        dots=dots,
        first_x=min(kept, default=0.0),
        last_x=max(kept, default=0.0),
        dots_y=top + face.dots_y,
        mean_x=place(one.mean),
        bar_y=top + face.bar_y,
        bar_width=None if one.share is None or not face.bar_x else float(one.share * BAR),
    )
    return strip, end


def _laid_out(given: Sequence[Given], y: float, place: Place) -> tuple[tuple[Dot, ...], int]:
    """The dots from the left, each in the first lane where it covers no other, and how many lanes there are."""
    ends: list[float] = []
    dots = []
    for one in sorted(given, key=lambda one: one.points):
        x = place(one.points)
        lane = next((n for n, end in enumerate(ends) if x - end >= 2 * RADIUS), len(ends))
        ends[lane : lane + 1] = [x]
        dots.append(Dot(x, y + lane * LANE, one.label, one.is_trimmed))
    return tuple(dots), max(len(ends), 1)


def shortened(name: str, columns: int) -> str:
    """A name as far as there is room for it; a Korean letter takes two columns."""
    if width(name) <= columns:
        return name
    while width(name) > columns - 2:
        name = name[:-1]
    return f"{name.rstrip()}…"
