"""What staff see of a committee: who sits there, who may score whom, how far each stage is. Never a point."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import url_for

from center.accounts.queries import users_with
from center.core.actor import Role
from center.core.text import Text, _
from center.core.time import today
from center.tenancy.applications.models import Application
from center.tenancy.applications.pages.own import second_text
from center.tenancy.calls.rules.content import Stage
from center.tenancy.review.models import Review, ReviewStage, Seat
from center.tenancy.review.queries import Desk, handed_in_at, is_over
from center.tenancy.review.rules.committee import GROUND_WORDS, SEAT_WORDS, Ground, SeatRole
from center.tenancy.review.service import hindrances, is_behind
from center.web.i18n import say

DONE, WAITED, EXCLUDED, NONE = "done", "waited", "excluded", "none"
CELLS = {
    DONE: (_("냄"), "ok"),
    WAITED: (_("아직"), "wait"),
    EXCLUDED: (_("제척"), "off"),
    NONE: (_("해당 없음"), "off"),
}


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A member with what they did and what can be done about them."""

    id: int
    code: str
    name: str
    role: str
    pledged: tuple[str, str]
    declared: tuple[str, str]
    left: str
    can_call_up: bool
    can_chair: bool
    can_leave: bool


@dataclass(frozen=True, slots=True)
class FirmRow:
    """An applicant: how many may score it, whether that is enough, and who is excluded why."""

    number: str
    firm: str
    href: str
    n: int
    is_enough: bool
    excluded: list[str]


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of the call and where it stands."""

    key: str
    name: str
    state: str
    tone: str
    told: str
    is_open: bool
    was_opened: bool


@dataclass(frozen=True, slots=True)
class CommitteePage:
    """A committee, what is to be done next, and what is wrong."""

    title: str
    call_id: int
    heading: Text
    hindrances: list[Text]
    opens: str
    faults: list[Text]
    is_behind: bool
    is_list_frozen: bool
    has_begun: bool
    is_over: bool
    seats: list[SeatRow]
    firms: list[FirmRow]
    stages: list[StageRow]
    min_sheets: int


def committee_page(desk: Desk) -> CommitteePage:
    """All of it."""
    stages = [_stage_row(desk, one) for one in desk.content.stages]
    following = next_stage(desk)
    hindered = hindrances_of(desk, following) if following else []
    return CommitteePage(
        title=say(desk.content.heading),
        call_id=desk.call.id,
        heading=_heading(stages, following, len(hindered)),
        hindrances=hindered,
        opens=following.key if following and not hindered else "",
        faults=[text for one in _opened(desk) for text in shortfalls(desk, one)],
        is_behind=desk.review is not None and is_behind(desk.call, desk.review),
        is_list_frozen=desk.is_list_frozen,
        has_begun=desk.review is not None,
        is_over=desk.review is not None and is_over(desk.review, desk.content),
        seats=[_seat_row(desk, seat) for seat in desk.seats],
        firms=[_firm_row(desk, one) for one in desk.applications],
        stages=stages,
        min_sheets=desk.content.selection.min_sheets,
    )


def _opened(desk: Desk) -> Sequence[ReviewStage]:
    review: Review | None = desk.review
    return review.stages if review else []


def next_stage(desk: Desk) -> Stage | None:
    """The stage that is to be opened: the first that was not, once the one before is frozen."""
    before: ReviewStage | None = None
    for one in desk.content.stages:
        found = desk.stage(one.key)
        if found is None:
            return one if before is None or not before.is_open else None
        before = found
    return None


def hindrances_of(desk: Desk, stage: Stage) -> list[Text]:
    """All that keeps a stage from being opened, in sentences."""
    if not desk.is_list_frozen:
        return [_("적격 명단을 아직 확정하지 않았습니다. 먼저 명단을 확정하세요.")]
    return [one.text for one in hindrances(desk.call.id, desk.part(stage.key), desk.content)]


def _heading(stages: Sequence[StageRow], following: Stage | None, n: int) -> Text:
    if open_ones := [one for one in stages if one.is_open]:
        return _("%(stage)s 중: %(told)s", stage=open_ones[0].name, told=open_ones[0].told)
    if following is None:
        return _("모든 단계를 확정했습니다")
    if n:
        return _("%(stage)s: 열기 전에 할 일 %(n)s가지", stage=following.title, n=n)
    return _("%(stage)s: 이제 열 수 있습니다", stage=following.title)


def shortfalls(desk: Desk, stage: ReviewStage) -> list[Text]:
    """For which applicants a stage that was opened has, or can only get, fewer sheets than the call demands."""
    done, least, found = handed_in_at(stage), desk.content.selection.min_sheets, []
    name = next(one.title for one in desk.content.stages if one.key == stage.key)
    for one in desk.part(stage.key):
        having = {seat for seat, application in done if application == one.id}
        coming = (
            {seat.id for seat in desk.scoring if (seat.id, one.id) not in desk.excluded} if stage.is_open else set()
        )
        if (n := len(having | coming)) < least:
            facts = {"stage": name, "firm": one.enterprise.name, "n": n, "least": least}
            found.append(Text(_way_out(desk, stage).msgid, facts))
    return found


def _way_out(desk: Desk, stage: ReviewStage) -> Text:
    if stage.is_open:
        return _(
            "%(stage)s: %(firm)s의 채점표는 많아야 %(n)s장입니다. %(least)s장이 되게 예비위원을 부르거나 위원을 더 위촉하세요."
        )
    if any(one.position > stage.position for one in _opened(desk)):
        return _(
            "%(stage)s: %(firm)s의 채점표가 %(n)s장뿐입니다(%(least)s장 이상이어야 함). "
            "다음 단계를 이미 열어 다시 열 수 없으니, 결과를 확정하기 전에 위원회가 처리 방법을 의결하게 하세요."
        )
    return _(
        "%(stage)s: %(firm)s의 채점표가 %(n)s장뿐입니다(%(least)s장 이상이어야 함). "
        "위원장에게 이 단계를 다시 열어 달라고 하고, 예비위원을 불러 채점하게 하세요."
    )


def _stage_row(desk: Desk, stage: Stage) -> StageRow:
    found = desk.stage(stage.key)
    if found is None:
        return StageRow(stage.key, say(stage.title), say(_("열기 전")), "off", "", is_open=False, was_opened=False)
    if not found.is_open:
        at = second_text(found.frozen_at) if found.frozen_at else ""
        told = say(_("%(at)s에 위원장이 확정했습니다.", at=at))
        return StageRow(stage.key, say(stage.title), say(_("확정")), "ok", told, is_open=False, was_opened=True)
    page = progress_of(desk, found)
    told = say(_("채점표 %(all)s장 가운데 %(done)s장을 냈습니다", all=page.n_all, done=page.n_done))
    return StageRow(stage.key, say(stage.title), say(_("심사 중")), "open", told, is_open=True, was_opened=True)


def _seat_row(desk: Desk, seat: Seat) -> SeatRow:
    has_chair = any(one.is_chair for one in desk.seats)
    role = say(SEAT_WORDS[SeatRole(seat.role)])
    if seat.called_up_at:
        role = say(_("%(role)s (채점함)", role=role))
    return SeatRow(
        id=seat.id,
        code=seat.code,
        name=desk.name(seat),
        role=role,
        pledged=_yes(is_so=seat.pledged_at is not None),
        declared=_declared(desk, seat),
        left="" if seat.is_here else say(_("나감: %(reason)s", reason=seat.left_reason)),
        can_call_up=seat.is_here and seat.role == SeatRole.SPARE and seat.called_up_at is None,
        can_chair=not has_chair and seat.scores,
        can_leave=seat.is_here,
    )


def _yes(*, is_so: bool) -> tuple[str, str]:
    return (say(_("함")), "ok") if is_so else (say(_("아직")), "wait")


def _declared(desk: Desk, seat: Seat) -> tuple[str, str]:
    if seat.role == SeatRole.SECRETARY:
        return say(_("해당 없음")), "off"
    is_so = bool(desk.applications) and all((seat.id, one.id) in desk.declared for one in desk.applications)
    return _yes(is_so=is_so)


def _firm_row(desk: Desk, one: Application) -> FirmRow:
    n = sum((seat.id, one.id) not in desk.excluded for seat in desk.scoring)
    return FirmRow(
        number=one.receipt_number,
        firm=one.enterprise.name,
        href=url_for("application_desk.show", application_id=one.id),
        n=n,
        is_enough=n >= desk.content.selection.min_sheets,
        excluded=[_why(desk, seat, one.id) for seat in desk.seats if (seat.id, one.id) in desk.excluded],
    )


def _why(desk: Desk, seat: Seat, application_id: int) -> str:
    found = desk.excluded[seat.id, application_id]
    ground = GROUND_WORDS[Ground(found.ground)]
    said = f" ({found.reason})" if found.reason else ""
    return f"{seat.code} {desk.name(seat)}: {say(ground)}{said}"


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """An applicant with a word for each member."""

    number: str
    firm: str
    cells: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Progress:
    """Who handed in which sheets of a stage, and who is still waited for."""

    columns: list[str]
    rows: list[ProgressRow]
    silent: list[Seat]
    n_done: int
    n_all: int

    def may_remind(self) -> bool:
        """Whether there is somebody who was not reminded today."""
        return any(seat.reminded_on != today() for seat in self.silent)


def progress_of(desk: Desk, stage: ReviewStage) -> Progress:
    """Every member who scores, or did, beside every applicant of the stage."""
    done, part = handed_in_at(stage), desk.part(stage.key)
    shown = [seat for seat in desk.seats if seat.scores or any((seat.id, one.id) in done for one in part)]
    states = {(seat.id, one.id): _cell(desk, seat, one.id, done) for seat in shown for one in part}
    waited = {seat for (seat, _application), state in states.items() if state == WAITED}
    return Progress(
        columns=[f"{seat.code} {desk.name(seat)}" for seat in shown],
        rows=[
            ProgressRow(
                one.receipt_number,
                one.enterprise.name,
                [(f"{seat.code} {desk.name(seat)}", *_worded(states[seat.id, one.id])) for seat in shown],
            )
            for one in part
        ],
        silent=[seat for seat in shown if seat.id in waited],
        n_done=sum(state == DONE for state in states.values()),
        n_all=sum(state in {DONE, WAITED} for state in states.values()),
    )


def _cell(desk: Desk, seat: Seat, application_id: int, done: Collection[tuple[int, int]]) -> str:
    if (seat.id, application_id) in desk.excluded:
        return EXCLUDED
    if (seat.id, application_id) in done:
        return DONE
    return WAITED if seat.scores else NONE


def _worded(state: str) -> tuple[str, str]:
    word, tone = CELLS[state]
    return say(word), tone


def people_to_seat(desk: Desk) -> list[tuple[int, str]]:
    """Who may be given a seat: reviewers, then staff for the secretary; nobody who sits there already."""
    seated, day = {seat.user_id for seat in desk.seats}, today()
    staff = {user.id: user for role in (Role.STAFF, Role.ADMIN) for user in users_with(role, day)}
    reviewers = [user for user in users_with(Role.REVIEWER, day) if user.id not in staff]
    found = [(user.id, f"{user.name} · {user.email}") for user in reviewers]
    found += [
        (user.id, say(_("%(name)s · %(email)s · 직원", name=user.name, email=user.email))) for user in staff.values()
    ]
    return [(user, text) for user, text in found if user not in seated]
