"""The second step of signing in: the code of an app, set up by who has none yet. Nothing else opens before it.

Source: docs/rules/people.md, "Second factor"
"""

from flask import Blueprint, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from center.accounts.entering import (
    PENDING_NEXT,
    find_own_pending,
    open_session,
    pending_token,
    vault,
    visitor,
)
from center.accounts.forms import CodeForm
from center.accounts.pages.factor import offer_page
from center.accounts.queries import Pending
from center.accounts.service import second_factor
from center.core import time
from center.core.errors import DomainError, ForbiddenError
from center.web.access import PUBLIC, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("factor", __name__, url_prefix="/sign-in")
Page = tuple[str, int, dict[str, str]]
Answer = str | Page | Response


def _elsewhere(pending: Pending | None, *, has_factor: bool) -> Response | None:
    """The way of who does not belong on this page: to sign in, or to the other one."""
    if pending is None:
        return redirect(url_for("accounts.sign_in"), 303)
    if pending.has_factor != has_factor:
        return redirect(url_for("factor.code" if pending.has_factor else "factor.offer"), 303)
    return None


def _code_page(form: CodeForm, refusal: DomainError | None = None) -> Page:
    return render_template("accounts/code_form.html", form=form), *_status(form, refusal)


def _offer_page(form: CodeForm, pending: Pending, refusal: DomainError | None = None) -> Page:
    page = offer_page(second_factor.secret_for(pending_token(), vault()), pending.email)
    return render_template("accounts/factor_form.html", form=form, page=page), *_status(form, refusal)


def _status(form: CodeForm, refusal: DomainError | None) -> tuple[int, dict[str, str]]:
    """How a form is answered: as it is, with faults, or refused with the seconds to wait."""
    wait = getattr(refusal, "retry_after", None)
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    return status, {"Retry-After": str(wait)} if wait else {}


@bp.get("/code")
@allow(PUBLIC)
def code() -> Answer:
    """Ask for the code of the app."""
    return _elsewhere(find_own_pending(), has_factor=True) or _code_page(CodeForm(formdata=None))


@bp.post("/code")
@allow(PUBLIC)
def show_code() -> Answer:
    """Let in who types the right code; the session gets a new token."""
    form = CodeForm()
    if away := _elsewhere(find_own_pending(), has_factor=True):
        return away
    if not form.validate():
        return _code_page(form)
    try:
        token = second_factor.show_code(pending_token(), form.code.data or "", visitor(), vault=vault(), now=time.now())
    except ForbiddenError:
        return redirect(url_for("accounts.sign_in"), 303)
    except DomainError as refusal:
        form.code.errors = [say(refusal.text)]
        return _code_page(form, refusal)
    return open_session(token, session.get(PENDING_NEXT, ""))


@bp.get("/factor")
@allow(PUBLIC)
def offer() -> Answer:
    """Offer a second factor to who needs one and has none."""
    pending = find_own_pending()
    if (away := _elsewhere(pending, has_factor=False)) or pending is None:
        return away or redirect(url_for("accounts.sign_in"), 303)
    return _offer_page(CodeForm(formdata=None), pending)


@bp.post("/factor")
@allow(PUBLIC)
def set_up() -> Answer:
    """Keep the second factor whose code was typed, let the person in, and show the recovery codes once."""
    form, pending = CodeForm(), find_own_pending()
    if (away := _elsewhere(pending, has_factor=False)) or pending is None:
        return away or redirect(url_for("accounts.sign_in"), 303)
    if not form.validate():
        return _offer_page(form, pending)
    try:
        entered = second_factor.set_up(pending_token(), form.code.data or "", visitor(), vault=vault(), now=time.now())
    except DomainError as refusal:
        form.code.errors = [say(refusal.text)]
        return _offer_page(form, pending, refusal)
    target = open_session(entered.token, session.get(PENDING_NEXT, "")).location
    return render_template("accounts/recovery_codes.html", codes=entered.recovery_codes, target=target)
