"""The forms in which a call is written, one for each section."""

from collections.abc import Mapping

from center.tenancy.calls.call_forms.beginning import AnswerForm, BeginningForm, ReasonForm
from center.tenancy.calls.call_forms.papers import DocumentsForm, PlanForm
from center.tenancy.calls.call_forms.review import SelectionForm, StagesForm
from center.tenancy.calls.call_forms.rows import SectionForm
from center.tenancy.calls.call_forms.words import DatesForm, EligibilityForm, TextForm, UnitsForm
from center.tenancy.calls.rules.publishing import Section

FORMS: Mapping[Section, type[SectionForm]] = {
    Section.TEXT: TextForm,
    Section.DATES: DatesForm,
    Section.UNITS: UnitsForm,
    Section.ELIGIBILITY: EligibilityForm,
    Section.DOCUMENTS: DocumentsForm,
    Section.PLAN: PlanForm,
    Section.STAGES: StagesForm,
    Section.SELECTION: SelectionForm,
}
__all__ = ["FORMS", "AnswerForm", "BeginningForm", "ReasonForm", "SectionForm"]
