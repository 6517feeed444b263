"""Every letter about a permit can be written, in both languages."""

import pytest
from flask import Flask

from center.core import time
from center.core.text import LANGUAGES, Language
from center.tenancy.leases.mails import TOLD
from tests.mail.carriers import parsed

FACTS = {
    "number": "2027-1",
    "firm": "한강 협동조합",
    "unit": "304",
    "first_on": "2027-03-02",
    "until_on": "2029-03-02",
    "words": [],
    "reason": "까닭",
    "due_on": "2027-02-10",
    "held_from": "2027-03-10",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_names_permit_and_unit(app: Flask, language: Language) -> None:
    office = app.extensions["center_post_office"]

    for what in TOLD:
        facts = {**FACTS, "what": what}
        written = office.write("lease_told", facts, to="jisoo@example.kr", language=language, at=time.now())

        assert "2027-1" in str(parsed(written.body)["Subject"])
