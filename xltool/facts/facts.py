"""Facts: the values of a submission as flat rows, to write (``extract``) and to read (``--data``).

Both directions share one format: CSV with the columns of ``Fact``. It is also written as JSON.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from dataclasses import asdict, dataclass, fields
from itertools import chain
from typing import TYPE_CHECKING

from xltool.errors import CampaignError
from xltool.facts.listing import listed_records
from xltool.model.forms import TOTAL
from xltool.model.lookup import calculating_rule
from xltool.model.submission import Key, Record, Submission, Tables, Value
from xltool.values.decimal_text import decimal_text, exact_decimal, is_masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from xltool.model.forms import Pack


@dataclass(frozen=True, slots=True)
class Fact:
    """One value with its key, its cell in its file, and the edition of its code list.

    ``row`` is as in ``Record``, or ``total``; ``label`` is what is printed on a line or total.
    """

    entity: str
    period: str
    form: str
    table: str
    row: str
    label: str
    column: str
    value: str
    sheet: str
    cell: str
    source: str
    edition: str = ""


HEADER = tuple(field.name for field in fields(Fact))
_REQUIRED = frozenset(HEADER[: HEADER.index("value") + 1])
"""The columns that a file to read must have; the others tell where a value came from."""


def facts(pack: Pack, submission: Submission) -> Iterator[Fact]:
    """Yield every fact of ``submission``, calculated ones too, in printed order."""
    source = source_of(submission)
    editions = {
        (table.id, column.id): pack.codes[column.codes].edition
        for _, table in pack.tables()
        for column in table.columns
        if column.codes
    }
    for form, table, entity, row, label, sheet, values in listed_records(pack, submission):
        for column, value, cell in values:
            yield Fact(
                entity, submission.period, form, table, row, label, column, decimal_text(value),
                sheet, cell, source, editions.get((table, column), ""),
            )  # fmt: skip


def source_of(submission: Submission) -> str:
    """Return the name of a submission's file; bytes in it that are no text are escaped."""
    path = submission.origin.source if submission.origin else ""
    return path.encode("utf-8", "backslashreplace").decode("utf-8")


def write_facts(rows: Iterable[Fact], form: str) -> str:
    """Return the facts as text; ``form`` is ``csv`` or ``json``."""
    return "".join(fact_lines(rows, form))


def fact_lines(rows: Iterable[Fact], form: str) -> Iterator[str]:
    """Yield the text of ``write_facts`` fact by fact, so that no batch is held in memory."""
    return _json_lines(rows) if form == "json" else _csv_lines(rows)


def _json_lines(rows: Iterable[Fact]) -> Iterator[str]:
    before = "["
    for row in rows:
        text = json.dumps(asdict(row), ensure_ascii=False, indent=1)
        yield f"{before}\n " + text.replace("\n", "\n ")
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _csv_lines(rows: Iterable[Fact]) -> Iterator[str]:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for row in chain([HEADER], (tuple(getattr(row, name) for name in HEADER) for row in rows)):
        writer.writerow(row)
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def read_facts(path: Path, pack: Pack) -> dict[tuple[str, str], Tables]:
    """Return the entered values of a facts file in CSV, by (entity code, period) and table.

    Calculated and printed values are left out: they are computed again. Raises
    ``CampaignError`` that names every line that cannot be used.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        msg = f"{path}: 无法读取 · cannot be read: {error}"
        raise CampaignError(msg) from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if missing := _REQUIRED - set(reader.fieldnames or ()):
        msg = f"{path}: 表头缺少 · the header lacks {', '.join(sorted(missing))}"
        raise CampaignError(msg)
    found: dict[tuple[str, str], dict[str, dict[str, dict[str, Value]]]] = defaultdict(dict)
    problems = []
    for number, row in enumerate(reader, start=2):
        try:
            value = _entered_value(pack, row)
        except (KeyError, ValueError) as error:
            problems.append(f"{path}:{number}: 不认识 · unknown {error}")
            continue
        if value is not None:
            table = found[row["entity"], row["period"]].setdefault(row["table"], {})
            table.setdefault(row["row"], {})[row["column"]] = value
    if problems:
        raise CampaignError("\n".join(problems))
    return {key: _tables(pack, key[0], tables) for key, tables in found.items()}


def _entered_value(pack: Pack, row: Mapping[str, str]) -> Value | None:
    """Return the value of a line of the file; None when it is blank, calculated or printed.

    Raises ``KeyError`` or ``ValueError`` for an unknown form, table, column or line, and for text
    where a number should stand, but for ``**``.
    """
    form = pack.form(row["form"])
    table = next((table for table in form.tables if table.id == row["table"]), None)
    if table is None:
        raise KeyError(row["table"])
    column = table.column(row["column"])
    key = Key(table.id, row["entity"], row["row"], column.id)
    if column.printed or calculating_rule(form, key) or (key.row == TOTAL and not table.lines):
        return None
    if table.lines:
        table.line(row["row"])
    value = row["value"]
    numeric = column.kind.numeric and value and not is_masked(value)
    return exact_decimal(value) if numeric else value or None


def _tables(
    pack: Pack, entity: str, tables: Mapping[str, Mapping[str, Mapping[str, Value]]]
) -> Tables:
    """Return values by table, row and column as records, all in printed order."""
    ordered = {}
    for form, table in pack.tables():
        rows = tables.get(table.id, {})
        if form.template.parent and not rows:
            continue
        lines = [line.code for line in table.lines]
        order = sorted(rows, key=lambda row: lines.index(row) if lines else _row_numbers(row))
        columns = [column.id for column in table.columns]
        ordered[table.id] = tuple(
            Record(entity, row, {name: rows[row][name] for name in columns if name in rows[row]})
            for row in order
        )
    return ordered


def _row_numbers(row: str) -> tuple[int, ...]:
    """Return what rows of registers and cards are sorted by: ``(2, 3)`` for ``2/3``."""
    try:
        return tuple(int(part) for part in row.split("/"))
    except ValueError as error:
        msg = f"{row}: 行号应为数字 · a row number is needed"
        raise CampaignError(msg) from error
