"""Draws one form of one entity: its printed texts, values, formulas and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from xltool.excel_formulas.calculated import calculated_formula, link_formula
from xltool.excel_formulas.cell_areas import blocks
from xltool.excel_formulas.check_message import constant
from xltool.excel_formulas.drawings.codes import CODES, NAMES
from xltool.excel_formulas.open_rows import code_name_formula
from xltool.excel_formulas.text_formulas import quote_text
from xltool.identity import NO_DATA, nil_name
from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.model.forms import CODE
from xltool.writing.cell_writer import MOST_LINKS, write_value
from xltool.writing.data_validation import add_validations
from xltool.writing.print_setup import FIRST_PRINTED, break_pages, is_long, page_size, set_up_form
from xltool.writing.row_heights import RowHeights
from xltool.writing.screen_setup import set_up_screen
from xltool.writing.styles import WARNING, note_box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format

    from xltool.model.submission import Key
    from xltool.writing.cell_writer import WorksheetWriter
    from xltool.writing.content import WorkbookContent
    from xltool.writing.styles import Styles

PROTECTION = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": False}
"""What a clerk may do on a protected sheet; sorting would move figures away from their labels."""
NIL_MARGIN = 2
"""How much wider than its text the note that a form has no data is, in characters."""


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One form to draw: its layout and content, and where a parent's cells come from.

    ``sources`` are the references that a figure is taken from, ``links`` those that it leads to.
    A ``checked`` sheet has checks beside the form, which are not printed. Nobody types into a
    ``closed`` sheet, nor into ``fixed`` cells. ``notes`` are those of a reissued workbook, by
    address: they do not print.
    """

    layout: SheetLayout
    content: WorkbookContent
    closed: bool
    checked: bool = False
    sources: Mapping[Key, str] = field(default_factory=dict)
    links: Mapping[Key, str] = field(default_factory=dict)
    fixed: frozenset[Key] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)

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
            self._draw_cell(cell, lists)
        self._draw_coverage()
        self._set_up_printing(self._set_sizes())
        set_up_screen(self._sheet, self._layout)
        typed = [cell for cell in self._layout.cells if self._form_sheet.is_open(cell)]
        add_validations(self._sheet, self._layout.form.template, typed, lists)
        for at, note in self._form_sheet.notes.items():
            self._sheet.write_comment(at, note, note_box(note))
        self._sheet.protect("", PROTECTION)

    def _draw_cell(self, cell: FormCell, lists: Mapping[tuple[str, str], str]) -> None:
        place, style = (cell.row, cell.col), self._style(cell)
        is_nil_told = cell.role is Role.SUBTITLE and self._layout.form.template.nil
        told_beside = is_nil_told and not self._form_sheet.closed
        width = cell.width - self._nil_columns(cell) if told_beside else cell.width
        if cell.height > 1 or width > 1:
            last = cell.row + cell.height - 1, cell.col + width - 1
            self._sheet.merge_range(*place, *last, "", style)
        if cell.role is Role.FACT:
            self._draw_fact(cell, style)
        elif cell.role is Role.CARD:
            self._draw_card_title(cell, style)
        elif cell.role is Role.CODE_NAME:
            self._draw_code_name(cell, style, lists)
        elif cell.is_number:
            write_value(self._sheet, place, int(cell.text), style)
        elif cell.role is Role.ID:
            self._sheet.write_content(
                place, lambda content: content.identity(self._layout), self._content, style
            )
        elif is_nil_told:
            self._draw_subtitle(cell, style)
        elif cell.role is Role.EMPTY:
            self._draw_empty_note(cell, style)
        elif self._content.words.has(cell.text):
            self._sheet.write_content(
                place, lambda content: content.words.with_names(cell.text), self._content, style
            )
        else:
            write_value(self._sheet, place, cell.text or None, style)

    def _draw_coverage(self) -> None:
        """Tell on the screen, beside the id line, that somebody's figures are missing."""
        coverage = self._content.submission.coverage
        if coverage:
            style = self._styles.get(bold=True, **WARNING)
            self._sheet.write_string(0, 1, coverage.printed, style)

    def _style(self, cell: FormCell) -> Format:
        return self._styles.for_cell(cell, open_=self._form_sheet.is_open(cell))

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

    def _draw_code_name(
        self, cell: FormCell, style: Format, lists: Mapping[tuple[str, str], str]
    ) -> None:
        """Draw what the code is called that is chosen in an open row."""
        table = self._layout.form.table
        chosen = next(
            each for key, each in self._layout.slots.items()
            if key.column == CODE and each.row == cell.row
        )  # fmt: skip
        codes, names = lists[table.codes, CODES], lists[table.codes, NAMES]
        formula = code_name_formula(chosen.address, codes, names)
        self._sheet.write_content((cell.row, cell.col), _nothing, self._content, style, formula)

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

    def _draw_subtitle(self, cell: FormCell, style: Format) -> None:
        """Draw a subtitle, and behind it a note while the form is stated to have no data.

        The note is a formula over the answer on the cover, in a cell of its own: the subtitle stays
        a text, by which the form is known again. IFERROR is for sheets that somebody moved into a
        workbook without a cell of this name. In a closed form the note is part of the text.
        """
        form, place = self._layout.form.id, (cell.row, cell.col)
        words = self._layout.form.template.nil_suffix

        def text(content: WorkbookContent) -> str:
            return content.words.with_names(cell.text)

        def note(content: WorkbookContent) -> str:
            return words if content.submission.is_nil(form) else ""

        if self._form_sheet.closed:
            self._sheet.write_content(place, lambda c: text(c) + note(c), self._content, style)
            return
        self._sheet.write_content(place, text, self._content, style)
        columns = self._nil_columns(cell)
        if not columns:
            return  # a form of two columns has no cell between subtitle and measure
        is_nil = f'IFERROR({nil_name(form)},"")={quote_text(NO_DATA)}'
        formula = f'=IF({is_nil},{quote_text(words)},"")'
        beside = cell.row, cell.col + cell.width - columns
        if columns > 1:
            self._sheet.merge_range(*beside, cell.row, beside[1] + columns - 1, "", style)
        self._sheet.write_content(beside, note, self._content, style, formula)

    def _draw_empty_note(self, cell: FormCell, style: Format) -> None:
        """Draw the note of a form that holds no figure, where somebody types as a formula."""
        figures = [
            slot
            for slot in self._layout.slots.values()
            if slot.entered and slot.column and slot.column.kind.numeric
        ]

        def note(content: WorkbookContent) -> str:
            keys = (slot.key for slot in figures if slot.key)
            return "" if any(content.get(key) is not None for key in keys) else cell.text

        counted = "+".join(f"COUNTA({cells})" for cells in blocks(figures))
        formula = f'=IF({counted}=0,{constant(cell.text)},"")' if counted else ""
        drawn = "" if self._form_sheet.closed else formula
        self._sheet.write_content((cell.row, cell.col), note, self._content, style, drawn)

    def _nil_columns(self, cell: FormCell) -> int:
        """Return over how many columns of a subtitle's cells the note of no data stands."""
        columns, room = 0, 0.0
        width = 2 * len(self._layout.form.template.nil_suffix) + NIL_MARGIN
        while room < width and columns < cell.width - 1:
            columns += 1
            room += self._layout.widths[cell.col + cell.width - columns]
        return columns

    def _set_sizes(self) -> list[float]:
        """Set widths and heights; return the heights."""
        for col, width in enumerate(self._layout.widths):
            self._sheet.set_column(col, col, width)
        return [
            self._sheet.set_height(row, partial(self._heights.of, row), self._content)
            for row in range(self._layout.rows)
        ]

    def _set_up_printing(self, heights: list[float]) -> None:
        sheet, layout = self._sheet, self._layout
        template = layout.form.template
        is_broken = is_long(heights[FIRST_PRINTED:], page_size(template)[1]) and not template.fit
        repeated = self._form_sheet.checked or is_broken
        heads = (FIRST_PRINTED, layout.heads[1]) if layout.heads and repeated else None
        coverage = self._content.submission.coverage
        covered = coverage.printed if coverage else ""
        set_up_form(sheet, layout, self._content.number, covered, heads=heads)
        if layout.breaks:
            starts = (FIRST_PRINTED, *layout.breaks)
            break_pages(sheet, layout.widths, heights, starts, page_size(template))
        else:
            sheet.fit_to_pages(1, 1 if template.fit else 0)


def _nothing(_: WorkbookContent) -> str:
    """Return what an open row's name shows while no code is chosen."""
    return ""
