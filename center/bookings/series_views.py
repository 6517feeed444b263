"""Pages of series for the people of a firm: what each date would be, all that were booked, giving up what is ahead."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.bookings import queries
from center.bookings.desk_wishes import room_titles
from center.bookings.pages.series import preview_of, series_page
from center.bookings.rules.bookable import ensure_capacity
from center.bookings.rules.codes import new_key
from center.bookings.rules.refusals import TooManyPeopleError
from center.bookings.rules.series import SeriesChangedError
from center.bookings.rules.values import Wording
from center.bookings.series_forms import SeriesForm
from center.bookings.service import series as commands
from center.bookings.staff_forms import room_choices
from center.bookings.wishes import OwnFirm, get_own_firm, wish_of_series
from center.core import time
from center.core.errors import DomainError, NotFoundError
from center.core.text import Text, _
from center.web.access import ENTERPRISE, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import language, say

bp = Blueprint("series", __name__)
Answer = str | tuple[str, int] | Response


@bp.get("/rooms/series")
@allow(ENTERPRISE)
def new() -> str:
    """An empty wish."""
    firm = get_own_firm()
    asked = {name: request.args.get(name, "") for name in ("rooms", "start", "end")}
    own = {"name": firm.person, "phone": firm.phone, "once": new_key()}
    data = {**own, **asked, "day": time.read_day(request.args.get("day"))}
    return _screen(_with_rooms(SeriesForm(formdata=None, data=data)), firm)


def _with_rooms(form: SeriesForm) -> SeriesForm:
    form.rooms.choices = room_choices(room_titles(time.today()))
    return form


def _screen(form: SeriesForm, firm: OwnFirm, *, preview: object = None, problem: Text | None = None) -> str:
    book = queries.rulebook()
    texts = {name: book.get(Wording, name, time.today()).sentences[language()] for name in ("privacy", "terms", "news")}
    shown = {"form": form, "firm": firm, "preview": preview, "problem": problem, "texts": texts}
    return render_template("bookings/series_form.html", **shown)


@bp.post("/rooms/series")
@allow(ENTERPRISE)
def book() -> Answer:
    """Tell of each date what it would be; with the button under that, book what was shown."""
    firm, form = get_own_firm(), _with_rooms(SeriesForm())
    if not _is_complete(form):
        return _screen(form, firm), UNPROCESSABLE
    wish, pattern = wish_of_series(form, firm), form.pattern()
    try:
        if request.form.get("act") == "book":
            made = commands.book_series(wish, pattern, shown=form.shown.data or "", now=time.now())
            return _done(made.reference, _("연속 예약을 마쳤습니다. 모든 날을 메일로 보냈습니다."))
        return _screen(form, firm, preview=preview_of(commands.answers_to(wish, pattern, now=time.now())))
    except SeriesChangedError as changed:
        again = preview_of(commands.answers_to(wish, pattern, now=time.now()))
        return _screen(form, firm, preview=again, problem=changed.text), status_of(changed)
    except DomainError as refusal:
        return _screen(form, firm, problem=refusal.text), status_of(refusal)


def _is_complete(form: SeriesForm) -> bool:
    """Check every field, also whether the rooms hold so many people."""
    is_valid: bool = form.validate()
    if not is_valid or form.headcount.data is None:
        return False
    try:
        rooms = queries.get_rooms(form.codes(), form.day.data or time.today())
        capacities = queries.capacity_of(queries.rulebook(), rooms, form.day.data or time.today())
        ensure_capacity(form.headcount.data, list(capacities.values()))
    except TooManyPeopleError as refusal:
        form.headcount.errors = [say(refusal.text)]
        return False
    except NotFoundError:
        form.day.errors = [say(_("그날에는 이 공간이 없습니다."))]
        return False
    return True


@bp.get("/firm/series/<reference>")
@allow(ENTERPRISE)
def show(reference: str) -> str:
    """A series with each of its dates."""
    found = commands.get_series(reference, acting().enterprise_id or 0)
    page = series_page(found, queries.bookings_of_series(found.id), time.now())
    return render_template("bookings/series_show.html", page=page, reference=found.reference)


@bp.get("/firm/series/<reference>/cancel")
@allow(ENTERPRISE)
def cancelling(reference: str) -> str:
    """The last question before all dates ahead are given up."""
    found = commands.get_series(reference, acting().enterprise_id or 0)
    page = series_page(found, queries.bookings_of_series(found.id), time.now())
    return render_template("bookings/series_cancel.html", page=page, reference=found.reference)


@bp.post("/firm/series/<reference>/cancel")
@allow(ENTERPRISE)
def cancel(reference: str) -> Answer:
    """Give up every date ahead that may still be given up."""
    found = commands.get_series(reference, acting().enterprise_id or 0)
    n, refused = commands.cancel_series(found, now=time.now(), by=acting())
    if refused:
        told = _("%(n)s번을 취소했습니다. %(left)s번은 취소할 수 있는 때가 지나 그대로입니다.", n=n, left=len(refused))
        return _done(reference, told)
    return _done(reference, _("남은 %(n)s번을 모두 취소했습니다.", n=n))


def _done(reference: str, told: Text) -> Response:
    flash(say(told), "ok")
    return redirect(url_for("series.show", reference=reference), 303)
