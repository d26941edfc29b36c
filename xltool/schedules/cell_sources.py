"""Where the figures that a parent does not calculate are taken from, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.submission import Key
    from xltool.schedules.worksheet import ConsolidationWorksheet


def cell_sources(comparison: ConsolidationWorksheet) -> Mapping[Key, str]:
    """Map each figure to its cell in the comparison, or on the sheet of the child that gave it.

    Empty when the children have no sheets here.
    """
    if not comparison.part.live:
        return {}
    compared = {
        key: comparison.place(key) for key, entry in comparison.entries.items() if not entry.strong
    }
    rows = {
        key: child.reference(below) for key, (child, below) in carried_cells(comparison).items()
    }
    return compared | rows


def carried_cells(comparison: ConsolidationWorksheet) -> Mapping[Key, tuple[EntityPlan, Key]]:
    """Map what a parent carries as it stands to the child that gave it, and its key there."""
    part, removed = comparison.part, comparison.settlement.removed
    above = {
        (table, *record.of): (record.entity, record.row)
        for table, records in part.submission.tables.items()
        for record in records
        if record.of
    }
    return {
        key._replace(entity=found[0], row=found[1]): (child, key)
        for child in part.children
        for plan in child.plans.values()
        if plan.form.shape is not Shape.STATEMENT
        for key, cell in plan.slots.items()
        if cell.entered and (child.code, key) not in removed
        for found in (above.get((key.table, child.code, key.row)),)
        if found
    }
