"""A column in the row at hand."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations
from xltool.evaluation.rowsets import values_at
from xltool.expressions.references import ColumnRef
from xltool.kinds import ColumnKind, Shape
from xltool.model.lookup import find_column
from xltool.model.row_ids import card_of
from xltool.model.submission import Key

if TYPE_CHECKING:
    from xltool.evaluation.operation import Numbers, Precedents, Texts
    from xltool.model.forms import Form


@operations(ColumnRef)
class ColumnRefOperations(Operations[ColumnRef]):
    """The value of a column; ``RowSet.unknown`` gives the rows in which it is not known."""

    @property
    def is_text(self) -> bool:
        """Whether the column holds texts."""
        return not self.context.column(self.node.column).kind.numeric

    @property
    def is_date(self) -> bool:
        """Whether the column holds days."""
        return self.context.column(self.node.column).kind is ColumnKind.DATE

    def values(self) -> Numbers:
        """Return the column's values."""
        name = self.node.column
        return lambda rows, at: values_at(rows.column(name), at)

    def texts(self) -> Texts:
        """Return the column's values as texts."""
        name = self.node.column
        return lambda rows, at: values_at(rows.texts(name), at)

    def precedents(self) -> Precedents:
        """Return the cell in the row at hand; that of the card when the column is the card's."""
        assert self.context.form is not None
        return _cell_in_row(self.context.form, self.node.column)


@cache
def _cell_in_row(form: Form, name: str) -> Precedents:
    """Return the function for a column; it is the same one for all nodes that name the column."""
    table = find_column(form, name)[0].id
    if form.shape is Shape.CARDS and table == form.id:
        return lambda _, point: (Key(table, point.entity, card_of(point.row), name),)
    return lambda _, point: (Key(table, point.entity, point.row, name),)
