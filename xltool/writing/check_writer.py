"""Draws the checks beside a form: all that is wrong in each row, and the cells that it comes from.

Only the first column is seen, on wide screens; what is found is also in the banner above the form
and on the sheet 检查, and colours the cells themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from xltool.a1 import address, area, column_letters, on_sheet
from xltool.excel_formulas.check_cells import ENTRY_COLUMNS, TITLE
from xltool.excel_formulas.check_formula import check_title
from xltool.excel_formulas.check_message import count_messages
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.layout.cells import Role
from xltool.values.cell_values import places_of
from xltool.writing.cell_writer import too_much_to_check
from xltool.writing.shared_formulas import RelativeFormula, relative_formula
from xltool.writing.styles import HEAD_FILL, HEAD_FONT
from xltool.writing.workbook_checks import filled_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter import Workbook

    from xltool.layout.cells import FormCell
    from xltool.model.submission import Key
    from xltool.values.decimal_text import Shown
    from xltool.writing.cell_writer import WorksheetWriter
    from xltool.writing.content import WorkbookContent
    from xltool.writing.styles import Styles
    from xltool.writing.workbook_checks import FormChecks

TEXT_WIDTH = 60.0
TEXT_STYLE = {"font_size": 9, "text_wrap": True, "valign": "top", "font_color": "#C00000"}
COLOURS = {
    Severity.ERROR: {"font_color": "#9C0006", "bg_color": "#FFC7CE"},
    Severity.WARNING: {"font_color": "#7F6000", "bg_color": "#FFEB9C"},
}
"""How a cell looks while something is wrong with it."""
FOUND = {"font_color": "#FFFFFF", "bg_color": "#C00000", "bold": True}
"""How a banner looks while the form has problems."""


def text_name(number: int) -> str:
    """Return the name of the column with all that is wrong in the rows of a form."""
    return f"xl_t{number}"


def count_name(number: int) -> str:
    """Return the name of the column that counts the problems above each row of a form."""
    return f"xl_n{number}"


@dataclass(frozen=True)
class CheckWriter:
    """Draws the checks of one form on its sheet; ``content`` has the checks of the workbook."""

    workbook: Workbook
    sheet: WorksheetWriter
    styles: Styles
    checks: FormChecks
    content: WorkbookContent

    @property
    def _form(self) -> str:
        return self.checks.layout.form.id

    def draw(self) -> None:
        """Draw them all, name the columns that other sheets look at, and colour the cells."""
        self._set_columns()
        self._draw_titles()
        self._draw_filled()
        self._draw_rules()
        self._draw_given()
        self._draw_rows()
        self._define_names()
        self._colour_cells()

    def _set_columns(self) -> None:
        checks = self.checks.area
        self.sheet.set_column(checks.first - 1, checks.first - 1, 2)
        self.sheet.set_column(checks.text_col, checks.text_col, TEXT_WIDTH)
        self.sheet.set_column(checks.count_col, checks.end - 1, 9, None, {"hidden": True})

    def _draw_titles(self) -> None:
        """Draw a title in each column that has no number there: none passes for one of the form."""
        checks = self.checks.area
        head = self.styles.get(font_size=9, font_name=HEAD_FONT, bg_color=HEAD_FILL, align="center")
        self.sheet.write_string(checks.top, checks.text_col, TITLE, head)
        numbers = len(self.checks.entries.filled_formulas()) or 1
        titles = dict.fromkeys(range(checks.entry_col + numbers, checks.end), TITLE)
        titles |= {cell.col: check_title(cell.rule, cell.point) for cell in checks.rules}
        for col, title in titles.items():
            self.sheet.write_string(checks.top, col, title, self.styles.get(font_size=9))

    def _draw_filled(self) -> None:
        """Draw how many cells of the form are filled in, in the row of the titles."""
        checks, form = self.checks.area, self._form
        formulas = self.checks.entries.filled_formulas() or ["=0"]
        if len(formulas) > ENTRY_COLUMNS:
            raise too_much_to_check(self.checks.layout.sheet)
        for offset, formula in enumerate(formulas):
            counted = partial(_filled, form=form, first=offset == 0)
            place = checks.top, checks.entry_col + offset
            self.sheet.write_check(place, counted, self.content, formula)
        first, last = checks.entry_col, checks.entry_col + len(formulas) - 1
        row = checks.top + 1
        cells = f"${column_letters(first)}${row}:${column_letters(last)}${row}"
        whole = on_sheet(self.checks.layout.sheet, cells)
        name = whole.partition(":")[0] if first == last else f"SUM({whole})"
        self.workbook.define_name(filled_name(form), f"={name}")

    def _draw_rules(self) -> None:
        form, workbook_checks = self._form, self.content.checks
        assert workbook_checks is not None
        for cell in self.checks.area.rules:
            at = form, cell.row, cell.col
            formula = workbook_checks.formula_of(form, cell)
            text = partial(_rule_text, at=at)
            self.sheet.write_check((cell.row, cell.col), text, self.content, formula)

    def _draw_given(self) -> None:
        """Draw what was given once more, for the entry checks to compare with.

        With a style, without which a blank cell is not written at all.
        """
        style = self.styles.get()
        for key, cell in self.checks.layout.slots.items():
            if key in self.checks.entries.fixed:
                place = cell.row, self.checks.area.given_col(cell.col)
                value = partial(_given_value, key=key)
                self.sheet.write_content(place, value, self.content, style)

    def _draw_rows(self) -> None:
        """Draw for each row its entry checks, all that is wrong, and the count down to here.

        All rows join the same columns, blank ones too, so that they share one formula.
        """
        checks, form = self.checks.area, self._form
        entry_cols = self._draw_entries()
        cols = [*entry_cols, *sorted({cell.col for cell in checks.rules})]
        rows = {row for row, _ in self.checks.entries.all_formulas()}
        rows |= {cell.row for cell in checks.rules}
        text_style = self.styles.get(**TEXT_STYLE)
        self.sheet.write_formula(checks.top, checks.count_col, "=0", None, 0)
        for row in range(checks.top + 1, checks.bottom + 1):
            sources = [address(row, col) for col in cols] if row in rows else []
            sources += self._others(row)
            if sources:
                self.sheet.write_check(
                    (row, checks.text_col), partial(_row_text, at=(form, row)), self.content,
                    f"={'&'.join(sources)}", text_style,
                )  # fmt: skip
            text, above = address(row, checks.text_col), address(row - 1, checks.count_col)
            self.sheet.write_check(
                (row, checks.count_col), partial(_count_above, form=form, row=row), self.content,
                f"={above}+{count_messages(text)}",
            )  # fmt: skip

    def _draw_entries(self) -> Sequence[int]:
        """Draw what checks the entries of each row; return the columns in use.

        Rows whose formulas are alike get the same column, so that these are shared.
        """
        col_of: dict[RelativeFormula | None, int] = {}
        first, last = self.checks.area.entry_col, self.checks.area.entry_col + ENTRY_COLUMNS - 1
        for row, formulas in self.checks.entries.all_formulas():
            used = set[int]()
            for formula in formulas:
                alike = relative_formula(formula.removeprefix("="), row)
                col = min(col_of.setdefault(alike, first + len(col_of)), last)
                col = next((c for c in (col, *range(first, last + 1)) if c not in used), -1)
                if col < 0:
                    where = f"{self.checks.layout.sheet}!{row + 1}"
                    raise too_much_to_check(where)
                text = partial(_entry_text, at=(self._form, row), first=not used)
                self.sheet.write_check((row, col), text, self.content, formula)
                used.add(col)
        return range(first, min(first + len(col_of), last + 1))

    def _others(self, row: int) -> list[str]:
        checks = self.content.checks
        assert checks is not None
        return list(checks.other_cells(self._form, row))

    def _define_names(self) -> None:
        checks, number, sheet = self.checks.area, self.checks.number, self.checks.layout.sheet
        for name, col, top in (
            (text_name(number), checks.text_col, checks.top + 1),
            (count_name(number), checks.count_col, checks.top),
        ):
            letters = column_letters(col)
            cells = f"${letters}${top + 1}:${letters}${checks.bottom + 1}"
            self.workbook.define_name(name, f"={on_sheet(sheet, cells)}")

    def _colour_cells(self) -> None:
        """Colour a cell while the text of its row names it."""
        text = column_letters(self.checks.area.text_col)
        for cells in self._columns().values():
            col, rows = cells[0].col, [cell.row for cell in cells]
            top, shown = min(rows), area(min(rows), col, max(rows), col)
            for severity, colours in COLOURS.items():
                word = f'"{SEVERITY_WORDS[severity].zh} {column_letters(col)}"'
                found = f'=ISNUMBER(FIND({word}&ROW()&" ",${text}{top + 1}))'
                style = self.styles.conditional(**colours, **_all_places(cells[0]))
                rule = {"type": "formula", "criteria": found, "format": style}
                self.sheet.conditional_format(shown, rule | {"stop_if_true": True})

    def _columns(self) -> Mapping[int, list[FormCell]]:
        found: dict[int, list[FormCell]] = {}
        for cell in self.checks.layout.cells:
            if cell.role is Role.FACT:
                found.setdefault(cell.col, []).append(cell)
        return found


def _all_places(cell: FormCell) -> dict[str, object]:
    """Return the number format of a faulty figure: 12.345 must not look like 12.35."""
    if cell.column is None or not cell.column.kind.numeric:
        return {}
    return {"num_format": "#,##0.00####" if places_of(cell.column, cell.places) else "#,##0.####"}


def _filled(content: WorkbookContent, form: str, *, first: bool) -> int:
    return content.problems.filled.get(form, 0) if first else 0


def _given_value(content: WorkbookContent, key: Key) -> Shown:
    return content.get(key)


def _rule_text(content: WorkbookContent, at: tuple[str, int, int]) -> str:
    return content.problems.rules.get(at, "")


def _entry_text(content: WorkbookContent, at: tuple[str, int], *, first: bool) -> str:
    return content.problems.entries.get(at, "") if first else ""


def _row_text(content: WorkbookContent, at: tuple[str, int]) -> str:
    return content.problems.rows.get(at, "")


def _count_above(content: WorkbookContent, form: str, row: int) -> int:
    return content.problems.count_above(form, row)
