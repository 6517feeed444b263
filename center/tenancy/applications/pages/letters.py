"""The letter that a firm is not admitted: the decision, its grounds, and what can be done against it."""

from dataclasses import dataclass
from datetime import date, datetime

from center.core.text import Text, _, restored
from center.core.time import seoul_day
from center.tenancy.applications.models import Application, Screening
from center.tenancy.applications.rules.screening import APPEAL_DAYS, OBJECTION_DAYS
from center.tenancy.calls.rules.content import Content
from center.web.i18n import say

ANSWER_DAYS, MORE_DAYS = 14, 10
"""Source: General Act on Public Administration (행정기본법), article 36 paragraph 2"""


@dataclass(frozen=True, slots=True)
class Ground:
    """What speaks against: the requirement, what is known, and the reason that staff wrote."""

    word: str
    told: str
    note: str


@dataclass(frozen=True, slots=True)
class LetterPage:
    """The letter; before it was sent it has no day."""

    title: str
    facts: list[tuple[str, str]]
    decision: str
    grounds: list[Ground]
    ways: list[str]


def letter_page(application: Application, found: Screening, content: Content) -> LetterPage:
    """The letter of a finding that speaks against."""
    firm = application.standing.content["firm"] if application.standing else {}
    return LetterPage(
        title=say(_("신청 자격 심사 결과 통지")),
        facts=[
            (say(_("받는 곳")), " · ".join(filter(None, (firm.get("name", ""), firm.get("representative", ""))))),
            (say(_("공고")), say(content.heading)),
            (say(_("접수 번호")), application.receipt_number),
            (say(_("알린 날")), say(_told_on(found.told_at))),
        ],
        decision=say(_("공고에 정한 자격과 서류를 확인한 결과, 심사 대상에 넣지 못함을 알려 드립니다.")),
        grounds=[Ground(say(restored(one["word"])), say(restored(one["told"])), one["note"]) for one in found.against],
        ways=ways_of_appeal(found.objection_until),
    )


def _told_on(told_at: datetime | None) -> Text:
    return _("%(day)s", day=seoul_day(told_at)) if told_at else _("아직 알리지 않았습니다.")


def ways_of_appeal(objection_until: date | None) -> list[str]:
    """What can be done against a decision; its last day where it was told already."""
    until = (
        _("이의가 있으면 %(day)s까지 센터에 이의를 신청할 수 있습니다.", day=objection_until)
        if objection_until
        else _("이의가 있으면 알린 날부터 %(n)s일 안에 센터에 이의를 신청할 수 있습니다.", n=OBJECTION_DAYS)
    )
    ways = [
        until,
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
    return [say(way) for way in ways]
