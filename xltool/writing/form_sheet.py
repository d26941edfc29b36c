"""Draws one form of one entity: its printed texts, values, formulas and links."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.evaluation.formula import carried, formula
from xltool.layout import Cell, Layout, Role
from xltool.numbers import places_of, plain
from xltool.writing import entry, paper
from xltool.writing.cells import MOST_LINKS, put
from xltool.writing.review import COLOURS
from xltool.writing.styles import note_box, number_format, text_height

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.evaluation.evaluate import Book
    from xltool.model import Key, Value
    from xltool.writing.review import Mark
    from xltool.writing.styles import Styles

TALLEST_ROW = 409.0
"""Points; Excel's own limit."""
PROTECTION = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": False}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form to draw: its geometry, its values, and where a parent's cells come from.

    ``sources`` are the cells that a figure is taken from, ``links`` the cells that it leads to.
    A ``checked`` sheet has checks beside the form, which are not printed. Nobody types into a
    ``closed`` sheet, nor into ``fixed`` cells. ``marks`` are the findings of
    a reissued workbook by address.
    """

    plan: Layout
    book: Book
    closed: bool
    checked: bool = False
    sources: Mapping[Key, str] = field(default_factory=dict)
    links: Mapping[Key, str] = field(default_factory=dict)
    fixed: frozenset[Key] = frozenset()
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def open(self, cell: Cell) -> bool:
        """Whether somebody types into a cell."""
        return cell.entered and not self.closed and cell.key not in self.fixed


class Drawing:
    """Draws one sheet."""

    def __init__(self, tab: Worksheet, styles: Styles, sheet: Sheet, identity: str) -> None:
        """Take the sheet; ``identity`` is printed above the form."""
        self._tab = tab
        self._styles = styles
        self._sheet = sheet
        self._plan = sheet.plan
        self._identity = identity
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

    def _cell(self, cell: Cell) -> None:
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
        else:
            text = self._identity if cell.role is Role.ID else cell.text
            put(self._tab, (cell.row, cell.col), text or None, style)

    def _style(self, cell: Cell) -> Format:
        """Return how a cell looks; a marked one shows its value with all its places."""
        mark = self._sheet.marks.get(cell.address) if self._sheet.marks else None
        look: dict[str, object] = {"bg_color": COLOURS[mark.severity]} if mark else {}
        value = self._sheet.book.get(cell.key) if mark and cell.key else None
        if isinstance(value, Decimal) and cell.column:
            least = len(plain(value).partition(".")[2])
            look["num_format"] = number_format(places_of(cell.column, cell.places), least)
        return self._styles.of(cell, open_=self._sheet.open(cell), **look)

    def _fact(self, cell: Cell, style: Format) -> None:
        key = cell.key
        assert key is not None
        value = self._sheet.book.get(key)
        text = self._text(cell, self._sheet.sources.get(key, ""))
        if value is not None:
            self._link(cell, self._sheet.links.get(key, ""))
        put(self._tab, (cell.row, cell.col), value, style, text)

    def _text(self, cell: Cell, source: str) -> str:
        """Return the formula of a fact; texts that a statement joins are constants."""
        if cell.calculated:
            return formula(self._plan, cell)
        numeric = cell.column is not None and cell.column.kind.numeric
        return carried(source, numeric=numeric) if source else ""

    def _link(self, cell: Cell, target: str) -> None:
        """Lead from a carried figure to where it comes from; its value is written over this."""
        if target and self._links < MOST_LINKS:
            self._links += 1
            self._tab.write_url(cell.row, cell.col, f"internal:{target}", string=" ")

    def _card_title(self, cell: Cell, style: Format) -> None:
        """Print ``1、项目绩效目标表``; live where the clerk types the project's name."""
        before, _, after = cell.text.partition("{project}")
        source = self._projects[cell.row]
        title = f"{before}{self._name(source)}{after}"
        text = f'="{before}"&{source.address}&"{after}"' if self._sheet.open(source) else ""
        put(self._tab, (cell.row, cell.col), title, style, text)

    @cached_property
    def _projects(self) -> Mapping[int, Cell]:
        """The cell of the project that each card is about, the first after its title, by row."""
        found: dict[int, Cell] = {}
        for cell in reversed(self._plan.cells):
            if cell.role is Role.FACT:
                last = cell
            elif cell.role is Role.CARD:
                found[cell.row] = last
        return found

    def _name(self, project: Cell) -> Value:
        assert project.key is not None
        return self._sheet.book.get(project.key) or ""

    def _sizes(self) -> list[float]:
        """Set widths and heights; return the heights."""
        for col, width in enumerate(self._plan.widths):
            self._tab.set_column(col, col, width)
        heights = [12.0, *(20.0 for _ in range(1, self._plan.rows))]
        for row, height in self._plan.heights.items():
            heights[row] = height
        for cell in self._plan.cells:
            if cell.height == 1:
                heights[cell.row] = max(heights[cell.row], self._height(cell))
        heights = [min(height, TALLEST_ROW) for height in heights]
        for row, height in enumerate(heights):
            self._tab.set_row(row, height)
        return heights

    def _height(self, cell: Cell) -> float:
        width = sum(self._plan.widths[cell.col : cell.col + cell.width])
        if cell.role is Role.TITLE:
            return 32.0
        if cell.role is Role.CARD:
            name = self._name(self._projects[cell.row])
            return text_height(f"{cell.text}{name}", width * 0.68, 22.0)
        text = "" if cell.role is Role.ID else cell.text
        if cell.key is not None and cell.column and not cell.column.kind.numeric:
            text = plain(self._sheet.book.get(cell.key) or "")
        return text_height(text, width) if text else 0.0

    def _page(self, heights: list[float]) -> None:
        tab, plan = self._tab, self._plan
        paper.lay(tab, (1, plan.heads[1]) if plan.heads else None, heights)
        if self._sheet.checked:
            tab.print_area(0, 0, plan.rows - 1, len(plan.widths) - 1)
        if plan.heads:
            tab.freeze_panes(plan.heads[1] + 1, 0)
        if plan.breaks:
            paper.split(tab, plan.widths, heights, plan.breaks)
        else:
            tab.fit_to_pages(1, 0)
