"""Terms drawn as Excel formulas.

Every calculated cell has the same guard: text below it (masked, or typed by mistake) shows
``**``, all blank shows blank, otherwise the value, free of binary noise. The functions used
are known to Excel 2010, WPS and LibreOffice.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Arithmetic, Constant, Expression, walk_expression
from xltool.expressions.references import ColumnRef, LineRef, Percentage, SumOfParts
from xltool.kinds import Shape
from xltool.layout.printed_parts import is_parent
from xltool.model.lookup import calculating_rule
from xltool.values.decimal_text import MASK, STORED_PLACES
from xltool.values.decimals import NOT_COMPARABLE, RATE_PLACES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.submission import EntityRows, Key


def calculated_formula(layout: SheetLayout, cell: FormCell) -> str:
    """Return the formula of a calculated cell, with its equals sign."""
    key = cell.key
    rule = calculating_rule(layout.form, key) if key else None
    if key is None or rule is None:
        message = f"{cell.address}: not calculated"
        raise ValueError(message)
    return _draw(rule.test.operands()[1], layout, key)


def sum_formula(references: Sequence[str]) -> str:
    """Return the formula that adds the children's cells, sheet names included."""
    return _guarded(references, len(references), _sum(references))


def sum_of_areas_formula(areas: Sequence[str], size: int) -> str:
    """Return the formula that adds areas of ``size`` cells together."""
    return _guarded(areas, size, _sum(areas))


def difference_formula(first: str, second: str) -> str:
    """Return the formula that takes one cell from another."""
    body = _rounded(f"SUM({first})-SUM({second})")
    return _guarded((first, second), 2, body)


def link_formula(reference: str, *, numeric: bool = True) -> str:
    """Return the formula that carries one child's cell as it stands, blank as blank."""
    return f'=IF({reference}="","",{reference})' if numeric else f'={reference}&""'


def sheet_reference(sheet: str, cell: FormCell) -> str:
    """Return the address of a cell on another sheet."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{cell.address}"


def _draw(term: Expression, layout: SheetLayout, key: Key) -> str:
    cells = (cell for part in walk_expression(term) for cell in _cells(part, layout, key))
    leaves = list({cell.address: cell for cell in cells}.values())
    return _guarded(ranges(leaves), len(leaves), _body(term, layout, key))


def _guarded(areas: Sequence[str], size: int, body: str) -> str:
    """Find text by counting what is neither number nor blank: every client agrees on that."""
    if not areas:
        return '=""'  # Excel refuses a function without its arguments
    joined = ",".join(areas)
    blank = "".join(f"-COUNTBLANK({area})" for area in areas)
    return f'=IF({size}-COUNT({joined}){blank},"{MASK}",IF(COUNT({joined}),{body},""))'


def _sum(areas: Iterable[str]) -> str:
    return _rounded(f"SUM({','.join(areas)})")


def _rounded(body: str) -> str:
    return f"ROUND({body},{STORED_PLACES})"


def _body(term: Expression, layout: SheetLayout, key: Key) -> str:
    if isinstance(term, Percentage):
        part, whole = (_expression(side, layout, key) for side in (term.part, term.whole))
        ratio = f"ROUND(({part})/({whole})*100,{RATE_PLACES})"
        return f'IF({whole}=0,"{NOT_COMPARABLE}",{ratio})'
    if isinstance(term, SumOfParts):
        return _sum(ranges(_cells(term, layout, key)))
    return _rounded(_expression(term, layout, key))


def _expression(term: Expression, layout: SheetLayout, key: Key) -> str:
    match term:
        case Constant(value=value):
            return str(value)
        case Arithmetic(sign=sign, left=left, right=right):
            first, second = _expression(left, layout, key), _expression(right, layout, key)
            first = f"({first})" if isinstance(left, Arithmetic) and left.sign != sign else first
            return (
                f"{first}{sign}({second})"
                if isinstance(right, Arithmetic)
                else first + sign + second
            )
        case SumOfParts():
            return f"SUM({','.join(ranges(_cells(term, layout, key)))})"
        case _:
            return f"SUM({_cells(term, layout, key)[0].address})"  # N of a blank fails in gnumeric


def _cells(term: Expression, layout: SheetLayout, key: Key) -> list[FormCell]:
    match term:
        case ColumnRef(column=column):
            return [layout.slots[key._replace(column=column)]]
        case LineRef(code=code):
            return [layout.slots[key._replace(row=code)]]
        case SumOfParts(code=code):
            return [layout.slots[part] for part in parts_of(layout, key, code)]
    return []


def parts_of(layout: SheetLayout, key: Key, code: str) -> list[Key]:
    """Return the keys of the cells that a line, or a total, adds."""
    if layout.form.shape is Shape.STATEMENT:
        return [
            key._replace(row=line.code)
            for line in layout.form.table.lines
            if line.parent == code and line.adds and key.column not in line.na
        ]
    sections = layout.extent.sections
    if is_parent(layout.extent) and key.entity == layout.extent.entity.code:
        owners = {each.entity.code: None for each in sections if each.count}
        return [key._replace(entity=owner) for owner in owners if owner != key.entity]
    return [key._replace(row=row) for row in _numbers(sections, key.entity)]


def _numbers(sections: Iterable[EntityRows], owner: str) -> Iterator[str]:
    """Yield the numbers of an owner's rows: they count on from section to section."""
    first = 1
    for section in sections:
        if section.entity.code == owner:
            yield from map(str, range(first, first + section.count))
        first += section.count


def ranges(cells: Sequence[FormCell]) -> list[str]:
    """Return addresses with neighbours joined, down each column and then along rows: ``D5:D9``."""
    ordered = sorted(cells, key=lambda cell: (cell.col, cell.row))
    found = _runs(ordered, lambda cell: (cell.col, cell.row))
    singles = sorted((run[0] for run in found if len(run) == 1), key=lambda c: (c.row, c.col))
    runs = [run for run in found if len(run) > 1] + _runs(singles, lambda c: (c.row, c.col))
    runs.sort(key=lambda run: (run[0].col, run[0].row))
    return [
        run[0].address if len(run) == 1 else f"{run[0].address}:{run[-1].address}" for run in runs
    ]


def _runs(
    cells: Sequence[FormCell], place: Callable[[FormCell], tuple[int, int]]
) -> list[list[FormCell]]:
    """Group cells in order whose second coordinate counts on while the first stays."""
    places = (place(cell) for cell in cells)
    keys = [(across, along - number) for number, (across, along) in enumerate(places)]
    pairs = groupby(zip(keys, cells, strict=True), lambda pair: pair[0])
    return [[cell for _, cell in run] for _, run in pairs]
