"""What a scanner for malicious code said of a file."""

from collections.abc import Mapping
from enum import StrEnum

from center.core.text import Text, _


class Scan(StrEnum):
    """Whether a file was looked through, and what was found."""

    NOT_YET = "not_yet"
    CLEAN = "clean"
    FOUND = "found"


SCAN_WORDS: Mapping[Scan, Text] = {
    Scan.NOT_YET: _("미검사"),
    Scan.CLEAN: _("이상 없음"),
    Scan.FOUND: _("악성 코드 발견"),
}
