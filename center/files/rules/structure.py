"""What kind of file some bytes are; a name alone is never believed.

Source: docs/rules/safety.md, "Uploads"
"""

import warnings
import zipfile
from collections.abc import Callable, Collection, Mapping
from typing import IO

import olefile
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from center.files.rules.archives import (
    ArchiveBadError,
    ArchiveDamagedError,
    ArchiveEncryptedError,
    ArchiveTooMuchError,
    read_archive,
)
from center.files.rules.kinds import (
    BAD_INSIDE,
    MACROS,
    SUFFIXES,
    TOO_MANY_PIXELS,
    TOO_MUCH_INSIDE,
    FileDangerousError,
    FileEmptyError,
    FileEncryptedError,
    FileKind,
    FileKindError,
    FileNotWhatItSaysError,
)
from center.files.rules.names import suffix_of

MOST_PIXELS = 50_000_000
HWP_SIGN = b"HWP Document File"
HWP_FLAGS_AT = 36
HWP_ENCRYPTED = 0b10
HWPX_TYPE = b"application/hwp+zip"
FOLDERS: Mapping[FileKind, str] = {FileKind.DOCX: "word/", FileKind.XLSX: "xl/", FileKind.PPTX: "ppt/"}
BROKEN_PDF = (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError, ArithmeticError)
BROKEN_IMAGE = (UnidentifiedImageError, OSError, SyntaxError, ValueError, ArithmeticError, Image.DecompressionBombError)


def kind_of(stream: IO[bytes], name: str, allowed: Collection[FileKind]) -> FileKind:
    """The kind of a file, which its name says and its bytes prove. The stream is at its beginning before and after.

    Raises:
        FileEmptyError, FileKindError, FileNotWhatItSaysError, FileEncryptedError, FileDangerousError
    """
    if not stream.read(1):
        raise FileEmptyError
    stream.seek(0)
    expected = SUFFIXES.get(suffix_of(name))
    if expected is None or expected not in allowed:
        raise FileKindError(allowed)
    try:
        if not PROOFS[expected](stream, name):
            raise FileNotWhatItSaysError(name, expected)
    except ArchiveDamagedError as damage:
        raise _why_no_archive(stream, name, expected) from damage
    except ArchiveEncryptedError as locked:
        raise FileEncryptedError(name) from locked
    except ArchiveTooMuchError as much:
        raise FileDangerousError(name, TOO_MUCH_INSIDE) from much
    except ArchiveBadError as bad:
        raise FileDangerousError(name, BAD_INSIDE) from bad
    stream.seek(0)
    return expected


def _why_no_archive(stream: IO[bytes], name: str, expected: FileKind) -> Exception:
    """Office files with a password are no zip but another container."""
    stream.seek(0)
    if olefile.isOleFile(stream):
        stream.seek(0)
        with olefile.OleFileIO(stream) as container:
            if container.exists("EncryptedPackage"):
                return FileEncryptedError(name)
    return FileNotWhatItSaysError(name, expected)


def _is_pdf(stream: IO[bytes], name: str) -> bool:
    """It begins as a PDF, can be read as one, and is not at the same time an archive."""
    if stream.read(5) != b"%PDF-" or zipfile.is_zipfile(stream):
        return False
    stream.seek(0)
    try:
        document = PdfReader(stream)
        if document.is_encrypted:
            raise FileEncryptedError(name)
        return len(document.pages) > 0
    except BROKEN_PDF:
        return False


def _is_hwp(stream: IO[bytes], name: str) -> bool:
    """A compound file whose header stream says so."""
    if not olefile.isOleFile(stream):
        return False
    stream.seek(0)
    try:
        with olefile.OleFileIO(stream) as container:
            if not container.exists("FileHeader"):
                return False
            header = container.openstream("FileHeader").read(HWP_FLAGS_AT + 4)
    except (OSError, ValueError, LookupError):
        return False
    if not header.startswith(HWP_SIGN) or len(header) < HWP_FLAGS_AT + 4:
        return False
    if header[HWP_FLAGS_AT] & HWP_ENCRYPTED:
        raise FileEncryptedError(name)
    return True


def _is_hwpx(stream: IO[bytes], name: str) -> bool:
    """A zip that names its own type; its scripts are part of it."""
    members = read_archive(stream, scripts_in="Scripts")
    if b"encryption-data" in members.get("META-INF/manifest.xml", b""):
        raise FileEncryptedError(name)
    return members.get("mimetype", b"").strip() == HWPX_TYPE


def _is_office(kind: FileKind) -> Callable[[IO[bytes], str], bool]:
    """A zip with a list of its contents and the folder of that program, without macros."""

    def prove(stream: IO[bytes], name: str) -> bool:
        members = read_archive(stream)
        if any("vbaproject" in member.casefold() for member in members):
            raise FileDangerousError(name, MACROS)
        return "[Content_Types].xml" in members and any(member.startswith(FOLDERS[kind]) for member in members)

    return prove


def _is_image(form: str) -> Callable[[IO[bytes], str], bool]:
    """A picture of that form that can be decoded whole and is not too large for that."""

    def prove(stream: IO[bytes], name: str) -> bool:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                with Image.open(stream, formats=[form]) as picture:
                    if picture.width * picture.height > MOST_PIXELS:
                        raise FileDangerousError(name, TOO_MANY_PIXELS)
                    picture.load()
        except BROKEN_IMAGE:
            return False
        return True

    return prove


PROOFS: Mapping[FileKind, Callable[[IO[bytes], str], bool]] = {
    FileKind.PDF: _is_pdf,
    FileKind.HWP: _is_hwp,
    FileKind.HWPX: _is_hwpx,
    **{kind: _is_office(kind) for kind in FOLDERS},
    FileKind.PNG: _is_image("PNG"),
    FileKind.JPEG: _is_image("JPEG"),
}
