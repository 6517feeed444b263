"""The pages on which an application is written, the same for its firm and for staff who enter one that came on paper.

Each answers for an application that its view has looked up; `ways` tells where its pages are.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from center.core import time
from center.core.errors import ChangedMeanwhileError, DomainError, NotFoundError, RuleError
from center.core.text import Text, _
from center.files.rules.kinds import FileRefusedError
from center.files.service import Accepted
from center.files.serving import attachment, the_store
from center.tenancy.applications import service
from center.tenancy.applications.forms import NeedForm, parts_of, plan_form
from center.tenancy.applications.models import Application
from center.tenancy.applications.pages import own as pages
from center.tenancy.applications.rules.written import Written, ranked
from center.tenancy.calls.pages.calls import instant_text
from center.tenancy.calls.rules.content import Content, Document
from center.tenancy.calls.rules.phases import in_time
from center.web.access import acting
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import BaseForm, form_version
from center.web.i18n import say

WHERE = ("apply", "application_entry", "supplement", "supplement_desk")
LARGEST = {f"{blueprint}.upload": 20_000_000 for blueprint in WHERE}
LONGEST = {f"{blueprint}.{step}": 4_000_000 for blueprint in WHERE for step in ("save_plan", "autosave")}
"""A business plan of twenty parts, each as long as a part may be, as a browser sends it."""
Answer = str | tuple[str, int] | BaseResponse


def document_of(content: Content, key: str) -> Document:
    """A paper that a call asks for.

    Raises:
        NotFoundError
    """
    found = next((one for one in content.documents if one.key == key), None)
    if found is None:
        raise NotFoundError
    return found


def take_in(document: Document) -> Accepted:
    """The file that this request brings for a paper, proved and in its place.

    Raises:
        FileRefusedError: none was chosen, or it is not what the call asks for.
        StorageError
    """
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise FileRefusedError(_("파일을 골라 주세요."))
    most = document.most_mb * 1_000_000
    return the_store().take_in(sent.stream, sent.filename, allowed=document.kinds, most_bytes=most)


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the pages of an application are: a blueprint whose addresses have `key` in them, and where they lead back."""

    blueprint: str
    key: str
    back: str

    def to(self, application: Application, step: str, **more: Any) -> str:
        """The address of a page."""
        more[self.key] = application.call_id if self.key == "call_id" else application.id
        return url_for(f"{self.blueprint}.{step}", **more)


@dataclass(frozen=True, slots=True)
class Steps:
    """The pages of one application."""

    application: Application
    content: Content
    ways: Ways

    def _to(self, step: str, **more: Any) -> str:
        return self.ways.to(self.application, step, **more)

    def shown(self, template: str, step: int, **facts: Any) -> str:
        """A page on the way, with the clock that counts."""
        application, schedule, now = self.application, self.content.schedule, time.now()
        common: dict[str, Any] = {
            "application": application,
            "call": self.content,
            "call_id": application.call_id,
            "back": url_for(self.ways.back, call_id=application.call_id),
            "to": partial(self.ways.to, application),
            "steps": pages.step_names(),
            "step": step,
            "closes_at": instant_text(schedule.closes_at),
            "now": pages.clock_text(now),
            "received": pages.second_text(application.received_at) if application.received_at else "",
            "is_over": not in_time(schedule, application.received_at or now),
        }
        told: dict[str, Any] = {"problem": None, "theirs": [], "version": application.version}
        return render_template(template, **{**common, **told, **facts})

    def need(self) -> Answer:
        """Contact, need, the order of units, declarations."""
        return self._need(NeedForm(formdata=None, data=NeedForm.filled(self.application.written)))

    def _need(self, form: NeedForm, **told: Any) -> str:
        form.offer(self.content)
        chosen, rest = pages.unit_choices(self.content, self._choices())
        facts = {"chosen": chosen, "rest": rest, "firm": pages.firm_rows(self.application.enterprise)}
        return self.shown("apply/need_form.html", 1, form=form, **facts, **told)

    def _need_rows(self) -> list[tuple[str, str]]:
        written = self.application.written
        return [*pages.need_rows(written), *pages.claimed_rows(self.content, written)]

    def _choices(self) -> tuple[str, ...]:
        """The order of units as the form has it, else as it was kept."""
        if "choices" not in request.form:
            return self.application.written.choices
        return tuple(code for code in request.form["choices"].split(",") if code)

    def save_need(self) -> Answer:
        """Keep it; a button at a unit changes the order first."""
        form = NeedForm()
        form.offer(self.content)
        if not form.validate():
            return self._need(form, version=form_version()), UNPROCESSABLE
        act = request.form.get("act", "")
        choices = ranked(self._choices(), act, self.content.units)
        written = service.written_with(self.application, **form.changes(), choices=choices)
        if (refused := self._kept(written)) is not None:
            return self._need(form, **self._told(refused, written)), status_of(refused)
        return redirect(self._to("form", _anchor="units") if ":" in act else self._to("plan"), 303)

    def _kept(self, written: Written) -> DomainError | None:
        """Keep what was written; what speaks against it, if anything does."""
        try:
            service.save(self.application, written, version=form_version(), now=time.now())
        except DomainError as refusal:
            return refusal
        return None

    def _told(self, refused: DomainError, typed: Written) -> dict[str, Any]:
        """The refusal; where it was written on elsewhere what lies there now, and what was typed may be kept over it."""
        if not isinstance(refused, ChangedMeanwhileError):
            return {"problem": refused.text, "version": form_version()}
        return {"problem": refused.text, "theirs": pages.others_rows(self.content, self.application.written, typed)}

    def plan(self) -> Answer:
        """The business plan in its parts."""
        data = {f"part-{key}": text for key, text in self.application.written.parts.items()}
        return self._plan(plan_form(self.content)(formdata=None, data=data))

    def _plan(self, form: BaseForm, **told: Any) -> str:
        return self.shown("apply/plan_form.html", 2, form=form, **told)

    def save_plan(self) -> Answer:
        """Keep it, also what is too long."""
        form = plan_form(self.content)()
        if not form.validate():
            return self._plan(form, version=form_version()), UNPROCESSABLE
        written = service.written_with(self.application, parts=parts_of(form))
        if (refused := self._kept(written)) is not None:
            return self._plan(form, **self._told(refused, written)), status_of(refused)
        return redirect(self._to("papers"), 303)

    def autosave(self) -> Answer:
        """Keep the plan while it is typed; another window's newer text is never written over."""
        form = plan_form(self.content)()
        try:
            if not form.validate():
                raise RuleError(_("너무 길어서 저장하지 못했습니다. 아래 단추를 누르면 어디가 긴지 알려 드립니다."))
            written = service.written_with(self.application, parts=parts_of(form))
            version = service.save(self.application, written, version=form_version(), now=time.now())
        except DomainError as refusal:
            return make_response({"told": say(refusal.text)}, status_of(refusal))
        return jsonify(version=version, told=say(_("%(at)s에 저장했습니다.", at=pages.second_text(time.now()))))

    def papers(self, at: str = "", fault: Text | None = None) -> str:
        """Each paper that is asked for, with what lies there."""
        lying = {
            one.key: [file for file in self.application.files if file.is_in_draft and file.document_key == one.key]
            for one in self.content.documents
        }
        required = [one.key for one in self.content.documents if one.is_required]
        counts = {"n_required": len(required), "n_there": sum(bool(lying[key]) for key in required)}
        return self.shown("apply/paper_list.html", 3, lying=lying, at=at, fault=fault, **counts)

    def upload(self, key: str) -> Answer:
        """Take one file in."""
        document = document_of(self.content, key)
        try:
            service.add_file(self.application, key, take_in(document), by=acting(), now=time.now())
        except DomainError as refusal:
            return self.papers(key, refusal.text), status_of(refusal)
        return redirect(self._to("papers") + f"#paper-{key}", 303)

    def remove(self, file_id: int) -> Answer:
        """Take a paper out."""
        service.drop(self.application, file_id, by=acting())
        return redirect(self._to("papers"), 303)

    def paper(self, file_id: int) -> Response:
        """One of the papers."""
        found = next((one for one in self.application.files if one.id == file_id), None)
        if found is None:
            raise NotFoundError
        return attachment(found.file)

    def review(self, form: BaseForm, problem: Text | None = None) -> str:
        """The last look: everything that will be handed in, and what is missing."""
        missing = pages.missing_rows(service.missing_now(self.application, self.content), self._to)
        chosen, _rest = pages.unit_choices(self.content, self.application.written.choices)
        facts = {"missing": missing, "chosen": chosen, "need": self._need_rows()}
        declared = pages.declared_lines(self.content, self.application.written)
        return self.shown("apply/review.html", 4, form=form, problem=problem, declared=declared, **facts)
