"""From what a browser sends to a wish: addresses, the booking form, what this browser may look at again."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import request, session
from werkzeug.datastructures import MultiDict

from center.accounts.service import own as accounts
from center.bookings import queries
from center.bookings.forms import PHONE_DIGITS, DetailsForm
from center.bookings.models import Booking
from center.bookings.pages.flow import Asked
from center.bookings.rules.bookable import decide, use_of
from center.bookings.rules.hours_typed import read_clock
from center.bookings.rules.people import phone_key
from center.bookings.rules.refusals import LinkEndedError, OffRasterError, WrongDaysError
from center.bookings.rules.states import State
from center.bookings.rules.values import BookerKind, DecisionRule, Verifying, Wording
from center.bookings.series_forms import SeriesForm
from center.bookings.service.booking import Wish
from center.core.errors import NotFoundError
from center.core.net import address_block
from center.core.time import SEOUL, YEARS, Period, at, now, read_day, seoul_day
from center.enterprises.queries import find_by_id
from center.enterprises.rules.kinds import FirmState
from center.web.access import acting
from center.web.i18n import language

MOST_REMEMBERED = 5
ENTRY_LENGTH = 3


def read_days(args: MultiDict[str, str], today: date, around: timedelta) -> tuple[date, date]:
    """The days [from, to) that an address names; without them so many days around today.

    Raises:
        WrongDaysError: not two days in order.
    """
    first = read_day(args["from"]) if "from" in args else today - around
    end = read_day(args["to"]) if "to" in args else today + around
    if first is None or end is None or end <= first:
        raise WrongDaysError
    return first, end


def read_instant(text: str | None) -> datetime | None:
    """An instant as addresses write it; without an offset it is Seoul's. None for anything else."""
    try:
        instant = datetime.fromisoformat((text or "").replace(" ", "+"))
    except ValueError:
        return None
    if instant.year not in YEARS:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=SEOUL)


def read_codes(args: MultiDict[str, str]) -> tuple[str, ...]:
    """The rooms an address names: space=202&space=203, or rooms=202,203 as the picker sends it."""
    named = [*args.getlist("space"), *args.get("rooms", "").split(",")]
    return tuple(sorted({code for code in named if code}))


def read_period(args: MultiDict[str, str]) -> Period:
    """The time an address names: start and end, or the picker's date, from and to.

    Raises:
        OffRasterError: it names none.
    """
    start, end = read_instant(args.get("start")), read_instant(args.get("end"))
    day, first, last = read_day(args.get("date")), read_clock(args.get("from")), read_clock(args.get("to"))
    if day is not None and first is not None and last is not None:
        start, end = at(day, first), at(day, last)
    if start is None or end is None or end <= start:
        raise OffRasterError
    return Period(start, end)


def read_asked(args: MultiDict[str, str]) -> Asked:
    """What an address asks for, with the rules that hold for it.

    Raises:
        OffRasterError: no time, or one off the raster.
        NotFoundError: no such room.
    """
    period = read_period(args)
    use = use_of(period)
    rooms = queries.get_rooms(read_codes(args), use.day)
    book, today = queries.rulebook(), seoul_day(now())
    codes = [room.code for room in rooms]
    kind = BookerKind.ORGANISATION if booking_firm() else BookerKind.PERSON
    return Asked(
        rooms=rooms,
        period=period,
        decision=decide(book, use, codes, kind),
        decide_within=book.get(DecisionRule, "decision", use.day, codes[0]).within_working_days,
        verifying=book.get(Verifying, "verifying", today),
        capacities=list(queries.capacity_of(book, rooms, use.day).values()),
        terms=book.get(Wording, "terms", today),
        privacy=book.get(Wording, "privacy", today),
        news=book.get(Wording, "news", today),
        refused_uses=book.sentences("refused_uses", today, language()),
    )


@dataclass(frozen=True, slots=True)
class OwnFirm:
    """The firm for which somebody books who is signed in, and what is known of them for that."""

    id: int
    name: str
    is_active: bool
    person: str
    email: str
    phone: str


def own_firm() -> OwnFirm | None:
    """The firm for which this request acts, if it acts for one."""
    actor = acting()
    firm = find_by_id(actor.enterprise_id) if actor.enterprise_id else None
    if firm is None:
        return None
    phone = firm.phone if PHONE_DIGITS.fullmatch(phone_key(firm.phone)) else ""
    return OwnFirm(firm.id, firm.name, firm.state == FirmState.ACTIVE, actor.name, accounts.get_own(actor).email, phone)


def get_own_firm() -> OwnFirm:
    """The same, on a page of firms: who acts for several has said for which before they come here.

    Raises:
        NotFoundError
    """
    firm = own_firm()
    if firm is None:
        raise NotFoundError
    return firm


def booking_firm() -> OwnFirm | None:
    """The same, if the registry lets it book: otherwise one books as a person."""
    firm = own_firm()
    return firm if firm and firm.is_active else None


def wish_of(form: DetailsForm, asked: Asked, firm: OwnFirm | None = None) -> Wish:
    """The wish a checked form makes. The same form with the same content has the same key.

    For a firm the address is that of the account, and the name is that of the registry, whatever was typed.
    """
    typed: dict[str, Any] = {
        "rooms": tuple(asked.codes),
        "period": asked.period,
        "purpose": form.purpose.data,
        "purpose_kind": form.purpose_kind.data,
        "headcount": form.headcount.data,
        "name": form.name.data,
        "email": firm.email if firm else form.email.data,
        "phone": form.phone.data,
        "organisation": firm.name if firm else form.organisation.data or None,
        "language": language(),
        "terms_version": asked.terms.version,
        "privacy_version": asked.privacy.version,
        "news_version": asked.news.version if form.consent_news.data else None,
    }
    return Wish(
        **typed,
        enterprise_id=firm.id if firm else None,
        user_id=acting().user_id if firm else None,
        network="" if firm else address_block(request.remote_addr or ""),
        form_key=key_of_form(form.once.data or "", typed),
    )


def wish_of_series(form: SeriesForm, firm: OwnFirm) -> Wish:
    """The wish of a firm for the first of several dates, from fields that are right."""
    book, today = queries.rulebook(), seoul_day(now())
    versions = {name: book.get(Wording, name, today).version for name in ("terms", "privacy", "news")}
    names = ("purpose", "purpose_kind", "headcount", "name", "phone")
    typed: dict[str, Any] = {name: form[name].data for name in names}
    asked: dict[str, Any] = {"rooms": form.codes(), "period": form.period()}
    content = {**typed, **asked, "pattern": form.pattern(), "firm": firm.id}
    return Wish(
        **typed,
        **asked,
        email=firm.email,
        organisation=firm.name,
        enterprise_id=firm.id,
        user_id=acting().user_id,
        language=language(),
        terms_version=versions["terms"],
        privacy_version=versions["privacy"],
        news_version=versions["news"] if form.consent_news.data else None,
        network="",
        form_key=key_of_form(form.once.data or "", content),
    )


def key_of_form(once: str, typed: Mapping[str, Any]) -> str:
    """The key that makes one form with one content one booking; other content, after Back, is another one."""
    content = repr([once, sorted((name, str(value)) for name, value in typed.items())])
    return hashlib.sha256(content.encode()).hexdigest()


def remember(booking: Booking, once: str = "") -> None:
    """Let this browser see and manage the booking as long as its link stays the same; the last few only.

    `once` is the key of the form it was made with, if it was made here.
    """
    once = once or form_of(booking.reference) or ""
    known = [entry for entry in _remembered() if entry[1] != booking.reference and (entry[0] != once or not once)]
    session["bookings"] = [*known, [once, booking.reference, booking.manage_nonce]][-MOST_REMEMBERED:]


def _remembered() -> list[list[str]]:
    """Of each booking this browser may see: its form, its number, and what its link was made of then."""
    return [entry for entry in session.get("bookings", []) if len(entry) == ENTRY_LENGTH]


def own_bookings() -> list[Booking]:
    """The bookings this browser may see, the newest first, whose links are still the same."""
    remembered = [(reference, nonce) for _once, reference, nonce in reversed(_remembered())]
    found = {
        booking.reference: booking for booking in queries.find_bookings([reference for reference, _ in remembered])
    }
    return [found[one] for one, nonce in remembered if one in found and found[one].manage_nonce == nonce]


def forget_all() -> None:
    """Let this browser see no booking any more; the bookings themselves stay as they are."""
    session.pop("bookings", None)


def find_own(reference: str) -> Booking | None:
    """The booking of that number, if this browser made it or opened its link and the link still holds, or it is of the
    firm for which this request acts.
    """
    if acting().enterprise_id and (ours := queries.find_booking_of_firm(reference, acting().enterprise_id or 0)):
        return ours
    nonces = [entry[2] for entry in _remembered() if entry[1] == reference]
    booking = queries.find_booking(reference) if nonces else None
    return booking if booking and booking.manage_nonce in nonces else None


def get_own(reference: str) -> Booking:
    """The same; any other booking reads like one that does not exist.

    Raises:
        LinkEndedError
    """
    booking = find_own(reference)
    if booking is None:
        raise LinkEndedError
    return booking


def made_with(once: str) -> str | None:
    """The booking this browser made with that form before."""
    return next((entry[1] for entry in _remembered() if once and entry[0] == once), None)


def waiting_here(asked: Asked) -> str | None:
    """A booking of this browser that waits for its code and stands in the way of the time that is asked for.

    Who goes back to mend an address begins a new form; their own hold must not keep them out.
    """
    for booking in own_bookings():
        is_in_the_way = booking.occurrence.period.overlaps(asked.period) and set(booking.occurrence.codes) & set(
            asked.codes
        )
        if booking.state == State.VERIFYING and is_in_the_way:
            return booking.reference
    return None


def form_of(reference: str) -> str | None:
    """The key of the form with which this browser made that booking."""
    return next((entry[0] for entry in _remembered() if entry[1] == reference and entry[0]), None)
