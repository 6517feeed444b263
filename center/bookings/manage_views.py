"""Pages of somebody who has booked, opened by the link in their mail or in the browser that booked."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from center.bookings import queries
from center.bookings.forms import FirmWordsForm, KeyForm, LinkForm, WordsForm
from center.bookings.ical import calendar_of
from center.bookings.links import opens
from center.bookings.mails import entry_of
from center.bookings.models import Booking
from center.bookings.pages import manage as pages
from center.bookings.pages import retime
from center.bookings.rules.managing import WORDS_OF_A_BOOKING, Change, Outcome
from center.bookings.rules.refusals import LinkEndedError, OffRasterError, TooManyPeopleError
from center.bookings.rules.states import State
from center.bookings.service import managing
from center.bookings.service.letters import facts_of
from center.bookings.wishes import find_own, forget_all, get_own, own_bookings, read_period, remember
from center.core import time
from center.core.errors import DomainError
from center.core.net import address_block
from center.core.text import Text, _
from center.core.time import Period
from center.web.access import PUBLIC, acting, allow
from center.web.errors import UNPROCESSABLE, status_of
from center.web.forms import form_version
from center.web.i18n import say

bp = Blueprint("manage", __name__, url_prefix="/bookings")
Answer = str | tuple[str, int] | tuple[str, int, dict[str, str]] | BaseResponse
NOT_SHOWN = 404
DONE: dict[Outcome, Text] = {
    Outcome.MOVED: _("시간을 바꾸었습니다. 바뀐 내용을 메일로 보냈습니다."),
    Outcome.ASKED: _("시간 변경을 신청했습니다. 결정되면 메일로 알려 드립니다."),
    Outcome.TAKEN_BACK: _("시간 변경 신청을 거두었습니다. 예약은 지금 시간 그대로입니다."),
    Outcome.NOTHING: _("바뀐 것이 없습니다."),
}


@bp.get("")
@allow(PUBLIC)
def mine() -> Answer:
    """The bookings this browser knows, and a form for everybody else's links."""
    return _mine(LinkForm(formdata=None))


def _mine(form: LinkForm, refusal: DomainError | None = None, *, is_sent: bool = False) -> Answer:
    page = {"bookings": pages.my_links(own_bookings(), time.now()), "is_sent": is_sent}
    status = UNPROCESSABLE if form.errors else 200
    return _answer(render_template("bookings/booking_list.html", page=page, form=form), refusal, status)


def _answer(page: str, refusal: DomainError | None, status: int = 200) -> Answer:
    """A page; one that shows a refusal has its status and says when to try again."""
    wait = getattr(refusal, "retry_after", None)
    return page, status_of(refusal) if refusal else status, {"Retry-After": str(wait)} if wait else {}


@bp.post("")
@allow(PUBLIC)
def send_links() -> Answer:
    """Mail the links to where the bookings were made from; the answer is the same whether there are any."""
    form = LinkForm()
    if not form.validate():
        return _mine(form)
    try:
        managing.send_links(form.email.data or "", network=address_block(request.remote_addr or ""), now=time.now())
    except DomainError as refusal:
        form.email.errors = [say(refusal.text)]
        return _mine(form, refusal)
    return _mine(LinkForm(formdata=None), is_sent=True)


@bp.post("/browser/forget")
@allow(PUBLIC)
def forget() -> Answer:
    """For a computer that others use too: leave nothing of one's bookings in this browser."""
    forget_all()
    flash(say(_("이 기기에서 지웠습니다. 예약은 그대로이고, 메일의 링크로 다시 열 수 있습니다.")), "ok")
    return redirect(url_for("manage.mine"), 303)


@bp.get("/<reference>")
@allow(PUBLIC)
def show(reference: str) -> Answer:
    """The booking; who has not shown its key is asked for it, the same whether it exists or not."""
    booking = find_own(reference)
    if booking is None:
        return render_template("bookings/booking_open.html", form=KeyForm(formdata=None), is_over=False), NOT_SHOWN
    if booking.state == State.VERIFYING:
        return redirect(url_for("bookings.code", reference=reference))
    return _show(booking)


def _show(booking: Booking, refusal: DomainError | None = None) -> Answer:
    if refusal:
        flash(say(refusal.text), "bad")
    page = pages.show_page(booking, time.now())
    return _answer(render_template("bookings/booking_show.html", page=page), refusal)


@bp.post("/<reference>")
@allow(PUBLIC)
def open_link(reference: str) -> Answer:
    """Take the key of a link: from now on this browser may manage the booking."""
    form, booking = KeyForm(), queries.find_booking(reference)
    if not form.validate():
        return render_template("bookings/booking_open.html", form=form, is_over=False), UNPROCESSABLE
    if booking is None or not opens(form.key.data or "", booking):
        return render_template("bookings/booking_open.html", form=KeyForm(formdata=None), is_over=True), NOT_SHOWN
    remember(booking)
    return redirect(url_for("manage.show", reference=reference), 303)


@bp.get("/<reference>/time")
@allow(PUBLIC)
def choose_time(reference: str) -> Answer:
    """A calendar to choose another time in, as long as it may be changed."""
    return _calendar(get_own(reference))


def _calendar(booking: Booking, refusal: DomainError | None = None) -> Answer:
    if not pages.show_page(booking, time.now()).time_href:
        return redirect(url_for("manage.show", reference=booking.reference), 303)
    if refusal:
        flash(say(refusal.text), "bad")
    page = retime.time_page(booking, request.args, time.now())
    return _answer(render_template("bookings/booking_change.html", page=page), refusal)


@bp.get("/<reference>/time/new")
@allow(PUBLIC)
def new_time(reference: str) -> Answer:
    """What the new time comes to, before anything happens."""
    booking = get_own(reference)
    try:
        return _new_time(booking, read_period(request.args))
    except OffRasterError as refusal:
        return _calendar(booking, refusal)


def _new_time(booking: Booking, period: Period, refusal: DomainError | None = None) -> Answer:
    outcome = None
    try:
        outcome = managing.foresee(booking, Change(period), now=time.now())
    except DomainError as found:
        refusal = refusal or found
    page = retime.new_time_page(booking, period, outcome, refusal)
    return _answer(render_template("bookings/booking_change_check.html", page=page), refusal)


@bp.post("/<reference>/time/new")
@allow(PUBLIC)
def move(reference: str) -> Answer:
    """Move the booking, or ask staff for it."""
    booking = get_own(reference)
    try:
        period = read_period(request.args)
    except OffRasterError as refusal:
        return _calendar(booking, refusal)
    try:
        foreseen = managing.foresee(booking, Change(period), now=time.now())
        managing.change_booking(reference, Change(period), now=time.now(), version=form_version(), by=acting())
    except DomainError as refusal:
        return _new_time(queries.get_booking(reference), period, refusal)
    flash(say(DONE[foreseen]), "ok")
    return redirect(url_for("manage.show", reference=reference), 303)


@bp.post("/<reference>/change/withdraw")
@allow(PUBLIC)
def withdraw_change(reference: str) -> Answer:
    """Take back the wish for another time."""
    get_own(reference)
    try:
        managing.withdraw_change(reference, now=time.now(), by=acting())
    except DomainError as refusal:
        return _show(queries.get_booking(reference), refusal)
    flash(say(DONE[Outcome.TAKEN_BACK]), "ok")
    return redirect(url_for("manage.show", reference=reference), 303)


@bp.get("/<reference>/words")
@allow(PUBLIC)
def words(reference: str) -> Answer:
    """The form of purpose, headcount and organisation, as long as they may be changed."""
    booking = get_own(reference)
    if not pages.show_page(booking, time.now()).words_href:
        return redirect(url_for("manage.show", reference=reference), 303)
    form = _form_of(booking)(formdata=None, data={name: getattr(booking, name) for name in WORDS_OF_A_BOOKING})
    return _words(booking, form)


def _form_of(booking: Booking) -> type[WordsForm]:
    return FirmWordsForm if booking.enterprise_id else WordsForm


def _words(booking: Booking, form: WordsForm, refusal: DomainError | None = None) -> Answer:
    page, status = pages.words_page(booking, refusal), UNPROCESSABLE if form.errors else 200
    return _answer(render_template("bookings/booking_words.html", page=page, form=form), refusal, status)


@bp.post("/<reference>/words")
@allow(PUBLIC)
def change_words(reference: str) -> Answer:
    """Change purpose, headcount and organisation at once."""
    booking = get_own(reference)
    form = _form_of(booking)()
    if not form.validate():
        return _words(booking, form)
    typed: dict[str, Any] = {name: form[name].data or None for name in WORDS_OF_A_BOOKING if name in form}
    wanted = Change(words=typed)
    try:
        managing.change_booking(reference, wanted, now=time.now(), version=form_version(), by=acting())
    except TooManyPeopleError as refusal:
        form.headcount.errors = [say(refusal.text)]
        return _words(booking, form)
    except DomainError as refusal:
        return _words(queries.get_booking(reference), form, refusal)
    flash(say(_("예약 내용을 바꾸었습니다.")), "ok")
    return redirect(url_for("manage.show", reference=reference), 303)


@bp.get("/<reference>/cancel")
@allow(PUBLIC)
def cancel(reference: str) -> Answer:
    """The last question; nothing happens yet."""
    booking = get_own(reference)
    if not pages.show_page(booking, time.now()).cancel_href:
        return redirect(url_for("manage.show", reference=reference), 303)
    return render_template("bookings/booking_cancel.html", page=pages.cancel_page(booking))


@bp.post("/<reference>/cancel")
@allow(PUBLIC)
def give_up(reference: str) -> Answer:
    """Cancel the booking."""
    get_own(reference)
    try:
        managing.cancel_booking(reference, now=time.now(), by=acting())
    except DomainError as refusal:
        return _show(queries.get_booking(reference), refusal)
    flash(say(_("취소했습니다. 메일로도 알려 드립니다.")), "ok")
    return redirect(url_for("manage.show", reference=reference), 303)


@bp.post("/<reference>/link")
@allow(PUBLIC)
def renew_link(reference: str) -> Answer:
    """End the link everywhere but here, and mail a new one."""
    get_own(reference)
    try:
        remember(managing.renew_link(reference, now=time.now(), by=acting()))
    except DomainError as refusal:
        return _show(queries.get_booking(reference), refusal)
    flash(say(_("전의 링크를 끝내고 새 링크를 메일로 보냈습니다.")), "ok")
    return redirect(url_for("manage.show", reference=reference), 303)


@bp.get("/<reference>/booking.ics")
@allow(PUBLIC)
def calendar_file(reference: str) -> Response:
    """The booking as a file for one's own calendar.

    Raises:
        LinkEndedError: it is not confirmed, so that no calendar should have it.
    """
    booking = get_own(reference)
    if booking.state != State.CONFIRMED:
        raise LinkEndedError
    text = calendar_of(entry_of(facts_of(booking), "PUBLISH"))
    name = {"Content-Disposition": f'attachment; filename="{booking.reference}.ics"'}
    return Response(text, mimetype="text/calendar", headers=name)
