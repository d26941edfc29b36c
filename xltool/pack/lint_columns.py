"""What can be wrong with the columns and lines of a table: what is asked, and what is lacking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.kinds import ColumnKind, Shape
from xltool.pack.lint_templates import OF_YEAR, blank_problems
from xltool.pack.lint_trees import printed_names
from xltool.schema import CHECKS
from xltool.text import unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.forms import Column, Form, Pack, Table

_OF_NUMBERS: Final = frozenset({
    "ge", "greater_than", "greater_than_or_equal_to", "gt", "in_range", "le", "less_than",
    "less_than_or_equal_to", "lt",
})  # fmt: skip
"""Checks that compare by size."""


def table_problems(form: Form, table: Table, pack: Pack) -> Iterator[str]:
    """Yield what is wrong with the columns and lines of a table of ``form``."""
    names = {column.id for column in table.columns}
    for column in table.columns:
        where = f"schemas: {table.id}.{column.id}"
        yield from blank_problems(where, column.title, OF_YEAR)
        if column.id in printed_names(table):
            yield f"{where}: 名字已用于印行次，请改名 · reserved for what is printed"
        for name in sorted(set(column.checks) - CHECKS):
            yield f"{where}: 不认识关键字 {name} · unknown keyword {name}"
        if column.codes and column.codes not in pack.codes:
            yield f"{where}: codes: 没有代码表 {column.codes} · no code list {column.codes}"
        if isinstance(column.adds, str) and column.adds not in names:
            yield f"{where}: adds: 不认识栏次 {column.adds} · unknown column {column.adds}"
        yield from _last(column, table, where)
        if column.under and column.under not in names:
            yield f"{where}: under: 不认识栏次 {column.under} · unknown column {column.under}"
        yield from _kind_problems(column, where)
    if table.shape is Shape.STATEMENT and not table.tree:
        yield from _line_problems(form, table, pack)


def _last(column: Column, table: Table, where: str) -> Iterator[str]:
    """Last year's figures are those of one other column of the table, of the same kind."""
    named = next((each for each in table.columns if each.id == column.last), None)
    if column.last and named is None:
        yield f"{where}: last: 不认识栏次 {column.last} · unknown column {column.last}"
    elif named and (named.last or named.kind != column.kind or not column.kind.numeric):
        yield (
            f"{where}: last: {column.last} 应是同类的本年数 · "
            f"{column.last} must have figures of this year and the same kind"
        )
    elif named and table.years[column.last] != column.id:
        yield f"{where}: last: 重复 {column.last} · twice: {column.last}"


def _kind_problems(column: Column, where: str) -> Iterator[str]:
    """Yield what is asked of a column that its kind cannot have."""
    numeric = column.kind.numeric
    if column.codes and numeric:
        yield f"{where}: codes: 数值不从代码表中选 · a number is chosen from no code list"
    for name in sorted(column.checks):
        if name in _OF_NUMBERS and not numeric:
            yield f"{where}: {name}: 只用于数值 · for numbers only"
        if name.startswith("str_") and numeric:
            yield f"{where}: {name}: 只用于文字 · for texts only"
    if column.kind is ColumnKind.CODE and not (column.codes or column.checks or column.extra):
        yield f"{where}: codes: 代码没有代码表，也没有检查 · a code has neither a list nor a check"


def _line_problems(form: Form, table: Table, pack: Pack) -> Iterator[str]:
    """Yield lines that cannot be told apart, and columns that no line has."""
    file = f"schemas/codes/{table.codes}.csv"
    names = {column.id for column in table.columns}
    for line in pack.codes[table.codes].lines:
        for name in sorted(line.na - names):
            yield f"{file}: {line.code}: na: 不认识 {name} · unknown {name}"
    lines = {line.code: line for line in table.lines}
    for codes in dict.fromkeys(form.template.lines_of_bands):
        seen: dict[tuple[str, str], str] = {}
        for code in (code for code in codes if code in lines):
            label = lines[code].parent, unspaced(lines[code].printed)
            first = seen.setdefault(label, code)
            if first != code:
                yield f"{file}: {code}: label: 与 {first} 同名 · the same label as {first}"
    printed = {name for band in form.template.bands for name in band.columns}
    for column in table.columns:
        if column.id in printed and all(column.id in line.na for line in table.lines):
            yield (
                f"{form.template_file}: band.columns: {column.id}: 各行都不填 · "
                "no line has a cell for it"
            )
