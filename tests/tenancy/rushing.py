"""Firms that hand in at a real server, by the real clock: an open call, complete drafts, and whose they are."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from center.core import time
from center.core.audit import OPERATOR
from center.core.time import at
from center.enterprises.rules.kinds import Kind, KindTerm
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.calls.models import Call
from center.tenancy.calls.queries import get_call
from center.tenancy.calls.rules.content import moved
from center.tenancy.calls.service import begin_call, publish
from tests.people import a_firm_user, acts_for_firm
from tests.servers import Reply, Visitor, hidden
from tests.tenancy.applying import a_young_firm, begun

PASSWORD = "a-long-enough-passphrase"


def a_call_until(closes_at: datetime) -> Call:
    """A call that opened yesterday and closes then."""
    today = time.today()
    notice_on = today - timedelta(days=10)
    content = moved(SECOND, notice_on)
    schedule = replace(
        content.schedule,
        opens_at=at(today - timedelta(days=1), 9 * 60),
        closes_at=closes_at,
        interview_on=today + timedelta(days=20),
        result_on=today + timedelta(days=30),
        move_in_on=today + timedelta(days=60),
    )
    noticed = time.now() - timedelta(days=10)
    call = begin_call(replace(content, schedule=schedule), notice_on, by=OPERATOR, now=noticed)
    publish(call, version=call.version, reason="", by=OPERATOR, now=noticed)
    return get_call(call.id)


def firms_with_drafts(call: Call, n: int) -> list[str]:
    """So many firms whose application lacks nothing; the addresses with which their people sign in."""
    founded = time.today() - timedelta(days=700)
    for k in range(n):
        firm = a_young_firm(founded_on=founded, kinds=(KindTerm(Kind.COOPERATIVE, founded),))
        acts_for_firm(a_firm_user(f"rusher{k}@example.kr", PASSWORD), firm)
        begun(call, firm)
    return [f"rusher{k}@example.kr" for k in range(n)]


@dataclass(frozen=True)
class Applicant:
    """Somebody who has the last page open, filled in."""

    visitor: Visitor
    call_id: int
    form: dict[str, str]

    def send(self) -> Reply:
        """Hand in."""
        return self.visitor.post(f"/apply/{self.call_id}/submission", self.form)


def at_the_last_page(visitor: Visitor, email: str, call_id: int) -> Applicant:
    """Sign in and go to the last page."""
    form = {"csrf_token": hidden(visitor.get("/sign-in").text, "csrf_token"), "email": email, "password": PASSWORD}
    assert visitor.post("/sign-in", form).status == 303
    page = visitor.get(f"/apply/{call_id}/review").text
    return Applicant(visitor, call_id, last_form(page))


def last_form(page: str) -> dict[str, str]:
    """The last page, filled in."""
    names = ("csrf_token", "version")
    main = page[page.index("<main") :]
    return {**{name: hidden(main, name) for name in names}, "consent": "y", "is_true": "y"}
