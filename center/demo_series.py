"""A sample series of the demo: a firm that meets every second week."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from sqlalchemy import select

from center.bookings.models import Series
from center.bookings.rules.series import NothingFreeError, Pattern, fingerprint
from center.bookings.service.booking import Wish
from center.bookings.service.series import answers_to, book_series
from center.core.db import db, transaction
from center.core.time import Period
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import FirmState
from center.mail.service import discard_waiting

THURSDAY = 3
EVENING = (18 * 60, 20 * 60)


def load_series(today: date, now: datetime) -> None:
    """Book it once, for the first sample firm, where there is no series yet."""
    if db.session.scalar(select(Series.id).limit(1)) is not None:
        return
    first_of_all = select(Enterprise).where(Enterprise.state == FirmState.ACTIVE).order_by(Enterprise.id).limit(1)
    firm = db.session.scalars(first_of_all).one()
    first = today + timedelta(days=7 + (THURSDAY - today.weekday()) % 7)
    wish, pattern = _wish(firm, first), Pattern(first, weeks=2, n=6)
    with transaction(), suppress(NothingFreeError):
        book_series(wish, pattern, shown=fingerprint(answers_to(wish, pattern, now=now)), now=now)
        discard_waiting()


def _wish(firm: Enterprise, first: date) -> Wish:
    return Wish(
        rooms=("202",),
        period=Period.on(first, *EVENING),
        purpose="조합원 저녁 모임",
        purpose_kind="meeting",
        headcount=14,
        name="정지수 (예시)",
        email="jisoo@example.kr",
        phone="010-0000-0700",
        organisation=firm.name,
        enterprise_id=firm.id,
        language="ko",
        terms_version="2026-1",
        privacy_version="2026-1",
        news_version=None,
        network="",
        form_key="sample-series",
    )
