"""What stands around a cell of a returned form: a window of a sheet, as it was sent."""

from __future__ import annotations

from dataclasses import dataclass
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
    from collections.abc import Iterator, Mapping

    from xltool.layout.cells import FormCell
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Value

REACH = 2
"""Rows and columns shown on each side of the cell."""
TYPED = "XL-11"
"""How the ids of findings begin that tell what was typed, before it was read."""
_NAMES = {Role.HEAD: "head", Role.LABEL: "label", Role.NUMBER: "label", Role.FIELD: "label"}


@dataclass(frozen=True, slots=True)
class Square:
    """One cell of a window: its text, what it is for, and how it takes part in the finding.

    ``kind`` is head, label, entered, total or blank; ``mark`` is here, part or empty.
    """

    text: str
    kind: str
    mark: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """A window of a sheet: column letters, row numbers and the squares by row."""

    columns: tuple[str, ...]
    rows: tuple[int, ...]
    squares: tuple[tuple[Square, ...], ...]


@dataclass(frozen=True, slots=True)
class _Shown:
    """What one cell shows, and what it is for."""

    text: str
    kind: str
    number: bool = False


class SnippetSource:
    """The sheets of one return as they were sent; each is drawn when it is first asked for."""

    def __init__(self, pack: Pack, item: Return) -> None:
        """Keep both; nothing is laid out yet."""
        self._pack = pack
        self._item = item
        self._drawn: dict[str, Mapping[tuple[int, int], _Shown]] = {}

    @cached_property
    def _forms(self) -> dict[str, tuple[Submission, SheetLayout]]:
        """The forms by the names of their sheets."""
        submission = self._item.submission
        return dict(_forms(self._pack, submission)) if submission else {}

    def snippet(self, finding: Finding) -> Snippet | None:
        """Return the window around a finding's cell; None when it points at none."""
        at = parse_address(finding.cell)
        if at is None or finding.sheet not in self._forms:
            return None
        if finding.sheet not in self._drawn:
            self._drawn[finding.sheet] = dict(_draw(self._pack, *self._forms[finding.sheet]))
        row, col = at
        rows = range(max(row - REACH, 0), row + REACH + 1)
        cols = range(max(col - REACH, 0), col + REACH + 1)
        parts = {parse_address(cell) for cell in finding.cells}
        cells = self._drawn[finding.sheet]
        return Snippet(
            tuple(column_letters(c) for c in cols),
            tuple(r + 1 for r in rows),
            tuple(tuple(_square(cells, (r, c), at, parts, finding) for c in cols) for r in rows),
        )


def _square(
    cells: Mapping[tuple[int, int], _Shown],
    place: tuple[int, int],
    at: tuple[int, int],
    parts: set[tuple[int, int] | None],
    finding: Finding,
) -> Square:
    shown = cells.get(place, _Shown("", "blank"))
    mark = "here" if place == at else "part" if place in parts else ""
    as_typed = mark == "here" and (not shown.text or finding.rule.startswith(TYPED))
    text = finding.value if as_typed else shown.text
    return Square(text, shown.kind, mark, shown.number)


def _forms(
    pack: Pack, submission: Submission
) -> Iterator[tuple[str, tuple[Submission, SheetLayout]]]:
    for part in submission.parts():
        prefix = "" if part is submission else child_prefix(part.entity.code)
        for name, extent in part.extents.items():
            plan = lay_out(pack.form(name), extent, prefix)
            yield part.places.get(name, Placement(plan.sheet)).sheet, (part, plan)


def _draw(
    pack: Pack, part: Submission, plan: SheetLayout
) -> Iterator[tuple[tuple[int, int], _Shown]]:
    book = SubmissionValues(pack, part)
    place = part.places.get(plan.form.id, Placement(plan.sheet))
    for cell in plan.cells:
        if place.has(cell.row, cell.col):
            yield place.at(cell.row, cell.col), _shown(book, cell)


def _shown(book: SubmissionValues, cell: FormCell) -> _Shown:
    if cell.key is None or cell.text:
        return _Shown(cell.text, _NAMES.get(cell.role, "blank"))
    value = book.submission.stored.get(cell.key, book.get(cell.key))
    kind = "total" if cell.calculated else "entered"
    number = cell.column is not None and cell.column.kind.numeric
    return _Shown("" if value is None else _as_shown(value, cell), kind, number)


def _as_shown(value: Value, cell: FormCell) -> str:
    """Return a value as the sheet shows it, with every place that it has."""
    if isinstance(value, str) or cell.column is None:
        return decimal_text(value)
    places = min(places_of(cell.column, cell.places), SHOWN_PLACES)
    return f"{value:,.{max(places, len(decimal_text(value).partition('.')[2]))}f}"
