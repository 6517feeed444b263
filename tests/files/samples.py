"""Files as people hand them in, and as attackers do, made from nothing."""

import io
import struct
import zipfile
from collections.abc import Mapping

from PIL import Image
from pypdf import PdfWriter

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
HEADER = b"HWP Document File".ljust(32, b"\0") + struct.pack("<I", 0x05000300)


def a_pdf(*, password: str = "") -> bytes:
    """One blank page."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(210, 297)
    if password:
        writer.encrypt(password)
    writer.write(out)
    return out.getvalue()


def a_zip(members: Mapping[str, bytes]) -> bytes:
    """A zip of these members, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def an_office_file(folder: str, **more: bytes) -> bytes:
    """A file of an office program: word, xl or ppt."""
    return a_zip({"[Content_Types].xml": b"<Types/>", f"{folder}/document.xml": b"<document/>", **more})


def a_hwpx(**more: bytes) -> bytes:
    """A file of Hangul's open format, with a script as it writes them."""
    return a_zip({"mimetype": b"application/hwp+zip", "Scripts/headerScripts.js": b"var x;", **more})


def a_picture(form: str = "PNG", size: tuple[int, int] = (4, 3)) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, form)
    return out.getvalue()


def a_compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file (OLE2, version 3) with these streams, each at least 4096 bytes long inside."""
    sectors: list[bytes] = []
    chains: list[int] = []

    def add(content: bytes) -> int:
        first = len(sectors)
        pieces = [content[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(content), SECTOR)]
        sectors.extend(pieces)
        chains.extend([*range(first + 1, first + len(pieces)), END])
        return first

    starts = {name: (add(content.ljust(4096, b"\0")), max(4096, len(content))) for name, content in streams.items()}
    names = list(streams)
    entries = [_entry("Root Entry", 5, child=1 if names else FREE, start=END, size=0)]
    for place, name in enumerate(names, 1):
        right = place + 1 if place < len(names) else FREE
        entries.append(_entry(name, 2, right=right, start=starts[name][0], size=starts[name][1]))
    directory = add(b"".join(entries))
    fat_at = len(sectors)
    fat = [*chains, FAT]
    sectors.append(struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff"))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, directory, 0, 4096, END, 0, END, 0)
    head += struct.pack("<I", fat_at) + b"\xff" * (SECTOR - len(head) - 4)
    return head + b"".join(sectors)


def _entry(name: str, kind: int, *, right: int = FREE, child: int = FREE, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    entry = written.ljust(64, b"\0") + struct.pack("<HBBIII", len(written), kind, 1, FREE, right, child)
    return entry + bytes(16 + 4 + 8 + 8) + struct.pack("<IQ", start, size)


def a_hwp(*, flags: int = 1) -> bytes:
    """A file of Hangul's older format."""
    return a_compound({"FileHeader": HEADER + struct.pack("<I", flags)})
