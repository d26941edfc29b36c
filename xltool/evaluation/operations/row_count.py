"""How many rows of a card a predicate selects."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from xltool.evaluation.masking import where_masked
from xltool.evaluation.operation import Operations, all_precedents, numeric_values, operations
from xltool.expressions.references import RowCount
from xltool.values.decimal_text import MASK
from xltool.values.decimals import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.evaluation.operation import Numbers, Precedents, Undetermined, Values
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import RowSet, ValueSource
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key, Value

    Card: TypeAlias = "tuple[str, str]"
    """Entity and number of a card."""


@operations(RowCount)
class RowCountOperations(Operations[RowCount]):
    """Counts the selected rows once in a submission, then looks up each card."""

    @property
    def _table(self) -> str:
        """The table of the rows on the cards."""
        assert self.context.form is not None
        return self.context.form.tables[-1].id

    def values(self) -> Numbers:
        """Return the count of each card; ``**`` when it is not known whether a row counts."""
        node, table = self.node, self._table

        def counts(cards: RowSet, at: Positions) -> Values:
            found = cards.source.kept(node, lambda _, source: _per_card(node, source.rows(table)))
            return [found.get(cards.cards[position], ZERO) for position in at]

        return counts

    def undetermined(self) -> Undetermined:
        """Return the cards of which it is not known how many rows count."""
        return where_masked(numeric_values(self.node, self.context))

    def precedents(self) -> Precedents:
        """Return what the predicate reads in each row of the card."""
        return _cells_on_card(self._table, all_precedents((self.node.where,), self.context))


@cache
def _cells_on_card(table: str, where: Precedents) -> Precedents:
    """Return what is read in each row of the card; one function for counts by the same columns."""

    def read(source: ValueSource, point: EvaluationPoint) -> Iterable[Key]:
        rows = source.rows(table)
        on_card = rows.on_card.get((point.entity, point.row), ())
        return chain.from_iterable(where(source, rows.point(row)) for row in on_card)

    return read


def _per_card(node: RowCount, rows: RowSet) -> Mapping[Card, Value]:
    selected, unsure = rows.source.selection(node.where, rows)
    counted = Counter(map(rows.cards.__getitem__, selected))
    found: dict[Card, Value] = {card: Decimal(count) for card, count in counted.items()}
    return found | {rows.cards[row]: MASK for row in unsure}
