"""The cells of one sheet, and the sheet as a whole."""

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


class Role(StrEnum):
    """What a cell is there for."""

    ID = "id"
    TITLE = "title"
    CARD = "card"
    SUBTITLE = "subtitle"
    MEASURE = "measure"
    HEAD = "head"
    LABEL = "label"
    FIELD = "field"
    NUMBER = "number"
    FACT = "fact"
    BLANK = "blank"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell, merged over ``height`` × ``width`` cells, with its printed text or its fact.

    ``calculated`` facts are formulas; ``strong`` cells stand in a total.
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
        """The cell's Excel address, such as ``H12``."""
        return address(self.row, self.col)

    def expected_text(self, older: OlderVersion) -> str:
        """Return what a version prints here; of a card's title only how it begins."""
        text = self.text.partition("{project}")[0] if self.role is Role.CARD else self.text
        return older.printed.get(text, text)

    @property
    def entered(self) -> bool:
        """Whether somebody types here."""
        return self.key is not None and not self.calculated and not self.text


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """The geometry of one sheet."""

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

    def told(self) -> str:
        """Return what is printed and where facts stand, as the text that its digest is made of.

        Workbooks that were sent out hold the digest, so this text never changes its form.
        """
        roles = {Role.ID, Role.SUBTITLE, Role.MEASURE, Role.NOTE}
        kept = (cell for cell in self.cells if cell.role not in roles)
        return "".join(
            f"({cell.row}, {cell.col}, {cell.text!r}, {_hashed(cell.key)})" for cell in kept
        )

    def digest(self) -> str:
        """Return a short hash of what is printed and where facts stand."""
        return layout_digest(self.told())


def _hashed(key: Key | None) -> str:
    """Return a key as a layout's digest counts it."""
    if key is None:
        return "None"
    table, entity, row, column = key
    return f"Key(table={table!r}, entity={entity!r}, row={row!r}, column={column!r})"


def layout_digest(told: str) -> str:
    """Return the short hash of what a layout tells."""
    return hashlib.sha256(told.encode()).hexdigest()[:16]
