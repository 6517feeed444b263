"""Pages on which staff close rooms and open them again."""

import re
from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.accounts.service import record_access
from center.bookings.desk_wishes import choice_of, room_titles
from center.bookings.models import Booking
from center.bookings.pages.closures import HitsPart, closures_page, hits_part
from center.bookings.pages.reopening import find_reopening_page
from center.bookings.rules.closing import WrongClosureError, times_of
from center.bookings.rules.codes import new_key
from center.bookings.rules.refusals import BookingRefusedError, RoomTakenError, staff_text
from center.bookings.service.closing import Choice, Closing, HitsChangedError, Way, close_rooms, hits_of, ways_out
from center.bookings.staff_forms import ClosureForm
from center.core import time
from center.core.errors import DomainError
from center.core.text import _
from center.core.time import Period
from center.spaces.rules import ClosureKind
from center.spaces.service import end_closure
from center.web.access import STAFF, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("closing", __name__, url_prefix="/staff/closures")
Answer = str | tuple[str, int] | Response
LONGEST_SERIES_KEY = 32
LEFT = Choice(Way.LATER)
VERSION = re.compile("[0-9]{1,9}")


@bp.get("")
@allow(STAFF)
def closures() -> str:
    """What is closed or to be closed."""
    return render_template("staff/closure_list.html", page=closures_page(time.now()))


@bp.get("/new")
@allow(STAFF)
def new() -> str:
    """The form that closes rooms."""
    form = _form(has_data=False)
    form.first.data = form.last.data = time.today()
    return _page(form)


def _form(*, has_data: bool = True) -> ClosureForm:
    form = ClosureForm() if has_data else ClosureForm(formdata=None)
    form.rooms.choices = room_titles(time.today())
    return form


def _page(form: ClosureForm, part: HitsPart | None = None, problem: str = "") -> str:
    return render_template("staff/closure_form.html", form=form, part=part, problem=problem)


@bp.post("/new")
@allow(STAFF)
def close() -> Answer:
    """Close at once what hits nobody; else show the bookings first, and close with a choice for each."""
    form = _form()
    if not form.validate():
        return _page(form), UNPROCESSABLE
    try:
        times = times_of(form.plan())
    except WrongClosureError as refusal:
        form.end.errors = [say(refusal.text)]
        return _page(form), UNPROCESSABLE
    hits = hits_of(form.rooms.data or [], times, now=time.now())
    if (hits and "shown" not in request.form) or "look" in request.form:
        return _page(form, _part(form, times, hits))
    return _close(form, times, hits)


def _part(form: ClosureForm, times: Sequence[Period], hits: Sequence[Booking]) -> HitsPart:
    rooms = form.rooms.data or []
    others = ways_out(hits, times, rooms, now=time.now())
    part = hits_part(hits, others, times=times, chosen=_chosen(), rooms=rooms)
    record_access("closure.hits", "closure", n_records=len(part.hits), by=acting(), now=time.now())
    return part


def _chosen() -> Mapping[str, str]:
    """What was chosen for each booking, by its number."""
    return {name.removeprefix("way-"): value for name, value in request.form.items() if name.startswith("way-")}


def _shown() -> dict[str, int]:
    """The bookings that the form listed, with their versions."""
    pairs = (pair.partition(":") for pair in request.form.get("shown", "").split())
    return {reference: int(version) for reference, _colon, version in pairs if VERSION.fullmatch(version)}


def _close(form: ClosureForm, times: Sequence[Period], hits: Sequence[Booking]) -> Answer:
    choices = {reference: choice_of(value) for reference, value in _chosen().items()}
    try:
        close_rooms(_closing(form, times), choices, shown=_shown(), by=acting(), now=time.now())
    except (HitsChangedError, RoomTakenError, BookingRefusedError) as refusal:
        hits = hits_of(form.rooms.data or [], times, now=time.now())
        return _page(form, _part(form, times, hits), say(staff_text(refusal))), status_of(refusal)
    flash(say(_("공간을 닫았습니다. 걸린 예약은 고르신 대로 했습니다.") if hits else _("공간을 닫았습니다.")), "ok")
    n_left = sum(choices.get(hit.reference, LEFT) == LEFT for hit in hits)
    if n_left:
        flash(say(_("예약 %(n)s건은 아래에서 정해 주세요.", n=n_left)), "info")
    return redirect(url_for("desk.unfit" if n_left else "closing.closures"), 303)


def _closing(form: ClosureForm, times: Sequence[Period]) -> Closing:
    return Closing(
        rooms=tuple(form.rooms.data or ()),
        times=times,
        kind=ClosureKind(form.kind.data or ClosureKind.CLOSED),
        reason=form.reason.data or "",
        reason_en=form.reason_en.data or "",
        series=new_key()[:LONGEST_SERIES_KEY] if len(times) > 1 else None,
    )


@bp.get("/<int(max=2147483647):closure_id>")
@allow(STAFF)
def ask(closure_id: int) -> Answer:
    """The last question before a room is opened again."""
    page = find_reopening_page(closure_id, with_later=_with_later(), now=time.now())
    if page is None:
        return _is_over()
    record_access("closure.hits", "closure", n_records=len(page.standing), by=acting(), now=time.now())
    return render_template("staff/closure_end.html", page=page)


def _with_later() -> bool:
    """Whether all later ones of the series are meant too."""
    return request.args.get("later") == "yes"


def _is_over() -> Response:
    flash(say(_("이미 끝났거나 다시 연 공간입니다.")), "info")
    return redirect(url_for("closing.closures"), 303)


@bp.post("/<int(max=2147483647):closure_id>/end")
@allow(STAFF)
def end(closure_id: int) -> Response:
    """Open again from now on."""
    try:
        ended = end_closure(closure_id, with_later=_with_later(), by=acting(), now=time.now())
    except DomainError:
        return _is_over()
    flash(say(_("다시 열었습니다(%(n)s번). 누구나 예약할 수 있습니다.", n=len(ended))), "ok")
    return redirect(url_for("closing.closures"), 303)
