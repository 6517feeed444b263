"""What staff see when they screen an application, and the list before and after it is frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from wtforms import Field

from center.core.text import Text, _, restored
from center.tenancy.applications import queries
from center.tenancy.applications.models import STANDING, ApplicantList, Application, State
from center.tenancy.applications.pages.desk import STATES
from center.tenancy.applications.pages.own import second_text
from center.tenancy.applications.rules.screening import Decided, Finding, Point
from center.tenancy.calls.models import Call
from center.tenancy.calls.rules.content import Content
from center.tenancy.calls.rules.phases import in_time
from center.web.i18n import say

KNOWN: Mapping[bool | None, tuple[Text, str]] = {
    True: (_("명부와 서류로는 맞음"), "ok"),
    False: (_("명부와 서류로는 어긋남"), "bad"),
    None: (_("직원이 확인할 것"), "wait"),
}


@dataclass(frozen=True, slots=True)
class PointRow:
    """A point with what is known of it, its choice and its reason."""

    word: str
    told: str
    known: str
    tone: str
    met: Field
    note: Field


@dataclass(frozen=True, slots=True)
class ScreeningPage:
    """An application to be screened."""

    title: str
    lead: str
    back: str
    errors: list[tuple[str, str]]
    rows: list[PointRow]


def screening_page(application: Application, rows: Sequence[tuple[Point, Field, Field]]) -> ScreeningPage:
    """Every point, and whatever is wrong at its fields."""
    shown = []
    for point, met, note in rows:
        known, tone = KNOWN[point.known]
        shown.append(PointRow(say(point.word), say(point.told), say(known), tone, met, note))
    return ScreeningPage(
        title=say(_("신청 %(number)s", number=application.receipt_number)),
        lead=application.enterprise.name,
        back=url_for("application_desk.show", application_id=application.id),
        errors=[
            (field.id, f"{row.word}: {field.errors[0]}")
            for row in shown
            for field in (row.met, row.note)
            if field.errors
        ],
        rows=shown,
    )


def decided_before(application: Application) -> Decided:
    """What was decided the last time; the first time the bonus that is asked for."""
    found = application.screening
    if found is None:
        claimed = application.standing.content["written"]["claimed"] if application.standing else ()
        return Decided({}, bonus=tuple(claimed))
    findings = {one["key"]: Finding(one["is_met"], one["note"]) for one in found.findings}
    return Decided(findings, tuple(found.bonus), tuple(found.deductions))


@dataclass(frozen=True, slots=True)
class ListRow:
    """An application on the list."""

    number: str
    firm: str
    href: str
    state: str
    tone: str
    reasons: list[str]
    screen_href: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list of a call: who is admitted, and whether it may be frozen."""

    rows: list[ListRow]
    n_admitted: int
    n_refused: int
    n_undecided: int
    is_open: bool
    frozen: str
    may_freeze: bool
    history: list[str]


def list_page(call: Call, content: Content, now: datetime) -> ListPage:
    """Who is admitted and who is not; nobody before the deadline."""
    is_open = in_time(content.schedule, now)
    rows = [] if is_open else [one for one in queries.handed_in(call.id) if one.state in STANDING]
    states, lists = [one.state for one in rows], queries.lists_of(call.id)
    frozen = next((one for one in lists if one.reopened_at is None), None)
    n_undecided = states.count(State.SUBMITTED)
    return ListPage(
        rows=[_row(one) for one in rows],
        n_admitted=states.count(State.ELIGIBLE),
        n_refused=states.count(State.INELIGIBLE),
        n_undecided=n_undecided,
        is_open=is_open,
        frozen=second_text(frozen.frozen_at) if frozen else "",
        may_freeze=bool(rows) and not n_undecided and frozen is None and call.called_off_at is None,
        history=[say(_reopened(one)) for one in lists if one.reopened_at],
    )


def _row(application: Application) -> ListRow:
    state, tone = STATES[application.state]
    return ListRow(
        number=application.receipt_number,
        firm=application.enterprise.name,
        href=url_for("application_desk.show", application_id=application.id),
        state=say(state),
        tone=tone,
        reasons=reasons_of(application),
        screen_href=url_for("screening.points", application_id=application.id)
        if application.state == State.SUBMITTED
        else "",
    )


def reasons_of(application: Application) -> list[str]:
    """What speaks against it, with the reasons that were written."""
    found = application.screening
    return [f"{say(restored(one['word']))}: {one['note']}" for one in found.against] if found else []


def _reopened(one: ApplicantList) -> Text:
    facts = {"frozen": second_text(one.frozen_at), "at": second_text(one.reopened_at or one.frozen_at)}
    return _("%(frozen)s에 확정하고 %(at)s에 풀었습니다: %(reason)s", **facts, reason=one.reopen_reason)
