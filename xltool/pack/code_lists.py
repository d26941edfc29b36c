"""The code lists of a pack: lines of statements, a catalogue, measures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.errors import ListError, PackError
from xltool.lists.headed_list import (
    SUFFIXES,
    ListColumn,
    ListRow,
    code_problem,
    raise_problems,
    read_list,
)
from xltool.model.forms import CodeList, FormLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xltool.model.forms import AddedCodes, Pack

CODE_COLUMNS = (
    ListColumn("code", ("代码", "编码")),
    ListColumn("label", ("名称",), exact=True),
    ListColumn("parent", ("上级代码", "上级"), needed=False),
    ListColumn("edition", ("版本",), needed=False),
    ListColumn("prefix", needed=False, exact=True),
    *(ListColumn(name, needed=False) for name in ("adds", "na", "places")),
)
"""The columns of a code list."""


def read_code_lists(folder: Path) -> dict[str, CodeList]:
    """Return the code lists in a folder by the names of their files; raise ``PackError``."""
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in SUFFIXES)
    return {path.stem: _code_list(path) for path in paths}


def with_added_codes(pack: Pack, added: AddedCodes) -> Pack:
    """Return a pack with lines added at the end of some of its code lists."""
    longer = {
        name: replace(pack.codes[name], lines=(*pack.codes[name].lines, *lines))
        for name, lines in added.items()
    }
    return replace(pack, codes={**pack.codes, **longer}, added=added) if added else pack


def _code_list(path: Path) -> CodeList:
    name = f"schemas/codes/{path.name}"
    try:
        rows = read_list(path, CODE_COLUMNS).rows
        raise_problems(_code_problems(rows))
    except ListError as error:
        msg = str(error).replace(str(path), name)
        raise PackError(msg) from error
    editions = {row["edition"] for row in rows}
    if len(editions) > 1:
        found = ", ".join(sorted(editions))
        msg = f"{name}: edition: 不一致 {found} · more than one: {found}"
        raise PackError(msg)
    return CodeList(path.stem, tuple(_line(row) for row in rows), *editions)


def _code_problems(rows: Sequence[ListRow]) -> Iterator[str]:
    for row in rows:
        if problem := code_problem(row["code"]):
            yield f"{row.place}: {problem}"
        if row["places"] and not row["places"].isdecimal():
            yield f"{row.place}: places: {row['places']}: 应为整数 · must be a whole number"


def _line(row: ListRow) -> FormLine:
    return FormLine(
        code=row["code"],
        label=row["label"],
        parent=row["parent"],
        adds=row["adds"] != "no",
        na=frozenset(row["na"].split()),
        places=int(row["places"]) if row["places"] else None,
        prefix=row["prefix"],
    )
