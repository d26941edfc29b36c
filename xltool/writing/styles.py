"""How cells look: fonts, fills, borders and number formats, and how tall wrapped text is."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from xltool.kinds import ColumnKind
from xltool.layout.cells import FormCell, Role
from xltool.values.cell_values import places_of

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

BODY_FONT = "宋体"
TITLE_FONT = "方正小标宋简体"
HEAD_FONT = "黑体"
NOTE_FONT = "仿宋_GB2312"
INPUT_FILL = "#FFFBE6"
HEAD_FILL = "#EEF2F7"
STRONG_FILL = "#F6F6F6"
LINE_COLOUR = "#7F7F7F"
LINK_COLOUR = "#0B5394"
ID_COLOUR = "#BFBFBF"
LINE_HEIGHT = 15.0
"""Points that one line of 11-point text takes."""
SHOWN_PLACES = 2
"""Decimal places that a cell shows of an amount that has more."""
NOTE_AUTHOR = "审核"
NOTE_COLOUR = "#FFFFE1"
NOTE_WIDTH = 46.0
"""Characters in one line of a note."""
NOTE_LINE = 13.0
"""Points of one line of a note, in 9 points."""
NOTE_CHARACTER = 6.5
"""Pixels of one character of a note."""

INDENT = 1
"""Steps that a text at the left of a cell with a border stands away from it."""
INDENT_WIDTH = 1.2
"""Width of that indent, in units of column width."""
WARNING = {"font_color": "#C00000"}
"""The properties of a text that nobody may overlook."""
BOX = {"border": 1, "border_color": LINE_COLOUR}
"""The properties of a cell with a border all around."""
_BORDER = BOX | {"valign": "vcenter"}
_NOTE = {"font_name": NOTE_FONT, "font_size": 10, "text_wrap": True, "valign": "vcenter"}
_ROLES: dict[Role, dict[str, Any]] = {
    Role.ID: {"font_size": 6, "font_color": ID_COLOUR},
    Role.TITLE: {"font_name": TITLE_FONT, "font_size": 18, "align": "center"},
    Role.CARD: {"font_name": TITLE_FONT, "font_size": 16, "align": "center", "text_wrap": True},
    Role.SUBTITLE: {"align": "left"},
    Role.MEASURE: {"align": "right"},
    Role.HEAD: _BORDER | {
        "font_name": HEAD_FONT, "align": "center", "text_wrap": True, "bg_color": HEAD_FILL,
    },
    Role.LABEL: _BORDER | {"text_wrap": True},
    Role.FIELD: _BORDER | {"font_name": HEAD_FONT, "align": "center", "bg_color": HEAD_FILL},
    Role.NUMBER: _BORDER | {"align": "center", "font_color": "#595959"},
    Role.CODE: _BORDER,
    Role.INDEX: _BORDER | {"align": "center", "bg_color": HEAD_FILL},
    Role.FACT: _BORDER,
    Role.CODE_NAME: _BORDER | {"text_wrap": True},
    Role.BLANK: _BORDER | {"align": "center"},
    Role.NOTE: _NOTE,
    Role.EMPTY: _NOTE,
}  # fmt: skip


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        """Keep the workbook that owns the formats."""
        self._workbook = workbook
        self._made: dict[tuple[Any, ...], Format] = {}
        self._cells: dict[tuple[Any, ...], Format] = {}

    def get(self, **properties: object) -> Format:
        """Return the format with these xlsxwriter properties, in the body's font."""
        body = {"font_name": BODY_FONT, "font_size": 11, "valign": "vcenter"}
        return self._make("cell", body | properties)

    def conditional(self, **properties: object) -> Format:
        """Return a format for conditional formatting: only what it changes."""
        return self._make("conditional", properties)

    def _make(self, use: str, properties: dict[str, object]) -> Format:
        key = (use, *sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]

    def for_cell(self, cell: FormCell, *, open_: bool) -> Format:
        """Return the format of a cell; ``open_`` cells are unlocked and coloured."""
        kind = cell.column.kind if cell.column else None
        places = places_of(cell.column, cell.places) if cell.column else 0
        alike = (cell.role, cell.strong, kind, places, open_)
        if alike not in self._cells:
            self._cells[alike] = self.get(**_cell_properties(*alike))
        return self._cells[alike]


def _cell_properties(
    role: Role,
    strong: bool,  # noqa: FBT001 - what makes cells alike, in order
    kind: ColumnKind | None,
    places: int,
    open_: bool,  # noqa: FBT001 - same
) -> dict[str, Any]:
    found = dict(_ROLES[role])
    if role is Role.LABEL and kind is not None:
        found |= {"align": "center"}
    if is_indented(role, kind):
        found |= {"align": "left", "indent": INDENT}
    if strong:
        found |= {"bold": True, "bg_color": STRONG_FILL}
    if kind is not None and role is Role.FACT:
        found |= _value_properties(kind, places)
    if open_:
        found |= {"locked": False, "bg_color": INPUT_FILL}
    return found


def is_indented(role: Role, kind: ColumnKind | None) -> bool:
    """Whether a cell's text begins at the left border: printed labels, and typed texts."""
    if role is Role.FACT:
        return kind is not None and not kind.numeric and kind is not ColumnKind.CODE
    return role in {Role.LABEL, Role.CODE, Role.CODE_NAME} and kind is None


def _value_properties(kind: ColumnKind, places: int) -> dict[str, Any]:
    if kind.numeric:
        return {"num_format": number_format(places), "align": "right", "shrink": True}
    align = {"align": "center"} if kind is ColumnKind.CODE else {}
    return {"num_format": "@", "text_wrap": True} | align


def number_format(places: int) -> str:
    """Return the number format for so many decimal places, of which two are shown."""
    shown = min(places, SHOWN_PLACES)
    return "#,##0." + "0" * shown + "_ " if shown else "#,##0_ "


def begins_with(cell: str, start: str, style: Format) -> dict[str, object]:
    """Return the options of a conditional format where the text of ``cell`` begins with ``start``.

    ``cell`` is the upper left cell of the formatted area, or another one that its ``$`` signs fix.
    Of several formats the first that applies is the only one.
    """
    test = f'=LEFT({cell},{len(start)})="{start}"'
    return {"type": "formula", "criteria": test, "format": style, "stop_if_true": True}


def text_height(text: str, width: float, line: float = LINE_HEIGHT) -> float:
    """Return the points that wrapped ``text`` takes in ``width`` characters.

    An estimate on the safe side, for no program tells how it will wrap: each part between line
    breaks is divided by the width less a margin, and 5 points stand above and below.
    """
    usable = max(width - 1.5, 1.0)
    if 2 * len(text) <= usable and "\n" not in text:
        return line + 5.0
    lines = sum(max(1, ceil(_width(part) / usable)) for part in text.split("\n"))
    return lines * line + 5.0


def note_box(text: str) -> dict[str, Any]:
    """Return the size and font of a note that shows ``text`` whole."""
    height = text_height(text, NOTE_WIDTH, NOTE_LINE)
    return {
        "author": NOTE_AUTHOR, "font_name": BODY_FONT, "font_size": 9, "color": NOTE_COLOUR,
        "width": round(NOTE_WIDTH * NOTE_CHARACTER), "height": round(height * 4 / 3),
    }  # fmt: skip


def _width(text: str) -> float:
    """Return the width of a text in units of column width: Chinese characters take two."""
    return sum(2.0 if east_asian_width(char) in "WFA" else 1.05 for char in text)
