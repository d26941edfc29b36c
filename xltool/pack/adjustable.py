"""Adjustments 调整 of a parent: the figures that it can adjust, and the amounts that do."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING

from xltool.kinds import Shape
from xltool.model.forms import CodeList, Form, FormLine
from xltool.model.lookup import calculated_columns, calculated_lines
from xltool.model.submission import Key
from xltool.text import of_any_year, unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.model.forms import Column, Pack
    from xltool.model.submission import Submission

CELLS = "cells"
"""The id of the code list of figures that can be adjusted; no file of the pack has it."""
SEPARATOR = "｜"


def additive(form: Form) -> Iterator[tuple[Column, FormLine]]:
    """Yield the cells of a statement that add up from child to parent, column by column.

    They are entered and numeric: calculated cells follow from them. The lines of a code tree differ
    from entity to entity, and are not among them.
    """
    if form.shape is not Shape.STATEMENT or form.table.tree:
        return
    columns, lines = calculated_columns(form.rules), calculated_lines(form.rules)
    for column in form.table.columns:
        if column.kind.numeric and column.adds is True and column.id not in columns:
            for line in form.table.lines:
                if line.code not in lines and column.id not in line.na:
                    yield column, line


def adjustable(forms: Iterable[Form]) -> CodeList:
    """Return the code list of the figures that a parent can adjust, as its dropdown prints them."""
    items = (
        _item(form, column, line)
        for form in forms
        if not form.template.parent
        for column, line in additive(form)
    )
    return CodeList(CELLS, tuple(FormLine(text, text) for text in items))


def _item(form: Form, column: Column, line: FormLine) -> str:
    """Return how the dropdown names a figure: ``收支总表｜收入｜财政拨款｜本年预算数``."""
    block = form.template.band_of(line.code, column.id)
    heading = block.heading if block else ""
    parts = (form.template.sheet, heading, *_line_names(form)[line.code], column.title)
    return SEPARATOR.join(unspaced(of_any_year(part)) for part in parts if part)


@cache
def _line_names(form: Form) -> Mapping[str, tuple[str, ...]]:
    """Return what each line is called: its label, and that of the line above it if need be.

    The line above it tells lines of one block apart that are called the same.
    """
    lines = {line.code: line for line in form.table.lines}
    found: dict[str, tuple[str, ...]] = {code: (line.label,) for code, line in lines.items()}
    for codes in dict.fromkeys(form.template.lines_of_bands):
        printed = [lines[code] for code in codes if code in lines]
        count = Counter(line.label for line in printed)
        for line in printed:
            if count[line.label] > 1 and line.parent in lines:
                found[line.code] = lines[line.parent].label, line.label
    return found


def adjustments(pack: Pack, submission: Submission) -> Mapping[Key, tuple[Key, ...]]:
    """Map each adjusted figure of a parent's ``submission`` to the amounts in its register."""
    found: dict[Key, list[Key]] = defaultdict(list)
    register = pack.adjusting
    records = submission.tables.get(register.table, ()) if register else ()
    if register is None or not records:
        return {}
    figures = {
        _item(form, column, line): Key(form.id, submission.entity.code, line.code, column.id)
        for form in pack.forms
        for column, line in additive(form)
    }
    for record in records:
        figure = figures.get(str(record.values.get(register.item)))
        if figure is not None and register.amount in record.values:
            amount = Key(register.table, record.entity, record.row, register.amount)
            found[figure].append(amount)
    return {key: tuple(amounts) for key, amounts in found.items()}
