"""The first page, the floors, and the pages about the center."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from center.accounts.service import record_access
from center.bookings.pages.cards import RoomCard, room_cards
from center.bookings.pages.find import find_form
from center.core import time
from center.enterprises.queries import get_firm
from center.reports.firms import firm_page
from center.reports.floors import floors_page, floors_sentence
from center.reports.pages import accessibility_page, privacy_page, problem_page, terms_page
from center.tenancy.calls.pages.calls import CallCard, calls_ahead
from center.web.access import PUBLIC, STAFF, acting, allow

bp = Blueprint("reports", __name__)


@dataclass(frozen=True, slots=True)
class HomePage:
    """The first page: both rooms, then the building."""

    rooms: list[RoomCard]
    calls: list[CallCard]
    floors_sentence: str


@bp.get("/")
@allow(PUBLIC)
def home() -> str:
    """When the rooms are free next, and how to book them."""
    now = time.now()
    page, form = HomePage(room_cards(now), calls_ahead(now), floors_sentence(time.today())), find_form(MultiDict(), now)
    return render_template("reports/home_show.html", page=page, form=form)


@bp.get("/floors")
@allow(PUBLIC)
def floors() -> str:
    """Both floors on a day, today unless another is asked for."""
    day = time.read_day(request.args.get("date")) or time.today()
    return render_template("reports/floors_show.html", page=floors_page(day, time.now()))


@bp.get("/enterprises/<registry_id>")
@allow(STAFF)
def firm(registry_id: str) -> str | Response:
    """A firm with its history, its kinds as they were on a day; a former key leads to the present one."""
    found, day = get_firm(registry_id), time.read_day(request.args.get("on")) or time.today()
    if found.registry_id != registry_id:
        return redirect(url_for("reports.firm", registry_id=found.registry_id), 301)
    page = firm_page(found, day)
    record_access("enterprise.shown", found.registry_id, by=acting(), now=time.now())
    return render_template("enterprises/firm_show.html", page=page)


@bp.get("/privacy")
@allow(PUBLIC)
def privacy() -> str:
    """What becomes of personal data."""
    return render_template("pages/text_show.html", page=privacy_page(time.today()))


@bp.get("/terms")
@allow(PUBLIC)
def terms() -> str:
    """The terms of use."""
    return render_template("pages/text_show.html", page=terms_page(time.today()))


@bp.get("/problems/<kind>")
@allow(PUBLIC)
def problem(kind: str) -> str:
    """What a type of the API's problems means: where their `type` leads."""
    return render_template("pages/text_show.html", page=problem_page(kind))


@bp.get("/accessibility")
@allow(PUBLIC)
def accessibility() -> str:
    """What is done for accessibility."""
    return render_template("pages/text_show.html", page=accessibility_page())
