"""Lay out cards, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.layout.printed_parts import bottom, column_widths, heading_cells, subtitle_cells
from xltool.model.row_ids import card_row
from xltool.model.submission import EntityRows, FormSize, Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.forms import Form, Template


def lay_out_cards(form: Form, extent: FormSize, sheet: str) -> SheetLayout:
    """Lay out one card below the other, with a page break after each."""
    widths = column_widths(form.template)
    cells = [FormCell(0, 0, Role.ID, width=len(widths))]
    heights, breaks, row, number = dict[int, float](), [], 1, 0
    for section in extent.sections:
        for _ in range(section.count):
            number += 1
            card = list(_card(row, form, extent, section, number))
            cells += card
            heights |= _card_heights(row, form.template)
            row = bottom(card)
            breaks.append(row)
    return SheetLayout(form, extent, sheet, tuple(cells), widths, heights, None, tuple(breaks))


def _card_heights(row: int, template: Template) -> dict[int, float]:
    fields = dict(enumerate(template.fields.values(), start=row + 2))
    body = row + 2 + len(fields) + 1
    rows = sum(group.rows for group in template.groups)
    return fields | dict.fromkeys(range(body, body + rows), template.row_height)


def _card(
    row: int, form: Form, extent: FormSize, section: EntityRows, number: int
) -> Iterator[FormCell]:
    template = form.template
    width = sum(len(band.columns) for band in template.bands)
    owner = section.entity.code
    title = template.title.replace("{no}", str(number))
    key = Key(form.id, owner, str(number), next(iter(template.fields)))
    yield FormCell(
        row, 0, Role.CARD, title, width=width, key=None, column=form.table.column(key.column)
    )
    yield from subtitle_cells(
        row + 1, template, FormSize(section.entity, extent.period, (section,)), width
    )
    row += 2
    for name in template.fields:
        column = form.table.column(name)
        yield FormCell(row, 0, Role.FIELD, column.title)
        key = Key(form.id, owner, str(number), name)
        yield FormCell(row, 1, Role.FACT, key=key, column=column, width=width - 1)
        row += 1
    yield from heading_cells(row, template.bands, form.tables[-1])
    yield from _card_rows(row + 1, form, owner, number)


def _card_rows(row: int, form: Form, owner: str, number: int) -> Iterator[FormCell]:
    table = form.tables[-1]
    names = [name for band in form.template.bands for name in band.columns]
    slot = 0
    for group in form.template.groups:
        for offset in range(group.rows):
            slot += 1
            for col, name in enumerate(names):
                column = table.column(name)
                key = Key(table.id, owner, card_row(str(number), slot), name)
                if not column.printed:
                    yield FormCell(row, col, Role.FACT, key=key, column=column)
                elif offset == 0:
                    yield FormCell(row, col, Role.LABEL, group.value, group.rows, column=column)
            row += 1
