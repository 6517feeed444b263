"""Commands with which a firm answers a supplement: papers put to it and taken out, then handed in together.

What was handed in first stays beside it. An upload is kept at any time; only handing in looks at the last day.
Source: docs/rules/calls.md, "Supplement"
"""

from datetime import datetime

from center.core.actor import Actor
from center.core.audit import record
from center.core.db import transaction
from center.core.errors import NotFoundError, RuleError
from center.core.text import Language, _
from center.core.time import seoul_day
from center.files.service import Accepted, store_file
from center.tenancy.applications.models import Application, ApplicationFile, Ending, Supplement
from center.tenancy.applications.rules import supplements as rules
from center.tenancy.applications.rules.written import seal_of
from center.tenancy.applications.service.letters import tell
from center.tenancy.applications.service.supplements import SupplementClosedError, asked_papers
from center.tenancy.applications.service.writing import give_up, is_new_among, locked, subject


def papers_of(application: Application, supplement: Supplement) -> dict[str, list[ApplicationFile]]:
    """The papers of a supplement by the key of what was asked for, each with the files that came for it."""
    came = application.came_for(supplement)
    return {key: [one for one in came if one.document_key == key] for key in supplement.papers}


def _waited_for(application: Application) -> tuple[Application, Supplement]:
    """The application, its row locked, and what is waited for.

    Raises:
        SupplementClosedError
    """
    present = locked(application)
    if (waiting := present.waiting) is None:
        raise SupplementClosedError(_("지금은 보완할 것이 없습니다. 신청 상황을 확인해 주세요."))
    return present, waiting


def add_paper(application: Application, key: str, accepted: Accepted, *, by: Actor, now: datetime) -> None:
    """Put a paper to what is waited for; one of the same bytes is there once.

    Raises:
        NotFoundError: that paper was not asked for.
        RuleError: too many files of one paper.
        SupplementClosedError
    """
    with transaction() as session:
        present, waiting = _waited_for(application)
        if key not in waiting.papers:
            raise NotFoundError
        if not is_new_among(papers_of(present, waiting)[key], accepted):
            return
        session.add(
            ApplicationFile(
                application_id=present.id,
                document_key=key,
                file_id=store_file(accepted, by=by, now=now).id,
                is_in_draft=False,
                is_handed_in=False,
                supplement_id=waiting.id,
            )
        )
        record("supplement.file-added", subject(present), by=by, n=waiting.n, document=key, sha256=accepted.sha256)


def drop_paper(application: Application, file_id: int, *, by: Actor) -> None:
    """Take out a paper that was not handed in yet.

    Raises:
        NotFoundError: no such paper lies there for what is waited for.
        SupplementClosedError
    """
    with transaction():
        present, waiting = _waited_for(application)
        found = next((one for one in present.files if one.id == file_id and one.supplement_id == waiting.id), None)
        if found is None:
            raise NotFoundError
        record("supplement.file-dropped", subject(present), by=by, n=waiting.n, document=found.document_key)
        give_up(present, found)


def answer(
    application: Application, *, language: Language, by: Actor, now: datetime, received_at: datetime | None = None
) -> Supplement:
    """Hand in what was asked for; once more gives the same.

    `now` is when the command arrived; for what came on paper, `received_at` decides instead and both are kept.
    Side effects: a letter with what was received, to the second.

    Raises:
        LateError: it arrived after the last day.
        SupplementError: a paper has no file.
        RuleError: it cannot have been received then.
        SupplementClosedError
    """
    with transaction():
        present = locked(application)
        if present.supplements and present.supplements[-1].ending == Ending.ANSWERED:
            return present.supplements[-1]
        present, waiting = _waited_for(present)
        came_at = received_at or now
        if not waiting.asked_at <= came_at <= now:
            raise RuleError(_("보완을 요구한 뒤, 지금보다 앞선 때를 적어 주세요."))
        papers = papers_of(present, waiting)
        rules.answer(waiting.demand, seoul_day(came_at), [key for key, files in papers.items() if files])
        _hand_in(present, waiting, came_at, entered_at=now if received_at else None)
        present.language = language
        record("supplement.answered", subject(present), by=by, n=waiting.n, sha256=waiting.sha256)
        came = [
            {**one, "note": ", ".join(file.file.name for file in papers[key])}
            for key, one in zip(waiting.papers, asked_papers(present, waiting), strict=True)
        ]
        tell(present, "supplement_answered", at=came_at.isoformat(), sha256=waiting.sha256, reasons=came)
    return waiting


def _hand_in(application: Application, waiting: Supplement, came_at: datetime, *, entered_at: datetime | None) -> None:
    for one in application.came_for(waiting):
        one.is_handed_in = True
    waiting.ending = Ending.ANSWERED
    waiting.sha256 = seal_of(application.answer_to(waiting))
    entered = {"entered_at": entered_at.isoformat()} if entered_at else {}
    waiting.steps = [*waiting.steps, {"what": Ending.ANSWERED, "at": came_at.isoformat(), **entered}]
    application.version += 1
