"""The kinds of files that may be handed in, and why one is refused.

Source: docs/rules/safety.md, "Uploads"
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from center.core.errors import RuleError
from center.core.text import Text, _


class FileKind(StrEnum):
    """A kind of file, told from its structure."""

    PDF = "pdf"
    HWP = "hwp"
    HWPX = "hwpx"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    PNG = "png"
    JPEG = "jpeg"


SUFFIXES: Mapping[str, FileKind] = {**{kind.value: kind for kind in FileKind}, "jpg": FileKind.JPEG}
MEDIA_TYPES: Mapping[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.HWP: "application/x-hwp",
    FileKind.HWPX: "application/hwp+zip",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
}
DOCUMENTS = frozenset(FileKind)


class FileRefusedError(RuleError):
    """A file is not taken; the sentence says what to hand in instead."""

    kind = "file-refused"


class FileEmptyError(FileRefusedError):
    """There is nothing in it."""

    kind = "file-empty"

    def __init__(self) -> None:
        super().__init__(_("빈 파일입니다. 내용이 있는 파일을 골라 주세요."))


class FileTooLargeError(FileRefusedError):
    """It is larger than allowed."""

    kind = "file-too-large"

    def __init__(self, most_bytes: int) -> None:
        super().__init__(
            _("파일이 너무 큽니다. %(most)sMB까지 올릴 수 있습니다. 크기를 줄여 주세요.", most=most_bytes // 1_000_000)
        )


class FileKindError(FileRefusedError):
    """It is of no kind that is allowed here."""

    kind = "file-kind"

    def __init__(self, allowed: Collection[FileKind]) -> None:
        names = [kind.value.upper() for kind in FileKind if kind in allowed]
        super().__init__(_("이 종류의 파일은 올릴 수 없습니다. %(names)s 파일로 올려 주세요.", names=names))


class FileNotWhatItSaysError(FileRefusedError):
    """Its bytes are not what its name says, or are damaged."""

    kind = "file-not-what-it-says"

    def __init__(self, name: str, expected: FileKind) -> None:
        super().__init__(
            _(
                "‘%(name)s’의 내용이 %(kind)s 파일이 아니거나 깨져 있습니다. 원래 프로그램에서 다시 저장해 올려 주세요.",
                name=name,
                kind=expected.value.upper(),
            )
        )


class FileEncryptedError(FileRefusedError):
    """It cannot be read without a password."""

    kind = "file-encrypted"

    def __init__(self, name: str) -> None:
        super().__init__(_("‘%(name)s’에 암호가 걸려 있습니다. 암호를 풀고 다시 올려 주세요.", name=name))


class FileDangerousError(FileRefusedError):
    """It holds what could do harm."""

    kind = "file-dangerous"

    def __init__(self, name: str, why: Text) -> None:
        super().__init__(_("‘%(name)s’은(는) 받을 수 없습니다: %(why)s", name=name, why=why))


MACROS = _("매크로가 들어 있습니다. 매크로 없이 저장해 주세요.")
TOO_MUCH_INSIDE = _("풀면 지나치게 큽니다.")
BAD_INSIDE = _("안에 실행 파일이나 잘못된 이름의 파일이 들어 있습니다.")
TOO_MANY_PIXELS = _("그림이 지나치게 큽니다. 크기를 줄여 주세요.")
VIRUS = _("악성 코드가 발견되었습니다.")
"""Why a file could do harm."""
