"""Formulas of calculated cells: totals, differences, rates, and cells that carry another.

Every sum has the same guard: text below it (masked, or typed by mistake) shows ``**``, all blank
shows blank, otherwise the value, free of binary noise. The functions used are known to Excel 2010,
WPS and LibreOffice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import xltool.excel_formulas.drawings  # noqa: F401 - registers what draws each kind of node
from xltool.excel_formulas.arithmetic import rounded
from xltool.excel_formulas.cell_areas import ranges, without_repeats
from xltool.excel_formulas.drawing import drawing_of
from xltool.expressions.nodes import walk_expression
from xltool.model.faults import faults_of
from xltool.model.lookup import EvaluationPoint, calculating_rule
from xltool.values.decimal_text import MASK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.excel_formulas.open_rows import OpenRows
    from xltool.expressions.nodes import Expression
    from xltool.layout.cells import FormCell, SheetLayout


def calculated_formula(layout: SheetLayout, cell: FormCell) -> str:
    """Return the formula of a calculated cell, with its equals sign.

    Raise ``ValueError`` when no rule calculates the cell.
    """
    key = cell.key
    rule = calculating_rule(layout.form, key) if key else None
    if key is None or rule is None:
        message = f"{cell.address}: not calculated"
        raise ValueError(message)
    point = EvaluationPoint(layout.form, key.entity, key.row, key.column)
    with faults_of(rule, layout.form):
        return _drawn_value(layout, rule.test.operands()[1], point)


def _drawn_value(layout: SheetLayout, value: Expression, point: EvaluationPoint) -> str:
    def cells_of(node: Expression) -> list[FormCell]:
        return drawing_of(node).cells(layout, point)

    def rows_of(node: Expression) -> list[OpenRows]:
        rows = drawing_of(node).open_rows(layout, point)
        return [] if rows is None else [rows]

    def operand(node: Expression) -> str:
        """``SUM`` makes zero of a blank; ``N`` would, too, but of a blank it fails in gnumeric."""
        addends = [*ranges(cells_of(node)), *(rows.total for rows in rows_of(node))]
        return f"SUM({','.join(addends)})"

    nodes = list(walk_expression(value))
    read = without_repeats(each for node in nodes for each in cells_of(node))
    rows = [each for node in nodes for each in rows_of(node)]
    return guarded_formula(ranges(read), len(read), drawing_of(value).calculated(operand), rows)


def sum_formula(references: Sequence[str]) -> str:
    """Return the formula that adds the children's cells, sheet names included."""
    return sum_of_areas_formula(references, len(references))


def sum_of_areas_formula(areas: Sequence[str], size: int) -> str:
    """Return the formula that adds areas of ``size`` cells together."""
    return guarded_formula(areas, size, rounded(f"SUM({','.join(areas)})"))


def difference_formula(first: str, second: str) -> str:
    """Return the formula that takes one cell from another."""
    return guarded_formula((first, second), 2, rounded(f"SUM({first})-SUM({second})"))


def link_formula(reference: str, *, numeric: bool = True) -> str:
    """Return the formula that carries one child's cell as it stands, blank as blank.

    A bare reference would show zero for a blank, and blank means nil here.
    """
    return f'=IF({reference}="","",{reference})' if numeric else f'={reference}&""'


def guarded_formula(
    areas: Sequence[str], size: int, body: str, rows: Sequence[OpenRows] = ()
) -> str:
    """Return a formula that shows ``body``, blank when all cells are, ``**`` when one holds text.

    ``areas`` hold ``size`` cells; ``rows`` are open rows of a code tree that count. What is neither
    number nor blank is counted: ``size-COUNT(…)-COUNTBLANK(…)``. ``SUM`` alone would pass over a
    masked or mistyped figure and leave a plausible total. ``ISTEXT`` and ``T`` of each cell, which
    stood here first, gave other results in gnumeric, and ``COUNTIF(…,"?*")`` counts numbers in
    LibreOffice 7.4. ``COUNTBLANK`` takes one area, and counts the blank text that a calculated cell
    shows, as it should.
    """
    if not areas and not rows:
        return '=""'  # Excel refuses a function without its arguments
    joined = ",".join(areas)
    unknown, filled = [each.unknown for each in rows], [each.count for each in rows]
    if areas:
        blank = "".join(f"-COUNTBLANK({area})" for area in areas)
        unknown.insert(0, f"{size}-COUNT({joined}){blank}")
        filled.insert(0, f"COUNT({joined})")
    return f'=IF({"+".join(unknown)},"{MASK}",IF({"+".join(filled)},{body},""))'
