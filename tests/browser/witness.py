"""What a browser must never do while somebody uses the center: fail in a script, or ask another site."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

NETWORK_WORD = "Failed to load resource"
"""Chromium says it on the console for a refused form too; answers are judged one by one instead."""


@dataclass
class Witness:
    """Everything wrong that one visitor's browser noticed."""

    origin: str
    statuses: frozenset[int] = frozenset()
    """What requests in the background are answered in this test on purpose."""
    faults: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        """Notice what happens on all pages of a browser."""
        context.on("console", self._hear)
        context.on("weberror", self._see_error)
        context.on("request", self._see_request)
        context.on("response", self._see_response)

    def _hear(self, message: ConsoleMessage) -> None:
        """What the page's own files say; what a test itself runs in the page, axe for instance, has no address."""
        if not message.location["url"]:
            return
        if message.type in {"error", "warning"} and not message.text.startswith(NETWORK_WORD):
            self.faults.append(f"console: {message.text}")

    def _see_error(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error}")

    def _see_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.faults.append(f"another site: {request.url}")

    def _see_response(self, response: Response) -> None:
        is_broken = response.status >= 500 or (response.status >= 400 and not response.request.is_navigation_request())
        is_broken = is_broken and response.status not in self.statuses
        if is_broken:
            self.faults.append(f"status {response.status}: {response.url}")
