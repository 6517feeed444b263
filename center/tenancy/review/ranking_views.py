"""The result of a review for staff and its committee, once the last stage is frozen: ranking, figures, files, papers.

An excluded member is told only that it is shown later. Source: docs/rules/scoring.md, "What the committee and staff read"
"""

from flask import Blueprint, Response, make_response, render_template

from center.core import time
from center.core.errors import NotFoundError
from center.files.serving import never_shown
from center.papers.review import review_paper
from center.papers.serving import paper_answer
from center.tenancy.calls.queries import get_call
from center.tenancy.review import queries
from center.tenancy.review.exports import JSON, XLSX, record_file, workbook_of
from center.tenancy.review.pages.advisory import advisory_page
from center.tenancy.review.pages.frame import frame_of
from center.tenancy.review.pages.papers import paper_of
from center.tenancy.review.pages.ranking import ranking_page
from center.tenancy.review.pages.recorded import record_name
from center.tenancy.review.pages.result import Result, result_of
from center.web.access import REVIEWER, STAFF, acting, allow, note_access

bp = Blueprint("ranking", __name__)
DESK = "/staff/calls/<int(max=2147483647):call_id>/ranking"
OWN = "/review/<int(max=2147483647):call_id>/ranking"


def _own(call_id: int) -> tuple[Result, bool] | None:
    """The result for a member of its committee and whether they chair it; None where it is withheld from them.

    Raises:
        NotFoundError: it is not over, or they are no member who judged it.
    """
    seat, review = queries.get_own_seat(call_id, acting().user_id), queries.get_review(call_id)
    queries.ensure_over(review)
    queries.ensure_reads(seat, queries.admitted(call_id))
    return None if queries.hidden_from(seat, time.now()) else (result_of(get_call(call_id)), seat.is_chair)


def _seen(call_id: int, *, by_chair: bool = False) -> tuple[Result, bool]:
    """The same for what an excluded member does not get, and for what only the chair gets.

    Raises:
        NotFoundError
    """
    found = _own(call_id)
    if found is None or (by_chair and not found[1]):
        raise NotFoundError
    return found


def _noted(action: str, result: Result) -> None:
    note_access(f"ranking.{action}", f"call {result.call.number}", n_records=len(result.lines))


@bp.get(DESK)
@allow(STAFF)
def show(call_id: int) -> str:
    """The ranking for staff."""
    result = result_of(get_call(call_id))
    return _ranking(result, is_staff=True, may_print=True)


@bp.get(OWN)
@allow(REVIEWER)
def own_show(call_id: int) -> str:
    """The ranking for a member; who is excluded from a firm reads when it will be shown."""
    found = _own(call_id)
    if found is None:
        return render_template("review/ranking_hidden.html", call=get_call(call_id).published)
    return _ranking(found[0], is_staff=False, may_print=found[1])


def _ranking(result: Result, *, is_staff: bool, may_print: bool) -> str:
    page = ranking_page(result, frame_of(result, is_staff=is_staff, may_print=may_print))
    shown = render_template("review/ranking_show.html", page=page)
    _noted("shown", result)
    return shown


@bp.get(f"{DESK}/advisory")
@allow(STAFF)
def advisory(call_id: int) -> str:
    """The advisory figures for staff."""
    return _advisory(result_of(get_call(call_id)), is_staff=True, may_print=True)


@bp.get(f"{OWN}/advisory")
@allow(REVIEWER)
def own_advisory(call_id: int) -> str:
    """The advisory figures for a member."""
    result, is_chair = _seen(call_id)
    return _advisory(result, is_staff=False, may_print=is_chair)


def _advisory(result: Result, *, is_staff: bool, may_print: bool) -> str:
    page = advisory_page(result, frame_of(result, is_staff=is_staff, may_print=may_print))
    shown = render_template("review/advisory_show.html", page=page)
    _noted("advisory-shown", result)
    return shown


@bp.get(f"{DESK}/workbook.xlsx")
@allow(STAFF)
def workbook(call_id: int) -> Response:
    """The result as a workbook, for staff."""
    return _workbook(result_of(get_call(call_id)))


@bp.get(f"{OWN}/workbook.xlsx")
@allow(REVIEWER)
def own_workbook(call_id: int) -> Response:
    """The same for a member."""
    return _workbook(_seen(call_id)[0])


def _workbook(result: Result) -> Response:
    answer = _file(workbook_of(result), XLSX, f"ranking-{result.call.number}.xlsx")
    _noted("workbook-taken", result)
    return answer


@bp.get(f"{DESK}/selection.json")
@allow(STAFF)
def record(call_id: int) -> Response:
    """The selection record, for staff."""
    return _record(result_of(get_call(call_id)))


@bp.get(f"{OWN}/selection.json")
@allow(REVIEWER)
def own_record(call_id: int) -> Response:
    """The same for a member."""
    return _record(_seen(call_id)[0])


def _record(result: Result) -> Response:
    answer = _file(record_file(result), JSON, record_name(result))
    _noted("record-taken", result)
    return answer


def _file(content: bytes, kind: str, name: str) -> Response:
    """A file to be saved."""
    answer = make_response(content)
    answer.content_type = kind
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return never_shown(answer)


@bp.get(f"{DESK}/papers/<paper>.pdf")
@allow(STAFF)
def paper(call_id: int, paper: str) -> Response:
    """A paper of the committee, for staff."""
    return _paper(result_of(get_call(call_id)), paper)


@bp.get(f"{OWN}/papers/<paper>.pdf")
@allow(REVIEWER)
def own_paper(call_id: int, paper: str) -> Response:
    """The same for who chairs it."""
    return _paper(_seen(call_id, by_chair=True)[0], paper)


def _paper(result: Result, key: str) -> Response:
    answer = paper_answer(review_paper(paper_of(result, key)))
    _noted(f"{key}-taken", result)
    return answer
