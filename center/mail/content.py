"""What a mail says, and how it becomes the bytes of a message to exactly one recipient."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from email_validator import EmailNotValidError, validate_email

from center.core.text import Language
from center.core.time import SEOUL

SENDER_NAMES: Mapping[Language, str] = {
    "ko": "영등포구 사회적경제지원센터",
    "en": "Yeongdeungpo District Social Economy Support Center",
}
LONGEST_SUBJECT = 200
SCHEME = re.compile(r"[:：]\s*[/／]{2}")
DOMAIN_DOT = re.compile(r"(?<=\w)[.。．｡](?=[^\W\d_])")
"""A dot between a letter or figure and a letter, as in the name of a site; 3.5 keeps its own."""
LINE_BREAKS = {"Zl", "Zp"}
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a mail tells a calendar program: an iCalendar text, and what is to be done with it (REQUEST, CANCEL)."""

    method: str
    calendar: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """What the reader of a mail sees, the same in text and in HTML, and what their calendar is told."""

    subject: str
    text: str
    html: str
    invitation: Invitation | None = None


Renderer = Callable[[Mapping[str, Any]], Content]
"""Makes the content of one kind of mail from its facts, in the language that is being spoken."""


class AddressError(ValueError):
    """Not exactly one mail address. Does not repeat what was given: it may be a person's."""

    def __init__(self) -> None:
        super().__init__("a mail goes to exactly one address")


def one_address(written: str) -> Address:
    """The one address that is written there, its domain in ASCII.

    Raises:
        AddressError: it is none, several, or one that mail servers do not take everywhere.
    """
    try:
        found = validate_email(
            written,
            allow_smtputf8=False,
            allow_quoted_local=True,
            check_deliverability=False,
            globally_deliverable=False,
        )
    except EmailNotValidError:
        raise AddressError from None
    return Address(addr_spec=found.ascii_email or "")


def message_bytes(
    content: Content, *, sender: Address, recipient: Address, language: Language, message_id: str, at: datetime
) -> bytes:
    """The finished message: text, HTML and perhaps a calendar part, in ASCII bytes only, with no header but ours."""
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(SENDER_NAMES[language], sender.username, sender.domain)
    message["To"] = recipient
    message["Subject"] = one_line(content.subject)
    message["Date"] = at.astimezone(SEOUL)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(clean(content.text), charset="utf-8", cte="base64")
    message.add_alternative(clean(content.html), subtype="html", charset="utf-8", cte="base64")
    if content.invitation:
        _add_invitation(message, content.invitation)
    message["Content-Language"] = language  # at the end: adding a part moves such headers into it
    return message.as_bytes()


def _add_invitation(message: EmailMessage, invitation: Invitation) -> None:
    """As the last alternative, which calendar programs act on, and as a file for people whose program does not."""
    message.add_alternative(
        invitation.calendar, "text", "calendar", cte="base64", params={"charset": "utf-8", "method": invitation.method}
    )
    message.add_attachment(invitation.calendar, "application", "ics", cte="base64", filename="booking.ics")


def one_line(text: str) -> str:
    """The text as one line of readable length, for a header.

    What looks like an encoded word is broken up; decoded, it could hold a line break.
    """
    return unbroken(text).replace("=?", "= ?")[:LONGEST_SUBJECT]


def unbroken(text: str) -> str:
    """The clean text as one line for every reader: whatever any of them takes for a line's end becomes a space."""
    spaced = "".join(" " if unicodedata.category(sign) in {"Cc", *LINE_BREAKS} else sign for sign in text)
    return " ".join(clean(spaced).split())


def unlinked(text: str) -> str:
    """Somebody's words as one line of which no mail program makes a link: addresses of any kind are broken by a blank.

    Whoever books with another person's mail address must not get a link of theirs into an official mail.
    """
    return DOMAIN_DOT.sub(". ", SCHEME.sub(": //", unbroken(text)))


def clean(text: str) -> str:
    """The text without what no reader sees but programs obey: control characters, half surrogates, bidi controls."""
    return "".join(sign for sign in text if sign in "\n\t" or not _is_obeyed(sign))


def _is_obeyed(sign: str) -> bool:
    return sign in BIDI_CONTROLS or unicodedata.category(sign) in {"Cc", "Cs"}
