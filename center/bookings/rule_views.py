"""Pages on which staff change the rules: what would become of the bookings ahead is shown before anything is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from center.accounts.service import record_access
from center.bookings import queries
from center.bookings.pages.days import (
    day_form,
    day_page,
    days_page,
    find_day,
    get_day,
    holiday_form,
    holiday_page,
)
from center.bookings.pages.rule_list import new_form, rule_page, rules_page
from center.bookings.pages.ruling import Way, n_to_decide, ruling_page
from center.bookings.pages.touched import n_shown
from center.bookings.pages.words import Link
from center.bookings.rule_forms.base import RuleForm
from center.bookings.rule_forms.hours import DayForm, HolidayForm
from center.bookings.rules.changes import (
    Change,
    NewHoliday,
    NewValue,
    RemovedDay,
    RemovedHoliday,
    WithdrawnValue,
)
from center.bookings.rules.hours_typed import read_periods
from center.bookings.rules.rulebook import ExceptionalDay
from center.bookings.rules.values import CENTER, STORED_AS_CENTER, TEXTS
from center.bookings.service.ruling import (
    Foresight,
    ForesightOutdatedError,
    RulingRefusedError,
    change_rules,
    foresee,
    next_version,
)
from center.core import time
from center.core.text import _
from center.web.access import STAFF, acting, allow
from center.web.i18n import say

bp = Blueprint("rules", __name__, url_prefix="/staff")
Answer = str | tuple[str, int] | Response
WORK_LIST = "desk.unfit"
"""Where staff decide over bookings that do not fit any more."""
LOOK, SAVE, MEND = "look", "save", "mend"
NOT_TYPED = {"csrf_token", "act", "seen", "page"}
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change that somebody wants: how it is read, where it was typed, where one goes afterwards."""

    change: Callable[[], Change]
    way: Way
    done: str
    form: RuleForm | None = None
    show: Callable[[], str] | None = None


@bp.get("/rules")
@allow(STAFF)
def rules() -> str:
    """All rules in sentences."""
    return render_template("staff/rule_list.html", page=rules_page(time.today()))


@bp.get("/rules/<key>")
@allow(STAFF)
def rule(key: str) -> str:
    """One rule with its form."""
    return _show_rule(key, new_form(key, _scope(), time.today()))


@bp.post("/rules/<key>")
@allow(STAFF)
def change_rule(key: str) -> Answer:
    """Look at what another value would do, or let it hold."""
    form, act = new_form(key, _scope(), time.today()), _act()
    if act not in (LOOK, SAVE, MEND):
        getattr(form, "do", lambda _act: None)(act)
        return _show_rule(key, form)
    wanted = Wanted(
        change=lambda: _new_value(key, form),
        way=Way(_here(), _typed()),
        done=url_for("rules.rules"),
        form=form,
        show=lambda: _show_rule(key, form),
    )
    return _answer(wanted, act)


def _show_rule(key: str, form: RuleForm) -> str:
    return render_template("staff/rule_form.html", page=rule_page(key, _scope(), time.today()), form=form)


def _new_value(key: str, form: RuleForm) -> NewValue:
    from_on, value = form.chosen_day, form.stored()  # type: ignore[attr-defined]
    if key in TEXTS:
        value = {"version": next_version(queries.rulebook(), key, from_on), **value}
    return NewValue(key, _scope(), from_on, value)


@bp.get("/rules/<key>/center")
@allow(STAFF)
def as_center(key: str) -> Answer:
    """What it would do if a room followed the center again."""
    return _preview(_as_center(key))


@bp.post("/rules/<key>/center")
@allow(STAFF)
def follow_center(key: str) -> Answer:
    """Let a room follow the center from a day on."""
    return _answer(_as_center(key), _act())


def _as_center(key: str) -> Wanted:
    scope, day = _scope(), find_day(request.args.getlist("day")) or time.today() + ONE_DAY
    back = Link(say(_("돌아가기")), url_for("rules.rule", key=key, scope=scope))
    return Wanted(
        change=lambda: NewValue(key, scope, day, STORED_AS_CENTER),
        way=Way(url_for("rules.follow_center", key=key, scope=scope, day=day.isoformat()), back=back, day=day),
        done=url_for("rules.rules"),
    )


@bp.get("/rules/<key>/withdrawal")
@allow(STAFF)
def withdrawal(key: str) -> Answer:
    """What it would do if a value that has not begun were taken back."""
    return _preview(_withdrawal(key))


@bp.post("/rules/<key>/withdrawal")
@allow(STAFF)
def withdraw(key: str) -> Answer:
    """Take back a value that has not begun."""
    return _answer(_withdrawal(key), _act())


def _withdrawal(key: str) -> Wanted:
    scope, day = _scope(), get_day(request.args.getlist("day"))
    back = Link(say(_("돌아가기")), url_for("rules.rule", key=key, scope=scope))
    return Wanted(lambda: WithdrawnValue(key, scope, day), Way(_here(), back=back), url_for("rules.rules"))


@bp.get("/days")
@allow(STAFF)
def days() -> str:
    """The holidays and exceptional days of a year."""
    year, today = request.args.get("year", 0, type=int), time.today()
    return render_template("staff/day_list.html", page=days_page(year if year in time.YEARS else today.year, today))


@bp.get("/days/exception")
@allow(STAFF)
def day() -> str:
    """The form of an exceptional day."""
    return _show_day(day_form(time.today(), _scope(), find_day(request.args.getlist("day"))))


@bp.post("/days/exception")
@allow(STAFF)
def change_day() -> Answer:
    """Look at what an exceptional day would do, or let it hold."""
    form = day_form(time.today(), _scope(), find_day(request.args.getlist("day")))
    wanted = Wanted(lambda: _new_day(form), Way(_here(), _typed()), _days(form), form, lambda: _show_day(form))
    return _answer(wanted, _act())


def _show_day(form: DayForm) -> str:
    page = day_page(_scope(), find_day(request.args.getlist("day")))
    return render_template("staff/day_form.html", page=page, form=form)


def _new_day(form: DayForm) -> ExceptionalDay:
    periods, reason, reason_en = read_periods(form.hours.data or ""), form.reason.data or "", form.reason_en.data or ""
    return ExceptionalDay(form.scope.data, form.chosen_day, periods, reason, reason_en)


@bp.get("/days/exception/removal")
@allow(STAFF)
def day_removal() -> Answer:
    """What it would do if a day were like any other again."""
    return _preview(_day_removal())


@bp.post("/days/exception/removal")
@allow(STAFF)
def remove_day() -> Answer:
    """Let a day be like any other again."""
    return _answer(_day_removal(), _act())


def _day_removal() -> Wanted:
    scope, removed = _scope(), get_day(request.args.getlist("day"))
    overview = url_for("rules.days", year=removed.year)
    return Wanted(lambda: RemovedDay(scope, removed), Way(_here(), back=Link(say(_("돌아가기")), overview)), overview)


@bp.get("/days/holiday")
@allow(STAFF)
def holiday() -> str:
    """The form of a holiday."""
    return _show_holiday(holiday_form(find_day(request.args.getlist("day"))))


@bp.post("/days/holiday")
@allow(STAFF)
def change_holiday() -> Answer:
    """Look at what a holiday would do, or keep it."""
    form = holiday_form(find_day(request.args.getlist("day")))
    wanted = Wanted(lambda: _new_holiday(form), Way(_here(), _typed()), _days(form), form, lambda: _show_holiday(form))
    return _answer(wanted, _act())


def _show_holiday(form: HolidayForm) -> str:
    return render_template("staff/day_form.html", page=holiday_page(find_day(request.args.getlist("day"))), form=form)


def _new_holiday(form: HolidayForm) -> NewHoliday:
    return NewHoliday(form.chosen_day, form.name.data or "", form.name_en.data or "", bool(form.is_off.data))


@bp.get("/days/holiday/removal")
@allow(STAFF)
def holiday_removal() -> Answer:
    """What it would do if a day were no holiday."""
    return _preview(_holiday_removal())


@bp.post("/days/holiday/removal")
@allow(STAFF)
def remove_holiday() -> Answer:
    """Keep a day no longer as a holiday."""
    return _answer(_holiday_removal(), _act())


def _holiday_removal() -> Wanted:
    removed = get_day(request.args.getlist("day"))
    overview = url_for("rules.days", year=removed.year)
    return Wanted(lambda: RemovedHoliday(removed), Way(_here(), back=Link(say(_("돌아가기")), overview)), overview)


def _answer(wanted: Wanted, act: str) -> Answer:
    """The form again, what the change would do, or that it is done."""
    if act == MEND and wanted.show:
        return wanted.show()
    if wanted.form and wanted.show and not wanted.form.validate():
        return wanted.show(), 422
    try:
        return _next(wanted, act)
    except ForesightOutdatedError as refusal:
        flash(say(refusal.text), "wait")
        return _preview(wanted), 409
    except RulingRefusedError as refusal:
        if not (wanted.form and wanted.show):
            raise
        wanted.form.refuse(refusal.text, at=refusal.at)
        return wanted.show(), 422


def _next(wanted: Wanted, act: str) -> Answer:
    if act == SAVE:
        return _done(wanted)
    return _leaf(wanted) if "page" in request.form else _preview(wanted)


def _leaf(wanted: Wanted) -> str:
    """Another page of the bookings that were shown.

    Raises:
        ForesightOutdatedError: they are others by now; whoever turned pages would miss those of the pages before.
    """
    if foresee(wanted.change(), now=time.now()).seen != request.form.get("seen", ""):
        raise ForesightOutdatedError
    return _preview(wanted, request.form.get("page", 1, type=int))


def _preview(wanted: Wanted, number: int = 1) -> str:
    now, change = time.now(), wanted.change()
    foresight = foresee(change, now=now)
    page = render_template("staff/rule_review.html", page=ruling_page(change, foresight, wanted.way, page=number))
    if n := n_shown(foresight.touched, page=number):
        record_access("rules.foreseen", "bookings ahead", by=acting(), now=now, n_records=n)
    return page


def _done(wanted: Wanted) -> Response:
    seen = request.form.get("seen", "")
    foresight = change_rules(wanted.change(), seen=seen, by=acting(), now=time.now())
    return _afterwards(wanted, foresight)


def _afterwards(wanted: Wanted, foresight: Foresight) -> Response:
    n = n_to_decide(foresight)
    if n:
        flash(say(_("바꾸었습니다. 규칙에 맞지 않게 된 예약 %(n)s건을 정해 주세요.", n=n)), "wait")
        return redirect(url_for(WORK_LIST), 303)
    flash(say(_("바꾸었습니다.")), "ok")
    return redirect(wanted.done, 303)


def _scope() -> str:
    return request.args.get("scope", CENTER)


def _act() -> str:
    return request.form.get("act", LOOK)


def _here() -> str:
    return request.full_path.rstrip("?")


def _typed() -> list[tuple[str, str]]:
    """What stood in the form, to be sent again with the decision."""
    return [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_TYPED]


def _days(form: RuleForm) -> str:
    return url_for("rules.days", year=form.from_on.data.year if form.from_on.data else None)
