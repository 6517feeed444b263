"""The four booking screens: time, details, code, done."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from flask import url_for

from center.bookings.models import Booking
from center.bookings.pages.find import find_around
from center.bookings.pages.words import (
    Address,
    Link,
    alternative_links,
    book_address,
    day_text,
    instant_text,
    length,
    period_text,
    rooms_title,
    wish_query,
)
from center.bookings.rules.refusals import BookingRefusedError, HoldExpiredError, RoomTakenError
from center.bookings.rules.states import State
from center.bookings.rules.values import Capacity, Decision, Verifying, Wording
from center.core.errors import DomainError
from center.core.text import _, show_clock, show_hours
from center.core.time import Period
from center.spaces.models import Space
from center.web.i18n import language, say

STEPS = (_("시간 확인"), _("정보 입력"), _("메일 확인"), _("완료"))
STEPS_OF_FIRMS = (STEPS[0], STEPS[1], STEPS[3])
"""Who is signed in has shown already that the mail address is theirs."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it cannot be, and what can; `find` leads to a search for a new booking."""

    title: str
    body: str
    alternatives: list[Link] = field(default_factory=list)
    find: Link | None = None


@dataclass(frozen=True, slots=True)
class TimePage:
    """Screen 1: is this the right time?"""

    steps: list[str]
    facts: list[tuple[str, str]]
    free: bool
    problem: Problem | None
    rules: list[str]
    hold_sentence: str
    next_href: str
    back_href: str


@dataclass(frozen=True, slots=True)
class DetailsPage:
    """Screen 2: who books, for what."""

    steps: list[str]
    when: str
    where: str
    hold_sentence: str
    purpose_hint: str
    headcount_hint: str
    privacy_text: list[str]
    terms_text: list[str]
    news_text: list[str]
    ask_few: bool
    problem: Problem | None
    firm: list[tuple[str, str]]
    firm_note: str
    choose_href: str
    series_href: str
    button: str
    back_href: str
    action: str

    @property
    def consents(self) -> tuple[str, ...]:
        """What is agreed to, sentence by sentence, each text with its own beginning."""
        return ("privacy", *self.privacy_text, "terms", *self.terms_text, "news", *self.news_text)


@dataclass(frozen=True, slots=True)
class Ended:
    """The code's time is over."""

    title: str
    body: str
    alternatives: list[Link]
    find: Link
    again_href: str


@dataclass(frozen=True, slots=True)
class CodePage:
    """Screen 3: the mailed code."""

    steps: list[str]
    email: str
    until_sentence: str
    when: str
    where: str
    action: str
    resend_action: str
    change_email_href: str
    ended: Ended | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of what happens next."""

    title: str
    detail: str
    state: str


@dataclass(frozen=True, slots=True)
class DonePage:
    """Screen 4: the number, and what happens now."""

    steps: list[str]
    title: str
    reference: str
    journey: list[Step]
    facts: list[tuple[str, str]]
    mail_sentence: str
    manage_href: str
    calendar_href: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Rooms and time somebody looks at, with what holds for them."""

    rooms: Sequence[Space]
    period: Period
    decision: Decision
    decide_within: int
    verifying: Verifying
    capacities: Sequence[Capacity]
    terms: Wording
    privacy: Wording
    news: Wording
    refused_uses: Sequence[str]

    @property
    def codes(self) -> list[str]:
        """The room codes."""
        return [room.code for room in self.rooms]


def _steps(*, of_firm: bool = False) -> list[str]:
    return [say(step) for step in (STEPS_OF_FIRMS if of_firm else STEPS)]


def facts_of(rooms: Sequence[Space], period: Period) -> list[tuple[str, str]]:
    """Where and when, as terms and values."""
    floors = sorted({room.floor_number for room in rooms})
    where = say(_("%(rooms)s, %(floor)s층", rooms=rooms_title(rooms), floor=floors[0]))
    return [
        (say(_("공간")), where),
        (say(_("날짜")), day_text(period.day)),
        (say(_("시간")), f"{show_hours(period)} ({length(int(period.length.total_seconds()) // 60)})"),
    ]


@dataclass(frozen=True, slots=True)
class Around:
    """From where a refused wish looks on: all rooms of the day, the present, how many people if that is known.

    `form_address` is where the form that is filled in already is sent for another time.
    """

    rooms: Sequence[Space]
    now: datetime
    headcount: int | None = None
    form_address: Address | None = None


def problem_of(refusal: DomainError, asked: Asked, around: Around) -> Problem:
    """A refusal with its ways out."""
    is_taken = isinstance(refusal, RoomTakenError)
    title = _("방금 다른 분이 예약했습니다") if is_taken else _("이대로는 예약할 수 없습니다")
    alternatives = (
        refusal.alternatives if isinstance(refusal, RoomTakenError | BookingRefusedError | HoldExpiredError) else ()
    )
    return Problem(
        say(title),
        say(refusal.text),
        alternatives=alternative_links(
            alternatives, around.rooms, book_address(people=around.headcount), form_address=around.form_address
        ),
        find=find_around(asked.period, asked.codes, around.headcount, around.now),
    )


@dataclass(frozen=True, slots=True)
class ForFirm:
    """The firm for which somebody books, and the address to which letters go; one that cannot book, and so is told."""

    name: str
    email: str
    may_book: bool


def _firm_facts(firm: ForFirm | None) -> list[tuple[str, str]]:
    if firm is None or not firm.may_book:
        return []
    return [(say(_("예약하는 기업")), firm.name), (say(_("메일")), firm.email)]


def _series_address(asked: Asked) -> str:
    """The form of a series for the time that is looked at."""
    start, end = show_clock(asked.period.start), show_clock(asked.period.end)
    day = asked.period.day.isoformat()
    return url_for("series.new", rooms=",".join(asked.codes), day=day, start=start, end=end)


def _firm_note(firm: ForFirm | None) -> str:
    if firm is None or firm.may_book:
        return ""
    return say(
        _(
            "명부에 %(name)s은 휴업이나 폐업으로 되어 있어 기업으로 예약할 수 없습니다. 개인으로는 예약할 수 있습니다.",
            name=firm.name,
        )
    )


def _details_button(asked: Asked, firm: ForFirm | None) -> str:
    if firm is None or not firm.may_book:
        return say(_("확인 번호 받기"))
    return say(_("예약 신청하기")) if asked.decision == Decision.STAFF else say(_("예약하기"))


def hold_sentence(asked: Asked, firm: ForFirm | None = None) -> str:
    """What sending the form does."""
    if firm and firm.may_book and asked.decision == Decision.INSTANT:
        return say(_("보내면 바로 예약됩니다."))
    if asked.decision == Decision.STAFF:
        return say(
            _(
                "직원이 확인하고 %(days)s근무일 안에 메일로 알려 드립니다. 그때까지는 자리가 맡아지지 않습니다.",
                days=asked.decide_within,
            )
        )
    return say(_("확인 번호를 받으면 %(minutes)s분 동안 자리를 맡아 둡니다.", minutes=asked.verifying.minutes))


def time_page(asked: Asked, refusal: DomainError | None, around: Around) -> TimePage:
    """Screen 1."""
    back = url_for("bookings.calendar", view="week", date=asked.period.day.isoformat(), rooms=",".join(asked.codes))
    return TimePage(
        steps=_steps(),
        facts=facts_of(asked.rooms, asked.period),
        free=refusal is None,
        problem=problem_of(refusal, asked, around) if refusal else None,
        rules=list(asked.terms.sentences[language()]),
        hold_sentence=hold_sentence(asked),
        next_href=book_address(screen="details", people=around.headcount)(asked.codes, asked.period),
        back_href=back,
    )


def wish_suffix(asked: Asked) -> str:
    """The wish as an address's query."""
    return "?" + urlencode(wish_query(asked.codes, asked.period))


def details_page(
    asked: Asked,
    *,
    firm: ForFirm | None = None,
    must_choose: bool = False,
    problem: Problem | None = None,
    ask_few: bool = False,
) -> DetailsPage:
    """Screen 2; `must_choose` says that the person acts for several firms and has not said for which."""
    query, spoken = wish_suffix(asked), language()
    return DetailsPage(
        steps=_steps(of_firm=bool(firm and firm.may_book)),
        when=period_text(asked.period),
        where=rooms_title(asked.rooms),
        hold_sentence=hold_sentence(asked, firm),
        purpose_hint=" ".join([say(_("예: 주민 독서모임, 협동조합 총회.")), *asked.refused_uses]),
        headcount_hint=say(_("%(most)s명까지 쓸 수 있습니다.", most=sum(room.most for room in asked.capacities))),
        privacy_text=list(asked.privacy.sentences[spoken]),
        terms_text=list(asked.terms.sentences[spoken]),
        news_text=list(asked.news.sentences[spoken]),
        ask_few=ask_few,
        problem=problem,
        firm=_firm_facts(firm),
        firm_note=_firm_note(firm),
        series_href=_series_address(asked),
        choose_href=url_for("firm.choose", next=url_for("bookings.details") + query) if must_choose else "",
        button=_details_button(asked, firm),
        back_href=url_for("bookings.book") + query,
        action=url_for("bookings.details") + query,
    )


def code_page(booking: Booking, *, over: DomainError | None, around: Around) -> CodePage:
    """Screen 3; `over` when the code's time has ended."""
    occurrence = booking.occurrence
    rooms = [room.space for room in occurrence.rooms]
    query = _details_again(booking)
    until = booking.code_until or booking.created_at
    is_held = booking.decision == Decision.INSTANT
    end = show_clock(until)
    sentence = (
        _("%(until)s까지 자리를 맡아 두었습니다. 번호는 붙여 넣어도 됩니다.", until=end)
        if is_held
        else _("%(until)s까지 입력해 주세요. 번호는 붙여 넣어도 됩니다.", until=end)
    )
    return CodePage(
        steps=_steps(),
        email=booking.email,
        until_sentence=say(sentence),
        when=period_text(occurrence.period),
        where=rooms_title(rooms),
        action=url_for("bookings.code", reference=booking.reference),
        resend_action=url_for("bookings.send_code", reference=booking.reference),
        change_email_href=query,
        ended=_ended(over, booking, around) if over else None,
    )


def _details_again(booking: Booking) -> str:
    """The details of the same wish, to be filled in from this booking."""
    occurrence = booking.occurrence
    query = [*wish_query(occurrence.codes, occurrence.period), ("again", booking.reference)]
    return f"{url_for('bookings.details')}?{urlencode(query)}"


def _ended(over: DomainError, booking: Booking, around: Around) -> Ended:
    alternatives, occurrence = over.alternatives if isinstance(over, HoldExpiredError) else (), booking.occurrence
    is_tried_out = isinstance(over, HoldExpiredError) and over.is_tried_out
    return Ended(
        say(_("확인 번호를 더 쓸 수 없습니다")) if is_tried_out else say(_("확인 시간이 지났습니다")),
        say(over.text),
        alternative_links(alternatives, around.rooms),
        find=find_around(occurrence.period, occurrence.codes, booking.headcount, around.now),
        again_href=_details_again(booking),
    )


def done_page(booking: Booking) -> DonePage:
    """Screen 4, of a booking that stands or waits for staff."""
    occurrence = booking.occurrence
    is_confirmed = booking.state == State.CONFIRMED
    return DonePage(
        steps=_steps(of_firm=booking.enterprise_id is not None),
        title=say(_("예약이 확정되었습니다")) if is_confirmed else say(_("예약 신청을 접수했습니다")),
        reference=booking.reference,
        journey=_confirmed_steps(booking) if is_confirmed else _requested_steps(booking),
        facts=[
            *facts_of(occurrence.spaces, occurrence.period),
            (say(_("이용 목적")), booking.purpose),
            (say(_("인원")), say(_("%(n)s명", n=booking.headcount))),
        ],
        mail_sentence=say(
            _(
                "같은 내용을 %(email)s로 보냈습니다. 메일의 링크로 바꾸거나 취소할 수 있습니다.",
                email=booking.email,
            )
        ),
        manage_href=url_for("manage.show", reference=booking.reference),
        calendar_href=url_for("bookings.calendar", view="week", date=occurrence.period.day.isoformat()),
    )


def _confirmed_steps(booking: Booking) -> list[Step]:
    confirmed_at = booking.decided_at or booking.verified_at or booking.created_at
    return [
        Step(say(_("예약이 확정되었습니다")), instant_text(confirmed_at), "done"),
        Step(
            say(_("시간에 맞춰 오시면 됩니다")),
            say(_("%(period)s, 준비와 정리도 이 시간 안에 마쳐 주세요.", period=booking.occurrence.period)),
            "now",
        ),
    ]


def _requested_steps(booking: Booking) -> list[Step]:
    received = Step(say(_("접수했습니다")), instant_text(booking.verified_at or booking.created_at), "done")
    by = say(_("%(day)s까지 메일로 알려 드립니다.", day=booking.decide_by_on))
    after = say(_("승인되면 확정 메일이 갑니다. 같은 시간을 여러 분이 신청했을 수 있습니다."))
    return [
        received,
        Step(say(_("직원이 확인합니다")), by, "now"),
        Step(say(_("확정되면 끝납니다")), after, "to_come"),
    ]
