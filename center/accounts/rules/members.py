"""The people of a firm among themselves: what a representative may do, and what keeps a firm represented. Pure.

Source: docs/rules/people.md, "The firm's own pages"
"""

from center.core.errors import ConflictError, DomainError, ForbiddenError, RuleError
from center.core.text import _

MOST_INVITATIONS = 20
"""How many invitations of a firm may be open at a time."""
LEFT = "left by themselves"
"""The reason that the program gives where somebody leaves a firm by themselves."""


class RepresentativeOnlyError(ForbiddenError):
    """Only who represents the firm may do it."""

    kind = "representative-only"

    def __init__(self) -> None:
        DomainError.__init__(self, _("대표 담당자만 할 수 있는 일입니다. 대표 담당자에게 부탁해 주세요."))


class HandOverFirstError(RuleError):
    """Others would stay without anybody who represents the firm."""

    kind = "hand-over-first"

    def __init__(self) -> None:
        super().__init__(_("대표 담당자를 다른 분에게 넘긴 뒤에 그만둘 수 있습니다."))


class TooManyInvitationsError(ConflictError):
    """Too many invitations wait for an answer."""

    kind = "too-many-invitations"

    def __init__(self) -> None:
        super().__init__(
            _("답을 기다리는 초대가 %(n)s건입니다. 필요 없는 초대를 거두고 다시 보내 주세요.", n=MOST_INVITATIONS)
        )


class OtherAddressError(ConflictError):
    """The invitation went to another address than that of who is signed in."""

    kind = "other-address"

    def __init__(self) -> None:
        super().__init__(_("다른 메일 주소로 보낸 초대입니다. 초대받은 주소의 계정으로 로그인해 주세요."))
