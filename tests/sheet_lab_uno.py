"""Pastes into workbooks at LibreOffice's side: `sheet_lab.py` runs this by a Python that has uno.

It adds commands to `uno_worker.py`, which stands beside it. Like that file, it imports nothing else
from outside the standard library and stays within Python 3.9.
"""

from __future__ import annotations

import importlib
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    UnoObject = Any
    Json = Any

worker: Any = importlib.import_module("uno_worker")
uno: Any = worker.uno

COVER = "封面"
FORMATS = {"date": "YYYY-MM-DD", "time": "HH:MM:SS", "datetime": "YYYY-MM-DD HH:MM:SS"}
DEFAULT_LOCALE = "com.sun.star.lang.Locale"


class Clerk:
    """Pastes into the sheets of one document, which it unprotects first, as a clerk could."""

    def __init__(self, document: UnoObject) -> None:
        """Remember the document; sheets are opened when they are needed."""
        self.document = document
        self.sheets: dict[str, Any] = {}
        self.before: list[tuple[Any, Any, Any]] = []

    def sheet(self, title: str) -> UnoObject:
        """Return the sheet, unprotected."""
        if title not in self.sheets:
            if not self.document.Sheets.hasByName(title):
                message = f"there is no sheet {title!r}"
                raise worker.RefusalError(message)
            sheet = self.document.Sheets.getByName(title)
            if sheet.isProtected():
                sheet.unprotect("")
            self.sheets[title] = sheet
        return self.sheets[title]

    def paste(self, title: str, at: str, kind: str, value: Json) -> None:
        """Paste one value, or a block of numbers and texts from the cell on."""
        sheet, (column, row) = self.sheet(title), worker.position(at)
        if kind == "block":
            last = column + len(value[0]) - 1, row + len(value) - 1
            area = sheet.getCellRangeByPosition(column, row, *last)
            self.remember(area)
            area.setDataArray(tuple(tuple(line) for line in value))
            return
        cell = sheet.getCellByPosition(column, row)
        self.remember(sheet.getCellRangeByPosition(column, row, column, row))
        if kind == "number":
            cell.setValue(float(value))
        elif kind == "text":
            cell.setString(value)
        elif kind == "formula":
            cell.setFormula(value)
        elif kind == "boolean":
            cell.setValue(float(value))
            cell.NumberFormat = self.number_format("BOOLEAN")
        elif kind in FORMATS:
            cell.setValue(float(value))
            cell.NumberFormat = self.number_format(FORMATS[kind])
        else:
            message = f"{kind}: no kind of paste"
            raise worker.RefusalError(message)

    def remember(self, area: UnoObject) -> None:
        """Keep what an area holds, to be put back: each cell has a number format of its own."""
        address = area.getRangeAddress()
        formats = [
            [
                area.getCellByPosition(column, row).NumberFormat
                for column in range(address.EndColumn - address.StartColumn + 1)
            ]
            for row in range(address.EndRow - address.StartRow + 1)
        ]
        self.before.append((area, area.getFormulaArray(), formats))

    def undo(self) -> None:
        """Put back what was pasted over, the last paste first."""
        while self.before:
            area, formulas, formats = self.before.pop()
            area.setFormulaArray(formulas)
            for row, line in enumerate(formats):
                for column, key in enumerate(line):
                    area.getCellByPosition(column, row).NumberFormat = key

    def number_format(self, code: str) -> int:
        """Return the key of a number format."""
        formats = self.document.NumberFormats
        locale = uno.createUnoStruct(DEFAULT_LOCALE, Language="en", Country="US")
        key = formats.queryKey(code, locale, False)  # noqa: FBT003 - UNO takes no keywords
        return int(key if key != -1 else formats.addNew(code, locale))

    def name(self, name: str, text: str) -> None:
        """Put a text into the cell of a workbook's name, if there is such a name."""
        if self.document.NamedRanges.hasByName(name):
            cell = self.document.NamedRanges.getByName(name).getReferredCells()
            self.paste(cell.Spreadsheet.Name, cell_name(cell), "text", text)

    def protect(self) -> None:
        """Protect again what was unprotected: nothing but the cells is to differ."""
        for sheet in self.sheets.values():
            sheet.protect("")

    def unprotect(self) -> None:
        """Open the sheets that were protected again, for what comes next."""
        for sheet in self.sheets.values():
            sheet.unprotect("")


def cell_name(area: UnoObject) -> str:
    """Return the address of the first cell of an area."""
    at = area.getRangeAddress()
    return str(worker.name(at.StartColumn, at.StartRow))


def lab(office: UnoObject, source: str, jobs: Json, sheets: Json) -> list[dict[str, Any]]:
    """Carry out jobs on one workbook, each on its own: what a job pastes is undone after it."""
    with office.workbook(source) as document:
        clerk = Clerk(document)
        return [carry_out(document, clerk, sheets, **job) for job in jobs]


def carry_out(document: UnoObject, clerk: Clerk, sheets: Json, **job: Json) -> dict[str, Any]:
    """Paste, recalculate, read the cover and the sheets that are asked for, save, and undo."""
    began = time.monotonic()
    for name, text in job["names"]:
        clerk.name(name, text)
    for entry in job["pastes"]:
        clerk.paste(*entry)
    document.calculateAll()
    found = {
        "cover": contents(document, COVER),
        "sheets": {name: contents(document, name) for name in sheets},
    }
    if job["target"]:
        clerk.protect()
        worker.store(document, job["target"], "Calc MS Excel 2007 XML")
        clerk.unprotect()
    clerk.undo()
    return {**found, "seconds": time.monotonic() - began}


def contents(document: UnoObject, title: str) -> Json:
    """Return the cells of a sheet: address, formula, value, error; None when there is no sheet."""
    if not document.Sheets.hasByName(title):
        return None
    sheet = document.Sheets.getByName(title)
    return [row[1:] for row in worker.contents(sheet, worker.CONTENTS)]


def edits(office: UnoObject, source: str, sheet: str, cell: str, times: int) -> list[float]:
    """Return the seconds that it takes to type a number and to calculate what depends on it.

    It is how long whoever types has to wait, besides drawing the window.
    """
    found = []
    with office.workbook(source) as document:
        document.calculateAll()
        column, row = worker.position(cell)
        at = document.Sheets.getByName(sheet).getCellByPosition(column, row)
        for number in range(times):
            began = time.perf_counter()
            at.setValue(float(number + 1))
            document.calculate()
            found.append(time.perf_counter() - began)
    return found


worker.COMMANDS.update({"lab": lab, "edits": edits})

if __name__ == "__main__":
    worker.main(*sys.argv[1:])
