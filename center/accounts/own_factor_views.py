"""One's own second factor: set up by choice, moved to another app, given up where nobody needs it.

Source: docs/rules/people.md, "Second factor"
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from center.accounts.entering import own_token, vault
from center.accounts.forms import AppForm, ProofForm
from center.accounts.models import User
from center.accounts.pages.factor import offer_page
from center.accounts.pages.forms import proof_page
from center.accounts.queries.listing import factor_made_at
from center.accounts.service import own_factor
from center.accounts.service.own import Proof, get_own
from center.core import time
from center.core.errors import DomainError
from center.core.text import _
from center.web.access import SIGNED_IN, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("own_factor", __name__, url_prefix="/me/factor")
Answer = str | tuple[str, int] | Response


def _offer(form: AppForm, user: User, refusal: DomainError | None = None) -> Answer:
    """The picture for the app, and what proves that the account is one's own."""
    offered = offer_page(own_factor.offered_secret(user.id, own_token(), vault()), user.email)
    has = {"has_password": user.password_hash is not None, "has_factor": factor_made_at(user.id) is not None}
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    problem = say(refusal.text) if refusal else ""
    return render_template("accounts/own_factor.html", form=form, page=offered, problem=problem, **has), status


@bp.get("")
@allow(SIGNED_IN)
def offer() -> Answer:
    """Offer a second factor, or another app for the one there is."""
    return _offer(AppForm(formdata=None), get_own(acting()))


@bp.post("")
@allow(SIGNED_IN)
def take() -> Answer:
    """Keep the offered one and show its recovery codes once; other devices sign in anew."""
    form, user = AppForm(), get_own(acting())
    if not form.validate():
        return _offer(form, user)
    typed = own_factor.NewApp(form.new_code.data or "", Proof(form.present.data or "", form.code.data or ""))
    try:
        codes = own_factor.take_app(user, typed, own_token(), vault=vault(), now=time.now())
    except DomainError as refusal:
        return _offer(form, user, refusal)
    return render_template("accounts/recovery_codes.html", codes=codes, target=url_for("me.own"))


def _giving_up(form: ProofForm, user: User, refusal: DomainError | None = None) -> Answer:
    page = proof_page("factor", has_password=user.password_hash is not None, has_factor=True)
    status = status_of(refusal) if refusal else 200
    return render_template("accounts/form.html", form=form, page=page, problem=refusal and say(refusal.text)), status


@bp.get("/removal")
@allow(SIGNED_IN)
def removal() -> Answer:
    """The last question before the second factor is given up."""
    user = get_own(acting())
    own_factor.ensure_may_give_up(user.id, now=time.now())
    return _giving_up(ProofForm(formdata=None), user)


@bp.post("/removal")
@allow(SIGNED_IN)
def remove() -> Answer:
    """Give it up."""
    form, user = ProofForm(), get_own(acting())
    proof = Proof(form.present.data or "", form.code.data or "")
    try:
        own_factor.give_up(user, proof, vault=vault(), now=time.now())
    except own_factor.FactorNeededError:
        raise
    except DomainError as refusal:
        return _giving_up(form, user, refusal)
    flash(say(_("2단계 인증을 껐습니다. 이제 비밀번호만으로 로그인합니다.")), "ok")
    return redirect(url_for("me.own"), 303)
