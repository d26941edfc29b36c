"""Published tables: the department's own forms, less what is not public and what is withheld."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from xltool.kinds import ColumnKind, Shape
from xltool.layout.cells import NOT_APPLICABLE, NOTES, FormCell, Role
from xltool.layout.layout import lay_out
from xltool.layout.printed_parts import fill_in
from xltool.publication.content import PrintedCell, PrintedTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.layout.cells import SheetLayout
    from xltool.model.disclosure import PrintedForm
    from xltool.model.forms import Form
    from xltool.model.templates import ColumnBlock, Template
    from xltool.publication.withholding import Withholding
    from xltool.wordfile.blocks import CellAlign

_ABOVE = frozenset({Role.ID, Role.TITLE, Role.CARD, Role.SUBTITLE, Role.MEASURE})
_CENTRED = frozenset({Role.HEAD, Role.FIELD, Role.NUMBER, Role.INDEX})


def printed_tables(withholding: Withholding, form: str) -> tuple[PrintedTable, ...]:
    """Return the published tables of a form: one, or one for each card; none if not submitted.

    Rows and cards of projects that are not published are left out and the others numbered anew;
    totals keep them in. Raises ``KeyError`` for a form that the pack does not publish.
    """
    printed = withholding.disclosure.form(form)
    if printed is None:
        raise KeyError(form)
    size = withholding.values.submission.extents.get(form)
    if size is None:
        return ()
    layout = lay_out(_published_form(withholding.values.form_of(form), printed), size)
    if layout.form.shape is Shape.CARDS:
        return tuple(_cards(withholding, printed, layout))
    return (_table(withholding, printed, layout),)


def _published_form(form: Form, printed: PrintedForm) -> Form:
    """Return a form without the columns that are not public: headings merge as on the form."""
    template = form.template
    fields = {
        name: height for name, height in template.fields.items() if name not in printed.absent
    }
    bands = tuple(_published_bands(template, printed.absent))
    return replace(form, template=replace(template, bands=bands, fields=fields))


def _published_bands(template: Template, absent: Sequence[str]) -> Iterator[ColumnBlock]:
    """Yield the blocks with the columns that are left; where one is gone, others keep its lines."""
    below, lines = False, tuple[str, ...]()
    for band in template.bands:
        columns = {name: width for name, width in band.columns.items() if name not in absent}
        below, lines = below or band.below, band.lines or lines
        if columns:
            yield replace(band, columns=columns, lines=lines, below=below)
            below, lines = False, ()


def _table(withholding: Withholding, printed: PrintedForm, layout: SheetLayout) -> PrintedTable:
    """Return the one table of a statement or register."""
    assert layout.heads is not None
    top, last = layout.heads
    body = [cell for cell in layout.cells if cell.role not in _ABOVE | NOTES]
    cells = _printed_cells(withholding, _renumbered(_without_left_out(withholding, body)), top)
    template, size = layout.form.template, layout.extent
    return PrintedTable(
        printed.id, template.sheet, template.title, _above(withholding, layout.cells, layout.form),
        tuple(cells), layout.widths, last - top + 1,
        tuple(_notes(withholding, printed, layout, fill_in(printed.empty, size))),
        printed.landscape,
    )  # fmt: skip


def _without_left_out(withholding: Withholding, cells: Sequence[FormCell]) -> list[FormCell]:
    """Return cells without the rows that are not printed, those below moved up."""
    gone = {cell.row for cell in cells if cell.key and withholding.is_left_out(cell.key)}
    return [
        replace(cell, row=cell.row - sum(row < cell.row for row in gone))
        for cell in cells
        if cell.row not in gone
    ]


def _renumbered(cells: Sequence[FormCell]) -> Iterator[FormCell]:
    """Yield cells with the numbers of rows 序号, 行次 counted from 1 in printed order."""
    number = 0
    for cell in cells:
        if cell.role is Role.NUMBER and cell.text:
            number += 1
            yield replace(cell, text=str(number))
        else:
            yield cell


def _cards(
    withholding: Withholding, printed: PrintedForm, layout: SheetLayout
) -> Iterator[PrintedTable]:
    """Yield the table of each card that is printed, numbered anew."""
    number = 0
    for card in _card_cells(layout):
        key = next(cell.key for cell in card if cell.key is not None)
        if withholding.is_left_out(key):
            continue
        number += 1
        name = key._replace(table=layout.form.id, row=key.row, column=printed.by)
        title = layout.form.template.title.replace("{no}", str(number))
        body = [cell for cell in card if cell.role not in _ABOVE]
        cells = _printed_cells(withholding, body, min(cell.row for cell in body))
        yield PrintedTable(
            printed.id, layout.form.template.sheet,
            title.replace("{project}", withholding.shown(name)),
            _above(withholding, card, layout.form), tuple(cells), layout.widths, 0,
            landscape=printed.landscape,
        )  # fmt: skip


def _card_cells(layout: SheetLayout) -> Iterator[list[FormCell]]:
    """Yield the cells of each card."""

    def card(cell: FormCell) -> int:
        return sum(end <= cell.row for end in layout.breaks)

    cells = sorted(
        (cell for cell in layout.cells if cell.role is not Role.ID), key=lambda cell: cell.row
    )
    for _, of_card in groupby(cells, key=card):
        yield list(of_card)


def _above(withholding: Withholding, cells: Sequence[FormCell], form: Form) -> tuple[str, ...]:
    """Return the texts between title and headings: subtitle and measure, as far as printed."""
    texts = {cell.role: cell.text for cell in cells if cell.role in _ABOVE}
    nil = form.template.nil_suffix if withholding.values.submission.is_nil(form.id) else ""
    return texts.get(Role.SUBTITLE, "") + nil, texts.get(Role.MEASURE, "")


def _notes(
    withholding: Withholding, printed: PrintedForm, layout: SheetLayout, empty: str
) -> Iterator[str]:
    """Yield the published notes; what is said of an empty table only if it holds no figure."""
    is_empty = not any(
        withholding.values.get(cell.key) is not None
        for cell in layout.cells
        if cell.key and cell.column and cell.column.kind.numeric and not cell.calculated
    )
    for cell in layout.cells:
        shows = cell.role is Role.NOTE or (cell.role is Role.EMPTY and is_empty)
        if printed.notes and shows:
            yield cell.text
    if empty and is_empty:
        yield empty


def _printed_cells(
    withholding: Withholding, cells: Sequence[FormCell] | Iterator[FormCell], top: int
) -> Iterator[PrintedCell]:
    for cell in cells:
        text, withheld = cell.text, False
        if cell.role is Role.FACT and cell.key is not None:
            text = withholding.shown(cell.key)
            withheld = withholding.withheld_by(cell.key) is not None
        yield PrintedCell(
            cell.row - top, cell.col, text, cell.role, cell.height, cell.width, cell.key, withheld,
            _is_number(cell, withholding, withheld=withheld), cell.strong, _align(cell),
        )  # fmt: skip


def _is_number(cell: FormCell, withholding: Withholding, *, withheld: bool) -> bool:
    if cell.key is None or cell.column is None or not cell.column.kind.numeric or withheld:
        return cell.is_number
    value = withholding.values.get(cell.key)
    return value is not None and not isinstance(value, str)


def _align(cell: FormCell) -> CellAlign:
    """Return where a text stands in its cell, as on the form."""
    kind = cell.column.kind if cell.column else None
    if cell.role is Role.FACT and kind is not None:
        if kind.numeric:
            return "right"
        return "center" if kind in {ColumnKind.CODE, ColumnKind.DATE} else "left"
    centred = cell.role in _CENTRED or cell.text == NOT_APPLICABLE
    return "center" if centred or (cell.role is Role.LABEL and kind is not None) else "left"
