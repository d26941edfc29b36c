"""Lay out cards, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.layout.printed_parts import bottom, column_widths, heading_cells, subtitle_cells
from xltool.model.row_ids import card_row
from xltool.model.submission import EntityRows, FormSize, Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.forms import Form
    from xltool.model.templates import Template


def lay_out_cards(form: Form, size: FormSize, sheet: str) -> SheetLayout:
    """Lay out one card below the other, with a page break after each."""
    widths = column_widths(form.template)
    cells = [FormCell(0, 0, Role.ID)]
    heights, breaks, row, number = dict[int, float](), [], 1, 0
    for section in size.sections:
        for _ in range(section.count):
            number += 1
            card = list(_card_cells(row, form, size, section, number))
            cells += card
            heights |= _card_heights(row, form.template)
            row = bottom(card)
            breaks.append(row)
    return SheetLayout(form, size, sheet, tuple(cells), widths, heights, None, tuple(breaks))


def _card_heights(row: int, template: Template) -> dict[int, float]:
    """Return the heights of a card at ``row``: of its fields, and of the rows of its groups."""
    fields = dict(enumerate(template.fields.values(), start=row + 2))  # below title and subtitle
    body = row + 2 + len(fields) + 1  # below the fields and the heading
    rows = sum(group.rows for group in template.groups)
    return fields | dict.fromkeys(range(body, body + rows), template.row_height)


def _card_cells(
    row: int, form: Form, size: FormSize, section: EntityRows, number: int
) -> Iterator[FormCell]:
    """Yield a card from ``row`` on: title, subtitle, a row for each field, heading, groups."""
    template = form.template
    width = sum(len(block.columns) for block in template.bands)
    owner = section.entity.code
    title = template.title.replace("{no}", str(number))
    first_field = form.table.column(next(iter(template.fields)))
    yield FormCell(row, 0, Role.CARD, title, width=width, column=first_field)
    yield from subtitle_cells(
        row + 1, template, FormSize(section.entity, size.period, (section,)), width
    )
    row += 2
    for name in template.fields:
        column = form.table.column(name)
        yield FormCell(row, 0, Role.FIELD, column.title)
        key = Key(form.id, owner, str(number), name)
        yield FormCell(row, 1, Role.FACT, key=key, column=column, width=width - 1)
        row += 1
    yield from heading_cells(row, template.bands, form.tables[-1])
    yield from _group_cells(row + 1, form, owner, number)


def _group_cells(row: int, form: Form, owner: str, card: int) -> Iterator[FormCell]:
    """Yield the rows of a card; the value that a group shares is printed over all its rows."""
    table = form.tables[-1]
    names = [name for block in form.template.bands for name in block.columns]
    number = 0
    for group in form.template.groups:
        for offset in range(group.rows):
            number += 1
            for col, name in enumerate(names):
                column = table.column(name)
                key = Key(table.id, owner, card_row(str(card), number), name)
                if not column.printed:
                    yield FormCell(row, col, Role.FACT, key=key, column=column)
                elif offset == 0:
                    yield FormCell(row, col, Role.LABEL, group.value, group.rows, column=column)
            row += 1
