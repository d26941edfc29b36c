"""What can be wrong with the values that a rule looks at: their kinds, and where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.expressions.dates import Day
from xltool.expressions.nodes import Arithmetic, Compare, IsBlank, walk_expression
from xltool.expressions.references import CARD, CellRef, ColumnRef, ColumnTotal, GroupTotal, Lookup
from xltool.kinds import ColumnKind, Shape
from xltool.model.applicability import applicability, drawable
from xltool.model.forms import TOTAL
from xltool.model.lookup import calculated_lines, find_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form, Pack

_ORDER = frozenset({"<", "<=", ">", ">="})


def value_problems(rule: Rule, form: Form | None, pack: Pack, where: str) -> Iterator[str]:
    """Yield what is wrong with the values of a rule that names only what is there."""
    asserts = not rule.calculates
    for node in rule.deciding_nodes() if asserts and drawable(form, rule) else ():
        if isinstance(node, IsBlank) and not isinstance(node.of, ColumnRef):
            yield f"{where}: blank: 只能问一栏，如 col.… · asks about a column: col.…"
    value = rule.test.operands()[1] if rule.calculates else None
    for node in rule.nodes() if value is None else walk_expression(value):
        yield from _node_problems(node, form, pack, where)
        for table, selected in node.selections():
            holder = pack.forms_by_table.get(table) if table else form
            for below in walk_expression(selected):
                yield from _node_problems(below, holder, pack, where)
    if asserts:
        yield from _place_problems(rule, form, where)


def _node_problems(node: Expression, form: Form | None, pack: Pack, where: str) -> Iterator[str]:
    if isinstance(node, Compare):
        yield from _comparison_problems(node, form, pack, where)
    elif isinstance(node, Arithmetic):
        if any(_is_text(_kind(side, form, pack)) for side in node.operands()):
            yield f"{where}: {node.sign}: 文字不能计算 · a text is calculated with"
    elif isinstance(node, CellRef):
        line = pack.form(node.form).table.line(node.line)
        if node.column in line.na:
            name = f"{node.form}.{node.line}.{node.column}"
            yield f"{where}: cell.{name}: 表上没有这一格 · the form has no such cell"
    elif isinstance(node, ColumnTotal) and node.where is None and not node.per:
        holder = pack.form_of(node.table)
        adds = holder.table.column(node.column).adds is True
        if not adds or TOTAL not in calculated_lines(holder.rules):
            name = f"{node.table}.{node.column}"
            yield f"{where}: total.{name}: 表上没有这个合计 · the form has no such total"


def _comparison_problems(node: Compare, form: Form | None, pack: Pack, where: str) -> Iterator[str]:
    left, right = (_kind(side, form, pack) for side in node.operands())
    if left is ColumnKind.DATE and right is ColumnKind.DATE:
        return
    if ColumnKind.DATE in {left, right} and left is not right:
        yield f"{where}: {node.sign}: 日期与别的内容比较 · a date is compared with what is none"
    elif _is_text(left) != _is_text(right):
        yield f"{where}: {node.sign}: 数与文字比较 · a number is compared with a text"
    elif _is_text(left) and node.sign in _ORDER:
        yield f"{where}: {node.sign}: 文字只能比较是否相同 · texts are only equal or not"


def _is_text(kind: ColumnKind) -> bool:
    return not kind.numeric


def _kind(node: Expression, form: Form | None, pack: Pack) -> ColumnKind:
    """Return what kind of value a node gives."""
    match node:
        case Day():
            return ColumnKind.DATE
        case ColumnRef(column=name) if form is not None:
            return find_column(form, name)[1].kind
        case (
            CellRef(form=table)
            | Lookup(table=table)
            | ColumnTotal(table=table)
            | GroupTotal(table=table)
        ):
            tables = {each.id: each for each in pack.form_of(table).tables}
            return tables[table].column(node.column).kind
    return ColumnKind.TEXT if node.is_text else ColumnKind.NUMBER


def _place_problems(rule: Rule, form: Form | None, where: str) -> Iterator[str]:
    """Yield why a rule can be judged nowhere."""
    use = applicability(form, rule)
    if use.table is None and any(
        name != CARD for node in rule.nodes() for name in node.group_columns()
    ):
        yield f"{where}: per: 应同时用到本行的一栏，如 col.… · needs a column of the row: col.…"
    if form is None or form.shape is not Shape.STATEMENT:
        return
    if use.table is not None and not use.lines:
        yield f"{where}: 没有一行可审 · applies to no line"
    if use.line and not use.columns:
        yield f"{where}: 没有一栏可审 · applies to no column: none stands beside all its lines"
