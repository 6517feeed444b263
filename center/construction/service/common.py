"""What every command on a project begins with."""

from center.construction.models import Project
from center.core.db import db
from center.core.errors import ChangedMeanwhileError
from center.core.text import _


def opened(project: Project, version: int) -> Project:
    """The project as it is now, locked, if nobody has done anything with it since that version; it has the next one.

    Raises:
        ChangedMeanwhileError
    """
    present = db.session.get_one(Project, project.id, populate_existing=True, with_for_update=True)
    if present.version != version:
        raise ChangedMeanwhileError(_("다른 담당자가 이 사업을 고쳤습니다."))
    present.version += 1
    return present


def subject(project: Project) -> str:
    """How the log names a project."""
    return f"project {project.key}"
