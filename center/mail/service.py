"""Commands on the outbox: a command writes a mail, the worker delivers it.

Source: docs/decisions/0008-mail-outbox.md
"""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

from sqlalchemy import ColumnElement, update

from center.core import time
from center.core.db import transaction
from center.core.text import Language
from center.mail import queries
from center.mail.content import one_address
from center.mail.models import OutboxMail
from center.mail.postoffice import PostOffice
from center.mail.rules import LEASE, MailState, is_too_late, next_try
from center.mail.transport import PermanentRefusal, ServerUnavailable, TryLater

ROUND_SECONDS = 30
WIPED: Mapping[str, None] = {"recipient": None, "facts": None, "body": None, "leased_until": None}
log = logging.getLogger("center.mail")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of the mails of one round."""

    n_sent: int = 0
    n_postponed: int = 0
    n_failed: int = 0
    n_dropped: int = 0


@dataclass(frozen=True, slots=True)
class _Outcome:
    state: MailState
    ends_round: bool = False


def post_mail(
    kind: str,
    *,
    to: str,
    language: Language,
    facts: Mapping[str, Any],
    send_before: datetime | None = None,
    about: str | None = None,
) -> None:
    """Put a mail into the outbox, in the transaction of the command that it tells of. Sends nothing.

    `facts` are plain values of JSON. A mail that could not be sent before `send_before` is not sent at all. `about`
    is the number of what it tells of, by which its way can be followed.

    Raises:
        AddressError: `to` is not exactly one mail address.
    """
    now = time.now()
    recipient = one_address(to).addr_spec
    with transaction() as session:
        session.add(
            OutboxMail(
                kind=kind,
                language=language,
                recipient=recipient,
                facts=dict(facts),
                send_before=send_before,
                state=MailState.WAITING,
                next_try_at=now,
                created_at=now,
                about=about,
            )
        )


def discard_waiting() -> int:
    """Drop all mails that wait: those of sample records, which must reach nobody. Returns how many."""
    statement = update(OutboxMail).where(OutboxMail.state == MailState.WAITING)
    with transaction() as session:
        dropped = session.scalars(statement.values(state=MailState.DROPPED, **WIPED).returning(OutboxMail.id)).all()
    return len(dropped)


def discard_about(references: Sequence[str]) -> None:
    """Drop what still waits of letters about these bookings: nobody is written to whose data are deleted."""
    with transaction() as session:
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.state == MailState.WAITING, OutboxMail.about.in_(references))
            .values(state=MailState.DROPPED, **WIPED)
        )


def deliver_due(post_office: PostOffice, now: datetime) -> Delivery:
    """Try the mails that are due, each in short transactions of its own; nothing is sent inside one.

    A round ends when none is due, after half a minute (the worker has more to do), or when the server itself cannot
    be used: what is left stays due for the next round, so that a server that stalls costs one wait a round.
    """
    n: Counter[MailState] = Counter()
    for mail in _claims(now):
        outcome = _try(mail, post_office, now)
        n[outcome.state] += 1
        if outcome.ends_round:
            break
    return Delivery(n[MailState.SENT], n[MailState.WAITING], n[MailState.FAILED], n[MailState.DROPPED])


def _claims(now: datetime) -> Iterator[OutboxMail]:
    end = monotonic() + ROUND_SECONDS
    while monotonic() < end and (mail := _claim(now)):
        yield mail


def _claim(now: datetime) -> OutboxMail | None:
    """Lease one due mail; another worker skips it until the lease ends. Returns a copy that knows no session."""
    with transaction() as session:
        mail = session.scalars(queries.due(now).limit(1).with_for_update(skip_locked=True)).first()
        if mail is None:
            return None
        mail.leased_until = now + LEASE
        mail.attempts += 1
        session.flush()
        session.expunge(mail)
    return mail


def _try(mail: OutboxMail, post_office: PostOffice, now: datetime) -> _Outcome:
    if is_too_late(mail.send_before, now):
        return _end(mail, MailState.DROPPED, "too late")
    try:
        body = _frozen_body(mail, post_office, now)
        if body is None:
            return _Outcome(MailState.WAITING)
        post_office.send(body, to=mail.recipient or "")
    except PermanentRefusal as refusal:
        return _end(mail, MailState.FAILED, str(refusal))
    except TryLater as reason:
        return _postpone(mail, str(reason), now, ends_round=isinstance(reason, ServerUnavailable))
    except _FaultyMailError as fault:
        log.exception("mail could not be written", extra=_named(mail))
        return _postpone(mail, f"not written: {type(fault.__cause__).__name__}", now)
    return _mark_sent(mail, now)


class _FaultyMailError(Exception):
    """The renderer raised: a defect that must not stop the other mails."""


def _frozen_body(mail: OutboxMail, post_office: PostOffice, now: datetime) -> bytes | None:
    """The bytes that every try sends, kept before the first one. None where another worker has taken over."""
    if mail.body is not None:
        return mail.body
    try:
        message = post_office.write(
            mail.kind, mail.facts or {}, to=mail.recipient or "", language=mail.language, at=now
        )
    except Exception as fault:
        raise _FaultyMailError from fault
    is_kept = _change(_mine(mail), body=message.body, message_id=message.id)
    return message.body if is_kept else None


def _mark_sent(mail: OutboxMail, now: datetime) -> _Outcome:
    """Also where the lease ran out meanwhile: it was sent."""
    _change(_waiting(mail), state=MailState.SENT, sent_at=now, last_error=None, **WIPED)
    log.info("mail sent", extra=_named(mail))
    return _Outcome(MailState.SENT)


def _end(mail: OutboxMail, state: MailState, reason: str) -> _Outcome:
    _change(_mine(mail), state=state, last_error=reason, **WIPED)
    log.warning("mail %s: %s", state, reason, extra=_named(mail))
    return _Outcome(state)


def _postpone(mail: OutboxMail, reason: str, now: datetime, *, ends_round: bool = False) -> _Outcome:
    due_at = next_try(mail.attempts, created_at=mail.created_at, send_before=mail.send_before, now=now)
    if due_at is None:
        return _Outcome(_end(mail, MailState.FAILED, f"given up: {reason}").state, ends_round)
    _change(_mine(mail), next_try_at=due_at, leased_until=None, last_error=reason)
    log.warning("mail postponed: %s", reason, extra=_named(mail))
    return _Outcome(MailState.WAITING, ends_round)


def _waiting(mail: OutboxMail) -> ColumnElement[bool]:
    return (OutboxMail.id == mail.id) & (OutboxMail.state == MailState.WAITING)


def _mine(mail: OutboxMail) -> ColumnElement[bool]:
    """Still the mail of this very claim; each claim counts one attempt more."""
    return _waiting(mail) & (OutboxMail.attempts == mail.attempts)


def _change(which: ColumnElement[bool], **values: Any) -> bool:
    with transaction() as session:
        statement = update(OutboxMail).where(which).values(**values).returning(OutboxMail.id)
        return session.scalar(statement) is not None


def _named(mail: OutboxMail) -> dict[str, object]:
    return {"mail_id": mail.id, "mail_kind": mail.kind}
