"""Rows that somebody typed below the last one of a register or card: nothing of them is read."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.kinds import Severity, Shape
from xltool.matching.located_form import row_text
from xltool.spreadsheets.raw_sheet import cell_position
from xltool.text import squeezed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.matching.located_form import LocatedForm
    from xltool.model.findings import Finding
    from xltool.values.cell_values import Raw

_FEWEST = 2
"""How many of its cells to fill in hold a text, on a row that has no figure."""


def rows_below(form: LocatedForm, outside: Sequence[str]) -> Sequence[int]:
    """Return the rows below a form, among the cells ``outside`` of it, that look like its own.

    On such a row a number stands where the form has figures, or texts stand in several of its
    columns. A text with a colon, such as ``填表人：``, is a remark, and a formula a control
    sum. The lines of a statement are all known: there is none below.
    """
    expected, sheet = form.expected, form.sheet
    if not outside or expected.layout.form.shape is Shape.STATEMENT or form.is_consolidated:
        return ()
    numeric = dict[int, bool]()
    for at in expected.entered:
        column = expected.cells[at].column
        col = cell_position(at)[1]
        numeric[col] = numeric.get(col, False) or (column is not None and column.kind.numeric)
    texts = dict[int, int]()
    for at in outside:
        row, col = cell_position(at)
        if row > expected.own_rows[-1] and col in numeric and at not in sheet.formulas:
            weight = _FEWEST if numeric[col] else 1
            texts[row] = texts.get(row, 0) + weight * _counts(sheet.values[at], numeric[col])
    return sorted(row for row, count in texts.items() if count >= _FEWEST)


def _counts(raw: Raw, numeric: bool) -> bool:  # noqa: FBT001 - of the column
    if isinstance(raw, bool) or not isinstance(raw, str):
        return True
    text = squeezed(raw)
    return any(c.isdigit() for c in text) if numeric else ":" not in text


def below_finding(form: LocatedForm, rows: Sequence[int]) -> Finding:
    """Return one finding for all these rows, at the first cell of the first of them."""
    own_cols = form.expected.own_cols
    held = [
        next(at for col in own_cols if (at := address(row, col)) in form.sheet.values)
        for row in rows
    ]
    finding = form.finding("XL-163", Severity.ERROR, held[0], row_text(form, rows[0]))
    numbers = "、".join(str(row + 1) for row in rows)
    return replace(finding, cells=tuple(held), params={"rows": numbers})
