"""The firm's own pages: for which firm one acts, its record, who looked at it.

Source: docs/rules/people.md, "The firm's own pages"
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.accounts.entering import own_token
from center.accounts.pages.firm import choices, looks_page, record_page
from center.accounts.queries.looks import looks_at, n_looks_at
from center.accounts.queries.members import firm_of
from center.accounts.queries.membership import firms_of
from center.accounts.service.membership import choose_firm
from center.core import time
from center.core.text import _
from center.enterprises.queries import keys_of
from center.enterprises.rules.keys import ALL
from center.web.access import ENTERPRISE, acting, allow
from center.web.i18n import say
from center.web.views import local_path

bp = Blueprint("firm", __name__, url_prefix="/firm")
Answer = str | tuple[str, int] | Response
MOST_PAGES = 10_000


@bp.get("/choose")
@allow(ENTERPRISE)
def choose() -> Answer:
    """The firms of who acts for several; who acts for one goes on to it."""
    firms, wanted = firms_of(acting().user_id or 0), request.args.get("next")
    target = local_path(wanted) if wanted else url_for("firm.show")
    if len(firms) == 1:
        return redirect(target)
    page = choices(firms, acting().enterprise_id)
    return render_template("accounts/firm_choose.html", choices=page, target=target)


@bp.post("/choose")
@allow(ENTERPRISE)
def take() -> Response:
    """Act for that firm from now on, in this session."""
    choose_firm(own_token(), acting().user_id or 0, request.form.get("firm", ""), now=time.now())
    wanted = request.form.get("next")
    flash(say(_("기업을 골랐습니다.")), "ok")
    return redirect(local_path(wanted) if wanted else url_for("firm.show"), 303)


@bp.get("")
@allow(ENTERPRISE)
def show() -> str:
    """The record of the firm for which one acts."""
    page = record_page(firm_of(acting()), acting().user_id, time.today())
    return render_template("accounts/firm_show.html", page=page)


@bp.get("/looks")
@allow(ENTERPRISE)
def looks() -> str:
    """Who looked at the firm's record, by itself or with all others."""
    firm, number = firm_of(acting()), min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    subjects = (*keys_of(firm), ALL)
    found = looks_at(subjects, since=firm.created_at, page=number)
    page = looks_page(firm, found, n_looks_at(subjects, since=firm.created_at), number)
    return render_template("accounts/firm_looks.html", page=page)
