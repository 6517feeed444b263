"""Who may use which view: denied unless declared.

Source: docs/rules/safety.md, "Access"
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from center.core.actor import ANYONE, Actor, Role
from center.core.errors import ForbiddenError

View = TypeVar("View", bound=Callable[..., Any])
PUBLIC: frozenset[Role] = frozenset()
STAFF = frozenset({Role.STAFF, Role.ADMIN})
ADMIN = frozenset({Role.ADMIN})
ENTERPRISE = frozenset({Role.ENTERPRISE})
"""Who acts for a firm; whoever acts for several is led to say for which before any page of a firm."""
REVIEWER = frozenset({Role.REVIEWER})
SIGNED_IN = frozenset(Role)
"""Everybody who is signed in, also who has no role at present."""


def allow(roles: frozenset[Role]) -> Callable[[View], View]:
    """Declare who may use a view: `PUBLIC`, `SIGNED_IN`, else the roles of which one is needed."""

    def declare(view: View) -> View:
        view.allowed_roles = roles  # type: ignore[attr-defined]
        return view

    return declare


def allowed_roles(app: Flask, endpoint: str) -> frozenset[Role] | None:
    """Who may use an endpoint; None where nothing is declared."""
    return getattr(app.view_functions[endpoint], "allowed_roles", None)


class AccessLog(Protocol):
    """Keeps who looked at whose data."""

    def __call__(self, action: str, subject: str, *, n_records: int, reason: str | None) -> None: ...


def init_access(
    app: Flask,
    load_actor: Callable[[], Actor],
    *,
    sign_in: str,
    access_log: AccessLog,
    keep_form: Callable[[], Response | None],
    choose_firm: tuple[str, ...],
) -> None:
    """Check every request before its view; `load_actor` tells who is signed in, `sign_in` names that view.

    `access_log` keeps who looked at personal data. `keep_form` may answer a form that a stranger sends whose session
    was over. `choose_firm` names the views by which who acts for several firms says for which.
    """
    app.extensions["center_choose_firm"] = choose_firm
    app.extensions["center_keep_form"] = keep_form
    app.extensions["center_actor"] = load_actor
    app.extensions["center_access_log"] = access_log
    app.extensions["center_sign_in"] = sign_in
    app.view_functions["static"] = allow(PUBLIC)(app.view_functions["static"])
    app.before_request(_refuse_strangers)


def acting() -> Actor:
    """The person who makes this request."""
    if "actor" not in g:
        g.actor = current_app.extensions["center_actor"]()
    actor: Actor = g.actor
    return actor


def note_access(action: str, subject: str, *, n_records: int = 1, reason: str | None = None) -> None:
    """Keep that the person of this request looked at personal data, for pages of slices that know no accounts."""
    current_app.extensions["center_access_log"](action, subject, n_records=n_records, reason=reason)


def may_use(roles: frozenset[Role], who: Callable[[], Actor]) -> bool:
    """Whether somebody may use what these roles may; who it is is asked only where it matters."""
    return roles == PUBLIC or bool(who().roles & roles) or (roles == SIGNED_IN and who() != ANYONE)


def _refuse_strangers() -> Response | None:
    if request.endpoint is None:
        return None
    roles = allowed_roles(current_app, request.endpoint)
    if roles is None:
        abort(403)
    if may_use(roles, acting):
        return _choose_first(roles)
    if acting() == ANYONE and request.method == "GET":
        return redirect(url_for(current_app.extensions["center_sign_in"], next=request.full_path.rstrip("?")))
    if acting() == ANYONE and (kept := current_app.extensions["center_keep_form"]()):
        return cast("Response", kept)
    raise ForbiddenError


def _choose_first(roles: frozenset[Role]) -> Response | None:
    """Lead who acts for several firms and has not said for which to the choice, before a page of a firm."""
    chooser: tuple[str, ...] = current_app.extensions["center_choose_firm"]
    if roles != ENTERPRISE or acting().enterprise_id is not None or request.endpoint in chooser:
        return None
    if request.method == "GET":
        return redirect(url_for(chooser[0], next=request.full_path.rstrip("?")))
    return redirect(url_for(chooser[0]), 303)
