"""Whether a database may be replaced."""

from collections.abc import Mapping

from center.backup.refusals import CopyRefusedError

MADE_BY_INIT = frozenset(
    {
        "alembic_version",
        "appraisal",
        "audit_entry",
        "audit_head",
        "booking_rule",
        "budget_change",
        "budget_line",
        "closure",
        "exceptional_opening",
        "fee_rate",
        "fee_rule",
        "floor",
        "holiday",
        "milestone",
        "milestone_wait",
        "payment",
        "project",
        "revision",
        "space",
        "space_change",
    }
)
NAMELESS = frozenset({"limit_hit"})
"""All other tables tell of people, or belong to a program that we do not know."""


def ensure_replaceable(where: str, n_rows: Mapping[str, int], *, force: bool) -> None:
    """Refuse to replace a database with rows of people, unless that is wanted.

    Raises:
        CopyRefusedError: it holds some.
    """
    holding = {name: n for name, n in n_rows.items() if n and name not in MADE_BY_INIT | NAMELESS}
    if force or not holding:
        return
    found = ", ".join(f"{name} ({n})" for name, n in sorted(holding.items()))
    raise CopyRefusedError(
        f"{where} holds rows of people: {found}. Nothing was changed. Restore into an empty database, or stop "
        "center serve and center worker, take a copy of what is there with center backup, and repeat with --force."
    )
