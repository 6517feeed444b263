"""What the links of mails open. A GET only shows a form: programs that look into mails use up nothing."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.accounts.forms import NewPasswordForm
from center.accounts.rules.links import LinkOverError, Purpose
from center.accounts.service.inviting import choose_password
from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.web.access import PUBLIC, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("links", __name__, url_prefix="/account")
Answer = str | tuple[str, int] | Response
TITLES: dict[Purpose, Text] = {
    Purpose.INVITATION: _("비밀번호를 정해 주세요"),
    Purpose.RESET: _("비밀번호를 새로 정해 주세요"),
}


def _password_form(form: NewPasswordForm, purpose: Purpose, status: int = 200) -> Answer:
    action = url_for("links.choose" if purpose == Purpose.INVITATION else "links.choose_anew")
    page = {"title": TITLES[purpose], "action": action, "is_over": False}
    return render_template("accounts/password_form.html", form=form, page=page), status


def _chosen(purpose: Purpose) -> Answer:
    form = NewPasswordForm()
    if not form.validate():
        return _password_form(form, purpose, UNPROCESSABLE)
    try:
        choose_password(form.key.data or "", purpose, form.password.data or "", now=time.now())
    except LinkOverError as refusal:
        page = {"title": _("이 링크는 더 쓸 수 없습니다"), "action": "", "is_over": True}
        return render_template("accounts/password_form.html", form=form, page=page), status_of(refusal)
    except DomainError as refusal:
        form.password.errors = [say(refusal.text)]
        return _password_form(form, purpose, status_of(refusal))
    flash(say(_("비밀번호를 정했습니다. 이제 로그인해 주세요.")), "ok")
    return redirect(url_for("accounts.sign_in"), 303)


@bp.get("/invitation")
@allow(PUBLIC)
def invitation() -> Answer:
    """Who was invited chooses a password."""
    return _password_form(NewPasswordForm(formdata=None), Purpose.INVITATION)


@bp.post("/invitation")
@allow(PUBLIC)
def choose() -> Answer:
    """Keep the password of who was invited."""
    return _chosen(Purpose.INVITATION)


@bp.get("/reset")
@allow(PUBLIC)
def reset() -> Answer:
    """Who lost a password chooses another."""
    return _password_form(NewPasswordForm(formdata=None), Purpose.RESET)


@bp.post("/reset")
@allow(PUBLIC)
def choose_anew() -> Answer:
    """Keep the other password."""
    return _chosen(Purpose.RESET)
