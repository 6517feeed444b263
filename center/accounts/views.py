"""Signing in and out. Source: docs/decisions/0006-sessions-end-on-the-server.md."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.accounts import service
from center.accounts.entering import (
    enter,
    find_own_pending,
    home_of,
    leave,
    load_actor,
    own_token,
    seconds_left,
    session_end,
    take_form,
    visitor,
)
from center.accounts.forms import LinkWishForm, SignInForm
from center.accounts.pages.words import instant_words
from center.accounts.rules.links import Purpose
from center.accounts.service.wishes import ask_link
from center.core import time
from center.core.actor import ANYONE
from center.core.errors import DomainError
from center.core.text import _
from center.web.access import PUBLIC, SIGNED_IN, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import language, say
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
def extend() -> Answer:
    """Begin the idle time anew and go back to the page; a script that asks for JSON is told the seconds left."""
    service.use_session(own_token(), now=time.now())
    if request.accept_mimetypes.best == "application/json":
        return jsonify({"seconds_left": seconds_left()})
    return redirect(local_path(request.form.get("next")), 303)


def _wish_page(form: LinkWishForm, *, is_sent: bool = False, refusal: DomainError | None = None) -> Answer:
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    wait = getattr(refusal, "retry_after", None)
    page = render_template("accounts/link_wish_form.html", form=form, is_sent=is_sent)
    return page, status, {"Retry-After": str(wait)} if wait else {}


@bp.get("/sign-in/mail")
@allow(PUBLIC)
def link() -> Answer:
    """A form that mails a link: to sign in, or to choose another password."""
    return _wish_page(LinkWishForm(formdata=None))


@bp.post("/sign-in/mail")
@allow(PUBLIC)
def send_link() -> Answer:
    """Note the wish; the answer and the work are the same whether the address has an account."""
    form = LinkWishForm()
    if not form.validate():
        return _wish_page(form)
    purpose = Purpose.RESET if request.form.get("purpose") == "reset" else Purpose.SIGN_IN
    try:
        ask_link(form.email.data or "", purpose, language=language(), address=request.remote_addr or "", now=time.now())
    except DomainError as refusal:
        form.email.errors = [say(refusal.text)]
        return _wish_page(form, refusal=refusal)
    return _wish_page(LinkWishForm(formdata=None), is_sent=True)


@bp.get("/session")
@allow(SIGNED_IN)
def session_page() -> Answer:
    """Until when one is signed in, with the button that prolongs it: what the dialog says, for who has no script."""
    return render_template(
        "accounts/session_show.html", until=instant_words(session_end()), next=local_path(request.args.get("next"))
    )


@bp.get("/session/kept")
@allow(SIGNED_IN)
def kept_form() -> Answer:
    """What was typed before the session ended, to be sent again by a button."""
    kept = take_form()
    if kept is None:
        return redirect(home_of(load_actor()))
    path, fields = kept
    return render_template("accounts/kept_form.html", path=local_path(path), fields=fields)
