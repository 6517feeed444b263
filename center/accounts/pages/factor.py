"""The picture from which an app takes the secret, and the secret for who types it."""

from dataclasses import dataclass

import segno
from markupsafe import Markup

from center.accounts.rules.codes import app_address


@dataclass(frozen=True, slots=True)
class Offer:
    """A second factor that is offered: as a picture, and in letters read in fours."""

    picture: Markup
    letters: str


def offer_page(secret: str, email: str) -> Offer:
    """Dark on light in every contrast, for cameras; part of the page, so that nothing else is asked for."""
    picture = segno.make_qr(app_address(secret, email), error="m").svg_inline(border=4, light="#fff", omitsize=True)
    fours = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return Offer(Markup(picture), fours)  # noqa: S704 (made of our own text by the library)
