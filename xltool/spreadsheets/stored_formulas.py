"""The texts of a sheet's formulas as its file stores them, taken apart only where one is asked for.

Most of a file may be formulas, and only those of a few cells are ever looked at. So the elements
``<f>`` (ECMA-376 Part 1 §18.3.1.40) are kept as they are written, up to ``MOST_KEPT`` of a sheet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from xltool.spreadsheets.safe_xml import decode_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MOST_KEPT = 1 << 24
"""Characters of formulas of one sheet that are kept; of those beyond nothing is known."""
_ELEMENT = re.compile(r"<f([^>]*?)/?>(?:([^<]*)</f>)?")
_ATTRIBUTE = re.compile(r' ([\w:]+)="([^"]*)"')


class StoredFormula(NamedTuple):
    """A formula without its equals sign; cells with the same ``shared`` number share its text.

    Of these only the first has a ``text``.
    """

    text: str
    shared: str = ""


class WrittenFormula(NamedTuple):
    """The text of a formula, and the cell that it is written in: of a shared one the first."""

    at: str
    text: str


@dataclass
class StoredFormulas:
    """The formulas of a sheet by address, as elements of XML or taken apart."""

    elements: dict[str, str | StoredFormula] = field(default_factory=dict)
    size: int = 0

    def keep(self, found: Iterable[tuple[str, str | StoredFormula]], size: int) -> None:
        """Keep formulas of so many characters together, if there is room."""
        if self.size + size <= MOST_KEPT:
            self.size += size
            self.elements.update(found)

    def at(self, place: str) -> WrittenFormula | None:
        """Return the formula of a cell, with the cell that it is written in; None if unknown."""
        if place not in self.elements:
            return None
        formula = _taken_apart(self.elements[place])
        if formula.text:
            return WrittenFormula(place, formula.text)
        return self._firsts.get(formula.shared)

    @cached_property
    def _firsts(self) -> Mapping[str, WrittenFormula]:
        """The cell with the text of each shared formula, by its number."""
        formulas = (
            (at, _taken_apart(element))
            for at, element in self.elements.items()
            if not isinstance(element, str) or _may_be_first(element)
        )
        return {
            formula.shared: WrittenFormula(at, formula.text)
            for at, formula in formulas
            if formula.shared and formula.text
        }


def _may_be_first(element: str) -> bool:
    return element.startswith("<f ") and not element.endswith("/>")


def _taken_apart(element: str | StoredFormula) -> StoredFormula:
    """Return a formula of an element that is written as usual, each byte one character."""
    if isinstance(element, StoredFormula):
        return element
    found = _ELEMENT.fullmatch(element)
    assert found is not None
    attributes = dict(_ATTRIBUTE.findall(found[1]))
    shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
    try:
        return StoredFormula(decode_text((found[2] or "").encode("latin-1")), shared)
    except ValueError:
        return StoredFormula("", shared)
