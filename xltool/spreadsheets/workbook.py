"""The sheets of an admitted file, whatever its format."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from xltool.spreadsheets import ods, xls, xlsx
from xltool.spreadsheets.intake import AdmittedFile, Format
from xltool.spreadsheets.limits import LIMITS, CellBudget, Limits
from xltool.spreadsheets.refusals import with_file_name
from xltool.spreadsheets.stored_files import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.spreadsheets.raw_sheet import RawSheet


def sheets(
    file: AdmittedFile, limits: Limits = LIMITS, *, short: bool = True
) -> Mapping[str, RawSheet]:
    """Read every sheet that holds cells: name → sheet, in the order of their tabs.

    Without ``short`` each part is read as XML, however it is written.

    Raises ``RefusedError``: XL-102 (xml, part, ole2), XL-105 (doctype, duplicate: two sheets of
    one name, two cells or rows of one place) or XL-106 (cells, of all sheets together).
    """
    cell_budget, content = CellBudget(limits.cells), file.content
    with with_file_name(name_of(PurePath(file.path))):
        if isinstance(content, bytes):
            return xls.read_sheets(content, cell_budget)
        if file.format is Format.ODS:
            return ods.read_sheets(content, cell_budget)
        return xlsx.read_sheets(content, cell_budget, short=short)
