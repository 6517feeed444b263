"""Commands on firms: every change goes through here, with who, from where and why.

Source: docs/rules/enterprises.md
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy.exc import IntegrityError

from center.core.actor import Actor
from center.core.audit import actor_key, record
from center.core.db import transaction, violates
from center.core.errors import ChangedMeanwhileError, ConflictError, RuleError
from center.core.names import organisation_key
from center.core.text import _
from center.enterprises import queries
from center.enterprises.models import Enterprise, EnterpriseChange, EnterpriseKind, FormerKey, Support
from center.enterprises.rules.keys import OWN_PREFIX
from center.enterprises.rules.profile import FIELDS, Differences, Profile, differences, plain


class Source(StrEnum):
    """By what way a change came."""

    STAFF = "staff"
    FILE = "file"
    API = "api"
    SAMPLE = "sample"
    FIRM = "firm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Who changes a firm, by what way and for what reason; `import_id` is the run of a file.

    `proposed_by` is who of the firm asked for it, as the logs name who acts.
    """

    by: Actor | str
    source: Source
    reason: str
    import_id: int | None = None
    proposed_by: str | None = None

    @property
    def actor(self) -> str:
        """As the logs name who acts."""
        return self.by if isinstance(self.by, str) else actor_key(self.by)


@dataclass(frozen=True, slots=True)
class Entry:
    """A firm as it is to be on record: its profile, the registry's key if there is one, columns nobody knows."""

    profile: Profile
    registry_id: str | None = None
    extra: Mapping[str, str] | None = None


class KnownFirmError(ConflictError):
    """Another record has that business number or that key of the registry."""

    kind = "known-enterprise"

    def __init__(self, registry_id: str) -> None:
        super().__init__(
            _("같은 번호의 기업이 이미 있습니다(%(id)s). 그 기록을 고치거나 두 기록을 합쳐 주세요.", id=registry_id)
        )
        self.registry_id = registry_id


class SameFirmError(RuleError):
    """A record was to be merged with itself."""

    kind = "same-enterprise"

    def __init__(self) -> None:
        super().__init__(_("같은 기록입니다. 합칠 다른 기업을 골라 주세요."))


def create_firm(
    profile: Profile, *, registry_id: str | None, why: Why, now: datetime, extra: Mapping[str, str] | None = None
) -> Enterprise:
    """Enter a firm; without a key of the registry it gets one of ours, `C-<number>`.

    Raises:
        KnownFirmError: its business number or key is another firm's.
    """
    try:
        with transaction() as session:
            if registry_id and (known := session.get(FormerKey, registry_id)):
                raise KnownFirmError(_key_of(known))
            return enter_firms([Entry(profile, registry_id, extra or {})], why=why, now=now)[0]
    except IntegrityError as error:
        raise _known(error, profile, registry_id) from error


def enter_firms(entries: Sequence[Entry], *, why: Why, now: datetime) -> list[Enterprise]:
    """Enter firms of which the caller knows that nobody has their keys and numbers.

    Raises:
        IntegrityError: somebody has.
    """
    with transaction() as session:
        firms = [_made(entry, now) for entry in entries]
        session.add_all(firms)
        session.flush()
        for firm, entry in zip(firms, entries, strict=True):
            if entry.registry_id is None:
                firm.registry_id = f"{OWN_PREFIX}{firm.id}"
            _keep(firm, "created", {name: (None, plain(getattr(entry.profile, name))) for name in FIELDS}, why, now)
    return firms


def _made(entry: Entry, now: datetime) -> Enterprise:
    key = entry.registry_id or uuid4().hex
    firm = Enterprise(registry_id=key, created_at=now, updated_at=now, note="", extra=dict(entry.extra or {}))
    _fill(firm, entry.profile)
    return firm


def change_firm(
    firm: Enterprise,
    profile: Profile,
    *,
    why: Why,
    now: datetime,
    version: int | None = None,
    registry_id: str | None = None,
    extra: Mapping[str, str] | None = None,
) -> Differences:
    """Give a firm another profile, and where the registry names it its key; the old key goes on leading to it.

    Returns what changed; nothing is stored where nothing does.

    Raises:
        ChangedMeanwhileError: it was changed since `version`.
        KnownFirmError: the number or the key is another firm's.
    """
    try:
        with transaction() as session:
            locked = lock(firm)
            if version is not None and version != locked.version:
                raise ChangedMeanwhileError(_("다른 사람이 이 기업의 기록을 고쳤습니다."))
            changed = write_firm(locked, Entry(profile, registry_id, extra), why=why, now=now)
            session.flush()
    except IntegrityError as error:
        raise _known(error, profile, registry_id) from error
    return changed


def write_firm(locked: Enterprise, entry: Entry, *, why: Why, now: datetime) -> Differences:
    """Give a firm that is locked another profile; no key and no extra columns stand for those it has.

    Returns what changed; nothing is stored where nothing does.

    Raises:
        IntegrityError: at the next flush, where its number or key is another firm's.
    """
    changed = differences(locked.profile, entry.profile)
    if entry.registry_id and entry.registry_id != locked.registry_id:
        changed["registry_id"] = (locked.registry_id, entry.registry_id)
        _name(locked, entry.registry_id)
    if entry.extra is not None and dict(entry.extra) != locked.extra:
        changed["extra"] = (locked.extra, dict(entry.extra))
        locked.extra = dict(entry.extra)
    if changed:
        _fill(locked, entry.profile)
        _touch(locked, now)
        _keep(locked, "changed", changed, why, now)
    return changed


def set_note(firm: Enterprise, note: str, *, version: int, why: Why, now: datetime) -> None:
    """Write what the center itself notes of a firm.

    Raises:
        ChangedMeanwhileError
    """
    with transaction():
        locked = _lock_version(firm, version)
        if note != locked.note:
            changes = {"note": (locked.note, note)}
            locked.note = note
            _touch(locked, now)
            _keep(locked, "changed", changes, why, now)


def add_support(firm: Enterprise, programme: str, *, year: int, amount_krw: int, why: Why, now: datetime) -> Support:
    """Enter money that a firm received."""
    with transaction() as session:
        locked = lock(firm)
        support = Support(enterprise_id=locked.id, programme=programme, year=year, amount_krw=amount_krw)
        session.add(support)
        _touch(locked, now)
        _keep(locked, "changed", {"supports": (None, _support(support))}, why, now)
    return support


def drop_support(firm: Enterprise, support_id: int, *, why: Why, now: datetime) -> None:
    """Take out money that was entered by mistake; the history keeps it. What is gone already stays gone."""
    with transaction() as session:
        locked, support = lock(firm), session.get(Support, support_id)
        if support is None or support.enterprise_id != locked.id:
            return
        session.delete(support)
        _touch(locked, now)
        _keep(locked, "changed", {"supports": (_support(support), None)}, why, now)


def merge_firms(kept: Enterprise, gone: Enterprise, profile: Profile, *, version: int, why: Why, now: datetime) -> None:
    """Make two records one: `kept` gets the profile that was chosen and all that belongs to `gone`.

    Both pasts are kept: the record that goes stays as it was, every key and number of it leads to the other.

    Raises:
        SameFirmError
        ChangedMeanwhileError: `kept` was changed since `version`, or one of them was merged already.
        KnownFirmError: the profile has the number of a third firm.
    """
    if kept.id == gone.id:
        raise SameFirmError
    with transaction() as session:
        first, second = (lock(firm) for firm in sorted((kept, gone), key=lambda firm: firm.id))
        into, old = (first, second) if first.id == kept.id else (second, first)
        if version != into.version or old.merged_into_id or into.merged_into_id:
            raise ChangedMeanwhileError(_("다른 사람이 이 기업의 기록을 고쳤습니다."))
        changes = {"merged": (old.registry_id, into.registry_id)}
        old.merged_into_id = into.id
        if profile.business_number == old.business_number:
            _exchange_numbers(into, old)
        for support in list(old.supports):
            support.enterprise_id = into.id
        _touch(old, now)
        _keep(old, "merged", changes, why, now)
        session.flush()
        session.expire(old, ["supports"])
        session.expire(into, ["supports"])
        changed = differences(into.profile, profile)
        _fill(into, profile)
        _touch(into, now)
        _keep(into, "merged", {**changes, **changed}, why, now)


def _exchange_numbers(into: Enterprise, old: Enterprise) -> None:
    """Let the record that stays have the other's number, and the other its: each number leads to the one record."""
    with transaction() as session:
        ours, theirs = into.business_number, old.business_number
        old.business_number = uuid4().hex[:10]
        session.flush()
        into.business_number = theirs
        session.flush()
        old.business_number = ours


def lock(firm: Enterprise) -> Enterprise:
    """The firm as it is now, and nobody changes it before the command ends."""
    with transaction() as session:
        one = queries.whole().where(Enterprise.id == firm.id).with_for_update()
        return session.scalars(one.execution_options(populate_existing=True)).one()


def _lock_version(firm: Enterprise, version: int) -> Enterprise:
    locked = lock(firm)
    if version != locked.version:
        raise ChangedMeanwhileError(_("다른 사람이 이 기업의 기록을 고쳤습니다."))
    return locked


def _fill(firm: Enterprise, profile: Profile) -> None:
    """Write a profile into a record; its kinds only where they differ."""
    for name in FIELDS:
        if name != "kinds":
            setattr(firm, name, getattr(profile, name))
    firm.name_key = organisation_key(profile.name) or ""
    wanted = profile.ordered().kinds
    if tuple(row.term for row in firm.kinds) != wanted:
        firm.kinds = [
            EnterpriseKind(
                kind=term.kind,
                from_on=term.from_on,
                to_on=term.to_on,
                certificate=term.certificate,
                issuer=term.issuer,
            )
            for term in wanted
        ]


def _name(firm: Enterprise, registry_id: str) -> None:
    """Give it another key; the one it had leads to it from now on."""
    with transaction() as session:
        known = session.get(FormerKey, registry_id)
        if known is not None and known.enterprise_id == firm.id:
            session.delete(known)
        session.add(FormerKey(key=firm.registry_id, enterprise_id=firm.id))
        firm.registry_id = registry_id


def _touch(firm: Enterprise, now: datetime) -> None:
    firm.version += 1
    firm.updated_at = now


def _keep(firm: Enterprise, action: str, changes: Mapping[str, Any], why: Why, now: datetime) -> None:
    """Keep a change in the firm's history, and in the log of acts which fields it was."""
    with transaction() as session:
        session.add(
            EnterpriseChange(
                enterprise_id=firm.id,
                at=now,
                actor=why.actor,
                action=action,
                source=why.source,
                reason=why.reason,
                changes={name: list(pair) for name, pair in changes.items()},
                import_id=why.import_id,
                proposed_by=why.proposed_by,
            )
        )
        record(f"enterprise.{action}", f"enterprise {firm.id}", by=why.by, fields=sorted(changes), source=why.source)


def _key_of(known: FormerKey) -> str:
    """The key that the firm of a former key has now."""
    firm = queries.find_by_id(known.enterprise_id)
    return firm.registry_id if firm else known.key


def _support(support: Support) -> dict[str, Any]:
    return {"programme": support.programme, "year": support.year, "amount_krw": support.amount_krw}


def _known(error: IntegrityError, profile: Profile, registry_id: str | None) -> Exception:
    """Whose number or key it is; any other fault of the database stays what it is."""
    if violates(error, "uq_enterprise_business_number"):
        other = queries.find_by_number(profile.business_number)
    elif violates(error, "uq_enterprise_registry_id") or violates(error, "pk_enterprise_former_key"):
        other = queries.find_firm(registry_id or "")
    else:
        return error
    return KnownFirmError(other.registry_id if other else "")
