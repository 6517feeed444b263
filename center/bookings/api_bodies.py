"""From a checked JSON body to a wish or a change. What a person types and what a program sends meets the same form."""

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from center.bookings import queries
from center.bookings.forms import DetailsForm, WordsForm
from center.bookings.models import Booking
from center.bookings.rules.bookable import use_of
from center.bookings.rules.codes import new_key
from center.bookings.rules.managing import WORDS_OF_A_BOOKING, Change
from center.bookings.rules.refusals import OffRasterError
from center.bookings.rules.values import Wording
from center.bookings.service.booking import Wish
from center.core import time
from center.core.errors import NotFoundError
from center.core.net import address_block
from center.core.text import _, as_language
from center.core.time import Period, seoul_day
from center.web.api import Errors, errors_of_instants, read_instants
from center.web.forms import BaseForm
from center.web.i18n import say


def errors_of_wish(sound: Mapping[str, Any]) -> Errors:
    """What is wrong with fields of a new booking that its schema lets pass."""
    instants = errors_of_instants(sound, "start", "end")
    return {**_errors_of(_details(sound), sound), **_errors_of_spaces(sound), **instants}


def _details(body: Mapping[str, Any]) -> DetailsForm:
    consents = {"consent_privacy": "y", "consent_terms": "y", "once": new_key()}
    return DetailsForm(formdata=_typed({**body, **consents}), meta={"csrf": False})


def wish_of_body(body: Mapping[str, Any], *, token_id: int | None) -> Wish:
    """The wish that a body without wrong fields makes.

    Raises:
        OffRasterError: the time ends before it begins, or is not on the half hour.
    """
    form, instants = _details(body), read_instants(body, "start", "end")
    book, today = queries.rulebook(), seoul_day(time.now())
    return Wish(
        rooms=tuple(sorted(body["spaces"])),
        period=_period(instants["start"], instants["end"]),
        purpose=form.purpose.data or "",
        purpose_kind=form.purpose_kind.data,
        headcount=form.headcount.data or 0,
        name=form.name.data or "",
        email=form.email.data or "",
        phone=form.phone.data or "",
        organisation=form.organisation.data or None,
        language=as_language(body.get("language")),
        terms_version=book.get(Wording, "terms", today).version,
        privacy_version=book.get(Wording, "privacy", today).version,
        news_version=None,
        network=address_block(request.remote_addr or ""),
        form_key=new_key(),
        token_id=token_id,
    )


def _typed(fields: Mapping[str, Any]) -> MultiDict[str, str]:
    """Fields as a form is filled in; what is null stays empty."""
    values = {name: "" if value is None else value for name, value in fields.items() if not isinstance(value, list)}
    whole = {name: int(value) if isinstance(value, float) else value for name, value in values.items()}
    return MultiDict({"purpose_kind": "other", **{name: str(value) for name, value in whole.items()}})


def _errors_of(form: BaseForm, sound: Mapping[str, Any]) -> Errors:
    """The faults of a form's fields, of those that were sent."""
    form.validate()
    return {
        field.name: [str(error) for error in field.errors] for field in form if field.errors and field.name in sound
    }


def _errors_of_spaces(sound: Mapping[str, Any]) -> Errors:
    """Rooms that cannot be booked on the day of the start."""
    if not {"spaces", "start"} <= sound.keys() or errors_of_instants(sound, "start"):
        return {}
    day = seoul_day(read_instants(sound, "start")["start"])
    try:
        queries.get_rooms(sound["spaces"], day)
    except NotFoundError:
        known = ", ".join(room.code for room in queries.rooms_on(day))
        return {"spaces": [say(_("예약할 수 있는 공간은 %(codes)s입니다.", codes=known))]}
    return {}


def _period(start: Any, end: Any) -> Period:
    """The period between two instants, on the raster.

    Raises:
        OffRasterError
    """
    if end <= start:
        raise OffRasterError
    period = Period(start, end)
    use_of(period)
    return period


def errors_of_change(sound: Mapping[str, Any]) -> Errors:
    """What is wrong with fields of a change that its schema lets pass."""
    return {**_errors_of(_words(sound), sound), **errors_of_instants(sound, "start", "end")}


def _words(body: Mapping[str, Any]) -> WordsForm:
    return WordsForm(formdata=_typed(body), meta={"csrf": False})


def change_of(body: Mapping[str, Any], booking: Booking) -> Change:
    """The change that a body without wrong fields makes of a booking; what it leaves out stays.

    Raises:
        OffRasterError: the time ends before it begins, or is not on the half hour.
    """
    form, instants = _words(body), read_instants(body, "start", "end")
    words = {name: form[name].data for name in WORDS_OF_A_BOOKING if name in body}
    if "organisation" in words:
        words["organisation"] = words["organisation"] or None
    period = booking.occurrence.period
    return Change(
        _period(instants.get("start", period.start), instants.get("end", period.end)) if instants else None, words
    )
