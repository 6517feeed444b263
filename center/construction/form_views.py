"""What all forms of the staff on projects have in common: one page, one way to carry a command out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.construction.models import Project
from center.core.errors import DomainError
from center.core.text import Text
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import BaseForm
from center.web.i18n import say

Answer = str | tuple[str, int] | Response


@dataclass(frozen=True, slots=True)
class Asked:
    """A form's page: its title, its button, where one goes back to; `hints` by the names of fields."""

    title: Text
    button: Text
    lead: Text | None = None
    back: str = "project_desk.project"
    hints: dict[str, Text] = field(default_factory=dict)


def shown(form: BaseForm, asked: Asked, project: Project | None, problem: Text | None = None, **more: Any) -> str:
    """The form; sent again it keeps the version from which it was made."""
    version = request.form.get("version", project.version if project else 0, type=int)
    key: dict[str, Any] = {"key": project.key} if project and asked.back != "project_desk.all_projects" else {}
    return render_template(
        "construction/form.html",
        form=form,
        fields=fields_of(form),
        asked=asked,
        project=project,
        version=version,
        problem=problem,
        back=url_for(asked.back, **key),
        **more,
    )


def carried_out(
    form: BaseForm,
    asked: Asked,
    project: Project | None,
    command: Callable[[], object],
    done: Callable[[], Response],
    **more: Any,
) -> Answer:
    """Do what a form asks for, or show the form again with what is wrong."""
    if not form.validate():
        return shown(form, asked, project, **more), UNPROCESSABLE
    try:
        command()
    except DomainError as refusal:
        return shown(form, asked, project, refusal.text, **more), status_of(refusal)
    return done()


def back_to(project: Project, told: Text, *, to: str = "project_desk.project", anchor: str = "") -> Response:
    """Back to a page of the project, with what was done."""
    flash(say(told), "ok")
    return redirect(url_for(to, key=project.key, _anchor=anchor or None), 303)


def fields_of(form: BaseForm) -> list[Any]:
    """The fields of a form, its own before those that it has from another form."""
    names = [name for own in type(form).__mro__ for name in vars(own) if name in form]
    return [form[name] for name in dict.fromkeys(names)]
