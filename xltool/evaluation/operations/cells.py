"""One cell of a statement, wherever it is looked at from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.masking import throughout_if_masked, where_masked
from xltool.evaluation.operation import Operations, numeric_values, operations
from xltool.evaluation.positions import NO_POSITIONS
from xltool.expressions.references import CellRef, SameLine
from xltool.kinds import ColumnKind
from xltool.model.submission import Key
from xltool.values.decimal_text import MASK

if TYPE_CHECKING:
    from xltool.evaluation.operation import Numbers, Precedents, Undetermined
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import RowSet, ValueSource
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Value


@operations(CellRef)
class CellRefOperations(Operations[CellRef]):
    """The same value at every position; ``**`` when the statement was not submitted."""

    @property
    def is_text(self) -> bool:
        """Whether the cell holds a text."""
        return not self.context.of(self.node.form).column(self.node.column).kind.numeric

    @property
    def is_date(self) -> bool:
        """Whether the cell holds a day."""
        column = self.context.of(self.node.form).column(self.node.column)
        return column.kind is ColumnKind.DATE

    def values(self) -> Numbers:
        """Return the value of the cell, looked up once in a submission."""
        node = self.node
        return lambda points, at: [points.source.kept(node, _value)] * len(at)

    def undetermined(self) -> Undetermined:
        """Return all positions, or none: a number is known by its value, a text by its row."""
        if not self.is_text:
            return throughout_if_masked(numeric_values(self.node, self.context))
        node = self.node
        return lambda points, at: (
            frozenset(at) if _is_text_unknown(node, points.source) else NO_POSITIONS
        )

    def precedents(self) -> Precedents:
        """Return the cell."""
        node = self.node
        return lambda source, _: (_key(node, source),)


@operations(SameLine)
class SameLineOperations(Operations[SameLine]):
    """The other form's value in the line of each row; ``**`` when that form was not submitted."""

    masks_itself = True

    def values(self) -> Numbers:
        """Return the other form's value in the line of each row."""
        node = self.node

        def value(rows: RowSet, at: Positions) -> list[Value | None]:
            if not rows.source.submitted(node.form):
                return [MASK] * len(at)
            return [rows.source.get(_same_line(node, rows.point(each))) for each in at]

        return value

    def undetermined(self) -> Undetermined:
        """Return the rows in whose lines the other form holds no number."""
        return where_masked(numeric_values(self.node, self.context))

    def precedents(self) -> Precedents:
        """Return the other form's cell."""
        node = self.node
        return lambda _, point: (_same_line(node, point),)


def _same_line(node: SameLine, point: EvaluationPoint) -> Key:
    return Key(node.form, point.entity, point.row, node.column)


def _key(node: CellRef, source: ValueSource) -> Key:
    return Key(node.form, source.submission.entity.code, node.line, node.column)


def _is_text_unknown(node: CellRef, source: ValueSource) -> bool:
    if not source.submitted(node.form):
        return True
    rows, key = source.rows(node.form), _key(node, source)
    return rows.index[key.entity, key.row] in rows.unknown(node.column)


def _value(node: CellRef, source: ValueSource) -> Value | None:
    return source.get(_key(node, source)) if source.submitted(node.form) else MASK
