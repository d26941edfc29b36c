"""What terms about cells, lines and totals come to; a sum that cannot be known is ``**``."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from xltool.kinds import Shape
from xltool.layout.printed_parts import is_parent
from xltool.model.forms import TOTAL
from xltool.model.submission import Key
from xltool.values.decimal_text import MASK
from xltool.values.decimals import add_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import ColumnSet, RowSet, ValueSource
    from xltool.expressions.references import CellRef, ColumnTotal, RowCount
    from xltool.model.forms import Form
    from xltool.model.submission import Value

    Group: TypeAlias = "tuple[str, Value | None]"
    """A row's owner, and its value in the column that a total is taken per."""
    Card: TypeAlias = "tuple[str, str]"


def cell_key(term: CellRef, book: ValueSource) -> Key:
    """Return the cell that a term names."""
    return Key(term.form, book.submission.entity.code, term.line, term.column)


def cell_value(term: CellRef, book: ValueSource) -> Value | None:
    """Return the value of one cell of a statement."""
    return book.get(cell_key(term, book)) if book.submitted(term.form) else MASK


def line_value(code: str, columns: ColumnSet, place: int) -> Value | None:
    """Return the value of a line in one column."""
    if not columns.book.submitted(columns.form.id):
        return MASK
    return columns.cells(place).get(code)


def sum_of_parts(code: str, columns: ColumnSet, place: int) -> Value | None:
    """Return the sum of what a line adds in one column; of a register's total its rows."""
    book, form = columns.book, columns.form
    if not book.submitted(form.id):
        return MASK
    if form.shape is Shape.STATEMENT:
        lines = addends(form, code, columns.names[place])
        return add_values(map(columns.cells(place).get, lines))
    if _is_above(book, form, columns.owner):
        return add_values(map(book.get, part_keys(book, form, columns.key(place, code))))
    rows = book.rows(form.id)
    values = rows.column(columns.names[place])
    return add_values(values[at] for at in rows.owned.get(columns.owner, ()))


def part_keys(book: ValueSource, form: Form, whole: Key) -> list[Key]:
    """Return the cells that a line adds.

    A parent's total adds the totals of its sections, an entity's own adds its rows.
    """
    table, owner, code, column = whole
    if form.shape is Shape.STATEMENT:
        return [Key(table, owner, line, column) for line in addends(form, code, column)]
    if _is_above(book, form, owner):
        sections = book.submission.extents[form.id].sections
        return [Key(table, s.entity.code, TOTAL, column) for s in sections if s.count]
    rows = book.rows(table)
    return [Key(table, *rows.ids[at], column) for at in rows.owned.get(owner, ())]


def _is_above(book: ValueSource, form: Form, owner: str) -> bool:
    extent = book.submission.extents.get(form.id)
    return extent is not None and is_parent(extent) and owner == extent.entity.code


@cache
def addends(form: Form, code: str, column: str) -> tuple[str, ...]:
    """Return the lines of a statement that add up to one, in one column."""
    lines = (line for line in form.table.lines if line.parent == code and line.adds)
    return tuple(line.code for line in lines if column not in line.na)


def total_key(term: ColumnTotal, book: ValueSource) -> Key:
    """Return the cell of a register's own total."""
    return Key(term.table, book.submission.entity.code, TOTAL, term.column)


def column_total(term: ColumnTotal, book: ValueSource) -> Value | None:
    """Return the sum of a register's column over the rows that count."""
    if not book.submitted(term.table):
        return MASK
    if term.where is None:
        return book.get(total_key(term, book))
    return add_values(_counted(term, book).values())


def totals_per_group(term: ColumnTotal, book: ValueSource) -> Mapping[Group, Value | None]:
    """Return the sum over the rows that count, for each group of rows."""
    values = _counted(term, book)
    found: dict[Group, list[Value | None]] = {}
    groups = groups_at(term, book.rows(term.table), tuple(values))
    for group, value in zip(groups, values.values(), strict=True):
        found.setdefault(group, []).append(value)
    return {group: add_values(each) for group, each in found.items()}


def _counted(term: ColumnTotal, book: ValueSource) -> Mapping[int, Value | None]:
    """Return the values that count, by row: not knowing whether one does hides the sum."""
    rows = book.rows(term.table)
    values = rows.column(term.column)
    found: dict[int, Value | None] = {row: values[row] for row in selected_rows(term, book)}
    unsure = () if term.where is None else book.selection(term.where, rows)[1]
    return found | dict.fromkeys(unsure, MASK)


def selected_rows(term: ColumnTotal, book: ValueSource) -> Positions:
    """Return the rows of a register that a total counts."""
    rows = book.rows(term.table)
    return rows.everywhere if term.where is None else book.selection(term.where, rows)[0]


def groups_at(term: ColumnTotal, rows: RowSet, at: Positions) -> list[Group]:
    """Return the group of the row at each position."""
    values = rows.column(term.per)
    return [(rows.ids[place][0], values[place]) for place in at]


def counts_per_card(term: RowCount, rows: RowSet) -> Mapping[Card, Value]:
    """Return how many rows of each card are counted."""
    held, unsure = rows.book.selection(term.where, rows)
    counted = Counter(map(rows.cards.__getitem__, held))
    found: dict[Card, Value] = {card: Decimal(count) for card, count in counted.items()}
    return found | {rows.cards[row]: MASK for row in unsure}
