"""Facts: the values of a submission as flat rows, to write (``extract``) and to read (``--data``).

Both directions share one format: CSV with the columns of ``Fact``. It is also written as JSON.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from xltool.csv_text import Number, csv_lines
from xltool.errors import CampaignError
from xltool.facts.listing import listed_records, nil_statements
from xltool.lists.headed_list import ListColumn, ListRow, read_list
from xltool.model.forms import CODE, TOTAL
from xltool.model.lookup import calculating_rule
from xltool.model.submission import Key, Record, Submission, Tables, Value
from xltool.model.tree_lines import is_open_row
from xltool.values.decimal_text import decimal_text, exact_decimal, is_masked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from xltool.model.forms import Pack


@dataclass(frozen=True, slots=True)
class Fact:
    """One value with its key, its cell in its file, and the edition of its code list.

    ``row`` is as in ``Record``, or ``total``; ``label`` is what is printed on a line or total.
    That a form has no data is a fact, too: ``table`` is its id, and ``row``, ``column`` and
    ``value`` are ``NIL_FACT``.
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


HEADER = tuple(item.name for item in fields(Fact))
NIL_FACT = ("form", "state", "nil")
"""Row, column and value of the fact that a form is stated to have no data."""
_TITLES = (
    "单位代码", "年度", "报表", "子表", "行次", "行名", "栏次", "数值", "工作表", "单元格",
    "来源文件", "目录版本",
)  # fmt: skip
_NEEDED = HEADER[: HEADER.index("value") + 1]
COLUMNS = tuple(
    ListColumn(name, (title,), needed=name in _NEEDED, exact=name == "value")
    for name, title in zip(HEADER, _TITLES, strict=True)
)
"""The columns that a file to read must have are those of a value; the others tell its origin."""


def facts(pack: Pack, submission: Submission) -> Iterator[Fact]:
    """Yield every fact of ``submission``: the forms that are nil, then values in printed order.

    Calculated values are facts, too.
    """
    source = source_of(submission)
    line, state, nil = NIL_FACT
    for form, entity, sheet, cell in nil_statements(pack, submission):
        table = pack.form(form).table.id
        yield Fact(
            entity, submission.period, form, table, line, "", state, nil, sheet, cell, source
        )
    editions = {
        (table.id, column.id): pack.codes[column.codes].edition
        for _, table in pack.tables()
        for column in table.columns
        if column.codes
    }
    for form, table, entity, row, label, sheet, values in listed_records(pack, submission):
        for column, value, cell in values:
            yield Fact(
                entity, submission.period, form, table, row, label, column, value_text(value),
                sheet, cell, source, editions.get((table, column), ""),
            )  # fmt: skip


def source_of(submission: Submission) -> str:
    """Return the name of a submission's file."""
    return submission.origin.source if submission.origin else ""


def headings(language: str) -> tuple[str, ...]:
    """Return the headings of a list of facts; those in English are the ids of the columns."""
    return HEADER if language == "en" else _TITLES


def fact_cells(rows: Iterable[Fact]) -> Iterator[tuple[str, ...]]:
    """Yield the texts of a list of facts, row by row, below ``headings``."""
    return (tuple(getattr(row, name) for name in HEADER) for row in rows)


def write_facts(rows: Iterable[Fact], form: str) -> str:
    """Return the facts as text; ``form`` is ``csv`` or ``json``."""
    return "".join(fact_lines(rows, form))


def fact_lines(rows: Iterable[Fact], form: str, language: str = "en") -> Iterator[str]:
    """Yield the text of ``write_facts`` fact by fact, so that no batch is held in memory.

    CSV has its ``headings`` in a language.
    """
    if form == "json":
        return _json_lines(rows)
    return csv_lines(chain([headings(language)], fact_cells(rows)))


def _json_lines(rows: Iterable[Fact]) -> Iterator[str]:
    before = "["
    for row in rows:
        text = json.dumps(asdict(row), ensure_ascii=False, indent=1)
        yield f"{before}\n " + text.replace("\n", "\n ")
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def value_text(value: Value) -> str:
    """Return the canonical text of a value; of a number as one that stays a number in a CSV."""
    text = decimal_text(value)
    return Number(text) if isinstance(value, Decimal) else text


@dataclass(frozen=True, slots=True)
class EnteredFacts:
    """What a facts file holds of one entity and period: values, and the forms that are nil.

    ``totals`` are what it says of cells that are calculated; nothing is filled in from them.
    """

    tables: Tables = field(default_factory=dict)
    nil: frozenset[str] = frozenset()
    totals: Mapping[Key, StatedTotal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """What a facts file says of a calculated cell, and the place of that line in the file."""

    text: str
    place: str


def read_facts(path: Path, pack: Pack) -> dict[tuple[str, str], Tables]:
    """Return the entered values of a facts file in CSV, by (entity code, period) and table.

    Calculated and printed values are left out: they are computed again. Raises
    ``CampaignError`` that names every line that cannot be used, ``ListError`` for a file that is no
    list of facts.
    """
    return {key: entered.tables for key, entered in read_entered_facts(path, pack).items()}


def read_entered_facts(path: Path, pack: Pack) -> dict[tuple[str, str], EnteredFacts]:
    """Return what ``read_facts`` returns, and which forms the file states to be nil."""
    rows = read_list(path, COLUMNS).rows
    found: dict[tuple[str, str], dict[Key, Value]] = defaultdict(dict)
    nil: dict[tuple[str, str], set[str]] = defaultdict(set)
    totals: dict[tuple[str, str], dict[Key, StatedTotal]] = defaultdict(dict)
    problems = []
    for row in rows:
        try:
            if is_nil_fact(row):
                nil[row["entity"], row["period"]].add(_nil_form(pack, row))
                continue
            key = _key_of(pack, row)
            if _is_calculated(pack, key):
                totals[row["entity"], row["period"]][key] = StatedTotal(row["value"], row.place)
                continue
            value = _entered_value(pack, row, key)
        except (KeyError, ValueError) as error:
            problems.append(f"{row.place}: 不认识 {error} · unknown {error}")
            continue
        if value is not None:
            found[row["entity"], row["period"]][key] = value
    if problems:
        raise CampaignError("\n".join(problems))
    return {
        key: EnteredFacts(
            tables_in_order(pack, found.get(key, {})),
            frozenset(nil.get(key, ())),
            totals.get(key, {}),
        )
        for key in dict.fromkeys((*found, *nil, *totals))
    }


def is_nil_fact(row: ListRow) -> bool:
    """Whether a line of a facts file is about a form as a whole."""
    return row["row"] == NIL_FACT[0]


def _nil_form(pack: Pack, row: ListRow) -> str:
    """Return the form that a line states to be nil; ``KeyError`` when it can state no such thing.

    Only forms that ask for it can be nil.
    """
    form = pack.form(row["form"])
    if row["table"] != form.table.id or not form.template.nil:
        raise KeyError(row["table"])
    for name, expected in zip(("column", "value"), NIL_FACT[1:], strict=True):
        if row[name] != expected:
            raise KeyError(row[name])
    return form.id


def _key_of(pack: Pack, row: ListRow) -> Key:
    """Return whose value a line of the file is; ``KeyError`` for no form, table or column."""
    form = pack.form(row["form"])
    table = next((table for table in form.tables if table.id == row["table"]), None)
    if table is None:
        raise KeyError(row["table"])
    return Key(table.id, row["entity"], row["row"], table.column(row["column"]).id)


def _is_calculated(pack: Pack, key: Key) -> bool:
    form = pack.form_of(key.table)
    table = next(table for table in form.tables if table.id == key.table)
    return bool(calculating_rule(form, key)) or (key.row == TOTAL and not table.lines)


def _entered_value(pack: Pack, row: ListRow, key: Key) -> Value | None:
    """Return the value of a line of the file; None when it is blank or printed.

    Raises ``KeyError`` or ``ValueError`` for an unknown line, and for text where a number should
    stand, but for ``**``.
    """
    form = pack.form(row["form"])
    table = next(table for table in form.tables if table.id == key.table)
    column = table.column(key.column)
    if column.printed:
        return None
    in_open_row = table.tree and is_open_row(key.row)
    if table.tree and column.id == CODE and not in_open_row:
        return None  # the line itself says which code it is
    if table.lines and not in_open_row:
        table.line(row["row"])
    value = row["value"]
    numeric = column.kind.numeric and value and not is_masked(value)
    return exact_decimal(value) if numeric else value or None


def tables_in_order(pack: Pack, values: Mapping[Key, Value]) -> Tables:
    """Return the values of one entity, given by key, as records in printed order.

    Raises ``CampaignError`` for a row of a register or of cards that is no number.
    """
    tables: dict[str, dict[str, dict[str, Value]]] = {}
    for key, value in values.items():
        tables.setdefault(key.table, {}).setdefault(key.row, {})[key.column] = value
    entity = next((key.entity for key in values), "")
    ordered = {}
    for form, table in pack.tables():
        rows = tables.get(table.id, {})
        if form.template.parent and not rows:
            continue
        places = {line.code: place for place, line in enumerate(table.lines)}
        order = sorted(rows, key=_places(places) if places else _row_numbers)
        columns = [column.id for column in table.columns]
        ordered[table.id] = tuple(
            Record(entity, row, {name: rows[row][name] for name in columns if name in rows[row]})
            for row in order
        )
    return ordered


def _places(lines: Mapping[str, int]) -> Callable[[str], int]:
    """Return what lines of a statement are sorted by; open rows of a code tree stand last."""
    return lambda row: lines.get(row, len(lines))


def _row_numbers(row: str) -> tuple[int, ...]:
    """Return what rows of registers and cards are sorted by: ``(2, 3)`` for ``2/3``."""
    try:
        return tuple(int(part) for part in row.split("/"))
    except ValueError as error:
        msg = f"{row}: 行号应为数字 · a row number is needed"
        raise CampaignError(msg) from error
