"""Zip archives, from whoever: nothing is believed of what they say of themselves.

Source: docs/rules/safety.md, "Uploads"
"""

import stat
import zlib
from pathlib import PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

MOST_MEMBERS = 2_000
MOST_INFLATED = 200 * 1024 * 1024
HIGHEST_RATIO = 200
CHUNK = 64 * 1024
ENCRYPTED = 0x1
RUNNABLE = frozenset(
    ("exe", "dll", "com", "scr", "msi", "bat", "cmd", "ps1", "vbs", "wsf", "jar", "sh", "lnk", "hta", "js", "so")
)
PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa", b"#!")
DAMAGE = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, LookupError)


class ArchiveTooMuchError(Exception):
    """Unpacked it would be too much."""


class ArchiveBadError(Exception):
    """It holds a program, a link, or a name that leads elsewhere."""


class ArchiveEncryptedError(Exception):
    """A member cannot be read without a password."""


class ArchiveDamagedError(Exception):
    """It is no zip, or not whole."""


def read_archive(stream: IO[bytes], *, scripts_in: str = "") -> dict[str, bytes]:
    """The names of all members, with the first bytes of each, after all have really been unpacked under a cap.

    `scripts_in` is the folder in which scripts are part of the format.

    Raises:
        ArchiveTooMuchError, ArchiveBadError, ArchiveEncryptedError, ArchiveDamagedError
    """
    try:
        with ZipFile(stream) as archive:
            return _read(archive, scripts_in)
    except DAMAGE as error:
        raise ArchiveDamagedError from error


def _read(archive: ZipFile, scripts_in: str) -> dict[str, bytes]:
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise ArchiveTooMuchError
    found, inflated = {}, 0
    packed = max(1, sum(member.compress_size for member in members))
    limit = min(MOST_INFLATED, max(CHUNK * 16, packed * HIGHEST_RATIO))
    for member in members:
        _ensure_harmless(member, scripts_in)
        first, length = _inflate(archive, member, limit - inflated)
        if first.startswith(PROGRAMS) and not _is_script_of_format(member.filename, scripts_in):
            raise ArchiveBadError
        inflated += length
        found[member.filename] = first
    return found


def _ensure_harmless(member: ZipInfo, scripts_in: str) -> None:
    name = member.filename
    path = PurePosixPath(name)
    if member.flag_bits & ENCRYPTED:
        raise ArchiveEncryptedError
    is_elsewhere = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    is_program = path.suffix[1:].casefold() in RUNNABLE and not _is_script_of_format(name, scripts_in)
    if is_elsewhere or is_link or is_program:
        raise ArchiveBadError


def _is_script_of_format(name: str, scripts_in: str) -> bool:
    return bool(scripts_in) and name.startswith(f"{scripts_in}/") and name.endswith(".js")


def _inflate(archive: ZipFile, member: ZipInfo, most: int) -> tuple[bytes, int]:
    """The first bytes of a member and how long it really is."""
    first, length = b"", 0
    with archive.open(member) as unpacked:
        while piece := unpacked.read(CHUNK):
            first = first or piece[:CHUNK]
            length += len(piece)
            if length > most:
                raise ArchiveTooMuchError
    return first, length
