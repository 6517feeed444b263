"""The public page of a project as of a day: what is expected, the timeline, the same as a table, money, areas."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from flask import url_for

from center.construction import queries
from center.construction.models import Project, ProjectClosure
from center.construction.pages.money import Money, money_of
from center.construction.pages.timeline import Timeline, draw, fit
from center.construction.pages.words import (
    BASIS_WORDS,
    Link,
    State,
    course_text,
    goal_text,
    short_month,
    span_text,
    state_of,
    written_text,
)
from center.construction.queries import Known
from center.construction.rules.forecast import Outlook, forecast
from center.construction.rules.plan import Basis, Course, Step
from center.core.text import Text, _, named
from center.enterprises.pages.words import day_text
from center.spaces.rules import show_area
from center.web.i18n import say

MOST_NAMED = 3
A_DAY = timedelta(days=1)
TITLE_WIDTH, DETAIL_WIDTH = 230, 230


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the facts with which the page begins."""

    term: str
    value: str
    more: str


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone of the table and of the drawing."""

    id: int
    title: str
    detail: str
    short_title: str
    short_detail: str
    written: str
    first_plan: str
    plan: str
    plan_days: str
    course: str
    state: State
    is_core: bool
    basis: str


class RevisionRow(NamedTuple):
    """A plan that was changed: which, when, from what to what, why, and where that is known from."""

    title: str
    on: str
    before: str
    after: str
    reason: str
    basis: str


class AreaRow(NamedTuple):
    """The floors from a day on: the sum of each, all together, and why."""

    on: str
    floors: str
    total: str
    reason: str


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """A project as of a day."""

    title: str
    lead: str
    crumbs: list[Link]
    day_iso: str
    day_text: str
    action: str
    facts: list[Fact]
    attention: list[str]
    timeline: Timeline
    ticks: list[tuple[float, str, bool]]
    core_text: str
    rows: list[MilestoneRow]
    revisions: list[RevisionRow]
    money: Money
    areas: list[AreaRow]
    closures: list[str]
    files: list[Link]
    note: str
    others: list[Link]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is read of a project once, as it was known on a day."""

    known: list[Known]
    steps: list[Step]
    outlook: Outlook
    day: date

    @classmethod
    def on(cls, known: list[Known], day: date) -> "Seen":
        """Milestones as they were known on a day, with their forecast."""
        steps = [one.step.known_on(day) for one in known]
        return cls(known, steps, forecast(steps, day), day)


def read_course(project_id: int, day: date) -> Seen:
    """The milestones of a project as they were known on a day, with their forecast."""
    return Seen.on(queries.milestones_of([project_id])[project_id], day)


def project_page(project: Project, day: date, others: Sequence[Project]) -> ProjectPage:
    """The page. A dozen queries, however many milestones there are."""
    course = read_course(project.id, day)
    money = money_of(queries.lines_of([project.id])[project.id], day, project.decimals)
    timeline = draw(course.steps, dict(course.outlook.by_key), day)
    here = url_for("construction.project", key=project.key)
    return ProjectPage(
        title=say(_("%(project)s 추진일정", project=project.name)),
        lead=say(named(project.lead, project.lead_en or project.lead)),
        crumbs=[
            Link(say(_("첫 화면")), url_for("reports.home")),
            Link(say(_("센터 공사")), url_for("construction.first")),
            Link(say(project.name), here),
        ],
        day_iso=day.isoformat(),
        day_text=say(_("%(day)s 기준", day=day)),
        action=here,
        facts=facts_of(course, money),
        attention=attention_of(course),
        timeline=timeline,
        ticks=[(tick.x, short_month(tick.month), tick.month.month == 1) for tick in timeline.ticks],
        core_text=core_text(course),
        rows=rows_of(course),
        revisions=_revisions(course),
        money=money,
        areas=_areas(project, day),
        closures=closure_lines(queries.closures_of([project.id])[project.id]),
        files=_files(project),
        note=say(named(project.note, project.note_en or project.note)),
        others=[Link(say(one.name), url_for("construction.project", key=one.key)) for one in others],
    )


def rows_of(course: Seen) -> list[MilestoneRow]:
    """The rows of the table, in order."""
    same = say(_("처음과 같음"))
    words = {basis: say(word) for basis, word in BASIS_WORDS.items()}
    return [
        MilestoneRow(
            id=one.id,
            title=say(one.name),
            detail=say(one.detail),
            short_title=fit(say(one.name), TITLE_WIDTH, 15),
            short_detail=fit(written_text(step.plan) or say(one.detail), DETAIL_WIDTH, 13),
            written=written_text(step.plan),
            first_plan=span_text(step.baseline),
            plan=span_text(step.plan) if step.revisions else same,
            plan_days=span_text(step.plan),
            course=course_text(step),
            state=state_of(step, course.outlook.by_key[step.key], course.day),
            is_core=course.outlook.by_key[step.key].is_core,
            basis=words[one.basis],
        )
        for one, step in zip(course.known, course.steps, strict=True)
    ]


def facts_of(course: Seen, money: Money) -> list[Fact]:
    """When the goal is expected, what goes on now, how much is done, how much is spent."""
    names = {one.id: one.name for one in course.known}
    running = [step for step in course.steps if step.began_on and not step.is_done]
    ahead = sorted((step for step in course.steps if not step.began_on), key=lambda step: step.plan.first)
    n_done = sum(step.is_done for step in course.steps)
    following = say(_("다음: %(title)s", title=names[ahead[0].key])) if ahead else ""
    now = Fact(say(_("지금")), say(_("진행 중인 일정 없음")), following)
    if running:
        shown = ", ".join(say(names[step.key]) for step in running[:MOST_NAMED])
        now = Fact(say(_("지금")), shown, say(_("%(day)s 시작", day=running[0].began_on)))
    done = _("%(all)s개 가운데 %(n)s개", all=len(course.steps), n=n_done)
    spent = [Fact(say(_("집행율")), f"{money.total.rate}%", money.sentence)] if money.rows else []
    return [*_goal_fact(course, names), now, Fact(say(_("마친 일정")), say(done), following if running else ""), *spent]


def _goal_fact(course: Seen, names: dict[int, Text]) -> list[Fact]:
    key = course.outlook.goal
    if key is None:
        return []
    step = next(step for step in course.steps if step.key == key)
    expected = course.outlook.by_key[key]
    value = goal_text(expected, is_vague=step.plan.is_vague and not step.is_done)
    if step.is_done:
        late = _("처음 계획보다 %(n)s일 늦음", n=expected.late) if expected.late > 0 else _("처음 계획대로")
        return [Fact(say(names[key]), value, say(late))]
    late = _("처음 계획보다 %(n)s일 늦을 수 있음", n=expected.late) if expected.late > 0 else _("처음 계획대로")
    return [Fact(say(_("%(goal)s 예정", goal=names[key])), value, say(late))]


def attention_of(course: Seen) -> list[str]:
    """What needs a look: what is overdue, and which milestone moves the goal by how many days."""
    names = {one.id: one.name for one in course.known}
    found = [
        _("‘%(title)s’: %(day)s까지였으나 마친 실적이 아직 없습니다.", title=names[step.key], day=step.plan.last)
        for step in course.steps
        if step.course(course.day) == Course.OVERDUE
    ]
    outlook = course.outlook
    goal = next((step for step in course.steps if step.key == outlook.goal), None)
    if goal and not goal.is_done and outlook.mover is not None:
        facts = {"goal": names[goal.key], "n": outlook.goal_late}
        mover = _(
            "‘%(title)s’ 일정 때문에 ‘%(goal)s’ 일정이 처음 계획보다 %(n)s일 늦을 수 있습니다.",
            title=names[outlook.mover],
            **facts,
        )
        alone = _("‘%(goal)s’ 일정이 처음 계획보다 %(n)s일 늦을 수 있습니다.", **facts)
        found.insert(0, alone if outlook.mover == goal.key else mover)
    return [say(text) for text in found]


def core_text(course: Seen) -> str:
    """The chain of which each day moves the goal, in words."""
    names = {one.id: say(one.name) for one in course.known}
    chain = " → ".join(names[key] for key in course.outlook.core)
    return say(_("핵심 일정: 하루 늦으면 목표도 하루 늦어지는 일정입니다. %(chain)s", chain=chain)) if chain else ""


def _revisions(course: Seen) -> list[RevisionRow]:
    """Every plan that was changed until the day, in the order of the decisions."""
    found: list[tuple[date, RevisionRow]] = []
    for one in course.known:
        before = one.step.baseline
        for plan in one.plans:
            if plan.decided_on <= course.day:
                row = RevisionRow(
                    say(one.name),
                    day_text(plan.decided_on),
                    span_text(before),
                    span_text(plan.span),
                    say(plan.reason),
                    say(BASIS_WORDS[plan.basis]),
                )
                found.append((plan.decided_on, row))
            before = plan.span
    return [row for _day, row in sorted(found, key=lambda pair: pair[0])]


def _areas(project: Project, day: date) -> list[AreaRow]:
    """The sums of the floors from each day on which the building changed with the project, as was known on a day."""
    known = queries.space_changes_of(project.id)
    changes = [change for change in known if change.on_day <= day or change.basis == Basis.STATED]
    days = sorted({change.on_day for change in changes})
    reasons = {change.on_day: say(named(change.reason, change.reason_en or change.reason)) for change in changes}
    return [
        AreaRow(
            on=day_text(on),
            floors=" · ".join(_floor_text(floor, area) for floor, area in sorted(sums.items())),
            total=f"{show_area(sum(sums.values()))}㎡",
            reason=reasons[on],
        )
        for on, sums in queries.floor_sums(days).items()
    ]


def _floor_text(floor: int, area: int) -> str:
    return say(_("%(floor)s층 %(area)s㎡", floor=floor, area=show_area(area)))


def closure_lines(closures: Sequence[ProjectClosure]) -> list[str]:
    """What the project closes, as it was confirmed."""
    return [
        say(
            _(
                "%(code)s호: %(first)s부터 %(last)s까지 닫습니다. %(reason)s",
                code=closure.space_code,
                first=closure.first_on,
                last=closure.until_on - A_DAY,
                reason=named(closure.reason, closure.reason_en),
            )
        )
        for closure in closures
        if closure.first_on is not None and closure.until_on is not None
    ]


def _files(project: Project) -> list[Link]:
    return [
        Link(
            f"{say(file.name)} ({file.file.kind.upper()})",
            url_for("construction.paper", key=project.key, file_id=file.id),
        )
        for file in queries.files_of(project.id, public_only=True)
    ]
