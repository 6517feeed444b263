"""The bookings that a change of the rules touches, as staff look them through before it is done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from center.bookings.pages.words import period_text, rooms_title
from center.bookings.queries import Touched
from center.bookings.rules.effects import Outcome
from center.bookings.rules.states import WORDS, State
from center.core.text import Text, _
from center.web.i18n import say

BOOKING = "desk.show"
"""The page of a booking."""
ROWS_A_PAGE = 50
OUTCOMES: dict[Outcome, tuple[str, Text, Text]] = {
    Outcome.TO_DECIDE: ("wait", _("정할 예약"), _("‘정할 예약’에 오르는 예약")),
    Outcome.REQUEST: ("wait", _("신청"), _("승인이 달라지는 신청")),
    Outcome.FITS_AGAIN: ("ok", _("다시 맞음"), _("‘정할 예약’에서 내려가는 예약")),
    Outcome.DEADLINE: ("open", _("기한 바뀜"), _("취소와 변경 기한이 바뀌는 예약")),
    Outcome.REMINDER: ("open", _("알림 바뀜"), _("알림 메일이 바뀌는 예약")),
    Outcome.ERASURE: ("open", _("보관 바뀜"), _("개인정보를 지우는 때가 바뀌는 예약")),
    Outcome.STAYS: ("line", _("그대로"), _("새 규칙과 다르지만 그대로 두는 예약")),
}


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """A booking and what becomes of it."""

    when: str
    href: str
    where: str
    who: str
    effects: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class TouchedList:
    """What changes, a page of it with totals of all; what stays as it is only by its number, why by why.

    `pages` are the numbers of the other pages, each with its words; none where everything is on one.
    """

    totals: list[tuple[str, int]]
    rows: list[TouchedRow]
    where: str
    pages: list[tuple[int, str]]
    staying: str
    reasons: list[tuple[str, int]]


def touched_list(touched: Sequence[Touched], *, page: int) -> TouchedList:
    """What is touched, what weighs most first, then by time; a page that is not there is the nearest one."""
    changing, staying = changing_and_staying(touched)
    changing.sort(key=lambda one: ORDER.index(one.effects[0].outcome))
    totals = Counter(effect.outcome for one in changing for effect in one.effects)
    page = page_of(page, len(changing))
    first = (page - 1) * ROWS_A_PAGE
    return TouchedList(
        totals=[(say(OUTCOMES[outcome][2]), totals[outcome]) for outcome in Outcome if totals[outcome]],
        rows=[_row(one) for one in changing[first : first + ROWS_A_PAGE]],
        where=_where(first, len(changing)),
        pages=_pages(page, len(changing)),
        staying=say(_("새 규칙과 다르지만 그대로 두는 예약은 %(n)s건입니다.", n=len(staying))) if staying else "",
        reasons=Counter(say(effect.text) for one in staying for effect in one.effects).most_common(),
    )


ORDER = list(Outcome)


def changing_and_staying(touched: Sequence[Touched]) -> tuple[list[Touched], list[Touched]]:
    """The bookings for which something changes, and those that would only be judged otherwise now."""
    changing = [one for one in touched if one.effects[0].outcome != Outcome.STAYS]
    return changing, [one for one in touched if one.effects[0].outcome == Outcome.STAYS]


def page_of(page: int, n: int) -> int:
    """The nearest page that there is."""
    return min(max(page, 1), max(1, -(-n // ROWS_A_PAGE)))


def n_shown(touched: Sequence[Touched], *, page: int) -> int:
    """How many bookings a page shows with who booked."""
    n = len(changing_and_staying(touched)[0])
    return min(ROWS_A_PAGE, n - (page_of(page, n) - 1) * ROWS_A_PAGE)


def _where(first: int, n: int) -> str:
    """Which of them the page shows, where it is not all."""
    if n <= ROWS_A_PAGE:
        return ""
    last = min(first + ROWS_A_PAGE, n)
    return say(_("%(n)s건 가운데 %(first)s번째부터 %(last)s번째까지입니다.", n=n, first=first + 1, last=last))


def _pages(page: int, n: int) -> list[tuple[int, str]]:
    found = []
    if page > 1:
        found.append((page - 1, say(_("앞의 %(n)s건 보기", n=ROWS_A_PAGE))))
    if (left := n - page * ROWS_A_PAGE) > 0:
        words = _("다음 %(n)s건 보기 (%(left)s건 남음)", n=min(left, ROWS_A_PAGE), left=left)
        found.append((page + 1, say(words)))
    return found


def _row(one: Touched) -> TouchedRow:
    booking = one.booking
    state = say(WORDS[State(booking.state)])
    return TouchedRow(
        when=period_text(booking.occurrence.period),
        href=url_for(BOOKING, reference=booking.reference),
        where=rooms_title(booking.occurrence.spaces),
        who=f"{booking.organisation or booking.name} · {state}",
        effects=[(OUTCOMES[one.outcome][0], say(OUTCOMES[one.outcome][1]), say(one.text)) for one in one.effects],
    )
