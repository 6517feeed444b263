"""What is given on paper: receipt, application, and the letter to a firm that takes no further part; for it and for staff.

Source: docs/rules/calls.md, "The application" and "Screening"
"""

from flask import Blueprint, Response, render_template

from center.accounts.queries.members import firm_of
from center.core import time
from center.core.errors import NotFoundError
from center.papers.application import application_paper
from center.papers.reasons import ReasonsLetter, reasons_facts, reasons_paper
from center.papers.receipt import receipt_paper
from center.papers.serving import paper_answer
from center.tenancy.applications import queries
from center.tenancy.applications.models import Application, Submission
from center.tenancy.applications.pages.letters import letter_of, own_letter_of
from center.tenancy.applications.pages.papers import application_paper_of, content_of, receipt_of
from center.tenancy.calls.queries import get_published
from center.tenancy.calls.rules.content import Content
from center.web.access import ENTERPRISE, STAFF, acting, allow, note_access

bp = Blueprint("application_papers", __name__)
OWN = "/apply/<int(max=2147483647):call_id>"
DESK = "/staff/applications/<int(max=2147483647):application_id>"


def _own(call_id: int) -> tuple[Application, Content]:
    _call, version = get_published(call_id)
    return queries.get_own(call_id, firm_of(acting()).id), version.says


def _standing(application: Application) -> Submission:
    """Raises: NotFoundError, where nothing was handed in, or it was given up."""
    if application.standing is None:
        raise NotFoundError
    return application.standing


def _sent(letter: ReasonsLetter | None) -> ReasonsLetter:
    """Raises: NotFoundError, where there is no letter."""
    if letter is None:
        raise NotFoundError
    return letter


def _page(letter: ReasonsLetter, pdf: str, application: Application) -> str:
    return render_template("apply/letter.html", page=reasons_facts(letter), pdf=pdf, application=application)


def _application(application: Application) -> Response:
    standing = _standing(application)
    content = content_of(application.call, standing)
    return paper_answer(application_paper(application_paper_of(application, standing, content)))


@bp.get(f"{OWN}/receipt.pdf")
@allow(ENTERPRISE)
def receipt(call_id: int) -> Response:
    """The receipt of what stands."""
    application, _content = _own(call_id)
    standing = _standing(application)
    content = content_of(application.call, standing)
    return paper_answer(receipt_paper(receipt_of(application, standing, content)))


@bp.get(f"{OWN}/application.pdf")
@allow(ENTERPRISE)
def own_application(call_id: int) -> Response:
    """What stands, whole."""
    return _application(_own(call_id)[0])


@bp.get(f"{OWN}/letter")
@allow(ENTERPRISE)
def own_letter(call_id: int) -> str:
    """The letter to the firm, once it was told."""
    application, content = _own(call_id)
    return _page(_sent(own_letter_of(application, content)), "application_papers.own_letter_pdf", application)


@bp.get(f"{OWN}/letter.pdf")
@allow(ENTERPRISE)
def own_letter_pdf(call_id: int) -> Response:
    """The same on paper."""
    return paper_answer(reasons_paper(_sent(own_letter_of(*_own(call_id)))))


@bp.get(f"{DESK}/application.pdf")
@allow(STAFF)
def application(application_id: int) -> Response:
    """An application for staff, whole."""
    found, _content = queries.get_readable(application_id, time.now())
    answer = _application(found)
    note_access("application.taken", f"application {found.id}")
    return answer


@bp.get(f"{DESK}/letter")
@allow(STAFF)
def letter(application_id: int) -> str:
    """The letter for staff, also before it is sent."""
    found, content = queries.get_readable(application_id, time.now())
    answer = _page(_sent(letter_of(found, content)), "application_papers.letter_pdf", found)
    note_access("application.letter-shown", f"application {found.id}")
    return answer


@bp.get(f"{DESK}/letter.pdf")
@allow(STAFF)
def letter_pdf(application_id: int) -> Response:
    """The same on paper; before it is sent it says that it is a draft."""
    found, content = queries.get_readable(application_id, time.now())
    answer = paper_answer(reasons_paper(_sent(letter_of(found, content))))
    note_access("application.letter-shown", f"application {found.id}")
    return answer
