"""Signing in and out. Source: docs/decisions/0006-sessions-end-on-the-server.md."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.accounts import service
from center.accounts.entering import enter, find_own_pending, home_of, leave, load_actor, own_token, visitor
from center.accounts.forms import SignInForm
from center.core import time
from center.core.actor import ANYONE
from center.core.errors import DomainError
from center.core.text import _
from center.web.access import PUBLIC, SIGNED_IN, allow
from center.web.errors import status_of
from center.web.i18n import say
from center.web.views import local_path

bp = Blueprint("accounts", __name__)
Answer = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response


@bp.get("/sign-in")
@allow(PUBLIC)
def sign_in() -> Answer:
    """The sign-in page; who is signed in goes on, who owes a second factor is asked for it."""
    wanted = request.args.get("next")
    if load_actor() != ANYONE:
        return redirect(local_path(wanted) if wanted else home_of(load_actor()))
    if find_own_pending():
        return redirect(url_for("factor.code"))
    data = {"next": local_path(wanted) if wanted else ""}
    return render_template("accounts/sign_in_form.html", form=SignInForm(formdata=None, data=data))


@bp.post("/sign-in")
@allow(PUBLIC)
def begin() -> Answer:
    """Check name and password; a new session begins, whatever the browser brought."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in_form.html", form=form), 422
    try:
        begun = service.sign_in(form.email.data or "", form.password.data or "", visitor(), now=time.now())
    except DomainError as refusal:
        return _refused(form, refusal)
    return enter(begun, local_path(form.next.data) if form.next.data else "")


def _refused(form: SignInForm, refusal: DomainError) -> Answer:
    form.password.errors = [say(refusal.text)]
    wait = getattr(refusal, "retry_after", None)
    headers = {"Retry-After": str(wait)} if wait else {}
    return render_template("accounts/sign_in_form.html", form=form), status_of(refusal), headers


@bp.post("/sign-out")
@allow(PUBLIC)
def sign_out() -> Response:
    """End the session, here and on the server."""
    leave()
    flash(say(_("로그아웃했습니다.")), "ok")
    return redirect(url_for("reports.home"), 303)


@bp.post("/session/extend")
@allow(SIGNED_IN)
def extend() -> Response:
    """Begin the idle time anew and go back to the page."""
    service.use_session(own_token(), now=time.now())
    return redirect(local_path(request.form.get("next")), 303)
