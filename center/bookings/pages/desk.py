"""The staff's pages: what waits for a decision, with rivals side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from flask import url_for

from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.pages.words import instant_text, length, period_text, rooms_title
from center.bookings.rules.bookable import use_of
from center.bookings.rules.people import booker_keys
from center.bookings.rules.refusals import RIVAL_APPROVED
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.values import BookerKind, Quota
from center.bookings.service.deciding import rivals_of
from center.core.text import Text, _, month_name
from center.spaces.models import Space
from center.web.i18n import language, say

LETTERS = {"ko": "가나다라마바사아자차카타파하", "en": "ABCDEFGHIJKLMN"}
MOST_COLUMNS = 4
FITS, CHECK, BROKEN = ("ok", _("맞음")), ("check", _("확인")), ("bad", _("어긋남"))


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when to decide; the tone says how near it is."""

    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class RequestGroup:
    """A request in the inbox, with how many others want the same time."""

    heading: str
    note: str
    people: str
    deadline: Deadline
    href: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """What waits, by deadline."""

    title: str
    lead: str
    groups: list[RequestGroup]
    empty: str


@dataclass(frozen=True, slots=True)
class RequestColumn:
    """A request beside its rivals."""

    letter: str
    heading: str
    subline: str
    facts: list[tuple[str, str]]
    rules: list[tuple[str, str, str]]
    approve_action: str
    approve_label: str
    refuse_action: str
    refuse_label: str
    version: int
    others_told: list[str]


@dataclass(frozen=True, slots=True)
class UnsentRefusal:
    """A refusal that could not be sent: whose, why, and what was typed."""

    letter: str
    sentence: str
    typed: str


@dataclass(frozen=True, slots=True)
class RequestPage:
    """One request and everything that cannot be granted with it."""

    title: str
    lead: str
    requests: list[RequestColumn]
    more: str
    back_href: str
    error: UnsentRefusal | None = field(default=None)


def inbox_page(today: date) -> InboxPage:
    """The inbox."""
    waiting = queries.waiting_requests()
    n_due = sum(1 for booking in waiting if booking.decide_by_on and booking.decide_by_on <= today)
    lead = (
        _("오늘까지 정할 신청이 %(n)s건 있습니다.", n=n_due)
        if n_due
        else _("기다리는 신청이 %(n)s건 있습니다.", n=len(waiting))
    )
    return InboxPage(
        title=say(_("기다리는 신청")),
        lead=say(lead) if waiting else "",
        groups=[_group(booking, waiting, today) for booking in waiting],
        empty="" if waiting else say(_("지금은 정할 신청이 없습니다.")),
    )


def _group(booking: Booking, waiting: Sequence[Booking], today: date) -> RequestGroup:
    n_rivals = len(rivals_of(booking, waiting))
    who = booking.organisation or booking.name
    return RequestGroup(
        heading=f"{period_text(booking.occurrence.period)} · {rooms_title(_rooms(booking))}",
        note=say(_("겹치는 신청 %(n)s건", n=n_rivals + 1)) if n_rivals else "",
        people=say(_("%(who)s, %(n)s명", who=who, n=booking.headcount)),
        deadline=_deadline(booking.decide_by_on or today, today),
        href=url_for("staff.request_show", reference=booking.reference),
    )


def _deadline(by: date, today: date) -> Deadline:
    if by > today:
        return Deadline(say(_("%(day)s까지", day=by)), "line")
    return Deadline(say(_("오늘까지") if by == today else _("기한 지남")), "wait")


def _rooms(booking: Booking) -> list[Space]:
    return sorted((room.space for room in booking.occurrence.rooms), key=lambda room: room.code)


def request_page(booking: Booking, error: tuple[str, str, str] | None = None) -> RequestPage:
    """A request with its rivals; `error` is the reference, sentence and text of a refusal that failed."""
    waiting = queries.waiting_requests()
    group = [booking, *rivals_of(booking, waiting)]
    shown = sorted(group[:MOST_COLUMNS], key=lambda request: (request.verified_at or request.created_at, request.id))
    letters = dict(zip((request.reference for request in shown), LETTERS[language()], strict=False))
    book = queries.rulebook()
    where = f"{period_text(booking.occurrence.period)} · {rooms_title(_rooms(booking))}"
    n_rivals = len(group) - 1
    lead = _("겹치는 신청이 %(n)s건 더 있습니다.", n=n_rivals) if n_rivals else _("겹치는 신청은 없습니다.")
    return RequestPage(
        title=where,
        lead=say(lead),
        requests=[_column(request, letters, shown, book) for request in shown],
        more=_more(len(group) - len(shown)),
        back_href=url_for("staff.requests"),
        error=UnsentRefusal(letters.get(error[0], ""), error[1], error[2]) if error else None,
    )


def _more(n: int) -> str:
    if n <= 0:
        return ""
    return say(_("이 밖에 겹치는 신청이 %(n)s건 더 있고, 하나를 승인하면 함께 거절됩니다.", n=n))


def _column(booking: Booking, letters: dict[str, str], shown: Sequence[Booking], book: Rulebook) -> RequestColumn:
    letter = letters[booking.reference]
    return RequestColumn(
        letter=letter,
        heading=booking.organisation or booking.name,
        subline=f"{period_text(booking.occurrence.period)} · {rooms_title(_rooms(booking))}",
        facts=_facts(booking),
        rules=[(verdict, say(word), say(sentence)) for (verdict, word), sentence in _verdicts(booking, book)],
        approve_action=url_for("staff.approve", reference=booking.reference),
        approve_label=say(_("%(letter)s 승인하기", letter=letter)),
        refuse_action=url_for("staff.refuse", reference=booking.reference),
        refuse_label=say(_("%(letter)s 거절하기", letter=letter)),
        version=booking.version,
        others_told=[
            say(_("%(letter)s: “%(sentence)s”", letter=letters[rival.reference], sentence=RIVAL_APPROVED))
            for rival in rivals_of(booking, shown)
        ],
    )


def _facts(booking: Booking) -> list[tuple[str, str]]:
    minutes = int(booking.occurrence.period.length.total_seconds()) // 60
    return [
        (say(_("접수")), instant_text(booking.verified_at or booking.created_at)),
        (say(_("목적")), booking.purpose),
        (say(_("인원")), say(_("%(n)s명", n=booking.headcount))),
        (say(_("길이")), length(minutes)),
        (say(_("예약한 분")), booking.name),
        (say(_("연락처")), f"{booking.phone} · {booking.email}"),
    ]


Verdict = tuple[tuple[str, Text], Text]


def _verdicts(booking: Booking, book: Rulebook) -> list[Verdict]:
    """What the rules say of a request, with the figures."""
    use, rooms = use_of(booking.occurrence.period), _rooms(booking)
    most = sum(capacity.most for capacity in queries.capacity_of(book, rooms, use.day).values())
    fits = FITS if booking.headcount <= most else BROKEN
    capacity: Verdict = (fits, _("정원 %(most)s명, 신청 %(n)s명", most=most, n=booking.headcount))
    quota = book.get(Quota, "quota", use.day)
    limits = {BookerKind.PERSON: quota.person, BookerKind.ORGANISATION: quota.organisation}
    names = {BookerKind.PERSON: _("개인"), BookerKind.ORGANISATION: _("단체")}
    keys = booker_keys(booking.email, booking.phone, booking.organisation)
    shares: list[Verdict] = [
        (
            FITS if used.uses_this_month <= limits[kind] else BROKEN,
            _(
                "%(who)s: %(month)s월 예약 %(n)s번, 한도 %(limit)s번 (이 신청 포함)",
                who=names[kind],
                month=month_name(use.day.month),
                n=used.uses_this_month,
                limit=limits[kind],
            ),
        )
        for kind, used in queries.usage_of(keys, use).items()
    ]
    return [capacity, *shares, (CHECK, _("정치·종교·영리 목적이 아닌지 목적을 읽고 확인하세요."))]
