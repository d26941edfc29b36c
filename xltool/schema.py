"""What a pack's schema files import: column recipes, table recipes and rules.

Keyword names of the column recipes are pandera's own check names (``ge``, ``str_length``, …);
``checks=`` takes any ready pandera check. Nothing here imports pandas or pandera:
``xltool.validation.frames.schema`` turns a recipe into the real ``pandera.DataFrameSchema``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from xltool.expressions import dsl
from xltool.expressions.dsl import *  # noqa: F403 - every word, so that a new one needs no edit
from xltool.expressions.nodes import as_expression
from xltool.expressions.rule import Rule
from xltool.kinds import ColumnKind, Severity, Shape
from xltool.model.forms import Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.expressions.nodes import Expression, Predicate
    from xltool.expressions.references import ColumnRef, LineRef

RECIPES = (
    "calculated", "cards", "code", "date", "money", "number", "rate", "register", "rows", "rule",
    "statement", "text",
)  # fmt: skip
"""What packs import besides the words of ``expressions.dsl``."""
if not TYPE_CHECKING:  # mypy reads literals only, and would take every other name for private
    __all__ = list(RECIPES) + dsl.__all__


class ColumnOptions(TypedDict, total=False):
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
_OWN = frozenset(ColumnOptions.__annotations__) - {
    "ge", "gt", "le", "lt", "isin", "str_matches", "str_length",
}  # fmt: skip


def _column(kind: ColumnKind, title: str, recipe: Mapping[str, Any]) -> Column:
    own = {name: value for name, value in recipe.items() if name in _OWN}
    extra = own.pop("checks", ())
    checks = {name: value for name, value in recipe.items() if name not in _OWN}
    return Column("", title, kind, checks=checks, extra=extra, **own)


def money(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """An amount in the form's measure, two places; adds up unless told otherwise."""
    return _column(ColumnKind.MONEY, title, {"adds": True, **recipe})


def number(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """A quantity, two places unless the line says otherwise; adds up unless told otherwise."""
    return _column(ColumnKind.NUMBER, title, {"adds": True, **recipe})


def rate(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """A percentage: 9.5 means 9.5 %. Never adds."""
    return _column(ColumnKind.RATE, title, recipe)


def code(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """A code or a choice from the code list ``codes=``."""
    return _column(ColumnKind.CODE, title, recipe)


def text(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """Free text."""
    return _column(ColumnKind.TEXT, title, recipe)


def date(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """A day, carried as ``YYYY-MM-DD``."""
    return _column(ColumnKind.DATE, title, recipe)


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


class RuleOptions(TypedDict, total=False):
    """Keywords of ``rule``; see ``xltool.expressions.rule.Rule``."""

    severity: Severity | str
    within: Expression | float
    rounding: Expression | float
    where: Predicate
    lines: tuple[str, ...]
    once: str
    nature: tuple[str, ...]
    shows: Expression
    says: tuple[str, str]
    fix: tuple[str, str]
    right: str
    wrong: str
    source: str
    python_only: str


def rule(rule_id: str, test: Predicate, zh: str, en: str, **more: Unpack[RuleOptions]) -> Rule:
    """State what must hold: ``test`` up to the tolerance ``within``, in the form's measure."""
    given: dict[str, Any] = dict(more)
    given["severity"] = Severity(given.get("severity", Severity.ERROR))
    for name in ("within", "rounding"):
        given[name] = as_expression(given.get(name, 0))
    return Rule(rule_id, test, zh, en, **given)


def calculated(
    rule_id: str,
    target: ColumnRef | LineRef,
    value: Expression,
    zh: str,
    en: str,
    *,
    source: str = "",
) -> Rule:
    """State what is calculated: ``target`` becomes a locked formula for ``value``."""
    return Rule(rule_id, target == value, zh, en, calculates=True, source=source)
