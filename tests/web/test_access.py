"""Who may do what: every route, every method, every role, against a reviewed table."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from center.accounts.service import create_user
from center.core import time
from center.core.actor import Role
from center.web.access import allowed_roles
from tests.bookings.factories import a_booking, a_request
from tests.enterprises.factories import a_firm
from tests.people import a_firm_user, acts_for_firm, signs_in

PASSWORD = "a-long-enough-passphrase"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
WISH = "space=202&start=2026-12-24T14:00%2B09:00&end=2026-12-24T16:00%2B09:00"
TO_SIGN_IN, NOT_ALLOWED, GONE = 302, 405, 404

LAST = ("/firm/members/leaving", "/sign-in", "/sign-out")
"""What ends what the person may do, in this order."""
MATRIX: dict[tuple[str, str], tuple[int, int, int, int, int]] = {
    # (method, route): what an anonymous visitor, staff, an admin, a reviewer and somebody of an enterprise get
    ("GET", "/"): (200, 200, 200, 200, 200),
    ("GET", "/preferences"): (302, 302, 302, 302, 302),
    ("GET", "/healthz"): (200, 200, 200, 200, 200),
    ("GET", "/readyz"): (200, 200, 200, 200, 200),
    ("GET", "/privacy"): (200, 200, 200, 200, 200),
    ("GET", "/terms"): (200, 200, 200, 200, 200),
    ("GET", "/problems/<kind>"): (200, 200, 200, 200, 200),
    ("GET", "/accessibility"): (200, 200, 200, 200, 200),
    ("GET", "/floors"): (200, 200, 200, 200, 200),
    ("GET", "/rooms"): (200, 200, 200, 200, 200),
    ("GET", "/rooms/calendar"): (200, 200, 200, 200, 200),
    ("GET", "/rooms/<code>/calendar"): (200, 200, 200, 200, 200),
    ("GET", "/rooms/<code>/calendar.ics"): (200, 200, 200, 200, 200),
    ("GET", "/rooms/<code>/door"): (200, 200, 200, 200, 200),
    ("GET", "/rooms/find"): (200, 200, 200, 200, 200),
    ("GET", "/rooms/book"): (200, 200, 200, 200, 200),
    ("GET", "/rooms/book/details"): (200, 200, 200, 200, 200),
    ("POST", "/rooms/book/details"): (422, 422, 422, 422, 422),
    ("GET", "/figures"): (200, 200, 200, 200, 200),
    ("GET", "/figures.xlsx"): (200, 200, 200, 200, 200),
    ("GET", "/figures.csv"): (200, 200, 200, 200, 200),
    ("GET", "/bookings"): (200, 200, 200, 200, 200),
    ("POST", "/bookings"): (422, 422, 422, 422, 422),
    ("POST", "/bookings/browser/forget"): (303, 303, 303, 303, 303),
    # another browser's booking reads like one that does not exist, also to staff
    ("GET", "/bookings/<reference>"): (404, 404, 404, 404, 404),
    ("POST", "/bookings/<reference>"): (422, 422, 422, 422, 422),
    ("GET", "/bookings/<reference>/done"): (404, 404, 404, 404, 404),
    ("GET", "/bookings/<reference>/time"): (404, 404, 404, 404, 404),
    ("GET", "/bookings/<reference>/time/new"): (404, 404, 404, 404, 404),
    ("POST", "/bookings/<reference>/time/new"): (404, 404, 404, 404, 404),
    ("GET", "/bookings/<reference>/words"): (404, 404, 404, 404, 404),
    ("POST", "/bookings/<reference>/words"): (404, 404, 404, 404, 404),
    ("GET", "/bookings/<reference>/cancel"): (404, 404, 404, 404, 404),
    ("POST", "/bookings/<reference>/cancel"): (404, 404, 404, 404, 404),
    ("POST", "/bookings/<reference>/change/withdraw"): (404, 404, 404, 404, 404),
    ("POST", "/bookings/<reference>/link"): (404, 404, 404, 404, 404),
    ("GET", "/bookings/<reference>/booking.ics"): (404, 404, 404, 404, 404),
    ("GET", "/bookings/<reference>/code"): (404, 404, 404, 404, 404),
    ("POST", "/bookings/<reference>/code"): (404, 404, 404, 404, 404),
    ("POST", "/bookings/<reference>/code/again"): (404, 404, 404, 404, 404),
    ("GET", "/api/v1/spaces"): (200, 200, 200, 200, 200),
    ("GET", "/api/v1/openapi.json"): (200, 200, 200, 200, 200),
    ("GET", "/api/v1/spaces/<code>/availability"): (422, 422, 422, 422, 422),
    # without its key, without its manage token, without a body
    ("POST", "/api/v1/bookings"): (400, 400, 400, 400, 400),
    ("POST", "/api/v1/bookings/<reference>/verify"): (415, 415, 415, 415, 415),
    ("GET", "/api/v1/bookings/<reference>"): (401, 401, 401, 401, 401),
    ("PATCH", "/api/v1/bookings/<reference>"): (401, 401, 401, 401, 401),
    ("DELETE", "/api/v1/bookings/<reference>"): (401, 401, 401, 401, 401),
    # without a token
    ("GET", "/api/v1/enterprises"): (401, 401, 401, 401, 401),
    ("GET", "/api/v1/enterprises/<registry_id>"): (401, 401, 401, 401, 401),
    ("PUT", "/api/v1/enterprises/<registry_id>"): (401, 401, 401, 401, 401),
    ("GET", "/enterprises"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/enterprises/<registry_id>"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/enterprises/new"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/enterprises/new"): (403, 422, 422, 403, 403),
    ("GET", "/enterprises/<registry_id>/edit"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/enterprises/<registry_id>/edit"): (403, 422, 422, 403, 403),
    ("GET", "/enterprises/<registry_id>/note"): (TO_SIGN_IN, 200, 200, 403, 403),
    # without the version that its form was made from
    ("POST", "/enterprises/<registry_id>/note"): (403, 409, 409, 403, 403),
    ("GET", "/enterprises/<registry_id>/support/new"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/enterprises/<registry_id>/support/new"): (403, 422, 422, 403, 403),
    # an entry that this firm does not have
    ("GET", "/enterprises/<registry_id>/support/<int:support_id>/drop"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/enterprises/<registry_id>/support/<int:support_id>/drop"): (403, 404, 404, 403, 403),
    ("GET", "/enterprises/<registry_id>/merge"): (TO_SIGN_IN, 200, 200, 403, 403),
    # with no other record
    ("POST", "/enterprises/<registry_id>/merge"): (403, 404, 404, 403, 403),
    ("GET", "/enterprises/import"): (TO_SIGN_IN, 200, 200, 403, 403),
    # without a file
    ("POST", "/enterprises/import"): (403, 422, 422, 403, 403),
    # no file with that key, no run of that number
    ("GET", "/enterprises/import/<key>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/enterprises/import/<key>"): (403, 404, 404, 403, 403),
    ("GET", "/enterprises/import/<key>/columns"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/enterprises/import/<key>/columns"): (403, 404, 404, 403, 403),
    ("GET", "/enterprises/import/runs/<int(max=2147483647):number>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/enterprises/import/runs/<int(max=2147483647):number>/refused"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/enterprises/export"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/enterprises/export"): (403, 422, 422, 403, 403),
    ("GET", "/staff/units"): (TO_SIGN_IN, 200, 200, 403, 403),
    # 202 is no unit
    ("GET", "/staff/units/<code>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/units/<code>/terms/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/units/<code>/terms/new"): (403, 404, 404, 403, 403),
    ("GET", "/staff/units/<code>/terms/<int(max=2147483647):term_id>/edit"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/units/<code>/terms/<int(max=2147483647):term_id>/edit"): (403, 404, 404, 403, 403),
    ("GET", "/staff/units/<code>/terms/<int(max=2147483647):term_id>/remove"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/units/<code>/terms/<int(max=2147483647):term_id>/remove"): (403, 404, 404, 403, 403),
    ("GET", "/staff/fees"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/fees/rates/new"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/fees/rates/new"): (403, 422, 422, 403, 403),
    ("POST", "/staff/fees/rates/<int(max=2147483647):rate_id>/drop"): (403, 404, 404, 403, 403),
    ("GET", "/staff/fees/building/new"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/fees/building/new"): (403, 422, 422, 403, 403),
    ("GET", "/staff/fees/units/<code>/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/fees/units/<code>/new"): (403, 404, 404, 403, 403),
    ("POST", "/staff/fees/values/<int(max=2147483647):value_id>/drop"): (403, 404, 404, 403, 403),
    # there is no call of that number
    ("GET", "/calls"): (200, 200, 200, 200, 200),
    ("GET", "/calls/calendar.ics"): (200, 200, 200, 200, 200),
    ("GET", "/calls/<int(max=2147483647):call_id>"): (404, 404, 404, 404, 404),
    ("GET", "/calls/<int(max=2147483647):call_id>/calendar.ics"): (404, 404, 404, 404, 404),
    ("GET", "/staff/calls"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/calls/new"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/calls/new"): (403, 422, 422, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/preview"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/sections/<section>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/sections/<section>"): (403, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/publication"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/publication"): (403, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/draft/removal"): (403, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/end"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/end"): (403, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/answers/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/answers/new"): (403, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/answers/<int(max=2147483647):answer_id>"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/answers/<int(max=2147483647):answer_id>"): (
        403,
        404,
        404,
        403,
        403,
    ),
    # there is no call of that number, nor anything handed in
    ("GET", "/apply"): (TO_SIGN_IN, 403, 403, 403, 200),
    ("GET", "/apply/<int(max=2147483647):call_id>"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>"): (403, 403, 403, 403, 404),
    ("GET", "/apply/<int(max=2147483647):call_id>/form"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/form"): (403, 403, 403, 403, 404),
    ("GET", "/apply/<int(max=2147483647):call_id>/plan"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/plan"): (403, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/plan/kept"): (403, 403, 403, 403, 404),
    ("GET", "/apply/<int(max=2147483647):call_id>/papers"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/papers/<key>"): (403, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/files/<int(max=2147483647):file_id>/removal"): (
        403,
        403,
        403,
        403,
        404,
    ),
    ("GET", "/apply/<int(max=2147483647):call_id>/files/<int(max=2147483647):file_id>"): (
        TO_SIGN_IN,
        403,
        403,
        403,
        404,
    ),
    ("GET", "/apply/<int(max=2147483647):call_id>/review"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/submission"): (403, 403, 403, 403, 404),
    ("GET", "/apply/<int(max=2147483647):call_id>/status"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/reopening"): (403, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/putting-back"): (403, 403, 403, 403, 404),
    ("GET", "/apply/<int(max=2147483647):call_id>/withdrawal"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/withdrawal"): (403, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/removal"): (403, 403, 403, 403, 404),
    # no result is announced
    ("GET", "/calls/<int(max=2147483647):call_id>/result"): (404, 404, 404, 404, 404),
    ("GET", "/calls/<int(max=2147483647):call_id>/result.json"): (404, 404, 404, 404, 404),
    ("GET", "/apply/<int(max=2147483647):call_id>/result"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/result/appeal"): (403, 403, 403, 403, 404),
    ("GET", "/apply/<int(max=2147483647):call_id>/result/letter.pdf"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("GET", "/apply/<int(max=2147483647):call_id>/result/proof.json"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/result"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/result"): (403, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/result/<int(max=2147483647):n>/removal"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/appeals/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/appeals/new"): (403, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/appeals/<int(max=2147483647):appeal_id>"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/appeals/<int(max=2147483647):appeal_id>/answer"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/appeals/<int(max=2147483647):appeal_id>/extension"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/applications"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/screening"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/screening"): (403, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/letter"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/paper/form"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/paper/form"): (403, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/paper/plan"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/paper/plan"): (403, 404, 404, 403, 403),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/paper/plan/kept"): (403, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/paper/papers"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/paper/papers/<key>"): (403, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/paper/files/<int(max=2147483647):file_id>"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    (
        "POST",
        "/staff/applications/<int(max=2147483647):application_id>/paper/files/<int(max=2147483647):file_id>/removal",
    ): (403, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/paper/review"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/paper/submission"): (403, 404, 404, 403, 403),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/paper/removal"): (403, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/paper"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/paper"): (403, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/list"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/list"): (403, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/list/reopening"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/list/reopening"): (403, 404, 404, 403, 403),
    ("GET", "/apply/<int(max=2147483647):call_id>/supplement"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/supplement"): (403, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/supplement/papers/<key>"): (403, 403, 403, 403, 404),
    ("POST", "/apply/<int(max=2147483647):call_id>/supplement/files/<int(max=2147483647):file_id>/removal"): (
        403,
        403,
        403,
        403,
        404,
    ),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/supplement"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/supplement"): (403, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/supplement/extension"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/supplement/extension"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/supplement/again"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/supplement/again"): (403, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/supplement/return"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/supplement/return"): (403, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/supplement/end"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/supplement/end"): (403, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/supplement/papers"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/supplement/papers"): (403, 404, 404, 403, 403),
    ("POST", "/staff/applications/<int(max=2147483647):application_id>/supplement/papers/<key>"): (
        403,
        404,
        404,
        403,
        403,
    ),
    (
        "POST",
        "/staff/applications/<int(max=2147483647):application_id>/supplement/files/<int(max=2147483647):file_id>/removal",
    ): (403, 404, 404, 403, 403),
    ("GET", "/apply/<int(max=2147483647):call_id>/letter"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("GET", "/apply/<int(max=2147483647):call_id>/letter.pdf"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("GET", "/apply/<int(max=2147483647):call_id>/receipt.pdf"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("GET", "/apply/<int(max=2147483647):call_id>/application.pdf"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/application.pdf"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/letter.pdf"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/applications/<int(max=2147483647):application_id>/files/<int(max=2147483647):file_id>"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/committee"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/committee/seats/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/committee/seats/new"): (403, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/committee/seats/<int(max=2147483647):seat_id>/call-up"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/committee/seats/<int(max=2147483647):seat_id>/chair"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/committee/seats/<int(max=2147483647):seat_id>/leaving"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/committee/seats/<int(max=2147483647):seat_id>/leaving"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>/opening"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>/opening"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>/reminders"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>/interview"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    (
        "POST",
        "/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>/interview/order",
    ): (403, 404, 404, 403, 403),
    (
        "POST",
        "/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>/interview/speaking",
    ): (403, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>/interview/end"): (
        403,
        404,
        404,
        403,
        403,
    ),
    (
        "GET",
        "/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>/interview/<number>/absence",
    ): (TO_SIGN_IN, 404, 404, 403, 403),
    (
        "POST",
        "/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>/interview/<number>/absence",
    ): (403, 404, 404, 403, 403),
    (
        "POST",
        "/staff/calls/<int(max=2147483647):call_id>/committee/stages/<key>/interview/<number>/presence",
    ): (403, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/committee/challenges"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/committee/challenges/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/committee/challenges/new"): (403, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/committee/challenges/<int(max=2147483647):challenge_id>"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/committee/challenges/<int(max=2147483647):challenge_id>"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/committee/conflicts/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/committee/conflicts/new"): (403, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/committee/amendment"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/calls/<int(max=2147483647):call_id>/committee/amendment"): (403, 404, 404, 403, 403),
    ("GET", "/rooms/series"): (TO_SIGN_IN, 403, 403, 403, 200),
    ("POST", "/rooms/series"): (403, 403, 403, 403, 422),
    # no series of that number
    ("GET", "/firm/series/<reference>"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("GET", "/firm/series/<reference>/cancel"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/firm/series/<reference>/cancel"): (403, 403, 403, 403, 404),
    ("GET", "/staff/series/<reference>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/series/<reference>/approve"): (403, 404, 404, 403, 403),
    ("POST", "/staff/series/<reference>/refuse"): (403, 404, 404, 403, 403),
    ("GET", "/firm/bookings"): (TO_SIGN_IN, 403, 403, 403, 200),
    ("GET", "/static/<path:filename>"): (200, 200, 200, 200, 200),
    ("GET", "/sign-in"): (200, 302, 302, 302, 302),
    ("POST", "/sign-in"): (422, 422, 422, 422, 422),
    ("POST", "/sign-out"): (303, 303, 303, 303, 303),
    ("POST", "/session/extend"): (403, 303, 303, 303, 303),
    ("GET", "/staff/figures"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/figures.xlsx"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/bookings"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/bookings/<reference>/request"): (TO_SIGN_IN, 200, 200, 403, 403),
    # no change of time waits: on to the booking
    ("GET", "/staff/bookings/<reference>/change"): (TO_SIGN_IN, 302, 302, 403, 403),
    ("POST", "/staff/bookings/<reference>/change/approve"): (403, 409, 409, 403, 403),
    ("POST", "/staff/bookings/<reference>/change/refuse"): (403, 409, 409, 403, 403),
    ("POST", "/staff/bookings/<reference>/approve"): (403, 409, 409, 403, 403),
    ("POST", "/staff/bookings/<reference>/refuse"): (403, 422, 422, 403, 403),
    ("GET", "/staff/"): (TO_SIGN_IN, 302, 302, 403, 403),
    ("GET", "/staff/day"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/unfit"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/bookings/search"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/bookings/search"): (403, 422, 422, 403, 403),
    ("GET", "/staff/bookings/new"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/bookings/new"): (403, 422, 422, 403, 403),
    ("GET", "/staff/bookings/<reference>"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/bookings/<reference>/move"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/bookings/<reference>/move"): (403, 422, 422, 403, 403),
    ("GET", "/staff/bookings/<reference>/edit"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/bookings/<reference>/edit"): (403, 422, 422, 403, 403),
    ("GET", "/staff/bookings/<reference>/cancel"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/bookings/<reference>/cancel"): (403, 422, 422, 403, 403),
    # to keep needs a reason
    ("POST", "/staff/bookings/<reference>/keep"): (403, 422, 422, 403, 403),
    ("GET", "/staff/closures"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/closures/new"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/closures/new"): (403, 422, 422, 403, 403),
    # there is none of that number: the list says so
    ("GET", "/staff/closures/<int(max=2147483647):closure_id>"): (TO_SIGN_IN, 303, 303, 403, 403),
    ("POST", "/staff/closures/<int(max=2147483647):closure_id>/end"): (403, 303, 303, 403, 403),
    ("GET", "/staff/rules"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/rules/<key>"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/rules/<key>"): (403, 422, 422, 403, 403),
    # a rule that only the center has; no day is named
    ("GET", "/staff/rules/<key>/center"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/rules/<key>/center"): (403, 404, 404, 403, 403),
    ("GET", "/staff/rules/<key>/withdrawal"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/rules/<key>/withdrawal"): (403, 404, 404, 403, 403),
    ("GET", "/staff/days"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/days/exception"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/days/exception"): (403, 422, 422, 403, 403),
    ("GET", "/staff/days/exception/removal"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/days/exception/removal"): (403, 404, 404, 403, 403),
    ("GET", "/staff/days/holiday"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/days/holiday"): (403, 422, 422, 403, 403),
    ("GET", "/staff/days/holiday/removal"): (TO_SIGN_IN, 404, 404, 403, 403),
    # there is nobody of that number
    ("GET", "/staff/people"): (TO_SIGN_IN, 403, 200, 403, 403),
    ("GET", "/staff/people/new"): (TO_SIGN_IN, 403, 200, 403, 403),
    ("POST", "/staff/people/new"): (403, 403, 422, 403, 403),
    ("GET", "/staff/people/<int(max=2147483647):user_id>"): (TO_SIGN_IN, 403, 404, 403, 403),
    ("GET", "/staff/people/<int(max=2147483647):user_id>/grant"): (TO_SIGN_IN, 403, 404, 403, 403),
    ("POST", "/staff/people/<int(max=2147483647):user_id>/grant"): (403, 403, 404, 403, 403),
    ("GET", "/staff/people/<int(max=2147483647):user_id>/grants/<int(max=2147483647):grant_id>/revocation"): (
        TO_SIGN_IN,
        403,
        404,
        403,
        403,
    ),
    ("POST", "/staff/people/<int(max=2147483647):user_id>/grants/<int(max=2147483647):grant_id>/revocation"): (
        403,
        403,
        404,
        403,
        403,
    ),
    ("GET", "/staff/people/<int(max=2147483647):user_id>/closing"): (TO_SIGN_IN, 403, 404, 403, 403),
    ("POST", "/staff/people/<int(max=2147483647):user_id>/closing"): (403, 403, 404, 403, 403),
    ("POST", "/staff/people/<int(max=2147483647):user_id>/invitation"): (403, 403, 404, 403, 403),
    ("GET", "/staff/people/contracts"): (TO_SIGN_IN, 403, 200, 403, 403),
    ("GET", "/staff/people/contracts/new"): (TO_SIGN_IN, 403, 200, 403, 403),
    ("POST", "/staff/people/contracts/new"): (403, 403, 422, 403, 403),
    ("GET", "/staff/people/contracts/<int(max=2147483647):contract_id>"): (TO_SIGN_IN, 403, 404, 403, 403),
    ("POST", "/staff/people/contracts/<int(max=2147483647):contract_id>"): (403, 403, 404, 403, 403),
    ("GET", "/staff/people/<int(max=2147483647):user_id>/factor"): (TO_SIGN_IN, 403, 404, 403, 403),
    ("POST", "/staff/people/<int(max=2147483647):user_id>/factor"): (403, 403, 404, 403, 403),
    # nobody here owes a second factor
    ("GET", "/sign-in/code"): (303, 303, 303, 303, 303),
    ("POST", "/sign-in/code"): (303, 303, 303, 303, 303),
    ("GET", "/sign-in/factor"): (303, 303, 303, 303, 303),
    ("POST", "/sign-in/factor"): (303, 303, 303, 303, 303),
    ("GET", "/sign-in/mail"): (200, 200, 200, 200, 200),
    ("POST", "/sign-in/mail"): (422, 422, 422, 422, 422),
    ("GET", "/account/link"): (200, 200, 200, 200, 200),
    ("POST", "/account/link"): (422, 422, 422, 422, 422),
    ("GET", "/account/email"): (200, 200, 200, 200, 200),
    ("POST", "/account/email"): (422, 422, 422, 422, 422),
    # nothing was kept: on to where one begins
    ("GET", "/session/kept"): (TO_SIGN_IN, 302, 302, 302, 302),
    ("GET", "/session"): (TO_SIGN_IN, 200, 200, 200, 200),
    ("GET", "/me"): (TO_SIGN_IN, 200, 200, 200, 200),
    ("GET", "/me/data.json"): (TO_SIGN_IN, 200, 200, 200, 200),
    ("GET", "/me/data.xlsx"): (TO_SIGN_IN, 200, 200, 200, 200),
    ("POST", "/me/sessions/end"): (403, 303, 303, 303, 303),
    ("GET", "/me/name"): (TO_SIGN_IN, 200, 200, 200, 200),
    ("POST", "/me/name"): (403, 422, 422, 422, 422),
    ("GET", "/me/password"): (TO_SIGN_IN, 200, 200, 200, 200),
    ("POST", "/me/password"): (403, 422, 422, 422, 422),
    ("GET", "/me/email"): (TO_SIGN_IN, 200, 200, 200, 200),
    ("POST", "/me/email"): (403, 422, 422, 422, 422),
    ("GET", "/me/recovery-codes"): (TO_SIGN_IN, 200, 200, 200, 200),
    ("POST", "/me/recovery-codes"): (403, 422, 422, 422, 422),
    ("GET", "/me/factor"): (TO_SIGN_IN, 200, 200, 200, 200),
    ("POST", "/me/factor"): (403, 422, 422, 422, 422),
    # roles that need it cannot give it up; the others have none to give up
    ("GET", "/me/factor/removal"): (TO_SIGN_IN, 409, 409, 409, 409),
    ("POST", "/me/factor/removal"): (403, 409, 409, 409, 409),
    ("GET", "/me/deletion"): (TO_SIGN_IN, 200, 200, 200, 200),
    ("POST", "/me/deletion"): (403, 422, 422, 422, 422),
    ("GET", "/join"): (200, 200, 200, 200, 200),
    ("POST", "/join"): (422, 422, 422, 422, 422),
    ("GET", "/join/account"): (200, 200, 200, 200, 200),
    ("POST", "/join/account"): (422, 422, 422, 422, 422),
    ("GET", "/me/joining"): (TO_SIGN_IN, 200, 200, 200, 200),
    ("POST", "/me/joining"): (403, 422, 422, 422, 422),
    # no firm was named: back to where one names it
    ("GET", "/me/joining/proof"): (TO_SIGN_IN, 302, 302, 302, 302),
    ("POST", "/me/joining/proof"): (403, 303, 303, 303, 303),
    # what somebody else handed in reads like what does not exist
    ("GET", "/me/joining/<int(max=2147483647):joining_id>/proof"): (TO_SIGN_IN, 404, 404, 404, 404),
    ("POST", "/me/joining/<int(max=2147483647):joining_id>/withdrawal"): (403, 404, 404, 404, 404),
    # one firm only: nothing to choose
    ("GET", "/firm/choose"): (TO_SIGN_IN, 403, 403, 403, 302),
    ("POST", "/firm/choose"): (403, 403, 403, 403, 404),
    ("GET", "/firm"): (TO_SIGN_IN, 403, 403, 403, 200),
    ("GET", "/firm/looks"): (TO_SIGN_IN, 403, 403, 403, 200),
    ("GET", "/firm/members"): (TO_SIGN_IN, 403, 403, 403, 200),
    ("GET", "/firm/members/new"): (TO_SIGN_IN, 403, 403, 403, 200),
    ("POST", "/firm/members/new"): (403, 403, 403, 403, 422),
    ("POST", "/firm/members/invitations/<mark>/withdrawal"): (403, 403, 403, 403, 404),
    ("GET", "/firm/members/<int(max=2147483647):membership_id>/end"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/firm/members/<int(max=2147483647):membership_id>/end"): (403, 403, 403, 403, 404),
    ("GET", "/firm/members/<int(max=2147483647):membership_id>/hand-over"): (TO_SIGN_IN, 403, 403, 403, 404),
    ("POST", "/firm/members/<int(max=2147483647):membership_id>/hand-over"): (403, 403, 403, 403, 404),
    ("GET", "/firm/members/leaving"): (TO_SIGN_IN, 403, 403, 403, 200),
    # without a word more it is done: the last person leaves, as the page has warned
    ("POST", "/firm/members/leaving"): (403, 403, 403, 403, 303),
    ("GET", "/firm/invitation"): (200, 200, 200, 200, 200),
    ("POST", "/firm/invitation"): (422, 422, 422, 422, 422),
    # no invitation was opened in this browser: back to where one opens it
    ("GET", "/firm/invitation/open"): (302, 302, 302, 302, 302),
    ("POST", "/firm/invitation/acceptance"): (303, 303, 303, 303, 303),
    ("POST", "/firm/invitation/account"): (303, 303, 303, 303, 303),
    ("GET", "/firm/corrections"): (TO_SIGN_IN, 403, 403, 403, 200),
    ("GET", "/firm/corrections/new"): (TO_SIGN_IN, 403, 403, 403, 200),
    ("POST", "/firm/corrections/new"): (403, 403, 403, 403, 422),
    ("POST", "/firm/corrections/<int(max=2147483647):correction_id>/withdrawal"): (403, 403, 403, 403, 404),
    ("GET", "/staff/corrections"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/corrections/<int(max=2147483647):correction_id>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/corrections/<int(max=2147483647):correction_id>/acceptance"): (403, 404, 404, 403, 403),
    ("GET", "/staff/corrections/<int(max=2147483647):correction_id>/refusal"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/corrections/<int(max=2147483647):correction_id>/refusal"): (403, 404, 404, 403, 403),
    ("GET", "/staff/joining"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/joining/<int(max=2147483647):joining_id>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/joining/<int(max=2147483647):joining_id>/proof"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/joining/<int(max=2147483647):joining_id>/approval"): (403, 404, 404, 403, 403),
    ("GET", "/staff/joining/<int(max=2147483647):joining_id>/refusal"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/joining/<int(max=2147483647):joining_id>/refusal"): (403, 404, 404, 403, 403),
    ("GET", "/account/invitation"): (200, 200, 200, 200, 200),
    ("POST", "/account/invitation"): (422, 422, 422, 422, 422),
    ("GET", "/account/reset"): (200, 200, 200, 200, 200),
    ("POST", "/account/reset"): (422, 422, 422, 422, 422),
    ("POST", "/staff/days/holiday/removal"): (403, 404, 404, 403, 403),
    ("GET", "/review"): (TO_SIGN_IN, 403, 403, 200, 403),
    ("GET", "/review/<int(max=2147483647):call_id>"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/pledge"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("POST", "/review/<int(max=2147483647):call_id>/pledge"): (403, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/declarations"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("POST", "/review/<int(max=2147483647):call_id>/declarations"): (403, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/challenges"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/challenges/<int(max=2147483647):n>"): (
        TO_SIGN_IN,
        403,
        403,
        404,
        403,
    ),
    ("POST", "/review/<int(max=2147483647):call_id>/challenges/<int(max=2147483647):n>"): (403, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/sheets"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/sheets/<key>/<int(max=2147483647):number>"): (
        TO_SIGN_IN,
        403,
        403,
        404,
        403,
    ),
    ("GET", "/review/<int(max=2147483647):call_id>/stages/<key>"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("POST", "/review/<int(max=2147483647):call_id>/stages/<key>/submission"): (403, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/stages/<key>/presentations"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/stages/<key>/<int(max=2147483647):number>"): (
        TO_SIGN_IN,
        403,
        403,
        404,
        403,
    ),
    ("POST", "/review/<int(max=2147483647):call_id>/stages/<key>/<int(max=2147483647):number>"): (
        403,
        403,
        403,
        404,
        403,
    ),
    ("POST", "/review/<int(max=2147483647):call_id>/stages/<key>/<int(max=2147483647):number>/kept"): (
        403,
        403,
        403,
        404,
        403,
    ),
    (
        "GET",
        "/review/<int(max=2147483647):call_id>/stages/<key>/<int(max=2147483647):number>/files/<int(max=2147483647):file_id>",
    ): (TO_SIGN_IN, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/stages/<key>/progress"): (TO_SIGN_IN, 403, 403, 404, 403),
    (
        "GET",
        "/review/<int(max=2147483647):call_id>/stages/<key>/progress/<code>/<int(max=2147483647):number>/reopening",
    ): (TO_SIGN_IN, 403, 403, 404, 403),
    (
        "POST",
        "/review/<int(max=2147483647):call_id>/stages/<key>/progress/<code>/<int(max=2147483647):number>/reopening",
    ): (403, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/stages/<key>/freezing"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("POST", "/review/<int(max=2147483647):call_id>/stages/<key>/freezing"): (403, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/stages/<key>/reopening"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("POST", "/review/<int(max=2147483647):call_id>/stages/<key>/reopening"): (403, 403, 403, 404, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/ranking"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/ranking/advisory"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/ranking/workbook.xlsx"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/ranking/selection.json"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/calls/<int(max=2147483647):call_id>/ranking/papers/<paper>.pdf"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/ranking"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/ranking/advisory"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/ranking/workbook.xlsx"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/ranking/selection.json"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("GET", "/review/<int(max=2147483647):call_id>/ranking/papers/<paper>.pdf"): (TO_SIGN_IN, 403, 403, 404, 403),
    ("GET", "/construction"): (200, 200, 200, 200, 200),
    ("GET", "/construction/<key>"): (404, 404, 404, 404, 404),
    ("GET", "/construction/<key>/files/<int(max=2147483647):file_id>"): (404, 404, 404, 404, 404),
    ("GET", "/construction/milestones.ics"): (200, 200, 200, 200, 200),
    ("GET", "/staff/construction"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("GET", "/staff/construction/<key>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/budget"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/budget/budget.xlsx"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/budget/lines/<int(max=2147483647):line_id>/changes/new"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/construction/<key>/budget/lines/<int(max=2147483647):line_id>/changes/new"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/construction/<key>/budget/lines/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/budget/lines/new"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/budget/payments/<int(max=2147483647):payment_id>/cancel"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/construction/<key>/budget/payments/<int(max=2147483647):payment_id>/cancel"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/construction/<key>/budget/payments/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/budget/payments/new"): (403, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/budget/planned/<int(max=2147483647):planned_id>/drop"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/construction/<key>/budget/planned/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/budget/planned/new"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/budget/years"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/budget/years"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/closures/<int(max=2147483647):closure_id>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/closures/<int(max=2147483647):closure_id>"): (403, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/closures/<int(max=2147483647):closure_id>/drop"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/closures/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/closures/new"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/edit"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/edit"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/files/<int(max=2147483647):file_id>"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/files/<int(max=2147483647):file_id>/drop"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/files/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/files/new"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/milestones/<int(max=2147483647):milestone_id>/course"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/construction/<key>/milestones/<int(max=2147483647):milestone_id>/course"): (
        403,
        404,
        404,
        403,
        403,
    ),
    ("GET", "/staff/construction/<key>/milestones/<int(max=2147483647):milestone_id>/edit"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/construction/<key>/milestones/<int(max=2147483647):milestone_id>/edit"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/milestones/<int(max=2147483647):milestone_id>/move"): (
        TO_SIGN_IN,
        404,
        404,
        403,
        403,
    ),
    ("POST", "/staff/construction/<key>/milestones/<int(max=2147483647):milestone_id>/move"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/milestones/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/milestones/new"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/spaces/area"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/spaces/area"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/spaces/end"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/spaces/end"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/<key>/spaces/new"): (TO_SIGN_IN, 404, 404, 403, 403),
    ("POST", "/staff/construction/<key>/spaces/new"): (403, 404, 404, 403, 403),
    ("GET", "/staff/construction/new"): (TO_SIGN_IN, 200, 200, 403, 403),
    ("POST", "/staff/construction/new"): (403, 422, 422, 403, 403),
}
"""Staff approve with a form of version 0 here, which is always an older one: 409."""
SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """A browser in which somebody of a role has signed in."""

    def as_role(role: str) -> FlaskClient:
        browser = app.test_client()
        if role != "anonymous":
            email = f"{role}@example.kr"
            _make(email, Role(role))
            assert signs_in(browser, email, PASSWORD).status_code == 303
        return browser

    return as_role


def _make(email: str, role: Role) -> None:
    if role == Role.ENTERPRISE:
        acts_for_firm(a_firm_user(email, PASSWORD), a_firm())
    else:
        create_user(email=email, name=role, password=PASSWORD, role=role, now=time.now())


def routes(app: Flask) -> set[tuple[str, str]]:
    """Every method of every route, HEAD and OPTIONS left to the framework."""
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in {"HEAD", "OPTIONS"}
    }


WORDS = {
    "code": "202",
    "kind": "space-taken",
    "key": "quota",
    "registry_id": "R-1",
    "section": "text",
    "mark": "0123456789abcdef",
    "path:filename": "css/site.css",
}


def address(rule: str, reference: str) -> str:
    filled = re.sub(r"<int[^>]*:\w+>", "99", rule)
    for word, value in WORDS.items():
        filled = filled.replace(f"<{word}>", value)
    filled = filled.replace("<reference>", reference)
    return f"{filled}?{WISH}" if rule.startswith("/rooms/book") else filled


def test_every_route_declares_who_may_use_it(app: Flask) -> None:
    undeclared = [rule.rule for rule in app.url_map.iter_rules() if allowed_roles(app, rule.endpoint) is None]

    assert undeclared == []


def test_a_route_that_declares_nothing_is_refused(app: Flask) -> None:
    app.view_functions["web.alive"] = lambda: "never"

    assert app.test_client().get("/healthz", base_url="https://localhost").status_code == 403


def test_the_reviewed_table_names_every_route(app: Flask) -> None:
    assert routes(app) == set(MATRIX)


@pytest.mark.parametrize(("column", "role"), list(enumerate(("anonymous", *map(str, Role)))))
def test_every_route_answers_every_role_as_reviewed(app: Flask, sign_in: SignIn, column: int, role: str) -> None:
    booking, request = a_booking(), a_request()
    a_firm("R-1")
    browser = sign_in(role)

    found = {}
    for method, rule in sorted(MATRIX, key=lambda key: LAST.index(key[1]) if key[1] in LAST else -1):
        reference = request.reference if rule.startswith("/staff") else booking.reference
        found[method, rule] = browser.open(address(rule, reference), method=method).status_code

    assert found == {key: statuses[column] for key, statuses in MATRIX.items()}


def test_get_and_head_of_an_unsafe_address_change_nothing(app: Flask, sign_in: SignIn) -> None:
    request = a_request()
    staff = sign_in("staff")
    only_post = [rule for method, rule in MATRIX if method == "POST" and ("GET", rule) not in MATRIX]

    for rule in only_post:
        for method in ("GET", "HEAD", "PUT", "PATCH", "DELETE"):
            assert staff.open(address(rule, request.reference), method=method).status_code == NOT_ALLOWED, rule


def test_another_browsers_booking_reads_exactly_like_one_that_does_not_exist(client: FlaskClient) -> None:
    booking = a_booking()

    theirs = client.get(f"/bookings/{booking.reference}")
    nobodys = client.get("/bookings/YD-AAAA-AAAA")

    assert theirs.status_code == nobodys.status_code == GONE
    assert _without_number(theirs.text) == _without_number(nobodys.text)


def _without_number(page: str) -> str:
    """The page without the reference number, the address it was asked under and the form's token, which differ."""
    import re

    return re.sub(r"[0-9A-F]{8}|YD(-|%2D)\w{4}-\w{4}|(?<=\"csrf_token\" value=\")[^\"]+", "", page)


def test_a_staff_page_leads_through_the_sign_in_and_back(client: FlaskClient, sign_in: SignIn) -> None:
    sent = client.get("/staff/bookings")

    assert sent.headers["Location"].endswith("/sign-in?next=/staff/bookings")
