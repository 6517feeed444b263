"""Sections of figures about uses: what for, by whom, how many people, how long before, how evenly spread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from center.bookings.pages.figure_pictures import Bar, Picture, draw_bars, of_most
from center.bookings.pages.figure_tables import (
    SAME_AS_BELOW,
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
from center.bookings.rules.figures.counts import LEAD_BUCKETS, Tally
from center.bookings.rules.figures.evenness import TOP, Share
from center.bookings.rules.figures.publishing import is_few
from center.bookings.rules.values import BookerKind
from center.core.text import Text, _
from center.web.i18n import say

PURPOSE_WORDS: Mapping[str, Text] = {
    "seminar": _("세미나·강연"),
    "class": _("교육·강좌"),
    "meeting": _("회의·모임"),
    "culture": _("전시·문화 행사"),
    "other": _("그 밖"),
}
BOOKER_WORDS: Mapping[str, Text] = {BookerKind.PERSON: _("개인"), BookerKind.ORGANISATION: _("단체")}
NOTHING_USED = _("이 기간에는 이용이 없었습니다.")
TOO_FEW = _("이용이 적어 이 항목은 공개하지 않습니다.")


@dataclass(frozen=True, slots=True)
class Question:
    """What tallies tell of: their name among the figures, the words of their kinds, headings of picture and table."""

    name: str
    words: Mapping[str, Text]
    picture: Text
    sheet: Text
    corner: Text


BY_PURPOSE = Question("purposes", PURPOSE_WORDS, _("이용 목적별 이용 건수 막대그림"), _("목적"), _("이용 목적"))
BY_BOOKER = Question("bookers", BOOKER_WORDS, _("개인과 단체의 이용 건수 막대그림"), _("개인·단체"), _("예약한 쪽"))


def purpose_section(compared: Compared) -> Section:
    """What rooms were used for."""
    return _tally_section(compared, BY_PURPOSE, _("무엇에 썼나요"))


def booker_section(compared: Compared) -> Section:
    """Whether persons or organisations used them."""
    return _tally_section(compared, BY_BOOKER, _("누가 썼나요"))


def _tally_section(compared: Compared, asked: Question, heading: Text) -> Section:
    tallies: tuple[Tally, ...] = getattr(compared.now, asked.name)
    counts = [one.n_uses for one in tallies]
    labels = [say(asked.words[one.kind]) for one in tallies]
    return Section(
        key=asked.name,
        heading=say(heading),
        answer=say(_most_of(compared, counts, labels)),
        pictures=[count_bars(compared, asked.name, asked.picture, labels, counts)],
        tables=[_tally_table(compared, asked)],
    )


def _most_of(compared: Compared, counts: Sequence[int], labels: Sequence[str]) -> Text:
    n_uses, most = sum(counts), max(counts, default=0)
    if not n_uses:
        return NOTHING_USED
    cell = compared.counts(counts)[counts.index(most)]
    if cell.words:
        return TOO_FEW
    return _(
        "가장 많은 것은 %(label)s입니다. 이용 %(all)s건 가운데 %(n)s건(%(share)s)입니다.",
        all=number_text(n_uses),
        label=labels[counts.index(most)],
        n=cell.text,
        share=percent_text(Fraction(most, n_uses), 0),
    )


def count_bars(compared: Compared, key: str, title: Text, labels: Sequence[str], counts: Sequence[int]) -> Picture:
    """A bar for each count; one that is not published has its words, and no length."""
    cells = compared.counts(counts)
    lengths = of_most([0 if cell.words else n for cell, n in zip(cells, counts, strict=True)])
    bars = [Bar(label, cell.text, length) for label, cell, length in zip(labels, cells, lengths, strict=True)]
    return draw_bars(key, say(title), say(SAME_AS_BELOW), bars)


def _tally_table(compared: Compared, asked: Question) -> Table:
    columns = [Column(say(text)) for text in (_("이용 건수"), _("이용 시간"), _("인원"))]
    by_column = [_own_cells(compared, asked), *_other_cells(compared, asked)]
    return Table(
        caption=say(asked.picture),
        sheet=say(asked.sheet),
        corner=say(asked.corner),
        columns=[*columns, *compared.other_columns()],
        rows=[
            Row(say(words), [cell for column in by_column for cell in column[at]])
            for at, words in enumerate(asked.words.values())
        ],
    )


def _own_cells(compared: Compared, asked: Question) -> list[list[Cell]]:
    tallies: tuple[Tally, ...] = getattr(compared.now, asked.name)
    counts = [one.n_uses for one in tallies]
    columns = (
        compared.counts(counts),
        compared.along(counts, [Fraction(one.n_half_hours, 2) for one in tallies], Unit.HOURS),
        compared.along(counts, [one.n_people for one in tallies], Unit.PEOPLE),
    )
    return [list(row) for row in zip(*columns, strict=True)]


def _other_cells(compared: Compared, asked: Question) -> list[list[list[Cell]]]:
    return [
        [[cell] for cell in compared.counts([one.n_uses for one in getattr(figures, asked.name)])]
        for _title, figures in compared.others
    ]


def people_section(compared: Compared) -> Section:
    """How many people came, and how full the rooms were."""
    figures = compared.now
    cells = _by_room(compared, [room.filled for room in figures.rooms], Unit.PERCENT)
    bars = [
        Bar(compared.room_names[room.room], cell.text, Fraction(0) if cell.words else room.filled or Fraction(0))
        for room, cell in zip(figures.rooms, cells, strict=True)
    ]
    return Section(
        key="people",
        heading=say(_("몇 명이 썼나요")),
        answer=say(_people_answer(compared)),
        pictures=[draw_bars("people", say(_("정원 가운데 채운 자리 막대그림")), say(SAME_AS_BELOW), bars)],
        tables=[_people_table(compared)],
        notes=[say(_("인원은 예약할 때 적은 수입니다. 두 공간을 함께 쓴 사람은 공간마다, 전체에는 한 번 셉니다."))],
    )


def _people_answer(compared: Compared) -> Text:
    figures = compared.now
    if figures.mean_people is None:
        return NOTHING_USED
    if compared.is_public and is_few(figures.n_uses):
        return TOO_FEW
    return _(
        "모두 %(people)s명이 이용했습니다. 한 번에 평균 %(mean)s명입니다.",
        people=number_text(figures.n_people),
        mean=number_text(figures.mean_people),
    )


def _by_room(compared: Compared, values: Sequence[int | Fraction | None], unit: Unit) -> list[Cell]:
    """A value for each room, hidden with its uses."""
    return compared.along([room.n_uses for room in compared.now.rooms], values, unit)


def _people_table(compared: Compared) -> Table:
    figures, rooms = compared.now, compared.now.rooms
    texts = (_("이용 건수"), _("인원"), _("평균 인원"), _("정원 대비"))
    columns = [
        _by_room(compared, [room.n_uses for room in rooms], Unit.TIMES),
        _by_room(compared, [room.n_people for room in rooms], Unit.PEOPLE),
        _by_room(compared, [room.mean_people for room in rooms], Unit.PEOPLE),
        _by_room(compared, [room.filled for room in rooms], Unit.PERCENT),
    ]
    all_values = ((figures.n_uses, Unit.TIMES), (figures.n_people, Unit.PEOPLE), (figures.mean_people, Unit.PEOPLE))
    total = [*(compared.alone(figures.n_uses, *value) for value in all_values), Cell(None, Unit.PERCENT)]
    return Table(
        caption=say(_("공간별 인원")),
        sheet=say(_("인원")),
        corner=say(_("공간")),
        columns=[Column(say(text)) for text in texts],
        rows=[
            *(Row(compared.room_names[room.room], [one[at] for one in columns]) for at, room in enumerate(rooms)),
            Row(say(_("전체")), total, is_total=True),
        ],
    )


def lead_section(compared: Compared) -> Section:
    """How long before their day uses were booked."""
    labels = [say(_bucket_text(*bucket)) for bucket in LEAD_BUCKETS]
    title = _("며칠 전에 예약했는지 막대그림")
    return Section(
        key="lead",
        heading=say(_("며칠 전에 예약했나요")),
        answer=say(_lead_answer(compared)),
        pictures=[count_bars(compared, "lead", title, labels, compared.now.lead.buckets)],
        tables=[_lead_table(compared, labels), _quartile_table(compared)],
    )


def _bucket_text(first: int, last: int | None) -> Text:
    if last is None:
        return _("%(first)s일 전보다 일찍", first=first - 1)
    return _("%(first)s~%(last)s일 전", first=first, last=last)


def _lead_answer(compared: Compared) -> Text:
    quartiles = compared.now.lead.quartiles
    if quartiles is None:
        return NOTHING_USED
    if compared.is_public and is_few(compared.now.n_uses):
        return TOO_FEW
    first, middle, last = (number_text(days) for days in quartiles)
    return _(
        "절반은 %(middle)s일 전까지 예약했습니다. 가운데 절반은 %(first)s일 전에서 %(last)s일 전 사이입니다.",
        middle=middle,
        first=first,
        last=last,
    )


def _lead_table(compared: Compared, labels: Sequence[str]) -> Table:
    columns = [compared.counts(figures.lead.buckets) for _title, figures in compared.all]
    return Table(
        caption=say(_("며칠 전에 예약했는지")),
        sheet=say(_("예약 시점")),
        corner=say(_("예약한 때")),
        columns=[Column(say(_("이용 건수"))), *compared.other_columns()],
        rows=[Row(label, [column[at] for column in columns]) for at, label in enumerate(labels)],
    )


def _quartile_table(compared: Compared) -> Table:
    return Table(
        caption=say(_("며칠 전에 예약했는지, 사분위")),
        sheet=say(_("예약 시점(일)")),
        corner=say(_("항목")),
        columns=[Column(compared.title), *compared.other_columns()],
        rows=[_quartile_row(compared, at, text) for at, text in enumerate(QUARTILES)],
    )


QUARTILES = (_("1사분위(일)"), _("중앙값(일)"), _("3사분위(일)"))


def _quartile_row(compared: Compared, at: int, text: Text) -> Row:
    found = [(figures.n_uses, figures.lead.quartiles) for _title, figures in compared.all]
    cells = [compared.alone(n, quartiles[at] if quartiles else None, Unit.DAYS) for n, quartiles in found]
    return Row(say(text), cells)


def evenness_section(compared: Compared) -> Section:
    """How evenly use is spread over those who book."""
    share = compared.now.evenness
    cell = _share_cell(compared, share)
    bars = [
        Bar(say(TOP_TEN), cell.text, Fraction(0) if cell.words else (share.share if share else None) or Fraction(0))
    ]
    return Section(
        key="evenness",
        heading=say(_("고르게 나누어 썼나요")),
        answer=say(_evenness_answer(share)),
        pictures=[draw_bars("evenness", say(_("자주 쓴 열 곳의 몫 막대그림")), say(SAME_AS_BELOW), bars)],
        tables=[_evenness_table(compared)],
        notes=[say(_("개인은 메일 주소나 전화번호가 같으면 한 사람, 단체는 이름이 같으면 한 곳으로 셉니다."))],
    )


TOP_TEN = _("가장 자주 쓴 열 곳(개인·단체)의 몫")


def _share_cell(compared: Compared, share: Share | None) -> Cell:
    return compared.alone(share.n_bookers if share else 0, share.share if share else None, Unit.PERCENT)


def _evenness_answer(share: Share | None) -> Text:
    if share is None:
        return _("개인정보를 지운 뒤라 이 기간은 알 수 없습니다.")
    if not share.n_uses:
        return NOTHING_USED
    if share.n_bookers <= TOP:
        return _("이용한 개인·단체가 열 곳을 넘지 않아, 열 곳의 몫이 곧 전체입니다.")
    return _(
        "개인·단체 %(n)s곳이 이용했습니다. 가장 자주 쓴 열 곳이 전체 이용의 %(share)s입니다.",
        n=number_text(share.n_bookers),
        share=percent_text(share.share, 0),
    )


def _evenness_table(compared: Compared) -> Table:
    texts = (_("서로 다른 개인·단체(곳)"), _("이용 건수"), _("열 곳의 이용 건수"), _("열 곳의 몫"))
    shares = [figures.evenness for _title, figures in compared.all]
    columns = [_evenness_cells(compared, share) for share in shares]
    return Table(
        caption=say(_("얼마나 고르게 썼는지")),
        sheet=say(_("고르게")),
        corner=say(_("항목")),
        columns=[Column(compared.title), *compared.other_columns()],
        rows=[Row(say(text), [column[at] for column in columns]) for at, text in enumerate(texts)],
    )


def _evenness_cells(compared: Compared, share: Share | None) -> list[Cell]:
    n = share.n_bookers if share else 0
    values = (share.n_bookers, share.n_uses, share.n_uses_of_top_ten) if share else (None, None, None)
    units = (Unit.BOOKERS, Unit.TIMES, Unit.TIMES)
    cells = [compared.alone(n, value, unit) for value, unit in zip(values, units, strict=True)]
    return [*cells, _share_cell(compared, share)]
