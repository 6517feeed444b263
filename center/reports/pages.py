"""What the center says of itself: privacy, terms, accessibility. Texts rest on the rules in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from center.bookings import queries
from center.bookings.problems import PROBLEMS
from center.bookings.rules.values import CENTER, Wording
from center.core.errors import NotFoundError
from center.core.text import Text, _
from center.web.i18n import language, say


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    heading: str
    paragraphs: list[str]


@dataclass(frozen=True, slots=True)
class TextPage:
    """A page of text; `lead` says what will be different soon."""

    title: str
    sections: list[Section]
    lead: str = ""


def _dated_page(title: Text, today: date, texts: Mapping[str, Text], *plain: Section) -> TextPage:
    """A page of texts that the rules date, each below its heading and followed by what is coming, then plain sections."""
    coming = {key: _coming(key, heading, today) for key, heading in texts.items()}
    days = sorted({day for found in coming.values() for day, _section in found})
    sections = [
        section
        for key, heading in texts.items()
        for section in (_in_force(key, heading, today), *(section for _day, section in coming[key]))
    ]
    lead = say(_("%(day)s부터 내용이 바뀝니다. 바뀔 글도 아래에 적었습니다.", day=days[0])) if days else ""
    return TextPage(say(title), [*sections, *plain], lead)


def _in_force(key: str, heading: Text, today: date) -> Section:
    return Section(say(heading), list(queries.rulebook().get(Wording, key, today).sentences[language()]))


def _coming(key: str, heading: Text, today: date) -> list[tuple[date, Section]]:
    """The versions of a text that have not begun, each with its day, in order."""
    return [
        (
            dated.from_on,
            Section(
                say(_("%(heading)s: %(day)s부터", heading=heading, day=dated.from_on)),
                list(dated.value.sentences[language()]),
            ),
        )
        for dated in queries.rulebook().history(key, CENTER)
        if dated.from_on > today and isinstance(dated.value, Wording)
    ]


def _section(heading: Text, *paragraphs: Text) -> Section:
    return Section(say(heading), [say(paragraph) for paragraph in paragraphs])


def privacy_page(today: date) -> TextPage:
    """What is collected, why, for how long, and what people may ask for. Source: docs/rules/public-service.md, "Privacy"."""
    return _dated_page(
        _("개인정보 처리방침"),
        today,
        {"privacy": _("예약할 때 받는 개인정보"), "news": _("소식을 받기로 한 분")},
        _section(
            _("기업 담당자로 등록할 때 받는 개인정보"),
            _(
                "이름, 메일 주소, 사업자등록번호와 사업자등록증 파일을 받습니다. 기업 담당자인지 확인하고 알려 드리는 데에만 씁니다."
            ),
            _(
                "이름과 메일 주소는 계정을 지울 때까지 둡니다. 사업자등록증은 결정하고 30일 뒤, 신청 기록은 3년 뒤에 지웁니다."
            ),
            _(
                "동료가 초대한 분의 이름과 메일 주소는 초대하는 데에만 쓰고, 받아들이지 않으면 7일 뒤에 지웁니다. 수정 요청은 결정하고 3년 뒤에 지웁니다."
            ),
            _("내 계정에서 언제든지 보고 지울 수 있습니다. 계정을 지우면 사업자등록증도 바로 지웁니다."),
        ),
        _section(
            _("입주를 신청할 때 받는 개인정보"),
            _("연락할 사람의 이름, 전화, 메일 주소와 신청서, 서류를 받습니다. 심사하고 알려 드리는 데에만 씁니다."),
            _(
                "내지 않은 신청서와 취소한 공고의 신청서는 90일 뒤, 거두어들인 신청서는 30일 뒤에 지웁니다. 선정되지 않으면 결과가 확정되고 1년 뒤에 지웁니다."
            ),
        ),
        _section(
            _("다른 곳에 주거나 맡기지 않습니다"),
            _("받은 정보는 센터 밖에 주지 않습니다. 메일을 보내는 데에만 메일 서버를 씁니다."),
            _("쿠키는 언어와 화면 대비, 예약하는 동안의 순서를 기억하는 데에만 씁니다. 방문을 추적하지 않습니다."),
        ),
        _section(
            _("내 정보를 보거나 고치거나 지우려면"),
            _("전화나 방문으로 요청하시면 10일 안에 답해 드립니다."),
            _(
                "답이 마땅하지 않으면 개인정보분쟁조정위원회(1833-6972)나 개인정보침해신고센터(118)에 물으실 수 있습니다."
            ),
        ),
    )


def problem_page(kind: str) -> TextPage:
    """What a type of the API's problems means.

    Raises:
        NotFoundError: there is no such type.
    """
    if kind not in PROBLEMS:
        raise NotFoundError
    status, meaning = PROBLEMS[kind]
    return TextPage(
        say(_("문제 유형: %(kind)s", kind=kind)),
        [_section(_("무슨 뜻인가요"), meaning, _("HTTP %(status)s", status=status))],
    )


def terms_page(today: date) -> TextPage:
    """How the rooms may be used."""
    return _dated_page(
        _("이용 약관"),
        today,
        {"terms": _("공간을 쓸 때 지킬 것")},
        _section(
            _("예약과 취소"),
            _("예약은 메일로 받은 확인 번호를 입력하면 됩니다. 로비는 직원이 확인한 뒤에 확정됩니다."),
            _("바꾸거나 취소하려면 메일에 있는 링크를 여세요. 링크에서 할 수 있는 시간이 지났으면 전화해 주세요."),
        ),
    )


def accessibility_page() -> TextPage:
    """What holds for everybody, and whom to tell when it does not. Source: docs/rules/public-service.md, "Accessibility"."""
    return TextPage(
        say(_("웹 접근성 안내")),
        [
            _section(
                _("누구나 쓸 수 있게 만들었습니다"),
                _("한국형 웹 콘텐츠 접근성 지침(KWCAG) 2.2를 지킵니다."),
                _("마우스 없이 키보드만으로, 화면 낭독기로, 스크립트를 끄고도 예약할 수 있습니다."),
                _("화면 위쪽에서 고대비 화면과 영어를 고를 수 있습니다."),
            ),
            _section(
                _("쓰기 어려운 곳이 있다면"), _("화면 아래 번호로 전화해 주세요. 전화로도 예약하고 취소할 수 있습니다.")
            ),
        ],
    )
