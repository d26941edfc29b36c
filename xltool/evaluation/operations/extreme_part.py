"""The largest or smallest value among the lines below a line."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from operator import itemgetter
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations
from xltool.evaluation.rowsets import RowSet
from xltool.expressions.references import ExtremePart

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.operation import Numbers, Precedents, Undetermined, Values
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.forms import Form
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key


@operations(ExtremePart)
class ExtremePartOperations(Operations[ExtremePart]):
    """Blank for a line without parts, and where all of them are blank."""

    def values(self) -> Numbers:
        """Return the largest or smallest value below each line."""

        def extremes(rows: RowSet, at: Positions) -> Values:
            values = rows.column(self.node.column)
            found = (self._extreme(rows, row) for row in at)
            return [None if row is None else values[row] for row in found]

        return extremes

    def _extreme(self, rows: RowSet, row: int) -> int | None:
        """Return the row of the part that has it."""
        values = rows.column(self.node.column)
        known = [(v, part) for part in _parts(rows, row) if isinstance(v := values[part], Decimal)]
        pick = max if self.node.largest else min
        return pick(known, key=itemgetter(0), default=(None, None))[1]

    def undetermined(self) -> Undetermined:
        """Return the lines of which any part is unknown."""

        def hidden(rows: RowSet, at: Positions) -> AbstractSet[int]:
            unknown = rows.unknown(self.node.column)
            return {row for row in at if unknown and not unknown.isdisjoint(_parts(rows, row))}

        return hidden

    def precedents(self) -> Precedents:
        """Return the cell of the part that has it."""

        def extreme(source: ValueSource, point: EvaluationPoint) -> Iterable[Key]:
            rows, here = source.at(point)
            assert isinstance(rows, RowSet)
            row = self._extreme(rows, here)
            return () if row is None else (rows.key(row, self.node.column),)

        return extreme


def _parts(rows: RowSet, row: int) -> list[int]:
    """Return the rows of all lines below the line of a row."""
    owner, line = rows.ids[row]
    return [rows.index[owner, part] for part in _lines_below(rows.form, line)]


@cache
def _lines_below(form: Form, line: str) -> tuple[str, ...]:
    """Return the lines that add up to a line, at any depth."""

    def below(line: str) -> Iterator[str]:
        for part in form.table.lines:
            if part.parent == line and part.adds:
                yield part.code
                yield from below(part.code)

    return tuple(below(line))
