"""An application as a member reads it: what was handed in, without the people to be contacted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from center.core.text import Text, _
from center.core.time import seoul_day
from center.enterprises.rules.kinds import KIND_WORDS, Kind
from center.enterprises.rules.profile import FIELD_WORDS
from center.spaces.rules import show_area
from center.tenancy.applications.models import Application, ApplicationFile
from center.tenancy.applications.pages.own import claimed_rows
from center.tenancy.applications.pages.papers import content_of
from center.tenancy.applications.rules.written import Written, from_plain
from center.tenancy.calls.pages.units import unit_name
from center.tenancy.calls.rules.content import Content
from center.web.i18n import say

KILOBYTE = 1000


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper with the file that was handed in."""

    name: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the application with its place on the page."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """An application on the page of its sheet; `contents` are the places one can jump to."""

    number: str
    firm: str
    contents: list[tuple[str, str]]
    facts: list[tuple[str, str]]
    parts: list[Part]
    papers: list[PaperLine]


def reading_of(application: Application, stage_key: str) -> Reading:
    """What was handed in and stands."""
    standing = application.standing
    content = content_of(application.call, standing) if standing else application.call.versions[-1].says
    written = from_plain(standing.content["written"]) if standing else application.written
    known = standing.content["firm"] if standing else {}
    papers = _papers(application, content, stage_key)
    parts = [Part(f"part-{one.key}", say(one.title), written.parts.get(one.key, "")) for one in content.parts]
    return Reading(
        number=application.receipt_number,
        firm=application.enterprise.name,
        contents=[
            ("firm", say(_("기업과 필요한 공간"))),
            *((part.id, part.title) for part in parts),
            ("papers", say(_("첨부 %(n)s개", n=len(papers)))),
        ],
        facts=[*_firm_rows(known, content), *_need_rows(content, written)],
        parts=parts,
        papers=papers,
    )


def _firm_rows(known: Mapping[str, Any], content: Content) -> list[tuple[str, str]]:
    kinds = [say(KIND_WORDS[Kind(one["kind"])]) for one in known.get("kinds", ())]
    return [
        (say(FIELD_WORDS["representative"]), known.get("representative") or "–"),
        (say(FIELD_WORDS["kinds"]), ", ".join(dict.fromkeys(kinds)) or "–"),
        (say(FIELD_WORDS["founded_on"]), say(_founded(known.get("founded_on"), content))),
        (say(FIELD_WORDS["address"]), known.get("address") or "–"),
    ]


def _founded(kept: str | None, content: Content) -> Text:
    """When it was founded, and how long that was before the notice."""
    if not kept:
        return _("–")
    founded, notice = date.fromisoformat(kept), content.schedule.notice_on
    months = (notice.year - founded.year) * 12 + notice.month - founded.month - (notice.day < founded.day)
    return _("%(day)s · 공고일에 %(years)s년 %(months)s개월", day=founded, years=months // 12, months=months % 12)


def _need_rows(content: Content, written: Written) -> list[tuple[str, str]]:
    people = say(_("%(n)s명", n=written.people)) if written.people else ""
    return [
        (say(_("필요한 면적")), " · ".join(filter(None, (f"{show_area(written.need_m2 or 0)}㎡", people)))),
        (say(_("바라는 공간")), " > ".join(unit_name(code) for code in written.choices) or "–"),
        *claimed_rows(content, written),
    ]


def _papers(application: Application, content: Content, stage_key: str) -> list[PaperLine]:
    names = {one.key: say(one.title) for one in content.documents}
    return [_paper(application, one, names, stage_key) for one in application.files if one.is_handed_in]


def _paper(application: Application, paper: ApplicationFile, names: Mapping[str, str], stage_key: str) -> PaperLine:
    file = paper.file
    supplement = next((one for one in application.supplements if one.id == paper.supplement_id), None)
    later = [say(_("%(day)s 보완", day=seoul_day(supplement.last_at)))] if supplement else []
    size = f"{max(1, round(file.n_bytes / KILOBYTE)):,}KB"
    ids: dict[str, Any] = {"call_id": application.call_id, "key": stage_key, "number": application.number}
    return PaperLine(
        name=names.get(paper.document_key, paper.document_key),
        text=f"{file.name} ({', '.join([file.kind.upper(), size, *later])})",
        href=url_for("sheets.paper", file_id=paper.id, **ids),
    )
