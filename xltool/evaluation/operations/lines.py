"""Lines of a statement and the sums of their parts, column by column; so a register's total."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from xltool.evaluation.masking import where_masked
from xltool.evaluation.operation import Operations, numeric_values, operations
from xltool.expressions.references import LineRef, SumOfParts
from xltool.kinds import Shape
from xltool.layout.printed_parts import is_parent
from xltool.model.forms import TOTAL
from xltool.model.submission import Key
from xltool.values.decimal_text import MASK
from xltool.values.decimals import add_values

if TYPE_CHECKING:
    from xltool.evaluation.operation import Numbers, Precedents, Undetermined
    from xltool.evaluation.rowsets import ColumnSet, ValueSource
    from xltool.model.forms import Form
    from xltool.model.submission import Value


@operations(LineRef)
class LineRefOperations(Operations[LineRef]):
    """A line in each column; ``**`` when its form was not submitted."""

    masks_itself = True

    def values(self) -> Numbers:
        """Return the line's value in each column."""
        code = self.node.code

        def value(columns: ColumnSet, position: int) -> Value | None:
            if not columns.source.submitted(columns.form.id):
                return MASK
            return columns.cells(position).get(code)

        return lambda columns, at: [value(columns, position) for position in at]

    def undetermined(self) -> Undetermined:
        """Return the columns in which the line is no number."""
        return where_masked(numeric_values(self.node, self.context))

    def precedents(self) -> Precedents:
        """Return the line's cell in the column at hand."""
        assert self.context.form is not None
        form, code = self.context.form.id, self.node.code
        return lambda _, point: (Key(form, point.entity, code, point.column),)


@operations(SumOfParts)
class SumOfPartsOperations(Operations[SumOfParts]):
    """What a line adds in each column: the lines below it, or a register's rows."""

    masks_itself = True

    def values(self) -> Numbers:
        """Return the sum in each column; None when all parts are blank, ``**`` if one is masked."""
        code = self.node.code
        return lambda columns, at: [_sum_of_parts(code, columns, position) for position in at]

    def undetermined(self) -> Undetermined:
        """Return the columns in which a part is no number."""
        return where_masked(numeric_values(self.node, self.context))

    def precedents(self) -> Precedents:
        """Return the cells of the parts in the column at hand."""
        form, code = self.context.form, self.node.code
        assert form is not None
        return lambda source, at: _part_keys(source, form, Key(form.id, at.entity, code, at.column))


def _sum_of_parts(code: str, columns: ColumnSet, position: int) -> Value | None:
    source, form = columns.source, columns.form
    if not source.submitted(form.id):
        return MASK
    if form.shape is Shape.STATEMENT:
        lines = _addends(form, code, columns.names[position])
        return add_values(map(columns.cells(position).get, lines))
    if _is_parent(source, form, columns.owner):
        return add_values(map(source.get, _part_keys(source, form, columns.key(position, code))))
    rows = source.rows(form.id)
    values = rows.column(columns.names[position])
    return add_values(values[row] for row in rows.owned.get(columns.owner, ()))


def _part_keys(source: ValueSource, form: Form, whole: Key) -> list[Key]:
    """Return the cells that a line adds.

    A parent's total adds the totals of its entities, an entity's own adds its rows.
    """
    table, owner, code, column = whole
    if form.shape is Shape.STATEMENT:
        return [Key(table, owner, line, column) for line in _addends(form, code, column)]
    if _is_parent(source, form, owner):
        sections = source.submission.extents[form.id].sections
        return [Key(table, s.entity.code, TOTAL, column) for s in sections if s.count]
    rows = source.rows(table)
    return [Key(table, *rows.ids[row], column) for row in rows.owned.get(owner, ())]


def _is_parent(source: ValueSource, form: Form, owner: str) -> bool:
    extent = source.submission.extents.get(form.id)
    return extent is not None and is_parent(extent) and owner == extent.entity.code


@cache
def _addends(form: Form, code: str, column: str) -> tuple[str, ...]:
    """Return the lines of a statement that add up to one, in one column."""
    lines = (line for line in form.table.lines if line.parent == code and line.adds)
    return tuple(line.code for line in lines if column not in line.na)
