"""Pure geometry: a form and an extent make the cells of one sheet.

The writer draws these cells and the reader looks at them, so both agree by construction.
Rows and columns count from 0; ``address`` gives Excel's own names.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING

from xltool.model import (
    LABEL,
    NUMBER,
    TOTAL,
    Column,
    Entity,
    Extent,
    Form,
    Key,
    Line,
    Section,
    Shape,
    Table,
    Template,
)
from xltool.rules.rule import calculated_columns, calculated_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.model import Band

NOT_APPLICABLE = "——"
NUMBER_TITLE = "序号"
TOP = 3
"""Rows above every form: id line, title, subtitle with measure."""


ANYBODY = Entity("0", "", "")
REMEMBERED = 64
"""How many geometries stay laid out: in a batch many returns share one."""


class Role(StrEnum):
    """What a cell is there for."""

    ID = "id"
    TITLE = "title"
    CARD = "card"
    SUBTITLE = "subtitle"
    MEASURE = "measure"
    HEAD = "head"
    LABEL = "label"
    FIELD = "field"
    NUMBER = "number"
    FACT = "fact"
    BLANK = "blank"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, merged over ``height`` × ``width`` cells, with its printed text or its fact.

    ``calculated`` facts are formulas; ``strong`` cells stand in a total.
    """

    row: int
    col: int
    role: Role
    text: str = ""
    height: int = 1
    width: int = 1
    key: Key | None = None
    column: Column | None = None
    places: int | None = None
    calculated: bool = False
    strong: bool = False

    @property
    def address(self) -> str:
        """The cell's Excel address, such as ``H12``."""
        return address(self.row, self.col)

    @property
    def entered(self) -> bool:
        """Whether somebody types here."""
        return self.key is not None and not self.calculated and not self.text


@dataclass(frozen=True, slots=True)
class Layout:
    """The geometry of one sheet."""

    form: Form
    extent: Extent
    sheet: str
    cells: tuple[Cell, ...]
    widths: tuple[float, ...]
    heights: Mapping[int, float]
    heads: tuple[int, int] | None
    breaks: tuple[int, ...]
    slots: Mapping[Key, Cell] = field(init=False)

    def __post_init__(self) -> None:
        """Index the facts."""
        slots = {cell.key: cell for cell in self.cells if cell.key is not None}
        object.__setattr__(self, "slots", slots)

    @property
    def rows(self) -> int:
        """How many rows the sheet has."""
        return max(cell.row + cell.height for cell in self.cells)

    def told(self) -> str:
        """Return what is printed and where facts stand, as the text that its digest is made of.

        Workbooks that were sent out hold the digest, so this text never changes its form.
        """
        roles = {Role.ID, Role.SUBTITLE, Role.MEASURE, Role.NOTE}
        kept = (cell for cell in self.cells if cell.role not in roles)
        return "".join(
            f"({cell.row}, {cell.col}, {cell.text!r}, {_hashed(cell.key)})" for cell in kept
        )

    def digest(self) -> str:
        """Return a short hash of what is printed and where facts stand."""
        return digest(self.told())


def _hashed(key: Key | None) -> str:
    """Return a key as a layout's digest counts it."""
    if key is None:
        return "None"
    table, entity, row, column = key
    return f"Key(table={table!r}, entity={entity!r}, row={row!r}, column={column!r})"


def digest(told: str) -> str:
    """Return the short hash of what a layout tells."""
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@cache
def column_name(col: int) -> str:
    """Return the letters of a column counted from 0."""
    name = ""
    rest = col + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return name


def address(row: int, col: int) -> str:
    """Return the Excel address of a cell counted from 0."""
    return f"{column_name(col)}{row + 1}"


def layout(form: Form, extent: Extent, prefix: str = "") -> Layout:
    """Lay out one form for one extent; ``prefix`` goes before the sheet's name."""
    draw = {Shape.STATEMENT: _statement, Shape.REGISTER: _register, Shape.CARDS: _cards}
    return draw[form.shape](form, extent, prefix + form.template.sheet)


@lru_cache(REMEMBERED)
def anybodys(form: Form, count: int) -> Layout:
    """Lay out a form for an entity whose name and period do not matter: ``ANYBODY``."""
    return layout(form, Extent(ANYBODY, "2000", (Section(ANYBODY, count),)))


def shared_layout(form: Form, extent: Extent) -> Layout:
    """Return where things stand: of an entity's own rows, where they stand for anybody."""
    return layout(form, extent) if is_parent(extent) else anybodys(form, extent.sections[0].count)


def fill(text: str, extent: Extent, **more: str) -> str:
    """Fill the blanks of a printed text with the extent's names."""
    entity = extent.entity
    names = "，".join(f"{s.entity.name}（{s.entity.short}）" for s in extent.sections)
    return text.format(
        code=entity.code,
        short=entity.short,
        name=entity.name,
        body="部门" if is_parent(extent) else "单位",
        entities=names,
        period=extent.period,
        previous=str(int(extent.period) - 1),
        **more,
    )


def is_parent(extent: Extent) -> bool:
    """Whether the extent holds the rows of entities other than its own."""
    return [section.entity.code for section in extent.sections] != [extent.entity.code]


def _widths(template: Template) -> tuple[float, ...]:
    blocks: list[list[float]] = []
    for band in template.bands:
        if band.below or not blocks:
            blocks.append([])
        blocks[-1].extend(band.columns.values())
    return tuple(max(column) for column in zip_longest(*blocks, fillvalue=0.0))


def _top(form: Form, extent: Extent, width: int) -> Iterator[Cell]:
    template = form.template
    yield Cell(0, 0, Role.ID, width=width)
    yield Cell(1, 0, Role.TITLE, template.title, width=width)
    yield from _subtitle(2, template, extent, width)


def _subtitle(row: int, template: Template, extent: Extent, width: int) -> Iterator[Cell]:
    left = (width + 1) // 2
    yield Cell(row, 0, Role.SUBTITLE, fill(template.subtitle, extent), width=left)
    measure = fill(template.measure, extent)
    yield Cell(row, left, Role.MEASURE, measure, width=width - left)


def _notes(row: int, form: Form, extent: Extent, width: int) -> Iterator[Cell]:
    for note in form.template.notes:
        if is_parent(extent) or "{entities}" not in note:
            yield Cell(row, 0, Role.NOTE, fill(note, extent), width=width)
            row += 1


def _title_of(name: str, band: Band, table: Table) -> str:
    special = {LABEL: band.label, NUMBER: NUMBER_TITLE}
    return special.get(name) or table.column(name).title


def _heads(row: int, bands: tuple[Band, ...], table: Table) -> list[Cell]:
    """Draw one heading row, or two when a band has a heading of its own."""
    depth = 2 if any(band.title for band in bands) else 1
    cells, col = [], 0
    for band in bands:
        size = len(band.columns)
        if band.title:
            cells.append(Cell(row, col, Role.HEAD, band.title, width=size))
        for offset, name in enumerate(band.columns):
            top, height = (row + 1, 1) if band.title else (row, depth)
            title = _title_of(name, band, table)
            cells.append(Cell(top, col + offset, Role.HEAD, title, height=height))
        col += size
    return cells


def _depth(heads: list[Cell]) -> int:
    return max(cell.row + cell.height for cell in heads)


def _blocks(bands: tuple[Band, ...]) -> list[tuple[Band, ...]]:
    blocks: list[list[Band]] = []
    for band in bands:
        if band.below or not blocks:
            blocks.append([])
        blocks[-1].append(band)
    return [tuple(block) for block in blocks]


def _statement(form: Form, extent: Extent, sheet: str) -> Layout:
    widths = _widths(form.template)
    cells = list(_top(form, extent, len(widths)))
    row, heights, head_rows = TOP, dict[int, float](), None
    for block in _blocks(form.template.bands):
        heads = _heads(row, block, form.table)
        body = _depth(heads)
        head_rows = head_rows or (row, body - 1)
        lines = list(_lines(body, block, form, extent))
        cells += heads + lines
        row = _depth(lines)
        heights |= dict.fromkeys(range(body, row), form.template.row_height)
    cells += _notes(row, form, extent, len(widths))
    return Layout(form, extent, sheet, tuple(cells), widths, heights, head_rows, ())


def _lines(row: int, block: tuple[Band, ...], form: Form, extent: Extent) -> Iterator[Cell]:
    depth = max(len(band.lines) for band in block)
    starts = accumulate((len(band.columns) for band in block), initial=0)
    for band, col in zip(block, starts, strict=False):
        for offset in range(depth):
            code = band.lines[offset] if offset < len(band.lines) else ""
            yield from _line(row + offset, col, code, band, form, extent)


def _line(row: int, col: int, code: str, band: Band, form: Form, extent: Extent) -> Iterator[Cell]:
    if not code:
        for offset in range(len(band.columns)):
            yield Cell(row, col + offset, Role.BLANK)
        return
    line = form.table.line(code)
    strong = code in calculated_lines(form.rules)
    for offset, name in enumerate(band.columns):
        if name == LABEL:
            yield Cell(row, col + offset, Role.LABEL, line.printed, strong=strong)
        else:
            yield _statement_cell(row, col + offset, form, line, form.table.column(name), extent)


def _statement_cell(
    row: int, col: int, form: Form, line: Line, column: Column, extent: Extent
) -> Cell:
    strong = line.code in calculated_lines(form.rules)
    if column.id in line.na:
        return Cell(row, col, Role.BLANK, NOT_APPLICABLE, strong=strong)
    summed = strong and column.kind.numeric
    return Cell(
        row, col, Role.FACT,
        key=Key(form.id, extent.entity.code, line.code, column.id),
        column=column,
        places=line.places if column.kind.value == "number" else None,
        calculated=summed or column.id in calculated_columns(form.rules),
        strong=strong,
    )  # fmt: skip


def _register(form: Form, extent: Extent, sheet: str) -> Layout:
    widths = _widths(form.template)
    cells = list(_top(form, extent, len(widths)))
    heads = _heads(TOP, form.template.bands, form.table)
    body = _depth(heads)
    cells += heads
    rows = list(_register_rows(form, extent))
    for offset, (entity, number) in enumerate(rows):
        cells += _register_row(body + offset, form, extent, entity, number)
    end = body + len(rows)
    cells += _notes(end, form, extent, len(widths))
    heights = dict.fromkeys(range(body, end), form.template.row_height)
    return Layout(form, extent, sheet, tuple(cells), widths, heights, (TOP, body - 1), ())


def _register_rows(form: Form, extent: Extent) -> Iterator[tuple[Section | None, int]]:
    """Yield the total, then for each section its subtotal and its numbered rows."""
    totals = TOTAL in calculated_lines(form.rules)
    if totals:
        yield None, 0
    number = 0
    for section in extent.sections:
        if totals and is_parent(extent) and section.count:
            yield section, 0
        for _ in range(section.count):
            number += 1
            yield section, number


def _register_row(
    row: int, form: Form, extent: Extent, section: Section | None, number: int
) -> Iterator[Cell]:
    names = [name for band in form.template.bands for name in band.columns]
    for col, name in enumerate(names):
        if name == NUMBER:
            yield Cell(row, col, Role.NUMBER, str(number) if number else "", strong=not number)
        elif number and section:
            yield _record_cell(row, col, form, section, number, form.table.column(name))
        else:
            yield _total_cell(row, col, form, extent, section, form.table.column(name))


def _record_cell(
    row: int, col: int, form: Form, section: Section, number: int, column: Column
) -> Cell:
    key = Key(form.id, section.entity.code, str(number), column.id)
    done = column.id in calculated_columns(form.rules)
    return Cell(row, col, Role.FACT, key=key, column=column, calculated=done)


def _total_cell(
    row: int, col: int, form: Form, extent: Extent, section: Section | None, column: Column
) -> Cell:
    entity = section.entity if section else extent.entity
    if column.adds is True:
        key = Key(form.id, entity.code, TOTAL, column.id)
        return Cell(row, col, Role.FACT, key=key, column=column, calculated=True, strong=True)
    labels = form.template.subtotal if section else form.template.total
    text = labels.get(column.id, "").format(short=entity.short)
    return Cell(row, col, Role.LABEL if text else Role.BLANK, text, strong=True)


def _cards(form: Form, extent: Extent, sheet: str) -> Layout:
    widths = _widths(form.template)
    cells = [Cell(0, 0, Role.ID, width=len(widths))]
    heights, breaks, row, number = dict[int, float](), [], 1, 0
    for section in extent.sections:
        for _ in range(section.count):
            number += 1
            card = list(_card(row, form, extent, section, number))
            cells += card
            heights |= _card_heights(row, form.template)
            row = _depth(card)
            breaks.append(row)
    return Layout(form, extent, sheet, tuple(cells), widths, heights, None, tuple(breaks))


def _card_heights(row: int, template: Template) -> dict[int, float]:
    fields = dict(enumerate(template.fields.values(), start=row + 2))
    body = row + 2 + len(fields) + 1
    rows = sum(group.rows for group in template.groups)
    return fields | dict.fromkeys(range(body, body + rows), template.row_height)


def _card(row: int, form: Form, extent: Extent, section: Section, number: int) -> Iterator[Cell]:
    template = form.template
    width = sum(len(band.columns) for band in template.bands)
    owner = section.entity.code
    title = template.title.replace("{no}", str(number))
    key = Key(form.id, owner, str(number), next(iter(template.fields)))
    yield Cell(
        row, 0, Role.CARD, title, width=width, key=None, column=form.table.column(key.column)
    )
    yield from _subtitle(
        row + 1, template, Extent(section.entity, extent.period, (section,)), width
    )
    row += 2
    for name in template.fields:
        column = form.table.column(name)
        yield Cell(row, 0, Role.FIELD, column.title)
        key = Key(form.id, owner, str(number), name)
        yield Cell(row, 1, Role.FACT, key=key, column=column, width=width - 1)
        row += 1
    yield from _heads(row, template.bands, form.tables[-1])
    yield from _card_rows(row + 1, form, owner, number)


def _card_rows(row: int, form: Form, owner: str, number: int) -> Iterator[Cell]:
    table = form.tables[-1]
    names = [name for band in form.template.bands for name in band.columns]
    slot = 0
    for group in form.template.groups:
        for offset in range(group.rows):
            slot += 1
            for col, name in enumerate(names):
                column = table.column(name)
                key = Key(table.id, owner, f"{number}/{slot}", name)
                if not column.printed:
                    yield Cell(row, col, Role.FACT, key=key, column=column)
                elif offset == 0:
                    yield Cell(row, col, Role.LABEL, group.value, group.rows, column=column)
            row += 1
