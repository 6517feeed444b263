"""The first values of the rules. What is marked assumed in the source is for the center to confirm.

Source: docs/rules/booking.md, "First values"
"""

from typing import Any

from center.bookings.rules.values import CENTER

WEEKDAY = [[540, 1260]]
SATURDAY = [[540, 1080]]
CLOSED: list[list[int]] = []

TERMS_KO = [
    "준비와 정리도 예약한 시간 안에 마칩니다.",
    "정치·종교 활동과 영리 목적으로는 쓸 수 없습니다.",
    "신청한 목적과 다르게 쓰거나 다른 사람에게 넘기지 않습니다.",
    "쓴 뒤에는 처음대로 정리하고, 고장 난 것이 있으면 알립니다.",
]
TERMS_EN = [
    "Setting up and clearing away are part of the booked time.",
    "The rooms are not for political, religious or profit-making purposes.",
    "The rooms are used for the purpose given and not passed on to others.",
    "The rooms are left as they were found; anything broken is reported.",
]
PRIVACY_KO = [
    "받는 항목: 이름, 메일 주소, 휴대전화 번호, 단체 이름(선택).",
    "쓰는 곳: 예약을 확인하고 알리는 데, 당일에 급히 연락하는 데에만 씁니다.",
    "지우는 때: 이용일에서 1년 뒤에 지웁니다.",
    "동의하지 않을 수 있습니다. 그러면 온라인 예약은 할 수 없고, 전화나 방문으로 물어보실 수 있습니다.",
]
PRIVACY_EN = [
    "What we ask for: name, e-mail address, mobile number, name of the organisation (optional).",
    "What for: to confirm the booking, to tell you about it, and to reach you on the day if need be.",
    "How long: deleted one year after the day of use.",
    "You may refuse. Then you cannot book online, but you can ask by telephone or in person.",
]
REFUSED_KO = ["정치·종교 활동과 영리 목적으로는 쓸 수 없습니다."]
REFUSED_EN = ["The rooms are not for political, religious or profit-making purposes."]
NEWS_KO = ["센터 소식을 메일로 보내 드립니다. 언제든 그만 받을 수 있고, 동의하지 않아도 예약할 수 있습니다."]
NEWS_EN = ["We send news of the center by e-mail. You may stop at any time, and may book without it."]

REASONS_KO = [
    "신청하신 목적이 이용 규칙에 맞지 않습니다.",
    "같은 시간에 먼저 확정된 다른 이용이 있습니다.",
    "시설 점검으로 그 시간에 공간을 쓸 수 없습니다.",
    "적으신 인원이 쓰기에는 안전하지 않습니다. 다른 공간이나 시간을 골라 주세요.",
]
REASONS_EN = [
    "The purpose does not fit the rules of use.",
    "Another use was confirmed for the same time before.",
    "The room cannot be used at that time because of maintenance.",
    "The room is not safe for that many people. Please choose another room or time.",
]
CANCEL_REASONS_KO = [
    "급히 시설을 손보아야 해서 그 시간에 공간을 쓸 수 없습니다.",
    "센터 행사로 그 시간에 공간을 쓸 수 없습니다.",
    "그날 센터가 문을 닫게 되었습니다.",
    "예약하신 쓰임이 이용 규칙에 맞지 않습니다.",
]
CANCEL_REASONS_EN = [
    "The room needs urgent repair and cannot be used at that time.",
    "The center needs the room itself at that time.",
    "The center is closed on that day.",
    "The use that was booked does not fit the rules.",
]

INSTANT: dict[str, Any] = {"usual": "instant", "cases": [], "within_working_days": 2}
BY_STAFF: dict[str, Any] = {"usual": "staff", "cases": [], "within_working_days": 2}

FIRST_VALUES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("opening_hours", CENTER, {"weekdays": [WEEKDAY] * 5 + [SATURDAY, CLOSED]}),
    ("length", CENTER, {"shortest": 60, "longest_a_day": 240}),
    ("turnaround", CENTER, {"minutes": 30}),
    ("notice", CENTER, {"hours": 24}),
    ("window", CENTER, {"months_ahead": 1, "day": 1, "minute": 600}),
    ("capacity", "202", {"most": 50, "ask_below": 3}),
    ("capacity", "203", {"most": 30, "ask_below": 3}),
    ("quota", CENTER, {"person": 4, "organisation": 4}),
    ("decision", "202", INSTANT),
    ("decision", "203", BY_STAFF),
    ("cancelling", CENTER, {"hours": 24}),
    ("reminder", CENTER, {"hours": 26}),
    ("retention", CENTER, {"months": 12}),
    ("verifying", CENTER, {"minutes": 10, "tries": 5, "sendings": 3, "holds_an_address": 2, "holds_a_block": 5}),
    ("series", CENTER, {"months": 6, "most": 12}),
    ("terms", CENTER, {"version": "2026-1", "ko": TERMS_KO, "en": TERMS_EN}),
    ("privacy", CENTER, {"version": "2026-1", "ko": PRIVACY_KO, "en": PRIVACY_EN}),
    ("news", CENTER, {"version": "2026-1", "ko": NEWS_KO, "en": NEWS_EN}),
    ("staff_reasons", CENTER, {"version": "2026-1", "ko": REASONS_KO, "en": REASONS_EN}),
    ("cancel_reasons", CENTER, {"version": "2026-1", "ko": CANCEL_REASONS_KO, "en": CANCEL_REASONS_EN}),
    ("refused_uses", CENTER, {"version": "2026-1", "ko": REFUSED_KO, "en": REFUSED_EN}),
)
