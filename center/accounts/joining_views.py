"""For which firms one asks to act: one's requests, another firm, the proof.

Source: docs/rules/people.md, "Registering"
"""

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from center.accounts.join_forms import FirmNumberForm, ProofFileForm
from center.accounts.join_views import CHOSEN
from center.accounts.pages.joining import own_request, steps
from center.accounts.queries.joining import joinings_of, own_joining
from center.accounts.rules.joining import MOST_PROOF_BYTES, PROOF_KINDS, RepresentedError
from center.accounts.service.joining import (
    Claim,
    ask_to_join,
    count_claim,
    count_proof,
    ensure_may_ask,
    is_represented,
    withdraw_joining,
)
from center.accounts.service.own import get_own
from center.core import time
from center.core.errors import DomainError, NotFoundError, StorageError
from center.core.text import _
from center.enterprises.rules.numbers import show_business_number
from center.files.rules.kinds import FileRefusedError
from center.files.serving import attachment, the_store
from center.web.access import SIGNED_IN, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import language, say

bp = Blueprint("joining", __name__, url_prefix="/me/joining")
Answer = str | tuple[str, int] | BaseResponse
NUMBER = "int(max=2147483647)"
LARGEST = {"joining.ask": MOST_PROOF_BYTES}
"""How large a file may be that a view takes."""


def _own_page(form: FirmNumberForm, refusal: DomainError | None = None) -> Answer:
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    requests = [own_request(asked) for asked in joinings_of(get_own(acting()).id)]
    return render_template("accounts/joining_list.html", form=form, requests=requests), status


@bp.get("")
@allow(SIGNED_IN)
def own() -> Answer:
    """One's requests, and the form for another firm."""
    return _own_page(FirmNumberForm(formdata=None))


@bp.post("")
@allow(SIGNED_IN)
def choose() -> Answer:
    """Go on with the proof for the firm of that number."""
    form, user = FirmNumberForm(), get_own(acting())
    if not form.validate():
        return _own_page(form)
    try:
        count_claim(user.id, form.digits(), now=time.now())
        ensure_may_ask(user.id, Claim(form.digits(), is_former_gone=True))
    except DomainError as refusal:
        form.number.errors = [say(refusal.text)]
        return _own_page(form, refusal)
    session[CHOSEN] = form.digits()
    return redirect(url_for("joining.proof"), 303)


def _chosen() -> str:
    """The business number that was chosen in this session."""
    return str(session.get(CHOSEN) or "")


def _proof_page(form: ProofFileForm, number: str, refusal: DomainError | None = None) -> Answer:
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    page = {
        "number": show_business_number(number),
        "is_represented": is_represented(number),
        "problem": say(refusal.text) if refusal and not form.errors else "",
        "accept": ".pdf,.jpg,.jpeg,.png",
    }
    return render_template("accounts/joining_proof.html", form=form, page=page, steps=steps()), status


@bp.get("/proof")
@allow(SIGNED_IN)
def proof() -> Answer:
    """The form of the proof; that the firm has a representative is told here and nowhere before."""
    if not (number := _chosen()):
        return redirect(url_for("joining.own"))
    return _proof_page(ProofFileForm(formdata=None), number)


@bp.post("/proof")
@allow(SIGNED_IN)
def ask() -> Answer:
    """Take the proof in and ask staff."""
    if not (number := _chosen()):
        return redirect(url_for("joining.own"), 303)
    form, sent = ProofFileForm(), request.files.get("proof")
    try:
        _ask(Claim(number, bool(form.is_former_gone.data)), sent)
    except RepresentedError as refusal:
        form.is_former_gone.errors = [say(refusal.text)]
        return _proof_page(form, number, refusal)
    except (FileRefusedError, StorageError) as refusal:
        form.proof.errors = [say(refusal.text)]
        return _proof_page(form, number, refusal)
    except DomainError as refusal:
        return _proof_page(form, number, refusal)
    return _asked()


def _ask(claim: Claim, sent: FileStorage | None) -> None:
    user = get_own(acting())
    ensure_may_ask(user.id, claim)
    if sent is None or not sent.filename:
        raise FileRefusedError(_("사업자등록증 파일을 골라 주세요."))
    count_proof(user.id, now=time.now())
    taken = the_store().take_in(sent.stream, sent.filename, allowed=PROOF_KINDS, most_bytes=MOST_PROOF_BYTES)
    ask_to_join(user.id, claim, taken, language=language(), now=time.now())


def _asked() -> BaseResponse:
    session.pop(CHOSEN, None)
    flash(say(_("신청했습니다. 직원이 확인하고 메일로 알려 드립니다.")), "ok")
    return redirect(url_for("joining.own"), 303)


@bp.get(f"/<{NUMBER}:joining_id>/proof")
@allow(SIGNED_IN)
def own_proof(joining_id: int) -> Response:
    """The proof that one handed in oneself."""
    handed_in = own_joining(joining_id, get_own(acting()).id).proof
    if handed_in is None:
        raise NotFoundError
    return attachment(handed_in)


@bp.post(f"/<{NUMBER}:joining_id>/withdrawal")
@allow(SIGNED_IN)
def withdraw(joining_id: int) -> BaseResponse:
    """Take one's request back."""
    withdraw_joining(joining_id, now=time.now(), by=acting())
    flash(say(_("신청을 거두어들이고 올린 파일을 지웠습니다.")), "ok")
    return redirect(url_for("joining.own"), 303)
