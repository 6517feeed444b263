"""The staff's pages: what waits for a decision, with rivals side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import url_for

from center.bookings import queries
from center.bookings.desk_wishes import FOR_REFUSING, reasons
from center.bookings.pages.words import instant_text, length, period_text, room_title, rooms_title
from center.bookings.queries import Ask
from center.bookings.rules.bookable import Use, ensure_available, use_of
from center.bookings.rules.day import RoomDay
from center.bookings.rules.refusals import RIVAL_APPROVED, RIVAL_OF_CHANGE_APPROVED
from center.bookings.rules.rulebook import Rulebook
from center.bookings.rules.states import WORDS, State
from center.bookings.rules.values import BookerKind, Quota
from center.bookings.service.deciding import rivals_of
from center.core.errors import DomainError
from center.core.text import Text, _, month_name, show_hours
from center.core.time import today
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
class Elsewhere:
    """Another room that is free at the same time and holds the people: both rivals may have what they need."""

    action: str
    label: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Labels:
    """What the controls of a request are called: with its letter, unless it stands alone."""

    approve: str
    refuse: str
    why: str
    usual: str
    reason: str
    record: str
    move: str


@dataclass(frozen=True, slots=True)
class RequestColumn:
    """A request beside its rivals; `mark` tells its controls from theirs, `letter` is there where it has rivals.

    `language` is the booker's, in which they read why they are refused.
    """

    mark: str
    letter: str
    labels: Labels
    heading: str
    subline: str
    facts: list[tuple[str, str]]
    rules: list[tuple[str, str, str]]
    approve_action: str
    refuse_action: str
    reasons: list[tuple[str, str]]
    record_href: str
    reference: str
    language: str
    version: int
    others_told: list[str]
    elsewhere: list[Elsewhere]
    move_href: str


@dataclass(frozen=True, slots=True)
class UnsentRefusal:
    """A refusal that could not be sent: whose, why, and what was typed."""

    mark: str
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
    waiting = queries.waiting_asks()
    n_due = sum(1 for ask in waiting if ask.decide_by_on <= today)
    lead = (
        _("오늘까지 정할 신청이 %(n)s건 있습니다.", n=n_due)
        if n_due
        else _("기다리는 신청이 %(n)s건 있습니다.", n=len(waiting))
    )
    return InboxPage(
        title=say(_("기다리는 신청")),
        lead=say(lead) if waiting else "",
        groups=[_group(ask, waiting, today) for ask in waiting],
        empty="" if waiting else say(_("지금은 정할 신청이 없습니다.")),
    )


def _group(ask: Ask, waiting: Sequence[Ask], today: date) -> RequestGroup:
    n_rivals, booking = len(rivals_of(ask, waiting)), ask.booking
    who = booking.organisation or booking.name
    notes = [say(_("시간 변경"))] if ask.is_change else [say(_("다른 시간도 신청"))] if booking.change else []
    notes += [say(_("겹치는 신청 %(n)s건", n=n_rivals + 1))] if n_rivals else []
    return RequestGroup(
        heading=_where_and_when(ask),
        note=" · ".join(notes),
        people=say(_("%(who)s, %(n)s명", who=who, n=booking.headcount)),
        deadline=_deadline(ask.decide_by_on, today),
        href=url_for(f"staff.{_views(ask)}_show", reference=booking.reference),
    )


def _where_and_when(ask: Ask) -> str:
    return f"{period_text(ask.period)} · {rooms_title(ask.booking.occurrence.spaces)}"


def _views(ask: Ask) -> str:
    return "change" if ask.is_change else "request"


def _deadline(by: date, today: date) -> Deadline:
    if by > today:
        return Deadline(say(_("%(day)s까지", day=by)), "line")
    return Deadline(say(_("오늘까지") if by == today else _("기한 지남")), "wait")


def request_page(ask: Ask, now: datetime, error: tuple[str, str] | None = None) -> RequestPage:
    """A request with its rivals; `error` is the sentence and the text of a refusal of it that failed."""
    waiting = queries.waiting_asks()
    group = [ask, *rivals_of(ask, waiting)]
    shown = sorted(group[:MOST_COLUMNS], key=lambda one: (one.asked_at, one.booking.id, one.is_change))
    letters = dict(zip((_key(one) for one in shown), LETTERS[language()] if len(shown) > 1 else [""], strict=False))
    book = queries.rulebook()
    n_rivals = len(group) - 1
    lead = _("겹치는 신청이 %(n)s건 더 있습니다.", n=n_rivals) if n_rivals else _("겹치는 신청은 없습니다.")
    return RequestPage(
        title=say(_("시간 변경: %(where)s", where=_where_and_when(ask))) if ask.is_change else _where_and_when(ask),
        lead=say(lead),
        requests=[_column(one, letters, shown, (book, now)) for one in shown],
        more=_more(len(group) - len(shown)),
        back_href=url_for("staff.requests"),
        error=UnsentRefusal(_mark(ask), *error) if error else None,
    )


def _more(n: int) -> str:
    if n <= 0:
        return ""
    return say(_("이 밖에 겹치는 신청이 %(n)s건 더 있고, 하나를 승인하면 함께 거절됩니다.", n=n))


Key = tuple[str, bool]


def _key(ask: Ask) -> Key:
    return ask.booking.reference, ask.is_change


def _mark(ask: Ask) -> str:
    return f"{ask.booking.reference.lower()}{'-change' if ask.is_change else ''}"


def _labels(letter: str) -> Labels:
    if not letter:
        return Labels(
            approve=say(_("승인하기")),
            refuse=say(_("거절하기")),
            why=say(_("거절하는 까닭 적기")),
            usual=say(_("자주 쓰는 까닭")),
            reason=say(_("신청을 거절하는 까닭")),
            record=say(_("예약 기록 보기")),
            move=say(_("다른 시간이나 공간으로 옮겨 승인하기")),
        )
    return Labels(
        approve=say(_("%(letter)s 승인하기", letter=letter)),
        refuse=say(_("%(letter)s 거절하기", letter=letter)),
        why=say(_("%(letter)s 거절하는 까닭 적기", letter=letter)),
        usual=say(_("%(letter)s 자주 쓰는 까닭", letter=letter)),
        reason=say(_("%(letter)s 신청을 거절하는 까닭", letter=letter)),
        record=say(_("%(letter)s 예약 기록 보기", letter=letter)),
        move=say(_("%(letter)s: 다른 시간이나 공간으로 옮겨 승인하기", letter=letter)),
    )


def _column(ask: Ask, letters: dict[Key, str], shown: Sequence[Ask], at: tuple[Rulebook, datetime]) -> RequestColumn:
    letter, booking, view = letters[_key(ask)], ask.booking, _views(ask)
    book, now = at
    free = _free_rooms(ask, book, now)
    return RequestColumn(
        mark=_mark(ask),
        letter=letter,
        labels=_labels(letter),
        heading=booking.organisation or booking.name,
        subline=_where_and_when(ask),
        facts=_facts(ask),
        rules=[(verdict, say(word), say(sentence)) for (verdict, word), sentence in _verdicts(ask, book, free)],
        approve_action=url_for(f"staff.approve_{view}", reference=booking.reference),
        refuse_action=url_for(f"staff.refuse_{view}", reference=booking.reference),
        reasons=reasons(FOR_REFUSING),
        record_href=url_for("desk.show", reference=booking.reference),
        reference=booking.reference,
        language=booking.language,
        version=booking.version,
        others_told=[
            say(_("%(letter)s: “%(sentence)s”", letter=letters[_key(rival)], sentence=_told(rival)))
            for rival in rivals_of(ask, shown)
        ],
        elsewhere=_elsewhere(ask, free, letter) if letter or not _has_its_rooms(ask, free) else [],
        move_href="" if ask.is_change else url_for("desk.move", reference=booking.reference),
    )


def _told(rival: Ask) -> Text:
    return RIVAL_OF_CHANGE_APPROVED if rival.is_change else RIVAL_APPROVED


def _facts(ask: Ask) -> list[tuple[str, str]]:
    booking = ask.booking
    minutes = int(ask.period.length.total_seconds()) // 60
    now_at = say(
        _(
            "%(period)s (%(state)s)",
            period=booking.occurrence.period,
            state=WORDS[State(booking.state)],
        )
    )
    return [
        (say(_("접수")), instant_text(ask.asked_at)),
        (say(_("결정 기한")), _deadline(ask.decide_by_on, today()).text),
        *([(say(_("지금 시간")), now_at)] if ask.is_change else []),
        (say(_("목적")), booking.purpose),
        (say(_("인원")), say(_("%(n)s명", n=booking.headcount))),
        (say(_("길이")), length(minutes)),
        (say(_("예약한 분")), booking.name),
        (say(_("연락처")), f"{booking.phone} · {booking.email}"),
    ]


Verdict = tuple[tuple[str, Text], Text]


def _verdicts(ask: Ask, book: Rulebook, free: Sequence[Space]) -> list[Verdict]:
    """What the rules say of a request, with the figures."""
    booking, use, rooms = ask.booking, use_of(ask.period), ask.booking.occurrence.spaces
    most = sum(capacity.most for capacity in queries.capacity_of(book, rooms, use.day).values())
    fits = FITS if booking.headcount <= most else BROKEN
    capacity: Verdict = (fits, _("정원 %(most)s명, 신청 %(n)s명", most=most, n=booking.headcount))
    quota = book.get(Quota, "quota", use.day)
    limits = {BookerKind.PERSON: quota.person, BookerKind.ORGANISATION: quota.organisation}
    names = {BookerKind.PERSON: _("개인"), BookerKind.ORGANISATION: _("단체")}
    shares: list[Verdict] = [
        (
            FITS if used.uses_this_month < limits[kind] else BROKEN,
            _(
                "%(who)s: %(month)s월 예약 %(n)s번, 한도 %(limit)s번 (이 신청 포함)",
                who=names[kind],
                month=month_name(use.day.month),
                n=used.uses_this_month + 1,
                limit=limits[kind],
            ),
        )
        for kind, used in queries.usage_of(booking.keys, use, without=booking.id).items()
    ]
    return [
        _time_verdict(ask, free),
        capacity,
        *shares,
        (CHECK, _("목적을 읽고 확인하세요. %(refused)s", refused=_refused_uses(book))),
    ]


def _free_rooms(ask: Ask, book: Rulebook, now: datetime) -> list[Space]:
    """The rooms that could be had at the time that is asked for, each by itself, and that hold the people."""
    use, ahead = use_of(ask.period), timedelta(days=1)
    rooms = queries.rooms_between(use.day, use.day + ahead)
    days = queries.room_days(rooms, use.day, use.day + ahead, now=now, without=ask.booking.occurrence.id)[use.day]
    most = queries.capacity_of(book, rooms, use.day)
    is_only = len(ask.booking.occurrence.codes) == 1
    return [
        room
        for room in rooms
        if _is_free(use, days[room.code]) and not (is_only and ask.booking.headcount > most[room.code].most)
    ]


def _is_free(use: Use, day: RoomDay) -> bool:
    try:
        ensure_available(use, [day])
    except DomainError:
        return False
    return True


def _time_verdict(ask: Ask, free: Sequence[Space]) -> Verdict:
    """Whether its own rooms can still be had at that time."""
    if _has_its_rooms(ask, free):
        return FITS, _("그 시간은 아직 비어 있습니다.")
    return BROKEN, _("그 시간은 그 공간에서 쓸 수 없습니다. 이미 찼거나, 닫혔거나, 좁습니다.")


def _has_its_rooms(ask: Ask, free: Sequence[Space]) -> bool:
    return {room.code for room in free} >= set(ask.booking.occurrence.codes)


def _elsewhere(ask: Ask, free: Sequence[Space], letter: str) -> list[Elsewhere]:
    """The other rooms in which a request for one room could be granted at its time."""
    codes, period = ask.booking.occurrence.codes, ask.period
    if len(codes) > 1 or ask.is_change:
        return []
    start, end = show_hours(period).split("~")
    time = {"day": period.day.isoformat(), "start": start, "end": end}
    return [
        Elsewhere(
            url_for("desk.move_it", reference=ask.booking.reference),
            _elsewhere_label(letter, room),
            {**time, "rooms": room.code, "version": str(ask.booking.version)},
        )
        for room in free
        if room.code not in codes
    ]


def _elsewhere_label(letter: str, room: Space) -> str:
    if not letter:
        return say(_("%(room)s로 옮겨 승인하기", room=room_title(room)))
    return say(_("%(letter)s: %(room)s로 옮겨 승인하기", letter=letter, room=room_title(room)))


def _refused_uses(book: Rulebook) -> str:
    """What the rooms are not for, as the rules say it now."""
    return " ".join(book.sentences("refused_uses", today(), language()))
