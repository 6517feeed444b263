"""Somebody's browser in which their booking is open, and what its pages say."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient

from center.bookings import queries
from center.bookings.links import token_of
from center.bookings.models import Booking
from center.core.time import SEOUL, Period


def key_of(booking: Booking) -> str:
    """The key in the newest mail about a booking."""
    return token_of(booking.reference, queries.get_booking(booking.reference).manage_nonce)


def opened(app: Flask, booking: Booking) -> FlaskClient:
    """A browser of their own that followed the link in the mail."""
    browser: FlaskClient = app.test_client()
    answer = browser.post(f"/bookings/{booking.reference}", data={"key": key_of(booking)})
    assert answer.status_code == 303
    return browser


def new_time(booking: Booking, period: Period) -> str:
    """The address that says what another time comes to, and takes it."""
    start, end = (f"{instant.astimezone(SEOUL):%Y-%m-%dT%H:%M}" for instant in (period.start, period.end))
    return f"/bookings/{booking.reference}/time/new?start={start}&end={end}"


def version(booking: Booking) -> dict[str, str]:
    """The version a form of the booking is made from now."""
    return {"version": str(queries.get_booking(booking.reference).version)}


def words(booking: Booking, **typed: str) -> dict[str, str]:
    """The form of the words as it comes filled in, with what was typed over it."""
    now = queries.get_booking(booking.reference)
    filled = {"purpose": now.purpose, "purpose_kind": now.purpose_kind, "headcount": str(now.headcount)}
    return {**filled, "organisation": now.organisation or "", **version(now), **typed}


def links(page: str, within: str = "/bookings/") -> list[str]:
    """The addresses of bookings that the main part of a page leads to."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return [unescape(found) for found in re.findall(r'href="(/bookings/[^"]+)"', main) if within in found]
