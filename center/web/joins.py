"""What a page of one slice shows of a slice above it, which it must not know: the app says where it comes from."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, current_app

_JOINS = "center_joins"


def init_joins(app: Flask, **joins: Callable[..., Any]) -> None:
    """Let pages ask for these by name."""
    app.extensions[_JOINS] = joins


def joined(name: str, *of: Any) -> Any:
    """What the function of that name says of something."""
    joins: Mapping[str, Callable[..., Any]] = current_app.extensions[_JOINS]
    return joins[name](*of)
