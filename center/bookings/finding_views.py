"""The page for everybody who looks for a free time."""

from flask import Blueprint, render_template, request

from center.bookings.pages.find import find_form
from center.bookings.pages.found import found_by
from center.core import time
from center.web.access import PUBLIC, allow

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
