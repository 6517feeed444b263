"""Pages of a file of the registry: what it would change, what it changed, and the files before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from center.core.text import _, show_clock
from center.core.time import seoul_day
from center.enterprises.importing import File, earlier_import, reasons_of
from center.enterprises.models import RegistryImport
from center.enterprises.pages.words import day_text, value_text
from center.enterprises.rules.numbers import show_business_number
from center.enterprises.rules.planning import Changed, New, Plan, Record, Refused
from center.enterprises.rules.profile import FIELD_WORDS, Profile
from center.web.i18n import say, say_all

MOST_SHOWN = 200
"""Rows of a kind; more make a page that nobody reads, and all are told by their number."""
SIDE_BY_SIDE = ("name", "business_number", "representative", "phone", "address")


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A firm that a row changes: field by field what it is and will be."""

    row: int
    name: str
    href: str
    fields: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """A new row beside a firm that it may be: fields with the value of the file and of the record."""

    row: int
    name: str
    key: str
    href: str
    fields: list[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class NewRow:
    """A firm that will be entered."""

    row: int
    name: str
    number: str
    key: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not taken."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlanPage:
    """What a file would change."""

    file_name: str
    counts: list[tuple[str, str]]
    earlier: str
    kept_columns: str
    changed: list[ChangedRow]
    alike: list[AlikeRow]
    new: list[NewRow]
    refused: list[RefusedRow]
    more: str
    mark: str
    does_nothing: bool
    action: str
    columns_href: str


def plan_page(file: File, plan: Plan) -> PlanPage:
    """A plan as staff look at it before they apply it."""
    earlier = earlier_import(file.sha256)
    n_shown = sum(min(len(rows), MOST_SHOWN) for rows in (plan.changed, plan.new, plan.refused))
    n_more = len(plan.outcomes) - len(plan.same) - n_shown
    return PlanPage(
        file_name=file.name,
        counts=counts(len(plan.new), len(plan.changed), len(plan.same), len(plan.refused)),
        earlier=say(_("이 파일은 %(when)s에 이미 반영했습니다.", when=when_text(earlier))) if earlier else "",
        kept_columns=", ".join(plan.kept_columns),
        changed=[_changed(change) for change in plan.changed[:MOST_SHOWN]],
        alike=[_alike(new, record) for new in plan.new[:MOST_SHOWN] for record in new.alike],
        new=[_new(new) for new in plan.new[:MOST_SHOWN]],
        refused=[_refused(one) for one in plan.refused[:MOST_SHOWN]],
        more=say(_("여기에 다 보이지 않는 줄이 %(n)s개 더 있습니다.", n=n_more)) if n_more else "",
        mark=plan.mark(),
        does_nothing=not (plan.new or plan.changed),
        action=url_for("registry_files.plan", key=file.sha256),
        columns_href=url_for("registry_files.columns", key=file.sha256),
    )


def counts(n_new: int, n_changed: int, n_same: int, n_refused: int) -> list[tuple[str, str]]:
    """How many rows become what."""
    pairs = (
        (_("새 기업"), n_new),
        (_("바뀌는 기업"), n_changed),
        (_("그대로인 기업"), n_same),
        (_("받지 않는 줄"), n_refused),
    )
    return [(say(word), f"{n:,}") for word, n in pairs]


def when_text(run: RegistryImport) -> str:
    """When a file was applied."""
    return f"{day_text(seoul_day(run.at))} {show_clock(run.at)}"


def _firm_href(key: str) -> str:
    return url_for("reports.firm", registry_id=key)


def _changed(change: Changed) -> ChangedRow:
    fields = [
        (say(FIELD_WORDS.get(name, _("그 밖의 칸"))), value_text(name, before), value_text(name, after))
        for name, (before, after) in change.differences.items()
    ]
    return ChangedRow(change.row, change.record.profile.name, _firm_href(change.record.key), fields)


def _alike(new: New, record: Record) -> AlikeRow:
    pairs = [(say(FIELD_WORDS[name]), _field(new.profile, name), _field(record.profile, name)) for name in SIDE_BY_SIDE]
    return AlikeRow(new.row, new.profile.name, record.key, _firm_href(record.key), pairs)


def _field(profile: Profile, name: str) -> str:
    return value_text(name, getattr(profile, name))


def _new(new: New) -> NewRow:
    key = new.registry_id or say(_("아직 없음"))
    return NewRow(new.row, new.profile.name, show_business_number(new.profile.business_number), key)


def _refused(one: Refused) -> RefusedRow:
    columns = ", ".join(dict.fromkeys(heading for heading, _reason in one.faults if heading))
    return RefusedRow(one.row.number, columns, " ".join(say(reason) for _heading, reason in one.faults))


@dataclass(frozen=True, slots=True)
class RunLine:
    """A file that was applied, in the list."""

    when: str
    file_name: str
    href: str
    counts: str


def run_lines(runs: Sequence[RegistryImport]) -> list[RunLine]:
    """Files that were applied, the newest first."""
    return [
        RunLine(when_text(run), run.file_name, url_for("registry_files.run", number=run.id), _in_words(run))
        for run in runs
    ]


def _in_words(run: RegistryImport) -> str:
    pairs = counts(run.n_new, run.n_changed, run.n_same, len(run.refused))
    return " · ".join(f"{word} {n}" for word, n in pairs)


@dataclass(frozen=True, slots=True)
class RunPage:
    """What became of a file."""

    file_name: str
    when: str
    counts: list[tuple[str, str]]
    kept_columns: str
    sha256: str
    refused: list[RefusedRow]
    more: str
    refused_href: str


def run_page(run: RegistryImport) -> RunPage:
    """A file that was applied."""
    n_more = len(run.refused) - MOST_SHOWN
    return RunPage(
        file_name=run.file_name,
        when=when_text(run),
        counts=counts(run.n_new, run.n_changed, run.n_same, len(run.refused)),
        kept_columns=", ".join(run.unknown_columns),
        sha256=run.sha256,
        refused=[
            RefusedRow(row["row"], row["column"], " ".join(say_all(reasons_of(row))))
            for row in run.refused[:MOST_SHOWN]
        ],
        more=say(_("여기에 다 보이지 않는 줄이 %(n)s개 더 있습니다.", n=n_more)) if n_more > 0 else "",
        refused_href=url_for("registry_files.refused", number=run.id) if run.refused else "",
    )
