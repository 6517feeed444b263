"""A decision as text for a committee, with the whole trail. Pure.

Source: docs/rules/scoring.md, "Output"
"""

from collections.abc import Iterator
from fractions import Fraction

from center.tenancy.calls.rules.content import Combine, CutOn
from center.tenancy.review.rules.deciding import Decision
from center.tenancy.review.rules.ranking import Capped, Fate, Standing
from center.tenancy.review.rules.reasons import ADVISORY_DIGITS, advisory_words, tie_word, why, why_unit
from center.tenancy.review.rules.record import Assignment, RuleSet
from center.tenancy.review.rules.scores import CountedSheet, StageResult, Trim, printed
from center.tenancy.review.rules.tables import aligned
from center.tenancy.review.rules.writing import decimal_of

NOTHING = "–"
FATES = {
    Fate.NOT_JUDGED: "심사 없음(입주 중)",
    Fate.NOT_SHORTLISTED: "다음 단계에 오르지 못함",
    Fate.BELOW_CUT: "합격선 아래",
    Fate.PASSED: "합격",
}
TRIMS = {None: "", Trim.LOWEST: "(최저)", Trim.HIGHEST: "(최고)"}


def as_text(decision: Decision) -> str:
    """Everything a committee looks at: rules, sheets, ranking, reasons, units, reserves, advisory figures."""
    sections = [
        ("", _head(decision)),
        ("심사표(괄호는 빼고 평균한 것)", _sheets(decision)),
        ("다음 단계", _shortlist(decision)),
        ("순위", _ranking(decision)),
        ("까닭", _reasons(decision)),
        ("배정", _units(decision)),
        ("예비", _reserves(decision)),
        ("참고(공식 결과를 바꾸지 않습니다)", _advisory(decision)),
    ]
    told = [(title, list(lines)) for title, lines in sections]
    return "\n\n".join("\n".join([*([f"■ {title}"] if title else []), *lines]) for title, lines in told if lines)


def _head(decision: Decision) -> Iterator[str]:
    record, rules = decision.record, decision.record.rules
    yield f"모집공고 {record.number}, 공고일 {record.notice_on.isoformat()}"
    yield f"점수 계산: {_combining(rules)}"
    yield f"가점 {decimal_of(rules.bonus_cap)}점까지, 감점 {decimal_of(rules.deduction_cap)}점까지"
    if rules.cut:
        on = "가점과 감점을 더하기 전 점수" if rules.cut.on is CutOn.BASE else "가점과 감점을 더한 점수"
        yield f"합격선: {decimal_of(rules.cut.score)}점({on})"
    yield f"동점 순서: {' → '.join(str(tie_word(rules, tie)) for tie in rules.ties) or NOTHING}"
    yield f"배정: {'순위대로 고르기' if rules.assignment is Assignment.SERIAL else '정해진 유형 우선'}"


def _combining(rules: RuleSet) -> str:
    if rules.combine is Combine.MEAN:
        return "평균"
    return f"최고점과 최저점을 뺀 평균(모든 기업의 심사표가 {rules.trim_from}장 이상일 때)"


def _sheets(decision: Decision) -> Iterator[str]:
    for result in decision.ranking.stages:
        share = decimal_of(result.stage.share)
        yield f"  {result.stage.key}: 반영 비율 {share}, {'최고·최저를 뺌' if result.k else '모든 심사표의 평균'}"
        yield from _stage(result)


def _stage(result: StageResult) -> list[str]:
    members = sorted({one.sheet.member for score in result.scores.values() for one in score.sheets})
    rows = [["기업", "점수", "심사표", *members]]
    for id_, score in result.scores.items():
        by_member = {one.sheet.member: _counted(one) for one in score.sheets}
        rows.append([id_, printed(score.base), f"{score.n}장", *(by_member.get(member, NOTHING) for member in members)])
    return aligned(rows, "    ")


def _counted(one: CountedSheet) -> str:
    return printed(one.sheet.total) + TRIMS[one.trimmed]


def _shortlist(decision: Decision) -> Iterator[str]:
    shortlist = decision.ranking.shortlist
    if shortlist is None:
        return
    first = decision.ranking.stages[0]
    if shortlist.line is not None:
        yield f"  {shortlist.places}곳, {printed(shortlist.line)}점까지(같은 점수는 모두)"
    else:
        yield "  모두" if shortlist.applicants else "  없음"
    yield from aligned([[id_, printed(first.scores[id_].base)] for id_ in shortlist.applicants], "    ")


def _ranking(decision: Decision) -> list[str]:
    standings = decision.ranking.standings
    passed = [standings[id_] for id_ in decision.ranking.order]
    others = [one for one in standings.values() if not one.passed]
    rows = [["순위", "기업", "심사", "가점", "감점", "총점", "결과"]]
    return aligned(rows + [_row(one) for one in [*passed, *others]])


def _row(one: Standing) -> list[str]:
    return [
        NOTHING if one.rank is None else str(one.rank),
        one.applicant.id,
        _score(one.base),
        _capped(one.bonus),
        _capped(one.deductions),
        _score(one.total),
        FATES[one.fate],
    ]


def _score(number: Fraction | None) -> str:
    return NOTHING if number is None else printed(number)


def _capped(points: Capped) -> str:
    cut = f"(합 {printed(points.found)})" if points.found != points.counted else ""
    return printed(points.counted) + cut


def _reasons(decision: Decision) -> Iterator[str]:
    others = [id_ for id_ in decision.ranking.standings if id_ not in decision.ranking.order]
    for id_ in [*decision.ranking.order, *others]:
        yield f"  {id_}"
        yield from (f"    {text}" for text in why(decision, id_))


def _units(decision: Decision) -> Iterator[str]:
    yield from (f"  {why_unit(result)}" for result in decision.allotment.units)
    fullest = decision.allotment.fullest
    if fullest.moves:
        moves = ", ".join(
            f"{one.applicant} {one.official or NOTHING} → {one.instead or NOTHING}" for one in fullest.moves
        )
        yield f"  참고: 가장 많이 채우면 {fullest.n_filled}곳(이 배정은 {fullest.n_official}곳). 달라지는 기업: {moves}"


def _reserves(decision: Decision) -> list[str]:
    return [f"  {n}. {id_}" for n, id_ in enumerate(decision.allotment.reserves, start=1)]


def _advisory(decision: Decision) -> Iterator[str]:
    advisory = decision.advisory
    yield from (f"  {text}" for text in advisory_words(advisory))
    yield f"  심사위원 간 합의(Kendall W): {_figure(advisory.kendall_w)}"
    leanings = advisory.effects.members if advisory.effects else {}
    rows = [["심사위원", "성향", "빠지지 않은 심사표", "빼면 선정되는 기업"]]
    for member, kept in advisory.survived_trimming.items():
        selected = ", ".join(advisory.leave_one_out[member]) or NOTHING
        rows.append([member, _figure(leanings.get(member)), _figure(kept), selected])
    yield from aligned(rows)
    adjusted = advisory.effects.applicants if advisory.effects else {}
    shares = advisory.probability or {}
    rows = [["기업", "성향을 뺀 점수", "선정 확률"]]
    rows += [[id_, _figure(adjusted.get(id_)), _figure(shares.get(id_))] for id_ in decision.ranking.finalists]
    yield from aligned(rows)


def _figure(number: Fraction | None) -> str:
    return NOTHING if number is None else printed(number, ADVISORY_DIGITS)
