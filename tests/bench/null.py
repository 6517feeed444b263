"""An application that does nothing: the unit of all figures."""

from collections.abc import Callable, Iterable
from typing import Any


def app(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer two bytes."""
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]
