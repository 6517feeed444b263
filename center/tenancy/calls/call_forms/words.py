"""Text, days, units and eligibility of a call."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired, ValidationError

from center.core.text import _
from center.core.time import SEOUL
from center.enterprises.rules.kinds import KIND_WORDS, Kind
from center.tenancy.calls.call_forms.rows import (
    RowForm,
    SectionForm,
    boxes_field,
    count_field,
    keyed,
    lines_field,
    name_field,
    rows_of,
)
from center.tenancy.calls.rules.content import Content, Eligibility, Named, Schedule
from center.web.fields import clock_field, day_field, read_instant, text_field
from center.web.i18n import say

LONGEST_TEXT = 20_000


class TextForm(SectionForm):
    """The title and the text."""

    title = name_field(_l("제목"), _l("제목을 적어 주세요."))
    title_en = text_field(_l("영어 제목"), 100)
    text = lines_field(_l("공고 글"), LONGEST_TEXT, InputRequired(_l("공고 글을 적어 주세요.")))
    text_en = lines_field(_l("영어 공고 글"), LONGEST_TEXT)

    @staticmethod
    def filled(content: Content) -> dict[str, Any]:
        """The fields as the content has them."""
        return {name: getattr(content, name) for name in ("title", "title_en", "text", "text_en")}

    def apply(self, content: Content) -> Content:
        """The content with what was written."""
        written: dict[str, Any] = {name: self[name].data or "" for name in ("title", "title_en", "text", "text_en")}
        return replace(content, **written)


def _clock_text(instant: datetime) -> str:
    local = instant.astimezone(SEOUL)
    return f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"


class DatesForm(SectionForm):
    """The days of a call."""

    notice_on: Any = day_field(_l("공고일"), InputRequired(_l("공고할 날을 적어 주세요.")))
    opens_day: Any = day_field(_l("접수 시작일"), InputRequired(_l("접수를 시작할 날을 적어 주세요.")))
    opens_time: Any = clock_field(_l("시작 시각"), InputRequired(_l("시작 시각을 적어 주세요. 예: 09:00")))
    closes_day: Any = day_field(_l("접수 마감일"), InputRequired(_l("마감일을 적어 주세요.")))
    closes_time: Any = clock_field(_l("마감 시각"), InputRequired(_l("마감 시각을 적어 주세요. 예: 18:00")))
    briefing_day: Any = day_field(_l("설명회 날"))
    briefing_time: Any = clock_field(_l("설명회 시각"))
    briefing_place = text_field(_l("설명회 장소"), 100)
    briefing_place_en = text_field(_l("설명회 장소(영어)"), 100)
    interview_on = day_field(_l("면접일"))
    result_on: Any = day_field(_l("결과 발표일"), InputRequired(_l("결과를 발표할 날을 적어 주세요.")))
    move_in_on: Any = day_field(_l("입주일"), InputRequired(_l("들어올 날을 적어 주세요.")))

    def validate_briefing_time(self, _field: Any) -> None:
        """Raises: ValidationError, where a time is told without its day."""
        self._ensure_together()

    def validate_briefing_day(self, _field: Any) -> None:
        """Raises: ValidationError, where a day is told without its time."""
        self._ensure_together()

    def _ensure_together(self) -> None:
        if bool(self.briefing_time.data) != bool(self.briefing_day.data):
            raise ValidationError(_l("설명회는 날과 시각을 함께 적어 주세요."))

    @staticmethod
    def filled(content: Content) -> dict[str, Any]:
        """The fields as the content has them."""
        days = content.schedule
        found: dict[str, Any] = {
            name: getattr(days, name)
            for name in ("notice_on", "interview_on", "result_on", "move_in_on", "briefing_place", "briefing_place_en")
        }
        for name in ("opens", "closes", "briefing"):
            if instant := getattr(days, f"{name}_at"):
                found[f"{name}_day"], found[f"{name}_time"] = instant.astimezone(SEOUL).date(), _clock_text(instant)
        return found

    def apply(self, content: Content) -> Content:
        """The content with these days."""
        return replace(content, schedule=self._schedule())

    def _schedule(self) -> Schedule:
        return Schedule(
            notice_on=self.notice_on.data,
            opens_at=read_instant(self.opens_day.data, self.opens_time.data),
            closes_at=read_instant(self.closes_day.data, self.closes_time.data),
            briefing_at=read_instant(self.briefing_day.data, self.briefing_time.data)
            if self.briefing_day.data
            else None,
            briefing_place=self.briefing_place.data or "",
            briefing_place_en=self.briefing_place_en.data or "",
            interview_on=self.interview_on.data,
            result_on=self.result_on.data,
            move_in_on=self.move_in_on.data,
        )


class UnitsForm(SectionForm):
    """Which units are offered, and for how long."""

    units = boxes_field(_l("모집할 공간"), validate_choice=False)
    years = count_field(_l("사용 기간(년)"), 1, 5)
    extension_years = count_field(_l("한 번 늘릴 수 있는 기간(년)"), 0, 5)

    @staticmethod
    def filled(content: Content) -> dict[str, Any]:
        """The fields as the content has them."""
        return {
            "units": list(content.units),
            "years": content.years,
            "extension_years": content.extension_years,
        }

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """The units there are on the move-in day, with what is to be known of each."""
        self.units.choices = choices

    def validate_units(self, field: Any) -> None:
        """Raises: ValidationError, where there is no such unit on the move-in day."""
        known = {code for code, _label in field.choices}
        if unknown := [code for code in field.data or [] if code not in known]:
            raise ValidationError(say(_("입주일에 없는 공간입니다: %(units)s", units=unknown)))

    def apply(self, content: Content) -> Content:
        """The content with these units."""
        return replace(
            content,
            units=tuple(sorted(set(self.units.data or ()))),
            years=self.years.data,
            extension_years=self.extension_years.data,
        )


class DeclarationRow(RowForm):
    """What an applicant declares."""

    name = name_field(_l("신청 기업이 밝히는 것"), _l("문장을 적어 주세요. 필요 없는 줄이면 빼 주세요."))
    name_en = text_field(_l("영어"), 200)


class EligibilityForm(SectionForm):
    """Who may apply."""

    kinds = boxes_field(_l("기업 유형"))
    in_district = SelectField(_l("지역"))
    most_years = text_field(_l("설립한 지 몇 년까지"), 3)
    declarations = rows_of(DeclarationRow)

    def prepare(self) -> None:
        """Give fields their choices."""
        self.kinds.choices = [(str(kind), say(word)) for kind, word in KIND_WORDS.items()]
        self.in_district.choices = [("in", say(_("영등포구에 있는 기업만"))), ("any", say(_("어디에 있든")))]

    def validate_most_years(self, field: Any) -> None:
        """Raises: ValidationError, where it is no number of years."""
        if field.data and not (field.data.isascii() and field.data.isdigit() and 0 < int(field.data) <= 50):
            raise ValidationError(_l("1부터 50까지 숫자로 적어 주세요. 제한이 없으면 비워 두세요."))

    @staticmethod
    def filled(content: Content) -> dict[str, Any]:
        """The fields as the content has them."""
        who = content.eligibility
        return {
            "kinds": [str(kind) for kind in who.kinds],
            "in_district": "in" if who.in_district else "any",
            "most_years": "" if who.most_years is None else str(who.most_years),
            "declarations": [{"key": one.key, "name": one.name, "name_en": one.name_en} for one in who.declarations],
        }

    def apply(self, content: Content) -> Content:
        """The content with these rules."""
        declarations = tuple(
            Named(key=key, name=row.name.data, name_en=row.name_en.data or "")
            for key, row in keyed(self.declarations.entries, "declaration")
        )
        eligibility = Eligibility(
            kinds=tuple(kind for kind in Kind if kind in (self.kinds.data or ())),
            in_district=self.in_district.data == "in",
            most_years=int(self.most_years.data) if self.most_years.data else None,
            declarations=declarations,
        )
        return replace(content, eligibility=eligibility)
