"""What published tables must hold, derived from flat facts: not by the layout that printed them.

Headings follow from the blocks of the template, labels from code lists, values from the facts one
by one; totals of registers are added up anew, and decisions are found again by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from xltool.expressions.free_text import normalize_name
from xltool.kinds import Shape
from xltool.layout.cells import NOT_APPLICABLE
from xltool.layout.printed_parts import is_printed_code, stack_blocks
from xltool.layout.register import NIL_TEXT
from xltool.model.forms import LABEL, ROW_NUMBER, TOTAL
from xltool.model.lookup import calculated_lines
from xltool.model.row_ids import card_of, card_row
from xltool.model.tree_lines import form_of_size
from xltool.publication.decisions import PUBLISHED
from xltool.publication.expected_cells import (
    BLANK_CELL,
    CellKind,
    ExpectedCell,
    merged_cells,
    number_cell,
    printed_cell,
)
from xltool.publication.flat_decisions import flat_treatments, flat_values, strictness
from xltool.values.decimal_text import MASK, PLAIN_NUMERAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.model.disclosure import Disclosure, PrintedForm
    from xltool.model.forms import Form, FormLine, Pack
    from xltool.model.submission import Submission
    from xltool.model.templates import ColumnBlock

    Grid: TypeAlias = "list[list[ExpectedCell]]"
    Place: TypeAlias = "tuple[str, str]"
    """Entity and row."""
    Band: TypeAlias = "tuple[ColumnBlock, tuple[str, ...]]"
    """A block, and the lines beside it."""


_NUMBERED = frozenset({LABEL, ROW_NUMBER})


@dataclass(frozen=True, slots=True)
class ExpectedTable:
    """A published table: its title, and what stands in each place, merged cells in each of theirs.

    ``name`` is how a finding calls it: by its sheet, a card by its number, too.
    """

    name: str
    title: str
    rows: Sequence[Sequence[ExpectedCell]]


def expected_tables(
    pack: Pack, submission: Submission, disclosure: Disclosure
) -> Mapping[str, tuple[ExpectedTable, ...]]:
    """Return the tables that each published form must have, by form id."""
    values = flat_values(pack, submission)
    treated = flat_treatments(values, submission.entity.code, disclosure)
    flat = _FlatForms(pack, submission, disclosure, values, treated)
    return {
        printed.id: tuple(flat.tables(printed))
        for printed in disclosure.forms
        if printed.id in submission.extents
    }


@dataclass(frozen=True, slots=True)
class _FlatForms:
    """The facts of a department by table, entity, row and column, and its decisions by name."""

    pack: Pack
    submission: Submission
    disclosure: Disclosure
    values: Mapping[tuple[str, str, str, str], str]
    treated: Mapping[str, tuple[str, str]]

    def tables(self, printed: PrintedForm) -> Iterator[ExpectedTable]:
        size = self.submission.extents[printed.id]
        form = form_of_size(self.pack.form(printed.id), size).in_period(size.period)
        flat = _FlatForm(self, printed, form)
        if form.shape is Shape.CARDS:
            yield from flat.cards()
            return
        rows = flat.statement() if form.shape is Shape.STATEMENT else flat.register()
        yield ExpectedTable(form.template.sheet, form.template.title, rows)


@dataclass(frozen=True, slots=True)
class _FlatForm:
    """One form of them."""

    all: _FlatForms
    printed: PrintedForm
    form: Form

    def bands(self) -> list[Band]:
        """Return the blocks of the template with the lines beside each."""
        template = self.form.template
        return list(zip(template.bands, template.lines_of_bands, strict=True))

    def columns(self, bands: Sequence[Band]) -> list[tuple[Band, str]]:
        """Return the columns that are published, each with its block."""
        return [
            (band, name) for band in bands for name in band[0].columns
            if name not in self.printed.absent
        ]  # fmt: skip

    def heads(self, columns: Sequence[tuple[Band, str]]) -> Grid:
        """Return headings: those of a block from the top, below them the column's to the end."""
        depth = max(len(band.title) for (band, _), _ in columns) + 1
        texts = [[*band.title, *[self.title(band, name)] * depth] for (band, _), name in columns]
        rows = [[printed_cell(text[level]) for text in texts] for level in range(depth)]
        return [*rows, *self.index_row(columns)]

    def index_row(self, columns: Sequence[tuple[Band, str]]) -> Grid:
        """Return the row 栏次 that numbers the columns of values, if the form has one."""
        template, number, cells = self.form.template, 0, list[ExpectedCell]()
        for _, name in columns:
            if name in _NUMBERED or is_printed_code(name, self.form.table):
                cells.append(printed_cell(template.index))
            else:
                number += 1
                cells.append(printed_cell(str(number)))
        return [cells] if template.index else []

    def title(self, band: ColumnBlock, name: str) -> str:
        """Return what stands above a column."""
        if name == LABEL:
            return band.label
        if name == ROW_NUMBER:
            statement = self.form.shape is Shape.STATEMENT
            return band.no or ("行次" if statement else "序号")
        table = self.form.tables[-1]
        return band.code if is_printed_code(name, table) else table.column(name).title

    def statement(self) -> Grid:
        """Return all rows of a statement: blocks below others have headings of their own."""
        grid, numbered = list[list[ExpectedCell]](), 0
        lines_of = dict(zip(map(id, self.form.template.bands), self.bands(), strict=True))
        for stacked in stack_blocks(self.form.template.bands):
            columns = self.columns([lines_of[id(block)] for block in stacked])
            grid += self.heads(columns)
            depth = max(len(lines) for (_, lines), _ in columns)
            counted = [name for _, name in columns].count(ROW_NUMBER)
            for row in range(depth):
                numbers = iter(range(numbered + row + 1, numbered + counted * depth + 1, depth))
                grid.append([self.line_cell(*each, row, numbers) for each in columns])
            numbered += counted * depth
        return grid

    def line_cell(self, band: Band, name: str, row: int, numbers: Iterator[int]) -> ExpectedCell:
        """Return what stands in a column beside the line in a row of a block."""
        lines = band[1]
        if name == ROW_NUMBER:
            return printed_cell(str(next(numbers)))
        if row >= len(lines) or not lines[row]:
            return BLANK_CELL
        line = self.form.table.line(lines[row])
        if name == LABEL:
            return ExpectedCell(CellKind.TEXT, line.printed)
        if is_printed_code(name, self.form.table):
            return ExpectedCell(CellKind.TEXT, line.printed_code)
        if name in line.na:
            return printed_cell(NOT_APPLICABLE)
        return self.value((self.all.submission.entity.code, line.code), name, line)

    def register(self) -> Grid:
        """Return all rows of a register, those that are not published left out."""
        columns = self.columns(self.bands())
        grid, number, table = self.heads(columns), 0, self.form.table.id
        totals = TOTAL in calculated_lines(self.form.rules)
        size = self.all.submission.extents[self.form.id]
        is_parent = [each.entity.code for each in size.sections] != [size.entity.code]
        places = _in_order({at[1:3] for at in self.all.values if at[0] == table and at[2] != TOTAL})
        if totals:
            short = size.entity.short
            grid.append(self.total(columns, self.form.template.total, short, places))
        for section in size.sections:
            own, short = [at for at in places if at[0] == section.entity.code], section.entity.short
            if is_parent and section.nil:
                grid.append(self.nil_row(columns, short))
            elif is_parent and totals and own:
                grid.append(self.total(columns, self.form.template.subtotal, short, own))
            for place in own:
                if not self.is_left_out(place):
                    number += 1
                    grid.append([
                        printed_cell(str(number)) if name == ROW_NUMBER else self.value(place, name)
                        for _, name in columns
                    ])  # fmt: skip
        return grid

    def nil_row(self, columns: Sequence[tuple[Band, str]], short: str) -> list[ExpectedCell]:
        """Return the row of an entity that has no data."""
        names = [name for _, name in columns]
        labelled = next(iter(self.form.template.subtotal), "") or next(
            name for name in names if name != ROW_NUMBER
        )
        text = ExpectedCell(CellKind.TEXT, f"{short}：{NIL_TEXT}")
        return [text if name == labelled else BLANK_CELL for name in names]

    def total(
        self, columns: Sequence[tuple[Band, str]], labels: Mapping[str, str], short: str,
        places: Sequence[Place],
    ) -> list[ExpectedCell]:  # fmt: skip
        """Return a row of totals: labels, and the sum of each column that adds up."""
        cells = []
        for _, name in columns:
            if name != ROW_NUMBER and self.form.table.column(name).adds is True:
                cells.append(self.sum(name, places))
            elif name in labels:
                cells.append(ExpectedCell(CellKind.TEXT, labels[name].format(short=short)))
            else:
                cells.append(BLANK_CELL)
        return cells

    def sum(self, name: str, places: Sequence[Place]) -> ExpectedCell:
        """Return the sum of a column, row by row; blank when all are, stars when one has them."""
        table, column = self.form.table.id, self.form.table.column(name)
        texts = [self.all.values.get((table, *place, name), "") for place in places]
        filled = [text for text in texts if text]
        if not filled:
            return BLANK_CELL
        if not all(map(PLAIN_NUMERAL.fullmatch, filled)):
            return ExpectedCell(CellKind.TEXT, MASK)
        return number_cell(sum(map(Decimal, filled), Decimal(0)), column)

    def cards(self) -> Iterator[ExpectedTable]:
        """Yield each card that is published, numbered anew."""
        template, number = self.form.template, 0
        tables = {table.id for table in self.form.tables}
        found = {(at[1], card_of(at[2])) for at in self.all.values if at[0] in tables}
        for place in _in_order(found):
            if self.is_left_out(place):
                continue
            number += 1
            project = self.value(place, self.printed.by).text
            title = template.title.replace("{no}", str(number)).replace("{project}", project)
            yield ExpectedTable(f"{template.sheet} {number}", title, self.card(place))

    def card(self, place: Place) -> Grid:
        """Return the rows of a card: its fields, headings, and what each indicator holds."""
        columns, template = self.columns(self.bands()), self.form.template
        table, grid, number = self.form.tables[-1], list[list[ExpectedCell]](), 0
        for name in template.fields:
            if name not in self.printed.absent:
                label = printed_cell(self.form.table.column(name).title)
                grid.append([label, *merged_cells(self.value(place, name), len(columns) - 1)])
        grid += self.heads(columns)
        for group in template.groups:
            for _ in range(group.rows):
                number += 1
                row = place[0], card_row(place[1], number)
                grid.append([
                    ExpectedCell(CellKind.TEXT, group.value) if table.column(name).printed
                    else self.value(row, name)
                    for _, name in columns
                ])  # fmt: skip
        return grid

    def decision(self, place: Place) -> tuple[str, str] | None:
        """Return how a row's project is published, and under which name; None if nobody decided."""
        row = card_of(place[1]) if self.form.shape is Shape.CARDS else place[1]
        if not self.printed.by:
            return None
        name = self.all.values.get((self.form.table.id, place[0], row, self.printed.by), "")
        return self.all.treated.get(normalize_name(name, self.all.disclosure.endings))

    def is_left_out(self, place: Place) -> bool:
        """Whether a row or card is not published at all."""
        decision = self.decision(place)
        return decision is not None and strictness(decision[0]) > 1

    def value(self, place: Place, name: str, line: FormLine | None = None) -> ExpectedCell:
        """Return what a value is published as."""
        table = next(t for t in self.form.tables if any(c.id == name for c in t.columns))
        text = self.all.values.get((table.id, *place, name), "")
        if not text:
            return BLANK_CELL
        decision = self.decision(place)
        if decision is not None and decision[0] != PUBLISHED:
            if name == self.printed.by:
                return ExpectedCell(CellKind.MASKED, decision[1] or MASK)
            if name in self.printed.withheld:
                return ExpectedCell(CellKind.MASKED, MASK)
        column = table.column(name)
        if column.kind.numeric and PLAIN_NUMERAL.fullmatch(text):
            return number_cell(Decimal(text), column, line)
        return ExpectedCell(CellKind.TEXT, text)


def _in_order(places: set[Place]) -> list[Place]:
    """Return rows in printed order: they are numbered on from entity to entity."""
    return sorted(places, key=lambda place: int(place[1]))
