"""The words that packs write rules with; each builds a node.

``col`` speaks of each row, ``line`` and ``parts`` of a line in every entered numeric column,
``cell`` of one cell of a statement, ``total`` of a register's rows, ``setting`` of a value in
the pack's configuration, ``target`` of an indicator's value taken apart.

``xltool.schema`` exports every word in ``__all__``: a new one is added there, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.expressions.nodes import IsBlank, Setting
from xltool.expressions.predicates import (
    AllOrNoneMasked,
    CodeHasLabel,
    InCodeList,
    IsInteger,
    IsLeafCode,
    PartWithinWhole,
    ProductsRight,
    QuotesAmount,
    RepeatsValue,
    SameInGroup,
    SpelledAlike,
    UniqueInGroup,
)
from xltool.expressions.references import (
    CARD,
    CellRef,
    ColumnRef,
    ColumnTotal,
    IndicatorPart,
    LineRef,
    Lookup,
    Percentage,
    RowCount,
    SumOfParts,
)
from xltool.expressions.transfers import adjusting, transfer

if TYPE_CHECKING:
    from xltool.expressions.nodes import Expression, Predicate

__all__ = [
    "adjusting",
    "alike",
    "all_masked",
    "blank",
    "bracket",
    "card",
    "cell",
    "col",
    "count",
    "found",
    "leaf",
    "line",
    "listed",
    "multiplies",
    "named",
    "parts",
    "percent",
    "quoted",
    "repeats",
    "same",
    "setting",
    "stem",
    "target",
    "total",
    "transfer",
    "unique",
    "whole",
    "within",
]


class _Columns:
    def __getattr__(self, name: str) -> ColumnRef:
        return ColumnRef(name)


class _Lines:
    def __getattr__(self, name: str) -> LineRef:
        return LineRef(name)


class _Settings:
    def __getattr__(self, name: str) -> Setting:
        return Setting(name)


@dataclass(frozen=True, slots=True)
class _Path:
    names: tuple[str, ...] = ()


class _Cells(_Path):
    def __getattr__(self, name: str) -> _CellLine:
        return _CellLine((name,))


class _CellLine(_Path):
    def __getattr__(self, name: str) -> _CellColumn:
        return _CellColumn((*self.names, name))


class _CellColumn(_Path):
    def __getattr__(self, name: str) -> CellRef:
        form, line_code = self.names
        return CellRef(form, line_code, name)


class _Totals:
    def __getattr__(self, name: str) -> _TotalColumn:
        return _TotalColumn((name,))


class _TotalColumn(_Path):
    def __getattr__(self, name: str) -> ColumnTotal:
        return ColumnTotal(self.names[0], name)


@dataclass(frozen=True, slots=True)
class _Target:
    of: Expression

    @property
    def amount(self) -> IndicatorPart:
        """The number."""
        return IndicatorPart(self.of, "amount")

    @property
    def wan(self) -> IndicatorPart:
        """The number in 万元, blank when it is no money."""
        return IndicatorPart(self.of, "wan")

    @property
    def sign(self) -> IndicatorPart:
        """``≥``, ``≤``, ``>``, ``<`` or ``=``."""
        return IndicatorPart(self.of, "sign")

    @property
    def unit(self) -> IndicatorPart:
        """The unit; ``%`` for any way to write per cent."""
        return IndicatorPart(self.of, "unit")

    @property
    def dimension(self) -> IndicatorPart:
        """What the unit counts: time, money, people, count, area, or the unit itself."""
        return IndicatorPart(self.of, "dimension")

    @property
    def shape(self) -> IndicatorPart:
        """``quant``, ``rank``, ``range`` or ``qual``."""
        return IndicatorPart(self.of, "shape")


col = _Columns()
line = _Lines()
cell = _Cells()
total = _Totals()
setting = _Settings()
card = CARD
"""The group of all rows on one card, for ``per=``."""


def parts(whole: LineRef) -> SumOfParts:
    """Return the sum of the lines below ``whole`` that count in it."""
    return SumOfParts(whole.code)


def percent(part: Expression, *, of: Expression) -> Percentage:
    """Return ``part`` as a percentage of ``of``, half up at two places."""
    return Percentage(part, of)


def count(where: Predicate) -> RowCount:
    """Return how many rows of the card at hand are ``where``."""
    return RowCount(where)


def found(
    name: Expression, key: ColumnTotal, column: str, *, drop: Setting | None = None
) -> Lookup:
    """Return ``column`` of the first row that has ``name`` in the column ``key``.

    Endings that systems add to names are dropped.
    """
    return Lookup(name, key.table, key.column, column, (drop,) if drop is not None else ())


def target(value: Expression) -> _Target:
    """Return an indicator's value, taken apart."""
    return _Target(value)


def stem(name: Expression) -> IndicatorPart:
    """Return an indicator's name without the brackets at its end."""
    return IndicatorPart(name, "stem")


def bracket(name: Expression) -> IndicatorPart:
    """Return what the unit in the brackets at the end of an indicator's name counts."""
    return IndicatorPart(name, "bracket")


def same(column: ColumnRef, *, per: str | tuple[str, ...]) -> SameInGroup:
    """State that ``column`` is the same on all rows that share the values of ``per``."""
    return SameInGroup(column.column, (per,) if isinstance(per, str) else per)


def unique(column: ColumnRef, *, per: str | tuple[str, ...] = ()) -> UniqueInGroup:
    """State that no two rows that share the values of ``per`` hold the same in ``column``."""
    return UniqueInGroup(column.column, (per,) if isinstance(per, str) else per)


def alike(name: ColumnRef, *, drop: Setting | None = None) -> SpelledAlike:
    """State that a name is written the same on all rows that mean the same."""
    return SpelledAlike(name.column, (drop,) if drop is not None else ())


def multiplies(text: ColumnRef) -> ProductsRight:
    """State that where a text multiplies, as ``157*7000元=109.9``, the product is right."""
    return ProductsRight(text)


def blank(value: Expression) -> IsBlank:
    """State that a cell is blank."""
    return IsBlank(value)


def whole(value: Expression) -> IsInteger:
    """State that a number has no decimals."""
    return IsInteger(value)


def listed(code: ColumnRef) -> InCodeList:
    """State that a code is in the code list of its column."""
    return InCodeList(code)


def leaf(code: ColumnRef) -> IsLeafCode:
    """State that nothing stands below a code in the code list of its column."""
    return IsLeafCode(code)


def named(code: ColumnRef, label: ColumnRef) -> CodeHasLabel:
    """State that ``label`` is what the code list calls ``code``."""
    return CodeHasLabel(code, label)


def quoted(text: ColumnRef, number: Expression, *, after: tuple[str, ...] = ()) -> QuotesAmount:
    """State that the amounts a text quotes agree with ``number``."""
    return QuotesAmount(text, number, after)


def repeats(text: ColumnRef, name: ColumnRef, value: ColumnRef) -> RepeatsValue:
    """State that where ``text`` speaks of the indicator ``name``, it gives the same number."""
    return RepeatsValue(IndicatorPart(text, "folded"), stem(name), value)


def within(name: ColumnRef, value: ColumnRef, *pairs: str | Setting) -> PartWithinWhole:
    """State that a part's target is at most its whole's; ``pairs`` as ``优秀率<合格率``."""
    return PartWithinWhole(stem(name), value, pairs)


def all_masked(*columns: ColumnRef) -> AllOrNoneMasked:
    """State that of a row's filled texts all are masked, or none is."""
    return AllOrNoneMasked(tuple(column.column for column in columns))
