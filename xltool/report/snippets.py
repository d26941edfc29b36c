"""The cells around a finding's cell, below the headings of the form, as the file has them.

They are drawn from the layout and the values that were read, so the file is not opened again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.a1 import child_prefix, column_letters, parse_address
from xltool.evaluation.submission_values import SubmissionValues
from xltool.layout.cells import Role, SheetLayout
from xltool.layout.layout import lay_out
from xltool.model.submission import Placement, Submission
from xltool.values.cell_values import places_of
from xltool.values.decimal_text import decimal_text
from xltool.writing.styles import SHOWN_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xltool.layout.cells import FormCell
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Value

REACH = 2
"""Rows and columns shown on each side of the cell."""
TYPED = "XL-11"
"""How the ids of findings begin whose ``value`` is the text as it was typed."""
_KINDS = {
    Role.HEAD: "head", Role.INDEX: "head", Role.LABEL: "label", Role.CODE: "label",
    Role.NUMBER: "label", Role.FIELD: "label",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of a snippet.

    ``kind`` is head, label, entered, total or blank. ``mark`` is "here" for the finding's own cell,
    "part" for one that its rule calculates with, else empty. ``number``: align it to the right.
    ``width``: over how many columns of the snippet a heading stands.
    """

    text: str
    kind: str
    mark: str = ""
    number: bool = False
    width: int = 1


BLANK = Square("", "blank")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a sheet: letters of its columns, numbers of its rows from 1, squares by row.

    Its first rows are the headings above it, which need not stand right above the next one.
    """

    columns: tuple[str, ...]
    rows: tuple[int, ...]
    squares: tuple[tuple[Square, ...], ...]


class SnippetSource:
    """The sheets of one return as they were sent; each is drawn when it is first asked for."""

    def __init__(self, pack: Pack, item: Return) -> None:
        """Keep both; nothing is laid out yet."""
        self._pack = pack
        self._item = item
        self._sheets: dict[str, Mapping[tuple[int, int], Square]] = {}

    @cached_property
    def _forms(self) -> dict[str, tuple[Submission, SheetLayout]]:
        """The submission and the layout of each form, by the name of its sheet in the file."""
        submission = self._item.submission
        return dict(_forms(self._pack, submission)) if submission else {}

    def snippet(self, finding: Finding) -> Snippet | None:
        """Return the cells around a finding's; None when it has no cell on a form that was read."""
        own_place = parse_address(finding.cell)
        if own_place is None or finding.sheet not in self._forms:
            return None
        if finding.sheet not in self._sheets:
            self._sheets[finding.sheet] = dict(_squares(self._pack, *self._forms[finding.sheet]))
        # a copy of the sheet with the marks of this finding
        squares = dict(self._sheets[finding.sheet])
        for place in map(parse_address, finding.cells):
            if place is not None:
                squares[place] = replace(squares.get(place, BLANK), mark="part")
        own = squares.get(own_place, BLANK)
        as_typed = not own.text or finding.rule.startswith(TYPED)
        text = finding.value if as_typed else own.text
        squares[own_place] = replace(own, text=text, mark="here")
        near, cols = (range(max(middle - REACH, 0), middle + REACH + 1) for middle in own_place)
        rows = (*_heading_rows(squares, own_place[0], near.start), *near)
        return Snippet(
            tuple(column_letters(col) for col in cols),
            tuple(row + 1 for row in rows),
            tuple(_joined(squares.get((row, col), BLANK) for col in cols) for row in rows),
        )


def _heading_rows(squares: Mapping[tuple[int, int], Square], own: int, first: int) -> Sequence[int]:
    """Return the rows above ``first`` with the headings of row ``own``, the nearest above."""
    heads = {row for (row, _), square in squares.items() if square.kind == "head" and row < own}
    found, row = [], max(heads, default=-1)
    while row in heads:
        found += [row] if row < first else []
        row -= 1
    return found[::-1]


def _joined(row: Iterable[Square]) -> tuple[Square, ...]:
    """Return a row of squares where a heading over several columns is one square."""
    joined: list[Square] = []
    last: Square | None = None
    for square in row:
        if square.kind == "head" and square is last:
            joined[-1] = replace(joined[-1], width=joined[-1].width + 1)
        else:
            joined.append(square)
        last = square
    return tuple(joined)


def _forms(
    pack: Pack, submission: Submission
) -> Iterator[tuple[str, tuple[Submission, SheetLayout]]]:
    for part in submission.parts():
        prefix = "" if part is submission else child_prefix(part.entity.code)
        for name, extent in part.extents.items():
            layout = lay_out(pack.form(name), extent, prefix)
            yield part.places.get(name, Placement(layout.sheet)).sheet, (part, layout)


def _squares(
    pack: Pack, part: Submission, layout: SheetLayout
) -> Iterator[tuple[tuple[int, int], Square]]:
    """Yield the cells of a form by row and column in the file, counted from 0."""
    values = SubmissionValues(pack, part)
    place = part.places.get(layout.form.id, Placement(layout.sheet))
    for cell in layout.cells:
        if not place.has(cell.row, cell.col):
            continue
        square = _square(values, cell)
        for col in range(cell.col, cell.col + (cell.width if square.kind == "head" else 1)):
            if place.has(cell.row, col):
                yield place.at(cell.row, col), square


def _square(values: SubmissionValues, cell: FormCell) -> Square:
    if cell.key is None or cell.text:
        return Square(cell.text, _KINDS.get(cell.role, "blank"))
    # where a formula was replaced by a constant, what stands there is the constant
    value = values.submission.stored.get(cell.key, values.get(cell.key))
    kind = "total" if cell.calculated else "entered"
    number = cell.column is not None and cell.column.kind.numeric
    return Square("" if value is None else _cell_text(value, cell), kind, number=number)


def _cell_text(value: Value, cell: FormCell) -> str:
    """Return a value as the sheet shows it, but no decimal place is rounded away: ``1,234.50``."""
    if isinstance(value, str) or cell.column is None:
        return decimal_text(value)
    places = min(places_of(cell.column, cell.places), SHOWN_PLACES)
    return f"{value:,.{max(places, len(decimal_text(value).partition('.')[2]))}f}"
