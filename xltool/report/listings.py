"""What ``xltool forms`` lists of a pack: each form with its tables and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.documents.styled_text import StyledText, TextStyle
from xltool.kinds import COLUMN_KIND_WORDS, SHAPE_WORDS, ColumnKind, Shape
from xltool.report.text_table import TextTable
from xltool.text import of_any_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.model.forms import Pack
from xltool.report.text_table import Block


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
    """Return each form of a pack with its tables and columns, in printed order."""
    return [
        FormEntry(
            form.id,
            form.template.sheet,
            form.shape.value,
            tuple(
                ColumnEntry(
                    table.id,
                    column.id,
                    of_any_year(column.title).replace("　", ""),
                    column.kind.value,
                )
                for table in form.tables
                for column in table.columns
            ),
        )
        for form in pack.forms
    ]


def forms_page(listing: Iterable[FormEntry], language: str) -> Iterator[Block]:
    """Yield a table for each form: its columns with their kinds and printed titles."""
    head = ("column", "kind", "title") if language == "en" else ("栏次", "类型", "名称")
    for form in listing:
        shape = SHAPE_WORDS[Shape(form.kind)].in_language(language)
        title = f"{form.form}  {form.sheet}  ({shape})"
        yield TextTable(
            head,
            [
                (f"{each.table}.{each.column}", _kind(each, language), each.title)
                for each in form.columns
            ],
            _form_lines(title, form, language),
            StyledText(title, TextStyle.HEADING),
            prose=(2,),
        )


def _form_lines(title: str, form: FormEntry, language: str) -> Iterator[str]:
    yield title
    for each in form.columns:
        yield f"    {each.table}.{each.column:<12} {_kind(each, language):<7} {each.title}"


def _kind(column: ColumnEntry, language: str) -> str:
    return COLUMN_KIND_WORDS[ColumnKind(column.kind)].in_language(language)
