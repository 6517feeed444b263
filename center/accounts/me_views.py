"""One's own account: what is kept, where one is signed in, what one may change, take along, have deleted."""

from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from center.accounts.entering import leave, own_token, vault
from center.accounts.forms import EmailForm, NameForm, PasswordForm, ProofForm
from center.accounts.models import User
from center.accounts.pages.forms import FormPage, proof_page
from center.accounts.pages.own import OwnPage, own_json, own_page, own_xlsx
from center.accounts.queries.listing import factor_made_at, sessions_of
from center.accounts.service import own as commands
from center.accounts.service import record_access
from center.accounts.service.own import Proof, get_own
from center.accounts.service.second_factor import renew_recovery_codes
from center.accounts.service.sessions import end_session, end_sessions
from center.core import time
from center.core.errors import DomainError
from center.core.text import _
from center.web.access import SIGNED_IN, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import BaseForm
from center.web.i18n import language, say

bp = Blueprint("me", __name__, url_prefix="/me")
Answer = str | tuple[str, int] | BaseResponse
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _page() -> OwnPage:
    user, now = get_own(acting()), time.now()
    return own_page(user, sessions_of(user.id, now), own_token(), factor_made_at(user.id), now)


@bp.get("")
@allow(SIGNED_IN)
def own() -> str:
    """Everything that is kept about who asks."""
    return render_template("accounts/own_show.html", page=_page())


@bp.post("/sessions/end")
@allow(SIGNED_IN)
def end() -> BaseResponse:
    """Sign out one other device, or all others."""
    user, mark = get_own(acting()), request.form.get("mark", "")
    if mark:
        end_session(user.id, mark, now=time.now())
    else:
        end_sessions(user.id, now=time.now(), but=own_token())
    flash(say(_("다른 기기에서 로그아웃했습니다.")), "ok")
    return redirect(url_for("me.own"), 303)


@bp.get("/data.json")
@allow(SIGNED_IN)
def as_json() -> Response:
    """What is kept about who asks, for programs."""
    user = get_own(acting())
    record_access("account.exported", f"user {user.id}", by=acting(), now=time.now())
    told = {"Content-Disposition": "attachment; filename=my-data.json"}
    return Response(own_json(_page()), mimetype="application/json", headers=told)


@bp.get("/data.xlsx")
@allow(SIGNED_IN)
def as_xlsx() -> BaseResponse:
    """What is kept about who asks, as sheets."""
    user = get_own(acting())
    record_access("account.exported", f"user {user.id}", by=acting(), now=time.now())
    return send_file(BytesIO(own_xlsx(_page())), mimetype=XLSX, as_attachment=True, download_name="my-data.xlsx")


def _form(form: BaseForm, page: FormPage, refusal: DomainError | None = None) -> Answer:
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    problem = say(refusal.text) if refusal else ""
    return render_template("accounts/form.html", form=form, page=page, problem=problem), status


def _proved(form: ProofForm, page: FormPage, command: Callable[[User], Answer]) -> Answer:
    """Check the form and who sends it, then do it; what is refused is said on the form."""
    user = get_own(acting())
    if not form.validate():
        return _form(form, page)
    try:
        proof = Proof(form.present.data or "", form.code.data or "")
        commands.ensure_own(user, proof, vault=vault(), now=time.now())
        return command(user)
    except DomainError as refusal:
        return _form(form, page, refusal)


def _proof_page(kind: str) -> FormPage:
    user = get_own(acting())
    has_factor = factor_made_at(user.id) is not None
    return proof_page(kind, has_password=user.password_hash is not None, has_factor=has_factor)


def _back(said: str) -> BaseResponse:
    flash(said, "ok")
    return redirect(url_for("me.own"), 303)


@bp.get("/name")
@allow(SIGNED_IN)
def name() -> Answer:
    """The form of one's name."""
    form = NameForm(formdata=None, data={"name": get_own(acting()).name})
    return _form(form, proof_page("name", has_password=False, has_factor=False))


@bp.post("/name")
@allow(SIGNED_IN)
def change_name() -> Answer:
    """Correct one's name."""
    form, user = NameForm(), get_own(acting())
    if not form.validate():
        return _form(form, proof_page("name", has_password=False, has_factor=False))
    commands.change_name(user.id, form.name.data or "", by=acting())
    return _back(say(_("이름을 고쳤습니다.")))


@bp.get("/password")
@allow(SIGNED_IN)
def password() -> Answer:
    """The form of another password."""
    return _form(PasswordForm(formdata=None), _proof_page("password"))


@bp.post("/password")
@allow(SIGNED_IN)
def change_password() -> Answer:
    """Choose another password."""
    form = PasswordForm()

    def command(user: User) -> Answer:
        commands.change_password(user, form.password.data or "", now=time.now(), keep=own_token())
        return _back(say(_("비밀번호를 바꾸었습니다. 다른 기기에서는 로그아웃되었습니다.")))

    return _proved(form, _proof_page("password"), command)


@bp.get("/email")
@allow(SIGNED_IN)
def email() -> Answer:
    """The form of another address."""
    return _form(EmailForm(formdata=None), _proof_page("email"))


@bp.post("/email")
@allow(SIGNED_IN)
def change_email() -> Answer:
    """Mail a link to the new address."""
    form = EmailForm()

    def command(user: User) -> Answer:
        commands.ask_new_email(user, form.email.data or "", language=language(), now=time.now())
        return _back(say(_("새 주소로 확인 메일을 보냈습니다. 메일의 링크를 눌러야 바뀝니다.")))

    return _proved(form, _proof_page("email"), command)


@bp.get("/recovery-codes")
@allow(SIGNED_IN)
def recovery_codes() -> Answer:
    """Ask who they are for."""
    return _form(ProofForm(formdata=None), _proof_page("recovery"))


@bp.post("/recovery-codes")
@allow(SIGNED_IN)
def renew_codes() -> Answer:
    """Show ten new recovery codes, once."""

    def command(user: User) -> Answer:
        codes = renew_recovery_codes(user.id, by=acting())
        return render_template("accounts/recovery_codes.html", codes=codes, target=url_for("me.own"))

    return _proved(ProofForm(), _proof_page("recovery"), command)


@bp.get("/deletion")
@allow(SIGNED_IN)
def deletion() -> Answer:
    """One last question before one's data are deleted."""
    return _form(ProofForm(formdata=None), _proof_page("deletion"))


@bp.post("/deletion")
@allow(SIGNED_IN)
def delete_own() -> Answer:
    """Delete one's data, or ask admins to where law has to be looked at first."""

    def command(user: User) -> Answer:
        if not commands.ask_deletion(user, now=time.now()):
            return _back(say(_("삭제를 부탁했습니다. 관리자가 역할을 거두고 지운 뒤 10일 안에 알려 드립니다.")))
        leave()
        flash(say(_("개인정보를 지웠습니다. 그동안 고맙습니다.")), "ok")
        return redirect(url_for("reports.home"), 303)

    return _proved(ProofForm(), _proof_page("deletion"), command)
