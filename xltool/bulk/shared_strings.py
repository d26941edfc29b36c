"""The shared strings of a package: each text once, and cells refer to it by its number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ITEM = re.compile("<si>.*?</si>", re.DOTALL)
_ESCAPE = re.compile("(_x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class SharedStrings:
    """The texts of one package."""

    def __init__(self, items: Sequence[str]) -> None:
        """Begin with those of a master, as XML."""
        self._items = list(items)
        self._added: dict[str, int] = {}

    def put(self, number: int, text: str) -> None:
        """Let a text stand where another stood."""
        self._items[number] = _item(text)

    def number(self, text: str) -> int:
        """Return the number of a text that is added."""
        if text not in self._added:
            self._added[text] = len(self._items)
            self._items.append(_item(text))
        return self._added[text]

    def xml(self, uses: int) -> str:
        """Return the part; ``uses`` is how many cells refer to it."""
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
            f' count="{uses}" uniqueCount="{len(self._items)}">{"".join(self._items)}</sst>'
        )


def items(xml: str) -> list[str]:
    """Return the texts of a part, as XML."""
    return _ITEM.findall(xml)


def escaped(text: str) -> str:
    """Return a text as XML data."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def held(text: str) -> str:
    """Return a text as XML data, in which Office finds control characters again."""
    kept = _ESCAPE.sub(r"_x005F\1", text)
    return escaped(_CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", kept))


def _item(text: str) -> str:
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{kept}>{held(text)}</t></si>"
