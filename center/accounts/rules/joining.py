"""Registering as somebody of a firm: how a request stands, and why one is not taken. Pure.

Source: docs/rules/people.md, "Registering"
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from center.core.errors import ConflictError
from center.core.text import Text, _
from center.files.rules.kinds import FileKind

PROOF_KINDS = frozenset({FileKind.PDF, FileKind.JPEG, FileKind.PNG})
MOST_PROOF_BYTES = 10_000_000
PROOF_KEPT = timedelta(days=30)
"""How long a proof is kept after the decision."""
REQUEST_KEPT_MONTHS = 36
REPLACED = "replaced by another representative"
"""The reason that the program gives where a representative makes room for the next one."""


class JoiningState(StrEnum):
    """How a request stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_WORDS: Mapping[JoiningState, tuple[Text, str]] = {
    JoiningState.ASKED: (_("확인하는 중"), "wait"),
    JoiningState.APPROVED: (_("등록됨"), "ok"),
    JoiningState.REFUSED: (_("등록하지 못함"), "bad"),
    JoiningState.WITHDRAWN: (_("거두어들임"), "off"),
}
"""Of each state its word and its tone."""


class RepresentedError(ConflictError):
    """The firm has a representative, who invites others."""

    kind = "represented"

    def __init__(self) -> None:
        super().__init__(_("이 기업에는 이미 대표 담당자가 있습니다. 그분에게 초대를 부탁해 주세요."))


class AskedAlreadyError(ConflictError):
    """The person's request for that firm is being looked at."""

    kind = "joining-asked"

    def __init__(self) -> None:
        super().__init__(_("이 기업의 담당자 등록을 이미 신청하셨습니다. 결과를 메일로 알려 드리겠습니다."))


class DecidedMeanwhileError(ConflictError):
    """Somebody decided the request, or its owner took it back."""

    kind = "joining-decided"

    def __init__(self) -> None:
        super().__init__(_("그동안 처리되었거나 신청한 분이 거두어들인 신청입니다."))


class OwnRequestError(ConflictError):
    """Nobody decides their own request."""

    kind = "joining-own"

    def __init__(self) -> None:
        super().__init__(_("본인이 한 신청은 다른 직원이 확인해야 합니다."))


class FirmUnknownError(ConflictError):
    """The registry does not have the firm."""

    kind = "firm-unknown"

    def __init__(self) -> None:
        super().__init__(_("명부에 없는 기업입니다. 먼저 명부에 기업을 넣어 주세요."))


class NewRepresentativeError(ConflictError):
    """The firm got a representative after the request."""

    kind = "new-representative"

    def __init__(self) -> None:
        super().__init__(
            _("신청한 뒤에 이 기업의 대표 담당자가 새로 등록되었습니다. 그분의 초대를 받도록 안내해 주세요.")
        )
