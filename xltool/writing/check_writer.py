"""Draws the check cells of a workbook: live beside each form, counted on the cover."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.a1 import address, column_letters
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

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xlsxwriter.format import Format

    from xltool.excel_formulas.check_cells import CheckArea
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Pack
    from xltool.writing.cell_writer import WorksheetWriter
    from xltool.writing.content import WorkbookContent
    from xltool.writing.styles import Styles

SUM_WIDTH, LIST_WIDTH, RESULT_WIDTH = 38.0, 34.0, 30.0
LOOK = {"font_size": 9, "text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
RED, AMBER = "#C00000", "#9C5700"


@dataclass(frozen=True)
class Checks:
    """The checks of a workbook's own forms: where they stand and what they say."""

    pack: Pack
    plans: Mapping[str, SheetLayout]
    lists: Mapping[tuple[str, str], str]
    now: WorkbookContent

    @cached_property
    def sheets(self) -> SubmissionSheets:
        """What formulas may refer to."""
        return SubmissionSheets(
            self.pack, self.plans, lambda codes, part: self.lists[codes.id, part]
        )

    @cached_property
    def areas(self) -> Mapping[str, CheckArea]:
        """Where the checks of each form stand."""
        return {form: check_area(plan) for form, plan in self.plans.items()}

    def draw(self, tab: WorksheetWriter, styles: Styles, plan: SheetLayout) -> None:
        """Draw the checks of one sheet."""
        CheckDrawing(tab, styles, plan, self).draw()


@dataclass(frozen=True)
class CheckDrawing:
    """Draws the checks of one sheet."""

    tab: WorksheetWriter
    styles: Styles
    plan: SheetLayout
    checks: Checks

    def draw(self) -> None:
        """Draw them all, and paint the cells that take part in a broken rule."""
        spots = self.checks.areas[self.plan.form.id]
        if not spots.all():
            return
        self._columns(spots)
        self._heads(spots)
        for check in spots.rows:
            self._check(check)
        by_row: dict[int, list[CheckCell]] = {}
        for check in spots.rows:
            by_row.setdefault(check.row, []).append(check)
        for checks in by_row.values():
            self._sum(spots.first, checks)
        for check in spots.listed:
            self._listed(check, spots.list_col)
        self._paint(spots)

    def _columns(self, spots: CheckArea) -> None:
        self.tab.set_column(spots.first - 1, spots.first - 1, 2)
        self.tab.set_column(spots.first, spots.first, SUM_WIDTH if spots.rows else 2)
        wide = (LIST_WIDTH, RESULT_WIDTH) if spots.listed else (2.0, 2.0)
        for offset, width in enumerate(wide):
            self.tab.set_column(spots.list_col + offset, spots.list_col + offset, width)
        if spots.rows:
            folded = {"level": 1, "hidden": True}
            self.tab.set_column(*spots.folded, 12, None, folded)

    def _heads(self, spots: CheckArea) -> None:
        look = self.styles.get(**LOOK, font_name="黑体", align="center", bg_color="#EEF2F7")
        row = title_row(self.plan)
        if spots.rows:
            self.tab.write_string(row, spots.first, TITLE, look)
            heads = {check.col: check_title(check.rule, check.point) for check in spots.rows}
            plain = self.styles.get(font_size=9)
            for col, name in heads.items():
                self.tab.write_string(row, col, name, plain)
        if spots.listed:
            for offset, text in enumerate(LISTED):
                self.tab.write_string(row, spots.list_col + offset, text, look)

    def _check(self, check: CheckCell) -> None:
        self._formula(check, self.styles.get(font_size=9))

    def _formula(self, check: CheckCell, look: Format) -> None:
        above, rule, scope = title_address(self.plan, check), check.rule, check.point
        drawn = CheckFormula(self.checks.sheets, rule, scope, self.plan.sheet, above)
        place = check_place(rule, scope)
        self.tab.show(
            (check.row, check.col),
            lambda now: now.results.text(place),
            self.checks.now, look, drawn.formula(),
        )  # fmt: skip

    def _sum(self, col: int, checks: Sequence[CheckCell]) -> None:
        """Say all that is wrong in a row."""
        joined = "&".join(address(check.row, check.col) for check in checks)
        wrong = f'SUBSTITUTE(SUBSTITUTE({joined},"{PASSED}",""),"{UNDECIDED}","")'
        text = f'=IF(LEN({wrong})>0,{wrong},IF(LEN({joined})>0,"{PASSED}",""))'
        places = [check_place(check.rule, check.point) for check in checks]
        self.tab.show(
            (checks[0].row, col),
            lambda now: now.results.summed(places),
            self.checks.now, self.styles.get(**LOOK), text,
        )  # fmt: skip

    def _listed(self, check: CheckCell, col: int) -> None:
        look = self.styles.get(**LOOK)
        self.tab.write_string(check.row, col, check_title(check.rule, check.point), look)
        self._formula(check, look)

    def _paint(self, spots: CheckArea) -> None:
        for first_row, last_row, col in _spans(spots):
            there = f"{column_letters(col)}{first_row + 1}:{column_letters(col)}{last_row + 1}"
            for severity, colour in ((Severity.ERROR, RED), (Severity.WARNING, AMBER)):
                look = self.styles.mark(font_color=colour, bold=True)
                self.tab.conditional_format(there, _when(there, severity, look))
        for (source, painted), rows in self._painted(spots).items():
            letter, top = column_letters(painted), min(rows) + 1
            there = f"{letter}{top}:{letter}{max(rows) + 1}"
            first = f"${column_letters(source)}{top}"
            look = self.styles.mark(font_color=RED, bg_color="#FFC7CE")
            criteria = f'=LEFT({first},2)="{SEVERITY_WORDS[Severity.ERROR].zh}"'
            options = {"type": "formula", "criteria": criteria, "format": look}
            self.tab.conditional_format(there, options)

    def _painted(self, spots: CheckArea) -> Mapping[tuple[int, int], list[int]]:
        """Return the sheet rows of each pair of check column and typed column of an error."""
        found: dict[tuple[int, int], list[int]] = {}
        for check in spots.rows:
            table = applicability(self.plan.form, check.rule).table
            if table is None or check.rule.severity is not Severity.ERROR:
                continue
            nodes = walk_expression(check.rule.test)
            names = {name for node in nodes for name in node.row_columns()}
            for cell in self.checks.sheets.row(table.id, check.point.entity, check.point.row):
                if cell.key is not None and cell.key.column in names:
                    found.setdefault((check.col, cell.col), []).append(check.row)
        return found


def _spans(spots: CheckArea) -> Iterable[tuple[int, int, int]]:
    """Yield first row, last row and column of what people see."""
    if spots.rows:
        yield min(spots.sums), max(spots.sums), spots.first
    if spots.listed:
        yield spots.listed[0].row, spots.listed[-1].row, spots.listed[0].col


def _when(there: str, severity: Severity, look: Format) -> Mapping[str, object]:
    first = there.partition(":")[0]
    criteria = f'=LEFT({first},2)="{SEVERITY_WORDS[severity].zh}"'
    return {"type": "formula", "criteria": criteria, "format": look}
