"""Refusals: facts with a finished sentence that says what to do next."""

from typing import ClassVar

from center.core.text import Text, _


class DomainError(Exception):
    """A command was refused.

    `kind` is the stable name of the refusal, the last part of the API's problem type.
    """

    kind: ClassVar[str] = "refused"

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class RuleError(DomainError):
    """A rule forbids it; another wish may be granted."""


class ConflictError(DomainError):
    """What others did in the meantime forbids it."""

    kind = "conflict"


class NotFoundError(DomainError):
    """It does not exist, or not for this person: both read the same."""

    kind = "not-found"

    def __init__(self) -> None:
        super().__init__(_("찾으시는 내용이 없습니다. 주소를 다시 확인해 주세요."))


class UnauthorizedError(DomainError):
    """The caller did not show who they are, or with a key that is worth nothing."""

    kind = "unauthorized"

    def __init__(self) -> None:
        super().__init__(_("이 요청에는 유효한 토큰이 필요합니다. Authorization: Bearer 뒤에 토큰을 적어 보내세요."))


class ForbiddenError(DomainError):
    """The person may not do this."""

    kind = "forbidden"

    def __init__(self) -> None:
        super().__init__(_("이 화면을 볼 권한이 없습니다. 담당자 계정으로 로그인해 주세요."))


class TooManyError(DomainError):
    """A limit was reached; `retry_after` seconds later it may be tried again."""

    kind = "too-many"

    def __init__(self, text: Text, *, retry_after: int) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class BusyError(DomainError):
    """The database could not be had in time; nothing was changed."""

    kind = "busy"
    retry_after = 5

    def __init__(self) -> None:
        super().__init__(_("지금 이용하는 분이 많습니다. 바뀐 것은 없으니 잠시 뒤에 다시 시도해 주세요."))


class UnavailableError(DomainError):
    """Something of ours does not work now; nothing was changed."""

    kind = "unavailable"
    retry_after = 60


class StorageError(UnavailableError):
    """The disk is full or cannot be written."""

    kind = "storage"

    def __init__(self) -> None:
        super().__init__(
            _("지금은 저장할 수 없습니다. 바뀐 것은 없으며, 보기는 계속할 수 있습니다. 급하면 전화해 주세요.")
        )


class ChangedMeanwhileError(ConflictError):
    """Somebody changed the record after the form was opened."""

    kind = "changed-meanwhile"

    def __init__(self, what_changed: Text) -> None:
        super().__init__(
            _("화면을 여신 뒤에 내용이 바뀌었습니다. %(what)s 다시 확인하고 결정해 주세요.", what=what_changed)
        )


class PreconditionFailedError(ConflictError):
    """A program believes something of the record that does not hold."""

    kind = "precondition-failed"


class PreconditionMissingError(DomainError):
    """A program must say what it believes of the record it changes."""

    kind = "precondition-missing"

    def __init__(self) -> None:
        super().__init__(_("바꿀 때는 If-Match에 ETag를, 새로 넣을 때는 If-None-Match에 *를 적어 보내 주세요."))
