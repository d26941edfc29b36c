"""The file names of workbooks that a campaign writes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.model.forms import Entity

CODE_BYTES, NAME_BYTES = 20, 180
"""How much of code and name a file name has: on most systems it holds 255 bytes."""
OWN_FORMS = "部门填报"
"""What file names of a parent's own workbook hold before the year."""
FORMER_OWN_FORMS = "调整"
"""What they held while a parent could only adjust its figures; workbooks of that name come back."""


def workbook_name(entity: Entity, period: str, kind: str = "") -> str:
    """Return the file name of an entity's workbook: ``312002-公安局-2020.xlsx``.

    ``kind`` goes before the period, as ``OWN_FORMS``. Characters that a file name cannot hold,
    on Windows either, become ``_``; a name that would be too long is cut. For code and name may
    stand in a file from outside.
    """
    code = re.sub("[^0-9A-Za-z]", "_", entity.code)
    short = re.sub(r'[\x00-\x1f\x7f\ud800-\udfff<>:"/\\|?*]', "_", entity.short)
    parts = [_cut(code, CODE_BYTES), _cut(short, NAME_BYTES), *([kind] if kind else []), period]
    return "-".join(parts) + ".xlsx"


def own_workbook_names(parent: Entity, period: str) -> frozenset[str]:
    """Return the names under which a parent's own workbook was ever written."""
    return frozenset(workbook_name(parent, period, kind) for kind in (OWN_FORMS, FORMER_OWN_FORMS))


def _cut(text: str, size: int) -> str:
    """Return as much of a text as ``size`` bytes of UTF-8 hold."""
    return text.encode()[:size].decode(errors="ignore")
