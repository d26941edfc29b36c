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
LINE_HEIGHT = 15.0
"""Points that one line of 11-point text takes."""
SHOWN_PLACES = 2
NOTE_AUTHOR = "审核"
NOTE_COLOUR = "#FFFFE1"
NOTE_WIDTH = 46.0
"""Characters in one line of a note."""
NOTE_LINE = 13.0
NOTE_CHARACTER = 6.5
"""Points of a line, and pixels of a character, in 9 points."""

_BORDER = {"border": 1, "border_color": LINE_COLOUR, "valign": "vcenter"}
_ROLES: dict[Role, dict[str, Any]] = {
    Role.ID: {"font_size": 8, "font_color": "#808080", "valign": "vcenter"},
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
    Role.FACT: _BORDER,
    Role.BLANK: _BORDER | {"align": "center"},
    Role.NOTE: {"font_name": NOTE_FONT, "font_size": 10, "text_wrap": True, "valign": "vcenter"},
}  # fmt: skip


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        """Keep the workbook that owns the formats."""
        self._workbook = workbook
        self._made: dict[tuple[Any, ...], Format] = {}
        self._cells: dict[tuple[Any, ...], Format] = {}

    def get(self, **look: object) -> Format:
        """Return the format with these xlsxwriter properties."""
        full: dict[str, object] = {
            "font_name": BODY_FONT,
            "font_size": 11,
            "valign": "vcenter",
        } | look
        key = tuple(sorted(full.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(full)
        return self._made[key]

    def mark(self, **look: object) -> Format:
        """Return a format for conditional formatting: only what it changes."""
        key = ("mark", *sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(look)
        return self._made[key]

    def of(self, cell: FormCell, *, open_: bool, **more: object) -> Format:
        """Return the format of a cell; ``open_`` cells are unlocked and coloured.

        ``more`` properties come on top: how a reissued workbook marks it.
        """
        kind = cell.column.kind if cell.column else None
        places = places_of(cell.column, cell.places) if cell.column else 0
        alike = (cell.role, cell.strong, kind, places, open_)
        if more:
            return self.get(**_look(*alike) | more)
        if alike not in self._cells:
            self._cells[alike] = self.get(**_look(*alike))
        return self._cells[alike]


def _look(
    role: Role,
    strong: bool,  # noqa: FBT001 - what makes cells alike, in order
    kind: ColumnKind | None,
    places: int,
    open_: bool,  # noqa: FBT001 - same
) -> dict[str, Any]:
    look = dict(_ROLES[role])
    if role is Role.LABEL and kind is not None:
        look |= {"align": "center"}
    if strong:
        look |= {"bold": True, "bg_color": STRONG_FILL}
    if kind is not None and role is Role.FACT:
        look |= _value_look(kind, places)
    if open_:
        look |= {"locked": False, "bg_color": INPUT_FILL}
    return look


def _value_look(kind: ColumnKind, places: int) -> dict[str, Any]:
    if kind.numeric:
        return {"num_format": number_format(places), "align": "right", "shrink": True}
    look: dict[str, Any] = {"num_format": "@", "text_wrap": True}
    return look | {"align": "center" if kind is ColumnKind.CODE else "left"}


def number_format(places: int, least: int = 0) -> str:
    """Return the number format for so many decimal places: two of them, and at least ``least``."""
    shown = max(min(places, SHOWN_PLACES), least)
    return "#,##0." + "0" * shown + "_ " if shown else "#,##0_ "


def text_height(text: str, width: float, line: float = LINE_HEIGHT) -> float:
    """Return the points that wrapped ``text`` takes in ``width`` characters."""
    room = max(width - 1.5, 1.0)
    if 2 * len(text) <= room and "\n" not in text:
        return line + 5.0
    lines = sum(max(1, ceil(_width(part) / room)) for part in text.split("\n"))
    return lines * line + 5.0


def note_box(text: str) -> dict[str, Any]:
    """Return the size and font of a note that shows ``text`` whole."""
    height = text_height(text, NOTE_WIDTH, NOTE_LINE)
    return {
        "author": NOTE_AUTHOR, "font_name": BODY_FONT, "font_size": 9, "color": NOTE_COLOUR,
        "width": round(NOTE_WIDTH * NOTE_CHARACTER), "height": round(height * 4 / 3),
    }  # fmt: skip


def _width(text: str) -> float:
    return sum(2.0 if east_asian_width(char) in "WFA" else 1.05 for char in text)
