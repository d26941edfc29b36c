"""What can be wrong with the rules of a pack: names that resolve to nothing, circles."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Arithmetic, Constant, walk_expression
from xltool.expressions.predicates import AllFilled, AllOrNoneMasked, SameInGroup, UniqueInGroup
from xltool.expressions.references import (
    CARD,
    CellRef,
    ColumnRef,
    ColumnTotal,
    LineRef,
    Lookup,
    Percentage,
    RowCount,
    SumOfParts,
)
from xltool.expressions.rule import SENTENCE_NAMES
from xltool.kinds import Shape
from xltool.model.applicability import drawable
from xltool.model.forms import TOTAL
from xltool.model.lookup import find_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form, Pack, Table


OF_CODES = ("label", "below")
"""What a sentence can say of a code: what the list calls it, and what stands below it."""


def _rule(rule: Rule, form: Form | None, pack: Pack) -> Iterator[str]:
    where = f"schemas/{form.id if form else 'cross'}.py: {rule.id}"
    unknown = list(_unknown(rule.terms(), form, pack))
    for name in unknown:
        yield f"{where}: 不认识 · unknown {name}"
    for name in _named(rule, form):
        yield f"{where}: says: 不认识 · unknown {{{name}}}"
    for code in rule.lines:
        if form and all(line.code != code for line in form.table.lines):
            yield f"{where}: lines: 不认识 · unknown {code}"
    if unknown:
        return
    if rule.calculates and form is not None:
        yield from _calculation(rule, where)
        yield from _circle(rule, form, where)
    elif drawable(form, rule) == bool(rule.python_only):
        yield f"{where}: python_only: " + (
            "Excel 可以显示，不应注明 · Excel can show it"
            if rule.python_only
            else "Excel 无法显示，请写明原因 · Excel cannot show it, say why"
        )


def _named(rule: Rule, form: Form | None) -> Iterator[str]:
    """Yield what the sentence of a rule names and is neither known nor a column of the form."""
    columns = {column.id for table in form.tables for column in table.columns} if form else set()
    for text in rule.says:
        for _, name, _, _ in Formatter().parse(text):
            root, _, part = (name or "").partition(".")
            if name is not None and (
                root not in SENTENCE_NAMES | columns or part not in {"", *OF_CODES}
            ):
                yield name


def _calculation(rule: Rule, where: str) -> Iterator[str]:
    """A calculated value is a number made of its own form's cells; a percentage stands alone."""
    value = rule.test.operands()[1]
    inner = value.operands() if isinstance(value, Percentage) else (value,)
    for term in (term for root in inner for term in walk_expression(root)):
        odd = isinstance(term, Constant) and isinstance(term.value, str)
        if odd or not isinstance(term, (Arithmetic, ColumnRef, Constant, LineRef, SumOfParts)):
            yield f"{where}: calculated: 不能使用 · cannot hold {type(term).__name__.lower()}"


def _unknown(terms: Iterable[Expression], form: Form | None, pack: Pack) -> Iterator[str]:
    """Yield every name that a rule's terms use and the pack does not have."""
    for term in terms:
        try:
            _resolve(term, form, pack)
        except KeyError as error:
            yield str(error.args[0])
        if isinstance(term, ColumnTotal) and term.where is not None:
            yield from _unknown(walk_expression(term.where), _holder(term.table, pack), pack)
        if isinstance(term, RowCount):
            yield from _unknown(walk_expression(term.where), form, pack)


def _holder(table: str, pack: Pack) -> Form | None:
    return next((form for form, known in pack.tables() if known.id == table), None)


def _resolve(term: Expression, form: Form | None, pack: Pack) -> None:
    match term:
        case CellRef(form=name, line=line, column=column):
            table = pack.form(name).table
            table.line(line)
            table.column(column)
        case ColumnTotal(table=name, column=column, per=per):
            table = _table(name, pack)
            table.column(column)
            _ = per and table.column(per)
        case Lookup(table=name, key=key, column=column):
            _table(name, pack).column(key)
            _table(name, pack).column(column)
        case ColumnRef(column=name):
            find_column(_of(form), name)
        case SameInGroup(column=name, per=per) | UniqueInGroup(column=name, per=per):
            for part in (name, *per):
                _ = part == CARD or find_column(_of(form), part)
        case AllOrNoneMasked(columns=columns) | AllFilled(columns=columns):
            for name in columns:
                find_column(_of(form), name)
        case LineRef(code=code) | SumOfParts(code=code):
            own = _of(form)
            _ = (code == TOTAL and own.shape is Shape.REGISTER) or own.table.line(code)


def _table(name: str, pack: Pack) -> Table:
    return {table.id: table for _, table in pack.tables()}[name]


def _of(form: Form | None) -> Form:
    if form is None:
        message = "col/line"
        raise KeyError(message)
    return form


def _circle(rule: Rule, form: Form, where: str) -> Iterator[str]:
    """Find a target that its own value needs, following columns and lines downwards."""
    needs = {_target(other): _sources(other, form) for other in form.rules if other.calculates}
    start = _target(rule)
    seen, todo = set[str](), list(needs[start])
    while todo:
        name = todo.pop()
        if name == start:
            yield f"{where}: 循环计算 · calculates itself: {start}"
            return
        if name not in seen:
            seen.add(name)
            todo.extend(needs.get(name, ()))


def _target(rule: Rule) -> str:
    target = rule.test.operands()[0]
    return f"col.{target.column}" if isinstance(target, ColumnRef) else f"line.{_code(target)}"


def _code(term: object) -> str:
    return term.code if isinstance(term, (LineRef, SumOfParts)) else ""


def _sources(rule: Rule, form: Form) -> list[str]:
    names = []
    for term in walk_expression(rule.test.operands()[1]):
        if isinstance(term, ColumnRef):
            names.append(f"col.{term.column}")
        if isinstance(term, LineRef):
            names.append(f"line.{term.code}")
        if isinstance(term, SumOfParts):
            names.extend(
                f"line.{line.code}" for line in form.table.lines if line.parent == term.code
            )
    return names
