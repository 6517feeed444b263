"""Files of the registry as offices send them: read as they are meant, or refused with a sentence."""

import json
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from center.enterprises.rules.cells import CellError, read_day, read_kinds, write_kinds
from center.enterprises.rules.columns import header_hash, map_columns
from center.enterprises.rules.keys import is_registry_key
from center.enterprises.rules.kinds import Kind, KindTerm
from center.enterprises.rules.rows import read_row
from center.enterprises.rules.sheets import MOST_BYTES, Sheet, UnreadableFileError
from center.enterprises.sync.reading import read_file
from tests.enterprises.factories import a_number
from tests.enterprises.files import a_row, csv_of, json_of, xlsx_of

NATIONAL = [
    "지역",
    "인증번호",
    "기관명",
    "사업내용",
    "사회적목적실현유형",
    "사회서비스분야",
    "사업자등록번호",
    "대표자",
    "소재지",
    "홈페이지",
    "인증일자",
    "인증회차",
]


def refusal(content: bytes, name: str = "registry.csv") -> str:
    with pytest.raises(UnreadableFileError) as told:
        read_file(content, name)
    return str(told.value.text)


def cells(sheet: Sheet) -> list[tuple[str | None, ...]]:
    return [row.cells for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp949"])
def test_rare_syllables_are_read_in_each_encoding(encoding: str) -> None:
    sheet = read_file(csv_of(a_row(대표자="뷁똠"), encoding=encoding), "a.csv")

    assert sheet.rows[0].said(sheet.header)["대표자"] == "뷁똠"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_with_what_to_do(encoding: str) -> None:
    assert "CSV UTF-8" in refusal(csv_of(a_row(), encoding=encoding))


def test_a_csv_that_was_cut_is_refused() -> None:
    whole = csv_of(a_row(기업명="긴 이름"), a_row("R-2"))
    in_a_letter = whole[: whole.index("협동조합 R-2".encode()) + 4]
    in_a_row = whole[: whole.index(b"2014. 9. 1.", whole.index(b"R-2"))]
    in_quotes = 'a,b\n"금,1'.encode()

    assert "끊겼습니다" in refusal(in_a_letter)
    assert "끊겼습니다" in refusal(in_a_row)
    assert "끊겼습니다" in refusal(in_quotes)


def test_headings_are_known_in_any_spacing() -> None:
    found = map_columns(["기 업 명", "사업자 등록번호", "（대표자）", "E-mail 주소", "비고"])

    assert list(found.values()) == ["name", "business_number", "representative", "", ""]
    assert map_columns(["ＮＡＭＥ"]) == {"ＮＡＭＥ": "name"}


def test_a_place_is_filled_by_one_column() -> None:
    assert map_columns(["기업명", "상호", "No."]) == {"기업명": "name", "상호": "", "No.": "-"}


def test_a_header_is_known_again_in_another_order() -> None:
    assert header_hash(["기업명", "대표자"]) == header_hash(["대 표 자", "기업명"])


def test_the_header_may_stand_in_any_of_the_first_ten_rows() -> None:
    titles = [["2026년 사회적경제기업 현황"], [], ["기준일: 2026. 12. 1.", "", "단위: 개소"]]
    for n_before in range(4):
        sheet = read_file(
            xlsx_of(*titles[:n_before], ["연번", "기 업 명", "사업자번호"], [1, "새날", 9990000012]), "a.xlsx"
        )

        assert sheet.header == ("연번", "기 업 명", "사업자번호")
        assert cells(sheet) == [("1", "새날", "9990000012")]
        assert sheet.rows[0].number == n_before + 2


def test_the_national_list_says_that_its_firms_are_certified() -> None:
    row = [
        "서울",
        "제2014-123호",
        "새날",
        "돌봄",
        "혼합형",
        "사회복지",
        a_number(),
        "김지수",
        "서울 영등포구",
        "",
        "20140901",
        "1차",
    ]
    sheet = read_file(xlsx_of(["사회적기업 인증현황"], [], [], NATIONAL, row), "national.xlsx")

    stated, faults = read_row(sheet.rows[0], sheet, map_columns(sheet.header))

    assert faults == []
    assert list(stated.kinds) == [Kind.SOCIAL_ENTERPRISE]
    assert stated.of_kind == {"certificate": "제2014-123호", "issuer": "고용노동부", "kind_from": date(2014, 9, 1)}
    assert set(stated.extra) == {"지역", "사회적목적실현유형", "사회서비스분야", "인증회차"}


@pytest.mark.parametrize(
    "typed", ["2014. 9. 1.", "2014-09-01", "20140901", "2014/9/1", "2014년 9월 1일", "41883", "２０１４．９．１"]
)
def test_a_day_is_read_however_it_is_written(typed: str) -> None:
    assert read_day(typed) == date(2014, 9, 1)


@pytest.mark.parametrize("typed", ["2014-02-30", "2014. 9", "어제", "20141301", "1", "99999", "1899-01-01"])
def test_what_is_no_day_is_told(typed: str) -> None:
    with pytest.raises(CellError):
        read_day(typed)


def test_days_of_a_workbook_are_read_as_days() -> None:
    sheet = read_file(
        xlsx_of(["기업명", "사업자번호", "설립일"], ["새날", 9990000012.0, date(2014, 9, 1)]),
        "a.xlsx",
    )

    assert cells(sheet) == [("새날", "9990000012", "2014-09-01")]


def test_a_formula_is_read_as_its_last_value_and_refused_where_there_is_none() -> None:
    sheet = read_file(xlsx_of(["기업명", "사업자번호"], ["새날", "=1+1"], ["달팽이", "9990000012"]), "a.xlsx")
    computed = xlsx_of(["기업명", "사업자번호"], ["새날", "=1+1"])
    with_value = BytesIO()
    with ZipFile(BytesIO(computed)) as old, ZipFile(with_value, "w") as new:
        for part in old.infolist():
            content = old.read(part).replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>9990000012</v>")
            new.writestr(part.filename, content.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>9990000012</v>"))

    assert {at: "수식" in str(reason) for at, reason in sheet.rows[0].faults.items()} == {1: True}
    assert sheet.rows[1].faults == {}
    assert cells(read_file(with_value.getvalue(), "a.xlsx")) == [("새날", "9990000012")]


def test_a_merged_cell_counts_for_each_of_its_rows() -> None:
    content = xlsx_of(
        ["기업명", "인증", "", "사업자번호"],
        ["", "인증번호", "인증일자", ""],
        ["새날", "1호", "2014-09-01", "9990000012"],
        ["달팽이", "", "2015-09-01", "9990000027"],
        merged=["A1:A2", "B1:C1", "D1:D2", "B3:B4"],
    )

    sheet = read_file(content, "a.xlsx")

    assert sheet.header == ("기업명", "인증번호", "인증일자", "사업자번호")
    assert [row[1] for row in cells(sheet)] == ["1호", "1호"]


def test_forty_unknown_columns_are_kept() -> None:
    sheet = read_file(csv_of({**a_row(), **{f"모름 {n}": str(n) for n in range(40)}}), "a.csv")

    stated, faults = read_row(sheet.rows[0], sheet, map_columns(sheet.header))

    assert faults == []
    assert len(stated.extra) == 40


def test_too_many_columns_and_too_many_rows_are_refused() -> None:
    wide = csv_of({**a_row(), **{f"모름 {n}": str(n) for n in range(60)}})
    long = csv_of(("기업명", "사업자번호"), *[("새날", "1")] * 10_001)

    assert "60개" in refusal(wide)
    assert "60개" in refusal(xlsx_of([f"열 {n}" for n in range(70)]), "a.xlsx")
    assert "10,000개" in refusal(long)
    assert "10,000개" in refusal(xlsx_of(["기업명", "사업자번호"], *[["새날", "1"]] * 10_001), "a.xlsx")
    assert "10,000개" in refusal(json_of(*[{"name": "새날"}] * 10_001), "a.json")
    assert "20MB" in refusal(b" " * (MOST_BYTES + 1))


def test_a_zip_that_is_no_workbook_and_one_that_grows_are_refused() -> None:
    plain, bomb = BytesIO(), BytesIO()
    with ZipFile(plain, "w") as file:
        file.writestr("명부.csv", "기업명")
    with ZipFile(bomb, "w", ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", b"")
        file.writestr("xl/worksheets/sheet1.xml", b"0" * (65 * 1024 * 1024))

    assert "압축 파일" in refusal(plain.getvalue(), "registry.xlsx")
    assert "커지는" in refusal(bomb.getvalue(), "registry.xlsx")


def test_a_workbook_that_was_cut_is_refused() -> None:
    whole = xlsx_of(["기업명", "사업자번호"], *[["새날", "9990000012"]] * 50)

    for share in (10, 50, 90, 99):
        assert "상했거나" in refusal(whole[: len(whole) * share // 100], "registry.xlsx")


def test_a_password_an_old_format_and_a_pdf_are_told_apart() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512

    assert "비밀번호" in refusal(old + "EncryptedPackage".encode("utf-16-le"), "a.xlsx")
    assert "옛 형식" in refusal(old, "a.xls")
    assert "PDF" in refusal(b"%PDF-1.7 ...", "a.csv")


def test_nothing_in_a_file_is_told() -> None:
    for content, name in ((b"", "a.csv"), (b"\n\n", "a.csv"), (xlsx_of(), "a.xlsx"), (b"[]", "a.json")):
        assert "내용이 없습니다" in refusal(content, name)


def test_json_may_be_a_list_or_hold_one() -> None:
    firm = {
        "registry_id": "R-1",
        "name": "새날",
        "business_number": "9990000012",
        "in_district": True,
        "founded_on": None,
    }

    for content in ([firm], {"enterprises": [firm]}):
        sheet = read_file(json.dumps(content).encode(), "a.json")
        assert cells(sheet) == [("R-1", "새날", "9990000012", "true", "")]


@pytest.mark.parametrize("content", ['[{"name": "새날"}', '{"firms": []}', "[1]", '"새날"', "[" * 100_000])
def test_other_json_is_refused(content: str) -> None:
    assert "JSON" in refusal(content.encode(), "a.json")


def test_what_json_does_not_name_stays_and_a_wrong_shape_is_told() -> None:
    sheet = read_file(json_of({"name": "새날", "phone": "1"}, {"name": ["새날"], "kinds": [{"kind": 7}]}), "a.json")

    assert cells(sheet)[0] == ("새날", "1", None)
    assert set(sheet.rows[1].faults) == {0, 2}


def test_a_row_with_more_cells_than_the_header_is_told() -> None:
    sheet = read_file("기업명,사업자번호\n새날, 선유,9990000012\n".encode(), "a.csv")

    _stated, faults = read_row(sheet.rows[0], sheet, map_columns(sheet.header))

    assert [heading for heading, _reason in faults] == ["", "사업자번호"]


@pytest.mark.parametrize("key", ["R-1", "영등포-001", "C-12", "2026.7"])
def test_keys_are_what_an_address_can_hold(key: str) -> None:
    assert is_registry_key(key)


@pytest.mark.parametrize(
    "key", ["", "a/b", "a b", "new", "Import", "export", "..", ".", "a?b", "a#b", "가" * 41, "a\\b"]
)
def test_other_keys_are_refused(key: str) -> None:
    assert not is_registry_key(key)


def test_kinds_of_a_firm_stand_in_one_cell() -> None:
    terms = (
        KindTerm(Kind.COOPERATIVE),
        KindTerm(Kind.SOCIAL_ENTERPRISE, date(2014, 9, 1), None, "a|b\\", ""),
        KindTerm(Kind.VILLAGE_ENTERPRISE, None, date(2020, 1, 1), "", "행정|안전부"),
    )

    written = write_kinds(terms)

    assert written.split("\n")[0] == "협동조합"
    assert read_kinds(written) == terms


def test_the_first_sheet_that_is_shown_is_read() -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["기업명", "사업자번호"])
    second = book.create_sheet("보이는 시트")
    second.append(["기업명", "대표자"])
    second.append(["새날", "김지수"])
    first.sheet_state = "hidden"
    content = BytesIO()
    book.save(content)

    assert read_file(content.getvalue(), "a.xlsx").header == ("기업명", "대표자")


def with_sheet(content: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook whose sheet says something else."""
    made = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for part in before.infolist():
            written = before.read(part)
            after.writestr(
                part.filename, written.replace(old, new, 1) if part.filename.endswith("sheet1.xml") else written
            )
    return made.getvalue()


def test_a_sheet_made_to_harm_is_refused_quickly() -> None:
    sound = xlsx_of(["기업명", "사업자번호"], ["새날", "9990000012"], ["달팽이", "9990000027"])
    entities = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + entities + b"]><worksheet"
    row = b'<row r="9"><c r="A9" t="inlineStr"><is><t>&j;</t></is></c></row></sheetData>'
    merged = b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:A3"/>' * 150_000 + b"</mergeCells>"

    bombs = [
        with_sheet(with_sheet(sound, b"<worksheet", laughs), b"</sheetData>", row),
        with_sheet(sound, b'<row r="3"', b'<row r="900000000"'),
        with_sheet(sound, b"</sheetData>", b"<row/>" * 60_000 + b"</sheetData>"),
        with_sheet(sound, b"</sheetData>", merged),
    ]

    assert "상했거나" in refusal(bombs[0], "a.xlsx")
    assert all("빈 줄" in refusal(bomb, "a.xlsx") for bomb in bombs[1:3])
    assert "지나치게 커지는" in refusal(bombs[3], "a.xlsx")


def test_no_file_of_this_machine_is_read_for_a_sheet() -> None:
    sound = xlsx_of(["기업명", "사업자번호"], ["새날", "9990000012"])
    outside = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><worksheet'
    row = b'<row r="9"><c r="A9" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData>'

    assert "상했거나" in refusal(with_sheet(with_sheet(sound, b"<worksheet", outside), b"</sheetData>", row), "a.xlsx")
