"""What an amendment (정정공고) changes, told field by field as people read it. Pure.

Source: docs/rules/calls.md, "Rule set"
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from center.core.text import Text, _, named
from center.enterprises.rules.kinds import KIND_WORDS
from center.tenancy.calls.rules.content import (
    LOT,
    OLDER,
    Combine,
    Content,
    CutOn,
    Item,
    Published,
    Stage,
)

NOTHING = named("–", "–")
COMBINE_WORDS: Mapping[Combine, Text] = {
    Combine.MEAN: _("평균"),
    Combine.TRIMMED: _("최고점과 최저점을 뺀 평균"),
}
CUT_WORDS: Mapping[CutOn, Text] = {
    CutOn.BASE: _("가점과 감점을 더하기 전 점수"),
    CutOn.TOTAL: _("가점과 감점을 더한 점수"),
}
PUBLISHED_WORDS: Mapping[Published, Text] = {
    Published.SELECTED: _("선정된 접수 번호"),
    Published.RANKS: _("접수 번호마다 순위"),
    Published.SCORES: _("접수 번호마다 순위와 점수"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field with what it said and what it says."""

    what: Text
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class Told:
    """A field of a call: a key that stays the same, its word, what it says."""

    key: str
    word: Text
    value: Text


def changes_between(before: Content, after: Content) -> list[Change]:
    """Every field that differs, in the order in which a call reads."""
    old, new = ({one.key: one for one in told(content)} for content in (before, after))
    words = {**{key: one.word for key, one in old.items()}, **{key: one.word for key, one in new.items()}}
    found = [Change(word, _said(old.get(key)), _said(new.get(key))) for key, word in words.items()]
    return [change for change in found if change.before != change.after]


def _said(one: Told | None) -> Text:
    return one.value if one else NOTHING


def told(content: Content) -> Iterator[Told]:
    """A call field by field."""
    yield from _text(content)
    yield from _days(content)
    yield Told("units", _("모집 공간"), _listed([_("%(code)s호", code=unit) for unit in content.units]))
    years = _("%(years)s년, 한 번 %(more)s년 연장", years=content.years, more=content.extension_years)
    yield Told("years", _("사용 기간"), years)
    yield from _eligibility(content)
    yield from _documents(content)
    yield from _parts(content)
    for stage in content.stages:
        yield from _stage(stage)
    yield from _selection(content)


def _text(content: Content) -> Iterator[Told]:
    yield Told("title", _("제목"), content.heading)
    yield Told("text", _("공고 글"), named(content.text, content.text_en or content.text))


def _days(content: Content) -> Iterator[Told]:
    days = content.schedule
    place = named(days.briefing_place, days.briefing_place_en or days.briefing_place)
    yield Told("notice_on", _("공고일"), _day(days.notice_on))
    yield Told("opens_at", _("접수 시작"), _day(days.opens_at))
    yield Told("closes_at", _("접수 마감"), _day(days.closes_at))
    yield Told("briefing_at", _("설명회"), _day(days.briefing_at))
    yield Told("briefing_place", _("설명회 장소"), place if days.briefing_place else NOTHING)
    yield Told("interview_on", _("면접"), _day(days.interview_on))
    yield Told("result_on", _("결과 발표"), _day(days.result_on))
    yield Told("move_in_on", _("입주일"), _day(days.move_in_on))


def _day(day: date | datetime | None) -> Text:
    if day is None:
        return NOTHING
    if isinstance(day, datetime) and day.second:
        return _("%(day)s:%(seconds)s", day=day, seconds=f"{day.second:02d}")
    return _("%(day)s", day=day)


def _listed(texts: Sequence[Text]) -> Text:
    return _("%(list)s", list=list(texts)) if texts else NOTHING


def _eligibility(content: Content) -> Iterator[Told]:
    who = content.eligibility
    yield Told("kinds", _("기업 유형"), _listed([KIND_WORDS[kind] for kind in who.kinds]))
    yield Told("in_district", _("지역"), _("영등포구에 있는 기업") if who.in_district else _("어디에 있든"))
    years = _("공고일에 %(n)s년 이하", n=who.most_years) if who.most_years is not None else _("제한 없음")
    yield Told("most_years", _("설립한 지"), years)
    yield Told("declarations", _("신청할 수 없는 경우"), _listed([one.title for one in who.declarations]))


def _documents(content: Content) -> Iterator[Told]:
    for one in content.documents:
        must = _("꼭 내는 서류") if one.is_required else _("있으면 내는 서류")
        kinds = ", ".join(kind.value.upper() for kind in one.kinds)
        says = _("%(must)s, %(kinds)s, %(most)sMB까지", must=must, kinds=kinds, most=one.most_mb)
        yield Told(f"document:{one.key}", _("서류 ‘%(name)s’", name=one.title), says)


def _parts(content: Content) -> Iterator[Told]:
    for one in content.parts:
        hint = named(one.hint, one.hint_en or one.hint)
        says = _("%(n)s자까지. %(hint)s", n=f"{one.most_letters:,}", hint=hint)
        yield Told(f"part:{one.key}", _("사업계획서 ‘%(name)s’", name=one.title), says)


def _stage(stage: Stage) -> Iterator[Told]:
    yield Told(f"stage:{stage.key}", stage.title, _("반영 비율 %(share)s%%", share=stage.share))
    for one in stage.criteria:
        question = named(one.question, one.question_en or one.question)
        says = _("%(points)s점. %(question)s", points=one.points, question=question)
        word = _("%(stage)s ‘%(name)s’", stage=stage.title, name=one.title)
        yield Told(f"criterion:{stage.key}/{one.key}", word, says)


def _selection(content: Content) -> Iterator[Told]:
    how = content.selection
    yield Told("combine", _("점수 계산"), COMBINE_WORDS[how.combine])
    yield Told("trim_from", _("최고점과 최저점을 빼는 심사위원 수"), _("%(n)s명부터", n=how.trim_from))
    yield Told("min_sheets", _("기업마다 필요한 심사위원 수"), _("%(n)s명", n=how.min_sheets))
    yield Told("bonus", _("가점"), _items(how.bonus, how.bonus_cap))
    yield Told("deductions", _("감점"), _items(how.deductions, how.deduction_cap))
    cut = _("%(score)s점, %(on)s", score=number(how.cut), on=CUT_WORDS[how.cut_on]) if how.cut is not None else NOTHING
    yield Told("cut", _("합격선"), cut)
    yield Told("ties", _("동점 순서"), _listed([tie_word(content, tie) for tie in how.ties]))
    factor = how.shortlist_factor
    yield Told("shortlist", _("다음 단계로"), NOTHING if factor is None else _("%(n)s배수", n=number(factor)))
    yield Told("reserve", _("예비 순위 유효 기간"), _("%(n)s개월", n=how.reserve_months))
    yield Told("published", _("결과에서 공개하는 것"), PUBLISHED_WORDS[how.published])


def _items(items: Sequence[Item], cap: Decimal) -> Text:
    if not items:
        return NOTHING
    each = [_("%(name)s %(points)s점", name=item.title, points=number(item.points)) for item in items]
    return _("%(items)s. 모두 더해 %(cap)s점까지", items=each, cap=number(cap))


def tie_word(content: Content, tie: str) -> Text:
    """A way to break a tie, in words."""
    if tie == OLDER:
        return _("먼저 설립한 기업")
    if tie == LOT:
        return _("미리 뽑은 번호")
    for stage in content.stages:
        if tie == f"stage:{stage.key}":
            return _("%(stage)s 점수", stage=stage.title)
        for one in stage.criteria:
            if tie == f"criterion:{stage.key}/{one.key}":
                return _("%(stage)s ‘%(name)s’ 점수", stage=stage.title, name=one.title)
    return _("없는 항목")


def number(value: Decimal) -> str:
    """Points as people write them: 60, 1.5."""
    return f"{value.normalize():f}"
