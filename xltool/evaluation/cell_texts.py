"""Cells and values in words, as a finding quotes them: ``数量 3``, ``“甲单位”``, ``空白``."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.kinds import ColumnKind
from xltool.model.forms import TOTAL
from xltool.model.lookup import find_column
from xltool.model.submission import DELETED
from xltool.text import Bilingual, of_year, unspaced
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.forms import Column
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key, Value

FEW = 5
"""How many cells are named one by one."""
LONG = 40
"""How many characters of a text are quoted."""
BLANK = Bilingual("空白", "blank")
NOT_READ = Bilingual("读不到", "unreadable")
PLACES = 2


def two_places(value: Decimal) -> str:
    """Return a number with at least two decimal places: 3 as ``3.00``, 0.125 as ``0.125``."""
    places = -int(value.normalize().as_tuple().exponent)
    return f"{value:.{max(places, PLACES)}f}"


def describe_value(value: Value | None, kind: ColumnKind, language: str) -> str:
    """Return a value as people write it: amounts with two places, texts in quotes."""
    if isinstance(value, str):
        return f"“{shortened_text(value)}”"
    if value is DELETED:
        return NOT_READ.in_language(language)
    return BLANK.in_language(language) if value is None else describe_number(value, kind)


def describe_number(value: Decimal, kind: ColumnKind) -> str:
    """Return a number as people write it: 3 pieces as ``3``, an amount of 3 as ``3.00``."""
    return two_places(value) if kind is ColumnKind.MONEY else decimal_text(value)


def shortened_text(text: str) -> str:
    """Return as much of a text as is quoted, on one line."""
    one_line = " ".join(text.split())
    return f"{one_line[:LONG]}…" if len(one_line) > LONG else one_line


def describe_cell(source: ValueSource, key: Key, point: EvaluationPoint, language: str) -> str:
    """Return a cell with its value, named as far as it is not plain from the point at hand."""
    name = _name(source, key, language, point)
    return f"{name} {describe_value(source.get(key), _column(source, key).kind, language)}"


def describe_sum(
    source: ValueSource, keys: Sequence[Key], point: EvaluationPoint, language: str
) -> str:
    """Return the sum of cells, each with its value; of many only how many they are."""
    if len(keys) > FEW:
        name = _name(source, keys[0], language)
        return f"{name} {len(keys)} 行之和" if language == "zh" else f"{name}, {len(keys)} rows"
    cells = (describe_cell(source, key, point, language) for key in keys)
    return " + ".join(cells) or two_places(Decimal(0))


def _column(source: ValueSource, key: Key) -> Column:
    return find_column(source.form_of(key.table), key.column)[1]


def _name(
    source: ValueSource, key: Key, language: str, point: EvaluationPoint | None = None
) -> str:
    return "".join(_names(source, key, language, point)) or key.column


def _names(
    source: ValueSource, key: Key, language: str, point: EvaluationPoint | None
) -> Iterator[str]:
    """Yield sheet, line and column, as far as they are not plain from the point at hand."""
    form = source.form_of(key.table)
    if point is None or point.form is None or point.form.id != form.id:
        yield f"{form.template.sheet}·"
    in_column = point is not None and bool(point.column)
    here = point is not None and point.row == key.row and not in_column
    line = next((line.label for line in form.table.lines if line.code == key.row), "")
    if line and not here:
        yield unspaced(line)
        if in_column:
            return
        yield "·" if language == "zh" else " · "
    if key.row == TOTAL and not line:
        yield "合计·" if language == "zh" else "total · "
    yield unspaced(of_year(_column(source, key).title, source.submission.period))
