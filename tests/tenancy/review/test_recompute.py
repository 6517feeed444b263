"""`center recompute`: the document, the text for a committee, refusals. Source: docs/rules/scoring.md, "Output" """

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from center.cli import main
from center.core.text import _
from center.tenancy.calls.rules.content import CutOn
from center.tenancy.review.rules.deciding import decided
from center.tenancy.review.rules.reasons import Wording, advisory_words, why, why_unit
from center.tenancy.review.rules.record import SelectionRecord
from center.tenancy.review.rules.writing import written
from tests.tenancy.review.records import TWO_STAGES, applicant, cut_at, in_order, record, sheets, unit


def recompute(folder: Path, made: SelectionRecord | str, *options: str) -> Result:
    """The command over a file with this record or text, without a database and settings."""
    file = folder / "selection.json"
    file.write_text(made if isinstance(made, str) else written(made), "utf-8")
    nothing = {"CENTER_INSTANCE": None, "CENTER_DATABASE_URL": None, "CENTER_SECRET_KEY": None}
    return CliRunner().invoke(main, ["recompute", str(file), *options], env=nothing)


def a_whole_selection() -> SelectionRecord:
    """Two stages, a tenant without sheets, a firm not shortlisted, one below the cut, a tie, a reserve."""
    earlier = {"A": [90, 80], "B": [80, 90], "C": [80, 70], "D": [75, 70], "E": [30, 20]}
    firms = [
        applicant("T", choices="301", sitting_in="304"),
        applicant("A", choices="304>301", bonus=[4, 4]),
        applicant("B", choices="301", bonus=[5]),
        applicant("C", choices="301>399>305", need_m2=40),
        applicant("D", choices="301"),
        applicant("E", choices="301"),
    ]
    return record(
        {"A": [80, 80], "B": [70, 90], "C": [80, 60], "D": [50, 40]},
        applicants=firms,
        more=sheets(earlier, "documents"),
        units=[unit("301", 50), unit("304"), unit("305")],
        stages=TWO_STAGES,
        shortlist_factor=Fraction("1.3"),
        cut=cut_at(60),
        ties=("stage:interview", "older"),
    )


def document(folder: Path, made: SelectionRecord) -> dict[str, Any]:
    """What `--json` prints."""
    told = recompute(folder, made, "--json")
    assert told.exit_code == 0, told.output
    plain: dict[str, Any] = json.loads(told.output)
    return plain


def test_the_document_has_exactly_the_announced_keys_with_scores_as_printed(tmp_path: Path) -> None:
    told = document(tmp_path, a_whole_selection())

    assert list(told) == ["applicants", "shortlist", "assignment", "reserves", "advisory"]
    found = {one["id"]: {key: one[key] for key in one if key != "why"} for one in told["applicants"]}
    assert found["A"] == {
        "id": "A",
        "stages": {"documents": {"base": "85.00", "n": 2}, "interview": {"base": "80.00", "n": 2}},
        "base": "82.00",
        "total": "87.00",
        "passed": True,
        "rank": 1,
    }
    assert found["B"]["rank"] == 1
    assert found["D"] == {
        "id": "D",
        "stages": {"documents": {"base": "72.50", "n": 2}, "interview": {"base": "45.00", "n": 2}},
        "base": "56.00",
        "total": "56.00",
        "passed": False,
        "rank": None,
    }
    nothing = {"base": None, "total": None, "passed": False, "rank": None}
    assert found["E"] == {"id": "E", "stages": {"documents": {"base": "25.00", "n": 2}}, **nothing}
    assert found["T"] == {"id": "T", "stages": {}, **nothing}
    assert told["shortlist"] == ["A", "B", "C", "D"]
    assert told["assignment"] == {"T": "301", "A": "304", "B": None, "C": None, "D": None, "E": None}
    assert told["reserves"] == ["B", "C"]
    assert told["advisory"] == {
        "kendall_w": "0.6579",
        "member_effects": {"R1": "1.2500", "R2": "-1.2500"},
        "adjusted": {"A": "80.0000", "B": "80.0000", "C": "70.0000", "D": "45.0000"},
        "selected_probability": {"A": "1.0000", "B": "1.0000", "C": "1.0000", "D": "0.0000"},
        "leave_one_out": {"R1": ["B", "A", "C"], "R2": ["A", "B", "C"]},
        "survived_trimming": {"R1": "1.0000", "R2": "1.0000"},
    }


def test_what_cannot_be_said_is_null(tmp_path: Path) -> None:
    told = document(tmp_path, record({"A": [80, None], "B": [None, 70]}))

    assert told["shortlist"] is None
    assert told["advisory"]["kendall_w"] is None
    assert told["advisory"]["member_effects"] is None
    assert told["advisory"]["adjusted"] is None


def test_the_same_file_is_always_told_alike(tmp_path: Path) -> None:
    made = a_whole_selection()

    assert recompute(tmp_path, made).output == recompute(tmp_path, made).output
    assert recompute(tmp_path, made, "--json").output == recompute(tmp_path, made, "--json").output


def test_the_text_for_a_committee_has_ranking_reasons_units_and_reserves(tmp_path: Path) -> None:
    told = recompute(tmp_path, a_whole_selection())

    assert told.exit_code == 0, told.output
    for line in (
        "모집공고 2014-1, 공고일 2014-12-10",
        "합격선: 60점(가점과 감점을 더하기 전 점수)",
        "동점 순서: interview 점수 → 먼저 설립한 기업",
        "  4곳, 72.50점까지(같은 점수는 모두)",
        "  1     A     82.00  5.00(합 8.00)  0.00  87.00  합격",
        "  –     E     –      0.00           0.00  –      다음 단계에 오르지 못함",
        "    지금 입주해 있는 기업으로, 심사를 받지 않았습니다.",
        "    301호 → 1순위",
        "  304호: A",
        "  1. B",
    ):
        assert line in told.output.splitlines(), told.output


def test_trimmed_sheets_are_marked_in_the_text(tmp_path: Path) -> None:
    told = recompute(tmp_path, record({"A": [90, 80, 70, 60, 50]})).output

    assert "90.00(최고)" in told
    assert "50.00(최저)" in told


def test_the_reason_names_the_step_that_decided_a_tie(tmp_path: Path) -> None:
    made = decided(
        record(
            {"A": [80], "B": [80], "C": [90]},
            applicants=[applicant("A"), applicant("B", lot=2), applicant("C")],
            ties=("lot",),
        )
    )

    assert [str(text) for text in why(made, "B")][
        1
    ] == "A: 총점이 같아 동점 기준 ‘미리 뽑은 번호’에서 앞섰습니다(2, 상대 없음)."
    assert [str(text) for text in why(made, "A")][
        1
    ] == "B: 총점이 같아 동점 기준 ‘미리 뽑은 번호’에서 뒤졌습니다(없음, 상대 2)."
    assert len(why(made, "C")) == 2


def test_the_reason_says_where_only_the_order_of_the_file_decided(tmp_path: Path) -> None:
    told = document(tmp_path, record({"A": [80], "B": [80]}))

    assert all("파일에 적힌 순서" in one["why"] for one in told["applicants"])


def test_a_firms_own_reasons_name_no_other_firm() -> None:
    made = decided(a_whole_selection())
    own = Wording(titles={"interview": _("면접")}, anybody=_("다른 기업"))

    told = " ".join(str(text) for id_ in made.ranking.standings for text in why(made, id_, own))

    assert not {f"({id_})" for id_ in "ABCDET"} & set(told.split())
    assert "다른 기업" in told
    assert not any(f"{id_}:" in told for id_ in "ABCDET")


@pytest.mark.parametrize(
    ("made", "id_", "said"),
    [
        (
            record({"A": [59]}, cut=cut_at(60)),
            "A",
            "가점과 감점을 더하기 전 점수가 59.00점으로, 합격선 60.00점보다 낮습니다.",
        ),
        (record({"A": [59]}, cut=cut_at(60, CutOn.TOTAL)), "A", "총점이 59.00점으로, 합격선 60.00점보다 낮습니다."),
        (a_whole_selection(), "E", "첫 단계 점수가 25.00점으로, 다음 단계에 오르는 72.50점보다 낮습니다."),
        (a_whole_selection(), "C", "예비 2순위입니다."),
        (a_whole_selection(), "C", "399호: 이번에 모집하지 않은 공간입니다."),
        (a_whole_selection(), "C", "305호: 필요한 면적보다 작습니다."),
        (a_whole_selection(), "B", "301호: 이미 입주한 기업(T)이 먼저 받았습니다."),
        (
            in_order(applicant("T", choices="301", sitting_in="304"), applicant("A"), units=[unit("304")]),
            "T",
            "304호 → 지금 쓰는 공간을 그대로 씁니다.",
        ),
    ],
)
def test_each_firm_reads_why(made: SelectionRecord, id_: str, said: str) -> None:
    assert said in [str(text) for text in why(decided(made), id_)]


def test_each_unit_says_why_it_stays_vacant() -> None:
    made = decided(a_whole_selection())

    assert [str(why_unit(one)) for one in made.allotment.units] == [
        "301호: T",
        "304호: A",
        "305호: 고른 기업 모두에게 작아 비어 있습니다.",
    ]


def test_what_the_advisory_figures_mean_is_said_in_words() -> None:
    apart = record({"A": [80, None], "B": [None, 70]}, units=[unit("301")])
    at_odds = record({"A": [90, 70], "B": [70, 90]}, units=[unit("301")])

    assert "비교 불가: 공통 심사 없음" in [str(text) for text in advisory_words(decided(apart).advisory)]
    assert "심사위원 간 합의 낮음: W 0.0000" in [str(text) for text in advisory_words(decided(at_odds).advisory)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "1:2: JSON이 아닙니다"),
        (written(record({"A": [101]})), "sheets[0].scores.business: 점수는 0점부터 100점까지입니다."),
        (written(record({"A": [80]}, min_sheets=2)), "applicants[0]: interview 단계의 심사표가 1장뿐입니다."),
    ],
)
def test_a_refused_file_ends_with_2_place_and_reason(tmp_path: Path, text: str, said: str) -> None:
    told = recompute(tmp_path, text, "--json")

    assert told.exit_code == 2
    assert said in told.stderr
    assert told.stdout == ""


def test_a_file_that_is_not_there_or_no_utf_8_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "cp949.json").write_bytes("공고".encode("cp949"))

    for name in ("nothing.json", "cp949.json", "."):
        told = CliRunner().invoke(main, ["recompute", str(tmp_path / name)])
        assert told.exit_code == 2, told.output
        assert "Error" in told.stderr


def test_a_mark_of_the_byte_order_is_no_fault(tmp_path: Path) -> None:
    assert recompute(tmp_path, "\ufeff" + written(record({"A": [80]}))).exit_code == 0
