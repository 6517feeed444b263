"""A file of the registry becomes records: what was shown is what is done, and nothing is lost."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from center.core import time
from center.core.actor import Role
from center.core.audit import entries_about
from center.enterprises import queries
from center.enterprises.exports import refused_file
from center.enterprises.importing import PlanChangedError, apply_file, past_imports, plan_of, reasons_of, save_columns
from center.enterprises.models import RegistryImport
from center.enterprises.rules.kinds import CountingKind, FirmState, Kind, KindTerm
from center.enterprises.rules.planning import Plan
from center.enterprises.rules.sheets import Format, UnreadableFileError
from center.enterprises.service import change_firm, merge_firms, set_note
from center.enterprises.sync.reading import read_file
from center.web.i18n import LANGUAGE_COOKIE
from tests.conftest import Clock
from tests.enterprises.factories import WHY, a_firm, a_number
from tests.enterprises.files import a_row, counts, csv_of, imported, json_of, opened, planned, xlsx_of
from tests.people import is_in, somebody


def reasons(plan: Plan) -> list[tuple[int, str, str]]:
    """Of each refused row its number, the columns and the sentences."""
    return [
        (one.row.number, ", ".join(heading for heading, _ in one.faults), " ".join(str(why) for _, why in one.faults))
        for one in plan.refused
    ]


def test_a_new_firm_is_entered_with_all_that_its_row_says(app: Flask) -> None:
    run = imported(csv_of(a_row("R-1", 비고="현장 방문", 홈페이지="https://example.kr")))

    firm = queries.get_firm("R-1")
    assert counts(run) == (1, 0, 0, 0)
    assert firm.profile.founded_on == date(2014, 9, 1)
    assert firm.profile.counting_kind == CountingKind.COOPERATIVE
    assert firm.profile.in_district
    assert firm.extra == {"비고": "현장 방문"}
    assert run.unknown_columns == ["비고"]
    assert queries.history_of(firm)[0].import_id == run.id
    assert [entry.action for entry in entries_about(f"import {run.id}")] == ["registry.imported"]


def test_a_file_imported_twice_changes_nothing(app: Flask, clock: Clock) -> None:
    content = csv_of(a_row("R-1"), a_row("R-2", 비고="x"))
    imported(content)
    before = [(firm.version, firm.updated_at) for firm in queries.all_found(queries.Filter())]
    clock.move(timedelta(days=1))

    run = imported(content)

    assert counts(run) == (0, 0, 2, 0)
    assert [(firm.version, firm.updated_at) for firm in queries.all_found(queries.Filter())] == before
    assert len({one.sha256 for one in past_imports()}) == 1


def test_a_change_is_told_field_by_field(app: Flask) -> None:
    row = a_row("R-1")
    imported(csv_of(row))

    plan = planned(csv_of({**row, "대표자": "이민호", "비고": "x"}))

    assert plan.changed[0].differences == {"representative": ("김지수", "이민호"), "extra": ({}, {"비고": "x"})}


def test_what_a_file_has_no_column_for_stays(app: Flask) -> None:
    firm = a_firm("R-1", phone="02-1", kinds=(KindTerm(Kind.COOPERATIVE, date(2014, 9, 1)),))

    imported(csv_of({"등록번호": "R-1", "대표자": "이민호"}))

    after = queries.get_firm("R-1").profile
    assert (after.representative, after.phone, after.kinds) == ("이민호", "02-1", firm.profile.kinds)


def test_a_row_that_ends_early_says_nothing_of_the_rest(app: Flask) -> None:
    a_firm("R-1", phone="02-1", representative="김지수")

    imported("등록번호,대표자,전화\nR-1,이민호\n".encode())

    after = queries.get_firm("R-1").profile
    assert (after.representative, after.phone) == ("이민호", "02-1")


def test_an_empty_cell_empties_a_field(app: Flask) -> None:
    a_firm("R-1", phone="02-1", counting_kind=CountingKind.COOPERATIVE)

    imported(csv_of({"등록번호": "R-1", "전화": "", "구분": ""}))

    after = queries.get_firm("R-1").profile
    assert (after.phone, after.counting_kind) == ("", None)


def test_the_registry_names_a_firm_that_had_a_key_of_ours(app: Flask) -> None:
    firm = a_firm()
    former = firm.registry_id

    imported(csv_of(a_row("R-7", number=firm.business_number)))

    named = queries.get_firm("R-7")
    assert named.id == firm.id
    assert queries.get_firm(former).id == firm.id


def test_a_firm_without_a_key_is_found_by_its_number(app: Flask) -> None:
    row = a_row("R-1")
    imported(csv_of(row))

    plan = planned(csv_of({"사업자 번호": row["사업자등록번호"], "대표자": "이민호"}))

    assert [change.record.key for change in plan.changed] == ["R-1"]


def test_a_firm_without_a_key_gets_one_of_ours(app: Flask) -> None:
    imported(csv_of(a_row("")))

    firm = queries.all_found(queries.Filter())[0]
    assert firm.registry_id == f"C-{firm.id}"


def test_the_same_firm_three_times_is_taken_once(app: Flask) -> None:
    row = a_row("R-1")

    plan = planned(csv_of(row, {**row, "대표자": "이민호"}, {**row, "등록 번호": "R-9"}))

    assert len(plan.new) == 1
    assert [(row, why) for row, _, why in reasons(plan)] == [
        (3, "이 파일의 앞줄에 같은 기업이 있습니다."),
        (4, "이 파일의 앞줄에 같은 기업이 있습니다."),
    ]


def test_a_row_that_was_refused_does_not_stand_in_the_way_of_a_good_one(app: Flask) -> None:
    row = a_row("R-1")

    run = imported(csv_of({**row, "설립일": "어제"}, row))

    assert counts(run) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("fault", "column", "sentence"),
    [
        ({"number": "999-00-00011"}, "사업자등록번호", "사업자등록번호가 아닙니다"),
        ({"key": "a b"}, "등록 번호", "빈칸과 빗금 없이"),
        ({"key": "new"}, "등록 번호", "빈칸과 빗금 없이"),
        ({"설립일": "2014-02-30"}, "설립일", "날짜가 아닙니다"),
        ({"구분": "주식회사"}, "구분", "다음 가운데 하나여야"),
        ({"기업 이름": ""}, "기업 이름", "비어 있습니다"),
        ({"기업 이름": "가" * 101}, "기업 이름", "100자를 넘습니다"),
        ({"이메일": "어딘가"}, "이메일", "메일 주소가 아닙니다"),
        ({"관내 여부": "글쎄"}, "관내 여부", "관내, 관외"),
        ({"상태": "모름"}, "상태", "휴업"),
        ({"유형과 기간": "주식회사"}, "유형과 기간", "예비사회적기업"),
        ({"지정번호": "1호"}, "", "무슨 유형인지 없습니다"),
        ({"유형": "협동조합, 마을기업", "지정번호": "1호"}, "", "유형마다 한 줄로"),
        ({"유형": "협동조합", "지정일": "2020-01-02", "만료일": "2020-01-01"}, "", "앞섭니다"),
        ({"그 밖의 칸": "아무거나"}, "그 밖의 칸", "내보낸 파일에 있던 그대로"),
        ({"비고": "가" * 30_000}, "", "너무 깁니다"),
    ],
)
def test_a_row_is_refused_with_its_column_and_why(
    app: Flask, fault: dict[str, Any], column: str, sentence: str
) -> None:
    plan = planned(csv_of(a_row(**{"key": "R-1", **fault}), a_row("R-2")))

    assert len(plan.new) == 1
    ((row, where, why),) = reasons(plan)
    assert (row, where) == (2, column)
    assert sentence in why


def test_full_width_digits_are_digits(app: Flask) -> None:
    number = a_number()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in number)

    plan = planned(csv_of(a_row("R-1", number=f"{wide[:3]}－{wide[3:5]}－{wide[5:]}")))

    assert plan.new[0].profile.business_number == number


def test_a_new_firm_needs_name_and_number(app: Flask) -> None:
    plan = planned(csv_of({"등록번호": "R-1", "대표자": "김지수"}))

    assert reasons(plan) == [(2, "", "새 기업인데 ‘사업자등록번호’이(가) 없습니다.")]


def test_a_number_of_another_firm_is_refused(app: Flask) -> None:
    other = a_firm("R-2")
    a_firm("R-1")

    plan = planned(csv_of(a_row("R-1", number=other.business_number), a_row("R-9", number=other.business_number)))

    assert [(row, column) for row, column, _ in reasons(plan)] == [(2, "사업자등록번호"), (3, "등록 번호")]
    assert all("R-2" in why for _, _, why in reasons(plan))


def test_a_record_that_was_merged_is_not_brought_back(app: Flask) -> None:
    kept, gone = a_firm("R-1"), a_firm("R-2")
    merge_firms(kept, gone, kept.profile, version=kept.version, why=WHY, now=time.now())

    plan = planned(csv_of(a_row("R-2", number=gone.business_number), a_row("", number=gone.business_number)))

    assert [why for _, _, why in reasons(plan)] == ["이 기록은 R-1 기록에 합쳐졌습니다. 명부에서도 합쳐 주세요."] * 2


def test_likely_duplicates_are_named(app: Flask) -> None:
    known = a_firm("R-1", name="㈜ 새날")
    by_person = a_firm("R-2", name="달팽이", representative="박민호", phone="02-5")

    plan = planned(csv_of(a_row("R-8", **{"기업 이름": "주식회사 새 날"}), a_row("R-9", 대표자="박민호", 전화="02-5")))

    assert [[record.key for record in new.alike] for new in plan.new] == [[known.registry_id], [by_person.registry_id]]


def test_the_national_list_adds_the_certificate_and_leaves_other_kinds(app: Flask) -> None:
    cooperative = KindTerm(Kind.COOPERATIVE, date(2013, 1, 1))
    firm = a_firm("R-1", kinds=(cooperative,))
    header = ["인증번호", "기관명", "사업자등록번호", "인증일자"]
    row = ["제2014-123호", firm.name, firm.business_number, "2014. 9. 1."]

    imported(xlsx_of(["사회적기업 인증현황"], [], [], header, row), "national.xlsx")
    again = planned(xlsx_of(header, row), "national.xlsx")

    certified = KindTerm(Kind.SOCIAL_ENTERPRISE, date(2014, 9, 1), None, "제2014-123호", "고용노동부")
    assert set(queries.get_firm("R-1").profile.kinds) == {cooperative, certified}
    assert len(again.same) == 1


def test_a_column_of_one_kind_corrects_the_term_it_means(app: Flask) -> None:
    first = KindTerm(Kind.PRELIMINARY_SOCIAL_ENTERPRISE, date(2020, 1, 1), date(2022, 12, 31), "가-1", "서울시")
    second = replace(first, from_on=date(2023, 1, 1), to_on=None, certificate="가-2")
    a_firm("R-1", kinds=(first, second))

    imported(csv_of({"등록번호": "R-1", "유형": "예비사회적기업", "지정번호": "가-2", "만료일": "2025-12-31"}))

    assert set(queries.get_firm("R-1").profile.kinds) == {first, replace(second, to_on=date(2025, 12, 31))}


def test_what_was_shown_is_what_is_done(app: Flask) -> None:
    file = opened(csv_of(a_row("R-1", number=a_firm("R-1").business_number)))
    shown = plan_of(file).mark()
    firm = queries.get_firm("R-1")
    change_firm(firm, replace(firm.profile, sector="뜨개질"), why=WHY, now=time.now())

    with pytest.raises(PlanChangedError):
        apply_file(file, shown=shown, why=WHY, now=time.now())

    assert queries.get_firm("R-1").profile.name == firm.profile.name
    assert past_imports() == []


def test_what_the_center_adds_stays_when_a_file_comes(app: Flask) -> None:
    firm = a_firm("R-1")
    set_note(firm, "7월에 방문", version=1, why=WHY, now=time.now())

    imported(csv_of(a_row("R-1", number=firm.business_number)))

    assert queries.get_firm("R-1").note == "7월에 방문"


def test_closed_firms_and_what_a_state_is_called(app: Flask) -> None:
    imported(csv_of(a_row("R-1", 상태="폐업자"), a_row("R-2", 상태="계속사업자")))

    assert queries.get_firm("R-1").state == FirmState.CLOSED
    assert queries.get_firm("R-2").state == FirmState.ACTIVE


def test_columns_that_somebody_set_are_read_so_the_next_time(app: Flask) -> None:
    content = csv_of({"ㄱ": "R-1", "ㄴ": a_number(), "ㄷ": "새날"}, {"ㄱ": "R-2", "ㄴ": a_number(), "ㄷ": "달팽이"})
    with pytest.raises(UnreadableFileError):
        planned(content)
    columns = {"ㄱ": "registry_id", "ㄴ": "business_number", "ㄷ": "name"}
    save_columns(opened(content).sheet, columns, name="구청 파일", now=time.now())

    assert counts(imported(content)) == (2, 0, 0, 0)


@pytest.mark.parametrize("kind", [Format.CSV, Format.XLSX, Format.JSON])
def test_refused_rows_come_back_as_a_file_that_can_be_mended_and_sent_again(app: Flask, kind: Format) -> None:
    good, wrong = a_row("R-1", 비고="x"), a_row("R-2", 설립일="어제", 비고="y")
    content = {
        Format.CSV: csv_of(good, wrong),
        Format.XLSX: xlsx_of(list(good), list(good.values()), list(wrong.values())),
        Format.JSON: json_of(good, wrong),
    }[kind]
    run = imported(content, f"registry.{kind}")

    back = refused_file(run, kind)

    sheet = read_file(back, f"refused.{kind}")
    said = sheet.rows[0].said(sheet.header)
    assert (said["비고"], said.get("행", said.get("row"))) == ("y", "2" if kind == Format.JSON else "3")
    assert "날짜가 아닙니다" in said.get("까닭", said.get("reason", ""))
    mended = {**said, "설립일": "2014-09-01"}
    again = {Format.CSV: csv_of(mended), Format.JSON: json_of(mended)}.get(
        kind, xlsx_of(list(mended), list(mended.values()))
    )
    assert counts(imported(again, f"refused.{kind}")) == (1, 0, 0, 0)
    assert queries.get_firm("R-2").extra == {"비고": "y"}


def test_all_good_rows_are_stored_or_none(app: Flask) -> None:
    file = opened(csv_of(a_row("R-1"), a_row("R-2")))
    shown = plan_of(file).mark()
    a_firm("R-2")

    with pytest.raises(PlanChangedError):
        apply_file(file, shown=shown, why=WHY, now=time.now())

    assert [firm.registry_id for firm in queries.all_found(queries.Filter())] == ["R-2"]


def test_a_run_is_kept_with_its_file_and_its_refused_rows(app: Flask) -> None:
    run = imported(csv_of(a_row("R-1", 설립일="어제")))

    kept = past_imports()[0]
    assert isinstance(kept, RegistryImport)
    assert (kept.id, kept.file_name, len(kept.sha256), kept.actor) == (run.id, "registry.csv", 64, "operator")
    assert kept.refused[0]["row"] == 2
    assert kept.refused[0]["column"] == "설립일"


def test_reasons_of_a_run_are_said_in_the_readers_language(app: Flask, client: FlaskClient) -> None:
    run = imported(csv_of(a_row("R-1", 설립일="어제")))
    is_in(client, somebody("yuna@example.kr", "a-long-enough-passphrase", Role.STAFF))
    client.set_cookie(LANGUAGE_COOKIE, "en")

    page = client.get(f"/enterprises/import/runs/{run.id}").text

    assert run.refused[0]["reason"] not in page
    assert re.search(r"2026-12-23|date", page)


def test_a_run_of_before_says_its_reason_as_it_was_kept() -> None:
    assert [str(reason) for reason in reasons_of({"reason": "날짜가 아닙니다."})] == ["날짜가 아닙니다."]
