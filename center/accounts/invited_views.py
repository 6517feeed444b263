"""What the mailed link of an invitation into a firm opens. A GET uses nothing up.

The key is kept in the cookie of the browser's session until the invitation is answered, also over a sign-in.
Source: docs/rules/people.md, "The firm's own pages"
"""

from flask import Blueprint, flash, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from center.accounts.entering import INVITED, enter, visitor
from center.accounts.forms import KeyForm
from center.accounts.join_forms import OwnAccountForm
from center.accounts.models import OneTimeLink, User
from center.accounts.queries import email_key, find_user
from center.accounts.rules.links import LinkOverError, Purpose
from center.accounts.rules.passwords import WeakPasswordError
from center.accounts.service.links import get_link
from center.accounts.service.members import accept_invitation, accept_with_account
from center.accounts.service.own import get_own
from center.accounts.service.sessions import begin_session
from center.core import time
from center.core.actor import ANYONE
from center.core.errors import DomainError
from center.core.text import _
from center.enterprises.queries import find_by_id
from center.web.access import PUBLIC, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("invited", __name__, url_prefix="/firm/invitation")
Answer = str | tuple[str, int] | Response


def _key() -> str:
    """The key that was shown in this browser and not answered yet."""
    return str(session.get(INVITED) or "")


def _page(
    form: KeyForm | OwnAccountForm, refusal: DomainError | None = None, link: OneTimeLink | None = None
) -> Answer:
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    firm = find_by_id(link.enterprise_id) if link and link.enterprise_id else None
    page = {
        "firm": firm.name if firm else "",
        "email": link.email if link else "",
        "way": _way(link) if link else "",
        "is_over": isinstance(refusal, LinkOverError),
        "problem": say(refusal.text) if refusal else "",
    }
    return render_template("accounts/firm_invitation.html", form=form, page=page, key=_key()), status


def _way(link: OneTimeLink) -> str:
    """How who reads this may answer: at once, with another account, after a sign-in, with an account to be made."""
    if acting() != ANYONE:
        return "accept" if get_own(acting()).email == email_key(link.email or "") else "other"
    return "sign-in" if find_user(link.email or "") else "account"


@bp.get("")
@allow(PUBLIC)
def show() -> Answer:
    """The form of the key, whatever was opened here before."""
    return _page(KeyForm(formdata=None))


@bp.get("/open")
@allow(PUBLIC)
def opened() -> Answer:
    """The invitation whose key was shown in this browser, with the way to answer it."""
    if not _key():
        return redirect(url_for("invited.show"))
    try:
        link = get_link(_key(), Purpose.FIRM, now=time.now())
    except LinkOverError as refusal:
        session.pop(INVITED, None)
        return _page(KeyForm(formdata=None), refusal)
    return _page(OwnAccountForm(formdata=None), link=link)


@bp.post("")
@allow(PUBLIC)
def look() -> Answer:
    """Keep the key in this browser and show the invitation."""
    form = KeyForm()
    if not form.validate():
        return _page(form)
    try:
        get_link(form.key.data or "", Purpose.FIRM, now=time.now())
    except LinkOverError as refusal:
        return _page(form, refusal)
    session[INVITED] = form.key.data
    return redirect(url_for("invited.opened"), 303)


@bp.post("/acceptance")
@allow(PUBLIC)
def accept() -> Answer:
    """Act for the firm from now on, for who is signed in with the address that was invited."""
    if not _key() or acting() == ANYONE:
        return redirect(url_for("invited.opened"), 303)
    own, link = get_own(acting()), None
    try:
        link = get_link(_key(), Purpose.FIRM, now=time.now())
        accept_invitation(_key(), own.id, now=time.now())
    except DomainError as refusal:
        return _page(OwnAccountForm(formdata=None), refusal, link)
    return _entered(own)


def _entered(user: User) -> Response:
    """Begin a session that acts for the firm."""
    session.pop(INVITED, None)
    answer = enter(begin_session(user.id, visitor(), now=time.now()), url_for("firm.show"))
    flash(say(_("담당자가 되셨습니다. 반갑습니다.")), "ok")
    return answer


@bp.post("/account")
@allow(PUBLIC)
def make() -> Answer:
    """Make the account of who has none, and let them act for the firm."""
    if not _key():
        return redirect(url_for("invited.show"), 303)
    form = OwnAccountForm()
    link = None
    try:
        link = get_link(_key(), Purpose.FIRM, now=time.now())
        return _made(form, link)
    except DomainError as refusal:
        return _page(form, refusal, link)


def _made(form: OwnAccountForm, link: OneTimeLink) -> Answer:
    if not form.validate():
        return _page(form, link=link)
    try:
        return _entered(accept_with_account(_key(), form.password.data or "", now=time.now()))
    except WeakPasswordError as refusal:
        form.password.errors = [say(refusal.text)]
        return _page(form, link=link)
