"""How templates are read: without their indentation, a quarter of what would be sent otherwise."""

import re

from jinja2.ext import Extension

INDENT = re.compile(r"(?P<tag>[%#]\})?\n[ \t]+")
"""What a line begins with. After a tag of Jinja its line's end is taken away, so one blank must go on to part words."""


class Unindented(Extension):
    """Takes the indentation out of pages when they are compiled, so that making them costs nothing more."""

    def preprocess(self, source: str, _name: str | None, filename: str | None = None) -> str:
        """The text of a template as Jinja reads it; its lines keep their numbers."""
        if filename is None or not filename.endswith(".html"):
            return source
        return INDENT.sub(lambda found: f"{found['tag']}\n " if found["tag"] else "\n", source)
