"""Values as typed tables: one Parquet file for each table of the pack, a row for each record.

Numbers are ``decimal128(38, 6)``, exact as in the forms, everything else is text. The columns are
``submission`` (the code of who handed it in), ``period``, ``entity`` (the code of whose row it is),
``row`` and ``label``, then those of the table, then ``text`` and where the row stands.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, suppress
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO, Self

import pyarrow as pa
import pyarrow.parquet as pq

from xltool.facts.facts import NIL_FACT, source_of
from xltool.facts.listing import listed_records, nil_statements
from xltool.files import replacing_all
from xltool.values.decimal_text import STORED_PLACES, decimal_text, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from xltool.model.forms import Pack, Table
    from xltool.model.submission import Submission, Value

BEFORE = ("submission", "period", "entity", "row", "label")
AFTER = ("text", "sheet", "cell", "source", "sha256")
"""``text`` holds, as JSON by column, texts where numbers should be, such as ``**`` or 不可比.
On a row ``form`` it holds ``{"state": "nil"}``: the form is stated to have no data. ``sheet`` and
``cell`` are those of the row's first value in its file."""
NUMBER = pa.decimal128(38, STORED_PLACES)
GROUP = 20_000
"""Rows of one table that are held in memory; when there are so many they are written."""

Row = dict[str, Decimal | str]


class ParquetFolder:
    """A folder of Parquet files that submissions are added to; use as a context manager.

    The files become visible whole when it ends well, and not at all when it fails.
    """

    def __init__(self, pack: Pack, folder: Path) -> None:
        """Prepare to write the tables of ``pack`` into ``folder``."""
        self._pack = pack
        self._folder = folder
        self._open = ExitStack()
        self._files: dict[str, _TableFile] = {}

    def __enter__(self) -> Self:
        """Open every file; raise ``OSError`` when the folder cannot be written."""
        with ExitStack() as opened:
            tables = [table for _, table in self._pack.tables()]
            targets = [self._folder / f"{table.id}.parquet" for table in tables]
            for table, file in zip(
                tables, opened.enter_context(replacing_all(targets)), strict=True
            ):
                self._files[table.id] = opened.enter_context(_TableFile(file, table))
            self._open = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write the remaining rows; without an error, the files become visible."""
        self._open.__exit__(kind, error, trace)

    def add(self, submission: Submission) -> None:
        """Add the rows of one submission."""
        for table, row in typed_rows(self._pack, submission):
            self._files[table].add(row)


class _TableFile:
    """One Parquet file, written in groups of rows."""

    def __init__(self, file: BinaryIO, table: Table) -> None:
        types = dict.fromkeys(BEFORE, pa.string())
        types |= {
            file_column(column.id): NUMBER if column.kind.numeric else pa.string()
            for column in table.columns
        }
        self._schema = pa.schema(types | dict.fromkeys(AFTER, pa.string()))
        self._writer = pq.ParquetWriter(file, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if error is None:
            self._flush()
            self._writer.close()
            return
        self._rows = []
        with suppress(OSError):  # what is not written need not be
            self._writer.close()

    def add(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, self._schema))
            self._rows = []


def file_column(column: str) -> str:
    """Return a column's name in the files, with ``_`` at its end if it is one of our own names."""
    return f"{column}_" if column in (*BEFORE, *AFTER) else column


def typed_rows(pack: Pack, submission: Submission) -> Iterator[tuple[str, Row]]:
    """Yield the table and the row of every record of a submission, of totals and nil forms too."""
    rows: dict[tuple[str, str, str], Row] = {}
    texts: dict[tuple[str, str, str], dict[str, str]] = {}
    origin = submission.origin
    common: Row = {
        "submission": submission.entity.code,
        "period": submission.period,
        "source": source_of(submission),
        "sha256": origin.sha256 if origin else "",
    }
    numeric = {
        (table.id, column.id) for _, table in pack.tables() for column in table.columns
        if column.kind.numeric
    }  # fmt: skip
    line, state, nil = NIL_FACT
    for form, entity, sheet, cell in nil_statements(pack, submission):
        rows[pack.form(form).table.id, entity, line] = common | {
            "entity": entity, "row": line, "label": "", "sheet": sheet, "cell": cell,
            "text": json.dumps({state: nil}),
        }  # fmt: skip
    for _, table, entity, number, label, sheet, values in listed_records(pack, submission):
        record = table, entity, number
        # A card's record comes in several pieces: they are one row.
        if record not in rows:
            rows[record] = common | {
                "entity": entity, "row": number, "label": label, "sheet": sheet,
                "cell": values[0][2],
            }  # fmt: skip
        for column, value, _ in values:
            if (table, column) in numeric and not _is_storable(value):
                texts.setdefault(record, {})[column] = decimal_text(value)
            else:
                rows[record][file_column(column)] = shown_value(value)
    for record, row in rows.items():
        if record in texts:
            row["text"] = json.dumps(texts[record], ensure_ascii=False)
        yield record[0], row


def _is_storable(value: Value) -> bool:
    """Whether a value is a number that the column holds without rounding."""
    return isinstance(value, Decimal) and round(value, STORED_PLACES) == value
