"""Published tables, read again from the files, hold cell by cell what the facts say (proof 3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import TYPE_CHECKING

from xltool.kinds import Category, Severity
from xltool.model.findings import Finding
from xltool.publication.expected_cells import CellKind, ExpectedCell
from xltool.publication.expected_tables import ExpectedTable, expected_tables
from xltool.publication.proof import judged
from xltool.writing.public_workbook import (
    ABOVE_TABLE,
    CONTENTS,
    COVER,
    NOTES_SHEET,
    NUMBER_HEAD,
    TABLE_HEAD,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.model.disclosure import Disclosure
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.publication.content import PrintedTable
    from xltool.publication.proof import Proof
    from xltool.wordfile.document_content import DocumentContent, ReadTable

COUNTED = (CellKind.NUMBER, CellKind.TEXT, CellKind.MASKED, CellKind.BLANK)


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A public file as it was read again: its ``name``, and the tables that it should hold."""

    name: str
    content: DocumentContent
    tables: Sequence[PrintedTable]


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A place where a table does not hold what it should; rows and columns count from 1.

    Row 0 is the title, or the table as a whole where it is missing.
    """

    table: str
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class ComparedTables:
    """What was compared in one file: how many cells of each kind, and what differs."""

    counts: Mapping[CellKind, int]
    differences: tuple[CellDifference, ...]


def prove_tables(
    files: Sequence[PublishedFile], pack: Pack, submission: Submission, disclosure: Disclosure
) -> Proof:
    """Return the proof that each file's tables are right: all of them, and no cell more.

    ``counts`` are those of all files. A finding says which cell of which table differs and never
    what stands there: it may be what is withheld.
    """
    expected = expected_tables(pack, submission, disclosure)
    total, findings = Counter[CellKind](), list[Finding]()
    compared = {file.name: compare_tables(file, expected) for file in files}
    for name, each in compared.items():
        total.update(each.counts)
        findings += [_finding(name, difference) for difference in each.differences]
    counts = {kind.value: total[kind] for kind in COUNTED}
    read = [each.counts.get(CellKind.NUMBER, 0) for each in compared.values()]
    return judged("tables", findings, counts, evaluated=bool(read) and all(read))


def compare_tables(
    file: PublishedFile, expected: Mapping[str, Sequence[ExpectedTable]]
) -> ComparedTables:
    """Compare the tables of one file, a document or a workbook, with what they must hold."""
    wanted = list(_in_order(file.tables, expected))
    is_workbook = file.content.kind not in {"docx", "html"}
    pairs = _of_workbook(file, wanted) if is_workbook else _of_document(file, wanted)
    counts, differences = Counter[CellKind](), list[CellDifference]()
    if is_workbook:
        differences += _not_in_workbook(file, wanted, expected)
    for table, grid in pairs:
        if grid is None:
            differences.append(CellDifference(table.name, 0, 0))
            continue
        differences += _differences(table, grid, exact=not is_workbook)
        counts.update(cell.kind for row in table.rows for cell in row if not cell.is_further)
    return ComparedTables(counts, tuple(differences))


def _in_order(
    tables: Sequence[PrintedTable], expected: Mapping[str, Sequence[ExpectedTable]]
) -> Iterator[tuple[PrintedTable, ExpectedTable]]:
    """Yield each printed table with what it must hold; one of no form is held to what was printed.

    Where a form has more or fewer cards than it should, a table without a match says so.
    """
    for form, printed in groupby(tables, key=lambda table: table.form):
        group = list(printed)
        wanted = [_as_printed(table) for table in group] if form not in expected else expected[form]
        for at in range(max(len(group), len(wanted))):
            if at < len(group) and at < len(wanted):
                yield group[at], wanted[at]
            else:
                table = group[-1]
                yield table, ExpectedTable(f"{table.name} {at + 1}", "", ())


def _as_printed(table: PrintedTable) -> ExpectedTable:
    rows = [[ExpectedCell(CellKind.PRINTED)] * len(table.widths) for _ in range(table.rows)]
    for cell in table.cells:
        for row in rows[cell.row : cell.row + cell.height]:
            row[cell.col : cell.col + cell.width] = [
                ExpectedCell(CellKind.PRINTED, cell.text)
            ] * cell.width
    return ExpectedTable(table.name, table.title, rows)


def _of_document(
    file: PublishedFile, wanted: Sequence[tuple[PrintedTable, ExpectedTable]]
) -> Iterator[tuple[ExpectedTable, Sequence[Sequence[str]] | None]]:
    """Yield each table with the texts of its places, merged cells in each of theirs."""
    titles = [line.text for line in file.content.lines()]
    read = list(file.content.tables())
    for at, (_, table) in enumerate(wanted):
        found = at < len(read) and table.rows and table.title in titles
        yield table, _texts(read[at]) if found else None
    for at in range(len(wanted), len(read)):
        yield ExpectedTable(f"{file.name} {at + 1}", "", ()), None


def _of_workbook(
    file: PublishedFile, wanted: Sequence[tuple[PrintedTable, ExpectedTable]]
) -> Iterator[tuple[ExpectedTable, Sequence[Sequence[str]] | None]]:
    """Yield each table with its part of the sheet; what stands besides is a table too much."""
    sheets = {table.name: _texts(table) for table in file.content.tables()}
    for name, group in groupby(wanted, key=lambda pair: pair[0].name):
        rows, start = sheets.get(name, []), 0
        for printed, table in group:
            top = start + ABOVE_TABLE
            end = top + len(table.rows)
            around = [*rows[start:top], *rows[end : end + len(printed.notes)]]
            held = _filled(around) == [table.title, *filter(None, printed.above), *printed.notes]
            yield table, rows[top:end] if held and table.rows else None
            start = end + len(printed.notes)
        if _filled(rows[start:]):
            yield ExpectedTable(name, "", ()), None


def _not_in_workbook(
    file: PublishedFile,
    wanted: Sequence[tuple[PrintedTable, ExpectedTable]],
    expected: Mapping[str, Sequence[ExpectedTable]],
) -> Iterator[CellDifference]:
    """Yield what a workbook lacks or has too much: forms, sheets, entries of its contents."""
    printed = {table.form for table, _ in wanted}
    for form, tables in expected.items():
        if tables and form not in printed:
            yield CellDifference(tables[0].name, 0, 0)
    sheets = {table.name: _texts(table) for table in file.content.tables()}
    known = {COVER, CONTENTS, NOTES_SHEET, *(table.name for table, _ in wanted)}
    for name in sheets.keys() - known:
        yield CellDifference(name, 0, 0)
    titles = [table.title for _, table in wanted]
    listed = [str(number) for number in range(1, len(titles) + 1)]
    entries = [text for pair in zip(listed, titles, strict=True) for text in pair]
    if _filled(sheets.get(CONTENTS, [])) != [CONTENTS, NUMBER_HEAD, TABLE_HEAD, *entries]:
        yield CellDifference(CONTENTS, 0, 0)


def _filled(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the texts that stand in rows; of a merged cell each of its columns has one."""
    return [text for row in rows for text in dict.fromkeys(row) if text]


def _texts(table: ReadTable) -> list[list[str]]:
    covering = table.covering()
    return [
        [covering[row, col].text if (row, col) in covering else "" for col in range(table.cols)]
        for row in range(table.rows)
    ]


def _differences(
    table: ExpectedTable, grid: Sequence[Sequence[str]], *, exact: bool
) -> Iterator[CellDifference]:
    """Yield every place that differs; ``exact`` numbers have all their places."""
    for at in range(max(len(table.rows), len(grid))):
        cells = table.rows[at] if at < len(table.rows) else ()
        texts = grid[at] if at < len(grid) else ()
        for col in range(max(len(cells), len(texts))):
            text = texts[col] if col < len(texts) else ""
            holds = _is_held(cells[col], text, exact=exact) if col < len(cells) else not text
            if not holds:
                yield CellDifference(table.name, at + 1, col + 1)


def _is_held(cell: ExpectedCell, text: str, *, exact: bool) -> bool:
    if cell.kind is not CellKind.NUMBER:
        return text == cell.text
    plain = text.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return False
    has_places = not exact or len(plain.partition(".")[2]) == cell.places
    return number == cell.number and has_places


def _finding(file: str, difference: CellDifference) -> Finding:
    message = "XL-211.table" if difference.row else "XL-211.missing"
    params = {
        "name": difference.table, "row": str(difference.row), "col": str(difference.col),
    }  # fmt: skip
    return Finding(
        "XL-211", Severity.ERROR, message, workbook=file, params=params,
        category=Category.INCONSISTENT,
    )  # fmt: skip
