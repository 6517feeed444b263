"""Registering as somebody of a firm without an account: the form, and what the mailed link opens.

Who asks learns nothing of who has an account or which firm has whom. Source: docs/rules/people.md, "Registering"
"""

from flask import Blueprint, render_template, request, session, url_for
from werkzeug.wrappers import Response

from center.accounts.entering import enter, visitor
from center.accounts.join_forms import JoinForm, OwnAccountForm
from center.accounts.pages.joining import steps
from center.accounts.rules.links import LinkOverError, Purpose
from center.accounts.rules.passwords import WeakPasswordError
from center.accounts.service.inviting import make_own_account
from center.accounts.service.sessions import begin_session
from center.accounts.service.wishes import ask_to_register
from center.core import time
from center.core.errors import DomainError
from center.web.access import PUBLIC, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import language, say

bp = Blueprint("join", __name__, url_prefix="/join")
Answer = str | tuple[str, int] | tuple[str, int, dict[str, str]] | Response
CHOSEN = "joining"
"""In the cookie of a session: the business number for which a proof is to be handed in."""


def _join_page(form: JoinForm, *, is_sent: bool = False, refusal: DomainError | None = None) -> Answer:
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    wait = getattr(refusal, "retry_after", None)
    problem = say(refusal.text) if refusal else ""
    page = render_template("accounts/join_form.html", form=form, is_sent=is_sent, problem=problem, steps=steps())
    return page, status, {"Retry-After": str(wait)} if wait else {}


@bp.get("")
@allow(PUBLIC)
def start() -> Answer:
    """The form: the firm's number, one's name and address."""
    return _join_page(JoinForm(formdata=None))


@bp.post("")
@allow(PUBLIC)
def ask() -> Answer:
    """Note the wish; the answer and the work are the same whatever the center knows."""
    form = JoinForm()
    if not form.validate():
        return _join_page(form)
    typed, network = (form.email.data or "", form.name.data or "", form.digits()), request.remote_addr or ""
    try:
        ask_to_register(*typed, language=language(), address=network, now=time.now())
    except DomainError as refusal:
        return _join_page(form, refusal=refusal)
    return _join_page(JoinForm(formdata=None), is_sent=True)


def _account_page(form: OwnAccountForm, refusal: DomainError | None = None) -> Answer:
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    page = {"is_over": isinstance(refusal, LinkOverError), "problem": say(refusal.text) if refusal else ""}
    return render_template("accounts/join_account.html", form=form, page=page, steps=steps()), status


@bp.get("/account")
@allow(PUBLIC)
def account() -> Answer:
    """Who opened the mailed link chooses a password and agrees."""
    return _account_page(OwnAccountForm(formdata=None))


@bp.post("/account")
@allow(PUBLIC)
def make() -> Answer:
    """Make the account and go on with the proof, signed in."""
    form = OwnAccountForm()
    if not form.validate():
        return _account_page(form)
    try:
        return _made(form)
    except WeakPasswordError as refusal:
        form.password.errors = [say(refusal.text)]
        return _account_page(form)
    except DomainError as refusal:
        return _account_page(form, refusal)


def _made(form: OwnAccountForm) -> Response:
    now = time.now()
    user, link = make_own_account(form.key.data or "", Purpose.JOIN, form.password.data or "", now=now)
    number = link.business_number
    answer = enter(begin_session(user.id, visitor(), now=now), url_for("joining.proof"))
    session[CHOSEN] = number
    return answer
