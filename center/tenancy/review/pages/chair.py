"""What the chair sees of the others: done or not, never a point; what is missing before a stage is frozen; its seals."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from center.accounts.queries import names_of
from center.core.text import Text, _
from center.tenancy.applications.models import Application
from center.tenancy.calls.models import Call
from center.tenancy.calls.pages.calls import instant_text
from center.tenancy.review import queries, service
from center.tenancy.review.models import Seat, Sheet
from center.tenancy.review.queries import OwnStage
from center.tenancy.review.service.stages import Missing
from center.web.i18n import say

UNSEEN = "reason-rest"
"""The field of the one reason for whatever is missing of firms that the chair does not score."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One member's sheet of a firm: where it stands, and the way to reopen it."""

    member: str
    state: str
    tone: str
    href: str
    name: str


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """A firm with every member's sheet."""

    firm: str
    receipt: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Member:
    """A member by code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """How far everybody is in a stage, of the firms that the chair scores."""

    call_id: int
    key: str
    stage: str
    call: str
    title: str
    members: list[Member]
    rows: list[ProgressRow]
    is_open: bool
    frozen: str
    seals: list[tuple[str, str]]
    may_reopen: bool


def progress_page(own: OwnStage) -> ProgressPage:
    """Done and not done."""
    stage = own.stage
    seats = queries.scoring_seats(own.seat.call_id)
    names = names_of([seat.user_id for seat in seats])
    later = any(one.position > stage.position for one in own.review.stages)
    rows = _rows(own, seats)
    n_left = sum(not cell.href and cell.tone == "wait" for row in rows for cell in row.cells)
    return ProgressPage(
        call_id=own.seat.call_id,
        key=stage.key,
        stage=say(own.says.title),
        call=say(own.content.heading),
        title=say(_title(own, n_left)),
        members=[Member(seat.code, names.get(seat.user_id, "")) for seat in seats],
        rows=rows,
        is_open=stage.is_open,
        frozen=instant_text(stage.frozen_at.replace(second=0, microsecond=0)) if stage.frozen_at else "",
        seals=[(instant_text(seal.sealed_at.replace(second=0, microsecond=0)), seal.root) for seal in stage.seals],
        may_reopen=not stage.is_open and not later,
    )


def _title(own: OwnStage, n_left: int) -> Text:
    if not own.stage.is_open:
        return _("%(stage)s 점수를 확정했습니다", stage=own.says.title)
    if n_left:
        return _("채점표 %(n)s장이 남았습니다", n=n_left)
    return _("채점표가 모두 들어왔습니다")


def _rows(own: OwnStage, seats: list[Seat]) -> list[ProgressRow]:
    sheets, excluded = queries.sheets_of(own.stage), queries.exclusions_of(own.seat.call_id)
    return [
        ProgressRow(
            firm=one.enterprise.name,
            receipt=one.receipt_number,
            cells=[
                _cell(own, seat, one, sheets.get((seat.id, one.id)), is_excluded=(seat.id, one.id) in excluded)
                for seat in seats
            ],
        )
        for one in own.applications
    ]


def _cell(own: OwnStage, seat: Seat, one: Application, sheet: Sheet | None, *, is_excluded: bool) -> Cell:
    name = f"{seat.code}, {one.enterprise.name}"
    if is_excluded:
        return Cell(seat.code, say(_("심사 안 함")), "line", "", name)
    if sheet is None or not sheet.counts:
        return Cell(seat.code, say(_("남음")), "wait", "", name)
    ids: dict[str, Any] = {"call_id": own.seat.call_id, "key": own.stage.key, "code": seat.code, "number": one.number}
    href = url_for("review_chair.reopening", **ids) if own.stage.is_open else ""
    return Cell(seat.code, say(_("제출함")), "ok", href, name)


@dataclass(frozen=True, slots=True)
class ToFreeze:
    """The sheets that are missing, by the name of the field for the reason; `labels` are those that the chair is shown, with their firms."""

    fields: Mapping[tuple[str, str], str]
    labels: Mapping[str, Text]
    firms: Mapping[str, str]

    def reasons(self, typed: Mapping[str, str]) -> Missing:
        """Why each of them is missing, by member and receipt number."""
        return {pair: typed.get(name, "") for pair, name in self.fields.items()}


def to_freeze(call: Call, own: OwnStage) -> ToFreeze:
    """What needs a reason before the stage is frozen.

    Of firms that the chair does not score nothing is named: one reason is asked for, whether anything is missing or not.
    """
    seen = {one.id for one in own.applications}
    fields: dict[tuple[str, str], str] = {}
    labels: dict[str, Text] = {}
    firms: dict[str, str] = {}
    for seat, one in service.missing_sheets(call, own.review, own.stage):
        name = f"reason-{seat.code}-{one.number}" if one.id in seen else UNSEEN
        fields[seat.code, one.receipt_number] = name
        if one.id in seen:
            firms[name], number = one.enterprise.name, one.receipt_number
            labels[name] = _("%(code)s 위원이 %(number)s 채점표를 내지 않은 까닭", code=seat.code, number=number)
    if queries.excluded_from(own.seat):
        labels[UNSEEN] = _("위원장이 심사하지 않는 기업에 내지 않은 채점표가 있다면 그 까닭")
    return ToFreeze(fields, labels, firms)
