"""Facts as typed tables: one Parquet file for each table of the pack, a row for each record.

Numbers are ``decimal128(38, 6)``, exact as in the forms, everything else is text. Each row says
whose it is and where it stands: ``submission`` (who handed it in), ``period``, ``entity`` (whose
row it is), ``row`` and ``label``, then the table's columns, then ``text`` and the place.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from decimal import Decimal
from typing import TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.parquet as pq

from xltool.facts.facts import source_of
from xltool.facts.listing import listed_records
from xltool.files import replacing
from xltool.values.decimal_text import STORED_PLACES, decimal_text, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from xltool.model.forms import Pack, Table
    from xltool.model.submission import Submission, Value

BEFORE = ("submission", "period", "entity", "row", "label")
AFTER = ("text", "sheet", "cell", "source", "sha256")
"""``text`` holds, as JSON by column, what stands where a number should, such as ``**`` or 不可比;
the place is the first cell of the row in its file."""
NUMBER = pa.decimal128(38, STORED_PLACES)
GROUP = 20_000
"""Rows that are held in memory before they are written."""

Row = dict[str, Decimal | str]


class ParquetFolder:
    """A folder of Parquet files that submissions are added to; use as a context manager.

    The files become visible whole when it ends well, and not at all when it fails.
    """

    def __init__(self, pack: Pack, folder: Path) -> None:
        """Write the tables of ``pack`` into ``folder``."""
        self._pack = pack
        self._folder = folder
        self._open = ExitStack()
        self._files: dict[str, _TableFile] = {}

    def __enter__(self) -> Self:
        """Begin every file; raise ``OSError`` when the folder cannot be written."""
        with ExitStack() as opened:
            for _, table in self._pack.tables():
                path = opened.enter_context(replacing(self._folder / f"{table.id}.parquet"))
                self._files[table.id] = opened.enter_context(_TableFile(path, table))
            self._open = opened.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what is left, and let the files stand if all went well."""
        self._open.__exit__(kind, error, trace)

    def add(self, submission: Submission) -> None:
        """Add the rows of one submission."""
        for table, row in typed_rows(self._pack, submission):
            self._files[table].add(row)


class _TableFile:
    """One Parquet file, written in groups of rows."""

    def __init__(self, path: Path, table: Table) -> None:
        columns = [
            (name_of(column.id), NUMBER if column.kind.numeric else pa.string())
            for column in table.columns
        ]
        self._schema = pa.schema(
            [
                *((name, pa.string()) for name in BEFORE),
                *columns,
                *((name, pa.string()) for name in AFTER),
            ]
        )
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._rows: list[Row] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._flush()
        self._writer.close()

    def add(self, row: Row) -> None:
        self._rows.append(row)
        if len(self._rows) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, self._schema))
            self._rows = []


def name_of(column: str) -> str:
    """Return a column's name in the files; one that is taken gets a sign of its own."""
    return f"{column}_" if column in (*BEFORE, *AFTER) else column


def typed_rows(pack: Pack, submission: Submission) -> Iterator[tuple[str, Row]]:
    """Yield every record of a submission with its table, calculated values and totals too."""
    made: dict[tuple[str, str, str], Row] = {}
    texts: dict[tuple[str, str, str], dict[str, str]] = {}
    common = _common(submission)
    numeric = {
        (table.id, column.id) for _, table in pack.tables() for column in table.columns
        if column.kind.numeric
    }  # fmt: skip
    for _, table, entity, number, label, sheet, values in listed_records(pack, submission):
        record = table, entity, number
        if record not in made:
            made[record] = common | {
                "entity": entity, "row": number, "label": label, "sheet": sheet,
                "cell": values[0][2],
            }  # fmt: skip
        for column, value, _ in values:
            if (table, column) in numeric and not _fits(value):
                texts.setdefault(record, {})[column] = decimal_text(value)
            else:
                made[record][name_of(column)] = shown_value(value)
    for record, row in made.items():
        if record in texts:
            row["text"] = json.dumps(texts[record], ensure_ascii=False)
        yield record[0], row


def _fits(value: Value) -> bool:
    """Whether a value is a number that the column holds as it is."""
    return isinstance(value, Decimal) and round(value, STORED_PLACES) == value


def _common(submission: Submission) -> Row:
    origin = submission.origin
    return {
        "submission": submission.entity.code,
        "period": submission.period,
        "source": source_of(submission),
        "sha256": origin.sha256 if origin else "",
    }
