"""Draws one form of one entity: its printed texts, values, formulas and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from xltool.excel_formulas.calculated import calculated_formula, link_formula
from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.values.cell_values import places_of
from xltool.values.decimal_text import decimal_text
from xltool.writing.cell_writer import MOST_LINKS, write_value
from xltool.writing.corrections import COLOURS
from xltool.writing.data_validation import add_validations
from xltool.writing.print_setup import break_pages, is_long, set_up_page
from xltool.writing.row_heights import RowHeights
from xltool.writing.styles import note_box, number_format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format

    from xltool.model.submission import Key
    from xltool.writing.cell_writer import WorksheetWriter
    from xltool.writing.content import WorkbookContent
    from xltool.writing.corrections import CorrectionMark
    from xltool.writing.styles import Styles

PROTECTION = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": False}
"""What a clerk may do on a protected sheet; sorting would move figures away from their labels."""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One form to draw: its layout and content, and where a parent's cells come from.

    ``sources`` are the references that a figure is taken from, ``links`` those that it leads to.
    A ``checked`` sheet has checks beside the form, which are not printed. Nobody types into a
    ``closed`` sheet, nor into ``fixed`` cells. ``marks`` are the findings of a reissued workbook
    by address.
    """

    layout: SheetLayout
    content: WorkbookContent
    closed: bool
    checked: bool = False
    sources: Mapping[Key, str] = field(default_factory=dict)
    links: Mapping[Key, str] = field(default_factory=dict)
    fixed: frozenset[Key] = frozenset()
    marks: Mapping[str, CorrectionMark] = field(default_factory=dict)

    def is_open(self, cell: FormCell) -> bool:
        """Whether somebody types into a cell."""
        return cell.entered and not self.closed and cell.key not in self.fixed


class FormSheetWriter:
    """Draws one form on its sheet."""

    def __init__(self, sheet: WorksheetWriter, styles: Styles, form_sheet: FormSheet) -> None:
        """Take the sheet, and the form to draw on it."""
        self._sheet = sheet
        self._styles = styles
        self._form_sheet = form_sheet
        self._layout, self._content = form_sheet.layout, form_sheet.content
        self._heights = RowHeights(form_sheet.layout, form_sheet.content.words)
        self._links = 0

    def draw(self, lists: Mapping[tuple[str, str], str]) -> None:
        """Draw everything; ``lists`` are the areas of the code sheet."""
        for cell in self._layout.cells:
            self._draw_cell(cell)
        self._set_up_printing(self._set_sizes())
        typed = [cell for cell in self._layout.cells if self._form_sheet.is_open(cell)]
        add_validations(self._sheet, self._layout.form.template, typed, lists)
        for address, mark in self._form_sheet.marks.items():
            self._sheet.write_comment(address, mark.note, note_box(mark.note))
        self._sheet.protect("", PROTECTION)

    def _draw_cell(self, cell: FormCell) -> None:
        place, style = (cell.row, cell.col), self._style(cell)
        if cell.height > 1 or cell.width > 1:
            last = cell.row + cell.height - 1, cell.col + cell.width - 1
            self._sheet.merge_range(*place, *last, "", style)
        if cell.role is Role.FACT:
            self._draw_fact(cell, style)
        elif cell.role is Role.CARD:
            self._draw_card_title(cell, style)
        elif cell.role is Role.NUMBER and cell.text:
            write_value(self._sheet, place, int(cell.text), style)
        elif cell.role is Role.ID:
            self._sheet.write_content(
                place, lambda content: content.identity(self._layout), self._content, style
            )
        elif self._content.words.has(cell.text):
            self._sheet.write_content(
                place, lambda content: content.words.with_names(cell.text), self._content, style
            )
        else:
            write_value(self._sheet, place, cell.text or None, style)

    def _style(self, cell: FormCell) -> Format:
        """Return the style of a cell; a marked one shows its value with all its places."""
        mark = self._form_sheet.marks.get(cell.address) if self._form_sheet.marks else None
        more: dict[str, object] = {"bg_color": COLOURS[mark.severity]} if mark else {}
        value = self._content.get(cell.key) if mark and cell.key else None
        if isinstance(value, Decimal) and cell.column:
            least = len(decimal_text(value).partition(".")[2])
            more["num_format"] = number_format(places_of(cell.column, cell.places), least)
        return self._styles.for_cell(cell, open_=self._form_sheet.is_open(cell), **more)

    def _draw_fact(self, cell: FormCell, style: Format) -> None:
        key = cell.key
        assert key is not None
        target = self._form_sheet.links.get(key, "")
        if target and self._content.get(key) is not None and self._links < MOST_LINKS:
            # A link comes with a text of its own, which the value is written over.
            self._links += 1
            self._sheet.write_url(cell.row, cell.col, f"internal:{target}", string=" ")
        formula = self._formula(cell, self._form_sheet.sources.get(key, ""))
        self._sheet.write_fact((cell.row, cell.col), key, self._content, style, formula)

    def _formula(self, cell: FormCell, source: str) -> str:
        """Return the formula of a value; texts that a statement joins are constants."""
        if cell.calculated:
            return calculated_formula(self._layout, cell)
        numeric = cell.column is not None and cell.column.kind.numeric
        return link_formula(source, numeric=numeric) if source else ""

    def _draw_card_title(self, cell: FormCell, style: Format) -> None:
        """Draw ``1、项目绩效目标表``; a formula where the clerk types the project's name."""
        before, _, after = cell.text.partition("{project}")
        source = self._heights.projects[cell.row]
        key = source.key
        assert key is not None
        typed = self._form_sheet.is_open(source)
        self._sheet.write_content(
            (cell.row, cell.col),
            lambda content: f"{before}{content.get(key) or ''}{after}",
            self._content, style, f'="{before}"&{source.address}&"{after}"' if typed else "",
        )  # fmt: skip

    def _set_sizes(self) -> list[float]:
        """Set widths and heights; return the heights."""
        for col, width in enumerate(self._layout.widths):
            self._sheet.set_column(col, col, width)
        return [
            self._sheet.set_height(row, partial(self._heights.of, row), self._content)
            for row in range(self._layout.rows)
        ]

    def _set_up_printing(self, heights: list[float]) -> None:
        sheet, layout, checked = self._sheet, self._layout, self._form_sheet.checked
        repeated = layout.heads and (checked or is_long(heights))
        set_up_page(sheet, (1, layout.heads[1]) if layout.heads and repeated else None)
        if checked:
            sheet.print_area(0, 0, layout.rows - 1, len(layout.widths) - 1)
        if layout.heads:
            sheet.freeze_panes(layout.heads[1] + 1, 0)
        if layout.breaks:
            break_pages(sheet, layout.widths, heights, layout.breaks)
        else:
            sheet.fit_to_pages(1, 0)
