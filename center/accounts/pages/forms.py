"""Pages of one form: what stands above it, beside its fields and on its button."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import url_for

from center.core.text import Text, _


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page of one form; `fields` are the names of those shown, in order."""

    title: Text
    lead: Text | str
    button: Text
    action: str
    back: str
    fields: tuple[str, ...]
    hints: Mapping[str, Text] = field(default_factory=dict)
    autocomplete: Mapping[str, str] = field(default_factory=dict)
    kind: str = "primary"
    version: int = 0


GRANT_HINTS = {
    "last": _("비워 두면 기한이 없습니다."),
    "contract": _("수탁기관 사람은 계약이 끝나면 저절로 들어올 수 없습니다."),
    "reason": _("기록에 남습니다. 예: 2027년 시설 담당"),
}


def grant_form_page(action: str, back: str, *, name: str) -> FormPage:
    """One more role for somebody; for a new person without a name also who it is."""
    role = ("role", "contract", "first", "last", "reason")
    if name:
        title, lead = _("%(name)s님에게 역할 주기", name=name), _("주고 나면 그분은 다시 로그인합니다.")
        return FormPage(title, lead, _("역할 주기"), action, back, role, GRANT_HINTS)
    lead = _("비밀번호를 정하는 링크가 메일로 갑니다. 링크는 7일 동안 한 번 쓸 수 있습니다.")
    return FormPage(
        _("계정 만들기"), lead, _("계정 만들고 초대하기"), action, back, ("name", "email", *role), GRANT_HINTS
    )


def reason_page(title: Text, lead: Text, button: Text, action: str, back: str) -> FormPage:
    """One last question, and why."""
    hints = {"reason": _("기록에 남습니다.")}
    return FormPage(title, lead, button, action, back, ("reason",), hints, kind="danger")


def contract_form_page(action: str, back: str, *, name: str = "", version: int = 0) -> FormPage:
    """A new contract, or the days of one."""
    days = ("first", "last", "reason")
    if not name:
        lead = _("센터 운영사무실을 맡은 기관과 계약 기간을 적습니다.")
        return FormPage(_("계약 넣기"), lead, _("계약 넣기"), action, back, ("organisation", *days))
    lead = _("기간을 줄이면 그 기관 사람은 그날부터 들어올 수 없습니다.")
    title = _("%(name)s 계약 기간", name=name)
    return FormPage(title, lead, _("기간 바꾸기"), action, back, days, version=version)


OWN: Mapping[str, tuple[Text, Text, Text, tuple[str, ...]]] = {
    "name": (_("이름 고치기"), _("직원 화면과 메일에 보이는 이름입니다."), _("이름 고치기"), ("name",)),
    "password": (
        _("비밀번호 바꾸기"),
        _("10자 이상이면 됩니다. 바꾸면 다른 기기에서는 모두 로그아웃됩니다."),
        _("비밀번호 바꾸기"),
        ("password", "again"),
    ),
    "email": (
        _("메일 주소 바꾸기"),
        _("새 주소로 간 링크를 눌러야 바뀝니다. 지금 주소에도 바뀐 사실을 알립니다."),
        _("확인 메일 받기"),
        ("email",),
    ),
    "recovery": (
        _("복구 번호 새로 받기"),
        _("새로 받으면 전에 받은 복구 번호는 쓸 수 없습니다."),
        _("복구 번호 새로 받기"),
        (),
    ),
    "factor": (
        _("2단계 인증을 끌까요?"),
        _("끄면 비밀번호를 아는 사람은 누구나 들어올 수 있습니다."),
        _("2단계 인증 끄기"),
        (),
    ),
    "deletion": (
        _("내 개인정보를 지울까요?"),
        _(
            "이름과 메일 주소를 지우고 계정을 닫습니다. 되돌릴 수 없습니다. 역할을 받은 기록(3년)과 접속 기록(2년)은 법에 따라 이름 없이 남습니다. "
            "직원, 관리자, 심사위원은 관리자가 역할을 거둔 뒤에 지웁니다."
        ),
        _("개인정보 지우기"),
        (),
    ),
}
"""Of each change of one's own account: title, what it comes to, the button, its fields."""
ADDRESSES = {
    "name": "me.change_name",
    "password": "me.change_password",
    "email": "me.change_email",
    "recovery": "me.renew_codes",
    "factor": "own_factor.remove",
    "deletion": "me.delete_own",
}
AUTOCOMPLETE = {
    "name": "name",
    "email": "email",
    "present": "current-password",
    "password": "new-password",
    "again": "new-password",
    "code": "one-time-code",
}


def proof_page(change: str, *, has_password: bool, has_factor: bool) -> FormPage:
    """A change of one's own account; it asks for what the person has to prove that it is theirs."""
    title, lead, button, fields = OWN[change]
    asked = (*(("present",) if has_password else ()), *fields, *(("code",) if has_factor else ()))
    kind = "danger" if change in {"deletion", "factor"} else "primary"
    hints = {"code": _("인증 앱에 지금 보이는 번호")}
    return FormPage(
        title, lead, button, url_for(ADDRESSES[change]), url_for("me.own"), asked, hints, AUTOCOMPLETE, kind
    )


def inviting_page(firm: str) -> FormPage:
    """Whom somebody invites into their firm."""
    return FormPage(
        title=_("담당자 초대하기"),
        lead=_(
            "‘%(firm)s’의 일을 함께 할 분에게 초대 메일을 보냅니다. 링크는 7일 동안 한 번 쓸 수 있습니다.", firm=firm
        ),
        button=_("초대 메일 보내기"),
        action=url_for("members.invite"),
        back=url_for("members.members"),
        fields=("name", "email"),
        hints={"email": _("이 주소로 온 메일을 보는 분만 들어올 수 있습니다.")},
    )


def ending_page(membership_id: int, name: str) -> FormPage:
    """Whether a colleague shall act for the firm no longer, and why."""
    return FormPage(
        title=_("담당자에서 뺄까요?"),
        lead=_(
            "%(name)s님은 바로 로그아웃되고, 이 기업의 일을 더 할 수 없습니다. 적은 이유를 메일로 알립니다.", name=name
        ),
        button=_("담당자에서 빼기"),
        action=url_for("members.end", membership_id=membership_id),
        back=url_for("members.members"),
        fields=("reason",),
        hints={"reason": _("기록에 남습니다. 예: 퇴사")},
        kind="danger",
    )


def handing_page(membership_id: int, name: str) -> FormPage:
    """Whether a colleague shall represent the firm."""
    return FormPage(
        title=_("대표 담당자를 넘길까요?"),
        lead=_("이제 %(name)s님이 담당자를 초대하고 뺍니다. 나는 담당자로 남습니다.", name=name),
        button=_("대표 담당자 넘기기"),
        action=url_for("members.hand_over", membership_id=membership_id),
        back=url_for("members.members"),
        fields=(),
    )


def leaving_page(firm: str, *, is_last: bool) -> FormPage:
    """Whether one shall act for the firm no longer; the last person is warned."""
    last = _(
        "‘%(firm)s’의 마지막 담당자입니다. 그만두면 이 기업의 일을 할 사람이 없고, 다시 하려면 사업자등록증으로 새로 등록해야 합니다.",
        firm=firm,
    )
    usual = _("바로 ‘%(firm)s’의 일을 할 수 없게 됩니다. 다시 하려면 대표 담당자의 초대를 받아야 합니다.", firm=firm)
    return FormPage(
        title=_("담당자를 그만둘까요?"),
        lead=last if is_last else usual,
        button=_("담당자 그만두기"),
        action=url_for("members.leave"),
        back=url_for("members.members"),
        fields=(),
        kind="danger",
    )
