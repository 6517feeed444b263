"""What the letters about accounts say. Rendered once by the worker, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, render_template

from center.accounts.rules.links import Purpose
from center.core.text import Text, _
from center.enterprises.rules.numbers import show_business_number
from center.mail.content import Content, Renderer, unlinked
from center.web.i18n import language, say

Facts = Mapping[str, Any]
PATHS: Mapping[Purpose, str] = {
    Purpose.INVITATION: "/account/invitation",
    Purpose.RESET: "/account/reset",
    Purpose.SIGN_IN: "/account/link",
    Purpose.EMAIL: "/account/email",
    Purpose.JOIN: "/join/account",
    Purpose.FIRM: "/firm/invitation",
}
"""Where a link leads; its key stands behind the #, which browsers send to nobody."""


@dataclass(frozen=True, slots=True)
class Door:
    """The link of a letter, in the words of `title`; one that leads to a plain page has no key."""

    href: str
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says around its link."""

    subject: Text
    line: Text
    door: Text
    otherwise: Text


LINKS: Mapping[Purpose, Words] = {
    Purpose.INVITATION: Words(
        _("사회적경제지원센터 계정이 만들어졌습니다"),
        _("%(name)s님의 계정이 만들어졌습니다. 아래를 눌러 비밀번호를 정해 주세요."),
        _("비밀번호 정하기"),
        _("모르는 일이면 이 메일을 지우고 센터에 알려 주세요."),
    ),
    Purpose.RESET: Words(
        _("비밀번호를 새로 정해 주세요"),
        _("%(name)s님, 비밀번호를 새로 정하려면 아래를 눌러 주세요."),
        _("비밀번호 새로 정하기"),
        _("요청하신 적이 없다면 이 메일을 지우세요. 비밀번호는 그대로입니다."),
    ),
    Purpose.SIGN_IN: Words(
        _("로그인 링크"),
        _("%(name)s님, 아래를 눌러 로그인해 주세요."),
        _("로그인하기"),
        _("요청하신 적이 없다면 이 메일을 지우세요. 아무 일도 일어나지 않습니다."),
    ),
    Purpose.EMAIL: Words(
        _("새 메일 주소를 확인해 주세요"),
        _("%(name)s님의 계정에 이 주소를 쓰려고 합니다. 아래를 눌러 확인해 주세요."),
        _("이 주소로 바꾸기"),
        _("모르는 일이면 이 메일을 지우세요. 주소는 바뀌지 않습니다."),
    ),
    Purpose.JOIN: Words(
        _("기업 담당자 등록을 이어서 해 주세요"),
        _("%(name)s님, 기업 담당자 등록을 이어서 하려면 아래를 눌러 비밀번호를 정해 주세요."),
        _("등록 이어서 하기"),
        _("신청하신 적이 없다면 이 메일을 지우세요. 계정은 만들어지지 않습니다."),
    ),
    Purpose.FIRM: Words(
        _("기업 담당자로 초대받으셨습니다"),
        _("%(name)s님, ‘%(firm)s’ 담당자로 초대받으셨습니다. 함께하려면 아래를 눌러 주세요."),
        _("초대 받아들이기"),
        _("모르는 일이면 이 메일을 지우세요. 아무 일도 일어나지 않습니다."),
    ),
}
TOLD: Mapping[str, tuple[Text, Text]] = {
    "password": (
        _("비밀번호가 바뀌었습니다"),
        _("%(name)s님 계정의 비밀번호가 바뀌었습니다. 다른 기기에서는 모두 로그아웃되었습니다."),
    ),
    "email": (
        _("메일 주소가 바뀌었습니다"),
        _("%(name)s님 계정의 메일 주소가 바뀌었습니다. 이제 이 주소로는 로그인할 수 없습니다."),
    ),
    "erased": (
        _("개인정보를 지웠습니다"),
        _("%(name)s님의 이름과 메일 주소를 지우고 계정을 닫았습니다. 그동안 고맙습니다."),
    ),
    "factor-given-up": (
        _("2단계 인증을 껐습니다"),
        _("%(name)s님 계정의 2단계 인증이 꺼졌습니다. 이제 비밀번호만으로 로그인합니다."),
    ),
    "factor-set": (
        _("2단계 인증을 설정했습니다"),
        _("%(name)s님 계정에 2단계 인증이 설정되었습니다. 이제 로그인할 때 앱의 번호도 입력합니다."),
    ),
    "factor-reset": (
        _("2단계 인증이 풀렸습니다"),
        _(
            "관리자가 %(name)s님 계정의 2단계 인증을 풀었습니다. 이유: %(reason)s. 다음에 로그인할 때 새로 설정해 주세요."
        ),
    ),
    "recovery-used": (
        _("복구 번호로 로그인했습니다"),
        _("%(name)s님 계정에 복구 번호 하나가 쓰였습니다. 쓴 번호는 다시 쓸 수 없습니다."),
    ),
}
JOINING: Mapping[str, tuple[Text, Text, Text]] = {
    "known": (
        _("로그인해서 담당자 등록을 신청해 주세요"),
        _(
            "%(name)s님, 이 메일 주소로 된 계정이 이미 있습니다. 로그인하면 내 계정에서 기업 담당자 등록을 신청할 수 있습니다."
        ),
        _("신청하신 적이 없다면 이 메일을 지우세요. 아무 일도 일어나지 않습니다."),
    ),
    "approved": (
        _("기업 담당자로 등록되었습니다"),
        _("%(name)s님은 이제 ‘%(firm)s’의 대표 담당자입니다. 다시 로그인하면 기업의 일을 할 수 있습니다."),
        _("올린 사업자등록증은 30일 뒤에 지웁니다."),
    ),
    "refused": (
        _("기업 담당자로 등록하지 못했습니다"),
        _("%(name)s님, 사업자등록번호 %(number)s의 담당자 등록을 확인하지 못했습니다. 이유: %(reason)s"),
        _("내용을 고쳐 다시 신청하거나 센터에 전화해 주세요."),
    ),
    "replaced": (
        _("기업 담당자 등록이 끝났습니다"),
        _("%(name)s님은 더 이상 ‘%(firm)s’의 담당자가 아닙니다. 센터가 새 대표 담당자를 등록했습니다."),
        _("사실과 다르면 바로 센터에 전화해 주세요."),
    ),
}
"""What the letters of registering say: subject, what happened, what else."""
FIRM: Mapping[str, tuple[Text, Text, Text]] = {
    "ended": (
        _("기업 담당자 일이 끝났습니다"),
        _("%(name)s님은 더 이상 ‘%(firm)s’의 담당자가 아닙니다. 이유: %(reason)s"),
        _("사실과 다르면 그 기업의 대표 담당자나 센터에 물어봐 주세요."),
    ),
    "represents": (
        _("대표 담당자가 되셨습니다"),
        _("%(name)s님은 이제 ‘%(firm)s’의 대표 담당자입니다. 동료를 초대하고 정리할 수 있습니다."),
        _("모르는 일이면 바로 센터에 전화해 주세요."),
    ),
    "corrected": (
        _("기업 기록을 고쳤습니다"),
        _("%(name)s님이 요청하신 대로 ‘%(firm)s’의 기록을 고쳤습니다."),
        _("알려 주셔서 고맙습니다."),
    ),
    "not-corrected": (
        _("기업 기록을 고치지 못했습니다"),
        _("%(name)s님, ‘%(firm)s’의 기록을 요청하신 대로 고치지 못했습니다. 이유: %(reason)s"),
        _("내용을 바로잡아 다시 요청하거나 센터에 전화해 주세요."),
    ),
}
"""What the letters among a firm's people and about its record say, in the same way."""
DOORS: Mapping[str, tuple[str, Text]] = {
    "represents": ("/firm/members", _("담당자 보기")),
    "corrected": ("/firm", _("기업 기록 보기")),
    "not-corrected": ("/firm/corrections", _("요청한 내용 보기")),
    "known": ("/me/joining", _("로그인하고 신청하기")),
    "approved": ("/firm", _("로그인하기")),
    "refused": ("/me/joining", _("다시 신청하기")),
}
"""Where they lead; the page asks who comes to sign in."""
NOT_YOU = _("본인이 한 일이 아니라면 바로 센터에 전화해 주세요.")


def link_letter(facts: Facts) -> Content:
    """A link that works once, until when, and what to do who did not ask for it."""
    purpose = Purpose(facts["purpose"])
    words = LINKS[purpose]
    until = datetime.fromisoformat(facts["until"])
    lines = [
        Text(words.line.msgid, {name: unlinked(str(value)) for name, value in facts.items()}),
        _("이 링크는 한 번만, %(until)s까지 쓸 수 있습니다.", until=until),
        words.otherwise,
    ]
    base: str = current_app.extensions["center_settings"].base_url
    door = Door(f"{base}{PATHS[purpose]}#{facts['key']}", facts["key"], say(words.door))
    return _content(words.subject, lines, [door])


def told_letter(facts: Facts) -> Content:
    """That something about the account has changed, for who did not change it."""
    subject, line = TOLD[facts["what"]]
    told = {name: unlinked(str(value)) for name, value in facts.items()}
    return _content(subject, [Text(line.msgid, told), NOT_YOU], [])


def joining_letter(facts: Facts) -> Content:
    """What became of a wish to act for a firm."""
    return _about_firm(JOINING[facts["what"]], facts)


def firm_letter(facts: Facts) -> Content:
    """What happened among a firm's people, or to what they proposed."""
    return _about_firm(FIRM[facts["what"]], facts)


def _about_firm(words: tuple[Text, Text, Text], facts: Facts) -> Content:
    subject, line, more = words
    told = {name: unlinked(str(value)) for name, value in facts.items()}
    if "number" in facts:
        told["number"] = show_business_number(facts["number"])
    base: str = current_app.extensions["center_settings"].base_url
    path, door = DOORS.get(facts["what"], ("", more))
    doors = [Door(f"{base}{path}", "", say(door))] if path else []
    return _content(subject, [Text(line.msgid, told), more], doors)


def _content(subject: Text, lines: list[Text], doors: list[Door]) -> Content:
    letter: dict[str, Any] = {
        "subject": say(subject),
        "lines": [say(line) for line in lines],
        "rows": [],
        "code": "",
        "doors": doors,
        "otherwise": say(_("눌러도 열쇠가 채워지지 않으면 열린 화면에 이 열쇠를 붙여 넣으세요.")),
        "phone": current_app.extensions["center_settings"].phone,
    }
    return Content(
        subject=letter["subject"],
        text=render_template("mails/letter.txt", **letter),
        html=render_template("mails/letter.html", language=language(), **letter),
    )


RENDERERS: Mapping[str, Renderer] = {
    "account_link": link_letter,
    "account_told": told_letter,
    "joining_told": joining_letter,
    "firm_told": firm_letter,
}
