"""Signing in and out. Source: docs/decisions/0006-sessions-end-on-the-server.md."""

import logging
from dataclasses import replace
from typing import Any

from flask import Blueprint, Flask, Response, flash, g, redirect, render_template, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response as BaseResponse

from center.accounts import service
from center.accounts.forms import SignInForm
from center.accounts.queries import SignedIn, find_signed_in
from center.accounts.rules import is_worth_recording, session_ends_at
from center.accounts.tokens import Scope, use_token
from center.core import time
from center.core.actor import ANYONE, Actor
from center.core.errors import DomainError
from center.core.text import _
from center.web.access import PUBLIC, STAFF, allow
from center.web.errors import status_of
from center.web.frame import address
from center.web.i18n import say
from center.web.views import local_path

bp = Blueprint("accounts", __name__)
AFTER_SIGN_IN = "desk.day"
Answer = str | tuple[str, int] | tuple[str, int, dict[str, str]] | BaseResponse
log = logging.getLogger("center.accounts")


class SessionUser(UserMixin):  # type: ignore[misc]
    """Flask-Login's user: a live session, known by its token and not by the account's number."""

    def __init__(self, token: str, signed_in: SignedIn) -> None:
        self.token = token
        self.signed_in = signed_in

    def get_id(self) -> str:
        """The token, which Flask-Login keeps in the signed cookie."""
        return self.token


def init_accounts(app: Flask) -> None:
    """Let Flask-Login find sessions in the database, and record their use after the answer is made."""
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None
    manager.user_loader(_load_session)
    app.after_request(_record_use)


def _load_session(token: str) -> SessionUser | None:
    found = find_signed_in(token, time.now())
    used = SessionUser(token, found) if found else None
    g.used_session = used
    return used


def load_actor() -> Actor:
    """Who acts in this request; a request without a session asks the database nothing."""
    if "_user_id" not in session or not current_user.is_authenticated:
        return ANYONE
    actor: Actor = current_user.signed_in.actor
    return replace(actor, address=request.remote_addr or "")


def log_access(action: str, subject: str, *, n_records: int, reason: str | None) -> None:
    """Keep that the person of this request looked at personal data."""
    service.record_access(action, subject, by=load_actor(), now=time.now(), n_records=n_records, reason=reason)


def let_in(token: str, scope: str) -> str:
    """Let a program in by its token; the word for it in logs.

    Raises:
        UnauthorizedError, ForbiddenError, TooManyError
    """
    return f"token {use_token(token, Scope(scope), now=time.now()).token_id}"


def _record_use(response: Response) -> Response:
    """Write the last use of the session that was asked for, in a transaction of its own, at most once a minute.

    Where it cannot be written, on a full disk for instance, the answer is given all the same.
    """
    used, now = g.get("used_session"), time.now()
    if used and is_worth_recording(used.signed_in.last_used_at, now):
        try:
            service.use_session(used.token, now=now)
        except (DomainError, DBAPIError) as fault:
            log.warning("last use of a session not recorded", exc_info=fault)
    return response


def signed_in_frame() -> dict[str, Any] | None:
    """What every page shows to somebody who is signed in."""
    if load_actor() == ANYONE:
        return None
    now, found = time.now(), current_user.signed_in
    used_at = now if is_worth_recording(found.last_used_at, now) else found.last_used_at
    left = int((session_ends_at(found.created_at, used_at) - now).total_seconds())
    return {
        "name": load_actor().name,
        "minutes_left": left // 60,
        "seconds_left": left,
        "extend_action": address("accounts.extend"),
        "sign_out_action": address("accounts.sign_out"),
        "csrf_token": generate_csrf(),
    }


@bp.get("/sign-in")
@allow(PUBLIC)
def sign_in() -> Answer:
    """The sign-in page; who is signed in goes on."""
    target = local_path(request.args.get("next") or url_for(AFTER_SIGN_IN))
    if load_actor() != ANYONE:
        return redirect(target)
    return render_template("accounts/sign_in_form.html", form=SignInForm(formdata=None, data={"next": target}))


@bp.post("/sign-in")
@allow(PUBLIC)
def begin() -> Answer:
    """Check name and password; a new session begins, whatever the browser brought."""
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/sign_in_form.html", form=form), 422
    try:
        email, password = form.email.data or "", form.password.data or ""
        token = service.sign_in(email, password, address=request.remote_addr or "", now=time.now())
    except DomainError as refusal:
        return _refused(form, refusal)
    _end_session()
    login_user(_load_session(token))
    return redirect(local_path(form.next.data or url_for(AFTER_SIGN_IN)), 303)


def _refused(form: SignInForm, refusal: DomainError) -> Answer:
    form.password.errors = [say(refusal.text)]
    wait = getattr(refusal, "retry_after", None)
    headers = {"Retry-After": str(wait)} if wait else {}
    return render_template("accounts/sign_in_form.html", form=form), status_of(refusal), headers


def _end_session() -> None:
    """Leave nothing of the session this browser brought, here or on the server."""
    if load_actor() != ANYONE:
        service.sign_out(current_user.token, now=time.now())
    logout_user()
    session.clear()


@bp.post("/sign-out")
@allow(PUBLIC)
def sign_out() -> BaseResponse:
    """End the session, here and on the server."""
    _end_session()
    flash(say(_("로그아웃했습니다.")), "ok")
    return redirect(url_for("reports.home"), 303)


@bp.post("/session/extend")
@allow(STAFF)
def extend() -> BaseResponse:
    """Begin the idle time anew and go back to the page."""
    service.use_session(current_user.token, now=time.now())
    return redirect(local_path(request.form.get("next")), 303)
