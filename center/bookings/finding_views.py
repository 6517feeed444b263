"""Pages for everybody who looks for a room: finding a free time, and the page beside a room's door."""

from flask import Blueprint, current_app, render_template, request

from center.bookings.pages.door import door_page
from center.bookings.pages.find import find_form
from center.bookings.pages.found import found_by
from center.core import time
from center.core.text import as_language
from center.web.access import PUBLIC, allow
from center.web.i18n import language, speaking

bp = Blueprint("finding", __name__)
Answer = str | tuple[str, int]


@bp.get("/rooms/find")
@allow(PUBLIC)
def find() -> Answer:
    """Free times for so many people, so long, within some days."""
    now = time.now()
    form = find_form(request.args, now)
    if not form.validate():
        return render_template("bookings/find_show.html", form=form, found=None), 422
    return render_template("bookings/find_show.html", form=form, found=found_by(form, now))


@bp.get("/rooms/<code>/door")
@allow(PUBLIC)
def door(code: str) -> str:
    """The room right now, for a tablet beside its door; the address may name the language."""
    base_url = current_app.extensions["center_settings"].base_url
    asked = request.args.get("language")
    with speaking(as_language(asked) if asked else language()):
        return render_template("bookings/door_show.html", page=door_page(code, time.now(), base_url=base_url))
