"""Which unit went to whom and why, who waits, and beside it the fullest assignment."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from center.core.text import Text, _
from center.spaces.models import Space
from center.spaces.plan import Drawing, PlanSpace, PlanText, draw_narrow, draw_wide
from center.spaces.queries import floor_widths, spaces_on
from center.spaces.rules import show_area
from center.tenancy.review.pages import sentences
from center.tenancy.review.pages.result import Result
from center.tenancy.review.rules.reasons import why_unit
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit and what became of it."""

    unit: str
    area: str
    firm: str
    why: str


@dataclass(frozen=True, slots=True)
class Floor:
    """A floor on which units were on offer, with who got which."""

    number: int
    title: str
    area: str
    wide: Drawing
    narrow: Drawing


@dataclass(frozen=True, slots=True)
class Allotted:
    """The units of a call given out. `reserves` are in their order, `moves` who would have what instead."""

    units: list[UnitLine]
    floors: list[Floor]
    reserves: list[tuple[str, str]]
    fullest: str
    moves: list[tuple[str, str, str]]


def allotted_of(result: Result) -> Allotted:
    """The assignment."""
    allotment = result.decision.allotment
    spaces = spaces_on(result.content.schedule.move_in_on)
    units = _units(result, {space.code: f"{show_area(space.area_m2)}㎡" for space in spaces})
    moves = [(result.firm(one.applicant), _unit(one.official), _unit(one.instead)) for one in allotment.fullest.moves]
    reserves = [(result.firm(id_), say(_why_reserve(result, id_))) for id_ in allotment.reserves]
    return Allotted(units, list(_floors(result, spaces)), reserves, say(_fullest(result)), moves)


def _units(result: Result, areas: Mapping[str, str]) -> list[UnitLine]:
    found = []
    for one in result.decision.allotment.units:
        holder = next((line for line in result.lines if line.applicant == one.holder), None)
        reason = sentences.fate_of(result, holder)[1] if holder else why_unit(one, result.wording)
        firm = result.firm(holder.applicant) if holder else say(_("비어 있음"))
        found.append(UnitLine(_unit(one.unit), areas.get(one.unit, ""), firm, say(reason)))
    return found


def _floors(result: Result, spaces: Sequence[Space]) -> Iterator[Floor]:
    """The floors of the units, the other spaces on them grey."""
    holders = {one.unit: one.holder for one in result.decision.allotment.units}
    widths = floor_widths()
    for number in sorted({space.floor_number for space in spaces if space.code in holders}):
        own = [space for space in spaces if space.floor_number == number]
        drawn = [_drawn(result, space, holders) for space in own]
        yield Floor(
            number=number,
            title=say(_("%(number)s층", number=number)),
            area=f"{show_area(sum(space.area_m2 for space in own))}㎡",
            wide=draw_wide(drawn, widths[number]),
            narrow=draw_narrow(drawn, widths[number]),
        )


def _drawn(result: Result, space: Space, holders: Mapping[str, str | None]) -> PlanSpace:
    name, area = PlanText("name", _unit(space.code)), PlanText("area", f"{show_area(space.area_m2)}㎡")
    holder = holders.get(space.code)
    lines = [name]
    if space.code in holders:
        lines = [name, area, PlanText("state", result.firms[holder] if holder else say(_("비어 있음")))]
    return PlanSpace(
        code=space.code,
        area_m2=space.area_m2,
        row=space.plan_row,
        position=space.position,
        kind="open" if holder else "empty" if space.code in holders else "used",
        name=name.text,
        lines=tuple(lines),
        short_lines=tuple(line for line in lines if line is not area),
    )


def _unit(code: str | None) -> str:
    return say(_("%(unit)s호", unit=code)) if code else say(_("없음"))


def _why_reserve(result: Result, applicant: str) -> Text:
    line = next(one for one in result.lines if one.applicant == applicant)
    return sentences.fate_of(result, line)[1]


def _fullest(result: Result) -> Text:
    fullest = result.decision.allotment.fullest
    if fullest.n_filled == fullest.n_official:
        return _("어떻게 나누어도 %(n)s곳보다 많이 채울 수는 없습니다.", n=fullest.n_official)
    return _(
        "순위를 따지지 않고 가장 많이 채우면 %(most)s곳까지 채울 수 있습니다. 이 배정은 %(n)s곳입니다. 견주어 볼 뿐 배정을 바꾸지 않습니다.",
        most=fullest.n_filled,
        n=fullest.n_official,
    )
