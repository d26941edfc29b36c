"""Submissions → workbooks: blank, prefilled and consolidated, all drawn from the same layouts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter

from xltool.consolidation.plans import plan
from xltool.errors import NoSlotError
from xltool.evaluation.formula import carried, formula, ranges
from xltool.files import replacing
from xltool.identity import (
    CODES_SHEET,
    META_SHEET,
    REVIEW_SHEET,
    id_line,
    meta_rows,
    serial,
)
from xltool.layout import Cell, Layout, Role
from xltool.model import Column, Key, Kind, Pack, Submission, Value
from xltool.numbers import LARGEST, exact, plain
from xltool.writing.annexes import annexes, draw_annexes, springs
from xltool.writing.codesheet import areas, wanted_lists
from xltool.writing.contents import SHEET as CONTENTS
from xltool.writing.cover import draw_cover, finish_cover
from xltool.writing.draw_checks import Checks
from xltool.writing.review import COLOURS
from xltool.writing.review_sheet import draw_review
from xltool.writing.status import Status
from xltool.writing.styles import Styles, note_box, number_format, text_height

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.consolidation.plans import Part
    from xltool.evaluation.evaluate import Book
    from xltool.writing.annexes import Annexes
    from xltool.writing.review import Mark, Review

A4 = 9
PAGE_WIDTH = 780.0
PAGE_HEIGHT = 505.0
"""Points inside the margins and footer of a landscape A4 page."""
CHARACTER = 7.7
"""Points that one unit of column width takes at most, whatever font stands in for 宋体."""
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}
FOOTER = "&C&9第 &P 页，共 &N 页"
DIGITS = 15
TALLEST_ROW = 409.0
"""Points; Excel's own limit."""
SMALLEST_SCALE = 10
LONGEST_FORMULA = 8000
"""What Excel takes; a longer one is written as the value that it has."""
MOST_LINKS = 60_000
"""Links on one sheet; Excel takes 65,530."""
PROMPT = 255
PROMPT_TITLE = 32
ERROR_TITLE = "填写有误"
PROTECTION = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": False}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One sheet to draw: its geometry, its values, and where a parent's cells come from."""

    plan: Layout
    book: Book
    sources: Mapping[Key, str]
    links: Mapping[Key, str]
    fixed: frozenset[Key]


@dataclass(frozen=True, slots=True)
class _Book:
    """What all sheets of one workbook share: its pack, serial number and review."""

    pack: Pack
    serial: str
    review: Review | None

    def marks(self, sheet: _Sheet) -> Mapping[str, Mark]:
        """Return the marks of a sheet, by address."""
        found = self.review.marks() if self.review else {}
        return {cell: mark for (name, cell), mark in found.items() if name == sheet.plan.sheet}

    def notes(self, sheets: Iterable[_Sheet]) -> Iterator[tuple[str, str]]:
        """Yield for ``_meta`` which cells of each form carry a note."""
        for sheet in sheets:
            if marked := self.marks(sheet):
                yield f"notes.{sheet.plan.form.id}", " ".join(marked)


def write_workbook(
    target: Path,
    pack: Pack,
    submission: Submission,
    fixed: frozenset[Key] = frozenset(),
    review: Review | None = None,
) -> str:
    """Write the workbook of ``submission`` to ``target``, replacing it whole; return its serial.

    A submission with children gets a sheet per entity below it and form, sheets that explain how
    they add up, and its own cells are formulas over them. ``fixed`` cells were given by the
    campaign and are locked. With a ``review`` its cells are marked, each with a note, and a sheet
    lists what was found. The same submission gives the same bytes.

    Raises ``NoSlotError`` when a value has no place on the forms, ``OSError`` when the file
    cannot be written.
    """
    whole = plan(pack, submission)
    explained = annexes(whole)
    sheets = _sheets(whole, explained, fixed)
    _check_all(submission, sheets)
    number = serial(pack, submission, review.digest() if review else "")
    book = _Book(pack, number, review)
    with replacing(target) as path:
        _draw(path, book, whole, explained, sheets)
    return number


def check_fit(pack: Pack, submission: Submission) -> None:
    """Raise ``NoSlotError`` when a value of ``submission`` has no place on the forms."""
    whole = plan(pack, submission)
    _check_all(submission, _sheets(whole, annexes(whole), frozenset()))


def _sheets(whole: Part, explained: Mapping[str, Annexes], fixed: frozenset[Key]) -> list[_Sheet]:
    sheets = []
    for part in whole.walk():
        annex = explained.get(part.code)
        sources = springs(annex) if annex else {}
        links = {**annex.comparison.places(), **sources} if annex else {}
        sheets += [_Sheet(plan, part.book, sources, links, fixed) for plan in part.plans.values()]
    return sheets


def _check_all(submission: Submission, sheets: Sequence[_Sheet]) -> None:
    for part in submission.parts():
        _check(part, sheets)


def _check(part: Submission, sheets: Iterable[_Sheet]) -> None:
    slots = {
        key: cell
        for sheet in sheets
        if sheet.book.submission is part
        for key, cell in sheet.plan.slots.items()
    }
    for table, records in part.tables.items():
        for record in records:
            for column, value in record.values.items():
                _check_slot(slots, Key(table, record.entity, record.row, column), value)


def _check_slot(slots: Mapping[Key, Cell], key: Key, value: Value) -> None:
    cell = slots.get(key)
    where = ".".join(key)
    if cell is None or not cell.entered:
        msg = f"{where} = {value}: 表样中没有这个填报位置 · the forms have no cell for it"
        raise NoSlotError(msg)
    if isinstance(value, Decimal) and (abs(value) >= LARGEST or not is_held(value)):
        msg = f"{where} = {value}: Excel 无法精确保存 · Excel cannot hold it exactly"
        raise NoSlotError(msg)


def is_held(value: Decimal) -> bool:
    """Say whether a cell shows the value as it is: Excel keeps 15 digits."""
    return len(value.normalize().as_tuple().digits) <= DIGITS and exact(float(value)) == value


def _draw(
    path: Path, book: _Book, whole: Part, explained: Mapping[str, Annexes], sheets: list[_Sheet]
) -> None:
    pack, number, review = book.pack, book.serial, book.review
    submission = whole.submission
    workbook = xlsxwriter.Workbook(
        str(path),
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    workbook.formats[0].set_font_name("宋体")
    workbook.formats[0].set_font_size(11)
    _properties(workbook, pack, submission, number)
    styles = Styles(workbook)
    named = [laid.sheet for laid in whole.plans.values()]
    listed = [CONTENTS] if explained else [REVIEW_SHEET] if review else []
    cover, row = draw_cover(workbook, styles, pack, submission, [*listed, *named], review)
    if review:
        draw_review(workbook, styles, review, submission.entity)
    count = len(named)
    tabs = [(sheet, workbook.add_worksheet(sheet.plan.sheet)) for sheet in sheets[:count]]
    if explained:
        draw_annexes(workbook, styles, whole, explained)
    tabs += [(sheet, workbook.add_worksheet(sheet.plan.sheet)) for sheet in sheets[count:]]
    lists = _draw_codes(workbook, pack)
    for sheet, tab in tabs:
        _Drawing(tab, styles, sheet, lists, book.marks(sheet)).draw(
            id_line(pack, sheet.plan.form, sheet.book.submission, number).text()
        )
    own = [(sheet.plan, tab) for sheet, tab in tabs if sheet.book.submission is submission]
    checks = Checks(pack, {laid.form.id: laid for laid, _ in own}, lists, sheets[0].book)
    for laid, tab in own:
        checks.draw(tab, styles, laid)
    if not submission.children:
        row = Status(cover, styles, checks).draw(row)
    finish_cover(cover, styles, row)
    _names(workbook, tabs)
    _draw_meta(workbook, (*meta_rows(pack, submission, number), *book.notes(sheets)))
    workbook.close()


def _properties(workbook: Workbook, pack: Pack, submission: Submission, number: str) -> None:
    identity = {
        "pack": pack.id, "version": pack.version, "entity": submission.entity.code,
        "period": submission.period, "serial": number,
    }  # fmt: skip
    workbook.set_properties(
        {
            "title": f"{submission.entity.name}{submission.period}年{pack.title}",
            "subject": pack.title,
            "keywords": " ".join(("xltool", *identity.values())),
            "created": datetime(int(submission.period), 1, 1, tzinfo=UTC).replace(tzinfo=None),
        }
    )
    for name, value in identity.items():
        workbook.set_custom_property(f"xltool.{name}", value, "text")


def _names(workbook: Workbook, tabs: Iterable[tuple[_Sheet, Worksheet]]) -> None:
    for sheet, tab in tabs:
        if not sheet.plan.sheet.startswith(tuple("0123456789")):
            workbook.define_name(f"xl_{sheet.plan.form.id}", f"='{tab.get_name()}'!$A$1")


def _draw_codes(workbook: Workbook, pack: Pack) -> dict[tuple[str, str], str]:
    """Draw the lists that dropdowns and checks refer to; return where each one stands."""
    wanted = wanted_lists(pack)
    if not wanted:
        return {}
    tab = workbook.add_worksheet(CODES_SHEET)
    for col, entries in enumerate(wanted.values()):
        tab.write_column(0, col, entries)
    tab.protect()
    tab.hide()
    return areas(pack)


def _draw_meta(workbook: Workbook, rows: Iterable[tuple[str, str]]) -> None:
    tab = workbook.add_worksheet(META_SHEET)
    for row, (key, value) in enumerate(rows):
        tab.write_string(row, 0, key)
        tab.write_string(row, 1, value)
    tab.protect()
    tab.very_hidden()


class _Drawing:
    """Draws one sheet."""

    def __init__(
        self,
        tab: Worksheet,
        styles: Styles,
        sheet: _Sheet,
        lists: Mapping[Any, str],
        marks: Mapping[str, Mark],
    ) -> None:
        self._tab = tab
        self._styles = styles
        self._sheet = sheet
        self._plan = sheet.plan
        self._lists = lists
        self._marks = marks
        parent = bool(sheet.book.submission.children)
        self._links = 0
        self._closed = parent or sheet.plan.sheet != sheet.plan.form.template.sheet

    def draw(self, identity: str) -> None:
        for cell in self._plan.cells:
            self._cell(cell, identity)
        heights = self._sizes()
        self._validations()
        self._notes()
        self._page(heights)
        self._tab.protect("", PROTECTION)

    def _open(self, cell: Cell) -> bool:
        return cell.entered and not self._closed and cell.key not in self._sheet.fixed

    def _cell(self, cell: Cell, identity: str) -> None:
        style = self._style(cell)
        if cell.height > 1 or cell.width > 1:
            last = cell.row + cell.height - 1, cell.col + cell.width - 1
            self._tab.merge_range(cell.row, cell.col, *last, "", style)
        if cell.role is Role.FACT:
            self._fact(cell, style)
        elif cell.role is Role.CARD:
            self._card_title(cell, style)
        elif cell.role is Role.NUMBER and cell.text:
            self._tab.write_number(cell.row, cell.col, int(cell.text), style)
        else:
            text = identity if cell.role is Role.ID else cell.text
            self._put(cell, style, text or None)

    def _style(self, cell: Cell) -> Format:
        """Return how a cell looks; a marked one shows its value with all its places."""
        mark = self._marks.get(cell.address)
        look: dict[str, object] = {"bg_color": COLOURS[mark.severity]} if mark else {}
        value = self._sheet.book.get(cell.key) if mark and cell.key else None
        if isinstance(value, Decimal):
            look["num_format"] = number_format(cell, len(plain(value).partition(".")[2]))
        return self._styles.of(cell, open_=self._open(cell), **look)

    def _notes(self) -> None:
        """Tell at each marked cell what is wrong with it."""
        for place, mark in self._marks.items():
            self._tab.write_comment(place, mark.note, note_box(mark.note))

    def _fact(self, cell: Cell, style: Format) -> None:
        key = cell.key
        assert key is not None
        value = self._sheet.book.get(key)
        text = self._text(cell, self._sheet.sources.get(key, ""))
        if value is not None:
            self._link(cell, self._sheet.links.get(key, ""))
        if text and len(text) <= LONGEST_FORMULA:
            self._formula(cell, style, text, value)
        else:
            self._put(cell, style, value)

    def _text(self, cell: Cell, source: str) -> str:
        """Return the formula of a fact; texts that a statement joins are constants."""
        if cell.calculated:
            return formula(self._plan, cell)
        return carried(source) if source else ""

    def _link(self, cell: Cell, target: str) -> None:
        """Lead from a carried figure to where it comes from; its value is written over this."""
        if target and self._links < MOST_LINKS:
            self._links += 1
            self._tab.write_url(cell.row, cell.col, f"internal:{target}", string=" ")

    def _formula(self, cell: Cell, style: Format, text: str, value: Value | None) -> None:
        cached = float(value) if isinstance(value, Decimal) else value or ""
        self._tab.write_formula(cell.row, cell.col, text, style, cached)

    def _put(self, cell: Cell, style: Format, value: Value | None) -> None:
        if value is None:
            self._tab.write_blank(cell.row, cell.col, None, style)
        elif isinstance(value, Decimal):
            self._tab.write_number(cell.row, cell.col, float(value), style)
        else:
            self._tab.write_string(cell.row, cell.col, value, style)

    def _card_title(self, cell: Cell, style: Format) -> None:
        """Print ``1、项目绩效目标表``; live where the clerk types the project's name."""
        before, _, after = cell.text.partition("{project}")
        source = next(
            other for other in self._plan.cells if other.row > cell.row and other.role is Role.FACT
        )
        assert source.key is not None
        title = f"{before}{self._sheet.book.get(source.key) or ''}{after}"
        if self._open(source):
            text = f'="{before}"&{source.address}&"{after}"'
            self._tab.write_formula(cell.row, cell.col, text, style, title)
        else:
            self._put(cell, style, title)

    def _sizes(self) -> dict[int, float]:
        for col, width in enumerate(self._plan.widths):
            self._tab.set_column(col, col, width)
        heights = {0: 12.0} | dict.fromkeys(range(1, self._plan.rows), 20.0)
        heights |= self._plan.heights
        for cell in self._plan.cells:
            if cell.height == 1:
                heights[cell.row] = max(heights[cell.row], self._height(cell))
        heights = {row: min(height, TALLEST_ROW) for row, height in heights.items()}
        for row, height in heights.items():
            self._tab.set_row(row, height)
        return heights

    def _height(self, cell: Cell) -> float:
        width = sum(self._plan.widths[cell.col : cell.col + cell.width])
        text = cell.text
        if cell.role is Role.TITLE:
            return 32.0
        if cell.role is Role.CARD:
            name = self._sheet.book.get(_project_key(self._plan, cell)) or ""
            return text_height(f"{text}{name}", width * 0.68, 22.0)
        if cell.key is not None and cell.column and not cell.column.kind.numeric:
            text = plain(self._sheet.book.get(cell.key) or "")
        return text_height(text, width) if cell.role is not Role.ID else 0.0

    def _validations(self) -> None:
        groups: dict[tuple[Any, ...], tuple[dict[str, Any], list[Cell]]] = {}
        for cell in self._plan.cells:
            if cell.column and self._open(cell):
                options = self._validation(cell, cell.column)
                groups.setdefault(tuple(map(str, options.items())), (options, []))[1].append(cell)
        for options, cells in groups.values():
            areas = ranges(cells)
            self._tab.data_validation(areas[0], options | {"multi_range": " ".join(areas)})

    def _validation(self, cell: Cell, column: Column) -> dict[str, Any]:
        return {
            "input_title": column.title.replace("　", "")[:PROMPT_TITLE],
            "input_message": column.prompt[:PROMPT],
            "error_title": ERROR_TITLE,
        } | (self._choice(cell, column) or _limits(column, cell))

    def _choice(self, cell: Cell, column: Column) -> dict[str, Any] | None:
        if not column.codes:
            return None
        assert cell.key is not None
        template = self._plan.form.template
        above = template.group_of(cell.key.row) if column.under else ""
        part = "labels" if column.kind is Kind.TEXT else above or "codes"
        place = f"={self._lists[column.codes, part]}"
        return {
            "validate": "list",
            "source": place,
            "error_type": "information" if column.open else "stop",
            "error_message": f"“{column.title}”请从下拉列表中选择。",
        }

    def _page(self, heights: Mapping[int, float]) -> None:
        tab, plan = self._tab, self._plan
        tab.set_landscape()
        tab.set_paper(A4)
        tab.set_margins(**MARGINS)
        tab.center_horizontally()
        tab.set_footer(FOOTER)
        tab.hide_gridlines(2)
        tab.print_area(0, 0, plan.rows - 1, len(plan.widths) - 1)
        if plan.heads:
            tab.repeat_rows(1, plan.heads[1])
            tab.freeze_panes(plan.heads[1] + 1, 0)
        if plan.breaks:
            tab.set_h_pagebreaks(plan.breaks[:-1])
            tab.set_print_scale(self._scale(heights))
        else:
            tab.fit_to_pages(1, 0)

    def _scale(self, heights: Mapping[int, float]) -> int:
        """Excel ignores page breaks when it fits to pages, so cards are scaled by hand."""
        starts = (0, *self._plan.breaks[:-1])
        cards = zip(starts, self._plan.breaks, strict=True)
        tallest = max(sum(heights[row] for row in range(first, last)) for first, last in cards)
        width = sum(self._plan.widths) * CHARACTER
        scale = int(min(100, 100 * PAGE_WIDTH / width, 100 * PAGE_HEIGHT / tallest))
        return max(scale, SMALLEST_SCALE)


def _project_key(plan: Layout, title: Cell) -> Key:
    return next(cell.key for cell in plan.cells if cell.key is not None and cell.row > title.row)


def _limits(column: Column, cell: Cell) -> dict[str, Any]:
    title = column.title.replace("　", "")
    if not column.kind.numeric:
        most = dict(column.checks.get("str_length", {})).get("max_value")  # type: ignore[call-overload]
        if most is None:
            return {"validate": "any"}
        message = f"“{title}”最多 {most} 个字。"
        return {
            "validate": "length", "criteria": "<=", "value": most, "error_message": message,
        }  # fmt: skip
    least = column.checks.get("ge", -int(LARGEST))
    whole = cell.places == 0 or column.places == 0
    message = f"“{title}”只能填{'整数' if whole else '数字'}" + (
        f"，不小于 {least}。" if "ge" in column.checks else "。"
    )
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": least,
        "maximum": int(LARGEST),
        "error_message": message + "不要带单位、逗号或空格；没有就留空。",
    }
