"""Draws the check cells of a workbook: live beside each form, counted on the cover."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.a1 import address, area, column_letters
from xltool.excel_formulas.check_cells import (
    LISTED,
    PASSED,
    TITLE,
    UNDECIDED,
    CheckCell,
    check_area,
    title_address,
    title_row,
)
from xltool.excel_formulas.check_formula import CheckFormula, check_title
from xltool.excel_formulas.submission_sheets import SubmissionSheets
from xltool.expressions.nodes import walk_expression
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.model.applicability import applicability
from xltool.writing.content import check_place
from xltool.writing.styles import begins_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter.format import Format

    from xltool.excel_formulas.check_cells import CheckArea
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Pack
    from xltool.writing.cell_writer import WorksheetWriter
    from xltool.writing.content import WorkbookContent
    from xltool.writing.styles import Styles

SUM_WIDTH, LIST_WIDTH, RESULT_WIDTH = 38.0, 34.0, 30.0
CHECK_STYLE = {"font_size": 9, "text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
RED, AMBER = "#C00000", "#9C5700"


@dataclass(frozen=True)
class Checks:
    """The checks of a workbook's own forms: where they stand and what they show.

    ``lists`` are the areas of the code sheet, by code list and what of it is listed.
    """

    pack: Pack
    layouts: Mapping[str, SheetLayout]
    lists: Mapping[tuple[str, str], str]
    content: WorkbookContent

    @cached_property
    def sheets(self) -> SubmissionSheets:
        """What formulas may refer to."""
        return SubmissionSheets(
            self.pack, self.layouts, lambda codes, part: self.lists[codes.id, part]
        )

    @cached_property
    def areas(self) -> Mapping[str, CheckArea]:
        """Where the checks of each form stand."""
        return {form: check_area(layout) for form, layout in self.layouts.items()}


@dataclass(frozen=True)
class CheckWriter:
    """Draws the checks of one sheet."""

    sheet: WorksheetWriter
    styles: Styles
    layout: SheetLayout
    checks: Checks

    def draw(self) -> None:
        """Draw them all, and colour the cells that take part in a broken rule."""
        checks = self.checks.areas[self.layout.form.id]
        if not checks.all():
            return
        self._set_columns(checks)
        self._draw_titles(checks)
        by_row: dict[int, list[CheckCell]] = {}
        for check in checks.rows:
            self._draw_formula(check, self.styles.get(font_size=9))
            by_row.setdefault(check.row, []).append(check)
        for row in by_row.values():
            self._draw_row_summary(checks.first, row)
        style = self.styles.get(**CHECK_STYLE)
        for check in checks.listed:
            title = check_title(check.rule, check.point)
            self.sheet.write_string(check.row, checks.list_col, title, style)
            self._draw_formula(check, style)
        self._colour_results(checks)
        self._colour_entries(checks)

    def _set_columns(self, checks: CheckArea) -> None:
        self.sheet.set_column(checks.first - 1, checks.first - 1, 2)
        self.sheet.set_column(checks.first, checks.first, SUM_WIDTH if checks.rows else 2)
        widths = (LIST_WIDTH, RESULT_WIDTH) if checks.listed else (2.0, 2.0)
        for col, width in enumerate(widths, start=checks.list_col):
            self.sheet.set_column(col, col, width)
        if checks.rows:
            folded = {"level": 1, "hidden": True}
            self.sheet.set_column(*checks.folded, 12, None, folded)

    def _draw_titles(self, checks: CheckArea) -> None:
        style = self.styles.get(**CHECK_STYLE, font_name="黑体", align="center", bg_color="#EEF2F7")
        row = title_row(self.layout)
        if checks.rows:
            self.sheet.write_string(row, checks.first, TITLE, style)
            titles = {check.col: check_title(check.rule, check.point) for check in checks.rows}
            for col, title in titles.items():
                self.sheet.write_string(row, col, title, self.styles.get(font_size=9))
        if checks.listed:
            for col, title in enumerate(LISTED, start=checks.list_col):
                self.sheet.write_string(row, col, title, style)

    def _draw_formula(self, check: CheckCell, style: Format) -> None:
        title, rule, point = title_address(self.layout, check), check.rule, check.point
        drawn = CheckFormula(self.checks.sheets, rule, point, self.layout.sheet, title)
        place = check_place(rule, point)
        self.sheet.write_content(
            (check.row, check.col),
            lambda content: content.results.text(place),
            self.checks.content, style, drawn.formula(),
        )  # fmt: skip

    def _draw_row_summary(self, col: int, checks: Sequence[CheckCell]) -> None:
        """Draw the cell of a row that shows all that is wrong in it, else that the row passed."""
        joined = "&".join(address(check.row, check.col) for check in checks)
        wrong = f'SUBSTITUTE(SUBSTITUTE({joined},"{PASSED}",""),"{UNDECIDED}","")'
        formula = f'=IF(LEN({wrong})>0,{wrong},IF(LEN({joined})>0,"{PASSED}",""))'
        places = [check_place(check.rule, check.point) for check in checks]
        self.sheet.write_content(
            (checks[0].row, col),
            lambda content: content.results.summed(places),
            self.checks.content, self.styles.get(**CHECK_STYLE), formula,
        )  # fmt: skip

    def _colour_results(self, checks: CheckArea) -> None:
        """Colour the cells that people see: red for an error, amber for a warning."""
        for top, bottom, col in _visible_areas(checks):
            cells, first = area(top, col, bottom, col), address(top, col)
            for severity, colour in ((Severity.ERROR, RED), (Severity.WARNING, AMBER)):
                style = self.styles.conditional(font_color=colour, bold=True)
                rule = begins_with(first, SEVERITY_WORDS[severity].zh, style)
                self.sheet.conditional_format(cells, rule)

    def _colour_entries(self, checks: CheckArea) -> None:
        """Colour the typed cells of a row in which an error is found, by its folded cell."""
        for (source, col), rows in self._coloured_rows(checks).items():
            top, style = min(rows), self.styles.conditional(font_color=RED, bg_color="#FFC7CE")
            first = f"${column_letters(source)}{top + 1}"
            rule = begins_with(first, SEVERITY_WORDS[Severity.ERROR].zh, style)
            self.sheet.conditional_format(area(top, col, max(rows), col), rule)

    def _coloured_rows(self, checks: CheckArea) -> Mapping[tuple[int, int], list[int]]:
        """Return the sheet rows of each pair of check column and typed column of an error."""
        found: dict[tuple[int, int], list[int]] = {}
        for check in checks.rows:
            table = applicability(self.layout.form, check.rule).table
            if table is None or check.rule.severity is not Severity.ERROR:
                continue
            nodes = walk_expression(check.rule.test)
            names = {name for node in nodes for name in node.row_columns()}
            for cell in self.checks.sheets.row(table.id, check.point.entity, check.point.row):
                if cell.key is not None and cell.key.column in names:
                    found.setdefault((check.col, cell.col), []).append(check.row)
        return found


def _visible_areas(checks: CheckArea) -> Iterator[tuple[int, int, int]]:
    """Yield first row, last row and column of the check cells that are not folded away."""
    if checks.rows:
        yield min(checks.sums), max(checks.sums), checks.first
    if checks.listed:
        yield checks.listed[0].row, checks.listed[-1].row, checks.listed[0].col
