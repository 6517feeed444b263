"""The JSON API of spaces and bookings, version 1.

Source: docs/rules/api.md
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for
from jsonschema import Draft202012Validator

from center.accounts.tokens import Caller, Scope, use_token
from center.bookings import queries
from center.bookings.api_bodies import change_of, errors_of_change, errors_of_wish, wish_of_body
from center.bookings.api_schemas import BOOKING_REQUEST, CHANGE, CODE_GIVEN, MOST_DAYS
from center.bookings.links import base_url, opens, token_of
from center.bookings.models import Booking
from center.bookings.openapi import document
from center.bookings.rules.availability import days_of, part
from center.bookings.rules.refusals import Alternative
from center.bookings.rules.states import State
from center.bookings.rules.values import Capacity
from center.bookings.service import booking as service
from center.bookings.service import managing
from center.bookings.service.once import Call, book_once
from center.core import time
from center.core.errors import DomainError, NotFoundError, UnauthorizedError
from center.core.text import _
from center.core.time import SEOUL, Period
from center.spaces.models import Space
from center.spaces.queries import spaces_on
from center.web.access import PUBLIC, allow
from center.web.api import (
    WrongFieldsError,
    bearer_token,
    ensure_known,
    idempotency_key,
    read_body,
    read_instants,
    with_plus,
)
from center.web.errors import answer_refusal
from center.web.i18n import say

bp = Blueprint("api", __name__, url_prefix="/api/v1")
REQUEST, CHANGED, GIVEN = (Draft202012Validator(schema) for schema in (BOOKING_REQUEST, CHANGE, CODE_GIVEN))
Made = tuple[Response, int, dict[str, str]]


@bp.errorhandler(DomainError)
def refused(error: DomainError) -> Response:
    """A refusal with all that it knows: other free times, wrong fields, tries left."""
    facts: dict[str, Any] = {name: getattr(error, name) for name in ("errors", "tries_left") if hasattr(error, name)}
    if hasattr(error, "alternatives"):
        facts["alternatives"] = [_alternative(near) for near in error.alternatives]
    return answer_refusal(error, **facts)


def _alternative(near: Alternative) -> dict[str, Any]:
    return {"spaces": list(near.rooms), **_times(near.period)}


def _times(period: Period) -> dict[str, str]:
    return {"start": rfc3339(period.start), "end": rfc3339(period.end)}


def rfc3339(instant: datetime) -> str:
    """An instant as Seoul writes it: 2026-12-23T14:00:00+09:00."""
    return instant.astimezone(SEOUL).isoformat()


@bp.get("/openapi.json")
@allow(PUBLIC)
def description() -> Response:
    """The API for programs that read OpenAPI."""
    return jsonify(document(base_url(), version("center")))


@bp.get("/spaces")
@allow(PUBLIC)
def spaces() -> Response:
    """The spaces of today, in code order."""
    ensure_known()
    today = time.today()
    found = sorted(spaces_on(today), key=lambda space: space.code)
    capacities = queries.capacity_of(queries.rulebook(), [space for space in found if space.is_bookable], today)
    return jsonify({"spaces": [_space(space, capacities.get(space.code)) for space in found]})


def _space(space: Space, capacity: Capacity | None) -> dict[str, Any]:
    """A space as the API shows it; the area a number of ㎡, no capacity where nobody books."""
    return {
        "code": space.code,
        "name": space.name,
        "floor": space.floor_number,
        "kind": space.kind,
        "area_m2": space.area_m2 / 100,
        "capacity": capacity.most if capacity else None,
        "bookable": space.is_bookable,
    }


@bp.get("/spaces/<code>/availability")
@allow(PUBLIC)
def availability(code: str) -> Response:
    """When a room can be booked, and why not at all other times."""
    asked = _asked_period()
    busy, free = part(queries.days_of_room(code, days_of(asked), now=time.now()), asked)
    return jsonify(
        {
            "space": code,
            "from": rfc3339(asked.start),
            "to": rfc3339(asked.end),
            "busy": [{**_times(one.period), "reason": one.reason} for one in busy],
            "free": [_times(period) for period in free],
        }
    )


def _asked_period() -> Period:
    """The period of the query.

    Raises:
        WrongFieldsError
    """
    ensure_known("from", "to")
    found = read_instants(with_plus(request.args), "from", "to")
    if missing := [name for name in ("from", "to") if name not in found]:
        raise WrongFieldsError({name: [say(_("이 항목이 필요합니다."))] for name in missing})
    if not found["from"] < found["to"] <= found["from"] + timedelta(days=MOST_DAYS):
        raise WrongFieldsError({"to": [say(_("from보다 늦고, %(n)s일을 넘지 않게 적어 주세요.", n=MOST_DAYS))]})
    return Period(found["from"], found["to"])


@bp.post("/bookings")
@allow(PUBLIC)
def create() -> Made:
    """Book rooms, once for each key."""
    caller, key, body = _caller(), idempotency_key(), read_body(REQUEST, errors_of_wish)
    wish = wish_of_body(body, token_id=caller.token_id if caller else None)
    who = f"token {caller.token_id}" if caller else f"email {wish.email.casefold()}"
    made = book_once(wish, Call(who, key, body), show=made_shown, now=time.now())
    answer = {**made.answer, "manage_token": token_of(made.reference, made.nonce)}
    return jsonify(answer), 201, {"Location": url_for("api.show", reference=made.reference)}


def _caller() -> Caller | None:
    """The program that calls; None for anybody.

    Raises:
        UnauthorizedError, ForbiddenError, TooManyError
    """
    if "Authorization" not in request.headers:
        return None
    token = bearer_token()
    if token is None:
        raise UnauthorizedError
    return use_token(token, Scope.BOOKINGS_WRITE, now=time.now())


def made_shown(booking: Booking) -> dict[str, Any]:
    """What is told of a new booking, but for its manage token."""
    state, until = booking.state_at(time.now()), booking.code_until
    return {
        "reference": booking.reference,
        "status": state,
        "spaces": list(booking.occurrence.codes),
        **_times(booking.occurrence.period),
        "hold_expires_at": rfc3339(until) if until and state == State.VERIFYING else None,
    }


def shown(booking: Booking) -> dict[str, Any]:
    """A booking as its booker sees it."""
    words: Mapping[str, Any] = {
        name: getattr(booking, name) for name in ("purpose", "purpose_kind", "headcount", "organisation", "language")
    }
    change = booking.change_at(time.now())
    return {**made_shown(booking), **words, "requested_change": _times(change) if change else None}


@bp.post("/bookings/<reference>/verify")
@allow(PUBLIC)
def verify(reference: str) -> Response:
    """Take the mailed code."""
    body = read_body(GIVEN)
    return jsonify(shown(service.verify(reference, body["code"], now=time.now())))


@bp.get("/bookings/<reference>")
@allow(PUBLIC)
def show(reference: str) -> Response:
    """The booking of a manage token."""
    return jsonify(shown(_managed(reference)))


@bp.patch("/bookings/<reference>")
@allow(PUBLIC)
def change(reference: str) -> Response:
    """Move it, change its words, or both."""
    booking = _managed(reference)
    wanted = change_of(read_body(CHANGED, errors_of_change), booking)
    return jsonify(shown(managing.change_booking(reference, wanted, now=time.now())))


@bp.delete("/bookings/<reference>")
@allow(PUBLIC)
def cancel(reference: str) -> Response:
    """Cancel it."""
    _managed(reference)
    return jsonify(shown(managing.cancel_booking(reference, now=time.now())))


def _managed(reference: str) -> Booking:
    """The booking that the manage token opens; without the right one it reads as if it did not exist.

    Raises:
        UnauthorizedError: no token at all.
        NotFoundError
    """
    token = bearer_token()
    if token is None:
        raise UnauthorizedError
    booking = queries.find_booking(reference)
    if booking is None or not opens(token, booking):
        raise NotFoundError
    return booking
