"""Sample people and bookings of the demo, plainly examples, made through the same services as real ones."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from center.accounts.models import SecondFactor
from center.accounts.queries import find_user
from center.accounts.service import create_user
from center.accounts.service.second_factor import keep_factor
from center.bookings import queries
from center.bookings.models import Booking
from center.bookings.rules.bookable import use_of
from center.bookings.rules.codes import new_key
from center.bookings.rules.day import common_runs, period_of
from center.bookings.rules.refusals import BookingRefusedError, OutsideHoursError, RoomTakenError, TooSoonError
from center.bookings.rules.states import State
from center.bookings.service.booking import Wish, book_rooms, verify
from center.bookings.service.deciding import approve
from center.bookings.service.figures import count_refusal
from center.bookings.service.managing import cancel_booking
from center.core.actor import Actor, Role
from center.core.db import db, transaction
from center.core.time import Period, at, month_start, now
from center.core.vault import Vault
from center.mail.models import OutboxMail
from center.mail.service import discard_waiting
from center.spaces.rules import ClosureKind
from center.spaces.service import close_space

DAYS_FILLED = 24


@dataclass(frozen=True, slots=True)
class Account:
    """A sample account; its password and its TOTP secret are printed, for they open nothing but the demo."""

    email: str
    name: str
    role: Role
    password: str
    totp_secret: str


ACCOUNTS = (
    Account("yuna@example.kr", "김유나 (예시)", Role.STAFF, "seonyu-demo-2026", "SEONYUDOSEONYUDOSEONYUDOSEONYUDO"),
    Account("admin@example.kr", "박관리 (예시)", Role.ADMIN, "seonyu-demo-admin", "DANGSANDONGDANGSANDONGDANGSANDON"),
    Account(
        "doyun@example.kr", "한도윤 (예시)", Role.REVIEWER, "seonyu-demo-doyun", "YANGPYEONGDONGYANGPYEONGDONGYANG"
    ),
)
GROUPS = (
    ("선유동 주민 독서모임 (예시)", "이달의 책 읽기", "meeting", 12),
    ("바퀴살림 협동조합 (예시)", "조합원 정기 모임", "meeting", 22),
    ("마을계획단 (예시)", "골목 가꾸기 회의", "meeting", 18),
    ("느린우체국 (예시)", "손글씨 교실", "class", 16),
    ("도란 사회적협동조합 (예시)", "돌봄 노동 강연", "seminar", 28),
    ("새벽밥상 (예시)", "식생활 교육", "class", 20),
    ("주민 합창단 (예시)", "합창 연습", "culture", 24),
)
STARTS = (18, 22, 26, 28, 31, 36)
"""Half hours at which sample uses begin."""


def load_samples(today: date, vault: Vault) -> None:
    """Make sample accounts and, on the coming open days, sample bookings; nothing twice."""
    _add_accounts(vault)
    if db.session.scalar(select(Booking.id).limit(1)) is None:
        with transaction():
            _add_works(today)
            _add_past(today)
            _add_bookings(today)
            discard_waiting()


def _add_accounts(vault: Vault) -> None:
    """The sample accounts with their second factors, those that are missing."""
    for account in ACCOUNTS:
        user = find_user(account.email) or create_user(
            email=account.email, name=account.name, password=account.password, role=account.role, now=now()
        )
        if db.session.get(SecondFactor, user.id) is None:
            keep_factor(user.id, account.totp_secret, vault=vault, now=now())


def _add_works(today: date) -> None:
    """A morning of works in 202, on the eighth day from now or the first weekday after it."""
    day = today + timedelta(days=8)
    while day.weekday() > 4:
        day += timedelta(days=1)
    room = queries.rooms_on(day)[0]
    close_space(
        room,
        Period.on(day, 9 * 60, 13 * 60),
        kind=ClosureKind.WORKS,
        reason="냉난방기 교체 (예시)",
        reason_en="Heating being replaced (example)",
    )


def _add_bookings(today: date) -> None:
    """Some uses on most days, and requests for the lobby that wait, two of them for one time."""
    for n in range(2, DAYS_FILLED):
        day = today + timedelta(days=n)
        _try_book(_wish(("202",), _sample_period(day, n, 4), n))
        if n % 2:
            _try_book(_wish(("202",), _sample_period(day, n + 3, 3), n + 50))
        if n % 3 == 0:
            _try_book(_wish(("203",), _sample_period(day, n + 1, 4), n + 100))
    rival_day = _first_open(today + timedelta(days=12), ("203",))
    for n, start in enumerate((28, 26, 30)):
        _try_book(_wish(("203",), period_of(rival_day, start, start + 4), n + 200), is_approved=False)


def _sample_period(day: date, n: int, half_hours: int) -> Period:
    start = STARTS[n % len(STARTS)]
    return period_of(day, start, start + half_hours)


def _add_past(today: date) -> None:
    """Three months of uses up to today, made as people made them then: booked ahead, some given up, some wishes refused."""
    first = month_start(today, -3)
    for n in range((today - first).days + 1):
        day = first + timedelta(days=n)
        ahead = at(day - timedelta(days=1 + n * 7 % 16), 10 * 60)
        for wish in _wishes_then(day, n):
            with suppress(BookingRefusedError):
                _try_book(wish, when=ahead, is_cancelled=n % 13 == 6)
        for refusal in _refused_then(day, n):
            count_refusal(refusal, ("203",) if n % 4 == 0 else ("202",), now=ahead)


def _wishes_then(day: date, n: int) -> list[Wish]:
    """What was wanted on a day in the past: one or two uses of 202, now and then one of 203."""
    is_busy = day.weekday() in {1, 3, 5}
    wanted = [_wish(("202",), _sample_period(day, n, 3 + n % 4), n, is_known=True)] if n % 5 else []
    wanted += [_wish(("202",), _sample_period(day, n + 3, 4), n + 3, is_known=True)] if is_busy and n % 2 else []
    return wanted + [_wish(("203",), _sample_period(day, n + 1, 4), n + 5, is_known=True)] * (n % 4 == 1)


def _refused_then(day: date, n: int) -> list[BookingRefusedError | RoomTakenError]:
    found: list[BookingRefusedError | RoomTakenError] = [RoomTakenError(("202",))] if n % 3 == 0 else []
    found += [TooSoonError(24)] if n % 7 == 2 else []
    return [*found, *([OutsideHoursError(day, [])] if n % 11 == 5 else [])]


def _first_open(day: date, rooms: tuple[str, ...]) -> date:
    while not _runs(rooms, day):
        day += timedelta(days=1)
    return day


def _runs(rooms: tuple[str, ...], day: date, when: datetime | None = None) -> list[tuple[int, int]]:
    found = queries.get_rooms(rooms, day)
    days = queries.room_days(found, day, day + timedelta(days=1), now=when or now())
    return common_runs(list(days[day].values()))


def _try_book(
    wish: Wish, *, when: datetime | None = None, is_approved: bool = True, is_cancelled: bool = False
) -> None:
    """Book where the time is free; where it is not, this sample is left out. `when` it was booked, now by default."""
    then, use = when or now(), use_of(wish.period)
    if not any(first <= use.start and use.end <= end for first, end in _runs(wish.rooms, use.day, then)):
        return
    booking = book_rooms(wish, now=then)
    verify(booking.reference, _mailed_code(), now=then)
    if booking.state == State.REQUESTED and is_approved:
        approve(
            booking.reference,
            version=booking.version,
            by=Actor(name="예시"),
            now=then + timedelta(hours=wish.headcount),
        )
    if is_cancelled:
        cancel_booking(booking.reference, now=then)


def _mailed_code() -> str:
    """The code, from the newest mail that waits for its delivery."""
    newest = select(OutboxMail).where(OutboxMail.kind == "booking_code").order_by(OutboxMail.id.desc()).limit(1)
    mail = db.session.scalars(newest).one()
    return str((mail.facts or {})["code"])


def _wish(rooms: tuple[str, ...], period: Period, n: int, *, is_known: bool = False) -> Wish:
    """What a sample asks for: each another one, so that no quota is in the way, or one of some that come again."""
    group, purpose, kind, headcount = GROUPS[n % len(GROUPS)]
    return Wish(
        rooms=rooms,
        period=period,
        purpose=purpose,
        purpose_kind=kind,
        headcount=headcount,
        name="홍길동 (예시)",
        email=f"regular{n % 18}@example.kr" if is_known else f"sample{n}@example.kr",
        phone=f"010-0001-{n % 18:04d}" if is_known else f"010-0000-{n:04d}",
        organisation=_organisation(group, n, is_known=is_known),
        language="ko",
        terms_version="2026-1",
        privacy_version="2026-1",
        news_version=None,
        network=f"sample {n}",
        form_key=new_key(),
    )


def _organisation(group: str, n: int, *, is_known: bool) -> str | None:
    if is_known:
        return None if n % 3 == 0 else group
    return group if n < len(GROUPS) else f"{group} {n}"
