"""Receipt and application as papers: what was handed in, as it was."""

from center.core.text import Text, _, named
from center.enterprises.rules.columns import PLACE_WORDS
from center.enterprises.rules.numbers import show_business_number
from center.papers.application import ApplicationPaper, Written
from center.papers.receipt import Receipt
from center.papers.submitted import HandedIn, Submitted
from center.spaces.rules import show_area
from center.tenancy.applications.models import Application, Submission
from center.tenancy.applications.rules.written import from_plain, item_word
from center.tenancy.calls.models import Call
from center.tenancy.calls.rules.content import Content

CONSENTS = (
    _("심사에 쓰도록 개인정보와 기업 정보를 내는 데 동의합니다"),
    _("적은 내용은 사실이고, 거짓이면 선정이 취소될 수 있음을 압니다"),
)
SIGNED = (_("종이 신청서의 서명과 개인정보 동의를 직원이 확인했습니다"),)


def receipt_of(application: Application, submission: Submission, content: Content) -> Receipt:
    """The receipt of a submission."""
    days = content.schedule
    return Receipt(
        submitted=submitted_of(application, submission, content),
        next_steps=[
            _("마감(%(at)s) 전에는 고쳐서 다시 낼 수 있고, 마지막에 낸 것으로 심사합니다.", at=days.closes_at),
            _("마감 뒤에 직원이 자격과 서류를 확인합니다. 더 낼 것이 있으면 메일로 알려 드립니다."),
            _("결과는 %(day)s까지 알려 드립니다.", day=days.result_on),
        ],
    )


def submitted_of(application: Application, submission: Submission, content: Content) -> Submitted:
    """What was handed in, by whom and when."""
    firm = submission.content["firm"]
    titles = {one.key: one.title for one in content.documents}
    return Submitted(
        call_number=application.call.number,
        call_title=content.heading,
        firm=firm["name"],
        representative=firm["representative"],
        business_number=show_business_number(firm["business_number"]),
        number=application.receipt_number,
        at=submission.at,
        entered_at=submission.entered_at,
        sha256=submission.sha256,
        files=[
            HandedIn(
                title=titles.get(one["document"], named(one["document"], one["document"])),
                name=one["name"],
                sha256=one["sha256"],
            )
            for one in submission.content["papers"]
        ],
    )


def application_paper_of(application: Application, submission: Submission, content: Content) -> ApplicationPaper:
    """The whole of a submission."""
    written = from_plain(submission.content["written"])
    bonus = content.selection.bonus
    return ApplicationPaper(
        submitted=submitted_of(application, submission, content),
        firm=_firm_rows(submission),
        contact=written.contact,
        phone=written.phone,
        email=written.email,
        need_m2=show_area(written.need_m2 or 0),
        people=written.people,
        choices=[_("%(code)s호", code=code) for code in written.choices],
        claimed=[item_word(one) for one in bonus if one.key in written.claimed] if bonus else None,
        parts=[Written(title=part.title, text=written.parts.get(part.key, "")) for part in content.parts],
        declarations=[one.title for one in content.eligibility.declarations if one.key in written.declared],
        consents=SIGNED if submission.entered_at else CONSENTS,
    )


def _firm_rows(submission: Submission) -> list[tuple[Text, str]]:
    firm = submission.content["firm"]
    return [
        (PLACE_WORDS["name"], firm["name"]),
        (PLACE_WORDS["business_number"], show_business_number(firm["business_number"])),
        (PLACE_WORDS["representative"], firm["representative"]),
        (PLACE_WORDS["founded_on"], firm["founded_on"] or ""),
        (PLACE_WORDS["address"], firm["address"]),
    ]


def content_of(call: Call, submission: Submission) -> Content:
    """The rules under which it was handed in."""
    return next(version.says for version in call.versions if version.n == submission.call_version)
