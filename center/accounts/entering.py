"""How a request knows who acts: the session's token in the signed cookie, and the session in the database.

Source: docs/decisions/0006-sessions-end-on-the-server.md, docs/decisions/0021-second-factor.md
"""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response as BaseResponse

from center.accounts import service
from center.accounts.queries import Pending, SignedIn, find_pending, find_signed_in
from center.accounts.rules.browsers import browser_words
from center.accounts.rules.sessions import is_worth_recording, session_ends_at
from center.accounts.service.sessions import Begun, Visitor
from center.accounts.tokens import Scope, use_token
from center.core import time
from center.core.actor import ANYONE, Actor, Role
from center.core.errors import DomainError
from center.core.text import _
from center.core.vault import Vault
from center.web.access import acting
from center.web.frame import address
from center.web.i18n import language, say
from center.web.views import local_path

PENDING, PENDING_NEXT, KEPT, INVITED = "pending", "pending_next", "kept", "invited"
NEVER_KEPT = {"csrf_token", "next", "password", "again", "present", "code", "key"}
LONGEST_PATH = 2000
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
    manager.user_loader(load_session)
    app.extensions["center_vault"] = Vault(app.config["SECRET_KEY"])
    app.after_request(_record_use)


def vault() -> Vault:
    """What seals the secrets of this installation."""
    kept: Vault = current_app.extensions["center_vault"]
    return kept


def load_session(token: str) -> SessionUser | None:
    """The live session of a token."""
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
    """Keep that the person or program of this request looked at personal data."""
    service.record_access(action, subject, by=acting(), now=time.now(), n_records=n_records, reason=reason)


def visitor() -> Visitor:
    """From where and with what this request comes."""
    return Visitor(request.remote_addr or "", browser_words(request.user_agent.string), language())


def own_token() -> str:
    """The token of the session that acts."""
    token: str = current_user.token
    return token


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


def let_in(token: str, scope: str) -> Actor:
    """Let a program in by its token.

    Raises:
        UnauthorizedError, ForbiddenError, TooManyError
    """
    caller = use_token(token, Scope(scope), now=time.now())
    return Actor(token_id=caller.token_id, address=request.remote_addr or "")


def session_end() -> datetime:
    """When the session that acts ends unless it is used again."""
    now, found = time.now(), current_user.signed_in
    used_at = now if is_worth_recording(found.last_used_at, now) else found.last_used_at
    return session_ends_at(found.created_at, used_at, found.actor.roles)


def seconds_left() -> int:
    """How long the session that acts still lasts."""
    return int((session_end() - time.now()).total_seconds())


def signed_in_frame() -> dict[str, Any] | None:
    """What every page shows to somebody who is signed in."""
    if load_actor() == ANYONE:
        return None
    left = seconds_left()
    return _firm_frame() | {
        "name": load_actor().name,
        "own_href": address("me.own"),
        "session_href": address("accounts.session_page"),
        "minutes_left": left // 60,
        "seconds_left": left,
        "extend_action": address("accounts.extend"),
        "sign_out_action": address("accounts.sign_out"),
        "csrf_token": generate_csrf(),
    }


def _firm_frame() -> dict[str, Any]:
    """The firm for which somebody acts, and where they say for which other one."""
    found: SignedIn = current_user.signed_in
    named = {"firm": found.firm} if found.firm else {}
    return named | ({"switch_href": address("firm.choose")} if found.acts_for_several else {})


def keep_form() -> BaseResponse | None:
    """Lead who sends a form after their session was over to the sign-in, and keep what they typed; no secrets."""
    token = str(session.get("_user_id", ""))
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in NEVER_KEPT]
    path = request.full_path.rstrip("?")
    if not token or not typed or len(path) > LONGEST_PATH:
        return None
    kept = service.keep_form(token, path, typed, vault=vault(), now=time.now())
    if kept is None:
        return None
    session[KEPT] = kept
    flash(say(_("시간이 지나 로그아웃되었습니다. 다시 로그인하면 적은 내용을 이어서 보낼 수 있습니다.")), "wait")
    return redirect(url_for("accounts.sign_in"), 303)


def take_form() -> tuple[str, service.Fields] | None:
    """What was kept of a form in this browser for who acts; it is shown once."""
    key, user_id = str(session.pop(KEPT, "")), load_actor().user_id
    return service.find_form(key, user_id, vault=vault(), now=time.now()) if key and user_id else None


def enter(begun: Begun, target: str) -> BaseResponse:
    """Begin anew in this browser, whatever it brought: go on to the target, or first to the second factor."""
    _leave_but_kept()
    if begun.is_pending:
        session[PENDING], session[PENDING_NEXT] = begun.token, target
        return redirect(url_for("factor.code"), 303)
    return open_session(begun.token, target)


def open_session(token: str, target: str) -> BaseResponse:
    """Let this browser act with a session whose sign-in is complete."""
    _leave_but_kept()
    user = load_session(token)
    login_user(user)
    g.pop("actor", None)
    if KEPT in session:
        return redirect(url_for("accounts.kept_form"), 303)
    return redirect(local_path(target) if target else home_of(user.signed_in.actor if user else ANYONE), 303)


def home_of(actor: Actor) -> str:
    """Where somebody begins who wants nothing in particular."""
    if actor.is_staff:
        return url_for("desk.day")
    if Role.REVIEWER in actor.roles:
        return url_for("own_review.committees")
    return url_for("firm.show") if Role.ENTERPRISE in actor.roles else url_for("me.own")


def _leave_but_kept() -> None:
    """Leave, but for the keys of what was typed and of an invitation: only their owners can use them."""
    kept = {name: session[name] for name in (KEPT, INVITED) if name in session}
    leave()
    session.update(kept)


def leave() -> None:
    """Leave nothing of the session this browser brought, here or on the server."""
    if load_actor() != ANYONE:
        service.sign_out(current_user.token, now=time.now())
    logout_user()
    session.clear()


def pending_token() -> str:
    """The token of the pending session this browser has; empty where there is none."""
    return str(session.get(PENDING, ""))


def find_own_pending() -> Pending | None:
    """Whose second factor is awaited in this browser."""
    token = pending_token()
    return find_pending(token, time.now()) if token else None
