"""What people wrote for the publication: slots, long texts, and the cards of the department."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.model.row_ids import card_of
from xltool.model.submission import Key
from xltool.publication.content import Span, SpanKind
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.model.forms import Table
    from xltool.model.submission import Record
    from xltool.publication.fields import Slot
    from xltool.publication.source import PublicationSource


@dataclass(frozen=True, slots=True)
class Scope:
    """What fields mean at one place: ``words`` by name, and the ``rows`` of the card at hand."""

    words: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[Scope, ...]] = field(default_factory=dict)


def slot_key(slot: Slot, source: PublicationSource) -> Key:
    """Return the cell of a slot in the department's own forms."""
    return Key(slot.table, source.submission.entity.code, slot.line, slot.column)


def slot_text(slot: Slot, source: PublicationSource) -> str:
    """Return what was written in a slot; empty when it is blank."""
    value = source.department.get(slot_key(slot, source))
    return "" if value is None else decimal_text(value).strip()


def section_paragraphs(section: str, source: PublicationSource) -> Iterator[tuple[Key, str]]:
    """Yield the paragraphs of a section of the long texts, each with its cell.

    A row that holds several lines is as many paragraphs.
    """
    form = source.pack.form(source.disclosure.paragraphs)
    chosen, text = (column.id for column in form.table.columns[:2])
    labels = source.pack.codes[form.table.columns[0].codes].lines
    names = {section, *(line.label for line in labels if line.code == section)}
    for record in source.department.records(form.table.id):
        value = record.get(text)
        if record.get(chosen) in names and value is not None:
            key = Key(form.table.id, record.entity, record.row, text)
            lines = (line.strip() for line in decimal_text(value).splitlines())
            yield from ((key, line) for line in lines if line)


def card_scopes(form: str, source: PublicationSource) -> Iterator[Scope]:
    """Yield what the fields mean on each card of a form of the department."""
    main, *below = source.pack.form(form).tables
    for number, card in enumerate(source.department.records(main.id), 1):
        rows = {
            table.id: tuple(
                Scope(_cells(table, record))
                for record in source.department.records(table.id)
                if card_of(record.row) == card.row and record.entity == card.entity
            )
            for table in below
        }
        count = (Span(str(number), SpanKind.NAME, "no"),)
        yield Scope({"no": count, **_cells(main, card)}, rows)


def _cells(table: Table, record: Record) -> dict[str, tuple[Span, ...]]:
    return {
        column.id: (
            Span(
                decimal_text(record.values[column.id]).strip(),
                SpanKind.SLOT,
                f"{table.id}.{column.id}",
                (Key(table.id, record.entity, record.row, column.id),),
            ),
        )
        if column.id in record.values
        else ()
        for column in table.columns
    }
