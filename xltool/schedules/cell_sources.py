"""Where the figures that a parent does not calculate are taken from, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.submission import Key
    from xltool.schedules.worksheet import ConsolidationWorksheet


def cell_sources(worksheet: ConsolidationWorksheet) -> Mapping[Key, str]:
    """Map each figure to the reference of the cell that it is taken from.

    That is its cell in the worksheet, or on the sheet of the child that gave it. Empty when the
    children have no sheets here.
    """
    if not worksheet.parent.has_child_sheets:
        return {}
    added = {
        key: worksheet.total_reference(key)
        for key, line in worksheet.lines.items()
        if not line.strong
    }
    carried = {
        key: child.reference(below) for key, (child, below) in carried_cells(worksheet).items()
    }
    return added | carried


def carried_cells(worksheet: ConsolidationWorksheet) -> Mapping[Key, tuple[EntityPlan, Key]]:
    """Map each key that a parent carries unchanged to the child that gave it, and its key there."""
    parent, removed = worksheet.parent, worksheet.eliminations.removed
    carried = {
        (table, *record.of): (record.entity, record.row)
        for table, records in parent.submission.tables.items()
        for record in records
        if record.of
    }
    return {
        key._replace(entity=found[0], row=found[1]): (child, key)
        for child in parent.children
        for layout in child.layouts.values()
        if layout.form.shape is not Shape.STATEMENT
        for key, cell in layout.slots.items()
        if cell.entered and (child.code, key) not in removed
        for found in (carried.get((key.table, child.code, key.row)),)
        if found
    }
