"""What every paper has: its title, who issues it and when, in the language that is being spoken."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import current_app

from center.core.text import MONTHS_EN, Text, _, render
from center.core.time import SEOUL
from center.web.i18n import language, translator

Row = tuple[str, str]


def framed(title: Text, *, issued_on: date | None) -> dict[str, Any]:
    """The facts that every template asks for. A paper without a day is a draft and says so."""
    site = current_app.extensions["center_frame"].site()
    return {
        "language": language(),
        "title": say(title),
        "sender": f"{site['district']} {site['name']}",
        "address": site["address"],
        "phone": say(_("전화 %(phone)s", phone=site["phone"])),
        "issued_on": issued_on.isoformat() if issued_on else None,
        "day": day_text(issued_on) if issued_on else say(_("아직 알리지 않은 초안입니다.")),
    }


def say(text: Text) -> str:
    """A text in the language of the paper, every day with its year: a paper reads the same in another year."""
    return render(text, language(), translate=translator(), is_dated=True)


def day_text(day: date) -> str:
    """A day with its year, whatever the present year: 2026년 12월 15일, 15 Dec 2026."""
    if language() == "en":
        return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    return f"{day.year}년 {day.month}월 {day.day}일"


def second_text(instant: datetime) -> str:
    """An instant to the second, as clocks in Seoul show it."""
    local = instant.astimezone(SEOUL)
    when = f"{day_text(local.date())} {local:%H:%M:%S}"
    return say(_("%(when)s (한국 표준시)", when=when))


def rows(*found: tuple[Text, str]) -> list[Row]:
    """Labels and what stands beside them; a dash where there is nothing."""
    return [(say(label), text or "–") for label, text in found]


def person_line(firm: str, representative: str) -> str:
    """A firm with who stands for it, if anybody is known."""
    return say(_("%(firm)s 대표 %(head)s", firm=firm, head=representative)) if representative else firm


def said(texts: Iterable[Text]) -> list[str]:
    """Texts in the language of the paper."""
    return [say(text) for text in texts]
