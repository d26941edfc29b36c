"""Records → typed pandas frames, and columns of a pack → pandera schemas.

A frame holds the entered and printed columns of one table, a row for each record of many
submissions. Numbers are pyarrow ``decimal128(20, 6)``, texts pyarrow strings. The text column
``unknown`` names, in each row, the numeric columns whose value is no number but masked, unreadable
or deleted; these are null.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa

from xltool.model.lookup import calculated_columns, entries_of
from xltool.model.row_ids import place_on_card
from xltool.values.decimal_text import STORED_PLACES, shown_value
from xltool.values.decimals import NO_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.model.forms import Column, Pack, Table
    from xltool.model.submission import Record

UNKNOWN = "unknown"
UNDER = "under:"
"""What the name of a check begins with that a code stands below another column's code."""
DECIMAL = pd.ArrowDtype(pa.decimal128(20, STORED_PLACES))
TEXT = pd.ArrowDtype(pa.string())


def entered_columns(pack: Pack, table: Table) -> tuple[Column, ...]:
    """Return the columns of ``table`` that are filled in, neither calculated nor printed."""
    calculated = calculated_columns(pack.form_of(table.id).rules)
    return tuple(
        column for column in table.columns if column.id not in calculated and not column.printed
    )


def frame(pack: Pack, table: Table, records: Sequence[Record]) -> pd.DataFrame:
    """Return the records of ``table`` as a frame, one row each, in the order given."""
    columns = entered_columns(pack, table)
    data: dict[str, Any] = {column.id: _array(column, records) for column in columns}
    template = pack.form_of(table.id).template
    for column in table.columns:
        if column.printed:
            printed = [template.beside[place_on_card(record.row)] for record in records]
            data[column.id] = _series(printed, TEXT)
    numeric = [column.id for column in columns if column.kind.numeric]
    data[UNKNOWN] = _series([_unknown_columns(record, numeric) for record in records], TEXT)
    return pd.DataFrame(data)


def _array(column: Column, records: Iterable[Record]) -> pd.Series:
    values = [shown_value(record.get(column.id)) for record in records]
    if column.kind.numeric:
        values = [value if isinstance(value, Decimal) else None for value in values]
    return _series(values, DECIMAL if column.kind.numeric else TEXT)


def _series(values: Sequence[object], dtype: pd.ArrowDtype) -> pd.Series:
    return pd.Series(pd.arrays.ArrowExtensionArray(pa.array(values, dtype.pyarrow_dtype)))


def _unknown_columns(record: Record, numeric: Iterable[str]) -> str | None:
    names = [name for name in numeric if isinstance(record.get(name), NO_NUMBER)]
    return " ".join(names) or None


def schema(pack: Pack, table: Table) -> pandera.DataFrameSchema:
    """Return the pandera schema of ``table``'s frame."""
    columns: dict[str, Any] = {
        column.id: _column(pack, column) for column in entered_columns(pack, table)
    }
    columns |= {column.id: pandera.Column(TEXT) for column in table.columns if column.printed}
    columns[UNKNOWN] = pandera.Column(TEXT, nullable=True)
    checks = [_below(pack, column) for column in table.columns if column.under]
    return pandera.DataFrameSchema(columns, checks=checks, strict=True, name=table.id)


def _below(pack: Pack, column: Column) -> pandera.Check:
    """Return the check that a code stands below the code in the column that it depends on."""
    lines = pack.codes[column.codes].lines
    parents = {line.code: line.parent for line in lines if line.parent}

    def holds(data: pd.DataFrame) -> pd.Series:
        expected = data[column.id].map(parents.get)
        return expected.isna() | (expected == data[column.under])

    return pandera.Check(holds, name=f"{UNDER}{column.id}", ignore_na=False)


def _column(pack: Pack, column: Column) -> pandera.Column:
    checks: list[Any] = [_check(name, arg) for name, arg in column.checks.items()]
    if column.codes and not column.open:
        checks.append(pandera.Check.isin(list(entries_of(pack.codes[column.codes], column))))
    dtype = DECIMAL if column.kind.numeric else TEXT
    extra: tuple[Any, ...] = column.extra
    return pandera.Column(dtype, [*checks, *extra], nullable=column.nullable)


def _check(name: str, argument: object) -> pandera.Check:
    build = getattr(pandera.Check, name)
    if isinstance(argument, dict):
        return build(**argument)  # type: ignore[no-any-return]
    return build(argument)  # type: ignore[no-any-return]
