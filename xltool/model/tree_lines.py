"""Forms whose lines are those of a classification that somebody uses 科目: a code tree.

A classification has hundreds of codes, an entity uses a dozen of them. So a tree prints the lines
in use with all lines above them, and below these open rows, in each of which a code can be chosen
that is not printed. Which lines a form has is part of its size. ``form_of_size`` gives the form as
one entity has it: a statement whose lines are known, like any other.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from xltool.expressions.each_line import of_line, speaks_of_each_line
from xltool.expressions.open_rows import open_row_rules
from xltool.model.forms import CODE, TOTAL, FormLine
from xltool.model.lookup import calculated_columns
from xltool.model.submission import FormSize, TreeLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.expressions.rule import Rule
    from xltool.model.forms import CodeList, Form, Table

OPEN_ROW = "+"
"""What the row id of an open row begins with: ``+1`` is the first, while it has no valid code."""
KEPT_TREES = 1024
"""How many forms with lines of their own are kept."""
TOTAL_LINE = FormLine(TOTAL, "合　　计")
"""The first line of every tree, which adds all others."""


def tree_lines_of(codes: CodeList) -> tuple[FormLine, ...]:
    """Return the lines of a tree over a code list: the total, and below it all that is listed."""
    lines = (replace(each, parent=each.parent or TOTAL) for each in codes.lines)
    return TOTAL_LINE, *lines


def open_row(number: int) -> str:
    """Return the row id of an open row without a valid code; the first has the number 0."""
    return f"{OPEN_ROW}{number + 1}"


def is_open_row(row: str) -> bool:
    """Whether a row id is that of an open row without a valid code."""
    return row.startswith(OPEN_ROW)


def start_lines(form: Form, used: Iterable[str] = ()) -> TreeLines:
    """Return the lines of a form that nobody has filled in: those to start with, and ``used``."""
    template = form.template
    every = (line.code for line in form.table.lines) if template.lines else template.start
    codes = lines_with_parents(form, (*every, *used))
    return TreeLines(codes, ("",) * template.rows)


def lines_with_parents(form: Form, codes: Iterable[str]) -> tuple[str, ...]:
    """Return codes of a tree with all those above them, in the order of its code list."""
    lines, places, found = form.table.lines, code_places(form), set[str]()
    for code in codes:
        at = code
        while at in places and at not in found:
            found.add(at)
            at = lines[places[at]].parent
    return tuple(sorted({*found, TOTAL}, key=places.__getitem__))


@cache
def code_places(form: Form) -> Mapping[str, int]:
    """Return at which place each line of a form stands in its code list, counted from 0."""
    return {line.code: place for place, line in enumerate(form.table.lines)}


def parent_codes(table: Table) -> tuple[str, ...]:
    """Return the codes below which there are others, in the order of the table's lines."""
    above = {line.parent for line in table.lines}
    return tuple(line.code for line in table.lines if line.code in above)


@cache
def lowest_codes(form: Form) -> frozenset[str]:
    """Return the codes below which there are no others."""
    return frozenset(code_places(form)) - frozenset(parent_codes(form.table))


def lines_of(form: Form, size: FormSize) -> TreeLines:
    """Return the lines that a tree has in one size."""
    return size.lines or start_lines(form)


def form_of_size(form: Form, size: FormSize | None) -> Form:
    """Return a form with the lines that it has in one size; one that is no tree is the same."""
    if not form.table.tree or size is None:
        return form
    return _with_lines(form, lines_of(form, size))


def with_lines_of(form: Form, size: FormSize, others: Iterable[FormSize]) -> FormSize:
    """Return a size with all lines that a form has in it or in others, and the most open rows.

    Every valid code that was chosen in an open row is printed.
    """
    if not form.table.tree:
        return size
    every = [lines_of(form, each) for each in (size, *others)]
    codes = (code for lines in every for code in (*lines.codes, *lines.added) if code)
    rows = max(len(lines.added) for lines in every)
    return replace(size, lines=TreeLines(lines_with_parents(form, codes), ("",) * rows))


@lru_cache(KEPT_TREES)
def _with_lines(form: Form, lines: TreeLines) -> Form:
    table = form.table
    in_use = lines_with_parents(form, (*lines.codes, *filter(None, lines.added)))
    printed = lines_with_parents(form, lines.codes)
    rows = tuple(code or open_row(number) for number, code in enumerate(lines.added))
    places = code_places(form)
    found = [table.lines[places[code]] for code in in_use]
    found += [FormLine(row, "", TOTAL) for row in rows if is_open_row(row)]
    lengths = tuple(sorted({len(line.code) for line in table.lines if line.code != TOTAL}))
    shown = replace(table, lines=tuple(found), open_rows=rows, code_lengths=lengths)
    bands = (replace(form.template.bands[0], lines=(*printed, *rows)),)
    template = replace(form.template, bands=(*bands, *form.template.bands[1:]))
    parents = [code for code in in_use if code not in lowest_codes(form)]
    rules = (*rules_of_lines(form.rules, parents), *_rules_of_open_rows(form, rows, printed))
    return replace(form, tables=(shown,), rules=rules, template=template)


def _rules_of_open_rows(
    form: Form, rows: tuple[str, ...], printed: tuple[str, ...]
) -> Iterator[Rule]:
    """Return the rules about the codes in open rows; of the printed lines the total has none."""
    chosen, calculated = form.table.column(CODE), calculated_columns(form.rules)
    typed = [each.id for each in form.table.columns if each.id not in {CODE, *calculated}]
    return open_row_rules(CODE, typed, rows, printed[1:], lowest=chosen.lowest)


def rules_of_lines(rules: Iterable[Rule], parents: Iterable[str]) -> Iterator[Rule]:
    """Yield rules; one that speaks of each line that has others below it, once for each."""
    for rule in rules:
        if speaks_of_each_line(rule):
            yield from (of_line(rule, code) for code in parents)
        else:
            yield rule


def printed_lines(form: Form) -> tuple[str, ...]:
    """Return the lines of a tree that are printed, without its open rows."""
    rows = set(form.table.open_rows)
    return tuple(code for code in form.template.tree_rows if code not in rows)


@lru_cache(KEPT_TREES)
def lowest_below(form: Form, code: str) -> tuple[str, ...]:
    """Return the lines below a line that have none below them, at any depth."""
    lines = form.table.lines
    children = [line.code for line in lines if line.parent == code]
    above = {line.parent for line in lines}
    found: list[str] = []
    for child in children:
        found += lowest_below(form, child) if child in above else [child]
    return tuple(found)
