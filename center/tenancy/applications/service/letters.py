"""What applicants are told by mail: receipts, and what became of a call since they began.

The receipt names number, time to the second and hash; amendments name what changed and why.
Source: docs/rules/calls.md, "The call" and "The application"
"""

from datetime import datetime

from sqlalchemy import or_, select

from center.core.db import db, transaction
from center.core.text import kept
from center.mail.service import post_mail
from center.tenancy.applications.models import Application, State
from center.tenancy.calls.models import Call, CallVersion
from center.tenancy.calls.rules.changes import changes_between

MOST_AT_ONCE = 100


def tell(application: Application, what: str, *, send_before: datetime | None = None, **facts: object) -> None:
    """Post a letter to whom the applicant named; to nobody where no address is known yet."""
    if not (to := application.written.email):
        return
    told = {
        "what": what,
        "call_id": application.call_id,
        "title": kept(application.call.versions[-1].says.heading),
        "number": application.receipt_number,
        "firm": application.enterprise.name,
        **facts,
    }
    post_mail("application_told", to=to, language=application.language, facts=told, send_before=send_before)


def tell_news() -> int:
    """Tell who began an application that its call was amended or called off since; how many letters.

    Each is told once of all that happened since, in a transaction of its own.
    """
    n_told = 0
    for application_id in _uninformed():
        with transaction() as session:
            application = session.get_one(Application, application_id, populate_existing=True, with_for_update=True)
            n_told += _tell_one(application)
    return n_told


def _uninformed() -> list[int]:
    newer = Call.versions.any(CallVersion.n > Application.told_version)
    called_off = Call.called_off_at.is_not(None) & Application.is_told_of_end.is_(False)
    rows = select(Application.id).join(Application.call).where(Application.state != State.WITHDRAWN)
    return list(db.session.scalars(rows.where(or_(newer, called_off)).order_by(Application.id).limit(MOST_AT_ONCE)))


def _tell_one(application: Application) -> bool:
    call = application.call
    versions = {version.n: version for version in call.versions}
    known, present = versions[application.told_version], call.versions[-1]
    application.told_version = present.n
    if call.called_off_at is not None:
        application.is_told_of_end = True
        tell(application, "called_off", reason=call.called_off_reason)
        return True
    changes = [kept(change.what) for change in changes_between(known.says, present.says)]
    if changes:
        tell(application, "amended", reason=present.reason, changes=changes)
    return bool(changes)
