"""What changed between two returns, cell by cell, with the labels that the form prints.

The rows of a register are held against each other by their content, so that a row put in above
the others is one change and not many.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that differs: where it stands in the new file, and in the old when it is gone."""

    entity: str
    form: str
    sheet: str
    label: Bilingual
    column: str
    before: str
    after: str
    cell: str


def changes(pack: Pack, before: Submission, after: Submission) -> Iterator[CellChange]:
    """Yield each typed cell that differs, in printed order; totals follow from them."""
    old, new = CellPlaces(pack, before), CellPlaces(pack, after)
    for form in pack.forms:
        if form.id in before.extents and form.id in after.extents:
            for table in form.tables:
                yield from _table(form, table, old, new)


def _table(form: Form, table: Table, old: CellPlaces, new: CellPlaces) -> Iterator[CellChange]:
    for one, other in _pairs(table, old.submission, new.submission):
        for column in table.columns:
            was = one.values.get(column.id) if one else None
            now = other.values.get(column.id) if other else None
            present = other or one
            if was == now or present is None:
                continue
            key = Key(table.id, present.entity, present.row, column.id)
            if calculating_rule(form, key) is None:
                place = (new if other else old).at(key)
                yield CellChange(
                    key.entity, form.id, place.sheet, place.label, place.column,
                    "" if was is None else decimal_text(was),
                    "" if now is None else decimal_text(now), place.cell,
                )  # fmt: skip


def _pairs(
    table: Table, before: Submission, after: Submission
) -> Iterator[tuple[Record | None, Record | None]]:
    """Pair the rows of both sides: by line in a statement or on a card, else by content."""
    one = before.tables.get(table.id, ())
    other = after.tables.get(table.id, ())
    if table.shape is Shape.REGISTER:
        yield from _aligned(one, other)
        return
    rows = {(record.entity, record.row): record for record in one}
    again = {(record.entity, record.row): record for record in other}
    for key in {**again, **rows}:
        yield rows.get(key), again.get(key)


def _aligned(
    one: Sequence[Record], other: Sequence[Record]
) -> Iterator[tuple[Record | None, Record | None]]:
    old, new = ([_content(record) for record in rows] for rows in (one, other))
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, start, end, again, stop in matcher.get_opcodes():
        if tag != "equal":
            yield from zip_longest(one[start:end], other[again:stop])


def _content(record: Record) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, decimal_text(value)) for name, value in record.values.items()))
