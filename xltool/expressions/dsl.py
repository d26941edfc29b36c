"""The words that packs write rules with; each builds a node.

``col`` speaks of each row, ``line`` and ``parts`` of a line in every entered numeric column,
``cell`` of one cell of a statement, ``total`` of a register's rows, ``setting`` of a value in
the pack's configuration, ``target`` of an indicator's value taken apart.

``xltool.schema`` exports every word in ``__all__``: a new one is added there, and nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.expressions.amount_words import day, tails, wan
from xltool.expressions.cell_names import cell, col, line, setting, there, total
from xltool.expressions.children_sum import children
from xltool.expressions.linked_cards import agrees_with_linked, card_links, has_linked
from xltool.expressions.nodes import IsBlank
from xltool.expressions.predicates import (
    AllOrNoneMasked,
    AnyRow,
    CodeHasLabel,
    HasData,
    InCodeList,
    IsInteger,
    IsLeafCode,
    NamedOnce,
    SameInGroup,
    SpelledAlike,
    UniqueInGroup,
)
from xltool.expressions.references import (
    CARD,
    ColumnRef,
    ColumnTotal,
    ExtremePart,
    GroupTotal,
    IndicatorPart,
    LineRef,
    Lookup,
    Percentage,
    RowCount,
    SumOfParts,
)
from xltool.expressions.text_predicates import (
    AmountsInWan,
    ComparesWithLastYear,
    ExplainsChange,
    ProductsRight,
    QuotesAmount,
)
from xltool.expressions.text_words import (
    bare,
    bracket,
    complete,
    describes,
    ending,
    kind,
    length,
    names_no_other,
    of_period,
    repeats,
    scale,
    stem,
    substantial,
    target,
    within,
)
from xltool.expressions.transfers import adjusting, transfer

if TYPE_CHECKING:
    from xltool.expressions.nodes import Expression, Predicate, Setting

__all__ = [
    "adjusting",
    "agrees_with_linked",
    "alike",
    "all_masked",
    "any_row",
    "bare",
    "blank",
    "bracket",
    "card",
    "card_links",
    "cell",
    "children",
    "col",
    "compares_with_last_year",
    "complete",
    "count",
    "day",
    "describes",
    "ending",
    "explains",
    "found",
    "has_data",
    "has_linked",
    "in_wan",
    "kind",
    "largest_part",
    "leaf",
    "length",
    "line",
    "listed",
    "multiplies",
    "named",
    "named_once",
    "names_no_other",
    "of_period",
    "once",
    "parts",
    "percent",
    "quoted",
    "repeats",
    "same",
    "scale",
    "setting",
    "smallest_part",
    "stem",
    "substantial",
    "tails",
    "target",
    "there",
    "total",
    "transfer",
    "unique",
    "wan",
    "whole",
    "within",
]


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


def once(column: ColumnTotal, *, per: str, drop: Setting | None = None) -> GroupTotal:
    """Return the sum of a column that repeats on all rows of a name ``per``, once for each.

    Endings that systems add to names are dropped.
    """
    return GroupTotal(column.table, column.column, per, (drop,) if drop is not None else ())


def any_row(column: ColumnTotal, *, where: Predicate) -> AnyRow:
    """State that the table of ``column`` has a row ``where``, on the card at hand if it is one's.

    A finding quotes ``column`` of such rows.
    """
    return AnyRow(column.table, column.column, where)


def has_data(form: str) -> HasData:
    """State that a form is not said to have no data 无数据."""
    return HasData(form)


def found(
    name: Expression, key: ColumnTotal, column: str, *, drop: Setting | None = None
) -> Lookup:
    """Return ``column`` of the first row that has ``name`` in the column ``key``.

    Endings that systems add to names are dropped.
    """
    return Lookup(name, key.table, key.column, column, (drop,) if drop is not None else ())


def same(
    column: ColumnRef | IndicatorPart, *, per: str | tuple[str, ...], folded: bool = False
) -> SameInGroup:
    """State that ``column`` is the same on all rows that share the values of ``per``.

    With ``folded``, rows share names that mean the same. Of a column of indicators' values a part
    may be compared.
    """
    names = (per,) if isinstance(per, str) else per
    if isinstance(column, IndicatorPart):
        assert isinstance(column.of, ColumnRef)
        return SameInGroup(column.of.column, names, column.part, folded)
    return SameInGroup(column.column, names, folded=folded)


def unique(
    column: ColumnRef, *, per: str | tuple[str, ...] = (), folded: bool = False
) -> UniqueInGroup:
    """State that no two rows that share the values of ``per`` hold the same in ``column``.

    With ``folded``, texts that mean the same are the same.
    """
    return UniqueInGroup(column.column, (per,) if isinstance(per, str) else per, folded)


def alike(name: ColumnRef, *, drop: Setting | None = None) -> SpelledAlike:
    """State that a name is written the same on all rows that mean the same."""
    return SpelledAlike(name.column, (drop,) if drop is not None else ())


def named_once(name: ColumnRef, *, drop: Setting | None = None) -> NamedOnce:
    """State that no row above means the same name."""
    return NamedOnce(name.column, (drop,) if drop is not None else ())


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


def explains(
    text: ColumnRef, change: Expression, *, rises: tuple[str, ...], falls: tuple[str, ...]
) -> ExplainsChange:
    """State that the rises and falls that a text quotes come to ``change``, offsets named."""
    return ExplainsChange(text, change, rises, falls)


def compares_with_last_year(text: ColumnRef) -> ComparesWithLastYear:
    """State that a text compares with no other year than the one before the budget's."""
    return ComparesWithLastYear(text)


def in_wan(text: ColumnRef, *numbers: Expression) -> AmountsInWan:
    """State that a text gives no amount in 元; with ``numbers`` in 万元, none of those."""
    return AmountsInWan(text, numbers)


def largest_part(column: ColumnRef) -> ExtremePart:
    """Return the largest value in a column of all lines below the line at hand."""
    return ExtremePart(column.column, largest=True)


def smallest_part(column: ColumnRef) -> ExtremePart:
    """Return the smallest value in a column of all lines below the line at hand."""
    return ExtremePart(column.column, largest=False)


def all_masked(*columns: ColumnRef) -> AllOrNoneMasked:
    """State that of a row's filled texts all are masked, or none is."""
    return AllOrNoneMasked(tuple(column.column for column in columns))
