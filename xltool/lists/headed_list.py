"""A list with headings, read by column: headings in Chinese or English, in any order and case."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.errors import ListError
from xltool.lists.stored_rows import StoredRows, stored_rows
from xltool.text import without_invisible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

HEADING_ROWS = 10
"""The heading stands in one of the first rows that hold something: titles may stand above."""
MOST_OTHERS = 6
"""Headings that are no columns, as many as a message names."""
ALTERED = re.compile(r"\d+\.0+|\d+(\.\d+)?[eE]\+?\d+")
"""A code that a program took for a number: ``361.0``, ``3.61E+05``."""
SUFFIXES = (".csv", ".xlsx", ".xls", ".ods", ".txt")
"""Under which names a list is looked for."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of a list: its id, the headings it goes by, and whether it must be there.

    ``exact`` keeps blanks around its texts.
    """

    id: str
    headings: tuple[str, ...] = ()
    needed: bool = True
    exact: bool = False


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list: where it stands (``名录.xlsx:3``), and its texts by the ids of columns.

    A column that the list lacks is a blank text.
    """

    place: str
    texts: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """Return the text of a column."""
        return self.texts[column]


@dataclass(frozen=True, slots=True)
class HeadedList:
    """The columns that a list has, and its rows that are not blank."""

    columns: frozenset[str]
    rows: tuple[ListRow, ...]


def find_list(folder: Path, name: str) -> Path:
    """Return the file of a list in a folder, whichever of ``SUFFIXES`` it has.

    That is the ``.csv``, there or not, when there is no other. Raises ``ListError`` when there are
    several: nobody knows which one counts.
    """
    found = [path for suffix in SUFFIXES if (path := folder / f"{name}{suffix}").exists()]
    if len(found) > 1:
        names = "、".join(path.name for path in found)
        msg = f"{folder}: 同一名单有几个文件，请只留一个：{names} · keep one of these: {names}"
        raise ListError(msg)
    return found[0] if found else folder / f"{name}.csv"


def read_list(path: Path, columns: Sequence[ListColumn]) -> HeadedList:
    """Return the list in a file.

    Raises ``ListError`` that names file and row: for a file that cannot be read, a heading that is
    missing or there twice, two sheets with the headings of the list.
    """
    names = {
        folded(heading): column.id
        for column in columns
        for heading in (column.id, *column.headings)
    }
    # A workbook may have no sheet that holds anything: then all headings are missing.
    tables = [(rows, *_heading(rows, names)) for rows in stored_rows(path) or [StoredRows({})]]
    best = max((len(found) for _, _, found in tables), default=0)
    fitting = [each for each in tables if len(each[2]) == best] if best else tables[:1]
    _require_one(path, fitting)
    rows, number, found = fitting[0]
    others = [cell for col, cell in enumerate(rows.rows.get(number, ())) if col not in found]
    _require_headings(path, columns, list(found.values()), others)
    by_id = {column.id: column for column in columns}
    lines = (
        ListRow(f"{path}:{at}", dict.fromkeys(by_id, "") | _texts(cells, found, by_id))
        for at, cells in rows.rows.items()
        if at > number and any(cell.strip() for cell in cells)
    )
    return HeadedList(frozenset(found.values()), tuple(lines))


def folded(heading: str) -> str:
    """Return a heading as it is compared: without blanks, width and case."""
    return "".join(unicodedata.normalize("NFKC", without_invisible(heading)).split()).casefold()


def code_problem(text: str, known: Collection[str] = ()) -> str:
    """Return what a spreadsheet program did to a code; empty when it did nothing.

    ``known`` are codes that it may stand for: one of them with zeros before it.
    """
    if ALTERED.fullmatch(text):
        return (
            f"{text}: Excel 改了代码，请把这一列设为文本后重填 · "
            "Excel changed the code: make the column text and type it again"
        )
    whole = [code for code in known if code != text and text and code.lstrip("0") == text]
    if text not in known and whole:
        return (
            f"{text}: Excel 去掉了代码开头的 0，应为 {whole[0]}，请把这一列设为文本后重填 · "
            f"Excel dropped the zeros of {whole[0]}: make the column text and type it again"
        )
    return ""


def raise_problems(problems: Iterable[str]) -> None:
    """Raise ``ListError`` with a line for each problem, if there are any."""
    if lines := list(problems):
        raise ListError("\n".join(lines))


def _heading(rows: StoredRows, names: Mapping[str, str]) -> tuple[int, dict[int, str]]:
    """Return the row with most of the headings and its columns by position; the first if none."""
    best: tuple[int, dict[int, str]] = (min(rows.rows, default=0), {})
    filled = ((at, cells) for at, cells in rows.rows.items() if any(map(str.strip, cells)))
    for (at, cells), _ in zip(filled, range(HEADING_ROWS), strict=False):
        texts = {col: folded(cell) for col, cell in enumerate(cells)}
        found = {col: names[text] for col, text in texts.items() if text in names}
        if len(found) > len(best[1]):
            best = at, found
    return best


def _require_one(path: Path, fitting: Sequence[tuple[StoredRows, int, dict[int, str]]]) -> None:
    sheets = [rows.sheet for rows, _, found in fitting if rows.sheet and found]
    if len(sheets) > 1:
        msg = (
            f"{path}: 有几张工作表都像名单，请只留一张：{'、'.join(sheets)} · "
            f"several sheets look like the list, keep one: {', '.join(sheets)}"
        )
        raise ListError(msg)


def _require_headings(
    path: Path, columns: Iterable[ListColumn], found: Sequence[str], others: Iterable[str]
) -> None:
    """Raise ``ListError`` for a column that is missing or there twice, and name ``others``."""
    known = {column.id: column for column in columns}
    missing = [column for column in known.values() if column.needed and column.id not in found]
    if missing:
        chinese = "、".join(next(iter(column.headings), column.id) for column in missing)
        english = ", ".join(column.id for column in missing)
        seen = [text for cell in others if (text := without_invisible(cell).strip())][:MOST_OTHERS]
        chinese += f"；没有认出的：{'、'.join(seen)}" if seen else ""
        english += f"; not recognised: {', '.join(seen)}" if seen else ""
        msg = f"{path}: 表头缺少 {chinese} · the heading lacks {english}"
        raise ListError(msg)
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        chinese = "、".join(next(iter(known[name].headings), name) for name in twice)
        msg = f"{path}: 表头重复：{chinese} · headings that stand there twice: {', '.join(twice)}"
        raise ListError(msg)


def _texts(
    cells: Sequence[str], found: Mapping[int, str], columns: Mapping[str, ListColumn]
) -> dict[str, str]:
    texts = {name: cells[col] for col, name in found.items() if col < len(cells)}
    return {
        name: text if columns[name].exact else without_invisible(text).strip()
        for name, text in texts.items()
    }


def repeated(rows: Iterable[ListRow], columns: Collection[str]) -> Iterator[str]:
    """Yield a problem for each row whose texts in ``columns`` stand in an earlier row, too."""
    seen: dict[tuple[str, ...], str] = {}
    for row in rows:
        key = tuple(row[column] for column in columns)
        if key in seen:
            yield (
                f"{row.place}: {' '.join(key)}: 重复，{seen[key]} 已有，请删去一行 · "
                f"stands in {seen[key]}, too: delete one row"
            )
        seen.setdefault(key, row.place)
