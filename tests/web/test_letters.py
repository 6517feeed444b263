"""The HTML of letters, as mail programs show it: well-formed, nothing fetched from anywhere, one link a booking."""

import re

import html5lib
import pytest
from flask import Flask

from center.bookings.links import base_url
from center.bookings.mails import RENDERERS
from center.web.i18n import speaking
from tests.web.test_translations import FACTS


@pytest.mark.parametrize("kind", RENDERERS)
def test_a_letter_is_well_formed_and_fetches_nothing(app: Flask, kind: str) -> None:
    with speaking("ko"):
        html = RENDERERS[kind](FACTS).html

    html5lib.HTMLParser(strict=True).parse(html)
    assert not re.search(r'\ssrc=|url\(|@import|<link|<img|<script|\sstyle="', html)


@pytest.mark.parametrize("kind", RENDERERS)
def test_a_letter_links_to_the_booking_alone_and_a_code_to_nothing(app: Flask, kind: str) -> None:
    with speaking("ko"):
        html = RENDERERS[kind](FACTS).html

    found = re.findall(r'href="([^"#]+)#[a-z2-7]{32}"', html)
    assert found == ([] if kind == "booking_code" else [f"{base_url()}/bookings/YD-AAAA-AAAA"])
    assert html.count("href=") == len(found)


def test_what_people_typed_never_becomes_a_link_nor_markup(app: Flask) -> None:
    typed = "<a href='https://evil.example'>여기</a> https://evil.example"
    with speaking("ko"):
        html = RENDERERS["booking_confirmed"]({**FACTS, "purpose": typed}).html

    assert html.count("<a ") == html.count('href="') == 1
    assert "&lt;a href=" in html
