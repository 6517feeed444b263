"""A supplement as its firm and staff see it: what is expected of whom and until when, what was asked, what happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from center.core.text import Text, _
from center.tenancy.applications.models import STANDING, Application, Ending, State, Supplement
from center.tenancy.applications.pages.letters import ways_of_appeal
from center.tenancy.applications.rules.supplements import MOST_EXTENSIONS, Stage, stage_of
from center.tenancy.calls.pages.calls import instant_text
from center.tenancy.calls.rules.content import Content
from center.web.i18n import say

MOST_NAMED = 2
"""So many papers are named in a heading; more are counted."""
MAY_ANSWER = frozenset({Stage.ASKED, Stage.DEMANDED_AGAIN})
STEPS: Mapping[str, Text] = {
    "asked": _("보완을 요구함 · %(until)s까지"),
    "extended": _("기간을 늘림 · %(until)s까지"),
    "demanded_again": _("한 번 더 요구함 · %(until)s까지"),
    Ending.ANSWERED: _("보완 서류를 냄"),
    Ending.TAKEN_BACK: _("요구를 거둠"),
    Ending.RETURNED: _("신청을 되돌려 보냄"),
}
CHIPS: Mapping[Stage, tuple[Text, str]] = {
    Stage.ASKED: (_("보완 %(day)s까지"), "wait"),
    Stage.OVERDUE: (_("보완 기한 지남 · %(day)s"), "bad"),
    Stage.DEMANDED_AGAIN: (_("두 번째 보완 %(day)s까지"), "wait"),
    Stage.TO_RETURN: (_("두 번째 보완 기한 지남 · %(day)s"), "bad"),
    Stage.ANSWERED: (_("보완 서류 냄"), "ok"),
}


def last_of(application: Application) -> Supplement | None:
    """What staff asked for last."""
    return application.supplements[-1] if application.supplements else None


def verdict(application: Application, content: Content, day: date) -> tuple[Text, Text] | None:
    """What the firm is told first, where a supplement decides what is expected of whom."""
    last = last_of(application)
    if last is None:
        return None
    if application.state == State.RETURNED:
        told = _("까닭을 확인해 주세요. 이의신청은 %(until)s까지 할 수 있습니다.", until=last.objection_until)
        return _("신청을 되돌려 보냈습니다"), told
    if application.waiting is not None:
        return while_waiting(last, content, day)
    is_undecided = application.state in STANDING and application.told_screening is None
    if last.ending == Ending.ANSWERED and is_undecided:
        result = content.schedule.result_on
        return _("보완 서류를 받았습니다"), _("이제 기다리시면 됩니다. %(day)s까지 결과를 알려 드립니다.", day=result)
    return None


def while_waiting(asked: Supplement, content: Content, day: date) -> tuple[Text, Text]:
    """What is expected of whom while papers are waited for, and until when."""
    stage = stage_of(asked.demand, day)
    if stage == Stage.OVERDUE:
        return _("보완할 기간이 지났습니다"), _(
            "센터가 한 번 더 요구하는 메일을 보내면 그때 내 주세요. 올린 파일은 그대로 있습니다."
        )
    if stage == Stage.TO_RETURN:
        return _("두 번째 보완 기간도 지났습니다"), _(
            "신청을 심사하지 않고 되돌려 보낸다는 통지를 보냅니다. 궁금한 점은 전화해 주세요."
        )
    names = [_("‘%(name)s’", name=title) for title, _words in _papers(asked, content)]
    title = (
        _("%(papers)s 서류를 %(day)s까지 내 주세요", papers=names, day=asked.due_on)
        if len(names) <= MOST_NAMED
        else _("서류 %(n)s가지를 %(day)s까지 내 주세요", n=len(names), day=asked.due_on)
    )
    if stage == Stage.DEMANDED_AGAIN:
        return title, _("마지막 요구입니다. 그날 밤 12시까지 내지 않으면 신청을 되돌려 보냅니다.")
    return title, _("무엇이 모자란지 보고 올려 주세요. 그날 밤 12시까지 낸 것을 받습니다.")


def on_the_way(application: Application) -> Text | None:
    """What the step of the screening says, where a supplement matters."""
    if application.state == State.RETURNED:
        return _("서류를 받지 못해 되돌려 보냈습니다.")
    if (waiting := application.waiting) is not None:
        return _("보완 서류를 기다립니다: %(day)s까지", day=waiting.due_on)
    return None


def _papers(asked: Supplement, content: Content) -> list[tuple[Text, str]]:
    """What was asked for, in the order of the call, with the words of staff."""
    return [(one.title, asked.papers[one.key]) for one in content.documents if one.key in asked.papers]


@dataclass(frozen=True, slots=True)
class SupplementPart:
    """The supplement on the firm's page; `href` leads to where it is answered, while it can be.

    Of a paper its name, the words of staff, and what was handed in: the file's name and where it is.
    """

    papers: list[tuple[str, str, list[tuple[str, str]]]]
    history: list[tuple[str, str]]
    href: str
    reason: str
    ways: list[str]


def part_of(application: Application, content: Content, day: date) -> SupplementPart | None:
    """What was asked for last, and all that happened."""
    last = last_of(application)
    if last is None:
        return None
    is_open = application.waiting is not None and stage_of(last.demand, day) in MAY_ANSWER
    is_returned = application.state == State.RETURNED
    return SupplementPart(
        papers=_with_files(application, last, content),
        history=history_of(application),
        href=url_for("supplement.papers", call_id=application.call_id) if is_open else "",
        reason=last.reason if last.ending != Ending.ANSWERED else "",
        ways=[say(way) for way in ways_of_appeal(last.objection_until)] if is_returned else [],
    )


def _with_files(
    application: Application, asked: Supplement, content: Content
) -> list[tuple[str, str, list[tuple[str, str]]]]:
    files: dict[str, list[tuple[str, str]]] = {}
    for one in application.came_for(asked):
        if one.is_handed_in:
            href = url_for("apply.paper", call_id=application.call_id, file_id=one.id)
            files.setdefault(one.document_key, []).append((one.file.name, href))
    wanted = [one for one in content.documents if one.key in asked.papers]
    return [(say(one.title), asked.papers[one.key], files.get(one.key, [])) for one in wanted]


def history_of(application: Application) -> list[tuple[str, str]]:
    """When what happened, of all supplements of an application."""
    return [_line(step) for one in application.supplements for step in one.steps]


def _line(step: Mapping[str, str]) -> tuple[str, str]:
    until = {"until": date.fromisoformat(step["until"])} if "until" in step else {}
    told = say(Text(STEPS[step["what"]].msgid, until))
    if entered := step.get("entered_at"):
        told = say(_("%(told)s · 종이로 내고 적은 때 %(at)s", told=told, at=datetime.fromisoformat(entered)))
    return instant_text(datetime.fromisoformat(step["at"])), told


def chip_of(application: Application, day: date) -> tuple[str, str] | None:
    """The supplement of an undecided application in a word with its tone."""
    last = last_of(application)
    if last is None or application.state != State.SUBMITTED or last.ending == Ending.TAKEN_BACK:
        return None
    word, tone = CHIPS[stage_of(last.demand, day)]
    return say(Text(word.msgid, {"day": last.due_on})), tone


@dataclass(frozen=True, slots=True)
class Way:
    """Something staff can do now."""

    text: str
    href: str
    kind: str = "secondary"


@dataclass(frozen=True, slots=True)
class DeskPart:
    """The supplement on the page of staff; `chip` is its word and tone."""

    chip: tuple[str, str] | None
    papers: list[tuple[str, str]]
    history: list[tuple[str, str]]
    reason: str
    ways: list[Way]
    has_no_mail: bool


def desk_part(application: Application, content: Content, day: date) -> DeskPart:
    """Where the supplement stands, and what can be done."""
    last = last_of(application)
    return DeskPart(
        chip=chip_of(application, day),
        papers=[(say(title), words) for title, words in _papers(last, content)] if last else [],
        history=history_of(application),
        reason=last.reason if last and last.ending != Ending.ANSWERED else "",
        ways=[
            Way(say(text), url_for(f"supplement_desk.{view}", application_id=application.id), kind)
            for text, view, kind in _ways(application, day)
        ],
        has_no_mail=not application.written.email,
    )


def _ways(application: Application, day: date) -> list[tuple[Text, str, str]]:
    if application.state != State.SUBMITTED:
        return []
    if (waiting := application.waiting) is None:
        return [(_("보완 요구하기"), "asking", "secondary")]
    stage, ways = stage_of(waiting.demand, day), []
    if application.received_at is not None:
        ways.append((_("종이로 받은 보완 서류 올리기"), "papers", "primary"))
    if stage == Stage.ASKED and waiting.n_extensions < MOST_EXTENSIONS:
        ways.append((_("기간 늘리기"), "extending", "secondary"))
    if stage == Stage.OVERDUE:
        ways.append((_("한 번 더 요구하기"), "demanding", "primary"))
    if stage == Stage.TO_RETURN:
        ways.append((_("신청 되돌려 보내기"), "returning", "danger"))
    return [*ways, (_("요구 거두기"), "taking_back", "tertiary")]
