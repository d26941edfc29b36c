"""What stands around the cells of a worksheet of an .xlsx: where these may stand, and marks on it.

Sections are those of ECMA-376 Part 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.spreadsheets.raw_sheet import LAST_COLUMN, area_corners
from xltool.spreadsheets.refusals import ambiguous, beyond_bounds, require, whole_number
from xltool.spreadsheets.safe_xml import LocalNames

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.spreadsheets.raw_sheet import RawSheet

TRUE = frozenset({"1", "true"})
_PLACES = {"sheetData": (2, ""), "row": (3, "sheetData"), "c": (4, "row")}
"""How deep an element of cells stands, and in which one."""
_CELL_DEPTH, _CELL_PATH = 4, ["sheetData", "row", "c"]
_MARKS = frozenset({"mergeCell", "dataValidation", "filterColumn", "col", "sheetProtection"})
_MOST = 1 << 31
_HEAD = 1 << 10


class SheetMarks:
    """What was done to a sheet besides filling it in; where its cells may stand.

    ``data`` counts the ``<sheetData>``. Cells stand in rows, rows in the one ``<sheetData>`` of the
    sheet, and nowhere else: programs that look for elements anywhere, and those that look for them
    in their place, would not read the same (XL-105, ambiguous).
    """

    def __init__(self, sheet: RawSheet, part: str, content: bytes) -> None:
        """Begin to count validations, which this format has.

        ``content`` is what will be parsed: it tells whether any element but the root declares
        namespaces, so that not each of them is looked at.
        """
        self.sheet, self.part, self.data = sheet, part, 0
        self.path = list[str]()
        self._names, self._namespaces = LocalNames(), _Namespaces(content)
        sheet.validations = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element that is no cell nor part of one."""
        kind = self._names[tag]
        if self._namespaces.awaits_more or kind in _PLACES:
            kind = self.enter(tag, attributes)
        else:
            self.path.append(kind)
        if kind in _MARKS:
            self.mark(kind, attributes)

    def end(self, _: str) -> None:
        """Handle the end of an element."""
        self.path.pop()

    def enter(self, tag: str, attributes: dict[str, str]) -> str:
        """Return the local name of an element that begins; empty if it only looks like a cell.

        Anchors of controls have rows, too, in a namespace of their own.
        """
        if self._namespaces.awaits_more:
            self._namespaces.declare(tag, attributes)
        kind = self._names[tag]
        self.path.append(kind)
        place = _PLACES.get(kind)
        if place is None:
            return kind
        parent = self.path[-2] if len(self.path) > 1 else ""
        require(kind == "sheetData" or not self.inside_cell)
        foreign = self._namespaces.foreign(tag)
        well = (len(self.path), parent) == (place[0], place[1] or parent) and not foreign
        if kind == "sheetData":
            self.data += 1
            well = well and self.data == 1
        if well:
            return kind
        if foreign and "sheetData" not in self.path:
            return ""
        raise ambiguous(member=f"{self.part} <{kind}>")

    def is_foreign(self, tag: str) -> bool:
        """Whether an element is of another namespace than the sheet."""
        return self._namespaces.foreign(tag)

    @property
    def inside_cell(self) -> bool:
        """Whether the element that was entered last stands inside a cell."""
        return len(self.path) > _CELL_DEPTH and self.path[1:_CELL_DEPTH] == _CELL_PATH

    def mark(self, kind: str, attributes: dict[str, str]) -> None:
        """Handle an element by its local name."""
        match kind:
            case "mergeCell":  # in ``<mergeCells>``, §18.3.1.55
                self.sheet.merges.append(self._area(kind, attributes.get("ref", "")))
            case "dataValidation":
                self.sheet.validations = (self.sheet.validations or 0) + 1
                if attributes.get("type") == "list":  # §18.18.21
                    self.sheet.dropdowns.extend(attributes.get("sqref", "").split())
            case "filterColumn":
                self.sheet.filtered = True
            case "col":
                self._mark_columns(attributes)
            case "sheetProtection":  # §18.3.1.85; options alone do not protect
                self.sheet.protected = attributes.get("sheet") in TRUE

    def _mark_columns(self, attributes: dict[str, str]) -> None:
        """Keep which columns are hidden (§18.3.1.13); some programs write more than there are."""
        if "min" not in attributes:  # the place of a picture or control has columns, too
            return
        place = f"{self.part} <col>"
        first = whole_number(attributes["min"], 1, _MOST, place)
        last = whole_number(attributes.get("max", ""), first, _MOST, place)
        if is_hidden(attributes, "width"):
            self.sheet.hidden_cols.update(range(first - 1, min(last, LAST_COLUMN)))

    def _area(self, kind: str, ref: str) -> str:
        """Return a reference; refuse one that is no area of a sheet (XL-105, bounds)."""
        try:
            top, left, bottom, right = area_corners(ref)
        except ValueError:
            raise beyond_bounds(member=f"{self.part} <{kind}> {ref}") from None
        if top > bottom or left > right:
            raise beyond_bounds(member=f"{self.part} <{kind}> {ref}")
        return ref


def is_hidden(attributes: Mapping[str, str], size: str) -> bool:
    """Whether a row or column is hidden, or its ``size`` is nothing."""
    return attributes.get("hidden") in TRUE or not attributes.get(size, "1").strip("0.")


class _Namespaces:
    """Which prefixes of a part stand for the namespace of its root element.

    A prefix that stands for two namespaces, in turn, counts as foreign; one that is not declared
    does not.
    """

    def __init__(self, content: bytes) -> None:
        """Begin before the root element of what will be parsed."""
        self.awaits_more = True
        # Where it is written in more than a byte a character, it is not looked for.
        self._left = -1 if b"\0" in content[:_HEAD] else content.count(b"xmlns")
        self._meanings = dict[str, str]()
        self._foreign: dict[str, bool] | None = None
        self._root = ""

    def declare(self, tag: str, attributes: dict[str, str]) -> None:
        """Take in what an element declares."""
        first = self._foreign is None
        if self._foreign is None:
            self._foreign, self._root = {}, tag.rpartition(":")[0]
        for key, declared in attributes.items():
            if key.startswith("xmlns"):
                self._left -= 1
                prefix = key.removeprefix("xmlns").removeprefix(":")
                if self._meanings.setdefault(prefix, declared) != declared:
                    self._foreign[prefix] = True
        if first:
            self._meanings.setdefault(self._root, "")
            self.awaits_more = self._left != 0

    def foreign(self, tag: str) -> bool:
        """Whether the namespace of an element is not that of the root."""
        prefix = tag.rpartition(":")[0]
        known = self._foreign or {}
        meaning = self._meanings.get(prefix)
        return known.get(prefix, False) or meaning not in {None, self._meanings.get(self._root)}
