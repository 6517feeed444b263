"""Fields that several slices' forms have: texts of a length, days, money. What is wrong is said in our own words."""

import re
from datetime import date, datetime, time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation, ValidationError

from center.core.time import SEOUL, YEARS

EARLIEST = date(1900, 1, 1)
MOST_WON = 100_000_000_000
CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?")
MIDNIGHT = time(23, 59, 59)


def text_field(label: Any, most: int, *validators: Any) -> StringField:
    """A line of text of at most so many letters; optional unless a validator says otherwise."""
    limit = Length(max=most, message=_l("너무 깁니다. 더 짧게 적어 주세요."))
    return StringField(label, validators=[*(validators or (Optional(),)), limit])


def day_field(label: Any, *validators: Any) -> DateField:
    """A day of which people can speak; optional unless a validator says otherwise."""
    return DateField(label, validators=[_was_read, *(validators or (Optional(),)), _is_day])


def _was_read(_form: Any, field: Any) -> None:
    """What could not be read has its sentence already.

    Raises:
        StopValidation
    """
    if field.raw_data and field.raw_data[0] and field.data is None:
        raise StopValidation


def _is_day(_form: Any, field: Any) -> None:
    """Raises: ValidationError, where nobody was there on that day."""
    if field.data is not None and (field.data < EARLIEST or field.data.year >= YEARS.stop):
        raise ValidationError(_l("날짜를 다시 확인해 주세요."))


def clock_field(label: Any, *validators: Any) -> StringField:
    """A time of day, to the minute or to the second; optional unless a validator says otherwise."""
    return StringField(label, validators=[*(validators or (Optional(),)), _is_clock])


def _is_clock(_form: Any, field: Any) -> None:
    """Raises: ValidationError, where it is no time of day."""
    if field.data and CLOCK.fullmatch(field.data) is None:
        raise ValidationError(_l("시각을 18:00이나 18:00:00처럼 적어 주세요."))


def read_instant(day: date, typed: str) -> datetime:
    """A day and a time of day in Seoul, to the second; 24:00 is the last second of the day."""
    hours, minutes, seconds = (int(part or 0) for part in CLOCK.fullmatch(typed).groups())  # type: ignore[union-attr]
    clock = MIDNIGHT if hours == 24 else time(hours, minutes, seconds)
    return datetime.combine(day, clock, SEOUL)


def won_field(label: Any, missing: Any) -> IntegerField:
    """An amount of won, typed with or without commas."""
    return WonField(
        label,
        validators=[InputRequired(missing), NumberRange(1, MOST_WON, message=_l("1원부터 적을 수 있습니다."))],
    )


class WonField(IntegerField):
    """Whole won as people write them: 5,000,000원."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it without commas and without its unit."""
        super().process_formdata([value.replace(",", "").removesuffix("원") for value in valuelist])
