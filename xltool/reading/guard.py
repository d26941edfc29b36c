"""What a fast reader hides: formulas, error values and totals that nobody calculated.

calamine returns an error cell and a formula without a stored value as ``''``, as if they were
blank. ``guard`` looks at the sheets themselves and says which cells these are, and what else was
done to a sheet that no value shows. Sheets go by their names.
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from xltool.reading import biff, ods, xlsx
from xltool.reading.intake import LIMITS, Format, Limits, Package
from xltool.reading.ole2 import workbook
from xltool.reading.parts import Archive
from xltool.reading.refusals import naming
from xltool.reading.sheetguard import SheetGuard, Tally
from xltool.reading.zips import directory

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SheetGuard", "guard"]


def guard(package: Package, limits: Limits = LIMITS) -> Mapping[str, SheetGuard]:
    """Scan every sheet: name → guard.

    Raises ``RefusedError``: XL-102 (xml, part, ole2), XL-105 (doctype, duplicate: two sheets of
    one name) or XL-106 (cells, area, of all sheets together).
    """
    tally = Tally(limits)
    with naming(PurePath(package.path).name):
        if package.format is Format.XLS:
            return biff.scan(workbook(package.data), tally)
        scan = ods.scan if package.format is Format.ODS else xlsx.scan
        return scan(Archive(package.data, directory(package.data, limits.members)), tally)
