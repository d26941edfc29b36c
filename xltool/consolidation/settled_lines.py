"""Code trees after the open rows: what was chosen in them becomes lines like all others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.layout.layout import lay_out
from xltool.model.forms import CODE
from xltool.model.submission import Record, Submission, TreeLines
from xltool.model.tree_lines import (
    code_places,
    is_open_row,
    lines_of,
    lines_with_parents,
    open_row,
    with_lines_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.model.forms import Form, Pack
    from xltool.model.submission import FormSize, Placement


def settle_lines(pack: Pack, submission: Submission) -> Submission:
    """Return a submission in which every valid code chosen in an open row has a line of its own.

    Rows without a valid code stay open rows, with what was typed in them. In the file that a form
    was read from its lines stand in other rows than they are now laid out in: ``places`` says so.
    """
    trees = [form for form in pack.forms if form.table.tree and form.id in submission.extents]
    if not trees:
        return submission
    sizes, tables = dict(submission.extents), dict(submission.tables)
    places = dict(submission.places)
    for form in trees:
        size = with_lines_of(form, sizes[form.id], ())
        if form.id in places and size != sizes[form.id]:
            places[form.id] = _moved(places[form.id], form, sizes[form.id], size)
        sizes[form.id] = size
        tables[form.id] = tuple(_settled_records(form, tables.get(form.id, ())))
    return replace(submission, extents=sizes, tables=tables, places=places)


def _moved(place: Placement, form: Form, filed: FormSize, size: FormSize) -> Placement:
    """Return where the rows of a form stand in a file that was laid out in another size."""
    before = lay_out(form, filed).slots
    rows, lost = dict[int, int](), set[int]()
    for key, cell in lay_out(form, size).slots.items():
        if key not in before or not place.has(before[key].row, before[key].col):
            lost.add(cell.row)
        else:
            rows[cell.row] = place.at(before[key].row, 0)[0]
    return replace(place, rows=rows, lost_rows=frozenset(lost - rows.keys()))


def _settled_records(form: Form, records: Iterable[Record]) -> Iterator[Record]:
    """Yield records in the order of the lines, without the codes that are their lines now."""
    places = code_places(form)
    for record in sorted(records, key=lambda each: places.get(each.row, len(places))):
        if is_open_row(record.row):
            yield record
            continue
        values = {name: value for name, value in record.values.items() if name != CODE}
        if values:
            yield replace(record, values=values)


def lines_of_parent(form: Form, children: Sequence[Submission]) -> TreeLines | None:
    """Return the lines of a parent's tree: those of its children, which are settled.

    It has open rows only for rows of theirs without a valid code.
    """
    if not form.table.tree:
        return None
    sizes = [child.extents[form.id] for child in children if form.id in child.extents]
    codes = (code for size in sizes for code in lines_of(form, size).codes)
    rows = {record.row for child in children for record in child.tables.get(form.id, ())}
    most = max((len(lines_of(form, size).added) for size in sizes), default=0)
    last = max((at + 1 for at in range(most) if open_row(at) in rows), default=0)
    return TreeLines(lines_with_parents(form, codes), ("",) * last)
