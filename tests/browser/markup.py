"""What is wrong with the HTML of a page, read as strictly as the standard is written."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from html5lib.html5parser import ParseError

POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
SCOPES = {"row", "col", "rowgroup", "colgroup"}


def faults_of(text: str) -> list[str]:
    """Everything wrong: the syntax, and if that is right ids, headings, tables, pictures, what points nowhere."""
    try:
        page: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    except ParseError as error:
        return [f"not well-formed: {error}"]
    return [*_wrong_ids(page), *_wrong_headings(page), *_wrong_tables(page), *_wrong_pictures(page)]


def _wrong_ids(page: Element) -> Iterator[str]:
    ids = Counter(one.attrib["id"] for one in page.iter() if "id" in one.attrib)
    yield from (f"id {name} stands {n} times" for name, n in ids.items() if n > 1)
    for one in page.iter():
        named = [name for attribute in POINTING for name in one.attrib.get(attribute, "").split()]
        here = one.attrib.get("href", "")
        if here.startswith("#"):
            named.append(here[1:])
        yield from (f"{one.tag} points to {name}, which is not there" for name in named if name not in ids)


def _wrong_headings(page: Element) -> Iterator[str]:
    levels = [int(one.tag[1]) for one in page.iter() if one.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}]
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"


def _wrong_tables(page: Element) -> Iterator[str]:
    for table in page.iter("table"):
        caption = table.find("caption")
        if caption is None or not "".join(caption.itertext()).strip():
            yield "a table without a caption"
        yield from ("a th without scope" for head in table.iter("th") if head.attrib.get("scope") not in SCOPES)


def _wrong_pictures(page: Element) -> Iterator[str]:
    yield from ("an img without alt" for picture in page.iter("img") if "alt" not in picture.attrib)
