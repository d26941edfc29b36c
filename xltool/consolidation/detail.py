"""Whose sheets a consolidated workbook holds: everybody's below, up to a number that opens well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.model import Submission

MOST_ENTITIES = 100
"""Entities with sheets of their own in one workbook."""
MOST_COLUMNS = 1000
"""Entities side by side on one sheet."""


def detailed(submission: Submission) -> frozenset[str]:
    """Return the codes of the entities below that have their sheets in the workbook.

    Level by level: a level is in it when all its entities fit.
    """
    found: set[str] = set()
    level = submission.children
    while level and len(found) + len(level) <= MOST_ENTITIES:
        found |= {child.entity.code for child in level}
        level = tuple(below for child in level for below in child.children)
    return frozenset(found)
