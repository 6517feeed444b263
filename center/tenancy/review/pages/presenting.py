"""The presentations as a member follows them: the order, who speaks and until when, who did not come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from center.core.text import Text, _, show_clock
from center.tenancy.applications.models import Application
from center.tenancy.review.pages.own import in_order
from center.tenancy.review.queries import OwnStage
from center.web.i18n import say


@dataclass(frozen=True, slots=True)
class Speaker:
    """A firm in the order of the presentations."""

    firm: str
    receipt: str
    state: str
    tone: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class PresentationsPage:
    """Who presents, in which order, who speaks now and for how long still. `seconds` count down from when it was made."""

    call_id: int
    key: str
    stage: str
    call: str
    title: str
    lead: str
    seconds: int
    clock: str
    speakers: list[Speaker]


def presentations_page(own: OwnStage, now: datetime) -> PresentationsPage:
    """The presentations of the firms that somebody scores; another one's turn reads as nobody's."""
    numbers = {one.receipt_number: one for one in own.applications}
    speaking = numbers.get(own.stage.speaking or "")
    ends_at = own.stage.clock_ends_at if speaking else None
    seconds = max(0, int((ends_at - now).total_seconds())) if ends_at else 0
    title, lead = _speaking(speaking, ends_at, seconds)
    return PresentationsPage(
        call_id=own.seat.call_id,
        key=own.stage.key,
        stage=say(own.says.title),
        call=say(own.content.heading),
        title=say(title),
        lead=say(lead),
        seconds=seconds,
        clock=f"{seconds // 60:02d}:{seconds % 60:02d}",
        speakers=[_speaker(own, one, speaking) for one in in_order(own)],
    )


def _speaking(speaking: Application | None, ends_at: datetime | None, seconds: int) -> tuple[Text, Text]:
    if speaking is None or ends_at is None:
        return _("지금은 발표하는 기업이 없습니다"), _("직원이 다음 기업을 부르면 여기에 나옵니다.")
    title = _("지금 %(firm)s 발표 중입니다", firm=speaking.enterprise.name)
    if not seconds:
        return title, _("정한 시간이 끝났습니다. (%(clock)s)", clock=show_clock(ends_at))
    return title, _("%(clock)s까지 발표합니다.", clock=show_clock(ends_at))


def _speaker(own: OwnStage, one: Application, speaking: Application | None) -> Speaker:
    absent = own.stage.absent.get(one.receipt_number)
    state, tone, note = _("발표할 기업"), "line", ""
    if absent is not None:
        state, tone, note = _("오지 않음"), "wait", absent
    elif speaking is not None and speaking.id == one.id:
        state, tone = _("발표 중"), "open"
    ids: dict[str, Any] = {"call_id": own.seat.call_id, "key": own.stage.key, "number": one.number}
    return Speaker(one.enterprise.name, one.receipt_number, say(state), tone, note, url_for("sheets.sheet", **ids))
