"""One worksheet of a template workbook, split so that single cells can be replaced.

The XML is cut at each cell, row height and print scale that differs between entities, and at the
footer, which has the serial number; all else is copied unchanged. The patterns below know just the
form in which xlsxwriter 3.3 writes: ``r`` first, then ``s``, no blanks between tags.
``tests/test_stamp.py`` compares the result with drawn sheets.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.bulk.shared_strings import escape_xml

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import TypeAlias

    from xltool.bulk.recording_sheet import RecordingSheet
    from xltool.bulk.shared_strings import SharedStrings
    from xltool.values.decimal_text import Shown
    from xltool.writing.cell_writer import Place
    from xltool.writing.content import PlaceholderNames, WorkbookContent

    Changes: TypeAlias = Mapping[Place, Shown]

STRING_REFERENCE = re.compile(r' t="s"><v>(\d+)</v>')
"""A cell that refers to a shared string, by its number (ECMA-376 Part 1, 18.3.1.4 ``c``)."""
_ELEMENTS = re.compile(
    r"""
    <row\ r="(?P<row>\d+)"[^>]*>                        # the tag of a row, which has its height
    | <c\ r="(?P<cell>[A-Z]+\d+)"[^>]*?(?:/>|>.*?</c>)  # a cell: blank, or with what it holds
    | (?P<page><pageSetup\ [^>]*>)                      # the page set-up, which has the print scale
    | (?P<footer><oddFooter>.*?</oddFooter>)            # the footer, which has the serial number
    """,
    re.DOTALL | re.VERBOSE,
)
_ADDRESS_AND_STYLE = re.compile(r'<c r="[A-Z]+\d+"(?: s="\d+")?')
_FORMULA = re.compile("<f(?: [^>]*)?(?:(?<=/)>|(?<!/)>.*?</f>)", re.DOTALL)
"""A formula: its own, the text of a shared one, or only the number of a shared one."""
_HEIGHT = re.compile(r' (?:ht|customHeight)="[^"]*"')
_SCALE = re.compile(r' scale="\d+"')
DEFAULT_HEIGHT = 20
"""Pixels of a row whose height xlsxwriter does not write."""


class TemplateSheetPart:
    """One sheet of a template: what each of its cells shows there, and its XML in pieces."""

    def __init__(self, xml: str, sheet: RecordingSheet, content: WorkbookContent) -> None:
        """Split the drawn sheet; ``content`` is what it was drawn with."""
        self._sheet = sheet
        self._values = {place: value_of(content) for place, value_of in sheet.values_of.items()}
        self._values |= {place: content.get(key) for key, place in sheet.facts.items()}
        self._filled = [key for key, at in sheet.facts.items() if self._values[at] is not None]
        self._pieces: list[str] = []
        self._piece_of: dict[Place | int | str, int] = {}
        self._split(xml)

    def _split(self, xml: str) -> None:
        """Cut the XML before and after each element that can be replaced."""
        places = {address(*place): place for place in self._values}
        end = 0
        for found in _ELEMENTS.finditer(xml):
            name = self._name(found, places)
            if name is not None:
                self._pieces += [xml[end : found.start()], found[0]]
                self._piece_of[name] = len(self._pieces) - 1
                end = found.end()
        self._pieces.append(xml[end:])

    def _name(self, found: re.Match[str], places: Mapping[str, Place]) -> Place | int | str | None:
        """Return a cell's place, a row's number, ``page`` or ``footer``; None: never differs."""
        if found["cell"]:
            return places.get(found["cell"])
        if found["row"]:
            row = int(found["row"]) - 1
            return row if row in self._sheet.heights_of else None
        if found["page"]:
            return "page" if self._sheet.scale_of else None
        return "footer"

    @property
    def has_footer(self) -> bool:
        """Whether the sheet prints a footer, in which the serial number differs."""
        return "footer" in self._piece_of

    def string_cells(self) -> Iterator[tuple[Place, int]]:
        """Yield the cells that refer to a shared string in the template, and its number."""
        for place in self._values:
            if found := STRING_REFERENCE.search(self._pieces[self._piece_of[place]]):
                yield place, int(found[1])

    def template_value(self, place: Place) -> Shown:
        """Return what a cell shows in the template."""
        return self._values[place]

    def refers_to_string(self, place: Place, value: Shown) -> bool:
        """Whether a cell that shows ``value`` refers to a shared string; no formula does."""
        formula = _FORMULA.search(self._pieces[self._piece_of[place]])
        return isinstance(value, str) and value != "" and formula is None

    def changes(self, content: WorkbookContent) -> dict[Place, Shown]:
        """Return the cells that show something else than in the template, and what they show."""
        shown = {place: value_of(content) for place, value_of in self._sheet.values_of.items()}
        # Of thousands of cells for entered values only those can change that are filled in the
        # template or in this content.
        for key in self._filled:
            shown[self._sheet.facts[key]] = content.get(key)
        for key, value in content.entered():
            if key in self._sheet.facts:
                shown[self._sheet.facts[key]] = value
        return {place: value for place, value in shown.items() if value != self._values[place]}

    def height_changes(self, rows: Collection[int], content: WorkbookContent) -> dict[int, float]:
        """Return those of ``rows`` that are of another height than in the template, in points."""
        heights_of = self._sheet.heights_of
        heights = {row: heights_of[row](content) for row in rows if row in heights_of}
        return {row: each for row, each in heights.items() if each != self._sheet.heights[row]}

    def xml(
        self,
        changes: Changes,
        heights: Mapping[int, float],
        strings: SharedStrings,
        words: PlaceholderNames,
    ) -> str:
        """Return the part with other values and heights; new texts are added to ``strings``.

        ``words`` are the names and the serial number as XML.
        """
        pieces = list(self._pieces)
        if self.has_footer:
            number = self._piece_of["footer"]
            pieces[number] = words.with_names(pieces[number])
        for place, value in changes.items():
            number = self._piece_of[place]
            pieces[number] = _with_value(pieces[number], value, strings)
        for row, height in heights.items():
            number = self._piece_of[row]
            pieces[number] = _with_height(pieces[number], height)
        if heights and self._sheet.scale_of:
            all_heights = self._sheet.heights | dict(heights)
            percent = self._sheet.scale_of([all_heights[row] for row in sorted(all_heights)])
            number = self._piece_of["page"]
            pieces[number] = _SCALE.sub(f' scale="{percent}"', pieces[number])
        return "".join(pieces)


def _with_value(cell: str, value: Shown, strings: SharedStrings) -> str:
    """Return the XML of a cell with another value; its style and its formula stay."""
    start, formula = _ADDRESS_AND_STYLE.match(cell), _FORMULA.search(cell)
    assert start is not None
    number = float(value) if isinstance(value, Decimal) else value
    if formula:
        kind = ' t="str"' if isinstance(number, str) and number else ""
        text = escape_xml(number) if isinstance(number, str) else "" if number is None else number
        return f"{start[0]}{kind}>{formula[0]}<v>{text}</v></c>"
    if number is None or number == "":
        return f"{start[0]}/>"
    if isinstance(number, str):
        return f'{start[0]} t="s"><v>{strings.add(number)}</v></c>'
    return f"{start[0]}><v>{number:.16G}</v></c>"


def _with_height(row: str, height: float) -> str:
    """Return the tag of a row with another height, in whole pixels as xlsxwriter rounds it."""
    pixels = int(height * 4.0 / 3.0 + 0.5)
    tag = _HEIGHT.sub("", row).removesuffix(">")
    attributes = f' ht="{pixels * 0.75:.16g}" customHeight="1"' if pixels != DEFAULT_HEIGHT else ""
    return f"{tag}{attributes}>"
