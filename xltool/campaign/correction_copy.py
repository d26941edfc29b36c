"""One return as it is written anew: what was typed, in its place on today's forms.

Whatever was typed stands there, also what could not be read; what was repaired stands as it was
taken, what the campaign gives as it was given. What a program did to the file besides, to its
locks, validations, version or format, is mended by writing it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.batch.given_facts import merged, without_keys
from xltool.campaign.correction_text import UNKNOWN, correction_text, unread
from xltool.campaign.folder import laid_out
from xltool.campaign.roll_up import adjusts
from xltool.kinds import ColumnKind
from xltool.layout.layout import lay_out
from xltool.model.submission import DELETED, Key, Record, Submission
from xltool.values.cell_values import LARGEST, LONGEST
from xltool.values.decimal_text import decimal_text
from xltool.writing.fit_check import is_held

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.batch.given_facts import GivenFacts
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Column, Form, Pack, Table
    from xltool.model.submission import FormSize, Tables, Value
    from xltool.writing.corrections import Corrections


@dataclass(frozen=True, slots=True)
class CorrectionCopy:
    """A return as it is written anew: its values, the locked cells, and what is told of it."""

    submission: Submission
    fixed: frozenset[Key]
    review: Corrections


def correction_copy(
    pack: Pack, item: Return, campaign: Campaign | None, given: GivenFacts
) -> CorrectionCopy:
    """Return what is written for the sender of a return that was read."""
    back = item.submission
    assert back is not None
    code = back.entity.code
    entity = campaign.entity(code) if campaign else back.entity
    parent = bool(campaign.children(code)) if campaign else adjusts(pack, back)
    forms = [form for form in pack.forms if form.template.parent == parent]
    tables = given.restored(code, _typed(pack, back))
    projects = campaign.projects.get(code, ()) if campaign else ()
    laid, fixed = laid_out(forms, Submission(entity, back.period, tables, {}), projects)
    laid = replace(laid, extents=_grown(laid.extents, back.extents))
    kept, lost = _fitting(pack, laid)
    laid = replace(laid, tables=kept)
    for form in unread(item):
        laid = _asking(pack, laid, form, fixed | given.keys)
    return CorrectionCopy(laid, fixed | given.keys, correction_text(pack, item, laid, lost))


def _typed(pack: Pack, back: Submission) -> Tables:
    """Return every typed value as a cell can hold it.

    What is lost from the file is asked for; what its older layout did not have is blank.
    """
    older = pack.reads(back.origin.version) if back.origin else None
    absent = older.absent if older else frozenset()
    return {
        table.id: tuple(
            _record(record, table, {part.partition(".")[2] for part in absent if _of(form, part)})
            for record in back.tables[table.id]
        )
        for form, table in pack.tables()
        if table.id in back.tables
    }


def _of(form: Form, part: str) -> bool:
    return part.startswith(f"{form.id}.")


def _record(record: Record, table: Table, absent: set[str]) -> Record:
    held = {
        name: _held(value)
        for name, value in record.values.items()
        if value is not DELETED or (not {name, record.row} & absent and _asks(table.column(name)))
    }
    return Record(record.entity, record.row, held)


def _asks(column: Column) -> bool:
    """Whether text in a column keeps a return from being accepted: figures and codes."""
    return column.kind.numeric or column.kind is ColumnKind.CODE


def _held(value: Value) -> Value:
    """Return what to write: what a number cell cannot hold exactly is written as text."""
    if value is DELETED:
        return UNKNOWN
    if isinstance(value, str):
        return value[:LONGEST]
    return value if abs(value) < LARGEST and is_held(value) else decimal_text(value)


def _grown(extents: Mapping[str, FormSize], back: Mapping[str, FormSize]) -> dict[str, FormSize]:
    """Give each form at least the room that it had in the file that came back."""
    return {
        form: replace(
            extent,
            sections=tuple(
                replace(section, count=max(section.count, _count(back.get(form))))
                for section in extent.sections
            ),
        )
        for form, extent in extents.items()
    }


def _count(extent: FormSize | None) -> int:
    return sum(section.count for section in extent.sections) if extent else 0


def _fitting(pack: Pack, laid: Submission) -> tuple[Tables, dict[Key, Value]]:
    """Return the values that have a place on the forms, and those that have none."""
    plans = [lay_out(pack.form(form), extent) for form, extent in laid.extents.items()]
    slots = {key for plan in plans for key, cell in plan.slots.items() if cell.entered}
    lost = {key: value for key, value in laid.values() if key not in slots}
    kept = {
        table: tuple(without_keys(record, table, frozenset(lost)) for record in records)
        for table, records in laid.tables.items()
    }
    return kept, lost


def _asking(pack: Pack, laid: Submission, form: str, closed: frozenset[Key]) -> Submission:
    """Ask for a form that was not read: as long as its first figure says so, it is an error."""
    if form not in laid.extents:
        return laid
    slots = lay_out(pack.form(form), laid.extents[form]).slots
    asked = (
        key for key, cell in slots.items()
        if cell.entered and key not in closed and cell.column and cell.column.kind.numeric
    )  # fmt: skip
    key = next(asked, None)
    if key is None:
        return laid
    asking: Tables = {key.table: (Record(key.entity, key.row, {key.column: UNKNOWN}),)}
    return replace(laid, tables=merged(dict(laid.tables), asking))
