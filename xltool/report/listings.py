"""What ``xltool forms`` and ``xltool rules`` tell of a pack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.model.forms import Pack


@dataclass(frozen=True, slots=True)
class ColumnEntry:
    """A column as ``xltool forms`` lists it."""

    table: str
    column: str
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class FormEntry:
    """A form as ``xltool forms`` lists it."""

    form: str
    sheet: str
    kind: str
    columns: tuple[ColumnEntry, ...]


def forms_listing(pack: Pack) -> list[FormEntry]:
    """Return what ``xltool forms`` tells: each form with its tables and columns."""
    return [
        FormEntry(
            form.id,
            form.template.sheet,
            form.shape.value,
            tuple(
                ColumnEntry(table.id, column.id, column.title.replace("　", ""), column.kind.value)
                for table in form.tables
                for column in table.columns
            ),
        )
        for form in pack.forms
    ]


def forms_table(listing: Iterable[FormEntry]) -> str:
    """Return the listing of forms as text."""
    lines = []
    for form in listing:
        lines.append(f"{form.form}  {form.sheet}  ({form.kind})")
        lines += [f"    {c.table}.{c.column:<12} {c.kind:<7} {c.title}" for c in form.columns]
    return "\n".join(lines) + "\n"
