"""The correction copy of a return: its typed values in their places on today's forms.

A typed value stands in the copy even if it could not be read; a value that was repaired stands as
it was read, a value that the campaign gives as it was given. All else that a program did to the
file (locks, validations, version, format) is undone because the copy is a new workbook.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.batch.given_facts import merged, without_keys
from xltool.campaign.correction_text import UNKNOWN, correction_text, unread
from xltool.campaign.folder import forms_of, size_forms
from xltool.campaign.roll_up import adjusts
from xltool.consolidation.settled_lines import settle_lines
from xltool.kinds import ColumnKind
from xltool.layout.layout import lay_out
from xltool.model.submission import DELETED, Key, Record, Submission
from xltool.model.tree_lines import with_lines_of
from xltool.values.cell_values import LARGEST, LONGEST
from xltool.values.decimal_text import decimal_text
from xltool.writing.fit_check import is_held

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.batch.given_facts import GivenFacts
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import OlderVersion, Pack, Table
    from xltool.model.submission import FormSize, Tables, Value
    from xltool.writing.corrections import Corrections


@dataclass(frozen=True, slots=True)
class CorrectionCopy:
    """What to write for the sender: the values, the locked cells, and the findings."""

    submission: Submission
    fixed: frozenset[Key]
    review: Corrections


def correction_copy(
    pack: Pack, item: Return, campaign: Campaign | None, given: GivenFacts
) -> CorrectionCopy:
    """Return what to write for the sender of ``item``, which must have been read."""
    assert item.submission is not None
    returned = settle_lines(pack, item.submission)
    code = returned.entity.code
    entity = campaign.entity(code) if campaign else returned.entity
    parent = bool(campaign.children(code)) if campaign else adjusts(pack, returned)
    projects = campaign.projects.get(code, ()) if campaign else ()
    # today's forms, each at least as large as it was in the file
    tables = given.restored(code, _typed_tables(pack, returned))
    typed = Submission(entity, returned.period, tables, {}, nil=returned.nil)
    copy, project_names = size_forms(forms_of(pack, parent=parent), typed, projects)
    sizes = _at_least(pack, copy.extents, returned.extents)
    copy = replace(copy, extents=sizes, with_data=returned.with_data)
    # older forms have cells that today's do not have
    kept, unplaced = _split_by_place(pack, copy)
    copy = replace(copy, tables=kept)
    locked = project_names | given.keys
    for form in unread(item):
        copy = _with_first_figure_unknown(pack, copy, form, locked)
    return CorrectionCopy(copy, locked, correction_text(pack, item, copy, unplaced, locked))


def _typed_tables(pack: Pack, returned: Submission) -> Tables:
    """Return every typed value as a cell can hold it; what was deleted becomes ``UNKNOWN``."""
    older = pack.reads(returned.origin.version) if returned.origin else None
    tables = dict[str, tuple[Record, ...]]()
    for form, table in pack.tables():
        if table.id in returned.tables:
            absent = _absent_parts(older, form.id)
            tables[table.id] = tuple(
                _written_record(record, table, absent) for record in returned.tables[table.id]
            )
    return tables


def _absent_parts(older: OlderVersion | None, form: str) -> set[str]:
    """Return the columns and lines of a form that an older version did not have."""
    parts = (part.partition(".") for part in (older.absent if older else ()))
    return {name for form_id, dot, name in parts if dot and form_id == form}


def _written_record(record: Record, table: Table, absent: set[str]) -> Record:
    """Return a record as it is written: a deleted cell asks for its value, or is left blank.

    It is left blank where the older layout did not have it, and where any text would be accepted.
    """
    values = {
        name: _written_value(value)
        for name, value in record.values.items()
        if value is not DELETED or (not {name, record.row} & absent and _refuses_text(table, name))
    }
    return Record(record.entity, record.row, values)


def _refuses_text(table: Table, name: str) -> bool:
    """Whether a return with ``UNKNOWN`` in a column is not accepted: figures and codes."""
    kind = table.column(name).kind
    return kind.numeric or kind is ColumnKind.CODE


def _written_value(value: Value) -> Value:
    """Return what to write: a number that a number cell cannot hold exactly as text."""
    if value is DELETED:
        return UNKNOWN
    if isinstance(value, str):
        return value[:LONGEST]
    return value if abs(value) < LARGEST and is_held(value) else decimal_text(value)


def _at_least(
    pack: Pack, sizes: Mapping[str, FormSize], returned: Mapping[str, FormSize]
) -> dict[str, FormSize]:
    """Return the sizes of forms, with no fewer rows and lines than they have in the file."""
    found = {}
    for name, size in sizes.items():
        filed = [returned[name]] if name in returned else []
        sections = tuple(
            replace(section, count=max(section.count, *map(_row_count, filed), 0))
            for section in size.sections
        )
        larger = replace(size, sections=sections)
        found[name] = with_lines_of(pack.form(name), larger, filed)
    return found


def _row_count(size: FormSize) -> int:
    return sum(section.count for section in size.sections)


def _split_by_place(pack: Pack, copy: Submission) -> tuple[Tables, dict[Key, Value]]:
    """Return the values that have an input cell on the forms, and those that have none."""
    layouts = [lay_out(pack.form(form), size) for form, size in copy.extents.items()]
    inputs = {key for layout in layouts for key, cell in layout.slots.items() if cell.entered}
    unplaced = {key: value for key, value in copy.values() if key not in inputs}
    kept = {
        table: tuple(without_keys(record, table, frozenset(unplaced)) for record in records)
        for table, records in copy.tables.items()
    }
    return kept, unplaced


def _with_first_figure_unknown(
    pack: Pack, copy: Submission, form: str, locked: frozenset[Key]
) -> Submission:
    """Return the copy with ``UNKNOWN`` in the first figure of a form that was not read.

    The form is blank in the copy, and a blank form would be accepted as nil.
    """
    if form not in copy.extents:
        return copy
    slots = lay_out(pack.form(form), copy.extents[form]).slots
    figures = (
        key for key, cell in slots.items()
        if cell.entered and key not in locked and cell.column and cell.column.kind.numeric
    )  # fmt: skip
    first = next(figures, None)
    if first is None:
        return copy
    asked: Tables = {first.table: (Record(first.entity, first.row, {first.column: UNKNOWN}),)}
    return replace(copy, tables=merged(copy.tables, asked))
