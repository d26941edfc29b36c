"""The lines of a code tree in a returned file: what it prints, and what was chosen in open rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.matching.observed_sheet import shown_text
from xltool.model.forms import CODE, TOTAL
from xltool.model.submission import TreeLines
from xltool.model.tree_lines import code_places, is_open_row, lines_of, lowest_codes
from xltool.spreadsheets.raw_sheet import CellError, cell_position
from xltool.values.shown_values import read_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.layout.cells import FormCell
    from xltool.matching.located_form import LocatedForm
    from xltool.model.forms import Form
    from xltool.model.submission import FormSize, Value
    from xltool.spreadsheets.raw_sheet import RawSheet


def with_chosen_codes(located: LocatedForm, form: Form) -> FormSize:
    """Return the size of a form with the codes that are chosen in its open rows.

    A code counts when it is listed, lowest, neither printed nor chosen above; what is wrong with
    any other one, the rules about open rows say.
    """
    size, layout = located.size, located.expected.layout
    if not layout.form.table.open_rows:
        return size
    lines = lines_of(form, size)
    texts = {
        key.row: _code_in(located, cell, form)
        for key, cell in layout.slots.items()
        if key.column == CODE
    }
    known = lowest_codes(form) if form.table.column(CODE).lowest else code_places(form)
    allowed = frozenset(known).difference(lines.codes, (TOTAL,))
    chosen: list[str] = []
    for row in layout.form.table.open_rows:
        text = texts[row] if is_open_row(row) else row
        is_valid = isinstance(text, str) and text in allowed and text not in chosen
        chosen.append(str(text) if is_valid else "")
    return replace(size, lines=TreeLines(lines.codes, tuple(chosen)))


def _code_in(located: LocatedForm, cell: FormCell, form: Form) -> Value | None:
    """Return the code in a cell as its record will have it; None where nobody can know it."""
    raw = located.raw(cell)
    if isinstance(raw, CellError) or located.expected.address_of(cell) in located.unknown:
        return None
    column, places = form.table.column(CODE), code_places(form)
    return read_cell(raw, column, None, lambda _, text: text in places).value


def lines_on_sheet(form: Form, sheet: RawSheet) -> TreeLines | None:
    """Return the lines of a tree that a sheet prints which has lost its identity; None: none.

    They are the codes beside which their names stand; beside an open row a formula does.
    """
    labels = {line.code: line.label for line in form.table.lines if line.code != TOTAL}
    names = [name for block in form.template.bands for name in block.columns]
    step = names.index("label") - names.index(CODE)
    found = list(_listed(sheet, labels))
    if not found:
        return None
    ((col, _), *_) = Counter(col for _, col, _ in found).most_common()
    printed = [(row, code) for row, at, code in found if at == col]
    codes = tuple(code for row, code in printed if address(row, col + step) not in sheet.formulas)
    bottom = max(row for row, code in printed if code in codes) if codes else 0
    beside = (cell_position(at) for at in sheet.formulas)
    rows = sum(at == col + step and row > bottom for row, at in beside)
    return TreeLines(codes, ("",) * (rows or form.template.rows))


def _listed(sheet: RawSheet, codes: Iterable[str]) -> Iterator[tuple[int, int, str]]:
    """Yield row and column of each cell that holds a code, with the code."""
    known = frozenset(codes)
    for at, raw in sheet.values.items():
        text = shown_text(raw).strip()
        if text in known:
            yield (*cell_position(at), text)
