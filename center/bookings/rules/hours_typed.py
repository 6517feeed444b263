"""Times of day and opening periods as people and addresses write them: 14:30, 09:00~12:00, or that it is closed. Pure."""

import re
import unicodedata

from center.bookings.rules.values import MINUTES_A_DAY, RASTER_MINUTES
from center.core.errors import RuleError
from center.core.text import Text, _
from center.core.time import clock_text

Periods = tuple[tuple[int, int], ...]
CLOSED_WORDS = frozenset({"", "휴관", "쉼", "쉽니다", "닫음", "없음", "closed", "-"})
ALL_DAY_WORDS = frozenset({"", "종일", "하루 종일", "all day"})
PARTS = re.compile(r"[,;/·\n]|\band\b|그리고")
CLOCK = r"([0-9]{1,2})(?:\s*[:.시]\s*([0-5]?[0-9])?\s*분?|([0-5][0-9]))?"
"""14, 14:30, 14.30, 14시 30분, 1430."""
PERIOD = re.compile(rf"\s*{CLOCK}\s*(?:부터|~|-|–|—|to)\s*{CLOCK}\s*(?:까지)?\s*")


class HoursUnreadableError(RuleError):
    """What was typed is no time of opening."""

    kind = "hours-unreadable"


def read_periods(typed: str) -> Periods:
    """The periods in minutes of the day, in order and apart; nothing where it is closed.

    Raises:
        HoursUnreadableError: with the part that is meant.
    """
    plain = unicodedata.normalize("NFKC", typed).replace("∼", "~").strip()
    if plain.casefold() in CLOSED_WORDS:
        return ()
    periods: list[tuple[int, int]] = []
    for part in PARTS.split(plain):
        period = _read_period(part)
        if periods and period[0] <= periods[-1][1]:
            raise HoursUnreadableError(
                _(
                    "%(part)s 앞의 시간이 아직 끝나지 않았습니다. 이른 시간부터, 사이를 띄워 적어 주세요.",
                    part=show_period(period),
                )
            )
        periods.append(period)
    return tuple(periods)


def read_hours_of_day(typed: str) -> tuple[int, int]:
    """One stretch of a day; the whole day where nothing or 종일 is typed.

    Raises:
        HoursUnreadableError
    """
    if unicodedata.normalize("NFKC", typed).strip().casefold() in ALL_DAY_WORDS:
        return 0, MINUTES_A_DAY
    periods = read_periods(typed)
    if len(periods) != 1:
        raise HoursUnreadableError(_("시간을 한 번만 적어 주세요. 예: 18:00~21:00. 하루 내내면 종일이라고 적으세요."))
    return periods[0]


def read_clock(typed: str | None) -> int | None:
    """A time of day in minutes, 24:00 included: 14, 14:30, 14.30, 14시 30분, 1430; None for anything else."""
    found = re.fullmatch(CLOCK, unicodedata.normalize("NFKC", typed or "").strip())
    minute = _minute(*found.groups()) if found else None
    return minute if minute is not None and minute <= MINUTES_A_DAY else None


def _read_period(part: str) -> tuple[int, int]:
    found = PERIOD.fullmatch(part)
    if not found:
        raise HoursUnreadableError(_unreadable(part))
    start, end = _minute(*found.groups()[:3]), _minute(*found.groups()[3:])
    for minute in (start, end):
        if minute % RASTER_MINUTES:
            raise HoursUnreadableError(
                _("%(clock)s: 30분 단위로 적어 주세요. 예: 09:00이나 09:30", clock=clock_text(minute))
            )
    if not start < end <= MINUTES_A_DAY:
        raise HoursUnreadableError(
            _("%(part)s: 끝은 시작보다 늦고 24:00까지여야 합니다.", part=show_period((start, end)))
        )
    return start, end


def _unreadable(part: str) -> Text:
    if not part.strip():
        return _("쉼표 뒤에 시간이 빠졌습니다. 예: 09:00~12:00, 13:00~21:00")
    return _(
        "‘%(part)s’ 부분을 읽을 수 없습니다. 09:00~12:00, 13:00~21:00처럼 적고, 쉬는 날은 휴관이라고 적어 주세요.",
        part=part.strip()[:40],
    )


def _minute(hour: str, marked: str | None, joined: str | None) -> int:
    return int(hour) * 60 + int(marked or joined or 0)


def show_period(period: tuple[int, int]) -> str:
    """09:00~12:00."""
    return f"{clock_text(period[0])}~{clock_text(period[1])}"


def show_periods(periods: Periods) -> str:
    """09:00~12:00, 13:00~21:00; nothing where it is closed."""
    return ", ".join(show_period(period) for period in periods)
