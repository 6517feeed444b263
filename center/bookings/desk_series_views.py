"""A series at the desk: all of its dates, and those that wait decided at once."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.bookings import queries
from center.bookings.desk_wishes import FOR_REFUSING, reason_of, reasons
from center.bookings.models import Booking, Series
from center.bookings.pages.series import series_page
from center.bookings.rules.states import State
from center.bookings.service import deciding
from center.bookings.service.series import get_series
from center.bookings.staff_forms import RefuseForm
from center.core import time
from center.core.errors import DomainError
from center.core.text import Text, _
from center.web.access import STAFF, acting, allow, note_access
from center.web.errors import UNPROCESSABLE
from center.web.i18n import say

bp = Blueprint("desk_series", __name__, url_prefix="/staff/series")
Answer = str | tuple[str, int] | Response


@bp.get("/<reference>")
@allow(STAFF)
def show(reference: str) -> Answer:
    """The series with each of its dates."""
    found = get_series(reference, None)
    answer = _screen(found, RefuseForm(formdata=None))
    note_access("booking.shown", found.reference)
    return answer


def _screen(found: Series, form: RefuseForm, status: int = 200) -> Answer:
    form.template.choices = reasons(FOR_REFUSING)
    page = series_page(found, queries.bookings_of_series(found.id), time.now(), for_staff=True)
    return render_template("staff/series_show.html", page=page, form=form, reference=found.reference), status


@bp.post("/<reference>/approve")
@allow(STAFF)
def approve(reference: str) -> Answer:
    """Confirm every date that waits; a date that cannot be had any more goes on waiting, and is told."""
    return _decide(
        get_series(reference, None),
        lambda one, version: deciding.approve(one.reference, version=version, by=acting(), now=time.now()),
        _("%(n)s번을 승인했습니다."),
    )


@bp.post("/<reference>/refuse")
@allow(STAFF)
def refuse(reference: str) -> Answer:
    """Refuse every date that waits, with one reason."""
    found, form = get_series(reference, None), RefuseForm()
    form.template.choices = reasons(FOR_REFUSING)
    if not form.validate():
        return _screen(found, form, UNPROCESSABLE)

    def refused(one: Booking, version: int) -> object:
        reason = reason_of(one, FOR_REFUSING, form.template.data, form.reason.data)
        return deciding.refuse(one.reference, version=version, reason=reason, by=acting(), now=time.now())

    return _decide(found, refused, _("%(n)s번을 거절했습니다."))


def _versions(sent: str) -> dict[str, int]:
    """The dates that were shown, each with its version then: what changed since is not decided unseen."""
    pairs = (pair.partition(":") for pair in sent.split(","))
    return {reference: int(version) for reference, _colon, version in pairs if version.isascii() and version.isdigit()}


def _decide(found: Series, decide: Callable[[Booking, int], object], told: Text) -> Response:
    n, shown = 0, _versions(request.form.get("shown", ""))
    for booking in queries.bookings_of_series(found.id):
        if booking.state_at(time.now()) != State.REQUESTED:
            continue
        try:
            decide(booking, shown.get(booking.reference, 0))
            n += 1
        except DomainError as refusal:
            when = booking.occurrence.period
            flash(say(_("%(period)s: %(why)s", period=when, why=refusal.text)), "bad")
    flash(say(Text(told.msgid, {"n": n})), "ok")
    return redirect(url_for("desk_series.show", reference=found.reference), 303)
