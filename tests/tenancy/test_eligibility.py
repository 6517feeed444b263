"""Who may apply, with the figures that decide."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from center.enterprises.rules.kinds import FirmState, Kind, KindTerm
from center.tenancy.applications.rules.eligibility import (
    Answer,
    Applicant,
    age_text,
    ends_before_moving_in,
    is_barred,
    verdicts_of,
)
from center.tenancy.calls.first_calls import FIRST, SECOND
from center.tenancy.calls.rules.content import Eligibility

CALL = SECOND
"""Its notice is of 18 June 2019, its deadline 10 July, moving in 1 August."""


def an_applicant(**given: Any) -> Applicant:
    defaults: dict[str, Any] = {
        "kinds": (KindTerm(Kind.COOPERATIVE, date(2016, 1, 1)),),
        "founded_on": date(2016, 1, 1),
        "in_district": True,
        "state": FirmState.ACTIVE,
    }
    return Applicant(**{**defaults, **given})


def answers(applicant: Applicant) -> dict[str, Answer]:
    return {verdict.rule: verdict.answer for verdict in verdicts_of(applicant, CALL)}


def told(applicant: Applicant, rule: str) -> str:
    return next(str(verdict.told) for verdict in verdicts_of(applicant, CALL) if verdict.rule == rule)


def test_who_fits_every_rule_may_apply() -> None:
    assert set(answers(an_applicant()).values()) == {Answer.YES}
    assert not is_barred(verdicts_of(an_applicant(), CALL))


@pytest.mark.parametrize(
    ("founded_on", "answer", "age"),
    [
        (date(2014, 6, 18), Answer.YES, "5년 0개월"),
        (date(2014, 6, 17), Answer.NO, "5년 1일"),
        (date(2014, 6, 19), Answer.YES, "4년 11개월"),
        (date(2019, 6, 18), Answer.YES, "0년 0개월"),
    ],
)
def test_exactly_five_years_upon_the_notice_is_in_and_a_day_more_is_out(
    founded_on: date, answer: Answer, age: str
) -> None:
    applicant = an_applicant(founded_on=founded_on)

    assert answers(applicant)["age"] == answer
    assert told(applicant, "age") == f"설립 {founded_on}, 공고일 2019-06-18 기준 {age}"


def test_an_age_is_told_in_years_and_months() -> None:
    assert str(age_text(date(2013, 3, 2), date(2014, 12, 10))) == "1년 9개월"
    assert str(age_text(date(2016, 2, 29), date(2019, 2, 28))) == "3년 0개월"


def test_a_firm_founded_on_a_leap_day_is_five_years_old_at_the_end_of_february() -> None:
    call = replace(CALL, schedule=replace(CALL.schedule, notice_on=date(2021, 2, 28)))
    later = replace(CALL, schedule=replace(CALL.schedule, notice_on=date(2021, 3, 1)))
    applicant = an_applicant(founded_on=date(2016, 2, 29))

    assert [is_barred(verdicts_of(applicant, one)) for one in (call, later)] == [False, True]


def test_a_call_without_a_limit_asks_for_no_age() -> None:
    rules = [verdict.rule for verdict in verdicts_of(an_applicant(founded_on=None), FIRST)]

    assert "age" not in rules


@pytest.mark.parametrize(
    ("given", "rule", "answer"),
    [
        ({"in_district": False}, "place", Answer.NO),
        ({"state": FirmState.SUSPENDED}, "state", Answer.NO),
        ({"state": FirmState.CLOSED}, "state", Answer.NO),
        ({"founded_on": None}, "age", Answer.STAFF),
        ({"kinds": ()}, "kinds", Answer.STAFF),
        ({"kinds": (KindTerm(Kind.SOCIAL_ENTERPRISE, None, date(2019, 7, 10)),)}, "kinds", Answer.YES),
        ({"kinds": (KindTerm(Kind.SOCIAL_ENTERPRISE, None, date(2019, 7, 9)),)}, "kinds", Answer.NO),
    ],
)
def test_each_rule_answers_by_itself(given: dict[str, Any], rule: str, answer: Answer) -> None:
    assert answers(an_applicant(**given))[rule] == answer


def test_a_kind_that_the_call_does_not_take_is_told() -> None:
    call = replace(CALL, eligibility=Eligibility(kinds=(Kind.VILLAGE_ENTERPRISE,)))

    verdict = verdicts_of(an_applicant(), call)[0]

    assert (verdict.answer, "이 유형을 받지 않습니다" in str(verdict.told)) == (Answer.NO, True)


def test_a_certificate_that_ends_between_deadline_and_moving_in_is_flagged() -> None:
    ending = an_applicant(kinds=(KindTerm(Kind.SOCIAL_ENTERPRISE, None, date(2019, 7, 31)),))
    lasting = an_applicant(kinds=(KindTerm(Kind.SOCIAL_ENTERPRISE, None, date(2019, 8, 1)),))

    assert ends_before_moving_in(ending, CALL) == [Kind.SOCIAL_ENTERPRISE]
    assert ends_before_moving_in(lasting, CALL) == []
