"""The bands of a drafted template: adjacent columns with the same headings above them."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from xltool.draft.column_roles import ColumnRole
from xltool.draft.drafted_form import DraftedBand
from xltool.draft.sheet_tables import headings
from xltool.layout.printed_parts import NUMBER_TITLE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xltool.draft.block_columns import FormColumns, TableBlock
    from xltool.draft.source_sheet import SourceSheet

_USUAL = {("label", "项　　目"), ("code", "科目编码"), ("no", NUMBER_TITLE)}
"""Headings that a band prints if it names none; those of the numbers of a register's rows."""


def form_bands(
    sheet: SourceSheet,
    parts: Sequence[TableBlock],
    columns: FormColumns,
    lines_of: Sequence[Sequence[str]],
    title_of: Callable[[str], str],
) -> tuple[DraftedBand, ...]:
    """Return the bands of all blocks; ``lines_of`` are the lines of each, none in a register."""
    found: list[DraftedBand] = []
    for place, part in enumerate(parts):
        begins_below = place > 0 and part.table is not parts[place - 1].table
        made = _block_bands(sheet, part, place, columns, title_of)
        made[0] = replace(made[0], lines=tuple(lines_of[place]), below=begins_below)
        found += made
    return tuple(found)


def _block_bands(
    sheet: SourceSheet,
    part: TableBlock,
    place: int,
    columns: FormColumns,
    title_of: Callable[[str], str],
) -> list[DraftedBand]:
    heads = {col: headings(sheet, part.table, col) for col in part.block.columns}
    found = []
    for above, group in groupby(part.block.columns, key=lambda col: tuple(heads[col][:-1])):
        widths: dict[str, float] = {}
        printed: dict[str, str] = {}
        for col in group:
            role = part.roles[col]
            name = columns.id(place, col) if role is ColumnRole.VALUE else role.value
            widths[name] = sheet.widths.get(col, 10.0)
            if role is not ColumnRole.VALUE and heads[col]:
                printed[name] = title_of(heads[col][-1])
        kept = {name: text for name, text in printed.items() if (name, text) not in _USUAL}
        label, code, no = (kept.get(name, "") for name in ("label", "code", "no"))
        title = tuple(title_of(text) for text in above)
        found.append(DraftedBand(widths, title, label=label, code=code, no=no))
    return found
