"""The letter to a firm whose application is not admitted or returned: page and PDF are made of the same facts."""

from collections.abc import Iterator
from datetime import date

from center.core.text import Text, _, restored
from center.core.time import seoul_day
from center.papers.reasons import Ground, ReasonsLetter
from center.tenancy.applications.models import Application, Screening, State, Supplement
from center.tenancy.applications.rules.screening import APPEAL_DAYS, OBJECTION_DAYS
from center.tenancy.applications.service.supplements import asked_papers
from center.tenancy.calls.rules.content import Content

ANSWER_DAYS, MORE_DAYS = 14, 10
"""Source: General Act on Public Administration (행정기본법), article 36 paragraph 2"""
PAPER = "paper-"


def letter_of(application: Application, content: Content) -> ReasonsLetter | None:
    """The letter of what was decided against an application; before it was sent it has no day."""
    if application.state == State.RETURNED and application.supplements:
        return _of_return(application, application.supplements[-1], content)
    if application.screening and not application.screening.is_eligible:
        return _of_screening(application, application.screening, content)
    return None


def own_letter_of(application: Application, content: Content) -> ReasonsLetter | None:
    """The same for its firm: nothing before it is told."""
    letter = letter_of(application, content)
    return letter if letter and letter.issued_on else None


def _of_screening(application: Application, found: Screening, content: Content) -> ReasonsLetter:
    return _letter(
        application,
        content,
        title=_("신청 자격 심사 결과 통지"),
        decision=_("공고에 정한 자격과 서류를 확인한 결과, 심사 대상에 넣지 못함을 알려 드립니다."),
        grounds=[
            Ground(
                rule=restored(one["word"]),
                told=restored(one["told"]),
                reason=one["note"],
                source=_("모집 공고의 낼 서류") if one["key"].startswith(PAPER) else _("모집 공고의 신청 자격"),
            )
            for one in found.against
        ],
        until=found.objection_until,
        issued_on=seoul_day(found.told_at) if found.told_at else None,
    )


def _of_return(application: Application, supplement: Supplement, content: Content) -> ReasonsLetter:
    return _letter(
        application,
        content,
        title=_("신청서 반려 통지"),
        decision=_("요구한 서류를 마지막 기간까지 내지 않아 신청서를 되돌려 보냄을 알려 드립니다."),
        grounds=list(_asked(application, supplement)),
        until=supplement.objection_until,
        issued_on=seoul_day(supplement.last_at),
    )


def _asked(application: Application, supplement: Supplement) -> Iterator[Ground]:
    told = _("%(day)s까지 보완하지 않았습니다. %(reason)s", day=supplement.due_on, reason=supplement.reason)
    for paper in asked_papers(application, supplement):
        word, note = paper["word"], paper["note"]
        yield Ground(
            rule=restored(word) if isinstance(word, dict) else _("서류"),
            told=told,
            reason=str(note),
            source=_("민원 처리에 관한 법률 시행령 제25조"),
        )


def _letter(
    application: Application,
    content: Content,
    *,
    title: Text,
    decision: Text,
    grounds: list[Ground],
    until: date | None,
    issued_on: date | None,
) -> ReasonsLetter:
    firm = application.standing.content["firm"] if application.standing else {}
    return ReasonsLetter(
        title=title,
        firm=firm.get("name", ""),
        representative=firm.get("representative", ""),
        call_number=application.call.number,
        call_title=content.heading,
        receipt_number=application.receipt_number,
        decision=decision,
        grounds=grounds,
        ways=ways_of_appeal(until),
        issued_on=issued_on,
    )


def ways_of_appeal(until: date | None) -> list[Text]:
    """What can be done against a decision; its last day where it was told already."""
    objection = (
        _("이의가 있으면 %(day)s까지 센터에 이의를 신청할 수 있습니다.", day=until)
        if until
        else _("이의가 있으면 알린 날부터 %(n)s일 안에 센터에 이의를 신청할 수 있습니다.", n=OBJECTION_DAYS)
    )
    return [
        objection,
        _(
            "이의신청에는 %(n)s일 안에 답하고, 더 걸리면 까닭을 알리고 %(more)s일까지 늘릴 수 있습니다. (행정기본법 제36조)",
            n=ANSWER_DAYS,
            more=MORE_DAYS,
        ),
        _(
            "이의신청과 따로, 알게 된 날부터 %(n)s일 안에 행정심판을 청구하거나 행정소송을 낼 수 있습니다. (행정심판법 제27조, 행정소송법 제20조)",
            n=APPEAL_DAYS,
        ),
    ]
