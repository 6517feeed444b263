"""Sections of figures about what did not come to pass: refusals by reason, cancellations, what staff decided."""

from collections.abc import Mapping
from fractions import Fraction

from center.bookings.pages.figure_tables import (
    Cell,
    Column,
    Compared,
    Row,
    Section,
    Table,
    Unit,
    number_text,
    percent_text,
)
from center.bookings.pages.figure_uses import count_bars
from center.bookings.rules.figures.summary import Figures
from center.core.text import Text, _
from center.web.i18n import say

REASONS: Mapping[str, Text] = {
    "space-taken": _("다른 예약과 겹침"),
    "too-soon": _("이용 시각이 너무 가까움"),
    "over": _("이미 지난 시간"),
    "not-open-yet": _("아직 열리지 않은 달"),
    "outside-hours": _("운영시간 밖"),
    "closed": _("휴관·공사"),
    "over-capacity": _("정원보다 많은 인원"),
    "quota-exceeded": _("한 달 횟수를 다 씀"),
    "too-long": _("하루 이용 시간을 넘음"),
    "too-short": _("가장 짧은 이용보다 짧음"),
    "off-raster": _("30분 단위가 아님"),
    "too-many-holds": _("확인 번호를 기다리는 예약이 많음"),
    "too-late-to-change": _("바꿀 수 있는 때가 지남"),
    "decided-otherwise": _("그 단체라면 직원이 정해야 함"),
}
OTHER_REASON = _("그 밖의 까닭")
FEW_REFUSALS = _("받지 못한 예약 시도가 적어 까닭을 공개하지 않습니다.")
NO_REFUSALS = _("이 기간에는 거절된 예약 시도가 없었습니다.")


def refusal_section(compared: Compared) -> Section:
    """Why wishes for rooms were refused; room by room for staff alone, or a small number could be told by subtracting."""
    reasons = compared.now.refusals
    labels, counts = [reason_text(reason.kind) for reason in reasons], [reason.n for reason in reasons]
    title = _("까닭별 거절 건수 막대그림")
    return Section(
        key="refusals",
        heading=say(_("왜 예약하지 못했나요")),
        answer=say(_refusal_answer(compared)),
        pictures=[count_bars(compared, "refusals", title, labels, counts)] if reasons else [],
        tables=[_refusal_table(compared)] if reasons else [],
        notes=[
            say(
                _(
                    "예약을 보냈다가 규칙이나 다른 예약 때문에 받지 못한 횟수입니다. 같은 분이 여러 번 보낸 것도 모두 셉니다."
                )
            )
        ],
    )


def reason_text(kind: str) -> str:
    """A reason in a few words."""
    return say(REASONS.get(kind, OTHER_REASON))


def _refusal_answer(compared: Compared) -> Text:
    reasons = compared.now.refusals
    if not reasons:
        return NO_REFUSALS
    cell = compared.counts([reason.n for reason in reasons])[0]
    if cell.words:
        return FEW_REFUSALS
    return _(
        "예약 시도 %(n)s건을 받지 못했습니다. 가장 많은 까닭은 ‘%(reason)s’입니다(%(most)s건).",
        n=number_text(compared.now.n_refusals),
        reason=reason_text(reasons[0].kind),
        most=cell.text,
    )


def _refusal_table(compared: Compared) -> Table:
    rooms = [] if compared.is_public else [room.room for room in compared.now.rooms]
    columns = [
        compared.counts([reason.n for reason in compared.now.refusals]),
        *(compared.counts([reason.by_room.get(room, 0) for reason in compared.now.refusals]) for room in rooms),
        *(compared.counts(_same_reasons(compared.now, figures)) for _title, figures in compared.others),
    ]
    return Table(
        caption=say(_("까닭별 거절 건수")),
        sheet=say(_("거절")),
        corner=say(_("까닭")),
        columns=[
            Column(say(_("거절 건수"))),
            *(Column(compared.room_names[room]) for room in rooms),
            *compared.other_columns(),
        ],
        rows=[
            Row(reason_text(reason.kind), [column[at] for column in columns])
            for at, reason in enumerate(compared.now.refusals)
        ],
    )


def _same_reasons(now: Figures, figures: Figures) -> list[int]:
    """How often the reasons of this period were those of another."""
    found = {reason.kind: reason.n for reason in figures.refusals}
    return [found.get(reason.kind, 0) for reason in now.refusals]


def ending_section(compared: Compared) -> Section:
    """How bookings ended that were not used, and what staff decided."""
    return Section(
        key="endings",
        heading=say(_("취소와 직원 확인은 어땠나요")),
        answer=say(_ending_answer(compared)),
        pictures=[],
        tables=[_cancelling_table(compared), _request_table(compared)],
        notes=[say(_("이용일이 이 기간에 있는 예약으로 셉니다."))],
    )


def _ending_answer(compared: Compared) -> Text:
    asked = compared.now.requests
    approved, refused, *_others = _decision_cells(compared, compared.now)
    in_time = _in_time(compared, compared.now)
    if not asked.n_decided or approved.words or refused.words or in_time.words:
        return _cancelled_text(compared)
    return _(
        "%(first)s 직원은 신청 %(n)s건을 정했고, %(share)s가 기한 안이었습니다.",
        first=_cancelled_text(compared),
        n=number_text(asked.n_decided),
        share=percent_text(in_time.value, 0),
    )


def _cancelled_text(compared: Compared) -> Text:
    found = compared.now.cancelling
    cancelled = _cancelled_cells(compared, compared.now)[1]
    if cancelled.words or not found.n_confirmed:
        return _("취소가 적거나 없어 몫을 따로 적지 않습니다.")
    return _(
        "확정된 예약 %(n)s건 가운데 %(cancelled)s건(%(share)s)이 취소되었습니다.",
        n=number_text(found.n_confirmed),
        cancelled=cancelled.text,
        share=percent_text(found.share, 0),
    )


def _table(compared: Compared, texts: tuple[Text, Text], rows: list[Row]) -> Table:
    """A table that has a column for each period."""
    caption, sheet = texts
    columns = [Column(compared.title), *compared.other_columns()]
    return Table(say(caption), say(sheet), say(_("항목")), columns, rows)


def _rows(texts: list[Text], by_period: list[list[Cell]]) -> list[Row]:
    return [Row(say(text), [cells[at] for cells in by_period]) for at, text in enumerate(texts)]


def _cancelling_table(compared: Compared) -> Table:
    texts = [
        _("확정되었던 예약(건)"),
        _("취소(건)"),
        _("취소한 몫"),
        _("24시간 안에 취소(건)"),
        _("확인 번호 없이 끝남(건)"),
    ]
    by_period = [_cancelling_cells(compared, figures) for _title, figures in compared.all]
    return _table(compared, (_("취소"), _("취소")), _rows(texts, by_period))


def _cancelling_cells(compared: Compared, figures: Figures) -> list[Cell]:
    found, cancelled = figures.cancelling, _cancelled_cells(compared, figures)[1]
    return [
        compared.alone(found.n_confirmed, found.n_confirmed, Unit.TIMES),
        cancelled,
        Cell(found.share, Unit.PERCENT, cancelled.words),
        compared.alone(found.n_late, found.n_late, Unit.TIMES),
        compared.alone(figures.n_expired, figures.n_expired, Unit.TIMES),
    ]


def _cancelled_cells(compared: Compared, figures: Figures) -> list[Cell]:
    """What stayed confirmed, and what was cancelled."""
    found = figures.cancelling
    return compared.counts([found.n_confirmed - found.n_cancelled, found.n_cancelled])


def _request_table(compared: Compared) -> Table:
    texts = [
        _("승인(건)"),
        _("거절(건)"),
        _("정하지 못하고 지남(건)"),
        _("신청한 분이 거둠(건)"),
        _("기다리는 중(건)"),
        _("기한 안에 정한 몫"),
        _("정하기까지 걸린 시간, 중앙값(시간)"),
    ]
    by_period = [_request_cells(compared, figures) for _title, figures in compared.all]
    return _table(compared, (_("직원이 확인한 신청"), _("신청")), _rows(texts, by_period))


def _request_cells(compared: Compared, figures: Figures) -> list[Cell]:
    asked = figures.requests
    return [
        *_decision_cells(compared, figures),
        _in_time(compared, figures),
        compared.alone(asked.n_decided, asked.median_hours, Unit.HOURS),
    ]


def _decision_cells(compared: Compared, figures: Figures) -> list[Cell]:
    asked = figures.requests
    return compared.counts([asked.n_approved, asked.n_refused, asked.n_lapsed, asked.n_withdrawn, asked.n_waiting])


def _in_time(compared: Compared, figures: Figures) -> Cell:
    """The part decided in time; hidden in public where few were in time, or few late."""
    n, n_in_time = figures.requests.n_decided, figures.requests.n_in_time
    share = Fraction(n_in_time, n) if n else None
    return compared.along([n_in_time, n - n_in_time], [share, share], Unit.PERCENT)[0]
