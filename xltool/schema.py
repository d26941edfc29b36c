"""What a pack's schema files import: column recipes, table recipes and rules.

Keyword names of the column recipes are pandera's own check names (``ge``, ``str_length``, …);
``checks=`` takes any ready pandera check. Nothing here imports pandas or pandera:
``xltool.frames.schema`` turns a recipe into the real ``pandera.DataFrameSchema``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from xltool.model import Column, Kind, Severity, Shape, Table
from xltool.terms import (
    Adjusting,
    Cell,
    Col,
    Compare,
    Line,
    Rule,
    Same,
    Term,
    Total,
    Transfer,
    cell,
    col,
    line,
    parts,
    percent,
    same,
    term,
    total,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "adjusting",
    "calculated",
    "cards",
    "cell",
    "code",
    "col",
    "date",
    "line",
    "money",
    "number",
    "parts",
    "percent",
    "rate",
    "register",
    "rows",
    "rule",
    "same",
    "statement",
    "text",
    "total",
    "transfer",
]


class Recipe(TypedDict, total=False):
    """Keywords that every column recipe takes; any further one is a pandera check name."""

    nullable: bool
    adds: bool | str
    codes: str
    under: str
    open: bool
    printed: bool
    places: int
    checks: tuple[object, ...]
    ids: Mapping[str, str]
    prompt: str
    ge: float
    gt: float
    le: float
    lt: float
    isin: tuple[str, ...]
    str_matches: str
    str_length: Mapping[str, int]


CHECKS = frozenset({
    "eq", "equal_to", "ge", "greater_than", "greater_than_or_equal_to", "gt", "in_range", "isin",
    "le", "less_than", "less_than_or_equal_to", "lt", "ne", "not_equal_to", "notin",
    "str_contains", "str_endswith", "str_length", "str_matches", "str_startswith",
})  # fmt: skip
"""pandera's own checks of a column; a pack brings others by ``checks=``."""
_OWN = frozenset(Recipe.__annotations__) - {
    "ge", "gt", "le", "lt", "isin", "str_matches", "str_length",
}  # fmt: skip


def _column(kind: Kind, title: str, recipe: Mapping[str, Any]) -> Column:
    own = {name: value for name, value in recipe.items() if name in _OWN}
    extra = own.pop("checks", ())
    checks = {name: value for name, value in recipe.items() if name not in _OWN}
    return Column("", title, kind, checks=checks, extra=extra, **own)


def money(title: str, **recipe: Unpack[Recipe]) -> Column:
    """An amount in the form's measure, two places; adds up unless told otherwise."""
    return _column(Kind.MONEY, title, {"adds": True, **recipe})


def number(title: str, **recipe: Unpack[Recipe]) -> Column:
    """A quantity, two places unless the line says otherwise; adds up unless told otherwise."""
    return _column(Kind.NUMBER, title, {"adds": True, **recipe})


def rate(title: str, **recipe: Unpack[Recipe]) -> Column:
    """A percentage: 9.5 means 9.5 %. Never adds."""
    return _column(Kind.RATE, title, recipe)


def code(title: str, **recipe: Unpack[Recipe]) -> Column:
    """A code or a choice from the code list ``codes=``."""
    return _column(Kind.CODE, title, recipe)


def text(title: str, **recipe: Unpack[Recipe]) -> Column:
    """Free text."""
    return _column(Kind.TEXT, title, recipe)


def date(title: str, **recipe: Unpack[Recipe]) -> Column:
    """A day, carried as ``YYYY-MM-DD``."""
    return _column(Kind.DATE, title, recipe)


def _table(shape: Shape, columns: Mapping[str, Column], codes: str = "") -> Table:
    return Table(
        "", shape, tuple(replace(column, id=name) for name, column in columns.items()), codes=codes
    )


def statement(lines: str, /, **columns: Column) -> Table:
    """A form with fixed lines, those of the code list ``lines``."""
    return _table(Shape.STATEMENT, columns, lines)


def register(**columns: Column) -> Table:
    """A form with open rows."""
    return _table(Shape.REGISTER, columns)


def cards(**columns: Column) -> Table:
    """The heads of a form with one card per key; ``rows`` beside it describes the rows."""
    return _table(Shape.CARDS, columns)


def rows(**columns: Column) -> Table:
    """The rows inside the cards of a form."""
    return _table(Shape.CARDS, columns)


def rule(  # noqa: PLR0913 - what a rule says, in the order it is read
    rule_id: str,
    test: Compare | Same,
    zh: str,
    en: str,
    *,
    severity: Severity | str = Severity.ERROR,
    within: Term | float = 0,
    source: str = "",
) -> Rule:
    """State what must hold: ``test`` up to the tolerance ``within``, in the form's measure."""
    return Rule(rule_id, test, zh, en, Severity(severity), term(within), source=source)


def calculated(
    rule_id: str,
    target: Col | Line,
    value: Term,
    zh: str,
    en: str,
    *,
    source: str = "",
) -> Rule:
    """State what is calculated: ``target`` becomes a locked formula for ``value``."""
    return Rule(rule_id, target == value, zh, en, calculates=True, source=source)


def transfer(
    rule_id: str,
    paid: tuple[Cell, Total],
    received: tuple[Cell, Total],
    *,
    counterparty: str,
    zh: str,
    en: str,
) -> Transfer:
    """State that what one entity has ``paid`` another has ``received``.

    Each side is the cell of a statement and the column of the register that breaks it down by
    the code in the column ``counterparty``.
    """
    (outlay, given), (income, taken) = paid, received
    return Transfer(
        rule_id, outlay, income, given.table, counterparty, given.column, taken.column, zh, en
    )


def adjusting(item: Total, amount: Total) -> Adjusting:
    """State in which register a parent adjusts its figures: the cell named, and the amount."""
    return Adjusting(item.table, item.column, amount.column)
