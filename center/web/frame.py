"""What surrounds every page: the site's own facts, navigation, switches, versioned static files."""

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, has_request_context, request, session, url_for
from markupsafe import Markup, escape

from center.core.actor import Role
from center.core.text import Text, _
from center.web.access import STAFF, acting
from center.web.i18n import language, say
from center.web.parts import MARK, kept_by, kept_text

CONTRAST_COOKIE = "center_contrast"
BLANK = f"\ue000{secrets.token_hex(8)}\ue000"


@dataclass(frozen=True, slots=True)
class NavItem:
    """A place of the menu: its words, its view, the views or blueprints that count as being there, who may go there."""

    text: Text
    endpoint: str
    within: tuple[str, ...] = ()
    roles: frozenset[Role] = STAFF


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the frame, in the reader's words."""

    text: str
    href: str
    is_current: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What `app` composes: menus and the facts of this installation. Who reviews has a menu of their own instead of `menu`."""

    menu: tuple[NavItem, ...]
    reviewer_menu: tuple[NavItem, ...]
    staff_menu: tuple[NavItem, ...]
    firm_menu: tuple[NavItem, ...]
    ways_out: tuple[NavItem, ...]
    switches: tuple[NavItem, ...]
    sign_in: NavItem
    site: Callable[[], dict[str, Any]]
    signed_in: Callable[[], dict[str, Any] | None]


def init_frame(app: Flask, frame: Frame) -> None:
    """Give every template the frame, and error pages their ways out."""
    app.extensions["center_frame"] = frame
    app.context_processor(lambda: _frame_of_request(frame) if has_request_context() else {})
    app.jinja_env.globals |= {"asset": asset, "address": address}


def asset(path: str) -> str:
    """The address of a static file, with its content's mark so that browsers may keep it for ever."""
    return _asset(request.script_root, path)


@lru_cache(maxsize=256)
def _asset(_root: str, path: str) -> str:
    mark = hashlib.sha256((Path(current_app.static_folder or "") / path).read_bytes()).hexdigest()[:12]
    return url_for("static", filename=path, v=mark)


def address(endpoint: str) -> str:
    """The address of a page that every page leads to, found once."""
    return _address(request.script_root, endpoint)


@lru_cache(maxsize=256)
def _address(_root: str, endpoint: str) -> str:
    return url_for(endpoint)


def _frame_of_request(frame: Frame) -> dict[str, Any]:
    site = frame.site()
    return {
        "site": site,
        "footer": kept_by(("footer", request.script_root, *site.values()), lambda: _footer(site)),
        "language": language(),
        "high_contrast": _contrast(),
        "navigation": _menu(frame.reviewer_menu) or [_link(item) for item in frame.menu],
        "staff_navigation": _menu(frame.staff_menu),
        "firm_navigation": _menu(frame.firm_menu),
        "switches": _switches(frame),
        "signed_in": g.get("center_blanks") or frame.signed_in(),
    }


def kept_page(write: Callable[[], str]) -> str:
    """A page of which only the frame is personal: written once for all who see the same, then filled for who asks.

    It is kept while the mark of what it shows stays the same. Beside the frame it may depend on the address alone.
    """
    mark, own = request.environ.get(MARK), current_app.extensions["center_frame"].signed_in() or {}
    if mark is None or "_flashes" in session:
        return write()
    shown = (request.full_path, mark, tuple(own), acting().roles, _contrast())
    text = kept_text(shown, lambda: _without_own(own, write))
    for name, value in own.items():
        text = text.replace(_blank(name), escape(value))
    return text


def _without_own(own: Mapping[str, Any], write: Callable[[], str]) -> str:
    """A page with blanks where something of a single person stands."""
    g.center_blanks = {name: _blank(name) for name in own}
    try:
        return write()
    finally:
        del g.center_blanks


def _blank(name: str) -> str:
    """What stands for something of a single person; no text that anybody types can hold it."""
    return f"{BLANK}{name}{BLANK}"


def _contrast() -> bool:
    return request.cookies.get(CONTRAST_COOKIE) == "high"


def _footer(site: Mapping[str, Any]) -> Markup:
    return Markup(current_app.jinja_env.get_template("_footer.html").render(site=site))  # noqa: S704 (our own template)


def _menu(items: tuple[NavItem, ...]) -> list[Link]:
    """The places of a menu to which the person may go."""
    return [_link(item) for item in items if acting().roles & item.roles]


def _link(item: NavItem) -> Link:
    endpoint = request.endpoint or ""
    here = {endpoint, endpoint.partition(".")[0]}
    return Link(say(item.text), address(item.endpoint), not here.isdisjoint({item.endpoint, *item.within}))


def _switches(frame: Frame) -> list[Link]:
    here = request.full_path.rstrip("?") if request.method == "GET" else "/"
    contrast = "normal" if request.cookies.get(CONTRAST_COOKIE) == "high" else "high"
    words = say(_("고대비로 보기")) if contrast == "high" else say(_("기본 화면으로 보기"))
    other, name = ("en", "English") if language() == "ko" else ("ko", "한국어")
    links = [
        Link(words, _preference({"contrast": contrast, "next": here})),
        Link(name, _preference({"language": other, "next": here}), lang=other),
    ]
    if acting().user_id is None:
        links.insert(0, _link(frame.sign_in))
    return [*(_link(item) for item in frame.switches), *links]


def _preference(chosen: dict[str, str]) -> str:
    return f"{address('web.prefer')}?{urlencode(chosen, safe='/:')}"
