"""What is given on paper: the letter to a firm that is not admitted, for the firm and for staff.

Source: docs/rules/calls.md, "Screening"
"""

from flask import Blueprint, render_template

from center.accounts.queries.members import firm_of
from center.core import time
from center.core.errors import NotFoundError
from center.tenancy.applications import queries
from center.tenancy.applications.models import Application, Screening
from center.tenancy.applications.pages.letters import letter_page
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.content import Content
from center.web.access import ENTERPRISE, STAFF, acting, allow, note_access

bp = Blueprint("application_papers", __name__)
OWN = "/apply/<int(max=2147483647):call_id>"
DESK = "/staff/applications/<int(max=2147483647):application_id>"


@bp.get(f"{OWN}/letter")
@allow(ENTERPRISE)
def own_letter(call_id: int) -> str:
    """The letter to the firm, once it was told."""
    _call, version = get_published(call_id)
    application = queries.get_own(call_id, firm_of(acting()).id)
    return _letter(application, application.told_screening, version.says)


def _letter(application: Application, found: Screening | None, content: Content) -> str:
    if found is None or found.is_eligible:
        raise NotFoundError
    page = letter_page(application, found, content)
    return render_template("apply/letter.html", page=page, call=content, call_id=application.call_id)


@bp.get(f"{DESK}/letter")
@allow(STAFF)
def letter(application_id: int) -> str:
    """The same for staff, also before it is sent."""
    found, content = queries.get_readable(application_id, time.now())
    answer = _letter(found, found.screening, content)
    note_access("application.letter-shown", f"application {found.id}")
    return answer
