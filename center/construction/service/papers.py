"""Commands on documents and photos of a project.

Source: docs/rules/construction.md, "Documents"; docs/rules/safety.md, "Uploads"
"""

from dataclasses import dataclass
from datetime import datetime

from center.construction import queries
from center.construction.models import Project, ProjectFile
from center.construction.service.budget import get_payment
from center.construction.service.common import opened, subject
from center.core.actor import Actor
from center.core.audit import record
from center.core.db import transaction
from center.files.service import Accepted, drop_file, store_file

MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a document shows, and what it belongs to beside the project."""

    title: str
    title_en: str = ""
    is_public: bool = False
    milestone_id: int | None = None
    payment_id: int | None = None


def add_paper(
    project: Project, paper: Paper, accepted: Accepted, *, version: int, by: Actor | str, now: datetime
) -> ProjectFile:
    """Keep a document of a project; the evidence of a payment never becomes public.

    Raises:
        NotFoundError, ChangedMeanwhileError
    """
    with transaction() as session:
        present = opened(project, version)
        if paper.milestone_id is not None:
            queries.get_milestone(present, paper.milestone_id)
        if paper.payment_id is not None:
            get_payment(present, paper.payment_id)
        kept = ProjectFile(
            project_id=present.id,
            milestone_id=paper.milestone_id,
            payment_id=paper.payment_id,
            title=paper.title,
            title_en=paper.title_en,
            is_public=paper.is_public and paper.payment_id is None,
            file=store_file(accepted, by=by, now=now),
        )
        session.add(kept)
        session.flush()
        record("project.paper-added", subject(present), by=by, paper=kept.id, sha256=accepted.sha256)
    return kept


def drop_paper(project: Project, paper: ProjectFile, *, version: int, by: Actor) -> None:
    """Take a document out.

    Raises:
        ChangedMeanwhileError
    """
    with transaction() as session:
        present = opened(project, version)
        stored = paper.file
        session.delete(paper)
        session.flush()
        drop_file(stored)
        record("project.paper-dropped", subject(present), by=by, paper=paper.id, sha256=stored.sha256)
