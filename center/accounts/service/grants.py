"""Roles: given, taken back; operators' contracts. Each is kept with who, when and why.

Source: docs/rules/people.md, "Roles"
"""

from datetime import datetime

from sqlalchemy import update

from center.accounts.models import OperatorContract, RoleGrant, User
from center.accounts.queries.grants import admins_on, held_term, lock_admins, unrevoked_of
from center.accounts.rules.roles import (
    Term,
    ensure_admin_remains,
    ensure_given_by_admins,
    ensure_not_held,
    ensure_role_of_contract,
    ensure_term,
)
from center.accounts.service.sessions import end_sessions, subject_of
from center.core.actor import Actor, Role
from center.core.audit import actor_key, record
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError, ConflictError, NotFoundError
from center.core.text import _
from center.core.time import seoul_day


class RevokedMeanwhileError(ConflictError):
    """The role was taken back already."""

    kind = "role-revoked"

    def __init__(self) -> None:
        super().__init__(_("이미 거둔 역할입니다."))


def grant_role(
    user_id: int,
    role: Role,
    *,
    reason: str,
    now: datetime,
    by: Actor | str,
    term: Term | None = None,
    contract_id: int | None = None,
) -> RoleGrant:
    """Give a role, from today without an end unless a term is said. The person's sessions end: they sign in anew.

    With a contract it holds only while the contract does.

    Raises:
        NotFoundError: no such open account, no such contract.
        RoleOfFirmsError: who acts for a firm is said by memberships.
        TermError: no such days; or the operator's people would be more than staff.
        RoleHeldError: the person has the role on some of these days.
    """
    today = seoul_day(now)
    days = term or Term(today)
    ensure_given_by_admins(role)
    ensure_term(days, today)
    ensure_role_of_contract(role, of_operator=contract_id is not None)
    with transaction() as session:
        _lock_account(user_id)
        if contract_id is not None and session.get(OperatorContract, contract_id) is None:
            raise NotFoundError
        held = [(Role(grant.role), held_term(grant)) for grant in unrevoked_of(user_id)]
        ensure_not_held(role, days, held)
        grant = RoleGrant(user_id=user_id, role=role, from_on=days.from_on, until_on=days.until_on)
        grant.contract_id, grant.reason, grant.granted_at, grant.granted_by = contract_id, reason, now, key_of(by)
        session.add(grant)
        session.flush()
        end_sessions(user_id, now=now)
        record("role.granted", subject_of(user_id), by=by, **_facts(grant))
    return grant


def _lock_account(user_id: int) -> None:
    """One change of an account's roles at a time."""
    user = db.session.get(User, user_id, with_for_update=True, populate_existing=True)
    if user is None or user.disabled_at is not None:
        raise NotFoundError


def _facts(grant: RoleGrant) -> dict[str, object]:
    """What the log keeps of a grant: nothing that anybody typed."""
    until = grant.until_on.isoformat() if grant.until_on else None
    facts = {"grant": grant.id, "role": str(grant.role), "from": grant.from_on.isoformat(), "until": until}
    return facts | ({"contract": grant.contract_id} if grant.contract_id else {})


def key_of(by: Actor | str) -> str:
    """Who acts, as the log names them."""
    return by if isinstance(by, str) else actor_key(by)


def revoke_role(grant_id: int, *, reason: str, now: datetime, by: Actor | str, user_id: int | None = None) -> RoleGrant:
    """Take a role back at once; what it was stays on record. The person's sessions end.

    Raises:
        NotFoundError: no such grant, or not of that account.
        RevokedMeanwhileError: somebody did already.
        LastAdminError: nobody else is an admin without an end.
    """
    with transaction() as session:
        grant = session.get(RoleGrant, grant_id)
        if grant is None or user_id not in {None, grant.user_id}:
            raise NotFoundError
        if grant.role == Role.ADMIN:
            ensure_not_last_admin(grant.user_id, now=now)
        revoked = update(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.revoked_at.is_(None))
        values = {"revoked_at": now, "revoked_by": key_of(by), "revoke_reason": reason}
        if session.scalar(revoked.values(values).returning(RoleGrant.id)) is None:
            raise RevokedMeanwhileError
        end_sessions(grant.user_id, now=now)
        record("role.revoked", subject_of(grant.user_id), by=by, grant=grant_id, role=str(grant.role))
    return grant


def ensure_not_last_admin(user_id: int, *, now: datetime) -> None:
    """Refuse inside a transaction that the last admin goes. Whoever asks at the same time waits and then sees it.

    Raises:
        LastAdminError
    """
    with transaction() as session:
        lock_admins(session)
        admins = admins_on(seoul_day(now))
    if any(grant.user_id == user_id and held_term(grant).until_on is None for grant in admins):
        ensure_admin_remains([held_term(grant) for grant in admins if grant.user_id != user_id])


def add_contract(organisation: str, term: Term, *, note: str, now: datetime, by: Actor | str) -> OperatorContract:
    """Enter with whom the center has a contract, and for which days.

    Raises:
        TermError: no such days.
    """
    ensure_term(term, seoul_day(now))
    made = OperatorContract(organisation=organisation, from_on=term.from_on, until_on=term.until_on, note=note)
    made.made_at = now
    with transaction() as session:
        session.add(made)
        session.flush()
        record("contract.made", f"contract {made.id}", by=by, **_term_facts(term))
    return made


def change_contract(contract_id: int, term: Term, *, version: int, note: str, by: Actor | str) -> OperatorContract:
    """Let a contract end later or earlier; its people's access follows by itself.

    Raises:
        NotFoundError
        TermError: it would end before it begins.
        ChangedMeanwhileError: somebody else changed it after the form was opened.
    """
    ensure_term(term, term.from_on)
    with transaction() as session:
        kept = session.get(OperatorContract, contract_id, with_for_update=True, populate_existing=True)
        if kept is None:
            raise NotFoundError
        if kept.version != version:
            raise ChangedMeanwhileError(_("계약 기간이 바뀌었습니다."))
        kept.from_on, kept.until_on, kept.note, kept.version = (
            term.from_on,
            term.until_on or kept.until_on,
            note,
            version + 1,
        )
        record("contract.changed", f"contract {contract_id}", by=by, **_term_facts(term))
    return kept


def _term_facts(term: Term) -> dict[str, object]:
    return {"from": term.from_on.isoformat(), "until": term.until_on.isoformat() if term.until_on else None}
