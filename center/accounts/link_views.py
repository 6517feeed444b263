"""What the links of mails open. A GET only shows a form: programs that look into mails use up nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.accounts.entering import enter, visitor
from center.accounts.forms import KeyForm, NewPasswordForm
from center.accounts.rules.links import LinkOverError, Purpose
from center.accounts.service.inviting import choose_password
from center.accounts.service.own import confirm_email
from center.accounts.service.wishes import sign_in_by_link
from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.web.access import PUBLIC, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class KeyPage:
    """The page that a link opens: one button."""

    title: Text
    lead: Text
    button: Text
    endpoint: str


bp = Blueprint("links", __name__, url_prefix="/account")
Answer = str | tuple[str, int] | Response
KEY_PAGES: Mapping[Purpose, KeyPage] = {
    Purpose.SIGN_IN: KeyPage(
        _("메일 링크로 로그인"), _("아래를 누르면 로그인됩니다."), _("로그인하기"), "links.open_link"
    ),
    Purpose.EMAIL: KeyPage(
        _("새 메일 주소 확인"), _("아래를 누르면 이 주소로 바뀝니다."), _("이 주소로 바꾸기"), "links.take_email"
    ),
}
TITLES: dict[Purpose, Text] = {
    Purpose.INVITATION: _("비밀번호를 정해 주세요"),
    Purpose.RESET: _("비밀번호를 새로 정해 주세요"),
}


Answering = Callable[[str], Response]


def _key_form(form: KeyForm, purpose: Purpose, status: int = 200) -> Answer:
    return render_template("accounts/key_form.html", form=form, page=KEY_PAGES[purpose], is_over=False), status


def _opened(purpose: Purpose, command: Answering) -> Answer:
    """Use the link whose key was sent, or say that it is worth nothing any more."""
    form = KeyForm()
    if not form.validate():
        return _key_form(form, purpose, UNPROCESSABLE)
    try:
        return command(form.key.data or "")
    except LinkOverError as refusal:
        page = KEY_PAGES[purpose]
        return render_template("accounts/key_form.html", form=form, page=page, is_over=True), status_of(refusal)


@bp.get("/link")
@allow(PUBLIC)
def link() -> Answer:
    """A button that signs in by the link of a mail."""
    return _key_form(KeyForm(formdata=None), Purpose.SIGN_IN)


@bp.post("/link")
@allow(PUBLIC)
def open_link() -> Answer:
    """Sign in by the link of a mail."""
    return _opened(Purpose.SIGN_IN, lambda key: enter(sign_in_by_link(key, visitor(), now=time.now()), ""))


@bp.get("/email")
@allow(PUBLIC)
def email() -> Answer:
    """A button that takes a new address."""
    return _key_form(KeyForm(formdata=None), Purpose.EMAIL)


@bp.post("/email")
@allow(PUBLIC)
def take_email() -> Answer:
    """Take a new address."""

    def command(key: str) -> Response:
        confirm_email(key, now=time.now())
        flash(say(_("메일 주소를 바꾸었습니다. 새 주소로 로그인해 주세요.")), "ok")
        return redirect(url_for("accounts.sign_in"), 303)

    return _opened(Purpose.EMAIL, command)


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
