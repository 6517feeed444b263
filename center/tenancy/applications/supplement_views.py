"""A firm answers a supplement: each paper that is asked for uploaded on its own, then handed in together.

Source: docs/rules/calls.md, "Supplement"
"""

from flask import Blueprint, flash, redirect, url_for

from center.accounts.queries.members import firm_of
from center.core import time
from center.core.errors import DomainError
from center.core.text import _
from center.tenancy.applications import queries
from center.tenancy.applications.service import answering
from center.tenancy.applications.service.supplements import SupplementClosedError
from center.tenancy.applications.supplement_steps import Answering
from center.tenancy.applications.writing_steps import Answer, Ways
from center.tenancy.calls.queries import get_published
from center.web.access import ENTERPRISE, acting, allow
from center.web.errors import status_of
from center.web.i18n import language, say

bp = Blueprint("supplement", __name__, url_prefix="/apply")
ONE = "/<int(max=2147483647):call_id>/supplement"
WAYS = Ways("supplement", "call_id", back="apply.status")


def _asked(call_id: int) -> Answering | None:
    """What the firm is asked for, if anything is waited for."""
    _call, version = get_published(call_id)
    application = queries.get_own(call_id, firm_of(acting()).id)
    return Answering(application, application.waiting, version.says, WAYS) if application.waiting else None


def _waiting(call_id: int) -> Answering:
    """Raises: SupplementClosedError, where nothing is waited for."""
    asked = _asked(call_id)
    if asked is None:
        raise SupplementClosedError(_("지금은 보완할 것이 없습니다. 신청 상황을 확인해 주세요."))
    return asked


@bp.get(ONE)
@allow(ENTERPRISE)
def papers(call_id: int) -> Answer:
    """Each paper that is asked for; where nothing is, where the application stands."""
    asked = _asked(call_id)
    return redirect(url_for("apply.status", call_id=call_id)) if asked is None else asked.papers()


@bp.post(f"{ONE}/papers/<key>")
@allow(ENTERPRISE)
def upload(call_id: int, key: str) -> Answer:
    """Take one file in."""
    return _waiting(call_id).upload(key)


@bp.post(f"{ONE}/files/<int(max=2147483647):file_id>/removal")
@allow(ENTERPRISE)
def remove(call_id: int, file_id: int) -> Answer:
    """Take a file out."""
    return _waiting(call_id).remove(file_id)


@bp.post(ONE)
@allow(ENTERPRISE)
def answer(call_id: int) -> Answer:
    """Hand it in, judged by when this was received; where it was handed in already, the page says so."""
    arrived = time.now()
    asked = _asked(call_id)
    if asked is None:
        return redirect(url_for("apply.status", call_id=call_id), 303)
    try:
        answering.answer(asked.application, language=language(), by=acting(), now=arrived)
    except DomainError as refusal:
        return asked.papers(problem=refusal.text), status_of(refusal)
    flash(say(_("보완 서류를 냈습니다. 받은 때를 메일로 보냈습니다.")), "ok")
    return redirect(url_for("apply.status", call_id=call_id), 303)
