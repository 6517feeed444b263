"""The page on which a supplement is answered, the same for its firm and for staff who enter what came on paper.

It answers for an application that its view has looked up; `ways` tells where its pages are.
"""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template

from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.tenancy.applications.models import Application, Supplement
from center.tenancy.applications.pages import supplements as pages
from center.tenancy.applications.pages.own import second_text
from center.tenancy.applications.rules.supplements import stage_of
from center.tenancy.applications.service import answering
from center.tenancy.applications.writing_steps import Answer, Ways, document_of, take_in
from center.tenancy.calls.rules.content import Content
from center.web.access import acting
from center.web.errors import status_of
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class Answering:
    """The page of what is waited for."""

    application: Application
    waiting: Supplement
    content: Content
    ways: Ways

    def _to(self, step: str, **more: Any) -> str:
        return self.ways.to(self.application, step, **more)

    def papers(self, at: str = "", fault: Text | None = None, problem: Text | None = None, **more: Any) -> str:
        """Each paper that is asked for, with what staff wrote and what lies there."""
        there = answering.papers_of(self.application, self.waiting)
        wanted = [
            (one, self.waiting.papers[one.key], there[one.key]) for one in self.content.documents if one.key in there
        ]
        stage, heading = stage_of(self.waiting.demand, time.today()), self._heading()
        facts = {
            "application": self.application,
            "call": self.content,
            "call_id": self.application.call_id,
            "title": heading[0],
            "lead": heading[1],
            "wanted": wanted,
            "is_in_time": stage in pages.MAY_ANSWER,
            "due": say(_("%(day)s", day=self.waiting.due_on)),
            "now": second_text(time.now()),
            "to": self._to,
            "is_desk": self.ways.key == "application_id",
        }
        return render_template("apply/supplement_form.html", at=at, fault=fault, problem=problem, **facts, **more)

    def _heading(self) -> tuple[str, str]:
        title, lead = pages.while_waiting(self.waiting, self.content, time.today())
        return say(title), say(lead)

    def upload(self, key: str, **more: Any) -> Answer:
        """Take one file in."""
        document = document_of(self.content, key)
        try:
            answering.add_paper(self.application, key, take_in(document), by=acting(), now=time.now())
        except DomainError as refusal:
            return self.papers(key, refusal.text, **more), status_of(refusal)
        return redirect(self._to("papers") + f"#paper-{key}", 303)

    def remove(self, file_id: int) -> Answer:
        """Take a file out."""
        answering.drop_paper(self.application, file_id, by=acting())
        return redirect(self._to("papers"), 303)
