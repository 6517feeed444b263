"""Rules in plain sentences, as staff and everybody else read them."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

from center.bookings.pages.words import WEEKDAYS, joined
from center.bookings.rules.hours_typed import show_period, show_periods
from center.bookings.rules.refusals import length_text
from center.bookings.rules.values import (
    MINUTES_A_DAY,
    AsCenter,
    BookerKind,
    Cancelling,
    Capacity,
    Decision,
    DecisionCase,
    DecisionRule,
    Length,
    Notice,
    OpeningHours,
    Quota,
    Reminder,
    Retention,
    SeriesRule,
    Turnaround,
    Value,
    Verifying,
    Window,
    Wording,
)
from center.core.text import WEEKDAYS as SHORT_WEEKDAYS
from center.core.text import Language, Text, _
from center.core.time import clock_text
from center.web.i18n import language, say

TITLES: Mapping[str, Text] = {
    "opening_hours": _("여는 시간"),
    "length": _("이용 길이"),
    "turnaround": _("이용 뒤 정리 시간"),
    "notice": _("예약 마감"),
    "window": _("예약이 열리는 때"),
    "capacity": _("이용 정원"),
    "quota": _("한 달 이용 횟수"),
    "decision": _("누가 정하나"),
    "refused_uses": _("받지 않는 쓰임"),
    "cancelling": _("취소와 변경 기한"),
    "reminder": _("알림 메일"),
    "verifying": _("확인 번호"),
    "series": _("연속 예약"),
    "retention": _("개인정보 보관 기간"),
    "terms": _("이용 규칙 동의 글"),
    "privacy": _("개인정보 동의 글"),
    "news": _("소식 동의 글"),
    "staff_reasons": _("거절할 때 고르는 까닭"),
    "cancel_reasons": _("취소할 때 고르는 까닭"),
}
ABOUT: Mapping[str, Text] = {
    "opening_hours": _(
        "벗어나게 되는 예약은 ‘정할 예약’에 오르고, 직원이 하나씩 정합니다. 점심시간은 시간을 둘로 나누어 적습니다."
    ),
    "length": _("새로 하는 예약과 시간을 바꾸는 예약부터 지킵니다."),
    "turnaround": _("새로 하는 예약과 시간을 바꾸는 예약부터 지킵니다. 이미 한 예약은 받은 정리 시간을 지킵니다."),
    "notice": _("새로 하는 예약과 시간을 바꾸는 예약부터 지킵니다."),
    "window": _("새로 하는 예약과 시간을 바꾸는 예약부터 지킵니다. 이미 받은 예약은 그대로입니다."),
    "capacity": _("정원을 넘게 되는 예약은 ‘정할 예약’에 오르고, 직원이 하나씩 정합니다."),
    "quota": _("새로 하는 예약부터 지킵니다. 이미 받은 예약은 그대로입니다."),
    "decision": _("새로 하는 예약부터 지킵니다. 확정된 예약과 이미 낸 신청은 그대로입니다."),
    "refused_uses": _("예약 화면과 직원이 신청을 보는 화면에 나옵니다. 이미 받은 예약은 그대로입니다."),
    "cancelling": _("이미 한 예약의 기한도 함께 바뀝니다."),
    "reminder": _("아직 알림이 가지 않은 예약은 알리는 때가 바뀝니다."),
    "verifying": _("지금 확인 번호를 기다리는 예약의 끝나는 시각은 그대로입니다."),
    "series": _("새로 하는 연속 예약부터 지킵니다. 한 달 이용 횟수는 연속 예약의 하루하루에도 그대로 적용됩니다."),
    "retention": _("이용하는 날에 쓰는 값을 따릅니다. 개인정보 동의 글에도 같은 기간을 적어 주세요."),
    "terms": _("이미 한 예약은 그때 동의한 글을 지킵니다. 새 글에는 판 이름이 저절로 붙습니다."),
    "privacy": _("이미 한 예약은 그때 동의한 글을 지킵니다. 새 글에는 판 이름이 저절로 붙습니다."),
    "staff_reasons": _("신청을 거절할 때 고르는 문장입니다. 이미 보낸 메일은 그대로입니다."),
    "cancel_reasons": _("예약을 취소할 때 고르는 문장입니다. 이미 보낸 메일은 그대로입니다."),
    "news": _("이미 동의한 분은 그때 동의한 글을 지킵니다. 새 글에는 판 이름이 저절로 붙습니다."),
}
"""What a change means for bookings that are there."""
DECIDED = {Decision.INSTANT: _("바로 확정됩니다"), Decision.STAFF: _("직원이 정합니다")}
BOOKERS = {BookerKind.PERSON: _("개인"), BookerKind.ORGANISATION: _("단체")}


def in_words(value: Value) -> list[str]:
    """A value in sentences, the first of which says the most."""
    if isinstance(value, OpeningHours):
        return week_lines(value, language())
    if isinstance(value, Wording):
        return list(value.sentences[language()])
    if isinstance(value, DecisionRule):
        return [say(text) for text in _decision(value)]
    return [say(text) for text in SENTENCES[type(value)](value)]


def _length(value: Length) -> list[Text]:
    shortest, longest = length_text(value.shortest), length_text(value.longest_a_day)
    return [_("한 번에 %(shortest)s부터, 한 사람이 하루에 %(longest)s까지 씁니다.", shortest=shortest, longest=longest)]


def _turnaround(value: Turnaround) -> list[Text]:
    if not value.minutes:
        return [_("이용과 이용 사이를 비워 두지 않습니다.")]
    return [_("이용이 끝나면 %(length)s을 비워 둡니다.", length=length_text(value.minutes))]


def _notice(value: Notice) -> list[Text]:
    if not value.hours:
        return [_("시작하기 바로 전까지 예약을 받습니다.")]
    return [_("시작하기 %(hours)s시간 전까지 예약을 받습니다.", hours=value.hours)]


def _window(value: Window) -> list[Text]:
    facts = {"day": value.day, "clock": clock_text(value.minute), "months": value.months_ahead}
    if value.months_ahead == 1:
        return [_("매달 %(day)s일 %(clock)s에 다음 달 예약이 열립니다.", **facts)]
    return [_("매달 %(day)s일 %(clock)s에 %(months)s달 뒤의 예약이 열립니다.", **facts)]


def _capacity(value: Capacity) -> list[Text]:
    most = _("%(most)s명까지 씁니다.", most=value.most)
    few = _("%(n)s명보다 적으면 예약할 때 한 번 더 묻습니다.", n=value.ask_below)
    return [most, few] if value.ask_below else [most]


def _quota(value: Quota) -> list[Text]:
    counts = {"person": value.person, "organisation": value.organisation}
    return [_("한 달에 개인은 %(person)s번, 단체는 %(organisation)s번까지 예약합니다.", **counts)]


def _cancelling(value: Cancelling) -> list[Text]:
    if not value.hours:
        return [_("시작하기 바로 전까지 링크로 취소하고 옮길 수 있습니다.")]
    return [_("시작하기 %(hours)s시간 전까지 링크로 취소하고 옮길 수 있습니다.", hours=value.hours)]


def _reminder(value: Reminder) -> list[Text]:
    return [_("시작하기 %(hours)s시간 전에 메일로 알립니다.", hours=value.hours)]


def _retention(value: Retention) -> list[Text]:
    return [_("이용한 날에서 %(n)s개월 뒤에 개인정보를 지웁니다.", n=value.months)]


def _series(value: SeriesRule) -> list[Text]:
    return [
        _(
            "기업은 %(months)s달 앞까지, 한 번에 %(most)s날까지 연속으로 예약합니다.",
            months=value.months,
            most=value.most,
        )
    ]


def _verifying(value: Verifying) -> list[Text]:
    return [
        _(
            "확인 번호는 %(minutes)s분 동안, %(tries)s번까지 넣어 볼 수 있습니다.",
            minutes=value.minutes,
            tries=value.tries,
        ),
        _("번호 메일은 %(n)s번까지 보냅니다.", n=value.sendings),
        _(
            "확인을 기다리는 예약은 메일 주소마다 %(address)s건, 같은 인터넷 회선에서 %(block)s건까지입니다.",
            address=value.holds_an_address,
            block=value.holds_a_block,
        ),
    ]


def _as_center(_value: AsCenter) -> list[Text]:
    return [_("센터의 규칙을 따릅니다.")]


SENTENCES: Mapping[type[Any], Callable[[Any], list[Text]]] = {
    Length: _length,
    Turnaround: _turnaround,
    Notice: _notice,
    Window: _window,
    Capacity: _capacity,
    Quota: _quota,
    Cancelling: _cancelling,
    Reminder: _reminder,
    Retention: _retention,
    Verifying: _verifying,
    SeriesRule: _series,
    AsCenter: _as_center,
}


def _decision(value: DecisionRule) -> list[Text]:
    usual = _("보통 예약하면 바로 확정됩니다.") if value.usual == Decision.INSTANT else _("보통 직원이 정합니다.")
    within = _("직원은 %(n)s근무일 안에 답합니다.", n=value.within_working_days)
    return [usual, *(_case(case) for case in value.cases), within]


def _case(case: DecisionCase) -> Text:
    is_whole = (case.start, case.end) == (0, MINUTES_A_DAY)
    return _(
        "%(days)s %(hours)s, %(who)s: %(decided)s.",
        days=_spans(_runs(case.weekdays), language()),
        hours=_("종일") if is_whole else show_period((case.start, case.end)),
        who=joined([BOOKERS[kind] for kind in BookerKind if kind in case.bookers]),
        decided=DECIDED[case.decision],
    )


Run = tuple[int, int]


def _runs(weekdays: Iterable[int]) -> list[Run]:
    """Weekdays in a row as first and last."""
    runs: list[Run] = []
    for day in sorted(weekdays):
        if runs and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _spans(runs: Iterable[Run], spoken: Language) -> str:
    """월~금, 일."""
    names, dash = SHORT_WEEKDAYS[spoken], "~" if spoken == "ko" else "–"
    return ", ".join(names[first] if first == last else f"{names[first]}{dash}{names[last]}" for first, last in runs)


def _open_parts(value: OpeningHours, spoken: Language) -> list[str]:
    """월~금 09:00~21:00, for each row of weekdays that are open alike."""
    parts = []
    for periods, days in groupby(range(7), key=lambda day: value.weekdays[day]):
        if periods:
            parts.append(f"{_spans(_runs(days), spoken)} {show_periods(periods)}")
    return parts


def week_lines(value: OpeningHours, spoken: Language) -> list[str]:
    """The week in rows of weekdays that are open alike, the closed ones last."""
    closed = [day for day, periods in enumerate(value.weekdays) if not periods]
    lines = _open_parts(value, spoken)
    return [*lines, say(_("%(days)s 휴관", days=_spans(_runs(closed), spoken)))] if closed else lines


@lru_cache(maxsize=16)
def hours_line(value: OpeningHours, spoken: Language) -> str:
    """The week in one line, as the foot of every page has it, in the language of the page."""
    closed = [WEEKDAYS[day] for day, periods in enumerate(value.weekdays) if not periods]
    last = _("%(days)s·공휴일 휴관", days=joined(closed)) if closed else _("공휴일 휴관")
    return " · ".join([*_open_parts(value, spoken), say(last)])
