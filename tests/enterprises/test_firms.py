"""A firm's record: its kinds on a day, its past, two records made one."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from center.checks import run_checks
from center.core import time
from center.core.audit import entries_about
from center.core.db import db, transaction
from center.core.errors import ChangedMeanwhileError, NotFoundError
from center.enterprises import queries
from center.enterprises.models import Enterprise, EnterpriseChange
from center.enterprises.queries import Filter
from center.enterprises.rules.kinds import CountingKind, FirmState, Kind, KindTerm, kinds_on
from center.enterprises.rules.profile import differences
from center.enterprises.service import (
    KnownFirmError,
    SameFirmError,
    add_support,
    change_firm,
    create_firm,
    drop_support,
    merge_firms,
    set_note,
)
from tests.conftest import Clock
from tests.enterprises.factories import WHY, a_firm, a_number, a_profile

PRELIMINARY = KindTerm(Kind.PRELIMINARY_SOCIAL_ENTERPRISE, date(2024, 3, 1), date(2026, 2, 28), "서울-12", "서울시")
CERTIFIED = KindTerm(Kind.SOCIAL_ENTERPRISE, date(2026, 2, 1), None, "2026-007", "고용노동부")


@pytest.mark.parametrize(
    ("day", "kinds"),
    [
        (date(2024, 2, 29), []),
        (date(2024, 3, 1), [Kind.PRELIMINARY_SOCIAL_ENTERPRISE]),
        (date(2026, 2, 28), [Kind.SOCIAL_ENTERPRISE, Kind.PRELIMINARY_SOCIAL_ENTERPRISE]),
        (date(2026, 3, 1), [Kind.SOCIAL_ENTERPRISE]),
    ],
)
def test_what_a_firm_was_on_a_day_has_an_answer(day: date, kinds: list[Kind]) -> None:
    assert kinds_on((PRELIMINARY, CERTIFIED), day) == kinds


def test_a_firm_without_a_key_of_the_registry_gets_one_of_ours(app: Flask) -> None:
    firm = a_firm()

    assert firm.registry_id == f"C-{firm.id}"
    assert not firm.is_named_by_registry


def test_a_profile_comes_back_as_it_was_entered(app: Flask) -> None:
    profile = a_profile(kinds=(CERTIFIED, PRELIMINARY), founded_on=date(2014, 9, 1))

    firm = create_firm(profile, registry_id="R-1", why=WHY, now=time.now())

    assert queries.get_firm("R-1").profile == profile.ordered()
    assert not differences(firm.profile, profile)


def test_two_firms_never_have_one_business_number(app: Flask) -> None:
    firm = a_firm("R-1")

    with pytest.raises(KnownFirmError) as refusal:
        a_firm(business_number=firm.business_number)

    assert refusal.value.registry_id == "R-1"


def test_two_firms_never_have_one_key(app: Flask) -> None:
    a_firm("R-1")

    with pytest.raises(KnownFirmError):
        a_firm("R-1")


def test_a_change_is_in_the_history_with_who_and_why(app: Flask) -> None:
    firm = a_firm("R-1")
    moved = replace(firm.profile, address="서울 영등포구 당산로 1")

    changed = change_firm(firm, moved, why=replace(WHY, reason="이사"), now=time.now())

    assert changed == {"address": ("서울 영등포구 선유동1로 80", "서울 영등포구 당산로 1")}
    last = queries.history_of(firm)[0]
    assert (last.action, last.actor, last.reason) == ("changed", "operator", "이사")
    assert last.changes == {"address": ["서울 영등포구 선유동1로 80", "서울 영등포구 당산로 1"]}


def test_the_log_of_acts_names_fields_and_never_what_stands_in_them(app: Flask) -> None:
    firm = a_firm("R-1")

    change_firm(firm, replace(firm.profile, representative="이민호"), why=WHY, now=time.now())

    entries = entries_about(f"enterprise {firm.id}")
    assert [entry.action for entry in entries] == ["enterprise.created", "enterprise.changed"]
    assert all("민호" not in entry.facts and "지수" not in entry.facts for entry in entries)


def test_nothing_is_written_where_nothing_changes(app: Flask, clock: Clock) -> None:
    firm = a_firm("R-1", kinds=(CERTIFIED,))
    before = firm.updated_at
    clock.move(timedelta(days=1))

    assert change_firm(firm, firm.profile, why=WHY, now=time.now()) == {}
    assert queries.get_firm("R-1").updated_at == before
    assert len(queries.history_of(firm)) == 1


def test_an_older_form_never_overwrites_a_newer_record(app: Flask) -> None:
    firm = a_firm("R-1")
    change_firm(firm, replace(firm.profile, phone="02-1"), why=WHY, now=time.now(), version=1)

    with pytest.raises(ChangedMeanwhileError):
        change_firm(firm, replace(firm.profile, phone="02-2"), why=WHY, now=time.now(), version=1)

    assert queries.get_firm("R-1").phone == "02-1"


def test_when_the_registry_names_a_firm_its_old_key_leads_to_it(app: Flask) -> None:
    firm = a_firm()
    ours = firm.registry_id

    change_firm(firm, firm.profile, why=WHY, now=time.now(), registry_id="R-77")

    assert queries.get_firm("R-77").id == queries.get_firm(ours).id == firm.id
    with pytest.raises(KnownFirmError):
        a_firm(ours)


def test_support_is_entered_and_taken_out_and_the_history_keeps_both(app: Flask) -> None:
    firm = a_firm("R-1")

    support = add_support(firm, "일자리창출사업", year=2025, amount_krw=1_186_890, why=WHY, now=time.now())
    drop_support(firm, support.id, why=WHY, now=time.now())
    drop_support(firm, support.id, why=WHY, now=time.now())

    said = {"programme": "일자리창출사업", "year": 2025, "amount_krw": 1_186_890}
    assert queries.get_firm("R-1").supports == []
    assert [one.changes for one in queries.history_of(firm)[:2]] == [
        {"supports": [said, None]},
        {"supports": [None, said]},
    ]


def test_merging_two_records_keeps_both_pasts(app: Flask) -> None:
    kept, gone = a_firm("R-1"), a_firm("R-2", kinds=(CERTIFIED,))
    add_support(gone, "사업개발비", year=2024, amount_krw=5_000_000, why=WHY, now=time.now())
    chosen = replace(kept.profile, kinds=gone.profile.kinds)

    merge_firms(kept, gone, chosen, version=kept.version, why=WHY, now=time.now())

    firm = queries.get_firm("R-2")
    assert firm.id == kept.id
    assert firm.profile.kinds == (CERTIFIED,)
    assert [support.programme for support in firm.supports] == ["사업개발비"]
    assert {change.enterprise_id for change in queries.history_of(firm)} == {kept.id, gone.id}
    assert queries.search_firms(Filter(), page=1)[1] == 1


def test_a_merged_record_may_give_its_number_to_the_one_that_stays(app: Flask) -> None:
    kept, gone = a_firm("R-1"), a_firm("R-2")
    ours, theirs = kept.business_number, gone.business_number

    chosen = replace(kept.profile, business_number=theirs)
    merge_firms(kept, gone, chosen, version=kept.version, why=WHY, now=time.now())

    for number in (ours, theirs):
        found = queries.find_by_number(number)
        assert found is not None
        assert (found.id, found.business_number) == (kept.id, theirs)


def test_a_record_is_merged_once_and_never_with_itself(app: Flask) -> None:
    kept, gone, third = a_firm("R-1"), a_firm("R-2"), a_firm("R-3")
    merge_firms(kept, gone, kept.profile, version=kept.version, why=WHY, now=time.now())

    with pytest.raises(ChangedMeanwhileError):
        merge_firms(third, gone, third.profile, version=third.version, why=WHY, now=time.now())
    with pytest.raises(SameFirmError):
        merge_firms(third, third, third.profile, version=third.version, why=WHY, now=time.now())


def test_firms_are_found_by_name_number_person_and_certificate(app: Flask) -> None:
    firm = a_firm("R-1", name="㈜ 뷁똠 살림", representative="박태양", kinds=(CERTIFIED,))
    a_firm("R-2")

    for text in (
        "뷁똠살림",
        "주식회사 뷁똠",
        firm.business_number[:5] + "-" + firm.business_number[5:],
        "태양",
        "2026-0",
    ):
        found, _n = queries.search_firms(Filter(text=text), page=1)
        assert firm.id in [one.id for one in found], text
    assert queries.search_firms(Filter(text="없는 이름 %"), page=1) == ([], 0)


def test_kinds_are_looked_for_on_a_day(app: Flask) -> None:
    a_firm("R-1", kinds=(PRELIMINARY,))
    wanted = Filter(kind=Kind.PRELIMINARY_SOCIAL_ENTERPRISE, on=date(2025, 1, 1))

    assert queries.search_firms(wanted, page=1)[1] == 1
    assert queries.search_firms(replace(wanted, on=date(2026, 3, 1)), page=1)[1] == 0


def test_the_report_counts_each_firm_once_and_closed_ones_not_at_all(app: Flask) -> None:
    a_firm(kinds=(PRELIMINARY, CERTIFIED), counting_kind=CountingKind.SOCIAL_ENTERPRISE)
    a_firm(), a_firm(state=FirmState.CLOSED), a_firm(counting_kind=None)

    assert list(queries.counts_by_kind().items()) == [
        (CountingKind.SOCIAL_ENTERPRISE, 1),
        (CountingKind.COOPERATIVE, 1),
        (CountingKind.VILLAGE_ENTERPRISE, 0),
    ]


def test_changes_are_read_in_their_order_page_by_page(app: Flask, clock: Clock) -> None:
    for _time in range(3):
        a_firm()
        clock.move(timedelta(seconds=1))
    first = queries.changes_since(None, None, size=2)

    rest = queries.changes_since(None, (first[-1].updated_at, first[-1].id), size=2)

    assert [firm.id for firm in [*first, *rest]] == sorted(firm.id for firm in [*first, *rest])
    assert len(rest) == 1
    assert queries.changes_since(rest[0].updated_at, None, size=9) == rest


def test_likely_duplicates_are_found(app: Flask) -> None:
    firm = a_firm(name="살림 협동조합", representative="김지수", phone="02-1")

    assert queries.alike("살림협동조합", "", "") == [firm]
    assert queries.alike("다른 이름", "김지수", "02-1") == [firm]
    assert queries.alike("다른 이름", "", "") == []


def test_a_key_that_nobody_has_finds_nothing(app: Flask) -> None:
    with pytest.raises(NotFoundError):
        queries.get_firm("R-없음")


def test_a_note_of_the_center_is_kept_with_its_past(app: Flask) -> None:
    firm = a_firm("R-1")

    set_note(firm, "7월에 방문", version=1, why=WHY, now=time.now())

    assert queries.get_firm("R-1").note == "7월에 방문"
    with pytest.raises(ChangedMeanwhileError):
        set_note(firm, "늦은 메모", version=1, why=WHY, now=time.now())


def test_the_check_finds_a_wrong_number(app: Flask) -> None:
    firm = a_firm("R-1")
    name = "every enterprise has a right number and one record that stands"
    found = {result.name: result.faults for result in run_checks(time.now())}
    assert found[name] == ()

    with transaction() as session:
        session.get_one(Enterprise, firm.id).business_number = "1234567890"

    found = {result.name: result.faults for result in run_checks(time.now())}
    assert found[name] == ("R-1 has the business number 1234567890",)


def test_what_was_refused_leaves_no_trace(app: Flask) -> None:
    firm = a_firm("R-1")
    other = a_firm("R-2")

    with pytest.raises(KnownFirmError):
        change_firm(
            other, replace(other.profile, business_number=firm.business_number, phone="02-9"), why=WHY, now=time.now()
        )

    assert queries.get_firm("R-2").phone == "02-2670-0000"
    assert len(db.session.scalars(select(EnterpriseChange)).all()) == 2
    assert a_number() != firm.business_number
