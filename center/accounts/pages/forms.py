"""Pages of one form: what stands above it, beside its fields and on its button."""

from collections.abc import Mapping
from dataclasses import dataclass, field

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
