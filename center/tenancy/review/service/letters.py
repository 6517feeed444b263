"""What a committee is told by mail."""

from center.accounts.queries import open_accounts
from center.core.text import kept
from center.mail.service import post_mail
from center.tenancy.calls.models import Call
from center.tenancy.calls.rules.content import Content
from center.tenancy.review.models import Seal
from center.tenancy.review.queries import scoring_seats


def tell_frozen(call: Call, content: Content, seal: Seal, key: str) -> None:
    """Mail the number of a stage's seal to everybody who scores: with it any later change is found."""
    stage = next(one for one in content.stages if one.key == key)
    facts = {
        "call_id": call.id,
        "title": kept(content.heading),
        "stage": kept(stage.title),
        "root": seal.root,
        "at": seal.sealed_at.isoformat(),
    }
    for user in open_accounts([seat.user_id for seat in scoring_seats(call.id)]):
        post_mail("stage_frozen", to=user.email, language=user.language, facts=facts)
