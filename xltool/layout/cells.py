"""The cells of one sheet before it is written or read, and the sheet as a whole.

Rows and columns count from 0. Nothing here knows a value: a cell that holds one has its ``Key``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.a1 import address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.forms import Column, Form, OlderVersion
    from xltool.model.submission import FormSize, Key


NOT_APPLICABLE = "——"
"""What a statement prints where a column does not apply to a line."""


class Role(StrEnum):
    """What a cell is there for. ``FACT`` cells hold values; all others are printed.

    ``CODE_NAME`` cells show what the code is called that is chosen beside them.
    """

    ID = "id"
    TITLE = "title"
    CARD = "card"
    SUBTITLE = "subtitle"
    MEASURE = "measure"
    HEAD = "head"
    LABEL = "label"
    FIELD = "field"
    NUMBER = "number"
    CODE = "code"
    INDEX = "index"
    FACT = "fact"
    BLANK = "blank"
    NOTE = "note"
    EMPTY = "empty"
    CODE_NAME = "code-name"


NOTES = frozenset({Role.NOTE, Role.EMPTY})
"""Notes below a form; an ``EMPTY`` one shows only while the form holds no figure."""


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell, merged over ``height`` × ``width`` cells, with its printed text or its fact.

    ``places`` are decimal places that the line prescribes instead of the column. ``calculated``
    facts are formulas. ``strong`` cells belong to a total and are printed bold.
    """

    row: int
    col: int
    role: Role
    text: str = ""
    height: int = 1
    width: int = 1
    key: Key | None = None
    column: Column | None = None
    places: int | None = None
    calculated: bool = False
    strong: bool = False

    @property
    def address(self) -> str:
        """The address of the upper left cell, such as ``H12``."""
        return address(self.row, self.col)

    def expected_text(self, older: OlderVersion) -> str:
        """Return what the pack's version ``older`` prints here.

        Of a card's title only the beginning: the project's name, which follows, is a value.
        """
        text = self.text.partition("{project}")[0] if self.role is Role.CARD else self.text
        return older.printed.get(text, text)

    @property
    def is_number(self) -> bool:
        """Whether the number of a row or column is printed here: it is stored as a number."""
        return self.role in {Role.NUMBER, Role.INDEX} and self.text.isdecimal()

    @property
    def entered(self) -> bool:
        """Whether the value here is typed: it is neither calculated nor printed."""
        return self.key is not None and not self.calculated and not self.text


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """The geometry of one sheet: which cells it has, how wide, how high, where pages begin.

    ``widths`` are characters, by column; ``heights`` points, of the rows that prescribe one.
    ``heads`` are the first and last row of the headings that every page repeats; None for cards,
    each of which has its own.
    ``breaks`` are the rows at which a page begins. ``slots`` are the cells of the values.
    """

    form: Form
    extent: FormSize
    sheet: str
    cells: tuple[FormCell, ...]
    widths: tuple[float, ...]
    heights: Mapping[int, float]
    heads: tuple[int, int] | None
    breaks: tuple[int, ...]
    slots: Mapping[Key, FormCell] = field(init=False)

    def __post_init__(self) -> None:
        """Index the facts."""
        slots = {cell.key: cell for cell in self.cells if cell.key is not None}
        object.__setattr__(self, "slots", slots)

    @property
    def rows(self) -> int:
        """How many rows the sheet has."""
        return max(cell.row + cell.height for cell in self.cells)

    def digest_text(self) -> str:
        """Return the text that ``digest`` is a hash of: what is printed and where values stand.

        One ``(row, col, text, key)`` after the other. Workbooks that were sent out hold the
        digest, so the form of this text must never change. Cells whose text differs between
        copies of the same form (names, notes) are left out.
        """
        varying = {Role.ID, Role.SUBTITLE, Role.MEASURE, *NOTES}
        return "".join(
            f"({cell.row}, {cell.col}, {cell.text!r}, {_key_text(cell.key)})"
            for cell in self.cells
            if cell.role not in varying
        )

    def digest(self) -> str:
        """Return a short hash of what is printed and where values stand, 16 hex digits."""
        return layout_digest(self.digest_text())


def _key_text(key: Key | None) -> str:
    """Return a key in the form that digests were made with: the ``repr`` of its first class."""
    if key is None:
        return "None"
    table, entity, row, column = key
    return f"Key(table={table!r}, entity={entity!r}, row={row!r}, column={column!r})"


def layout_digest(digest_text: str) -> str:
    """Return the digest of a layout with this ``SheetLayout.digest_text``."""
    return hashlib.sha256(digest_text.encode()).hexdigest()[:16]
