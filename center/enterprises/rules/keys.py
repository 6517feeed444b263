"""Keys of the registry: what stands for a firm in addresses.

Source: docs/rules/enterprises.md, "Fields and owners"
"""

import re

OWN_PREFIX = "C-"
"""With it begin keys of ours, for firms that the registry has not named yet."""
ALL = "all"
"""What the access log names where many firms were read at once."""
TAKEN = frozenset({"new", "import", "export", ALL})
"""Words that are pages of ours under the same address."""
KEY = re.compile(r"[\w.\-~()\[\]:+,·]{1,40}")


def is_registry_key(text: str) -> bool:
    """Whether an address can hold it as one part, and it is not a word of ours. A key of ours is one too."""
    return bool(KEY.fullmatch(text)) and text.strip(".") != "" and text.casefold() not in TAKEN


def is_own_key(text: str) -> bool:
    """Whether it is one of ours, which no registry gives."""
    return text.startswith(OWN_PREFIX)
