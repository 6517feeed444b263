"""Admins' pages about people: who has an account, what they may be, who runs the center by contract."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.accounts import queries
from center.accounts.forms import ContractForm, ContractTermForm, GrantForm, InvitationForm, ReasonForm
from center.accounts.pages.forms import FormPage, contract_form_page, grant_form_page, reason_page
from center.accounts.pages.people import OF_THE_CENTER, contract_rows, n_pages, person_page, rows_of
from center.accounts.queries.grants import get_contract, get_grant
from center.accounts.queries.listing import factor_made_at, get_user, sessions_of
from center.accounts.queries.listing import people as find_people
from center.accounts.rules.roles import GIVEN_BY_ADMINS, ROLE_WORDS
from center.accounts.service import disable_user, grant_role, record_access, revoke_role, second_factor
from center.accounts.service.grants import add_contract
from center.accounts.service.grants import change_contract as change_term
from center.accounts.service.inviting import FirstRole, invite, invite_again
from center.core import time
from center.core.actor import Role
from center.core.errors import DomainError, NotFoundError
from center.core.text import Text, _
from center.web.access import ADMIN, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import BaseForm, form_version
from center.web.i18n import say

bp = Blueprint("people", __name__, url_prefix="/staff/people")
Answer = str | tuple[str, int] | Response
NUMBER = "int(max=2147483647)"
MOST_PAGES = 10_000


@bp.get("")
@allow(ADMIN)
def people() -> str:
    """Everybody who has an account, found by name or address."""
    words, number = request.args.get("q", "")[:100], min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    found, n_all = find_people(words.strip().replace("\x00", ""), time.today(), page=number)
    record_access("accounts.listed", "accounts", n_records=len(found), by=acting(), now=time.now())
    page = {"rows": rows_of(found), "n_all": n_all, "words": words, "number": number, "n_pages": n_pages(n_all)}
    return render_template("accounts/people_list.html", page=page)


@bp.get(f"/<{NUMBER}:user_id>")
@allow(ADMIN)
def person(user_id: int) -> str:
    """One account: roles, sessions, what happened to it, who looked at it."""
    user = get_user(user_id)
    page = person_page(user, sessions_of(user_id, time.now()), factor_made_at(user_id), time.today())
    record_access("account.shown", f"user {user_id}", by=acting(), now=time.now())
    return render_template("accounts/person_show.html", page=page, user_id=user_id)


def _form(form: BaseForm, page: FormPage, refusal: DomainError | None = None) -> Answer:
    """A page of one form, with what is wrong with it."""
    status = status_of(refusal) if refusal else UNPROCESSABLE if form.errors else 200
    problem = say(refusal.text) if refusal else ""
    return render_template("accounts/form.html", form=form, page=page, problem=problem), status


def _done(form: BaseForm, page: FormPage, command: Callable[[], str], said: Text) -> Answer:
    """Check the form, do it, go on to the address the command gives; what is refused is said on the form."""
    if not form.validate():
        return _form(form, page)
    try:
        target = command()
    except NotFoundError:
        raise
    except DomainError as refusal:
        return _form(form, page, refusal)
    flash(say(said), "ok")
    return redirect(target, 303)


Choosing = TypeVar("Choosing", bound=GrantForm)


def _choices(form: Choosing) -> Choosing:
    form.role.choices = [(str(role), say(ROLE_WORDS[role])) for role in GIVEN_BY_ADMINS]
    form.contract.choices = [
        ("", say(OF_THE_CENTER)),
        *((str(one.id), one.organisation) for one in queries.contracts()),
    ]
    return form


def _wished(form: GrantForm) -> FirstRole:
    contract = int(form.contract.data) if form.contract.data else None
    return FirstRole(Role(form.role.data), form.term(), form.reason.data or "", contract)


def _address(user_id: int) -> str:
    return url_for("people.person", user_id=user_id)


@bp.get("/new")
@allow(ADMIN)
def new() -> Answer:
    """The form of a new account."""
    form = _choices(InvitationForm(formdata=None, data={"first": time.today()}))
    return _form(form, grant_form_page(url_for("people.make"), url_for("people.people"), name=""))


@bp.post("/new")
@allow(ADMIN)
def make() -> Answer:
    """Make an account and mail its owner a link to choose a password."""
    form = _choices(InvitationForm())
    page = grant_form_page(url_for("people.make"), url_for("people.people"), name="")

    def command() -> str:
        email, name = form.email.data or "", form.name.data or ""
        made = invite(email=email, name=name, first=_wished(form), now=time.now(), by=acting())
        return _address(made.id)

    return _done(form, page, command, _("계정을 만들고 초대 메일을 보냈습니다."))


@bp.get(f"/<{NUMBER}:user_id>/grant")
@allow(ADMIN)
def grant(user_id: int) -> Answer:
    """The form of one more role."""
    user = get_user(user_id)
    form = _choices(GrantForm(formdata=None, data={"first": time.today()}))
    return _form(form, grant_form_page(url_for("people.give", user_id=user_id), _address(user_id), name=user.name))


@bp.post(f"/<{NUMBER}:user_id>/grant")
@allow(ADMIN)
def give(user_id: int) -> Answer:
    """Give a role."""
    form, user = _choices(GrantForm()), get_user(user_id)
    page = grant_form_page(url_for("people.give", user_id=user_id), _address(user_id), name=user.name)

    def command() -> str:
        wish, now = _wished(form), time.now()
        grant_role(
            user_id, wish.role, reason=wish.reason, now=now, by=acting(), term=wish.term, contract_id=wish.contract_id
        )
        return _address(user_id)

    return _done(form, page, command, _("역할을 주었습니다. 그분은 다시 로그인해야 합니다."))


def _revocation_page(user_id: int, grant_id: int) -> FormPage:
    user, role = get_user(user_id), get_grant(grant_id, user_id).role
    return reason_page(
        _("%(name)s님의 %(role)s 역할을 거둘까요?", name=user.name, role=ROLE_WORDS[Role(role)]),
        _("바로 모든 기기에서 로그아웃됩니다. 있었던 역할은 기록에 남습니다."),
        _("역할 거두기"),
        url_for("people.revoke", user_id=user_id, grant_id=grant_id),
        _address(user_id),
    )


@bp.get(f"/<{NUMBER}:user_id>/grants/<{NUMBER}:grant_id>/revocation")
@allow(ADMIN)
def revocation(user_id: int, grant_id: int) -> Answer:
    """Ask why a role is taken back."""
    return _form(ReasonForm(formdata=None), _revocation_page(user_id, grant_id))


@bp.post(f"/<{NUMBER}:user_id>/grants/<{NUMBER}:grant_id>/revocation")
@allow(ADMIN)
def revoke(user_id: int, grant_id: int) -> Answer:
    """Take a role back."""
    form, page = ReasonForm(), _revocation_page(user_id, grant_id)

    def command() -> str:
        revoke_role(grant_id, reason=form.reason.data or "", now=time.now(), by=acting(), user_id=user_id)
        return _address(user_id)

    return _done(form, page, command, _("역할을 거두었습니다."))


def _closing_page(user_id: int) -> FormPage:
    return reason_page(
        _("%(name)s님의 계정을 닫을까요?", name=get_user(user_id).name),
        _("바로 모든 기기에서 로그아웃되고 다시 로그인할 수 없습니다. 기록은 남습니다."),
        _("계정 닫기"),
        url_for("people.close", user_id=user_id),
        _address(user_id),
    )


@bp.get(f"/<{NUMBER}:user_id>/closing")
@allow(ADMIN)
def closing(user_id: int) -> Answer:
    """Ask why an account is closed."""
    return _form(ReasonForm(formdata=None), _closing_page(user_id))


@bp.post(f"/<{NUMBER}:user_id>/closing")
@allow(ADMIN)
def close(user_id: int) -> Answer:
    """Close an account."""
    form, page = ReasonForm(), _closing_page(user_id)

    def command() -> str:
        disable_user(get_user(user_id), now=time.now(), by=acting(), reason=form.reason.data or "")
        return _address(user_id)

    return _done(form, page, command, _("계정을 닫았습니다."))


@bp.post(f"/<{NUMBER}:user_id>/invitation")
@allow(ADMIN)
def invitation(user_id: int) -> Response:
    """Mail the link to choose a password once more."""
    invite_again(user_id, now=time.now(), by=acting())
    flash(say(_("초대 메일을 다시 보냈습니다. 전의 링크는 쓸 수 없습니다.")), "ok")
    return redirect(_address(user_id), 303)


def _factor_page(user_id: int) -> FormPage:
    return reason_page(
        _("%(name)s님의 2단계 인증을 풀까요?", name=get_user(user_id).name),
        _(
            "본인인지 먼저 확인하세요. 풀면 모든 기기에서 로그아웃되고, 다음에 로그인할 때 새로 설정합니다. 본인에게 메일이 갑니다."
        ),
        _("2단계 인증 풀기"),
        url_for("people.reset_factor", user_id=user_id),
        _address(user_id),
    )


@bp.get(f"/<{NUMBER}:user_id>/factor")
@allow(ADMIN)
def factor(user_id: int) -> Answer:
    """Ask why a second factor is taken away."""
    return _form(ReasonForm(formdata=None), _factor_page(user_id))


@bp.post(f"/<{NUMBER}:user_id>/factor")
@allow(ADMIN)
def reset_factor(user_id: int) -> Answer:
    """Take away the second factor of who lost the device."""
    form, page = ReasonForm(), _factor_page(user_id)

    def command() -> str:
        second_factor.reset_factor(user_id, reason=form.reason.data or "", now=time.now(), by=acting())
        return _address(user_id)

    return _done(form, page, command, _("2단계 인증을 풀었습니다. 본인에게 메일을 보냈습니다."))


@bp.get("/contracts")
@allow(ADMIN)
def contracts() -> str:
    """The organisations that run the center, and for how long."""
    return render_template("accounts/contract_list.html", rows=contract_rows(queries.contracts(), time.today()))


@bp.get("/contracts/new")
@allow(ADMIN)
def new_contract() -> Answer:
    """The form of a contract."""
    form = ContractForm(formdata=None, data={"first": time.today()})
    return _form(form, contract_form_page(url_for("people.make_contract"), url_for("people.contracts")))


@bp.post("/contracts/new")
@allow(ADMIN)
def make_contract() -> Answer:
    """Enter a contract."""
    form, back = ContractForm(), url_for("people.contracts")
    page = contract_form_page(url_for("people.make_contract"), back)

    def command() -> str:
        organisation, note = form.organisation.data or "", form.reason.data or ""
        add_contract(organisation, form.term(), note=note, now=time.now(), by=acting())
        return back

    return _done(form, page, command, _("계약을 넣었습니다. 이제 이 기관 사람에게 직원 역할을 줄 수 있습니다."))


@bp.get(f"/contracts/<{NUMBER}:contract_id>")
@allow(ADMIN)
def contract(contract_id: int) -> Answer:
    """The days of a contract, to be changed."""
    kept = get_contract(contract_id)
    form = ContractTermForm(formdata=None, data={"first": kept.from_on, "last": kept.term.last_on})
    action = url_for("people.change_contract", contract_id=contract_id)
    page = contract_form_page(action, url_for("people.contracts"), name=kept.organisation, version=kept.version)
    return _form(form, page)


@bp.post(f"/contracts/<{NUMBER}:contract_id>")
@allow(ADMIN)
def change_contract(contract_id: int) -> Answer:
    """Let a contract end earlier or later."""
    form, kept, back = ContractTermForm(), get_contract(contract_id), url_for("people.contracts")
    action = url_for("people.change_contract", contract_id=contract_id)
    page = contract_form_page(action, back, name=kept.organisation, version=form_version())

    def command() -> str:
        change_term(contract_id, form.term(), version=form_version(), note=form.reason.data or "", by=acting())
        return back

    return _done(form, page, command, _("계약 기간을 바꾸었습니다."))
