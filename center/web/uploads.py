"""Forms that take a file or long texts: larger than others, for those who may send one; what is too large is refused.

Source: docs/rules/safety.md, "Input and output"
"""

from collections.abc import Mapping
from time import monotonic

from flask import Flask, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge

from center.core.text import _
from center.web.access import acting, allowed_roles, may_use

REST_OF_FORM = 64 * 1024
READ_ON_BYTES, READ_ON_SECONDS, PIECE = 512 * 1024 * 1024, 20, 1024 * 1024


class UploadTooLargeError(RequestEntityTooLarge):
    """A file beyond what the form takes."""

    kind = "file-too-large"

    def __init__(self, most_bytes: int) -> None:
        super().__init__()
        self.sentence = _(
            "파일이 너무 큽니다. %(most)sMB까지 올릴 수 있으니 나누거나 줄여서 다시 올려 주세요.",
            most=most_bytes // 1_000_000,
        )


def init_uploads(app: Flask, largest: Mapping[str, int], longest: Mapping[str, int]) -> None:
    """Let these endpoints take a file, or texts, of so many bytes from whoever may use them; before the form is read."""

    def allow_more() -> None:
        texts = longest.get(request.endpoint or "")
        if texts is not None and request.method == "POST" and _may_send():
            request.max_content_length = request.max_form_memory_size = texts
            return
        most = largest.get(request.endpoint or "")
        if most is None or request.method != "POST" or not _may_send():
            return
        if (request.content_length or 0) > most + REST_OF_FORM:
            _read_on()
            raise UploadTooLargeError(most)
        request.max_content_length = most + REST_OF_FORM

    app.before_request(allow_more)


def _may_send() -> bool:
    roles = allowed_roles(current_app, request.endpoint or "")
    return roles is not None and may_use(roles, acting)


def _read_on() -> None:
    """Take what is still being sent and forget it: a browser reads an answer only when it has sent everything."""
    sent, until = 0, monotonic() + READ_ON_SECONDS
    stream = request.environ["wsgi.input"]
    while sent < READ_ON_BYTES and monotonic() < until and (piece := stream.read(PIECE)):
        sent += len(piece)
