"""Where the columns of a statement stand: beside the lines of the same block, and nowhere else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.kinds import Shape

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

    from xltool.model.forms import FormLine, Table
    from xltool.model.templates import Template


def lines_in_part(lines: Sequence[FormLine], printed: Container[str]) -> tuple[FormLine, ...]:
    """Return the lines of a code list that are printed, each below the nearest printed one above.

    A line adds to that one if every line between them adds.
    """
    by_code = {line.code: line for line in lines}
    found: list[FormLine] = []
    for line in lines:
        if line.code not in printed:
            continue
        parent, adds = line.parent, line.adds
        while parent in by_code and parent not in printed:
            adds, parent = adds and by_code[parent].adds, by_code[parent].parent
        found.append(replace(line, parent=parent, adds=adds))
    return tuple(found)


def columns_beside(template: Template) -> Mapping[str, frozenset[str]]:
    """Return the columns that are printed beside each line, by its code."""
    found: dict[str, set[str]] = defaultdict(set)
    for band, lines in zip(template.bands, template.lines_of_bands, strict=True):
        for code in lines:
            found[code] |= set(band.columns)
    return {code: frozenset(columns) for code, columns in found.items()}


def with_printed_columns(tables: tuple[Table, ...], template: Template) -> tuple[Table, ...]:
    """Return the tables of a form; what is not printed beside a line does not apply to it.

    So in a statement whose blocks have columns of their own, a rule about a column is judged beside
    the lines of its block.
    """
    if not all(template.lines_of_bands):
        return tables  # lint says that a block has no lines
    beside = columns_beside(template)

    def applied(table: Table) -> Table:
        if table.shape is not Shape.STATEMENT or table.tree:
            return table
        columns = frozenset(column.id for column in table.columns)
        lines = (
            replace(line, na=line.na | (columns - beside.get(line.code, columns)))
            for line in table.lines
        )
        return replace(table, lines=tuple(lines))

    return tuple(map(applied, tables))
