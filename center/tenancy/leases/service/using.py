"""Commands on a permit from its contract to its end: signed, put off, in use, extended, heard, revoked, ended.

Who has the unit is written in the same transaction as the permit's state.
Source: docs/rules/leases.md, "Life" and "Clocks"
"""

from datetime import date, datetime, timedelta

from center.core.actor import Actor
from center.core.db import transaction
from center.core.errors import RuleError
from center.core.text import _
from center.core.time import seoul_day
from center.enterprises.rules.kinds import FirmState, kinds_on
from center.spaces.models import UnitTerm
from center.spaces.queries import get_term, term_within
from center.spaces.terms import Term, correct_term, enter_term
from center.tenancy.leases import queries
from center.tenancy.leases.models import Lease
from center.tenancy.leases.rules import clocks
from center.tenancy.leases.rules.basis import LegalBasis, ensure_basis
from center.tenancy.leases.rules.states import IN_USE, Ground, Request, State, after_hearing, ensure_requestable
from center.tenancy.leases.service.letters import tell
from center.tenancy.leases.service.moving import By, move, note, present
from center.tenancy.leases.service.offering import ensure_free
from center.tenancy.review.queries import get_review, rules_of

BY_PERMIT = "사용허가 "
"""How a term that rests on a permit begins to say so; its number follows."""


class StatusLostError(RuleError):
    """On the day of the contract the firm is not what it was admitted as, or does not work."""

    kind = "lease-status-lost"

    def __init__(self) -> None:
        super().__init__(
            _(
                "오늘 기업 명부로는 모집 공고의 자격에 맞지 않습니다. 인증서와 휴업·폐업 여부를 확인하고 명부를 먼저 고쳐 주세요."
            )
        )


class NoticeError(RuleError):
    """The holder cannot leave on that day."""

    kind = "lease-notice"


def sign_contract(lease_id: int, *, version: int, by: Actor, now: datetime) -> Lease:
    """Note that the contract is signed; what the firm is is checked again on this day. Side effects: a letter.

    Raises:
        ClockOverError: the last day to sign is over.
        StatusLostError, NoDirectAwardError: the firm is not, or no longer, of a kind that may have the unit.
        PaperMissingError, PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    on = seoul_day(now)
    with transaction():
        lease = present(lease_id, version)
        clocks.ensure_in_time(lease.contract_until or lease.offer_until, on)
        _ensure_status(lease, on)
        move(lease, State.SIGNED, by=by, now=now)
        lease.signed_on = on
        tell(lease, "signed")
    return lease


def _ensure_status(lease: Lease, on: date) -> None:
    kinds = kinds_on([row.term for row in lease.enterprise.kinds], on)
    if lease.enterprise.state != FirmState.ACTIVE:
        raise StatusLostError
    if lease.assignment is None:
        ensure_basis(LegalBasis(number=lease.basis_number), kinds)
    elif not set(kinds) & set(rules_of(get_review(lease.assignment.call_id)).eligibility.kinds):
        raise StatusLostError


def put_off(lease_id: int, *, first_on: date, reason: str, version: int, by: Actor, now: datetime) -> Lease:
    """Let the holder move in later, once; the term moves with it.

    Raises:
        PutOffError: it was put off before, or the day is too late or no later.
        UnitOfferedError, UnitTakenError: the unit is somebody else's after the former end.
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    with transaction():
        lease = present(lease_id, version)
        ensure_requestable(Request.PUT_OFF, State(lease.state))
        clock, off = queries.clocks_on(lease.first_on), queries.days_off_around(lease.first_on)
        clocks.ensure_put_off(lease.first_on, first_on, clock, off, was_put_off=lease.is_put_off)
        until_on = clocks.term_until(first_on, clock)
        ensure_free(lease.unit_code, first_on, until_on, but=lease)
        former = lease.first_on
        lease.first_on, lease.until_on, lease.is_put_off = first_on, until_on, True
        note(lease, "put_off", by=by, now=now, reason=reason, former_on=str(former), first_on=str(first_on))
        tell(lease, "put_off")
    return lease


def activate(lease_id: int, *, version: int, by: Actor, now: datetime) -> Lease:
    """Let the holder have the unit on the days of the permit. Where it leaves another one its term there ends.

    Raises:
        UnitTakenError: somebody has the unit on one of the days; the database refuses it too.
        PaperMissingError: it was not inspected.
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    with transaction():
        lease = present(lease_id, version)
        move(lease, State.ACTIVE, by=by, now=now)
        if lease.gives_up:
            _leave(lease.gives_up, lease, by=by, now=now)
        for other in queries.leases_where(Lease.gives_up == lease.unit_code, Lease.state == State.SIGNED):
            _leave(lease.unit_code, other, by=by, now=now)
        lease.term = enter_term(lease.unit_code, _term_of(lease), by=by)
        lease.term_id = lease.term.id
        tell(lease, "active")
    return lease


def _term_of(lease: Lease) -> Term:
    firm = lease.enterprise
    return Term(firm.id, firm.name, lease.first_on, lease.until_on, f"{BY_PERMIT}{lease.number}")


def _leave(unit_code: str, lease: Lease, *, by: Actor, now: datetime) -> None:
    """End what the holder of a permit has of a unit that it leaves, on the day it moves."""
    term = term_within(unit_code, lease.first_on, lease.until_on)
    if term is None or term.holder_id != lease.enterprise_id:
        return
    former = next(iter(queries.leases_where(Lease.term_id == term.id, Lease.state.in_(IN_USE))), None)
    if former is None:
        _shorten(term, lease.first_on, by=by)
        return
    _end_on(former, lease.first_on, by=by)
    move(former, State.ENDED, by=by, now=now, until_on=str(lease.first_on))


def _end_on(lease: Lease, until_on: date, *, by: By) -> None:
    """Let a permit in use end on another day, and its holder's term with it."""
    lease.until_on = until_on
    if lease.term_id is not None:
        _shorten(get_term(lease.unit_code, lease.term_id), until_on, by=by)


def _shorten(term: UnitTerm, until_on: date, *, by: By) -> None:
    kept = Term(term.holder_id, term.holder_name, term.first_on, until_on, term.basis)
    correct_term(term, kept, version=term.version, reason="permit", by=by)


def change_representative(lease_id: int, *, name: str, version: int, by: Actor, now: datetime) -> Lease:
    """Put another representative on a permit; the former one stays in its steps.

    Raises:
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    with transaction():
        lease = present(lease_id, version)
        ensure_requestable(Request.REPRESENTATIVE, State(lease.state))
        former, lease.representative = lease.representative, name
        note(lease, "representative", by=by, now=now, former=former, name=name)
    return lease


def ask_extension(lease_id: int, *, version: int, by: Actor, now: datetime) -> Lease:
    """Ask for another year. Side effects: a letter with the last day of the decision.

    Raises:
        ExtensionError: it was extended as often as may be.
        ClockOverError: it is too late.
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    on = seoul_day(now)
    with transaction():
        lease = present(lease_id, version)
        clock, off = queries.clocks_on(on), queries.days_off_around(lease.until_on)
        clocks.ensure_extension_asked(on, lease.until_on, clock, off, n_extensions=lease.n_extensions)
        decide_until = clocks.decide_extension_until(on, clock, queries.days_off_around(on))
        move(lease, State.EXTENSION_ASKED, by=by, now=now, decide_until_on=str(decide_until))
        lease.extension_asked_on = on
        tell(lease, "extension_asked", due_on=str(decide_until))
    return lease


def decide_extension(lease_id: int, *, is_granted: bool, reason: str, version: int, by: Actor, now: datetime) -> Lease:
    """Note what the committee decided on an extension. Side effects: a letter with the reason.

    Raises:
        UnitOfferedError, UnitTakenError: the unit is somebody else's after the term.
        PaperMissingError: the decision is not on file.
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    with transaction():
        lease = present(lease_id, version)
        if not is_granted:
            move(lease, State.ACTIVE, by=by, now=now, reason=reason)
            tell(lease, "extension_refused", reason=reason)
            return lease
        until_on = clocks.extended_until(lease.first_on, lease.until_on, queries.clocks_on(lease.until_on))
        ensure_free(lease.unit_code, lease.until_on, until_on, but=lease)
        move(lease, State.EXTENDED, by=by, now=now, reason=reason, former_on=str(lease.until_on))
        lease.n_extensions += 1
        lease.reminded_days = None
        _end_on(lease, until_on, by=by)
        tell(lease, "extended")
    return lease


def give_notice(lease_id: int, *, last_on: date, reason: str, version: int, by: Actor, now: datetime) -> Lease:
    """Give notice as the holder: the permit ends after a day of its choice. Side effects: a letter.

    Raises:
        NoticeError: the day is too early, or no earlier than the term's end.
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    on = seoul_day(now)
    with transaction():
        lease = present(lease_id, version)
        ensure_requestable(Request.OWN_NOTICE, State(lease.state))
        earliest = clocks.own_notice_until(on, queries.clocks_on(on), queries.days_off_around(on))
        if last_on < max(earliest, lease.first_on):
            raise NoticeError(_("%(day)s부터 나갈 수 있습니다. 그날이나 그 뒤의 날을 골라 주세요.", day=earliest))
        if last_on + timedelta(days=1) >= lease.until_on:
            raise NoticeError(_("허가가 끝나는 날보다 앞의 날을 골라 주세요."))
        former = lease.until_on
        _end_on(lease, last_on + timedelta(days=1), by=by)
        note(lease, "own_notice", by=by, now=now, reason=reason, former_on=str(former), until_on=str(lease.until_on))
        tell(lease, "own_notice")
    return lease


def open_hearing(lease_id: int, *, ground: Ground, reason: str, version: int, by: Actor, now: datetime) -> Lease:
    """Announce a hearing about revoking a permit. Side effects: a letter with its days and the reason.

    Raises:
        PaperMissingError: its notice is not on file.
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    on = seoul_day(now)
    with transaction():
        lease = present(lease_id, version)
        days = clocks.hearing_days(on, queries.clocks_on(on), queries.days_off_around(on))
        held_from, object_until = str(days.held_from), str(days.object_until)
        facts = {"ground": str(ground), "held_from_on": held_from, "object_until_on": object_until}
        move(lease, State.HEARING, by=by, now=now, reason=reason, **facts)
        lease.hearing_noticed_on = on
        tell(lease, "hearing", reason=reason, due_on=object_until, held_from=held_from)
    return lease


def drop_hearing(lease_id: int, *, reason: str, version: int, by: Actor, now: datetime) -> Lease:
    """Note that a hearing found nothing: the permit stands as before. Side effects: a letter.

    Raises:
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    with transaction():
        lease = present(lease_id, version)
        move(lease, after_hearing(was_extended=lease.n_extensions > 0), by=by, now=now, reason=reason)
        lease.hearing_noticed_on = None
        tell(lease, "hearing_dropped", reason=reason)
    return lease


def revoke(lease_id: int, *, reason: str, version: int, by: Actor, now: datetime) -> Lease:
    """Revoke a permit after its hearing; this is its last day. Side effects: a letter with the reason.

    Raises:
        HearingError: the hearing cannot have been held yet.
        PaperMissingError: its record is not on file.
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    on = seoul_day(now)
    with transaction():
        lease = present(lease_id, version)
        noticed_on = lease.hearing_noticed_on or on
        clocks.ensure_hearable(noticed_on, on, queries.clocks_on(noticed_on), queries.days_off_around(noticed_on))
        move(lease, State.REVOKED, by=by, now=now, reason=reason)
        _end_on(lease, min(lease.until_on, max(on, lease.first_on) + timedelta(days=1)), by=by)
        tell(lease, "revoked", reason=reason)
    return lease


def end(lease_id: int, *, version: int, by: Actor, now: datetime) -> Lease:
    """End a permit whose holder gave notice, when its last day is over or today.

    Raises:
        NoticeError: it gave none, or has the unit longer.
        PermitStateError, ChangedMeanwhileError, NotFoundError
    """
    with transaction():
        lease = present(lease_id, version)
        has_noticed = any(step.what == Request.OWN_NOTICE for step in lease.steps)
        if not has_noticed or lease.until_on > seoul_day(now) + timedelta(days=1):
            raise NoticeError(_("기업이 나가겠다고 알린 날이 되어야 끝낼 수 있습니다."))
        move(lease, State.ENDED, by=by, now=now)
        tell(lease, "ended")
    return lease
