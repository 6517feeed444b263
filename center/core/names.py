"""Names of organisations in one form, whoever wrote them."""

import re
import unicodedata

LEGAL_FORMS = re.compile(r"㈜|\(주\)|（주）|주식회사|\s")
LONGEST_KEY = 100
"""A letter may be many in its plain form."""


def organisation_key(name: str | None) -> str | None:
    """An organisation's name without spaces and ㈜/(주), in one Unicode form; None for no organisation."""
    if not name:
        return None
    bare = LEGAL_FORMS.sub("", name)
    plain = LEGAL_FORMS.sub("", unicodedata.normalize("NFKC", bare)).casefold()
    return plain[:LONGEST_KEY] or None
