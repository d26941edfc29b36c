"""The key figures on the cover of a consolidated workbook, which the pack names.

They stand on the cover, but are laid out and compared as those of the schedules are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.calculated import link_formula
from xltool.identity import COVER_SHEET
from xltool.layout.cover_rows import first_row_below
from xltool.layout.printed_parts import fill_in
from xltool.schedules.key_figures import figure_keys
from xltool.schedules.page import CODE, MONEY, CellStyle, Figure, SchedulePage
from xltool.schedules.worksheet_lines import figure_label
from xltool.values.cell_values import places_of

if TYPE_CHECKING:
    from xltool.model.submission import Key
    from xltool.schedules.worksheet import ConsolidationWorksheet

LABEL_COL, TOTAL_COL, PRIOR_COL = 1, 3, 4
TITLES = {LABEL_COL: "项　　目", TOTAL_COL: "部门数", PRIOR_COL: "上年数"}
ABSENT = "——"


def key_figures_page(worksheet: ConsolidationWorksheet) -> SchedulePage:
    """Return the part of the cover with the key figures; empty when the pack names none."""
    parent = worksheet.parent
    keys = list(figure_keys(parent.values.pack, parent.code))
    top = first_row_below(parent.values.pack)
    page = SchedulePage(COVER_SHEET, (), heads=(top, top + 1))
    if not keys:
        return page
    coverage = parent.submission.coverage
    texts = ("主要数据", _measure(worksheet, keys[0]), coverage.printed if coverage else "")
    page.put(top, LABEL_COL, "　".join(filter(None, texts)), CellStyle("section"), width=4)
    for col, title in TITLES.items():
        page.put(top + 1, col, title, CellStyle("head"), width=2 if col == LABEL_COL else 1)
    for row, key in enumerate(keys, start=top + 2):
        _put_row(page, row, worksheet, key)
    return page


def _measure(worksheet: ConsolidationWorksheet, key: Key) -> str:
    """Return the unit of measure that the form of a key prints; empty if nobody has the form."""
    parent = worksheet.parent
    form = parent.values.form_of(key.table)
    size = parent.submission.extents.get(form.id)
    return fill_in(form.template.measure, size) if size else ""


def _put_row(page: SchedulePage, row: int, worksheet: ConsolidationWorksheet, key: Key) -> None:
    parent = worksheet.parent
    form = parent.values.form_of(key.table)
    column, found = form.table.column(key.column), parent.cell(key)
    label = f"{form.template.sheet}　{figure_label(form, key)}"
    style = CellStyle("number", places_of(column, found[1].places) if found else MONEY)
    total, last = _figure(worksheet, key), form.table.years.get(column.id, "")
    page.put(row, LABEL_COL, label, CellStyle("link"), total.link, width=2)
    figures = (TOTAL_COL, total), (PRIOR_COL, _figure(worksheet, key._replace(column=last)))
    for col, figure in figures:
        if figure.link:
            page.put_figure(row, col, figure, style)
        else:
            page.put(row, col, ABSENT, CODE)


def _figure(worksheet: ConsolidationWorksheet, key: Key) -> Figure:
    """Return a figure of the parent's form; where that has no sheet here, of 分单位对照."""
    parent = worksheet.parent
    source = parent.reference(key)
    if not source and key in worksheet.lines:
        source = worksheet.total_reference(key)
    return Figure(parent.values.get(key), link_formula(source), source) if source else Figure()
