"""What holders are told of their permit by mail."""

from datetime import datetime

from center.core.text import Text, kept
from center.mail.service import post_mail
from center.tenancy.leases.models import Lease


def tell(
    lease: Lease, what: str, *, send_before: datetime | None = None, words: tuple[Text, ...] = (), **facts: object
) -> None:
    """Post a letter about a permit, in the transaction of what it tells of; to nobody where no address is known."""
    if not lease.email:
        return
    told = {
        "what": what,
        "number": lease.number,
        "firm": lease.enterprise.name,
        "unit": lease.unit_code,
        "first_on": lease.first_on.isoformat(),
        "until_on": lease.until_on.isoformat(),
        "words": [kept(word) for word in words],
        **facts,
    }
    about = f"lease {lease.id}"
    post_mail("lease_told", to=lease.email, language=lease.language, facts=told, send_before=send_before, about=about)
