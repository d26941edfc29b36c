"""What can be wrong with the rules of a pack: names that resolve to nothing, circles."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from xltool.expressions.each_line import EACH
from xltool.expressions.nodes import walk_expression
from xltool.expressions.rule import SENTENCE_NAMES
from xltool.kinds import SEVERITY_WORDS, Severity, Shape
from xltool.model.applicability import applicability, drawable
from xltool.model.forms import TOTAL
from xltool.model.lookup import find_column
from xltool.model.tree_lines import parent_codes
from xltool.pack.lint_calculations import calculation_problems
from xltool.pack.lint_comparisons import value_problems
from xltool.pack.lint_scales import scale_problems

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.expressions.nodes import Expression, Name
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form, Pack


OF_CODES = ("label", "below")
"""What a sentence can say of a code: what the list calls it, and what stands below it."""


def rules_problems(rules: Iterable[Rule], form: Form | None, pack: Pack) -> Iterator[str]:
    """Yield what is wrong with the rules of ``form``, or of none: each problem once, with its file.

    A name that is unknown to several rules is one problem, of all of them.
    """
    file = form.schema_file if form else "schemas/cross.py"
    users: dict[str, dict[str, None]] = {}
    lines: dict[str, None] = {}
    for rule in rules:
        unknown = list(unknown_names(rule.nodes(), form, pack))
        for name in unknown:
            users.setdefault(name, {})[rule.id] = None
        where = f"{file}: {rule.id}"
        lines |= dict.fromkeys(_problems(rule, form, where))
        if not unknown:
            lines |= dict.fromkeys(_problems_if_whole(rule, form, pack, where))
    for name, ids in users.items():
        yield f"{file}: {', '.join(ids)}: 不认识 {name} · unknown {name}"
    yield from lines
    if form is not None and not users:
        yield from calculation_problems(form, pack)


def _problems(rule: Rule, form: Form | None, where: str) -> Iterator[str]:
    """Yield what is wrong with a rule, whether or not what it names is known."""
    for name in _named(rule, form):
        yield f"{where}: says, fix, expects: 不认识 {{{name}}} · unknown {{{name}}}"
    for code in rule.lines:
        if form and all(line.code != code for line in form.table.lines):
            yield f"{where}: lines: 不认识 {code} · unknown {code}"
    if _breaks_messages(rule.zh):
        yield f"{where}: zh: 不能有换行、“错误 ”或“提醒 ” · no line feed, no 错误 or 提醒 and space"


def _problems_if_whole(rule: Rule, form: Form | None, pack: Pack, where: str) -> Iterator[str]:
    """Yield what is wrong with a rule that names nothing unknown."""
    if rule.lines and not applicability(form, rule).lines:
        yield f"{where}: lines: 这条规则不按行审核 · the rule is not about the lines of a statement"
    yield from value_problems(rule, form, pack, where)
    yield from scale_problems(rule, form, pack, where)
    asserts = form is None or not rule.calculates
    if asserts and drawable(form, rule) == bool(rule.python_only):
        yield f"{where}: python_only: " + (
            "Excel 可以显示，不应注明 · Excel can show it"
            if rule.python_only
            else "Excel 无法显示，请写明原因 · Excel cannot show it, say why"
        )


def _breaks_messages(text: str) -> bool:
    """Whether a text cannot stand in a check cell, where messages are counted by these words."""
    words = [f"{SEVERITY_WORDS[each].zh} " for each in (Severity.ERROR, Severity.WARNING)]
    return any(word in text for word in ("\n", *words))


def _named(rule: Rule, form: Form | None) -> Iterator[str]:
    """Yield what the texts of a rule name and is neither known nor a column of the form."""
    columns = {column.id for table in form.tables for column in table.columns} if form else set()
    for text in (*rule.says, *rule.fix, rule.expects):
        for _, name, _, _ in Formatter().parse(text):
            root, _, part = (name or "").partition(".")
            if name is not None and (
                root not in SENTENCE_NAMES | columns or part not in {"", *OF_CODES}
            ):
                yield name


def unknown_names(nodes: Iterable[Expression], form: Form | None, pack: Pack) -> Iterator[str]:
    """Yield what nodes name and the pack does not have, for each node the first."""
    for node in nodes:
        try:
            for name in node.names():
                _find(name, form, pack)
        except KeyError as error:
            yield str(error.args[0])
        for table, where in node.selections():
            holder = pack.forms_by_table.get(table) if table else form
            yield from unknown_names(walk_expression(where), holder, pack)


def _find(name: Name, form: Form | None, pack: Pack) -> None:
    """Raise ``KeyError`` when there is no such table, column or line."""
    if name.table:
        table = {table.id: table for _, table in pack.tables()}[name.table]
        if name.column:
            table.column(name.column)
        if name.line:
            table.line(name.line)
    elif form is None:
        message = "col/line"
        raise KeyError(message)
    elif name.column:
        find_column(form, name.column)
    elif name.line == EACH and not parent_codes(form.table):
        message = "line.each"
        raise KeyError(message)
    elif name.line != EACH and (name.line != TOTAL or form.shape is not Shape.REGISTER):
        form.table.line(name.line)
