"""The post office: how mails are written and what carries them. Put together by the composition root."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from center.core.text import as_language
from center.mail.content import Renderer, message_bytes, one_address
from center.mail.transport import FileTransport, Transport
from center.web.i18n import speaking

FILES_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Message:
    """The finished bytes, and the id by which mail programs recognise a repeat."""

    id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class PostOffice:
    """The renderer of each kind of mail, the transport, and the address that the mails come from."""

    transport: Transport
    renderers: Mapping[str, Renderer]
    sender: str

    def write(self, kind: str, facts: Mapping[str, Any], *, to: str, language: str, at: datetime) -> Message:
        """Make the message in its own language. A second call makes another one: keep the bytes.

        Raises:
            Exception: whatever the renderer raises; KeyError where the kind has none.
        """
        spoken = as_language(language)
        sender = one_address(self.sender)
        message_id = f"<{secrets.token_hex(12)}@{sender.domain}>"
        with speaking(spoken):
            content = self.renderers[kind](facts)
        body = message_bytes(
            content, sender=sender, recipient=one_address(to), language=spoken, message_id=message_id, at=at
        )
        return Message(message_id, body)

    def forget_old(self, now: datetime) -> None:
        """Where mails are only written into files: remove old ones, which hold personal data."""
        if isinstance(self.transport, FileTransport):
            self.transport.forget_before(now - FILES_KEPT)

    def send(self, body: bytes, *, to: str) -> None:
        """Hand the bytes to the transport.

        Raises:
            PermanentRefusal, TryLater: see `center.mail.transport`.
        """
        self.transport.send(body, sender=one_address(self.sender).addr_spec, recipient=one_address(to).addr_spec)
