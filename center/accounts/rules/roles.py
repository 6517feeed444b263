"""Who may be what and until when, pure.

Source: docs/rules/people.md, "Roles"
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from center.core.actor import Role
from center.core.errors import ConflictError, RuleError
from center.core.text import Text, _

ROLE_WORDS: Mapping[Role, Text] = {
    Role.STAFF: _("직원"),
    Role.ADMIN: _("관리자"),
    Role.REVIEWER: _("심사위원"),
    Role.ENTERPRISE: _("기업 담당자"),
}
GIVEN_BY_ADMINS = (Role.STAFF, Role.ADMIN, Role.REVIEWER)
"""Who acts for an enterprise is said by that enterprise."""


class LastAdminError(ConflictError):
    """Nobody could give roles any more."""

    kind = "last-admin"

    def __init__(self) -> None:
        super().__init__(
            _("기한 없는 관리자가 한 사람은 남아야 합니다. 먼저 다른 분에게 관리자 역할을 기한 없이 주세요.")
        )


class RoleHeldError(ConflictError):
    """The person has the role for some of these days already."""

    kind = "role-held"

    def __init__(self, role: Role) -> None:
        super().__init__(
            _(
                "그 기간에는 이미 %(role)s 역할이 있습니다. 기간을 바꾸거나 지금 역할을 먼저 거두세요.",
                role=ROLE_WORDS[role],
            )
        )


class RoleOfFirmsError(RuleError):
    """Who acts for a firm is nobody's to give by a role."""

    kind = "role-of-firms"

    def __init__(self) -> None:
        super().__init__(_("기업 담당자는 역할로 줄 수 없습니다. 그분이 담당자 등록을 신청하면 확인해 주세요."))


def ensure_given_by_admins(role: Role) -> None:
    """Raises: RoleOfFirmsError."""
    if role not in GIVEN_BY_ADMINS:
        raise RoleOfFirmsError


class TermError(RuleError):
    """The days of a role or a contract cannot be."""

    kind = "term"


@dataclass(frozen=True, slots=True)
class Term:
    """The days [from_on, until_on) of a role or a contract; without an end it lasts."""

    from_on: date
    until_on: date | None = None

    def has(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)

    def overlaps(self, other: "Term") -> bool:
        """Whether both hold on some day."""
        return (other.until_on is None or self.from_on < other.until_on) and (
            self.until_on is None or other.from_on < self.until_on
        )

    @property
    def last_on(self) -> date | None:
        """The last day on which it holds."""
        return self.until_on - timedelta(days=1) if self.until_on else None


def ensure_term(term: Term, today: date) -> None:
    """Let a term pass that has days, one of them not yet over.

    Raises:
        TermError
    """
    if term.until_on is not None and term.until_on <= term.from_on:
        raise TermError(_("마지막 날은 첫날보다 빠를 수 없습니다."))
    if term.until_on is not None and term.until_on <= today:
        raise TermError(_("이미 지난 기간입니다. 오늘이나 오늘 뒤의 날을 마지막 날로 고르세요."))


def ensure_role_of_contract(role: Role, *, of_operator: bool) -> None:
    """The operator's people are staff and nothing more.

    Raises:
        TermError
    """
    if of_operator and role != Role.STAFF:
        raise TermError(_("수탁기관 사람에게는 직원 역할만 줄 수 있습니다."))


def ensure_not_held(role: Role, term: Term, held: Collection[tuple[Role, Term]]) -> None:
    """A person has a role once at a time.

    Raises:
        RoleHeldError
    """
    if any(role == other and term.overlaps(others) for other, others in held):
        raise RoleHeldError(role)


def ensure_admin_remains(remaining: Collection[Term]) -> None:
    """Let an admin go only while somebody else is one without an end: those who end would leave nobody one day.

    Raises:
        LastAdminError
    """
    if not any(term.until_on is None for term in remaining):
        raise LastAdminError
