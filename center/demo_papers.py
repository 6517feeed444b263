"""Sample papers of the demo: pages that look like what is asked for and say that they are none."""

DISCLAIMER = "시연용 예시입니다. 실제 증명이 아닙니다."
HEADING, LINE, SMALL = 28, 16, 12


def sample_paper(heading: str, *lines: str) -> bytes:
    """A PDF of one page with a heading, some lines and the sentence that it is an example."""
    written = ((HEADING, heading), *((LINE, line) for line in lines), (SMALL, DISCLAIMER))
    return _pdf("\n".join(_line(size, 760 - 48 * n, text) for n, (size, text) in enumerate(written)))


def _line(size: int, height: int, text: str) -> str:
    return f"BT /F {size} Tf 72 {height} Td <{text.encode('utf-16-be').hex()}> Tj ET"


FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/HYGoThic-Medium/Encoding/UniKS-UCS2-H/DescendantFonts[6 0 R]>>",
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/HYGoThic-Medium/FontDescriptor 7 0 R/CIDSystemInfo 8 0 R/W[1 95 500]>>",
    "<</Type/FontDescriptor/FontName/HYGoThic-Medium/Flags 4/FontBBox[0 -150 1000 850]/Ascent 850/Descent -150/StemV 80>>",
    "<</Registry(Adobe)/Ordering(Korea1)/Supplement 1>>",
)
"""A Korean font that every reader of PDF has, so that none need be embedded."""


def _pdf(content: str) -> bytes:
    """A document of one page with that content."""
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        *FONT,
    )
    body, places = b"%PDF-1.4\n", []
    for number, described in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj{described}endobj\n".encode("ascii")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + end.encode("ascii")
