"""Who may apply, told rule by rule with the figures that decide. Pure.

Source: docs/rules/calls.md, "Who may apply"
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from center.core.text import Text, _
from center.core.time import months_after, seoul_day
from center.enterprises.rules.kinds import KIND_WORDS, STATE_WORDS, FirmState, Kind, KindTerm, kinds_on
from center.tenancy.calls.rules.content import Content

MONTHS = 12


class Answer(StrEnum):
    """What a rule says of an applicant; staff look where the registry does not know enough."""

    YES = "yes"
    NO = "no"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule, its answer and the figures behind it."""

    rule: str
    word: Text
    answer: Answer
    told: Text


@dataclass(frozen=True, slots=True)
class Applicant:
    """What the registry knows of who applies, as far as eligibility goes."""

    kinds: Sequence[KindTerm]
    founded_on: date | None
    in_district: bool
    state: FirmState


def verdicts_of(applicant: Applicant, content: Content) -> list[Verdict]:
    """Every rule of the call on eligibility with its answer."""
    return [
        _of_kinds(applicant, content),
        *_of_age(applicant, content),
        *_of_place(applicant, content),
        Verdict(
            "state",
            _("영업"),
            Answer.YES if applicant.state == FirmState.ACTIVE else Answer.NO,
            _("명부에 ‘%(state)s’ 상태로 되어 있습니다.", state=STATE_WORDS[applicant.state]),
        ),
    ]


def is_barred(verdicts: Sequence[Verdict]) -> bool:
    """Whether any rule says no."""
    return any(verdict.answer == Answer.NO for verdict in verdicts)


def _of_kinds(applicant: Applicant, content: Content) -> Verdict:
    """Of what kind it is on the last day on which it may apply."""
    word, day = _("기업 유형"), seoul_day(content.schedule.closes_at)
    if not applicant.kinds:
        told = _("명부에 유형이 적혀 있지 않습니다. 인증서나 등기부를 내면 직원이 확인합니다.")
        return Verdict("kinds", word, Answer.STAFF, told)
    held = kinds_on(applicant.kinds, day)
    names = [KIND_WORDS[kind] for kind in held]
    if any(kind in content.eligibility.kinds for kind in held):
        return Verdict("kinds", word, Answer.YES, _("%(day)s에 %(kinds)s입니다.", day=day, kinds=names))
    if held:
        told = _("%(day)s에 %(kinds)s이고, 이 공고는 이 유형을 받지 않습니다.", day=day, kinds=names)
        return Verdict("kinds", word, Answer.NO, told)
    return Verdict("kinds", word, Answer.NO, _("%(day)s에 유효한 인증이나 지정이 없습니다.", day=day))


def _of_age(applicant: Applicant, content: Content) -> Iterator[Verdict]:
    most, notice_on = content.eligibility.most_years, content.schedule.notice_on
    if most is None:
        return
    word = _("설립한 지 %(n)s년까지", n=most)
    if applicant.founded_on is None:
        yield Verdict("age", word, Answer.STAFF, _("명부에 설립일이 없습니다. 등기부를 내면 직원이 확인합니다."))
        return
    is_young = notice_on <= months_after(applicant.founded_on, most * MONTHS)
    told = _(
        "설립 %(founded)s, 공고일 %(notice)s 기준 %(age)s",
        founded=applicant.founded_on.isoformat(),
        notice=notice_on.isoformat(),
        age=age_text(applicant.founded_on, notice_on),
    )
    yield Verdict("age", word, Answer.YES if is_young else Answer.NO, told)


def age_text(founded_on: date, day: date) -> Text:
    """How long a firm has been there on a day, in whole years and months, and the days beyond full years."""
    months = (day.year - founded_on.year) * MONTHS + day.month - founded_on.month
    if months_after(founded_on, months) > day:
        months -= 1
    years, rest = divmod(max(0, months), MONTHS)
    days = (day - months_after(founded_on, months)).days if months >= 0 else 0
    if rest == 0 and days and years:
        return _("%(years)s년 %(days)s일", years=years, days=days)
    return _("%(years)s년 %(months)s개월", years=years, months=rest)


def _of_place(applicant: Applicant, content: Content) -> Iterator[Verdict]:
    if not content.eligibility.in_district:
        return
    word = _("소재지 영등포구")
    if applicant.in_district:
        yield Verdict("place", word, Answer.YES, _("명부의 주소가 영등포구입니다."))
    else:
        yield Verdict("place", word, Answer.NO, _("명부의 주소가 영등포구 밖입니다."))


def ends_before_moving_in(applicant: Applicant, content: Content) -> list[Kind]:
    """The kinds it has upon the deadline and not on the move-in day any more: looked at again at the contract."""
    days = seoul_day(content.schedule.closes_at), content.schedule.move_in_on
    upon, later = (kinds_on(applicant.kinds, day) for day in days)
    return [kind for kind in upon if kind not in later and kind in content.eligibility.kinds]
