"""Pages of bookings for the people who act for a firm."""

from flask import Blueprint, render_template, request

from center.bookings import queries
from center.bookings.pages.firm import firm_bookings
from center.bookings.wishes import get_own_firm
from center.core import time
from center.web.access import ENTERPRISE, allow

bp = Blueprint("firm_bookings", __name__, url_prefix="/firm")
MOST_PAGES = 10_000


@bp.get("/bookings")
@allow(ENTERPRISE)
def bookings() -> str:
    """The bookings of the firm for which one acts."""
    firm = get_own_firm()
    number = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    found, n_all = queries.bookings_of_firm(firm.id, page=number)
    page = firm_bookings(firm.name, found, n_all, number, time.now())
    return render_template("bookings/firm_list.html", page=page)
