"""The lists on the hidden code sheet: what dropdowns offer and what checks look up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.a1 import column_letters
from xltool.excel_formulas.drawing import drawing_of
from xltool.excel_formulas.drawings.codes import CODES, LOWEST, NAMES, PARENTS
from xltool.excel_formulas.entry_checks import AllowedCodes
from xltool.identity import CODES_SHEET
from xltool.kinds import ColumnKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.model.forms import CodeList, Column, Pack, Table

LABELS = "labels"
"""The part of a code list that a dropdown of texts offers: its labels, each once."""


@dataclass(frozen=True)
class CodeSheet:
    """The lists of a pack, each in a column: by the id of the code list and what is listed.

    That is a part of the list, such as ``CODES``, or a parent's code for the codes below it.
    """

    pack: Pack

    @cached_property
    def lists(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """The entries of every list needed."""
        return {
            (name, part): _entries(self.pack.codes[name], part)
            for name, part in dict.fromkeys((*_offered(self.pack), *_looked_up(self.pack)))
        }

    @cached_property
    def areas(self) -> Mapping[tuple[str, str], str]:
        """The area of each list: ``_codes!$B$1:$B$9``."""
        return {
            name: f"{CODES_SHEET}!${letters}$1:${letters}${max(len(entries), 1)}"
            for col, (name, entries) in enumerate(self.lists.items())
            for letters in (column_letters(col),)
        }

    @cached_property
    def names(self) -> Mapping[tuple[str, str], str]:
        """The name that formulas call each list by: xl_list1.

        A formula that names another sheet cannot be shared by the cells of a column.
        """
        return {name: f"xl_list{number}" for number, name in enumerate(self.lists, start=1)}

    def allowed(self, column: Column, parent: str) -> AllowedCodes:
        """Return the codes that a column takes; below ``parent`` where a group prints one."""
        return self._allowed[column.codes, parent or part_offered(column)]

    @cached_property
    def _allowed(self) -> Mapping[tuple[str, str], AllowedCodes]:
        return {
            name: AllowedCodes(self.names[name], frozenset(entries))
            for name, entries in self.lists.items()
        }


def _offered(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield the lists of dropdowns."""
    for form, table in pack.tables():
        for column in table.columns:
            if column.under:
                yield from ((column.codes, group.value) for group in form.template.groups)
            elif column.codes and not column.printed:
                yield column.codes, part_offered(column)
                if not column.open:
                    yield column.codes, CODES
        if table.tree:
            yield from ((table.codes, part) for part in (CODES, NAMES, PARENTS))


def part_offered(column: Column) -> str:
    """Return the part of its code list that the dropdown of a column offers."""
    if column.lowest:
        return LOWEST
    return LABELS if column.kind is ColumnKind.TEXT else CODES


def _looked_up(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield the lists that the formulas of rules refer to."""
    for form in pack.forms:
        for rule in form.rules:
            for node in rule.deciding_nodes() if not rule.python_only else ():
                for column, part in drawing_of(node).code_lists():
                    yield _list_of(form.tables, column), part


def _list_of(tables: tuple[Table, ...], column: str) -> str:
    """Return the id of the code list of a column."""
    return next(c.codes for table in tables for c in table.columns if c.id == column)


def _entries(codes: CodeList, part: str) -> list[str]:
    match part:
        case "codes":
            return list(dict.fromkeys(line.code for line in codes.lines))
        case "labels":
            return list(dict.fromkeys(line.label for line in codes.lines))
        case "names":
            return [line.label for line in codes.lines]
        case "parents":
            return list(dict.fromkeys(line.parent for line in codes.lines if line.parent))
        case "lowest":
            return [line.code for line in codes.lines if line.code not in codes.parents]
    return [line.code for line in codes.under(part)]
