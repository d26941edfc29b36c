"""The lists on the hidden code sheet: what dropdowns offer and what checks look up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import column_letters
from xltool.excel_formulas.drawing import drawing_of
from xltool.excel_formulas.drawings.codes import CODES
from xltool.excel_formulas.entry_checks import AllowedCodes
from xltool.identity import CODES_SHEET
from xltool.kinds import ColumnKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.forms import CodeList, Column, Pack, Table

LABELS = "labels"
"""The part of a code list that a dropdown of texts offers: its labels, each once."""


def wanted_lists(pack: Pack) -> dict[tuple[str, str], list[str]]:
    """Return the entries of every list needed, by the id of the code list and what is listed.

    That is a part of the list, such as ``CODES``, or a parent's code for the codes below it.
    """
    return {
        (name, part): _entries(pack.codes[name], part)
        for name, part in dict.fromkeys((*_offered(pack), *_looked_up(pack)))
    }


def areas(pack: Pack) -> dict[tuple[str, str], str]:
    """Return the area of each list on the code sheet, one in each column: ``_codes!$B$1:$B$9``."""
    return {
        name: f"{CODES_SHEET}!${letters}$1:${letters}${max(len(entries), 1)}"
        for col, (name, entries) in enumerate(wanted_lists(pack).items())
        for letters in (column_letters(col),)
    }


def list_names(pack: Pack) -> dict[tuple[str, str], str]:
    """Return the name that formulas call each list by: xl_list1.

    A formula that names another sheet cannot be shared by the cells of a column.
    """
    return {name: f"xl_list{number}" for number, name in enumerate(wanted_lists(pack), start=1)}


def allowed_codes(pack: Pack, column: Column, parent: str) -> AllowedCodes:
    """Return the codes that a column takes; those below ``parent`` where a group prints one."""
    part = parent or CODES
    entries = _entries(pack.codes[column.codes], part)
    return AllowedCodes(list_names(pack)[column.codes, part], frozenset(entries))


def _offered(pack: Pack) -> Iterator[tuple[str, str]]:
    """Yield the lists of dropdowns."""
    for form, table in pack.tables():
        for column in table.columns:
            if column.under:
                yield from ((column.codes, group.value) for group in form.template.groups)
            elif column.codes and not column.printed:
                yield column.codes, LABELS if column.kind is ColumnKind.TEXT else CODES
                if not column.open:
                    yield column.codes, CODES


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
    return [line.code for line in codes.under(part)]
