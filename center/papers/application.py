"""The application (신청서) as it was handed in, whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from center.core.text import Text, _
from center.core.time import seoul_day
from center.papers.frame import framed, person_line, rows, said, say
from center.papers.submitted import Submitted, call_line, file_facts, receipt_rows
from center.papers.typesetting import Paper, render


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A part of the business plan; its text has lines."""

    title: Text
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPaper:
    """All that was handed in: `firm` as the registry had it then, `choices` of units, the dearest first.

    `claimed` is the bonus that is asked for, None where the call gives none; `need_m2` an area as people write it.
    """

    submitted: Submitted
    firm: Sequence[tuple[Text, str]]
    contact: str
    phone: str
    email: str
    need_m2: str
    people: int | None
    choices: Sequence[Text]
    claimed: Sequence[Text] | None
    parts: Sequence[Written]
    declarations: Sequence[Text]
    consents: Sequence[Text]


def application_paper(application: ApplicationPaper) -> Paper:
    """The application as a PDF.

    Raises:
        PaperError
    """
    facts = application_facts(application)
    return Paper(f"{facts['title']} {application.submitted.number}", render("application", facts))


def application_facts(application: ApplicationPaper) -> dict[str, Any]:
    """What the application says, section by section."""
    submitted = application.submitted
    frame = framed(_("입주 신청서"), issued_on=seoul_day(submitted.at))
    return {
        **frame,
        "rows": [
            *rows((_("공고"), call_line(submitted.call_number, submitted.call_title))),
            *receipt_rows(submitted),
            *rows((_("낸 내용의 지문(SHA-256)"), submitted.sha256)),
        ],
        "tables": [
            {"title": say(_("신청 기업")), "rows": rows(*application.firm)},
            {"title": say(_("연락할 사람")), "rows": _contact_rows(application)},
            {"title": say(_("필요한 공간")), "rows": _need_rows(application)},
        ],
        "plan_title": say(_("사업계획서")),
        "parts": [{"title": say(part.title), "text": part.text} for part in application.parts],
        "files_title": say(_("함께 낸 파일")),
        **file_facts(submitted),
        "lists": [
            {"title": say(_("밝힌 것")), "texts": said(application.declarations)},
            {"title": say(_("동의한 것")), "texts": said(application.consents)},
        ],
        "nothing": say(_("없음")),
        "applies": say(_("위와 같이 신청합니다.")),
        "applicant": say(_("신청인 %(who)s", who=person_line(submitted.firm, submitted.representative))),
        "addressee": say(_("%(center)s 귀중", center=frame["sender"])),
    }


def _contact_rows(application: ApplicationPaper) -> list[tuple[str, str]]:
    return rows((_("이름"), application.contact), (_("전화"), application.phone), (_("메일 주소"), application.email))


def _need_rows(application: ApplicationPaper) -> list[tuple[str, str]]:
    people = "" if application.people is None else str(application.people)
    found = rows((_("필요한 면적(㎡)"), application.need_m2), (_("함께 쓰는 사람 수"), people))
    choices = [(say(_("%(n)s순위", n=place)), say(choice)) for place, choice in enumerate(application.choices, start=1)]
    if application.claimed is None:
        return [*found, *choices]
    claimed = ", ".join(said(application.claimed)) or say(_("없음"))
    return [*found, *choices, (say(_("받을 가점")), claimed)]
