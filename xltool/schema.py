"""The words that a pack's schema files import: columns, tables and rules.

::

    courses = register(
        name=text("名称", nullable=False, str_length={"max_value": 50}),
        budget=money("预算", ge=0, prompt="万元。没有就留空。"),
        amount=money("金额", ge=0),
    )
    rules = (
        rule("T1", col.amount <= col.budget, "金额不应超过预算", "It stays within its budget"),
    )

Checks of columns have pandera's own names (``ge``, ``str_length``, …), which others know;
``checks`` takes any ready pandera check. Nothing here imports pandas or pandera, so that packs load
fast: the pandera schemas are made from the recipes when returns are validated.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from xltool.expressions import dsl
from xltool.expressions.dsl import *  # noqa: F403 - every word, so that a new one needs no edit
from xltool.expressions.nodes import (
    Compare,
    Constant,
    IsBlank,
    Not,
    Setting,
    as_expression,
    walk_expression,
)
from xltool.expressions.predicates import CodeHasLabel, SameInGroup, SpelledAlike
from xltool.expressions.references import RowCount
from xltool.expressions.rounding import TailsWord, tails_of
from xltool.expressions.rule import Rule, Side
from xltool.expressions.text_predicates import QuotesAmount, RepeatsValue
from xltool.kinds import Category, ColumnKind, Severity, Shape
from xltool.model.forms import CODE, Column, Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.expressions.nodes import Expression, Predicate
    from xltool.expressions.references import ColumnRef, LineRef
    from xltool.model.forms import CodeList

RECIPES = (
    "calculated", "cards", "code", "codes", "date", "money", "number", "rate", "register", "rows",
    "rule", "side", "statement", "text", "tree",
)  # fmt: skip
"""What packs import besides the words of ``expressions.dsl``."""
if not TYPE_CHECKING:  # mypy reads literals only, and would take every other name for private
    __all__ = list(RECIPES) + dsl.__all__


class ColumnOptions(TypedDict, total=False):
    """Keywords that every column takes; any other one is the name of a pandera check.

    ``money("金额", nullable=False, places=0, ge=0, prompt="万元。", ids={"nullable": "P1"})``. What
    each means: see ``Column``.
    """

    nullable: bool
    adds: bool | str
    codes: str
    under: str
    open: bool
    lowest: bool
    printed: bool
    last: str
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


LOADED_CODES: ContextVar[Mapping[str, CodeList]] = ContextVar("LOADED_CODES")
"""The code lists of the pack that is being loaded, for its schema files."""
CHECKS = frozenset({
    "eq", "equal_to", "ge", "greater_than", "greater_than_or_equal_to", "gt", "in_range", "isin",
    "le", "less_than", "less_than_or_equal_to", "lt", "ne", "not_equal_to", "notin",
    "str_contains", "str_endswith", "str_length", "str_matches", "str_startswith",
})  # fmt: skip
"""The names of pandera's own checks of a column."""
_OPTIONS_OF_COLUMN = frozenset(ColumnOptions.__annotations__) - {
    "ge", "gt", "le", "lt", "isin", "str_matches", "str_length",
}  # fmt: skip


def _column(kind: ColumnKind, title: str, recipe: Mapping[str, Any]) -> Column:
    options = {name: value for name, value in recipe.items() if name in _OPTIONS_OF_COLUMN}
    extra = options.pop("checks", ())
    checks = {name: value for name, value in recipe.items() if name not in _OPTIONS_OF_COLUMN}
    return Column("", title, kind, checks=checks, extra=extra, **options)


def money(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """An amount in the form's unit, two places; it adds up, unless ``adds=False``.

    ``current=money("本年预算数", ge=0, prompt="万元，两位小数。没有就留空。")``
    """
    return _column(ColumnKind.MONEY, title, {"adds": True, **recipe})


def number(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """A quantity, two places unless ``places`` says otherwise; it adds up, unless ``adds=False``.

    ``people=number("人数", nullable=False, ge=0, places=0)``
    """
    return _column(ColumnKind.NUMBER, title, {"adds": True, **recipe})


def rate(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """A percentage, four places: 9.5 means 9.5 %. It never adds up.

    ``rate=rate("增减%")``
    """
    return _column(ColumnKind.RATE, title, recipe)


def code(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """A code, or a choice from the code list ``codes``.

    ``place=code("地点", nullable=False, codes="places", prompt="从下拉列表选择。")``
    """
    return _column(ColumnKind.CODE, title, recipe)


def text(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """A text; with ``codes`` and ``open=True`` a code list makes suggestions.

    ``note=text("说明", str_length={"max_value": 100})``
    """
    return _column(ColumnKind.TEXT, title, recipe)


def date(title: str, **recipe: Unpack[ColumnOptions]) -> Column:
    """A day, kept as the text ``2021-01-31``.

    ``bought=date("购置日期")``
    """
    return _column(ColumnKind.DATE, title, recipe)


def _table(shape: Shape, columns: Mapping[str, Column], codes: str = "") -> Table:
    """Return a table whose columns have their names; its own id is that of the variable."""
    return Table(
        "", shape, tuple(replace(column, id=name) for name, column in columns.items()), codes=codes
    )


def statement(lines: str, /, *, part: bool = False, **columns: Column) -> Table:
    """A table with fixed lines: those of the code list ``lines``.

    A ``part`` of the list are those lines that the template prints; a line below one that is not
    printed belongs to the nearest printed line above. Otherwise a line left out is an error.

    ``summary = statement("summary", current=money("本年预算数"), prior=money("上年预算数"))``
    """
    return replace(_table(Shape.STATEMENT, columns, lines), part=part)


def tree(lines: str, /, **columns: Column) -> Table:
    """A statement whose lines are those of a classification that somebody uses, by code.

    The first line is the total of all others. Where the template gives it open rows, a code that is
    not printed is chosen in the column ``code``::

        general = tree("functions", total=money("合计"), basic=money("基本支出", ge=0))
    """
    prompt = "从下拉列表选择最末级科目的编码。"
    chosen = code("科目编码", codes=lines, open=True, lowest=True, prompt=prompt)
    return replace(_table(Shape.STATEMENT, {CODE: chosen, **columns}, lines), tree=True)


def codes(name: str) -> CodeList:
    """Return a code list of the pack that is being loaded; ``KeyError`` when it has none.

    ``[line.code for line in codes("functions").under("")]`` are the codes of the first level.
    """
    return LOADED_CODES.get()[name]


def register(**columns: Column) -> Table:
    """A table with numbered rows, as many as are needed.

    ``courses = register(name=text("名称", nullable=False), amount=money("金额"))``
    """
    return _table(Shape.REGISTER, columns)


def cards(**columns: Column) -> Table:
    """The heads of cards, one card for each project; ``rows`` beside it has the rows on them.

    ``goals = cards(project=text("项目名称", nullable=False), goal=text("总体目标"))``
    """
    return _table(Shape.CARDS, columns)


def rows(**columns: Column) -> Table:
    """The rows on the cards of a form.

    ``indicators = rows(level1=code("一级指标", printed=True), value=text("指标值"))``
    """
    return _table(Shape.CARDS, columns)


class RuleOptions(TypedDict, total=False):
    """Keywords of ``rule``; what each means: see ``Rule``."""

    severity: Severity | str
    within: Expression | float
    rounding: Expression | float
    where: Predicate
    lines: tuple[str, ...]
    once: str
    nature: tuple[str, ...]
    shows: Expression
    sides: tuple[Side, ...]
    says: tuple[str, str]
    fix: tuple[str, str]
    expects: str
    category: Category | str
    right: str
    wrong: str
    source: str
    python_only: str


def rule(rule_id: str, test: Predicate, zh: str, en: str, **more: Unpack[RuleOptions]) -> Rule:
    """State what must hold; ``zh`` and ``en`` are its text in Chinese and English.

    ``within`` is the tolerance, in the form's unit; ``severity="warning"`` does not keep a return
    from being accepted::

        rule(
            "T8", cell.summary.total.current == total.courses.amount,
            "培训费合计应等于培训班明细合计", "The summary agrees with the list of courses",
            within=0.01, source="预算编制要求",
        )
    """
    options: dict[str, Any] = dict(more)
    options["severity"] = Severity(options.get("severity", Severity.ERROR))
    usual = _usual_category(test, options["severity"])
    options["category"] = Category(options.get("category", usual))
    for name in ("within", "rounding"):
        margin = options.get(name, 0)
        options[name] = tails_of(test) if isinstance(margin, TailsWord) else as_expression(margin)
    return Rule(rule_id, test, zh, en, **options)


def _usual_category(test: Predicate, severity: Severity) -> Category:
    """Return what kind of fault it is when a rule that does not say so is broken.

    What should be filled in, or more often there, is missing. Cells that are held against other
    cells, and every error, are inconsistent; what is advised against for itself, or by a limit of
    the pack, is implausible.
    """
    filled = isinstance(test, Not) and isinstance(test.of, IsBlank)
    enough = isinstance(test, Compare) and isinstance(test.left, RowCount) and test.sign == ">="
    if filled or enough:
        return Category.MISSING
    inconsistent = severity is Severity.ERROR or _compares_cells(test)
    return Category.INCONSISTENT if inconsistent else Category.IMPLAUSIBLE


def _compares_cells(test: Predicate) -> bool:
    """Whether a test holds cells against other cells, not against a limit."""
    if not isinstance(test, Compare):
        return isinstance(
            test, (SameInGroup, SpelledAlike, CodeHasLabel, QuotesAmount, RepeatsValue)
        )
    limits = (isinstance(node, (Constant, Setting)) for node in walk_expression(test))
    return test.sign != "!=" and not any(limits)


def side(
    amount: Expression, there: tuple[str, str], missing: tuple[str, str] = ("", ""), *, of: str = ""
) -> Side:
    """Return what a finding about several forms says of one of them, in Chinese and English.

    ``there`` can name the ``{amount}``, and as ``{names}`` what stands in the column ``of`` beside
    it; ``missing`` is said where there is none::

        side(total.courses.amount, ("培训班有{names} {amount}", "…"), ("没有培训班", "…"),
             of="name")
    """
    return Side(amount, there, missing, of)


def calculated(
    rule_id: str,
    target: ColumnRef | LineRef,
    value: Expression,
    zh: str,
    en: str,
    *,
    source: str = "",
) -> Rule:
    """State that ``target`` is calculated: in Excel it is a locked formula for ``value``.

    ``calculated("T4", col.amount, col.people * col.fee, "金额等于人数乘人均费用", "People × fee")``
    """
    return Rule(rule_id, target == value, zh, en, calculates=True, source=source)
