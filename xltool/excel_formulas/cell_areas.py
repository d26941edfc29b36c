"""Where the cells stand that formulas read, as addresses: for a calculated cell or a check cell."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from xltool.a1 import area, on_sheet
from xltool.excel_formulas.open_rows import parts_printed
from xltool.excel_formulas.text_formulas import masked_rows, text_rows
from xltool.expressions.references import CARD
from xltool.kinds import Shape
from xltool.layout.printed_parts import is_parent
from xltool.model.applicability import applicability
from xltool.model.lookup import find_column
from xltool.model.row_ids import card_of
from xltool.model.submission import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xltool.excel_formulas.submission_sheets import SubmissionSheets
    from xltool.expressions.references import ColumnTotal
    from xltool.expressions.rule import Rule
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.applicability import Applicability
    from xltool.model.forms import Column, Form
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import EntityRows

    SheetCell: TypeAlias = "tuple[SheetLayout, FormCell]"


def ranges(cells: Sequence[FormCell]) -> list[str]:
    """Return addresses with neighbours joined, down each column and then along rows: ``D5:D9``."""
    ordered = sorted(cells, key=lambda cell: (cell.col, cell.row))
    found = _runs(ordered, lambda cell: (cell.col, cell.row))
    singles = sorted((run[0] for run in found if len(run) == 1), key=lambda c: (c.row, c.col))
    runs = [run for run in found if len(run) > 1] + _runs(singles, lambda c: (c.row, c.col))
    runs.sort(key=lambda run: (run[0].col, run[0].row))
    return [
        run[0].address if len(run) == 1 else f"{run[0].address}:{run[-1].address}" for run in runs
    ]


def blocks(cells: Sequence[FormCell]) -> list[str]:
    """Return addresses of rectangles: columns side by side with the same rows are joined."""
    ordered = sorted(cells, key=lambda cell: (cell.col, cell.row))
    open_: dict[tuple[int, int], tuple[int, int]] = {}
    found: list[str] = []
    for run in _runs(ordered, lambda cell: (cell.col, cell.row)):
        rows, col = (run[0].row, run[-1].row), run[0].col
        first, last = open_.get(rows, (col, col))
        if col > last + 1:
            found.append(area(rows[0], first, rows[1], last))
            first = col
        open_[rows] = first, col
    found += [area(top, first, bottom, last) for (top, bottom), (first, last) in open_.items()]
    return found


def _runs(
    cells: Sequence[FormCell], place: Callable[[FormCell], tuple[int, int]]
) -> list[list[FormCell]]:
    """Group cells in order whose second coordinate counts on while the first stays."""
    places = (place(cell) for cell in cells)
    keys = [(across, along - number) for number, (across, along) in enumerate(places)]
    pairs = groupby(zip(keys, cells, strict=True), lambda pair: pair[0])
    return [[cell for _, cell in run] for _, run in pairs]


def without_repeats(cells: Iterable[FormCell]) -> list[FormCell]:
    """Return each cell once, in the order of their first coming."""
    return list({cell.address: cell for cell in cells}.values())


# On one sheet, from one point ------------------------------------------------------------------


def column_cell(layout: SheetLayout, point: EvaluationPoint, name: str) -> FormCell:
    """Return the cell of a column in the row at hand; that of the card when it is the card's."""
    table, _ = find_column(layout.form, name)
    of_card = table.shape is Shape.CARDS and table.id == layout.form.id
    row = card_of(point.row) if of_card else point.row
    return layout.slots[Key(table.id, point.entity, row, name)]


def line_cells(layout: SheetLayout, point: EvaluationPoint, code: str) -> list[FormCell]:
    """Return the cell of a line in the column at hand; none when a code tree does not print it."""
    key = Key(layout.form.id, point.entity, code, point.column)
    if layout.form.table.tree:
        return [layout.slots[key]] if key in layout.slots else []
    return [layout.slots[key]]


def part_cells(layout: SheetLayout, point: EvaluationPoint, code: str) -> list[FormCell]:
    """Return the cells that a line, or a register's total, adds in the column at hand."""
    whole = Key(layout.form.id, point.entity, code, point.column)
    return [layout.slots[key] for key in _part_keys(layout, whole)]


def _part_keys(layout: SheetLayout, whole: Key) -> list[Key]:
    if layout.form.table.tree:
        return [whole._replace(row=code) for code in parts_printed(layout, whole.row)]
    if layout.form.shape is Shape.STATEMENT:
        return [
            whole._replace(row=line.code)
            for line in layout.form.table.lines
            if line.parent == whole.row and line.adds and whole.column not in line.na
        ]
    sections = layout.extent.sections
    if is_parent(layout.extent) and whole.entity == layout.extent.entity.code:
        owners = {each.entity.code: None for each in sections if each.count}
        return [whole._replace(entity=owner) for owner in owners if owner != whole.entity]
    return [whole._replace(row=row) for row in _row_ids(sections, whole.entity)]


def _row_ids(sections: Iterable[EntityRows], owner: str) -> Iterator[str]:
    """Yield the ids of an owner's rows: they count on from section to section."""
    first = 1
    for section in sections:
        if section.entity.code == owner:
            yield from map(str, range(first, first + section.count))
        first += section.count


# On all sheets, for one rule -------------------------------------------------------------------


@dataclass(frozen=True)
class RowAreas:
    """Areas over many rows: of a register, or with ``on_card`` of the card at hand.

    ``area`` gives the area of a column of ``form`` over these rows.
    """

    form: Form
    area: Callable[[str], str]
    on_card: bool = False

    def unknown(self, name: str) -> str:
        """Return for each row whether the value of a column is unknown, as 1 or 0.

        A number is unknown where any text stands, a text only where it is masked.
        """
        _, column = find_column(self.form, name)
        cells = self.area(name)
        return text_rows(cells) if column.kind.numeric else masked_rows(cells)

    def prints(self, name: str) -> bool:
        """Whether the card prints the value of a column beside its rows."""
        return self.on_card and find_column(self.form, name)[1].printed

    def printed(self, holds: Callable[[str], bool]) -> str:
        """Return for each row whether what is printed beside it ``holds``, as constants."""
        beside = self.form.template.beside
        return "{" + ";".join("1" if holds(text) else "0" for text in beside) + "}"


@dataclass(frozen=True)
class CellAreas:
    """The addresses of one rule at one point, for a cell on the sheet ``here``."""

    sheets: SubmissionSheets
    rule: Rule
    point: EvaluationPoint
    here: str

    @property
    def use(self) -> Applicability:
        """Where the rule applies."""
        return applicability(self.point.form, self.rule)

    @property
    def form(self) -> Form:
        """The rule's form; it must have one."""
        assert self.point.form is not None
        return self.point.form

    @property
    def layout(self) -> SheetLayout:
        """The sheet of the rule's form."""
        return self.sheets.plans[self.form.id]

    def column(self, name: str) -> Column:
        """Return a column of the rule's form."""
        return find_column(self.form, name)[1]

    def at(self, name: str) -> str:
        """Return the address of a column in the row at hand."""
        return column_cell(self.layout, self.point, name).address

    def around(self, name: str) -> str:
        """Return the area of a column over the rows that are compared: all, or those of a card."""
        table, _ = find_column(self.form, name)
        on_card = CARD in self.use.group or any(node.once_per_card for node in self.rule.nodes())
        card = card_of(self.point.row) if on_card else ""
        return self.sheets.area(table.id, name, self.point.entity, card)

    def card_rows(self) -> RowAreas:
        """Return the areas over the rows of the card at hand."""
        return RowAreas(self.form, self.around, on_card=True)

    def register_rows(self, total: ColumnTotal) -> RowAreas:
        """Return the areas over the rows of the register that a total adds."""
        sheet, form = self.sheets.plan(total.table).sheet, self.sheets.pack.form_of(total.table)
        entity = self.point.entity if total.per else ""

        def area_of(name: str) -> str:
            found = self.sheets.area(total.table, name, entity)
            return found if sheet == self.here else on_sheet(sheet, found)

        return RowAreas(form, area_of)

    def code_list(self, name: str, part: str) -> str:
        """Return the area that lists the codes of a column, or what belongs to them."""
        return self.sheets.list_area(self.sheets.pack.codes[self.column(name).codes], part)

    def joined(self, cells: Iterable[SheetCell]) -> str:
        """Return cells as few areas, those of other sheets with their sheet."""
        by_sheet: dict[str, list[FormCell]] = {}
        for layout, cell in cells:
            by_sheet.setdefault(layout.sheet, []).append(cell)
        return ",".join(
            part if sheet == self.here else on_sheet(sheet, part)
            for sheet, found in by_sheet.items()
            for part in ranges(without_repeats(found))
        )

    # Rows that are judged together -----------------------------------------------------------

    def _group_names(self) -> list[str]:
        return [name for name in self.use.group if name != CARD]

    def rows_of_group(self) -> str:
        """Return for each row whether it shares what the group has in common, as 1 or 0."""
        names = self._group_names()
        return "*".join(self._equals(self.around(name), name) for name in names)

    def _equals(self, area: str, name: str) -> str:
        """Return for each cell of an area whether it holds what the row at hand has in a column.

        An area of numbers is never EXACT to a number in LibreOffice.
        """
        cell = self.at(name)
        return f"({area}={cell})" if self.column(name).kind.numeric else f"EXACT({area},{cell})"

    def count_group(self) -> str:
        """Return the formula that counts the rows of the group."""
        return f"SUMPRODUCT(1*{self.rows_of_group()})"

    def count_group_so_far(self, *more: str) -> str:
        """Return the formula that counts the rows of the group down to this one.

        Only those that are filled in, and of which ``more`` tests hold, each as 1 or 0.
        """
        names = self._group_names()
        tests = [self._equals(self.down_to_here(name), name) for name in names]
        others = (name for name in self.use.needed if name not in names)
        tests += [f'({self.down_to_here(name)}<>"")' for name in others]
        tests += more
        return f"SUMPRODUCT(1*{'*'.join(tests)})"

    def down_to_here(self, name: str) -> str:
        """Return the area of a column down to the row at hand, over the rows compared."""
        return f"{self.around(name).partition(':')[0]}:{self.at(name)}"
