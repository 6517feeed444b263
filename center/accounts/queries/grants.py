"""Reading roles: who has which, since when, and who had them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from center.accounts.models import OperatorContract, RoleGrant, User
from center.accounts.queries.membership import is_member_anywhere
from center.accounts.rules.roles import Term
from center.core.actor import Role
from center.core.db import db
from center.core.errors import NotFoundError

ENTERPRISE = frozenset({Role.ENTERPRISE})


def is_live_grant(day: Any) -> ColumnElement[bool]:
    """What holds of a grant on a day; needs the grant's contract joined where there is one."""
    return and_(
        RoleGrant.revoked_at.is_(None),
        RoleGrant.from_on <= day,
        or_(RoleGrant.until_on.is_(None), RoleGrant.until_on > day),
        or_(
            RoleGrant.contract_id.is_(None),
            and_(OperatorContract.from_on <= day, OperatorContract.until_on > day),
        ),
    )


def roles_of(user_id: int, day: date) -> frozenset[Role]:
    """The roles of an account on a day; who acts for a firm has that role without a grant."""
    rows = db.session.scalars(
        select(RoleGrant.role)
        .outerjoin(OperatorContract, RoleGrant.contract_id == OperatorContract.id)
        .where(RoleGrant.user_id == user_id, is_live_grant(day))
    )
    return frozenset(map(Role, rows)) | (ENTERPRISE if is_member_anywhere(user_id) else frozenset())


def users_with(role: Role, day: date) -> Sequence[User]:
    """The open accounts that have a role by a grant on a day, in order of the names."""
    holders = (
        select(RoleGrant.user_id)
        .outerjoin(OperatorContract, RoleGrant.contract_id == OperatorContract.id)
        .where(RoleGrant.role == role, is_live_grant(day))
    )
    open_ones = select(User).where(User.id.in_(holders), User.disabled_at.is_(None))
    return db.session.scalars(open_ones.order_by(User.name, User.id)).all()


def grants_of(user_id: int) -> Sequence[RoleGrant]:
    """Every role an account has or had, the latest first."""
    by_age = (RoleGrant.granted_at.desc(), RoleGrant.id.desc())
    return db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == user_id).order_by(*by_age)).all()


def unrevoked_of(user_id: int) -> Sequence[RoleGrant]:
    """The roles that nobody took back from an account, also those that are over or have not begun."""
    kept = (RoleGrant.user_id == user_id, RoleGrant.revoked_at.is_(None))
    return db.session.scalars(select(RoleGrant).where(*kept)).all()


def lock_admins(session: Session) -> None:
    """Let nobody else take an admin's role until this transaction ends; on SQLite the transaction is that lock."""
    rows = select(RoleGrant.id).where(RoleGrant.role == Role.ADMIN).order_by(RoleGrant.id)
    session.execute(rows.with_for_update()).all()


def admins_on(day: date) -> Sequence[RoleGrant]:
    """The admins' grants that hold on a day, of accounts that are open."""
    return db.session.scalars(
        select(RoleGrant)
        .join(User, User.id == RoleGrant.user_id)
        .outerjoin(OperatorContract, RoleGrant.contract_id == OperatorContract.id)
        .where(RoleGrant.role == Role.ADMIN, User.disabled_at.is_(None), is_live_grant(day))
        .execution_options(populate_existing=True)
    ).all()


def held_term(grant: RoleGrant) -> Term:
    """The days of a grant as far as its contract lasts now."""
    if grant.contract is None:
        return grant.term
    ends = [day for day in (grant.until_on, grant.contract.until_on) if day]
    return Term(max(grant.from_on, grant.contract.from_on), min(ends))


def contracts() -> Sequence[OperatorContract]:
    """The operators' contracts, the latest first."""
    by_day = (OperatorContract.from_on.desc(), OperatorContract.id.desc())
    return db.session.scalars(select(OperatorContract).order_by(*by_day)).all()


def get_contract(contract_id: int) -> OperatorContract:
    """A contract.

    Raises:
        NotFoundError
    """
    contract = db.session.get(OperatorContract, contract_id)
    if contract is None:
        raise NotFoundError
    return contract


def get_grant(grant_id: int, user_id: int) -> RoleGrant:
    """A grant of that account.

    Raises:
        NotFoundError
    """
    grant = db.session.get(RoleGrant, grant_id)
    if grant is None or grant.user_id != user_id:
        raise NotFoundError
    return grant
