"""Files of the registry: what they would change, and changing it in one transaction.

Source: docs/rules/enterprises.md, "Files"
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from center.core.audit import record
from center.core.db import db, transaction
from center.core.errors import ConflictError
from center.core.text import Text, _, kept, named, restored
from center.enterprises import queries
from center.enterprises.models import ColumnMap, Enterprise, FormerKey, RegistryImport
from center.enterprises.rules.columns import header_hash, map_columns, tells_which_firm
from center.enterprises.rules.planning import Changed, New, Plan, Record, Refused, Registry, plan_sheet
from center.enterprises.rules.sheets import Sheet, UnreadableFileError
from center.enterprises.service import Entry, Why, enter_firms, write_firm

MOST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that was read: its name, the hash of its content, its sheet."""

    name: str
    sha256: str
    sheet: Sheet

    @classmethod
    def of(cls, name: str, content: bytes, sheet: Sheet) -> "File":
        """A file with this content."""
        return cls(name=name[-MOST_NAME:], sha256=sha256(content).hexdigest(), sheet=sheet)


class PlanChangedError(ConflictError):
    """Firms were changed after the plan was shown; it must be looked at again."""

    kind = "plan-changed"

    def __init__(self) -> None:
        super().__init__(_("그사이 기업의 기록이 바뀌었습니다. 바뀔 내용을 다시 확인하고 반영해 주세요."))


def columns_of(sheet: Sheet) -> dict[str, str]:
    """How the columns of a sheet are read: as somebody set it for such a header, else by their synonyms."""
    saved = db.session.scalar(select(ColumnMap).where(ColumnMap.header == header_hash(sheet.header)))
    known = map_columns(sheet.header)
    if saved is None:
        return known
    return {heading: saved.columns.get(heading, place) for heading, place in known.items()}


def save_columns(sheet: Sheet, columns: Mapping[str, str], *, name: str, now: datetime) -> None:
    """Keep how files with such a header are read."""
    header = header_hash(sheet.header)
    with transaction() as session:
        kept = session.scalar(select(ColumnMap).where(ColumnMap.header == header))
        if kept is None:
            kept = ColumnMap(header=header, name=name[:100], columns=dict(columns), saved_at=now)
            session.add(kept)
        kept.columns, kept.saved_at, kept.name = dict(columns), now, name[:100]


def plan_of(file: File) -> Plan:
    """What the file would change, as firms are now.

    Raises:
        UnreadableFileError: no column tells which firm a row is.
    """
    return _plan(file, columns_of(file.sheet), _all_firms())


def _plan(file: File, columns: Mapping[str, str], firms: Sequence[Enterprise]) -> Plan:
    if not tells_which_firm(columns):
        raise UnreadableFileError(
            _(
                "등록 번호나 사업자등록번호가 든 칸을 찾지 못했습니다. 머리줄에 그 이름을 적거나, 화면에서 칸을 골라 주세요."
            )
        )
    return plan_sheet(file.sheet, columns, _registry(firms))


def _all_firms(*, for_update: bool = False) -> Sequence[Enterprise]:
    rows = queries.whole().order_by(Enterprise.id)
    if for_update:
        rows = rows.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(rows).all()


def _registry(firms: Sequence[Enterprise]) -> Registry:
    keys = {firm.id: firm.registry_id for firm in firms}
    into = {firm.id: firm.merged_into_id for firm in firms if firm.merged_into_id}
    former = [(known.key, known.enterprise_id) for known in db.session.scalars(select(FormerKey))]
    return Registry((_record(firm, keys, into) for firm in firms), former)


def _record(firm: Enterprise, keys: Mapping[int, str], into: Mapping[int, int]) -> Record:
    stands = firm.id
    while stands in into:
        stands = into[stands]
    return Record(
        id=firm.id,
        key=firm.registry_id,
        version=firm.version,
        profile=firm.profile,
        extra=firm.extra,
        merged_into=keys[stands] if stands != firm.id else "",
    )


def apply_file(file: File, *, shown: str, why: Why, now: datetime) -> RegistryImport:
    """Do what was shown, in one transaction: good rows are stored, refused ones are kept with the run.

    `shown` is the mark of the plan that was looked at.

    Raises:
        PlanChangedError: it would be another one by now.
        UnreadableFileError: no column tells which firm a row is.
    """
    try:
        with transaction() as session:
            columns, firms = columns_of(file.sheet), _all_firms(for_update=True)
            plan = _plan(file, columns, firms)
            if plan.mark() != shown:
                raise PlanChangedError
            run = _run(file, columns, plan, why, now)
            session.add(run)
            session.flush()
            _store(plan, firms, replace(why, import_id=run.id), now)
            record("registry.imported", f"import {run.id}", by=why.by, **_counts(run))
    except IntegrityError as error:
        raise PlanChangedError from error
    return run


def _store(plan: Plan, firms: Sequence[Enterprise], why: Why, now: datetime) -> None:
    with transaction() as session:
        by_id = {firm.id: firm for firm in firms}
        for change in plan.changed:
            write_firm(by_id[change.record.id], _entry(change), why=why, now=now)
        session.flush()
        enter_firms([_entry(new) for new in plan.new], why=why, now=now)


def _entry(outcome: New | Changed) -> Entry:
    return Entry(outcome.profile, outcome.registry_id, outcome.extra)


def _run(file: File, columns: Mapping[str, str], plan: Plan, why: Why, now: datetime) -> RegistryImport:
    return RegistryImport(
        at=now,
        actor=why.actor,
        file_name=file.name,
        sha256=file.sha256,
        columns={heading: columns.get(heading, "") for heading in file.sheet.header},
        unknown_columns=list(plan.kept_columns),
        n_new=len(plan.new),
        n_changed=len(plan.changed),
        n_same=len(plan.same),
        refused=[refused_row(one, file.sheet) for one in plan.refused],
    )


def refused_row(refused: Refused, sheet: Sheet) -> dict[str, Any]:
    """A refused row as it is kept and given back: its place, why (in Korean, and for every reader), and what it said."""
    return {
        "row": refused.row.number,
        "column": ", ".join(dict.fromkeys(heading for heading, _reason in refused.faults if heading)),
        "reason": " ".join(str(reason) for _heading, reason in refused.faults),
        "reasons": [kept(reason) for _heading, reason in refused.faults],
        "cells": refused.row.said(sheet.header),
    }


def reasons_of(row: Mapping[str, Any]) -> list[Text]:
    """Why a kept row was refused. Runs of before keep one sentence, in Korean."""
    return (
        [restored(reason) for reason in row["reasons"]] if "reasons" in row else [named(row["reason"], row["reason"])]
    )


def _counts(run: RegistryImport) -> dict[str, int]:
    return {"new": run.n_new, "changed": run.n_changed, "same": run.n_same, "refused": len(run.refused)}


def past_imports(*, most: int = 50) -> Sequence[RegistryImport]:
    """The last files that were applied, the newest first."""
    return db.session.scalars(
        select(RegistryImport).order_by(RegistryImport.at.desc(), RegistryImport.id.desc()).limit(most)
    ).all()


def find_import(number: int) -> RegistryImport | None:
    """The run of that number."""
    return db.session.get(RegistryImport, number)


def earlier_import(sha: str) -> RegistryImport | None:
    """The last run of a file with that very content."""
    rows = select(RegistryImport).where(RegistryImport.sha256 == sha).order_by(RegistryImport.id.desc()).limit(1)
    return db.session.scalar(rows)
