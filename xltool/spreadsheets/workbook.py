"""The sheets of an admitted file, whatever its format."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from xltool.spreadsheets import ods, xlsx
from xltool.spreadsheets import xls as biff
from xltool.spreadsheets.intake import AdmittedFile, Format
from xltool.spreadsheets.limits import LIMITS, CellBudget, Limits
from xltool.spreadsheets.refusals import naming

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.spreadsheets.raw_sheet import RawSheet


def sheets(package: AdmittedFile, limits: Limits = LIMITS) -> Mapping[str, RawSheet]:
    """Read every sheet that holds cells: name → sheet, in the order of their tabs.

    Raises ``RefusedError``: XL-102 (xml, part, ole2), XL-105 (doctype, duplicate: two sheets of
    one name, two cells or rows of one place) or XL-106 (cells, of all sheets together).
    """
    tally, content = CellBudget(limits.cells), package.content
    with naming(PurePath(package.path).name):
        if isinstance(content, bytes):
            return biff.sheets(content, tally)
        if package.format is Format.ODS:
            return ods.sheets(content, tally)
        return xlsx.sheets(content, tally)
