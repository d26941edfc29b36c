"""The sheets of an admitted file as raw cells: the only user of calamine."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    WorksheetNotFound,
)

from xltool.errors import RefusedError
from xltool.reading.guard import SheetGuard, guard
from xltool.reading.readable import readable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.reading.intake import Limits, Package
    from xltool.reading.printed import Grid

UNSEEN = SheetGuard(frozenset(), {}, frozenset(), 0)
"""What is known of a sheet that was not scanned."""


class Workbook:
    """An open workbook: sheet names in order, and each sheet's cells read when asked for."""

    def __init__(self, package: Package, limits: Limits) -> None:
        """Open the package; raise ``RefusedError`` when it cannot be read as a workbook."""
        self._name = Path(package.path).name
        self.guards: Mapping[str, SheetGuard] = guard(package, limits)
        try:
            self._book = CalamineWorkbook.from_filelike(BytesIO(readable(package, self.guards)))
        except PasswordError:
            raise RefusedError(rule="XL-103", name=self._name) from None
        except (CalamineError, ValueError, OSError) as error:
            raise self._damaged() from error
        self.names = [
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.typ is SheetTypeEnum.WorkSheet
        ]
        self._grids: dict[str, Grid] = {}

    def grid(self, sheet: str) -> Grid:
        """Return the cells of ``sheet``, row by row from A1; rows may differ in length."""
        if sheet not in self._grids:
            try:
                found = self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            except (CalamineError, WorksheetNotFound, ValueError, OSError) as error:
                raise self._damaged() from error
            self._grids[sheet] = found
        return self._grids[sheet]

    def merges(self, sheet: str) -> Mapping[tuple[int, int], int]:
        """Return how many rows each merged cell spans, by its first row and column."""
        ranges = self._book.get_sheet_by_name(sheet).merged_cell_ranges or []
        return {first: last[0] - first[0] + 1 for first, last in ranges}

    def guard(self, sheet: str) -> SheetGuard:
        """Return what the guard saw in ``sheet``."""
        return self.guards.get(sheet, UNSEEN)

    def _damaged(self) -> RefusedError:
        return RefusedError(rule="XL-102", name=self._name, why="content", member="")
