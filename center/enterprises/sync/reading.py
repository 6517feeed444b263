"""A file of the registry, whatever it is."""

from pathlib import PurePath

from center.core.text import Text, _
from center.enterprises.rules.sheets import MOST_BYTES, Format, Sheet, UnreadableFileError
from center.enterprises.sync.csv_files import read_csv
from center.enterprises.sync.json_files import read_json
from center.enterprises.sync.xlsx_files import read_xlsx

ZIP_MARK, OLD_OFFICE_MARK, PDF_MARK = b"PK", b"\xd0\xcf\x11\xe0", b"%PDF"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The name of the one part that a workbook with a password has."""
READERS = {Format.CSV: read_csv, Format.XLSX: read_xlsx, Format.JSON: read_json}


def read_file(content: bytes, name: str) -> Sheet:
    """The sheet of a file; what it is shows in its content, its name only tells JSON from CSV.

    Raises:
        UnreadableFileError: with a sentence that says what to do.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(_("%(n)sMB를 넘는 파일입니다. 나누어 올려 주세요.", n=MOST_BYTES // 1024 // 1024))
    if not content.strip():
        raise UnreadableFileError(_("파일에 내용이 없습니다."))
    if content.startswith(OLD_OFFICE_MARK):
        raise UnreadableFileError(_old_office(content))
    if content.startswith(PDF_MARK):
        raise UnreadableFileError(_("PDF 파일입니다. 엑셀(.xlsx), CSV, JSON 파일을 올려 주세요."))
    return READERS[format_of(content, name)](content)


def _old_office(content: bytes) -> Text:
    if ENCRYPTED in content:
        return _("비밀번호가 걸린 파일입니다. 비밀번호를 풀어 다시 저장해 주세요.")
    return _("옛 형식의 파일입니다. 엑셀에서 .xlsx로 다시 저장해 주세요.")


def format_of(content: bytes, name: str) -> Format:
    """What the file is."""
    if content.startswith(ZIP_MARK):
        return Format.XLSX
    return Format.JSON if PurePath(name).suffix.casefold() == ".json" else Format.CSV
