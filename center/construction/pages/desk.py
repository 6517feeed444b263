"""What staff see of projects: all of them, and one with everything that is theirs to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask import url_for

from center.construction import queries
from center.construction.models import Project, ProjectClosure
from center.construction.pages.money import Money, money_of
from center.construction.pages.show import Fact, MilestoneRow, Seen, attention_of, facts_of, read_course, rows_of
from center.construction.pages.words import NOTHING, Link, span_text
from center.construction.rules.closing import Days
from center.construction.rules.forecast import Move
from center.construction.rules.spans import Span
from center.construction.service.closing import Hits, Slip, days_now, days_wanted, slips_of
from center.construction.service.projects import Preview
from center.core.text import Text, _, named
from center.core.time import seoul_day
from center.enterprises.pages.words import day_text
from center.spaces.rules import show_area
from center.web.i18n import say

CHANGE_WORDS: dict[str, Text] = {"begins": _("새 공간"), "ends": _("없어짐"), "replaced": _("면적 바뀜")}


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project of the list."""

    title: str
    href: str
    state: str
    attention: list[str]


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A milestone with what only staff see of it."""

    shown: MilestoneRow
    waits: str
    responsible: str
    note: str
    ways: list[Link]


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A space that the project closes, with what is to be done about it."""

    space: str
    days: str
    wanted: str
    state: str
    tone: str
    way: Link


class SpaceRow(NamedTuple):
    """A space that changes with the project."""

    space: str
    on: str
    what: str
    area: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileRow:
    """A document with its links."""

    title: str
    href: str
    state: str
    drop: str


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A project as staff see it."""

    title: str
    key: str
    version: int
    is_public: bool
    facts: list[Fact]
    warnings: list[str]
    attention: list[str]
    rows: list[DeskRow]
    closures: list[ClosureRow]
    spaces: list[SpaceRow]
    money: Money
    files: list[FileRow]


def list_page(now: datetime) -> list[ProjectRow]:
    """All projects with what needs a look; as many queries for many as for one, but for what slips hit."""
    projects, today = queries.all_projects(), seoul_day(now)
    ids = [project.id for project in projects]
    known, closures = queries.milestones_of(ids), queries.closures_of(ids)
    rows = []
    for project in projects:
        course = Seen.on(known[project.id], today)
        n_done = sum(step.is_done for step in course.steps)
        state = _("일정 %(all)s개 가운데 %(n)s개를 마쳤습니다.", all=len(course.steps), n=n_done)
        slips = slips_of(closures[project.id], course.outlook, now=now)
        told = [*(slip_text(slip) for slip in slips), *attention_of(course)]
        href = url_for("project_desk.project", key=project.key)
        rows.append(ProjectRow(say(project.name), href, say(state), told))
    return rows


def desk_page(project: Project, now: datetime) -> DeskPage:
    """One project; the queries do not grow with its milestones."""
    course = read_course(project.id, seoul_day(now))
    closures = queries.closures_of([project.id])[project.id]
    money = money_of(queries.lines_of([project.id])[project.id], course.day, project.decimals)
    return DeskPage(
        title=say(project.name),
        key=project.key,
        version=project.version,
        is_public=project.is_public,
        facts=facts_of(course, money),
        warnings=[slip_text(slip) for slip in slips_of(closures, course.outlook, now=now)],
        attention=attention_of(course),
        rows=_rows(project, course),
        closures=[_closure_row(project, closure, course) for closure in closures],
        spaces=_space_rows(project),
        money=money,
        files=_file_rows(project),
    )


def _rows(project: Project, course: Seen) -> list[DeskRow]:
    names = {one.id: say(one.name) for one in course.known}
    blank = url_for("milestones.move", key=project.key, milestone_id=0)
    words = {way: say(text) for way, text in WAYS.items()}
    return [
        DeskRow(
            shown=shown,
            waits=", ".join(names[wait.after] for wait in one.waits),
            responsible=" · ".join(filter(None, (one.responsible, one.person))),
            note=one.note,
            ways=[Link(word, blank.replace("/0/move", f"/{one.id}/{way}")) for way, word in words.items()],
        )
        for one, shown in zip(course.known, rows_of(course), strict=True)
    ]


WAYS: dict[str, Text] = {"course": _("실적 넣기"), "move": _("계획 바꾸기"), "edit": _("내용 고치기")}


def _closure_row(project: Project, closure: ProjectClosure, course: Seen) -> ClosureRow:
    wanted, closed = days_wanted(closure, [one.step for one in course.known]), days_now(closure)
    word, tone = _("확인 전"), "wait"
    if closed is not None:
        word, tone = (_("닫음"), "ok") if closed == wanted else (_("일정이 바뀜"), "bad")
    way = _("닫기 전에 확인하기") if closed is None else _("바뀐 기간 확인하기")
    href = url_for("project_closing.closure", key=project.key, closure_id=closure.id)
    return ClosureRow(
        space=say(_("%(code)s호", code=closure.space_code)),
        days=days_text(closed) if closed else NOTHING,
        wanted=days_text(wanted),
        state=say(word),
        tone=tone,
        way=Link(say(way if closed != wanted else _("보기")), href),
    )


def days_text(days: Days) -> str:
    """The days of a closure: 2027. 1. 4. ~ 2027. 1. 22."""
    return span_text(Span(days.first, days.last))


def slip_text(slip: Slip) -> str:
    """That a closure is expected to last longer, and what promised dates that passes."""
    days = (slip.expected_until - slip.closure.until_on).days if slip.closure.until_on else 0
    text = _("%(code)s호 공사가 닫기로 한 기간보다 %(n)s일 더 걸릴 것 같습니다.", code=slip.closure.space_code, n=days)
    return " ".join([say(text), *hit_lines(slip.hits)])


def hit_lines(hits: Hits) -> list[str]:
    """What is hit, a sentence for each kind."""
    lines = []
    if hits.bookings:
        lines.append(_("예약 %(n)s건이 그 기간에 있습니다.", n=len(hits.bookings)))
    for call in hits.calls:
        if call.published is not None:
            facts = {"call": call.number, "day": call.published.says.schedule.move_in_on}
            lines.append(_("모집 공고 %(call)s에서 %(day)s에 입주하기로 약속했습니다.", **facts))
    for term in hits.terms:
        facts = {"holder": term.holder_name, "first": term.first_on, "last": term.last_on}
        lines.append(_("%(holder)s에서 %(first)s부터 %(last)s까지 쓰기로 되어 있습니다.", **facts))
    return [say(line) for line in lines]


def _space_rows(project: Project) -> list[SpaceRow]:
    return [
        SpaceRow(
            f"{change.space.code} {say(named(change.space.name, change.space.name_en))}",
            day_text(change.on_day),
            say(CHANGE_WORDS[change.kind]),
            f"{show_area(change.space.area_m2)}㎡",
            say(named(change.reason, change.reason_en or change.reason)),
        )
        for change in queries.space_changes_of(project.id)
    ]


def _file_rows(project: Project) -> list[FileRow]:
    return [
        FileRow(
            f"{say(file.name)} ({file.file.name})",
            url_for("project_papers.paper", key=project.key, file_id=file.id),
            say(_("공개") if file.is_public else _("직원만")),
            url_for("project_papers.drop", key=project.key, file_id=file.id),
        )
        for file in queries.files_of(project.id, public_only=False)
    ]


class MoveRow(NamedTuple):
    """A plan that would move."""

    title: str
    before: str
    after: str
    days: str


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """What moving a milestone would do, before it does."""

    rows: list[MoveRow]
    goal: str


def preview_part(project: Project, preview: Preview) -> PreviewPart:
    """The plans that move with it, and the goal before and after."""
    names = {one.id: say(one.name) for one in queries.milestones_of([project.id])[project.id]}
    goal = preview.after.goal
    sentence = ""
    if goal is not None:
        before, after = preview.before.by_key[goal].last, preview.after.by_key[goal].last
        same = _("‘%(goal)s’ 예상은 %(day)s로 그대로입니다.", goal=names[goal], day=after)
        facts = {"goal": names[goal], "before": before, "after": after, "n": preview.after.goal_late}
        moved = _("‘%(goal)s’ 예상이 %(before)s에서 %(after)s로 바뀝니다. 처음 계획보다 %(n)s일 늦습니다.", **facts)
        sentence = say(same if before == after else moved)
    return PreviewPart([_move_row(move, names) for move in preview.moves], sentence)


def _move_row(move: Move, names: dict[int, str]) -> MoveRow:
    days = (move.after.last - move.before.last).days
    shown = say(_("%(n)s일 뒤로", n=days) if days > 0 else _("%(n)s일 앞으로", n=-days)) if days else NOTHING
    return MoveRow(names[move.key], span_text(move.before), span_text(move.after), shown)


@dataclass(frozen=True, slots=True)
class HitRow:
    """A booking that is hit."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ClosurePage:
    """A closure before it is confirmed or moved."""

    space: str
    days: str
    wanted: str
    is_settled: bool
    is_confirmed: bool
    bookings: list[HitRow]
    others: list[str]
    shown: str


def closure_page(closure: ProjectClosure, wanted: Days, hits: Hits, texts: Sequence[str]) -> ClosurePage:
    """The days now and then, and what is hit; `texts` are the bookings in words."""
    closed = days_now(closure)
    hrefs = [url_for("desk.show", reference=booking.reference) for booking in hits.bookings]
    return ClosurePage(
        space=say(_("%(code)s호", code=closure.space_code)),
        days=days_text(closed) if closed else NOTHING,
        wanted=days_text(wanted),
        is_settled=closed == wanted,
        is_confirmed=closed is not None,
        bookings=[HitRow(text, href) for text, href in zip(texts, hrefs, strict=True)],
        others=hit_lines(Hits([], hits.calls, hits.terms)),
        shown=" ".join(f"{reference}:{version}" for reference, version in hits.versions.items()),
    )
