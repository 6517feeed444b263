"""What a file is, is told from its bytes."""

import io
import zipfile

import pytest

from center.files.rules.archives import MOST_MEMBERS
from center.files.rules.kinds import (
    DOCUMENTS,
    FileDangerousError,
    FileEmptyError,
    FileEncryptedError,
    FileKind,
    FileKindError,
    FileNotWhatItSaysError,
    FileRefusedError,
)
from center.files.rules.names import LONGEST_NAME, clean_name
from center.files.rules.structure import kind_of
from tests.files.samples import a_compound, a_hwp, a_hwpx, a_pdf, a_picture, a_zip, an_office_file

PROGRAM = b"MZ" + bytes(200)


def kind(content: bytes, name: str) -> FileKind:
    return kind_of(io.BytesIO(content), name, DOCUMENTS)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (a_pdf(), "사업계획서.pdf", FileKind.PDF),
        (a_pdf(), "PLAN.PDF", FileKind.PDF),
        (a_hwp(), "신청서.hwp", FileKind.HWP),
        (a_hwpx(), "신청서.hwpx", FileKind.HWPX),
        (an_office_file("word"), "a.docx", FileKind.DOCX),
        (an_office_file("xl"), "a.xlsx", FileKind.XLSX),
        (an_office_file("ppt"), "a.pptx", FileKind.PPTX),
        (a_picture("PNG"), "a.png", FileKind.PNG),
        (a_picture("JPEG"), "a.jpg", FileKind.JPEG),
    ],
)
def test_what_people_hand_in_is_known(content: bytes, name: str, expected: FileKind) -> None:
    assert kind(content, name) == expected


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "a.pdf", FileEmptyError),
        (a_pdf(), "a.exe", FileKindError),
        (a_pdf(), "pdf", FileKindError),
        (a_pdf(), "a.hwp", FileNotWhatItSaysError),
        (PROGRAM, "a.pdf", FileNotWhatItSaysError),
        (PROGRAM, "a.docx", FileNotWhatItSaysError),
        (b"\n" + a_pdf(), "a.pdf", FileNotWhatItSaysError),
        (b"%PDF-1.7 and nothing else", "a.pdf", FileNotWhatItSaysError),
        (a_pdf() + a_zip({"a": b"b"}), "both.pdf", FileNotWhatItSaysError),
        (a_compound({"WordDocument": b"x"}), "a.hwp", FileNotWhatItSaysError),
        (a_compound({"FileHeader": b"something else"}), "a.hwp", FileNotWhatItSaysError),
        (a_zip({"mimetype": b"application/zip"}), "a.hwpx", FileNotWhatItSaysError),
        (an_office_file("word"), "a.xlsx", FileNotWhatItSaysError),
        (an_office_file("word")[:-40], "a.docx", FileNotWhatItSaysError),
        (a_picture("PNG"), "a.jpg", FileNotWhatItSaysError),
        (a_picture("PNG", (300, 300))[:-400], "a.png", FileNotWhatItSaysError),
        (b"<svg onload='alert(1)'/>", "a.png", FileNotWhatItSaysError),
        (a_pdf(password="secret"), "a.pdf", FileEncryptedError),
        (a_hwp(flags=0b11), "a.hwp", FileEncryptedError),
        (a_hwpx(**{"META-INF/manifest.xml": b"<encryption-data/>"}), "a.hwpx", FileEncryptedError),
        (a_compound({"EncryptedPackage": b"x"}), "a.docx", FileEncryptedError),
        (an_office_file("word", **{"word/vbaProject.bin": b"x"}), "a.docx", FileDangerousError),
        (an_office_file("word", **{"word/media/setup.exe": PROGRAM}), "a.docx", FileDangerousError),
        (an_office_file("word", **{"word/media/image1.png": PROGRAM}), "a.docx", FileDangerousError),
        (an_office_file("word", **{"../../etc/passwd": b"x"}), "a.docx", FileDangerousError),
        (an_office_file("word", **{"/etc/passwd": b"x"}), "a.docx", FileDangerousError),
        (a_hwpx(**{"Contents/run.js": b"x"}), "a.hwpx", FileDangerousError),
    ],
)
def test_uploads_are_what_their_name_says(content: bytes, name: str, refusal: type[FileRefusedError]) -> None:
    with pytest.raises(refusal):
        kind(content, name)


def test_a_small_archive_that_unpacks_to_very_much_is_refused() -> None:
    bomb = an_office_file("word", **{"word/zeros.xml": bytes(60 * 1024 * 1024)})

    with pytest.raises(FileDangerousError):
        kind(bomb, "a.docx")


def test_an_archive_of_very_many_members_is_refused() -> None:
    with pytest.raises(FileDangerousError):
        kind(a_zip({f"word/{n}": b"" for n in range(MOST_MEMBERS + 1)}), "a.docx")


def test_a_link_in_an_archive_is_refused() -> None:
    out = io.BytesIO(an_office_file("word"))
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("word/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(FileDangerousError):
        kind(out.getvalue(), "a.docx")


def test_a_picture_of_very_many_points_is_refused_before_it_is_decoded() -> None:
    broad = bytearray(a_picture("PNG"))
    broad[16:24] = (60_000).to_bytes(4, "big") * 2

    with pytest.raises(FileRefusedError):
        kind(bytes(broad), "a.png")


def test_the_refusal_says_what_to_do() -> None:
    with pytest.raises(FileEncryptedError) as refusal:
        kind(a_pdf(password="secret"), "사업계획서.pdf")

    assert "암호를 풀고 다시 올려 주세요" in str(refusal.value)
    assert "사업계획서.pdf" in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("사업계획서.pdf", "사업계획서.pdf"),
        ("\u1109\u1161\u110b\u1165\u11b8.hwp", "사업.hwp"),
        ("C:\\Users\\jisoo\\계획.hwp", "계획.hwp"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("가\u202efdp.exe", "가fdp.exe"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_a_name_is_kept_as_people_read_it(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_end() -> None:
    name = clean_name("가" * 500 + ".pdf")

    assert len(name) == LONGEST_NAME
    assert name.endswith("가.pdf")
