"""The shared strings of a package: each text once, and cells refer to it by its number.

ECMA-376 Part 1, 18.4.9 ``sst`` and 18.4.8 ``si``. Texts are written as xlsxwriter writes them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_ITEM = re.compile("<si>.*?</si>", re.DOTALL)
_ESCAPE = re.compile("(_x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


class SharedStrings:
    """The texts of one package: those of the template, some replaced, and added ones."""

    def __init__(self, items: Sequence[str]) -> None:
        """Begin with the items of a template, as XML."""
        self._items = list(items)
        self._added: dict[str, int] = {}

    def replace(self, number: int, text: str) -> None:
        """Put a text in place of another, for all cells that refer to its number."""
        self._items[number] = _item_xml(text)

    def add(self, text: str) -> int:
        """Return the number of a text, which is added when it is not among the added ones."""
        if text not in self._added:
            self._added[text] = len(self._items)
            self._items.append(_item_xml(text))
        return self._added[text]

    def xml(self, uses: int) -> str:
        """Return the part; ``uses`` is how many cells refer to it."""
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
            f' count="{uses}" uniqueCount="{len(self._items)}">{"".join(self._items)}</sst>'
        )


def split_items(xml: str) -> list[str]:
    """Return the items of the part, as XML."""
    return _ITEM.findall(xml)


def escape_xml(text: str) -> str:
    """Return a text as XML data."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_string(text: str) -> str:
    """Return a text as XML data in which characters that XML lacks are written _xHHHH_.

    A text that looks like such an escape gets one for its ``_``: ECMA-376 Part 1, 22.9.2.19.
    """
    kept = _ESCAPE.sub(r"_x005F\1", text)
    return escape_xml(_CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", kept))


def _item_xml(text: str) -> str:
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<si><t{space}>{escape_string(text)}</t></si>"
