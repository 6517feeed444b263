"""The sample registry: as many firms as the district counts, none of them real."""

from datetime import date

from flask import Flask

from center.checks import run_checks
from center.core import time
from center.demo_firms import COUNTED, load_firms, sample_profiles
from center.enterprises import queries
from center.enterprises.models import Enterprise
from center.enterprises.queries import Filter
from center.enterprises.rules.kinds import CountingKind
from center.enterprises.rules.numbers import is_business_number


def every_firm() -> list[Enterprise]:
    return queries.all_found(Filter())


def test_there_are_as_many_of_each_kind_as_the_district_counts(app: Flask) -> None:
    load_firms(time.today(), time.now())

    assert dict(queries.counts_by_kind()) == dict(COUNTED)
    assert [queries.counts_by_kind()[kind] for kind in CountingKind] == [34, 90, 4]
    assert not [result.line() for result in run_checks(time.now()) if result.faults]


def test_every_firm_is_plainly_an_example(app: Flask) -> None:
    load_firms(time.today(), time.now())

    firms = every_firm()
    assert all("(예시)" in firm.name for firm in firms)
    assert all(firm.business_number.startswith("999") and is_business_number(firm.business_number) for firm in firms)
    assert len({firm.name_key for firm in firms}) == 128
    assert all(firm.email.endswith("@example.kr") for firm in firms)
    assert all(firm.kinds for firm in firms)
    assert sum(bool(firm.supports) for firm in firms) > 40


def test_they_are_the_same_every_time_and_entered_once(app: Flask) -> None:
    for _ in range(2):
        load_firms(time.today(), time.now())

    assert len(every_firm()) == 128
    assert list(sample_profiles(date(2026, 1, 1))) == list(sample_profiles(date(2026, 1, 1)))
