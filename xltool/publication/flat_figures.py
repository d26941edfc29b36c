"""Figures derived a second time, from flat facts: entered values by their keys, and nothing else.

What a text prints was worked out by the engine of the rules. Here the same figures are added up by
other code: lines by the tree of their code list, rows of a register one by one, a calculated column
from those beside it. Where both agree, the text is right; a fault would have to be made twice.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from operator import add, mul, sub
from typing import TYPE_CHECKING, Final, TypeAlias

from xltool.expressions.children_sum import ChildrenSum
from xltool.expressions.nodes import Arithmetic, Compare, Constant, StartsWith
from xltool.expressions.references import CellRef, ColumnRef, ColumnTotal
from xltool.kinds import Shape
from xltool.model.forms import TOTAL
from xltool.model.lookup import calculated_column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.expressions.nodes import Expression, Predicate
    from xltool.model.forms import Form, Pack
    from xltool.model.submission import Record, Submission
    from xltool.publication.fields import TextFigure

Amount: TypeAlias = Decimal | str | None
"""A number in what its form counts in, None for blank, ``**`` for what is not known."""
UNKNOWN: Final = "**"
_SIGNS: Final = {"+": add, "-": sub, "*": mul}


class FlatFigures:
    """The figures of one submission, from its facts."""

    def __init__(self, pack: Pack, submission: Submission) -> None:
        """Take the pack, for the trees of lines and the sums of columns, and the facts."""
        self.pack = pack
        self.submission = submission

    @cached_property
    def leaves(self) -> tuple[FlatFigures, ...]:
        """The facts of the reporting entities below."""
        below = (part for part in self.submission.parts() if not part.children)
        return tuple(FlatFigures(self.pack, each) for each in below)

    def amount(self, figure: TextFigure) -> Amount:
        """Return what a figure comes to; None where all that it adds is blank."""
        if figure.expression is not None:
            return self._of(figure.expression)
        return self._cell(figure.table, figure.line, figure.column)

    def _cell(self, table: str, line: str, column: str) -> Amount:
        form = self.pack.form_of(table)
        if form.shape is Shape.REGISTER and line == TOTAL:
            return _sum(self._in_row(form, record, column) for record in self._records(table))
        record = next((each for each in self._records(table) if each.row == line), None)
        if record is not None and column in record.values:
            return _known(record.values[column])
        below = [each.code for each in form.table.lines if each.parent == line and each.adds]
        if below:
            return _sum(self._cell(table, code, column) for code in below)
        return self._in_row(form, record, column) if record is not None else None

    def _records(self, table: str) -> tuple[Record, ...]:
        return self.submission.tables.get(table, ())

    def _in_row(self, form: Form, record: Record, column: str) -> Amount:
        """Return a value of a row: as it was entered, or from the columns beside it."""
        if column in record.values:
            return _known(record.values[column])
        rule = calculated_column(form, column)
        if rule is None or not isinstance(rule.test, Compare):
            return None
        return self._beside(rule.test.right, form, record)

    def _beside(self, node: Expression, form: Form, record: Record) -> Amount:
        if isinstance(node, ColumnRef):
            return self._in_row(form, record, node.column)
        if isinstance(node, Arithmetic):
            sides = (self._beside(side, form, record) for side in (node.left, node.right))
            return _combined(node.sign, *sides)
        return node.value if isinstance(node, Constant) else UNKNOWN

    def _of(self, node: Expression) -> Amount:
        """Return what a named figure comes to; unknown where it is made of other terms."""
        if isinstance(node, CellRef):
            return self._cell(node.form, node.line, node.column)
        if isinstance(node, ColumnTotal) and not node.per:
            form = self.pack.form_of(node.table)
            rows = [r for r in self._records(node.table) if _counts(node.where, r)]
            return _sum(self._in_row(form, record, node.column) for record in rows)
        if isinstance(node, ChildrenSum):
            natures = node.nature
            counted = (
                leaf
                for leaf in self.leaves
                if not natures or leaf.submission.entity.nature in natures
            )
            return _sum(leaf._of(node.of) for leaf in counted)  # noqa: SLF001 - its own kind
        if isinstance(node, Arithmetic):
            return _combined(node.sign, self._of(node.left), self._of(node.right))
        return node.value if isinstance(node, Constant) else UNKNOWN


def _counts(where: Predicate | None, record: Record) -> bool:
    """Whether a row counts: all do, or those whose code begins with one of some texts."""
    if where is None:
        return True
    assert isinstance(where, StartsWith)
    assert isinstance(where.of, ColumnRef)
    starts = tuple(str(text) for text in where.texts)
    return str(record.values.get(where.of.column, "")).startswith(starts)


def _known(value: object) -> Amount:
    return value if isinstance(value, Decimal) else UNKNOWN


def _sum(amounts: Iterable[Amount]) -> Amount:
    given = [amount for amount in amounts if amount is not None]
    if any(isinstance(amount, str) for amount in given):
        return UNKNOWN
    return sum((a for a in given if isinstance(a, Decimal)), Decimal(0)) if given else None


def _combined(sign: str, left: Amount, right: Amount) -> Amount:
    if isinstance(left, str) or isinstance(right, str):
        return UNKNOWN
    if left is None and right is None:
        return None
    found: Decimal = _SIGNS[sign](left or Decimal(0), right or Decimal(0))
    return found
