"""Which columns and lines the formulas of a table calculate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.draft.formula_terms import Meaning, read_formula
from xltool.draft.sheet_tables import DASHES
from xltool.text import squeezed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.draft.source_sheet import SourceSheet

    Signed = tuple[tuple[int, int], ...]
    """Columns, or rows, each with how often it counts."""


@dataclass(frozen=True, slots=True)
class ColumnFormula:
    """What a column is of others in its row, by their columns: a sum, or a ratio of two."""

    terms: Signed
    divisor: Signed = ()


@dataclass(frozen=True, slots=True)
class Calculations:
    """What the formulas of some lines say.

    ``columns`` are calculated columns; ``lines`` maps rows to the rows that they add up, with their
    signs; ``others`` are cells whose formula is neither.
    """

    columns: Mapping[int, ColumnFormula]
    lines: Mapping[int, Signed]
    others: tuple[tuple[int, int], ...]


def read_calculations(
    sheet: SourceSheet, rows: Sequence[int], columns: Iterable[int]
) -> Calculations:
    """Return what the formulas in ``rows`` and ``columns`` calculate."""
    found_columns: dict[int, ColumnFormula] = {}
    lines: dict[int, Signed] = {}
    others: list[tuple[int, int]] = []
    for col in columns:
        cells = {row: sheet.cell(row, col) for row in rows}
        formulas = {row: cell.formula for row, cell in cells.items() if cell.formula}
        read = {row: read_formula(formula) for row, formula in formulas.items()}
        across = {row: _across(row, found) for row, found in read.items()}
        down = {row: _down(col, found) for row, found in read.items()}
        same = {each for each in across.values() if each is not None}
        typed = [
            row
            for row, cell in cells.items()
            if not down.get(row) and across.get(row) is None and squeezed(cell.text) not in DASHES
        ]
        is_calculated = len(same) == 1 and not typed
        if is_calculated:
            (found_columns[col],) = same
        for row, found in down.items():
            if found and not is_calculated:
                lines.setdefault(row, found)
        others += [
            (row, col)
            for row in formulas
            if not down[row] and not (is_calculated and across[row] is not None)
        ]
    return Calculations(found_columns, lines, tuple(others))


def _across(row: int, found: Meaning | None) -> ColumnFormula | None:
    """Return a formula of cells in its own row alone."""
    if found is None or any(at != row for at, _ in (*found.terms, *found.divisor)):
        return None
    return ColumnFormula(
        tuple((col, count) for (_, col), count in found.terms.items()),
        tuple((col, count) for (_, col), count in found.divisor.items()),
    )


def _down(col: int, found: Meaning | None) -> Signed | None:
    """Return a sum of cells in its own column alone."""
    if found is None or found.divisor or any(at != col for _, at in found.terms):
        return None
    return tuple(sorted((row, count) for (row, _), count in found.terms.items()))
