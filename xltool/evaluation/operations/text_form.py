"""Whether a text is well formed, and speaks of what it is about."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations, text_values
from xltool.evaluation.positions import without
from xltool.evaluation.rowsets import RowSet
from xltool.evaluation.text_selection import select_by_text
from xltool.expressions.free_text import fold_width, normalize_name
from xltool.expressions.text_form import (
    find_incomplete,
    find_other_year,
    says_something,
)
from xltool.expressions.text_predicates import (
    HasEnding,
    IsComplete,
    IsOfPeriod,
    NamesNoOther,
    SaysSomething,
)
from xltool.model.lookup import find_column

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.evaluation.operation import Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, ValueSource
    from xltool.model.lookup import EvaluationPoint


@operations(IsComplete)
class IsCompleteOperations(Operations[IsComplete]):
    """Quotes the place where something is missing."""

    def selector(self) -> Selector:
        """Return where nothing is missing."""
        return select_by_text(self.node.of, self.context, lambda text: not find_incomplete(text))

    def detail(self, source: ValueSource, point: EvaluationPoint) -> str:
        """Return the place where something is missing."""
        points, at = source.at(point)
        return find_incomplete(text_values(self.node.of, self.context)(points, [at])[0])


@operations(IsOfPeriod)
class IsOfPeriodOperations(Operations[IsOfPeriod]):
    """The year is that of the submission."""

    def selector(self) -> Selector:
        """Return where the text speaks of no other year."""
        texts = text_values(self.node.of, self.context)

        def of_period(points: PointSet, at: Positions) -> Positions:
            year = points.source.submission.period
            pairs = zip(at, texts(points, at), strict=True)
            return [position for position, text in pairs if not find_other_year(text, year)]

        return of_period

    def detail(self, source: ValueSource, point: EvaluationPoint) -> str:
        """Return the other year."""
        points, at = source.at(point)
        text = text_values(self.node.of, self.context)(points, [at])[0]
        return find_other_year(text, source.submission.period)


@operations(NamesNoOther)
class NamesNoOtherOperations(Operations[NamesNoOther]):
    """Names that the row's own name holds, or that hold it, are not other ones."""

    @cached_property
    def _drop(self) -> tuple[str, ...]:
        return tuple(map(str, self.node.drop))

    def selector(self) -> Selector:
        """Return the rows whose text holds no other row's name."""

        def own_only(rows: RowSet, at: Positions) -> Positions:
            return without(at, self._others(rows))

        return own_only

    def detail(self, source: ValueSource, point: EvaluationPoint) -> str:
        """Return the other name."""
        rows, row = source.at(point)
        assert isinstance(rows, RowSet)
        return self._others(rows).get(row, "")

    def _others(self, rows: RowSet) -> Mapping[int, str]:
        """Return the other name by the row whose text holds it."""
        return rows.source.kept(self.node, lambda *_: dict(self._find_others(rows)))

    def _find_others(self, rows: RowSet) -> Iterator[tuple[int, str]]:
        column = self.node.name.column
        table, _ = find_column(rows.form, column)
        names = list(filter(_tells, rows.source.named(table.id, column, self._drop)))
        texts, owns = (
            text_values(node, self.context)(rows, rows.everywhere) for node in self.node.operands()
        )
        for row, own in enumerate(owns):
            text, own_name = normalize_name(texts[row]), normalize_name(own, self._drop)
            others = (name for name in names if name in text and name not in own_name)
            other = "" if own_name in text else next(others, "")
            if other:
                yield row, other


def _tells(name: str) -> bool:
    return len(name) >= LONG_ENOUGH and "*" not in name


LONG_ENOUGH = 6
"""How many characters a name must have to be found in a text: a short one may be any words."""


@operations(SaysSomething)
class SaysSomethingOperations(Operations[SaysSomething]):
    """One sentence that says something is enough."""

    def selector(self) -> Selector:
        """Return where the text says something."""
        endings = tuple(map(str, self.node.endings))
        return select_by_text(
            self.node.of, self.context, lambda text: says_something(text, endings)
        )


@operations(HasEnding)
class HasEndingOperations(Operations[HasEnding]):
    """An ending in Latin letters is one only where no other letter stands before it."""

    def selector(self) -> Selector:
        """Return where the name has one of the endings."""
        endings = tuple(map(str, self.node.endings))
        return select_by_text(self.node.of, self.context, lambda name: _has_ending(name, endings))


def _has_ending(name: str, endings: tuple[str, ...]) -> bool:
    name = fold_width(name).strip().lower()
    return any(
        name.endswith(ending) and not _LATIN.match(name[: -len(ending)][-1:]) for ending in endings
    )


_LATIN = re.compile("[a-z]")
