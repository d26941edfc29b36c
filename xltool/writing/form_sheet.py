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
from xltool.writing import data_validation as entry
from xltool.writing import print_setup as paper
from xltool.writing.cell_writer import MOST_LINKS, put
from xltool.writing.corrections import COLOURS
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


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One form to draw: its geometry, what it says now, and where a parent's cells come from.

    ``sources`` are the cells that a figure is taken from, ``links`` the cells that it leads to.
    A ``checked`` sheet has checks beside the form, which are not printed. Nobody types into a
    ``closed`` sheet, nor into ``fixed`` cells. ``marks`` are the findings of
    a reissued workbook by address.
    """

    plan: SheetLayout
    now: WorkbookContent
    closed: bool
    checked: bool = False
    sources: Mapping[Key, str] = field(default_factory=dict)
    links: Mapping[Key, str] = field(default_factory=dict)
    fixed: frozenset[Key] = frozenset()
    marks: Mapping[str, CorrectionMark] = field(default_factory=dict)

    def open(self, cell: FormCell) -> bool:
        """Whether somebody types into a cell."""
        return cell.entered and not self.closed and cell.key not in self.fixed


class FormSheetWriter:
    """Draws one sheet."""

    def __init__(self, tab: WorksheetWriter, styles: Styles, sheet: FormSheet) -> None:
        """Take the sheet."""
        self._tab = tab
        self._styles = styles
        self._sheet = sheet
        self._plan, self._now = sheet.plan, sheet.now
        self._heights = RowHeights(sheet.plan, sheet.now.words)
        self._links = 0

    def draw(self, lists: Mapping[tuple[str, str], str]) -> None:
        """Draw everything; ``lists`` says where the code sheet holds which list."""
        for cell in self._plan.cells:
            self._cell(cell)
        self._page(self._sizes())
        typed = [cell for cell in self._plan.cells if self._sheet.open(cell)]
        entry.validate(self._tab, self._plan.form.template, typed, lists)
        for place, mark in self._sheet.marks.items():
            self._tab.write_comment(place, mark.note, note_box(mark.note))
        self._tab.protect("", PROTECTION)

    def _cell(self, cell: FormCell) -> None:
        style = self._style(cell)
        if cell.height > 1 or cell.width > 1:
            last = cell.row + cell.height - 1, cell.col + cell.width - 1
            self._tab.merge_range(cell.row, cell.col, *last, "", style)
        if cell.role is Role.FACT:
            self._fact(cell, style)
        elif cell.role is Role.CARD:
            self._card_title(cell, style)
        elif cell.role is Role.NUMBER and cell.text:
            put(self._tab, (cell.row, cell.col), int(cell.text), style)
        elif cell.role is Role.ID:
            self._tab.show(
                (cell.row, cell.col), lambda now: now.identity(self._plan), self._now, style
            )
        elif self._now.words.has(cell.text):
            self._tab.show(
                (cell.row, cell.col), lambda now: now.words.with_names(cell.text), self._now, style
            )
        else:
            put(self._tab, (cell.row, cell.col), cell.text or None, style)

    def _style(self, cell: FormCell) -> Format:
        """Return how a cell looks; a marked one shows its value with all its places."""
        mark = self._sheet.marks.get(cell.address) if self._sheet.marks else None
        look: dict[str, object] = {"bg_color": COLOURS[mark.severity]} if mark else {}
        value = self._now.get(cell.key) if mark and cell.key else None
        if isinstance(value, Decimal) and cell.column:
            least = len(decimal_text(value).partition(".")[2])
            look["num_format"] = number_format(places_of(cell.column, cell.places), least)
        return self._styles.of(cell, open_=self._sheet.open(cell), **look)

    def _fact(self, cell: FormCell, style: Format) -> None:
        key = cell.key
        assert key is not None
        if (target := self._sheet.links.get(key, "")) and self._now.get(key) is not None:
            self._link(cell, target)
        text = self._text(cell, self._sheet.sources.get(key, ""))
        self._tab.fact((cell.row, cell.col), key, self._now, style, text)

    def _text(self, cell: FormCell, source: str) -> str:
        """Return the formula of a fact; texts that a statement joins are constants."""
        if cell.calculated:
            return calculated_formula(self._plan, cell)
        numeric = cell.column is not None and cell.column.kind.numeric
        return link_formula(source, numeric=numeric) if source else ""

    def _link(self, cell: FormCell, target: str) -> None:
        """Lead from a carried figure to where it comes from; its value is written over this."""
        if self._links < MOST_LINKS:
            self._links += 1
            self._tab.write_url(cell.row, cell.col, f"internal:{target}", string=" ")

    def _card_title(self, cell: FormCell, style: Format) -> None:
        """Print ``1、项目绩效目标表``; live where the clerk types the project's name."""
        before, _, after = cell.text.partition("{project}")
        source = self._heights.projects[cell.row]
        key = source.key
        assert key is not None
        text = f'="{before}"&{source.address}&"{after}"' if self._sheet.open(source) else ""
        self._tab.show(
            (cell.row, cell.col),
            lambda now: f"{before}{now.get(key) or ''}{after}",
            self._now, style, text,
        )  # fmt: skip

    def _sizes(self) -> list[float]:
        """Set widths and heights; return the heights."""
        for col, width in enumerate(self._plan.widths):
            self._tab.set_column(col, col, width)
        tall = [partial(self._heights.of, row) for row in range(self._plan.rows)]
        return [self._tab.stretch(row, each, self._now) for row, each in enumerate(tall)]

    def _page(self, heights: list[float]) -> None:
        tab, plan, own = self._tab, self._plan, self._sheet.checked
        repeated = plan.heads and (own or paper.is_long(heights))
        paper.set_up_page(tab, (1, plan.heads[1]) if plan.heads and repeated else None)
        if own:
            tab.print_area(0, 0, plan.rows - 1, len(plan.widths) - 1)
        if plan.heads:
            tab.freeze_panes(plan.heads[1] + 1, 0)
        if plan.breaks:
            paper.split(tab, plan.widths, heights, plan.breaks)
        else:
            tab.fit_to_pages(1, 0)
