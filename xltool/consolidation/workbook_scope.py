"""Which sheets a consolidated workbook has: those of everybody below, as far as it opens well.

What is not in it stands beside it, as Parquet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.kinds import Shape

if TYPE_CHECKING:
    from xltool.model.forms import Form
    from xltool.model.submission import Submission

MOST_ENTITIES = 100
"""Entities with sheets of their own; a level that exceeds this has no sheets, nor those below."""
MOST_COLUMNS = 1000
"""Entities side by side on one sheet; with more of them only their sum is shown."""
MOST_ROWS = 5000
"""Rows of a register, or of cards, on one sheet of a workbook that lacks somebody's sheets.

A longer form has no sheet.
"""


@dataclass(frozen=True, slots=True)
class SheetSelection:
    """Whose sheets a workbook has, by code; ``whole`` when that is everybody."""

    entities: frozenset[str]
    whole: bool

    def has(self, form: Form, submission: Submission) -> bool:
        """Whether an entity's form has a sheet."""
        if submission.entity.code not in self.entities or form.id not in submission.extents:
            return False
        rows = sum(len(submission.tables.get(table.id, ())) for table in form.tables)
        return self.whole or form.shape is Shape.STATEMENT or rows <= MOST_ROWS


def select_sheets(submission: Submission) -> SheetSelection:
    """Return whose sheets the workbook of a submission has: its own, and those below.

    Level by level: a level is in it when all its entities fit.
    """
    found: set[str] = set()
    level = submission.children
    while level and len(found) + len(level) <= MOST_ENTITIES:
        found |= {child.entity.code for child in level}
        level = tuple(below for child in level for below in child.children)
    return SheetSelection(frozenset({*found, submission.entity.code}), not level)
