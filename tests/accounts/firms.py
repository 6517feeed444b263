"""People of firms, what they are invited to and what they propose, made without any page."""

from dataclasses import dataclass

from sqlalchemy import select

from center.accounts.models import Correction, Membership, User
from center.accounts.queries.members import invitation_mark, invitations_of
from center.accounts.rules.corrections import PROPOSABLE
from center.accounts.service.corrections import propose_correction
from center.accounts.service.members import invite_colleague
from center.core import time
from center.core.actor import Actor
from center.core.db import db
from center.enterprises.models import Enterprise
from center.mail.models import OutboxMail
from tests.accounts.test_people_pages import mailed_key
from tests.enterprises.factories import a_firm
from tests.people import a_firm_user, acts_for_firm

PASSWORD = "바람 부는 선유도 공원"
JISOO, MINHO, SUA = "jisoo@hangang.example", "minho@hangang.example", "sua@hangang.example"


@dataclass(frozen=True, slots=True)
class People:
    """A firm whose representative is 정지수; 박민호 acts for it too."""

    firm: Enterprise
    jisoo: User
    minho: User
    of_jisoo: int
    of_minho: int


def a_firm_with_people() -> People:
    """Two people of one firm."""
    firm = a_firm(name="한강 협동조합")
    jisoo, minho = a_firm_user(JISOO, PASSWORD), a_firm_user(MINHO, PASSWORD, "박민호")
    first = acts_for_firm(jisoo, firm)
    second = acts_for_firm(minho, firm, is_representative=False)
    return People(firm, jisoo, minho, first.id, second.id)


def an_invitation(people: People, email: str = SUA) -> tuple[str, str]:
    """The key and the mark of an invitation by the representative."""
    by = Actor(people.jisoo.id)
    invite_colleague(people.firm, email=email, name="한수아", language="ko", now=time.now(), by=by)
    key = mailed_key()
    return key, invitation_mark(invitations_of(people.firm, time.now())[0])


def typed(firm: Enterprise, **proposed: str) -> dict[str, str]:
    """The form of a correction, filled with the record but for what is proposed."""
    return {name: getattr(firm, name) for name in PROPOSABLE} | proposed


def a_correction(firm: Enterprise, user: User, note: str = "", **proposed: str) -> Correction:
    """A proposal of somebody; another telephone where nothing is said."""
    fields = typed(firm, **(proposed or {"phone": "02-1111-2222"}))
    by, version = Actor(user.id), firm.version
    return propose_correction(firm, fields, note, version=version, language="ko", now=time.now(), by=by)


def live() -> list[tuple[str, bool]]:
    """Who acts for any firm now, and whether they represent it."""
    db.session.rollback()
    db.session.expire_all()
    kept = select(Membership).where(Membership.ended_at.is_(None)).order_by(Membership.id)
    return [(one.user.name, one.is_representative) for one in db.session.scalars(kept)]


def letters() -> list[tuple[str | None, str | None]]:
    """To whom letters among people of a firm go, and what they say."""
    db.session.rollback()
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.kind == "firm_told").order_by(OutboxMail.id))
    return [(mail.recipient, (mail.facts or {}).get("what")) for mail in mails]
