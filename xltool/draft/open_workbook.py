"""Open an official workbook: past the gate like every file from outside, then with openpyxl.

The gate and our own scanner come first, so that openpyxl sees no file that is unsafe or too large
to be a set of forms. It makes an object of each cell of a merged area, so these count as cells.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.formula import ArrayFormula

from xltool.draft.source_sheet import Area, SourceCell, SourceSheet, Validation
from xltool.errors import RefusedError, XltoolError
from xltool.kinds import Severity
from xltool.messages.render import render
from xltool.model.findings import Finding
from xltool.spreadsheets.intake import Format, admit
from xltool.spreadsheets.limits import LIMITS, CellBudget
from xltool.spreadsheets.package_parts import PackageParts
from xltool.spreadsheets.refusals import with_file_name
from xltool.spreadsheets.workbook import sheets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from openpyxl.cell import Cell, MergedCell
    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

MOST = replace(LIMITS, file_bytes=10 << 20, inflated_bytes=64 << 20, cells=100_000)
"""What a set of forms may hold: openpyxl takes fifty times the memory of our scanner."""
MOST_COLUMNS, MOST_ROWS = 100, 2000
"""What is looked at of one sheet."""
MOST_CHOICES = 5000
"""Entries of a list, in the workbook, of choices or names."""
_AREA = r"(?:'[^']+'|\w+)!\$?[A-Z]+\$?\d+:\$?[A-Z]+\$?\d+"
_LOOKED_UP = re.compile(rf"INDEX\((?P<of>{_AREA}),MATCH\([^,]*,(?P<in>{_AREA}),0\)\)")
_USUAL_WIDTH = 8.43
_PADDING = 0.71
"""How much wider a column is stored than the characters it holds (ECMA-376 Part 1 §18.3.1.13)."""


def open_workbook(path: Path) -> tuple[SourceSheet, ...]:
    """Return the visible sheets of a workbook; raise ``XltoolError`` when it cannot be used."""
    try:
        with with_file_name(path.name):
            return _visible_sheets(_admitted(path))
    except RefusedError as refusal:
        finding = Finding(refusal.rule, Severity.ERROR, refusal.message, params=refusal.params)
        zh, en = (" ".join(filter(None, render(finding, each))) for each in ("zh", "en"))
        msg = f"{refusal.rule}: {zh} · {en}"
        raise XltoolError(msg) from refusal
    except (XltoolError, OSError, MemoryError):
        raise
    except Exception as error:  # what openpyxl raises at odd files is of every kind
        msg = (
            f"{path}: 无法读取（{type(error).__name__}），请用 Excel 打开后另存为 .xlsx · "
            f"this workbook cannot be read ({type(error).__name__}): save it from Excel as .xlsx"
        )
        raise XltoolError(msg) from error


def _visible_sheets(package: PackageParts) -> tuple[SourceSheet, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out when it saves
        workbook = openpyxl.load_workbook(BytesIO(package.data), keep_links=False)
    visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    return tuple(_sheet(sheet, workbook) for sheet in visible)


def _admitted(path: Path) -> PackageParts:
    """Return the package of a file that the gate and our own scanner let in."""
    admitted = admit(path, MOST)
    if admitted.format is not Format.XLSX or not isinstance(admitted.content, PackageParts):
        msg = f"{path}: 应为 .xlsx，请用 Excel 另存 · must be .xlsx: save it from Excel so"
        raise XltoolError(msg)
    sheets(admitted, MOST)
    cells = CellBudget(MOST.cells)
    for name in admitted.content.members:
        if not name.endswith(".rels") and "worksheets/" in name:
            for _, attributes in admitted.content.elements(name, "mergeCell", "hyperlink"):
                cells.add(_size(attributes.get("ref", "A1")))
    return admitted.content


def _size(reference: str) -> int:
    """Return how many cells a reference has; a wrong one counts as beyond all limits."""
    try:
        left, top, right, bottom = range_boundaries(reference)
    except (ValueError, TypeError):
        return MOST.cells + 1
    if left is None or top is None or right is None or bottom is None:
        return MOST.cells + 1
    return (bottom - top + 1) * (right - left + 1)


def _sheet(sheet: Worksheet, workbook: Workbook) -> SourceSheet:
    merged = {
        (row, col): area
        for area in (_area(each.coord) for each in sheet.merged_cells.ranges)
        for row in range(area.top, area.bottom + 1)
        for col in range(area.left, area.right + 1)
    }
    cells = {
        (row - 1, col - 1): _cell(cell)
        for (row, col), cell in sheet._cells.items()  # noqa: SLF001 - iter_rows makes a cell of each place
        if row <= MOST_ROWS and col <= MOST_COLUMNS
    }
    used = {at: cell for at, cell in cells.items() if cell.text or cell.has_border}
    printed = _printed(sheet, used)
    return SourceSheet(
        name=_clean(sheet.title).strip() or "Sheet",
        printed=printed,
        cells=used,
        merged=merged,
        validations=_validations(sheet, printed, workbook),
        widths=_widths(sheet),
        heights={
            number - 1: float(each.height)
            for number, each in sheet.row_dimensions.items()
            if each.height
        },
        portrait=sheet.page_setup.orientation != "landscape",
        fits_page=_fits(sheet),
        code_names=_code_names(used, sheet, workbook),
    )


def _code_names(
    used: Mapping[tuple[int, int], SourceCell], sheet: Worksheet, workbook: Workbook
) -> tuple[tuple[str, str], ...]:
    """Return codes with names, of the first list in which a formula looks up a name for a code."""
    for cell in used.values():
        if found := _LOOKED_UP.search(cell.formula):
            codes, names = (list(_column(found[each], sheet, workbook)) for each in ("in", "of"))
            pairs = zip(codes, names, strict=False)
            return tuple((code, name) for code, name in pairs if code and name)
    return ()


def _fits(sheet: Worksheet) -> bool:
    setup = sheet.sheet_properties.pageSetUpPr
    return bool(setup and setup.fitToPage) and sheet.page_setup.fitToHeight in {None, 1}


def _cell(cell: Cell | MergedCell) -> SourceCell:
    value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
    border = cell.border
    sides = (border.left, border.right, border.top, border.bottom)
    text = "" if value is None else _clean(str(value))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return SourceCell(
        text=text.strip(" "),
        is_number=is_number,
        has_border=any(side is not None and side.style for side in sides),
        number_format=cell.number_format or "General",
    )


def _clean(text: str) -> str:
    """Return a text without line breaks and control characters: it goes into TOML and Python."""
    kept = "".join(char if char == "\u3000" or char.isprintable() else "\n" for char in text)
    return kept.replace("\n", "").replace("{", "｛").replace("}", "｝")


def _printed(sheet: Worksheet, used: Mapping[tuple[int, int], SourceCell]) -> Area:
    """Return the print area; without one, or where it is broken, whatever is used."""
    areas = [_area(each.rpartition("!")[2]) for each in _print_areas(sheet)]
    places = list(used) or [(0, 0)]
    if areas:
        places = [corner for area in areas for corner in ((area[:2]), (area[2:]))]
    rows, columns = [row for row, _ in places], [col for _, col in places]
    return Area(
        min(rows), min(columns),
        min(max(rows), MOST_ROWS, sheet.max_row - 1 if sheet.max_row > 1 else 0),
        min(max(columns), MOST_COLUMNS, sheet.max_column - 1 if sheet.max_column > 1 else 0),
    )  # fmt: skip


def _print_areas(sheet: Worksheet) -> list[str]:
    return [each for each in (sheet.print_area or "").split(",") if each]


def _area(reference: str) -> Area:
    left, top, right, bottom = range_boundaries(reference.replace("$", ""))
    return Area((top or 1) - 1, (left or 1) - 1, (bottom or MOST_ROWS) - 1, (right or 1) - 1)


def _widths(sheet: Worksheet) -> dict[int, float]:
    usual = sheet.sheet_format.defaultColWidth or _USUAL_WIDTH + _PADDING
    found = dict.fromkeys(range(min(sheet.max_column, MOST_COLUMNS)), usual)
    for dimension in sheet.column_dimensions.values():
        first, last = dimension.min or 1, min(dimension.max or 1, MOST_COLUMNS)
        found |= dict.fromkeys(range(first - 1, last), dimension.width)
    return {col: max(round(width - _PADDING, 2), 1.0) for col, width in found.items()}


def _validations(
    sheet: Worksheet, printed: Area, workbook: Workbook
) -> dict[tuple[int, int], Validation]:
    found: dict[tuple[int, int], Validation] = {}
    looked_at = CellBudget(LIMITS.cells)
    for each in sheet.data_validations.dataValidation:
        validation = _validation(each, sheet, workbook)
        for ends in each.sqref.ranges:
            rows = range(max(ends.min_row - 1, printed.top), min(ends.max_row, printed.bottom + 1))
            columns = range(
                max(ends.min_col - 1, printed.left), min(ends.max_col, printed.right + 1)
            )
            looked_at.add(len(rows) * len(columns))
            found |= {(row, col): validation for row in rows for col in columns}
    return found


def _validation(each: DataValidation, sheet: Worksheet, workbook: Workbook) -> Validation:
    kind, first, second = each.type, each.formula1 or "", each.formula2 or ""
    least = longest = ""
    if kind in {"decimal", "whole"} and each.operator in {None, "between", "greaterThanOrEqual"}:
        least = first
    if kind == "textLength" and each.operator in {None, "between", "lessThanOrEqual"}:
        longest = first if each.operator == "lessThanOrEqual" else second
    return Validation(
        choices=tuple(_choices(first, sheet, workbook)) if kind == "list" else None,
        open=each.errorStyle in {"information", "warning"},
        least=least,
        longest=int(longest) if longest.isdecimal() and len(longest) < len("10000") else None,
        prompt=_clean(each.prompt or "").strip(),
    )


def _choices(source: str, sheet: Worksheet, workbook: Workbook) -> Iterator[str]:
    """Yield what a dropdown offers: texts between commas, or the cells of an area or name."""
    if source.startswith('"'):
        yield from dict.fromkeys(
            filter(None, (_clean(t).strip() for t in source.strip('"').split(",")))
        )
        return
    yield from dict.fromkeys(filter(None, _column(source.removeprefix("="), sheet, workbook)))


def _column(name: str, sheet: Worksheet, workbook: Workbook) -> Iterator[str]:
    """Yield the texts in the first column of an area, which may have a name of its own."""
    if name in workbook.defined_names:
        name = workbook.defined_names[name].attr_text or ""
    title, _, reference = name.rpartition("!")
    title = title.strip("'").replace("''", "'")
    try:
        area = _area(reference)
    except ValueError:
        return
    where = workbook[title] if title in workbook.sheetnames else sheet
    last = min(area.bottom + 1, where.max_row, area.top + MOST_CHOICES)
    for (value,) in where.iter_rows(
        area.top + 1, last, area.left + 1, area.left + 1, values_only=True
    ):
        yield "" if value is None else _clean(str(value)).strip()
