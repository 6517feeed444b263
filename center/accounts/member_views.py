"""The people of a firm: who they are, who is invited, who goes.

Source: docs/rules/people.md, "The firm's own pages"
"""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.accounts.entering import enter, visitor
from center.accounts.firm_forms import ColleagueForm
from center.accounts.forms import ReasonForm
from center.accounts.pages.firm import members_page
from center.accounts.pages.forms import FormPage, ending_page, handing_page, inviting_page, leaving_page
from center.accounts.queries.joining import members_of
from center.accounts.queries.members import firm_of, get_member, invitations_of, represents
from center.accounts.rules.members import RepresentativeOnlyError
from center.accounts.service import members as commands
from center.accounts.service.own import get_own
from center.accounts.service.sessions import begin_session
from center.core import time
from center.core.errors import DomainError, ForbiddenError, NotFoundError
from center.core.text import Text, _
from center.enterprises.models import Enterprise
from center.web.access import ENTERPRISE, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import BaseForm
from center.web.i18n import language, say

bp = Blueprint("members", __name__, url_prefix="/firm/members")
Answer = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response
NUMBER = "int(max=2147483647)"


@bp.get("")
@allow(ENTERPRISE)
def members() -> str:
    """Who acts for the firm; who represents it sees also who is invited."""
    firm, own_id = firm_of(acting()), acting().user_id
    may_lead = represents(firm, own_id)
    invited = invitations_of(firm, time.now()) if may_lead else []
    page = members_page(firm, own_id, invited, may_lead=may_lead)
    return render_template("accounts/firm_members.html", page=page)


def _led_firm() -> Enterprise:
    """The firm, for who represents it."""
    firm = firm_of(acting())
    if not represents(firm, acting().user_id):
        raise RepresentativeOnlyError
    return firm


def _form(form: BaseForm, page: FormPage, refusal: DomainError | None = None) -> Answer:
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    wait = getattr(refusal, "retry_after", None)
    problem = say(refusal.text) if refusal else ""
    text = render_template("accounts/form.html", form=form, page=page, problem=problem)
    return text, status, {"Retry-After": str(wait)} if wait else {}


def _done(form: BaseForm, page: FormPage, command: Callable[[], None], told: Text) -> Answer:
    """Do it and go back to the list; what is refused is said on the form."""
    if not form.validate():
        return _form(form, page)
    try:
        command()
    except (NotFoundError, ForbiddenError):
        raise
    except DomainError as refusal:
        return _form(form, page, refusal)
    flash(say(told), "ok")
    return redirect(url_for("members.members"), 303)


@bp.get("/new")
@allow(ENTERPRISE)
def new() -> Answer:
    """Whom one invites."""
    return _form(ColleagueForm(formdata=None), inviting_page(_led_firm().name))


@bp.post("/new")
@allow(ENTERPRISE)
def invite() -> Answer:
    """Mail them a link, whether or not they have an account."""
    firm, form = _led_firm(), ColleagueForm()

    def command() -> None:
        email, name = form.email.data or "", form.name.data or ""
        commands.count_invitation(email, now=time.now(), by=acting())
        commands.invite_colleague(firm, email=email, name=name, language=language(), now=time.now(), by=acting())

    return _done(form, inviting_page(firm.name), command, _("초대 메일을 보냈습니다."))


@bp.post("/invitations/<mark>/withdrawal")
@allow(ENTERPRISE)
def withdraw(mark: str) -> Answer:
    """Let an invitation be worth nothing any more."""
    commands.withdraw_invitation(firm_of(acting()), mark, now=time.now(), by=acting())
    flash(say(_("초대를 거두었습니다. 그 링크는 더 쓸 수 없습니다.")), "ok")
    return redirect(url_for("members.members"), 303)


@bp.get(f"/<{NUMBER}:membership_id>/end")
@allow(ENTERPRISE)
def ending(membership_id: int) -> Answer:
    """One last question, and why."""
    member = get_member(_led_firm(), membership_id, but=acting().user_id)
    return _form(ReasonForm(formdata=None), ending_page(member.id, member.user.name))


@bp.post(f"/<{NUMBER}:membership_id>/end")
@allow(ENTERPRISE)
def end(membership_id: int) -> Answer:
    """Let a colleague act for the firm no longer."""
    firm, form = _led_firm(), ReasonForm()
    member = get_member(firm, membership_id, but=acting().user_id)

    def command() -> None:
        reason = form.reason.data or ""
        commands.end_colleague(firm, membership_id, reason=reason, now=time.now(), by=acting())

    return _done(form, ending_page(member.id, member.user.name), command, _("담당자에서 뺐습니다. 메일로 알렸습니다."))


@bp.get(f"/<{NUMBER}:membership_id>/hand-over")
@allow(ENTERPRISE)
def handing(membership_id: int) -> Answer:
    """One last question."""
    member = get_member(_led_firm(), membership_id, but=acting().user_id)
    return _form(BaseForm(formdata=None), handing_page(member.id, member.user.name))


@bp.post(f"/<{NUMBER}:membership_id>/hand-over")
@allow(ENTERPRISE)
def hand_over(membership_id: int) -> Answer:
    """Let a colleague represent the firm in one's place."""
    firm = _led_firm()
    member = get_member(firm, membership_id, but=acting().user_id)

    def command() -> None:
        commands.hand_over(firm, membership_id, by=acting())

    told = _("대표 담당자를 넘겼습니다. 메일로 알렸습니다.")
    return _done(BaseForm(), handing_page(member.id, member.user.name), command, told)


def _leaving_page(firm: Enterprise) -> FormPage:
    return leaving_page(firm.name, is_last=len({one.user_id for one in members_of(firm)}) == 1)


@bp.get("/leaving")
@allow(ENTERPRISE)
def leaving() -> Answer:
    """One last question; the last person is warned."""
    return _form(BaseForm(formdata=None), _leaving_page(firm_of(acting())))


@bp.post("/leaving")
@allow(ENTERPRISE)
def leave() -> Answer:
    """Act for the firm no longer, and go on signed in anew."""
    firm, own, now = firm_of(acting()), get_own(acting()), time.now()
    page = _leaving_page(firm)
    try:
        commands.leave_firm(firm, now=now, by=acting())
    except DomainError as refusal:
        return _form(BaseForm(), page, refusal)
    answer = enter(begin_session(own.id, visitor(), now=now), url_for("me.own"))
    flash(say(_("담당자를 그만두었습니다. 그동안 고맙습니다.")), "ok")
    return answer
