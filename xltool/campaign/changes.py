"""Compare two returns of an entity cell by cell; each change carries the labels that are printed.

Lines of a statement and rows of a card are paired by their row ids. Rows of a register are paired
by content, so that a row inserted at the top is one change, and not one in every row below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

from xltool.consolidation.settled_lines import settle_lines
from xltool.kinds import Shape
from xltool.model.lookup import calculating_rule
from xltool.model.submission import Key, Record
from xltool.validation.cell_places import CellPlaces
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.model.forms import Form, Pack, Table
    from xltool.model.submission import Submission
    from xltool.text import Bilingual

    RowPair = tuple[Record | None, Record | None]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that differs; ``before`` and ``after`` are canonical texts, empty for a blank.

    ``sheet`` and ``cell`` are places in the new file; in the old one when the row was deleted.
    """

    entity: str
    form: str
    sheet: str
    label: Bilingual
    column: str
    before: str
    after: str
    cell: str


def changes(pack: Pack, before: Submission, after: Submission) -> Iterator[CellChange]:
    """Yield each typed cell that differs, in printed order.

    Calculated cells are left out, for they follow from the typed ones; so are forms that only one
    of the two returns has. A code that was chosen in an open row is the line that it is.
    """
    before, after = settle_lines(pack, before), settle_lines(pack, after)
    old, new = CellPlaces(pack, before), CellPlaces(pack, after)
    for form in pack.forms:
        if form.id in before.extents and form.id in after.extents:
            for table in form.tables:
                yield from _table_changes(form, table, old, new)


def _table_changes(
    form: Form, table: Table, old: CellPlaces, new: CellPlaces
) -> Iterator[CellChange]:
    for old_row, new_row in _row_pairs(table, old.submission, new.submission):
        for column in table.columns:
            before = old_row.get(column.id) if old_row else None
            after = new_row.get(column.id) if new_row else None
            row = new_row or old_row
            if before == after or row is None:
                continue
            key = Key(table.id, row.entity, row.row, column.id)
            if calculating_rule(form, key) is None:
                place = (new if new_row else old).at(key)
                yield CellChange(
                    key.entity, form.id, place.sheet, place.label, place.column,
                    "" if before is None else decimal_text(before),
                    "" if after is None else decimal_text(after), place.cell,
                )  # fmt: skip


def _row_pairs(table: Table, before: Submission, after: Submission) -> Iterator[RowPair]:
    """Pair the rows of both returns; None stands for a row that one of them does not have."""
    old_rows, new_rows = before.tables.get(table.id, ()), after.tables.get(table.id, ())
    if table.shape is Shape.REGISTER:
        yield from _paired_by_content(old_rows, new_rows)
        return
    old = {(record.entity, record.row): record for record in old_rows}
    new = {(record.entity, record.row): record for record in new_rows}
    for row in {**new, **old}:
        yield old.get(row), new.get(row)


def _paired_by_content(old: Sequence[Record], new: Sequence[Record]) -> Iterator[RowPair]:
    # autojunk would leave out rows that repeat often in a register of 200 rows or more
    matcher = SequenceMatcher(
        a=[_content(record) for record in old],
        b=[_content(record) for record in new],
        autojunk=False,
    )
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if tag != "equal":
            yield from zip_longest(old[old_start:old_end], new[new_start:new_end])


def _content(record: Record) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, decimal_text(value)) for name, value in record.values.items()))
