"""Texts that are translated for their reader only when they are shown.

A `Text` is a Korean sentence with facts; whoever shows it (page, API, mail) gives the reader's language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any, Literal

from center.core import time
from center.core.time import Period

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")
WEEKDAYS = {"ko": "월화수목금토일", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in Korean (the message id) and the facts it names.

    `en` is given where the text is data that is kept in both languages, and so in no catalogue.
    """

    msgid: str
    facts: Mapping[str, object] = field(default_factory=dict)
    en: str | None = None

    def __str__(self) -> str:
        return render(self, "ko", translate=lambda msgid: msgid)


def _(msgid: str, **facts: object) -> Text:
    """A text to be translated when it is shown."""
    return Text(msgid, facts)


def named(ko: str, en: str) -> Text:
    """A name or sentence that is kept in both languages."""
    return Text(ko, en=en)


def render(text: Text, language: Language, *, translate: Callable[[str], str], is_dated: bool = False) -> str:
    """The text in a language; days, periods and texts among its facts are written in that language too.

    A text that `is_dated` has every day with its year: it reads the same in another year.
    """
    if text.en is not None:
        return text.en if language == "en" else text.msgid
    sentence = translate(text.msgid)
    if not text.facts:
        return sentence.replace("%%", "%")
    shown = partial(_fact, language=language, translate=translate, is_dated=is_dated)
    return sentence % {name: shown(value) for name, value in text.facts.items()}


def _fact(value: object, *, language: Language, translate: Callable[[str], str], is_dated: bool) -> str:
    day_of = partial(show_day, language=language, is_dated=is_dated)
    match value:
        case Text():
            return render(value, language, translate=translate, is_dated=is_dated)
        case datetime():
            return f"{day_of(time.seoul_day(value))} {show_clock(value)}"
        case date():
            return day_of(value)
        case Period():
            return f"{day_of(value.day)} {show_hours(value)}"
        case list() | tuple():
            return ", ".join(_fact(part, language=language, translate=translate, is_dated=is_dated) for part in value)
        case _:
            return str(value)


def show_day(day: date, language: Language, *, is_dated: bool = False) -> str:
    """A day as people say it: 12월 23일(수), Wed 23 Dec; with the year where it is not the present one, or `is_dated`."""
    weekday = WEEKDAYS[language][day.weekday()]
    with_year = is_dated or day.year != time.today().year
    if language == "ko":
        return f"{f'{day.year}년 ' if with_year else ''}{day.month}월 {day.day}일({weekday})"
    return f"{weekday} {day.day} {MONTHS_EN[day.month - 1]}{f' {day.year}' if with_year else ''}"


def kept(text: Text) -> dict[str, Any]:
    """A text as JSON keeps it, to be said later in whatever language its reader has by then."""
    facts = {name: _kept_fact(value) for name, value in text.facts.items()}
    return {"msgid": text.msgid, "facts": facts, **({"en": text.en} if text.en is not None else {})}


def _kept_fact(value: object) -> Any:
    match value:
        case Text():
            return kept(value)
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case list() | tuple():
            return [_kept_fact(part) for part in value]
        case int():
            return value
        case _:
            return str(value)


def restored(plain: Mapping[str, Any]) -> Text:
    """The text that was kept."""
    facts = {name: _restored_fact(value) for name, value in plain["facts"].items()}
    return Text(plain["msgid"], facts, plain.get("en"))


def _restored_fact(value: Any) -> object:
    match value:
        case {"msgid": _}:
            return restored(value)
        case {"instant": instant}:
            return datetime.fromisoformat(instant)
        case {"day": day}:
            return date.fromisoformat(day)
        case list():
            return [_restored_fact(part) for part in value]
        case _:
            return value


def month_name(month: int) -> Text:
    """A month as it is named: 12 (월), Dec."""
    return named(str(month), MONTHS_EN[month - 1])


def show_days(first: date, last: date, language: Language) -> str:
    """Some days from the first to the last, without weekdays: 12월 21일~27일, 21–27 Dec."""
    is_one_month = first.month == last.month
    if language == "ko":
        return f"{first.month}월 {first.day}일~{'' if is_one_month else f'{last.month}월 '}{last.day}일"
    begin = f"{first.day}" if is_one_month else f"{first.day} {MONTHS_EN[first.month - 1]}"
    return f"{begin}–{last.day} {MONTHS_EN[last.month - 1]}"


def show_clock(instant: datetime) -> str:
    """The Seoul time of day of an instant: 14:30."""
    return time.clock_text(time.minute_of_day(instant))


def show_hours(period: Period) -> str:
    """The hours of a period within one Seoul day: 14:00~16:00; midnight at its end is 24:00."""
    minutes = int((period.end - time.at(period.day, 0)).total_seconds()) // 60
    return f"{show_clock(period.start)}~{time.clock_text(minutes)}"


def as_language(value: str | None) -> Language:
    """The language of that code, Korean for any unknown one."""
    return "en" if value == "en" else "ko"
