"""Staff's pages of challenges, of conflicts found late with their effect on everybody, and of an amendment.

Source: docs/rules/scoring.md, "The committee"
"""

from flask import Blueprint, render_template, request

from center.core import time
from center.core.errors import DomainError, NotFoundError
from center.core.text import Text, _
from center.tenancy.review import queries, service
from center.tenancy.review.desk_forms import OutcomeForm, PairForm, ReasonForm
from center.tenancy.review.desk_views import Answer, to_committee
from center.tenancy.review.pages.conflicts import (
    EffectPage,
    amendment_page,
    challenge_row,
    effect_page,
    everybody_of,
    firms_of,
    members_of,
)
from center.tenancy.review.queries import Desk, read_desk
from center.tenancy.review.rules.committee import GROUND_WORDS, CommitteeError
from center.web.access import STAFF, acting, allow, note_access
from center.web.errors import UNPROCESSABLE, status_of
from center.web.i18n import say

bp = Blueprint("conflict_desk", __name__, url_prefix="/staff/calls/<int(max=2147483647):call_id>/committee")
CHALLENGE = "/challenges/<int(max=2147483647):challenge_id>"


@bp.get("/challenges")
@allow(STAFF)
def challenges(call_id: int) -> str:
    """Every challenge of a member by a firm."""
    desk = read_desk(call_id)
    rows = [challenge_row(desk, one) for one in queries.challenges_of(call_id)]
    answer = render_template("review/challenge_list.html", desk=desk, rows=rows)
    if rows:
        note_access("committee.shown", f"call {desk.call.number}", n_records=len(rows))
    return answer


@bp.get("/challenges/new")
@allow(STAFF)
def new_challenge(call_id: int) -> str:
    """What a firm says against a member."""
    return _challenge(PairForm(formdata=None), read_desk(call_id))


def _challenge(form: PairForm, desk: Desk, problem: Text | None = None) -> str:
    form.offer(members_of(desk), firms_of(desk))
    return render_template("review/challenge_form.html", form=form, desk=desk, problem=problem)


@bp.post("/challenges/new")
@allow(STAFF)
def challenge(call_id: int) -> Answer:
    """Enter it; the rest of the committee votes."""
    desk = read_desk(call_id)
    form = PairForm().offer(members_of(desk), firms_of(desk))
    if not form.validate():
        return _challenge(form, desk), UNPROCESSABLE
    ground, reason = form.said
    try:
        service.challenge(call_id, *form.pair, ground=ground, reason=reason, by=acting(), now=time.now())
    except DomainError as refusal:
        return _challenge(form, desk, refusal.text), status_of(refusal)
    return to_committee(call_id, _("기피 신청을 적었습니다. 나머지 위원이 의결합니다."))


@bp.get(CHALLENGE)
@allow(STAFF)
def deciding(call_id: int, challenge_id: int) -> str:
    """How many voted, and what the committee decided."""
    return _deciding(OutcomeForm(formdata=None), call_id, challenge_id)


def _deciding(form: OutcomeForm, call_id: int, challenge_id: int, problem: Text | None = None) -> str:
    desk = read_desk(call_id)
    row = challenge_row(desk, queries.get_challenge(call_id, challenge_id))
    return render_template("review/deciding_form.html", form=form, desk=desk, row=row, problem=problem)


@bp.post(CHALLENGE)
@allow(STAFF)
def decide(call_id: int, challenge_id: int) -> Answer:
    """Close the vote."""
    form = OutcomeForm()
    if not form.validate():
        return _deciding(form, call_id, challenge_id), UNPROCESSABLE
    read_desk(call_id)
    try:
        service.decide(call_id, challenge_id, outcome=form.outcome.data or "", by=acting(), now=time.now())
    except DomainError as refusal:
        return _deciding(form, call_id, challenge_id, refusal.text), status_of(refusal)
    return to_committee(call_id, _("의결을 마쳤습니다."))


@bp.get("/conflicts/new")
@allow(STAFF)
def new_conflict(call_id: int) -> str:
    """Which member may not score which firm, though the scoring began."""
    return _conflict(PairForm(formdata=None), read_desk(call_id))


def _conflict(form: PairForm, desk: Desk, problem: Text | None = None) -> str:
    form.offer(everybody_of(desk), firms_of(desk))
    return render_template("review/conflict_form.html", form=form, desk=desk, problem=problem)


@bp.post("/conflicts/new")
@allow(STAFF)
def exclude(call_id: int) -> Answer:
    """Show what it changes for everybody; confirm what was shown."""
    desk = read_desk(call_id)
    form = PairForm().offer(everybody_of(desk), firms_of(desk))
    if not form.validate():
        return _conflict(form, desk), UNPROCESSABLE
    if form.pair in desk.excluded:
        problem = CommitteeError(_("이미 이 기업의 심사에서 빠진 위원입니다."))
        return _conflict(form, desk, problem.text), status_of(problem)
    page = _effect(form, desk)
    if request.form.get("mark") != page.mark:
        return render_template("review/effect_show.html", form=form, desk=desk, page=page)
    return _excluded(form, desk)


def _effect(form: PairForm, desk: Desk) -> EffectPage:
    review = queries.get_review(desk.call.id)
    facts = [
        (say(_("위원")), dict(everybody_of(desk))[form.pair[0]]),
        (say(_("기업")), dict(firms_of(desk))[form.pair[1]]),
        (say(_("사유")), say(GROUND_WORDS[form.said[0]])),
        (say(_("까닭")), form.said[1]),
    ]
    return effect_page(desk, queries.effects_of(desk, review, form.pair), facts)


def _excluded(form: PairForm, desk: Desk) -> Answer:
    ground, reason = form.said
    try:
        service.exclude_late(desk.call.id, *form.pair, ground=ground, reason=reason, by=acting(), now=time.now())
    except DomainError as refusal:
        return _conflict(form, desk, refusal.text), status_of(refusal)
    return to_committee(desk.call.id, _("심사에서 뺐습니다. 그 채점표는 기록에 남고 세지 않습니다."))


@bp.get("/amendment")
@allow(STAFF)
def amendment(call_id: int) -> Answer:
    """What an amendment of the call means for the review."""
    return _amendment(ReasonForm(formdata=None), call_id)


def _amendment(form: ReasonForm, call_id: int, problem: Text | None = None) -> Answer:
    desk, review = read_desk(call_id), queries.get_review(call_id)
    if not service.is_behind(desk.call, review):
        return to_committee(call_id, _("심사는 지금 공고대로 하고 있습니다."))
    page = amendment_page(desk, review)
    return render_template("review/amendment_form.html", form=form, desk=desk, page=page, problem=problem)


@bp.post("/amendment")
@allow(STAFF)
def adopt(call_id: int) -> Answer:
    """Review by the amended call from now on."""
    form = ReasonForm()
    if not form.validate():
        shown = _amendment(form, call_id)
        return (shown, UNPROCESSABLE) if isinstance(shown, str) else shown
    try:
        service.adopt_amendment(call_id, reason=form.reason.data or "", by=acting(), now=time.now())
    except NotFoundError:
        raise
    except DomainError as refusal:
        shown = _amendment(form, call_id, refusal.text)
        return (shown, status_of(refusal)) if isinstance(shown, str) else shown
    return to_committee(call_id, _("이제 정정한 공고대로 심사합니다."))
