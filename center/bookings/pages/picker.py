"""The form above the table: room, day, start, end. It works alone; a script narrows it as one chooses."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from center.bookings.pages.words import closed_text, day_text, hours, length, room_title, rooms_title
from center.bookings.rules.bookable import Use
from center.bookings.rules.day import RoomDay, common_runs
from center.core.text import _
from center.core.time import clock_text
from center.spaces.models import Space
from center.web.i18n import say

NOT_FREE = _("고르신 시간은 예약할 수 없습니다. 달력에서 다른 시간을 골라 주세요.")
USUAL_LENGTH = 4
"""Half hours offered first: two hours."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen so far: a day, and perhaps rooms and half hours."""

    day: date
    rooms: tuple[str, ...] = ()
    start: int | None = None
    end: int | None = None

    def use_in(self, day: date, room: str) -> Use | None:
        """The chosen time, where it is on that day in that room."""
        if self.start is None or self.end is None or day != self.day or room not in self.rooms:
            return None
        return Use(self.day, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Aim:
    """What the form is for: where it leads, the words of its button, the rooms that may be chosen together."""

    action: str
    text: str
    choices: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a select."""

    value: str
    text: str
    is_selected: bool = False
    is_disabled: bool = False


@dataclass(frozen=True, slots=True)
class Picker:
    """The form with its present choice; `free` and `words` serve the script."""

    book_action: str
    look_action: str
    view: str
    rooms: list[tuple[str, str, bool]]
    days: list[Option]
    starts: list[Option]
    ends: list[Option]
    book_text: str
    summary: str
    detail: str
    free: str
    words: str
    shortest: int
    longest: int
    problem: str = ""


Runs = dict[tuple[str, ...], dict[date, list[tuple[int, int]]]]


def make_picker(
    rooms: Sequence[Space],
    days: Mapping[date, Mapping[str, RoomDay]],
    choice: Choice,
    *,
    path: str,
    view: str,
    aim: Aim | None = None,
) -> Picker | None:
    """The form for these rooms and days, with the choice or else the first free time filled in."""
    aim = aim or Aim(url_for("bookings.book"), say(_("이 시간 예약하기")), _choices(rooms))
    runs = _free_runs(aim.choices, days)
    limits = next(iter(next(iter(days.values())).values()))
    chosen, turnaround = _settle(choice, runs, limits), _one_turnaround(days)
    free_today = runs[chosen.rooms].get(chosen.day, [])
    picked = [room for room in rooms if room.code in chosen.rooms]
    return Picker(
        book_action=aim.action,
        book_text=aim.text,
        look_action=path,
        view=view,
        rooms=[(",".join(codes), _rooms_text(rooms, codes), codes == chosen.rooms) for codes in runs],
        days=[_day_option(day, by_room, chosen.day) for day, by_room in days.items()],
        starts=_starts(free_today, limits.shortest, chosen.start),
        ends=_ends(free_today, limits, chosen),
        summary=_summary(chosen, picked),
        detail=_detail(chosen, turnaround),
        free=_free_json(runs),
        words=_words(turnaround),
        shortest=limits.shortest,
        longest=limits.longest,
        problem=say(NOT_FREE) if choice.start is not None and chosen.start != choice.start else "",
    )


def _choices(rooms: Sequence[Space]) -> list[tuple[str, ...]]:
    """Each room, and all together."""
    codes = [room.code for room in rooms]
    return [(code,) for code in codes] + ([tuple(codes)] if len(codes) > 1 else [])


def _free_runs(choices: Sequence[tuple[str, ...]], days: Mapping[date, Mapping[str, RoomDay]]) -> Runs:
    """Of each choice of rooms the free runs of every day that has some."""
    return {
        choice: {
            day: runs for day, by_room in days.items() if (runs := common_runs([by_room[code] for code in choice]))
        }
        for choice in choices
    }


def _settle(choice: Choice, runs: Runs, limits: RoomDay) -> Choice:
    """The choice completed: known rooms, a day with free time, the first free start, two hours."""
    rooms = choice.rooms if choice.rooms in runs else next(iter(runs))
    days = runs[rooms]
    day = choice.day if choice.day in days else next((day for day in days if day >= choice.day), choice.day)
    free = days.get(day, [])
    if day == choice.day and _is_offered(choice, free, limits):
        return Choice(day, rooms, choice.start, choice.end)
    if day == choice.day and (run := _run_to_start_in(choice.start, free, limits)):
        return Choice(day, rooms, choice.start, min(run[1], run[0] + max(USUAL_LENGTH, limits.shortest)))
    if not free:
        return Choice(day, rooms)
    start, end = free[0]
    return Choice(day, rooms, start, min(end, start + max(USUAL_LENGTH, limits.shortest)))


def _run_to_start_in(start: int | None, free: Sequence[tuple[int, int]], limits: RoomDay) -> tuple[int, int] | None:
    """From a chosen start to the end of the free time it lies in, where the shortest use still fits."""
    runs = [(start, end) for first, end in free if start is not None and first <= start <= end - limits.shortest]
    return runs[0] if runs else None


def _is_offered(choice: Choice, free: Sequence[tuple[int, int]], limits: RoomDay) -> bool:
    """Whether the chosen time can be booked: within free time, of an allowed length."""
    if choice.start is None or choice.end is None or not limits.shortest <= choice.end - choice.start <= limits.longest:
        return False
    return any(first <= choice.start and choice.end <= end for first, end in free)


def _rooms_text(rooms: Sequence[Space], codes: Sequence[str]) -> str:
    if len(codes) > 1:
        return say(_("둘 다"))
    return next(room_title(room) for room in rooms if room.code == codes[0])


def _day_option(day: date, by_room: Mapping[str, RoomDay], chosen: date) -> Option:
    reasons = [room.closed for room in by_room.values()]
    reason = reasons[0] if all(reasons) else None
    text = f"{day_text(day)} {closed_text(reason, day)}" if reason else day_text(day)
    return Option(day.isoformat(), text, is_selected=day == chosen, is_disabled=bool(reason))


def _starts(runs: Sequence[tuple[int, int]], shortest: int, chosen: int | None) -> list[Option]:
    starts = [half for first, end in runs for half in range(first, end - shortest + 1)]
    return [Option(clock_text(half * 30), clock_text(half * 30), half == chosen) for half in starts]


def _ends(runs: Sequence[tuple[int, int]], limits: RoomDay, chosen: Choice) -> list[Option]:
    run = next((run for run in runs if chosen.start is not None and run[0] <= chosen.start < run[1]), None)
    if run is None or chosen.start is None:
        return []
    last = min(run[1], chosen.start + limits.longest)
    return [
        Option(clock_text(half * 30), _end_text(half, half - chosen.start), half == chosen.end)
        for half in range(chosen.start + limits.shortest, last + 1)
    ]


def _end_text(end: int, half_hours: int) -> str:
    return say(_("%(end)s (%(length)s)", end=clock_text(end * 30), length=length(half_hours * 30)))


def _summary(chosen: Choice, rooms: Sequence[Space]) -> str:
    if chosen.start is None or chosen.end is None:
        return say(_("이날은 고를 수 있는 시간이 없습니다. 다른 날을 골라 주세요."))
    return f"{day_text(chosen.day)} {hours(chosen.start, chosen.end)} · {rooms_title(rooms)}"


def _one_turnaround(days: Mapping[date, Mapping[str, RoomDay]]) -> int | None:
    """The turnaround of all these days in half hours; None where it changes among them."""
    found = {room.turnaround for by_room in days.values() for room in by_room.values()}
    return found.pop() if len(found) == 1 else None


def _detail(chosen: Choice, turnaround: int | None) -> str:
    if chosen.start is None or chosen.end is None:
        return ""
    return _detail_text(length((chosen.end - chosen.start) * 30), turnaround)


def _detail_text(length_words: str, turnaround: int | None) -> str:
    if turnaround == 0:
        return length_words
    if turnaround is None:
        return say(_("%(length)s · 앞뒤로 정리 시간을 비워 둡니다", length=length_words))
    return say(
        _(
            "%(length)s · 앞뒤 %(turnaround)s은 정리 시간으로 비워 둡니다",
            length=length_words,
            turnaround=length(turnaround * 30),
        )
    )


def _free_json(runs: Runs) -> str:
    return json.dumps(
        {",".join(rooms): {day.isoformat(): free for day, free in days.items()} for rooms, days in runs.items()},
        separators=(",", ":"),
    )


def _words(turnaround: int | None) -> str:
    """The sentences the script writes, with %(name)s where it fills in."""
    patterns = {
        "end": "%(end)s (%(length)s)",
        "summary": "%(day)s %(start)s~%(end)s · %(rooms)s",
        "detail": _detail_text("%(length)s", turnaround),
        "nothing": say(_("이날은 고를 수 있는 시간이 없습니다. 다른 날을 골라 주세요.")),
        "none": say(_("빈 시간 없음")),
        "hours": say(_("%(hours)s시간", hours="%(hours)s")),
        "half_hour": length(30),
        "hours_and_half": say(_("%(hours)s시간 %(minutes)s분", hours="%(hours)s", minutes=30)),
    }
    return json.dumps(patterns, ensure_ascii=False)
