"""What can be wrong with what a form calculates: targets, sums of nothing, circles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.expressions.each_line import EACH
from xltool.expressions.nodes import walk_expression
from xltool.kinds import Shape
from xltool.model.applicability import lines_read
from xltool.model.lookup import calculated_columns, calculated_lines, find_column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form, FormLine, Pack

    Needs = Mapping[str, tuple[str, ...]]
    """What each calculated column or line of a form is calculated from."""


def target_of(rule: Rule) -> str:
    """Return what a rule calculates: ``col.change``, ``line.total``; empty when it is neither."""
    target = rule.test.operands()[0]
    if target.adds_parts:
        return ""
    columns = [f"col.{name}" for name in target.row_columns()]
    return next(iter([*columns, *(f"line.{code}" for code in target.column_lines())]), "")


def calculation_problems(form: Form, pack: Pack) -> Iterator[str]:
    """Yield what is wrong with the calculations of a form whose rules name only what is there."""
    rules = [rule for rule in form.rules if rule.calculates]
    first: dict[str, Rule] = {}
    for rule in rules:
        where, target = f"{form.schema_file}: {rule.id}", target_of(rule)
        if before := first.setdefault(target, rule) if target else None:
            yield from _target_problems(where, target, form)
            if before is not rule:
                yield f"{where}: {target}: 已由 {before.id} 计算 · {before.id} calculates it"
        else:
            yield f"{where}: calculated: 应是 col.… 或 line.… · must be col.… or line.…"
        yield from _value_problems(where, rule)
    yield from _empty_sums(form)
    yield from _circles(form, first)
    if form.shape is Shape.STATEMENT and not form.table.tree:
        yield from _gaps(form, pack)


def _target_problems(where: str, target: str, form: Form) -> Iterator[str]:
    kind, _, name = target.partition(".")
    if form.shape is Shape.CARDS:
        yield f"{where}: calculated: 卡片上没有计算的栏 · cards calculate nothing"
    elif kind == "col" and not find_column(form, name)[1].kind.numeric:
        yield f"{where}: calculated: {target}: 不是数值 · is no number"


def _value_problems(where: str, rule: Rule) -> Iterator[str]:
    """A calculated value is a number made of its own form's cells; a percentage stands alone."""
    value = rule.test.operands()[1]
    parts = value.operands() if value.calculates_alone else (value,)
    for node in (node for part in parts for node in walk_expression(part)):
        if node.is_text or not node.calculable:
            name = type(node).__name__.lower()
            yield f"{where}: calculated: 不能使用 {name} · cannot hold {name}"


def _empty_sums(form: Form) -> Iterator[str]:
    """Yield sums of the parts of a line that has none."""
    if form.shape is not Shape.STATEMENT:
        return
    wholes = {EACH, *(line.parent for line in form.table.lines if line.adds)}
    for rule in form.rules:
        codes = dict.fromkeys(node.column_lines()[0] for node in rule.nodes() if node.adds_parts)
        for code in (code for code in codes if code not in wholes):
            where = f"{form.schema_file}: {rule.id}: parts(line.{code})"
            yield f"{where}: 下面没有可加的行 · no line below it adds up to it"


# Circles ---------------------------------------------------------------------------------------


def _circles(form: Form, rules: Mapping[str, Rule]) -> Iterator[str]:
    """Yield each circle of calculations once, at the first of its targets that is stated."""
    needs = {target: tuple(_sources(rule, form)) for target, rule in rules.items()}
    done = set[str]()
    for target, rule in rules.items():
        if target not in done and _comes_back(target, needs, done):
            where = f"{form.schema_file}: {rule.id}"
            yield f"{where}: 循环计算 {target} · calculates itself: {target}"


def _comes_back(start: str, needs: Needs, done: set[str]) -> bool:
    """Whether following what targets need leads to one of them again; all met are ``done``."""
    way = [(start, iter(needs[start]))]
    on_way = {start}
    while way:
        target, sources = way[-1]
        source = next((name for name in sources if name in needs and name not in done), None)
        if source in on_way:
            done |= on_way
            return True
        if source is None:
            way.pop()
            on_way.remove(target)
            done.add(target)
        else:
            on_way.add(source)
            way.append((source, iter(needs[source])))
    return False


def _sources(rule: Rule, form: Form) -> Iterator[str]:
    for node in walk_expression(rule.test.operands()[1]):
        yield from (f"col.{name}" for name in node.row_columns())
        yield from (f"line.{code}" for code in lines_read(form, node))


# Cells that are not there ------------------------------------------------------------------------


def _gaps(form: Form, pack: Pack) -> Iterator[str]:
    """Yield calculated cells of which one that they are made of is not on the form."""
    stated = {line.code: line for line in pack.codes[form.table.codes].lines}
    by_column, by_line = calculated_columns(form.rules), calculated_lines(form.rules)
    for target, rule in by_column.items():
        names = _named(rule, lambda node: node.row_columns())
        for line in form.table.lines:
            if target not in line.na and (lacking := sorted(names & line.na)):
                yield _gap(form, stated[line.code], lacking, f"{line.code}.{target}", target)
    lines = {line.code: line for line in form.table.lines}
    columns = [c.id for c in form.table.columns if c.kind.numeric and c.id not in by_column]
    for target, rule in by_line.items():
        codes = _named(rule, lambda node: () if node.adds_parts else node.column_lines())
        for code in sorted(codes):
            own = [name for name in columns if name not in lines[target].na]
            if lacking := [name for name in own if name in lines[code].na]:
                yield _gap(form, stated[code], lacking, f"{target}.{lacking[0]}", "")


def _named(rule: Rule, names_of: Callable[[Expression], Iterable[str]]) -> frozenset[str]:
    nodes = walk_expression(rule.test.operands()[1])
    return frozenset(name for node in nodes for name in names_of(node))


def _gap(form: Form, line: FormLine, lacking: list[str], cell: str, beside: str) -> str:
    """Return the problem of a cell that is calculated from columns which a line does not have."""
    stated = [name for name in lacking if name in line.na]
    names = ", ".join(stated or lacking)
    key = (
        f"schemas/codes/{form.table.codes}.csv: {line.code}: na: {names}"
        if stated
        else f"{form.template_file}: band.columns: {names}"
    )
    instead = f"；{beside} 也应列入" if beside and stated else ""
    also = f": list {beside}, too" if instead else ""
    return (
        f"{key}: {line.code} 行没有这一栏，{cell} 却由它计算{instead} · "
        f"line {line.code} lacks it, but {cell} is calculated from it{also}"
    )
