"""The life of a use permit: its states, who may move it, and what has to be on file for a move. Pure.

Source: docs/rules/leases.md, "Life"
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from center.core.errors import ConflictError, RuleError
from center.core.text import Text, _


class State(StrEnum):
    """Where a permit stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    SIGNED = "signed"
    ACTIVE = "active"
    EXTENSION_ASKED = "extension_asked"
    EXTENDED = "extended"
    HEARING = "hearing"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REVOKED = "revoked"
    ENDED = "ended"
    INSPECTED = "inspected"
    SETTLED = "settled"
    CLOSED = "closed"


class Mover(StrEnum):
    """Who moves a permit: its firm, staff, or the clock when a last day is over."""

    FIRM = "firm"
    STAFF = "staff"
    CLOCK = "clock"


class Ground(StrEnum):
    """Why a permit may be revoked."""

    SUBLETTING = "subletting"
    MISUSE = "misuse"
    FALSE_PAPERS = "false_papers"
    ARREARS = "arrears"


class Paper(StrEnum):
    """What has to be on file for a move."""

    CONTRACT = "contract"
    STATUS_PROOF = "status_proof"
    MOVE_IN_INSPECTION = "move_in_inspection"
    EXTENSION_DECISION = "extension_decision"
    HEARING_NOTICE = "hearing_notice"
    HEARING_RECORD = "hearing_record"
    MOVE_OUT_INSPECTION = "move_out_inspection"
    DEPOSIT_STATEMENT = "deposit_statement"


class Request(StrEnum):
    """What a holder may ask for beside the extension, or give notice of."""

    PUT_OFF = "put_off"
    REPRESENTATIVE = "representative"
    KIND = "kind"
    ALTERATION = "alteration"
    OWN_NOTICE = "own_notice"


class RequestState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


FIRM, STAFF, CLOCK = frozenset({Mover.FIRM}), frozenset({Mover.STAFF}), frozenset({Mover.CLOCK})
MOVES: Mapping[State, Mapping[State, frozenset[Mover]]] = {
    State.OFFERED: {
        State.ACCEPTED: FIRM | STAFF,
        State.DECLINED: FIRM | STAFF,
        State.EXPIRED: CLOCK,
        State.CANCELLED: STAFF,
    },
    State.ACCEPTED: {State.SIGNED: STAFF, State.DECLINED: FIRM | STAFF, State.EXPIRED: CLOCK, State.CANCELLED: STAFF},
    State.SIGNED: {State.ACTIVE: STAFF, State.CANCELLED: STAFF},
    State.ACTIVE: {State.EXTENSION_ASKED: FIRM | STAFF, State.HEARING: STAFF, State.ENDED: CLOCK | STAFF},
    State.EXTENSION_ASKED: {
        State.EXTENDED: STAFF,
        State.ACTIVE: FIRM | STAFF,
        State.HEARING: STAFF,
        State.ENDED: CLOCK | STAFF,
    },
    State.EXTENDED: {State.HEARING: STAFF, State.ENDED: CLOCK | STAFF},
    State.HEARING: {State.ACTIVE: STAFF, State.EXTENDED: STAFF, State.REVOKED: STAFF, State.ENDED: CLOCK | STAFF},
    State.REVOKED: {State.INSPECTED: STAFF},
    State.ENDED: {State.INSPECTED: STAFF},
    State.INSPECTED: {State.SETTLED: STAFF},
    State.SETTLED: {State.CLOSED: STAFF},
}
"""Staff also enter what a firm says by telephone or on paper. A state that is not named here is an end."""
HOLDS_UNIT = frozenset(
    {
        State.OFFERED,
        State.ACCEPTED,
        State.SIGNED,
        State.ACTIVE,
        State.EXTENSION_ASKED,
        State.EXTENDED,
        State.HEARING,
    }
)
"""The states in which nobody else can be offered the unit for the same days."""
CALLS_RESERVE = frozenset({State.DECLINED, State.EXPIRED, State.CANCELLED})
"""The ends after which a reserve is called."""
IN_USE = frozenset({State.ACTIVE, State.EXTENSION_ASKED, State.EXTENDED, State.HEARING})
PAPERS: Mapping[State, frozenset[Paper]] = {
    State.SIGNED: frozenset({Paper.CONTRACT, Paper.STATUS_PROOF}),
    State.ACTIVE: frozenset({Paper.MOVE_IN_INSPECTION}),
    State.EXTENDED: frozenset({Paper.EXTENSION_DECISION}),
    State.HEARING: frozenset({Paper.HEARING_NOTICE}),
    State.REVOKED: frozenset({Paper.HEARING_RECORD}),
    State.INSPECTED: frozenset({Paper.MOVE_OUT_INSPECTION}),
    State.SETTLED: frozenset({Paper.DEPOSIT_STATEMENT}),
}
"""What has to be on file before a permit is in that state."""
REQUESTED_IN: Mapping[Request, frozenset[State]] = {
    Request.PUT_OFF: frozenset({State.ACCEPTED, State.SIGNED}),
    Request.REPRESENTATIVE: frozenset({State.SIGNED}) | IN_USE,
    Request.KIND: frozenset({State.SIGNED}) | IN_USE,
    Request.ALTERATION: IN_USE,
    Request.OWN_NOTICE: IN_USE,
}
REQUEST_MOVES: Mapping[RequestState, Mapping[RequestState, frozenset[Mover]]] = {
    RequestState.ASKED: {
        RequestState.GRANTED: STAFF,
        RequestState.REFUSED: STAFF,
        RequestState.WITHDRAWN: FIRM | STAFF,
    },
}
STATE_WORDS: Mapping[State, Text] = {
    State.OFFERED: _("배정 통지"),
    State.ACCEPTED: _("입주 수락"),
    State.SIGNED: _("계약 완료"),
    State.ACTIVE: _("사용 중"),
    State.EXTENSION_ASKED: _("연장 신청"),
    State.EXTENDED: _("연장 사용 중"),
    State.HEARING: _("청문 중"),
    State.DECLINED: _("입주 포기"),
    State.EXPIRED: _("기한 지남"),
    State.CANCELLED: _("배정 취소"),
    State.REVOKED: _("허가 취소"),
    State.ENDED: _("허가 끝남"),
    State.INSPECTED: _("퇴거 점검 끝남"),
    State.SETTLED: _("보증금 정산 끝남"),
    State.CLOSED: _("종결"),
}
GROUND_WORDS: Mapping[Ground, Text] = {
    Ground.SUBLETTING: _("다른 사람에게 다시 빌려줌"),
    Ground.MISUSE: _("허가 목적과 다르게 씀"),
    Ground.FALSE_PAPERS: _("거짓 서류를 냄"),
    Ground.ARREARS: _("사용료를 내지 않음"),
}
PAPER_WORDS: Mapping[Paper, Text] = {
    Paper.CONTRACT: _("서명한 사용허가 조건"),
    Paper.STATUS_PROOF: _("계약일의 기업 유형 확인"),
    Paper.MOVE_IN_INSPECTION: _("입주 점검표"),
    Paper.EXTENSION_DECISION: _("연장 심사 결과"),
    Paper.HEARING_NOTICE: _("청문 통지서"),
    Paper.HEARING_RECORD: _("청문 조서"),
    Paper.MOVE_OUT_INSPECTION: _("퇴거 점검표"),
    Paper.DEPOSIT_STATEMENT: _("보증금 정산서"),
}
REQUEST_WORDS: Mapping[Request, Text] = {
    Request.PUT_OFF: _("입주 미루기"),
    Request.REPRESENTATIVE: _("대표자 바꾸기"),
    Request.KIND: _("기업 유형 바꾸기"),
    Request.ALTERATION: _("시설 변경"),
    Request.OWN_NOTICE: _("스스로 나가기"),
}


class PermitStateError(ConflictError):
    """A permit in this state cannot be moved there, or not by this party."""

    kind = "lease-state"

    def __init__(self, state: State) -> None:
        super().__init__(
            _(
                "이 사용허가는 지금 ‘%(state)s’ 상태라서 그렇게 할 수 없습니다. 화면을 새로 열어 확인해 주세요.",
                state=STATE_WORDS[state],
            )
        )
        self.state = state


class PaperMissingError(RuleError):
    """Something has to be on file first."""

    kind = "lease-paper-missing"

    def __init__(self, missing: Collection[Paper]) -> None:
        words = [PAPER_WORDS[paper] for paper in Paper if paper in missing]
        super().__init__(_("먼저 이 서류를 올려 주세요: %(papers)s", papers=words))
        self.missing = frozenset(missing)


def can_move(state: State, to: State, by: Mover) -> bool:
    """Whether that party may move a permit there."""
    return by in MOVES.get(state, {}).get(to, frozenset())


def ensure_move(state: State, to: State, by: Mover) -> None:
    """Raises: PermitStateError, where that party may not move a permit there."""
    if not can_move(state, to, by):
        raise PermitStateError(state)


def ensure_papers(to: State, on_file: Collection[Paper]) -> None:
    """Raises: PaperMissingError, where something has to be on file before a permit is in that state."""
    if missing := PAPERS.get(to, frozenset()) - set(on_file):
        raise PaperMissingError(missing)


def after_hearing(*, was_extended: bool) -> State:
    """Where a permit stands again whose hearing found nothing against it."""
    return State.EXTENDED if was_extended else State.ACTIVE


def ensure_requestable(request: Request, state: State) -> None:
    """Raises: PermitStateError, where that cannot be asked for in this state."""
    if state not in REQUESTED_IN[request]:
        raise PermitStateError(state)


def can_answer(state: RequestState, to: RequestState, by: Mover) -> bool:
    """Whether that party may move a request there."""
    return by in REQUEST_MOVES.get(state, {}).get(to, frozenset())
