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
from center.web.api import Errors, WrongFieldsError, read_instants
from center.web.forms import BaseForm
from center.web.i18n import say

NOT_OF_THE_BODY = {"once", "consent_privacy", "consent_terms", "confirm_few", "csrf_token"}


def wish_of_body(body: Mapping[str, Any], *, token_id: int | None) -> Wish:
    """The wish that a body makes.

    Raises:
        WrongFieldsError: with every field that is wrong.
        OffRasterError: the time ends before it begins.
    """
    consents = {"consent_privacy": "y", "consent_terms": "y", "once": new_key()}
    form = DetailsForm(formdata=_typed({**body, **consents}), meta={"csrf": False})
    errors = {**_errors_of(form), **_errors_of_spaces(body)}
    try:
        instants = read_instants(body, "start", "end")
    except WrongFieldsError as wrong:
        raise WrongFieldsError({**errors, **wrong.errors}) from wrong
    if errors:
        raise WrongFieldsError(errors)
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


def _errors_of(form: BaseForm) -> Errors:
    form.validate()
    found = {field.name: [str(error) for error in field.errors] for field in form if field.errors}
    return {name: sentences for name, sentences in found.items() if name not in NOT_OF_THE_BODY}


def _errors_of_spaces(body: Mapping[str, Any]) -> Errors:
    """Rooms that cannot be booked."""
    instants = body["start"]
    try:
        day = seoul_day(read_instants({"start": instants}, "start")["start"])
        queries.get_rooms(body["spaces"], day)
    except WrongFieldsError:
        return {}
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


def change_of(body: Mapping[str, Any], booking: Booking) -> Change:
    """The change that a body makes of a booking; what it leaves out stays.

    Raises:
        WrongFieldsError: with every field that is wrong.
        OffRasterError: the time ends before it begins.
    """
    now = {name: getattr(booking, name) for name in WORDS_OF_A_BOOKING}
    form = WordsForm(formdata=_typed({**now, **body}), meta={"csrf": False})
    errors = _errors_of(form)
    try:
        instants = read_instants(body, "start", "end")
    except WrongFieldsError as wrong:
        raise WrongFieldsError({**errors, **wrong.errors}) from wrong
    if errors:
        raise WrongFieldsError(errors)
    words = {name: form[name].data for name in WORDS_OF_A_BOOKING if name in body}
    if "organisation" in words:
        words["organisation"] = words["organisation"] or None
    period = booking.occurrence.period
    return Change(
        _period(instants.get("start", period.start), instants.get("end", period.end)) if instants else None, words
    )
