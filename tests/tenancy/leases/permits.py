"""Calls with a result, and permits brought to a state, made without any page."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from center.core import time
from center.core.actor import Actor
from center.core.db import db, transaction
from center.core.time import at
from center.enterprises.models import Enterprise
from center.enterprises.rules.kinds import Kind, KindTerm
from center.files.rules.kinds import DOCUMENTS, FileKind
from center.files.service import Accepted
from center.files.serving import the_store
from center.mail.models import OutboxMail
from center.tenancy.calls.first_calls import SECOND
from center.tenancy.leases import queries, service
from center.tenancy.leases.models import Lease
from center.tenancy.leases.rules.states import Paper, State
from center.tenancy.review.models import Result, Review
from center.tenancy.review.rules.writing import written
from tests.conftest import Clock
from tests.enterprises.factories import a_firm
from tests.files.samples import a_pdf, a_picture
from tests.tenancy.applying import CONTENT, a_young_firm, an_open_call, handed_in
from tests.tenancy.review.records import applicant, in_order, unit

ANNOUNCED = at(CONTENT.schedule.result_on, 10 * 60)
"""10:00 on 4 February 2027, before the new year's holidays by the moon."""
MOVE_IN = CONTENT.schedule.move_in_on
"""17 February 2027."""
AREAS = {"301": Fraction("28.22"), "304": Fraction("31.02"), "305": Fraction("17.17")}


@dataclass
class Announced:
    """A call whose result the public reads; its firms by a letter, in the order of their ranks."""

    call_id: int
    staff: Actor
    clock: Clock
    numbers: Mapping[str, str]

    def lease(self, letter: str) -> Lease:
        """The newest permit of a firm."""
        return queries.newest_leases(queries.get_assignment(self.call_id))[self.numbers[letter]]

    def held(self) -> dict[str, str]:
        """Who is offered or has which unit."""
        newest = queries.newest_leases(queries.get_assignment(self.call_id))
        found = {letter: newest.get(number) for letter, number in self.numbers.items()}
        return {letter: lease.unit_code for letter, lease in found.items() if lease and lease.holds_unit}

    def confirm(self) -> None:
        """Staff confirm the whole assignment."""
        service.confirm_assignment(self.call_id, n=1, by=self.staff, now=time.now())


def announced(yuna: Actor, clock: Clock, firms: Mapping[str, Any], units: tuple[str, ...] = ()) -> Announced:
    """A result by which these firms are ranked as they stand here: choices in one text, or all that is said of one."""
    codes = units or tuple(AREAS)
    call = an_open_call(yuna, clock, replace(SECOND, units=codes))
    said = {letter: given if isinstance(given, dict) else {"choices": given} for letter, given in firms.items()}
    ids = {
        letter: handed_in(
            call, a_young_firm(name=f"{letter} 협동조합"), choices=tuple(given["choices"].split(">"))
        ).receipt_number
        for letter, given in said.items()
    }
    offered = [unit(code, AREAS[code]) for code in codes]
    record = in_order(*(applicant(ids[letter], **given) for letter, given in said.items()), units=offered)
    clock.set(ANNOUNCED)
    text = written(record)
    with transaction() as session:
        session.add(Review(call_id=call.id, call_version=1, lots={}, began_at=time.now()))
        session.flush()
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        kept = {"record": text, "sha256": sha256, "codes": {}, "made_at": time.now(), "announce_at": ANNOUNCED}
        session.add(Result(call_id=call.id, n=1, call_version=1, **kept))
    return Announced(call.id, yuna, clock, ids)


def a_paper(name: str = "paper.pdf") -> Accepted:
    """A paper that was taken in."""
    return the_store().take_in(io.BytesIO(a_pdf()), name, allowed=DOCUMENTS, most_bytes=1_000_000)


def a_photo() -> Accepted:
    """A photo that was taken in."""
    return the_store().take_in(io.BytesIO(a_picture()), "301.png", allowed=list(FileKind), most_bytes=1_000_000)


def found(on: date) -> service.Found:
    """What an inspection found."""
    return service.Found(on=on, n_keys=2, readings={"전기": "1042.7"}, photos=[a_photo()])


def present(lease: Lease) -> Lease:
    """A permit as it is now."""
    return queries.get_lease(lease.id)


def filed(lease: Lease, *papers: Paper, by: Actor) -> Lease:
    """A permit with these papers on file."""
    for paper in papers:
        service.add_paper(lease.id, paper, a_paper(), version=present(lease).version, by=by, now=time.now())
    return present(lease)


def accepted(lease: Lease, by: Actor) -> Lease:
    """A permit whose firm accepted."""
    return service.accept_offer(lease.id, version=present(lease).version, by=by, now=time.now())


def signed(lease: Lease, by: Actor) -> Lease:
    """A permit with its contract, accepted before if it was not."""
    if present(lease).state == State.OFFERED:
        accepted(lease, by)
    filed(lease, Paper.CONTRACT, Paper.STATUS_PROOF, by=by)
    return service.sign_contract(lease.id, version=present(lease).version, by=by, now=time.now())


def in_use(lease: Lease, by: Actor) -> Lease:
    """A permit in use, signed before if it was not."""
    if present(lease).state != State.SIGNED:
        signed(lease, by)
    today = time.today()
    version = present(lease).version
    service.inspect(lease.id, Paper.MOVE_IN_INSPECTION, found(today), version=version, by=by, now=time.now())
    return service.activate(lease.id, version=present(lease).version, by=by, now=time.now())


def certified(until_on: date | None = None, **given: Any) -> Enterprise:
    """A social enterprise, certified until a day or for good."""
    return a_firm(kinds=(KindTerm(Kind.SOCIAL_ENTERPRISE, date(2020, 1, 1), until_on),), **given)


def awarded(firm: Enterprise, by: Actor, *, unit_code: str = "304", first_on: date, **given: Any) -> Lease:
    """A unit offered to a firm without a call."""
    award = service.Award(unit_code=unit_code, number=4, first_on=first_on, purpose="사회적경제 사업", **given)
    return service.award_directly(firm.id, award, by=by, now=time.now())


def noon(day: date) -> datetime:
    """Midday of a day."""
    return at(day, 12 * 60)


def told() -> list[str]:
    """What letters about permits wait or were sent, the oldest first."""
    rows = db.session.query(OutboxMail).where(OutboxMail.kind == "lease_told").order_by(OutboxMail.id)
    return [str((one.facts or {}).get("what")) for one in rows]
