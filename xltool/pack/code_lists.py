"""The code lists of a pack: lines of statements, a catalogue, measures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

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
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xltool.model.forms import AddedCodes, Pack

CODE_COLUMNS = (
    ListColumn("code", ("代码", "编码")),
    ListColumn("label", ("名称",), exact=True),
    ListColumn("parent", ("上级代码", "上级"), needed=False),
    ListColumn("edition", ("版本",), needed=False),
    ListColumn("prefix", needed=False, exact=True),
    *(ListColumn(name, needed=False) for name in ("adds", "na", "places", "of")),
    ListColumn("shown", needed=False, exact=True),
)
"""The columns of a code list."""


def read_code_lists(folder: Path) -> dict[str, CodeList]:
    """Return the code lists in a folder by the names of their files; raise ``PackError``."""
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in SUFFIXES)
    lists, lent = dict[str, CodeList](), list[_LentLabel]()
    for path in paths:
        lists[path.stem], wanted = _code_list(path)
        lent += wanted
    return _with_lent_labels(lists, lent)


class _LentLabel(NamedTuple):
    """A code of the list ``list`` whose label is that of the same code in the list ``of``."""

    list: str
    code: str
    of: str
    place: str


def _with_lent_labels(
    lists: dict[str, CodeList], lent: Iterable[_LentLabel]
) -> dict[str, CodeList]:
    """Return code lists with the labels that they take from each other; raise ``PackError``."""
    labels, wrong = dict[tuple[str, str], str](), list[str]()
    for each in lent:
        found = lists[each.of].lines if each.of in lists else ()
        label = next((line.label for line in found if line.code == each.code), "")
        labels[each.list, each.code] = label
        if not label:
            said = f"of: {each.of} 没有 {each.code} 的名称 · no label of {each.code} in {each.of}"
            wrong.append(f"{each.place}: {said}")
    if wrong:
        raise PackError("\n".join(wrong))
    return {
        name: replace(
            codes,
            lines=tuple(
                replace(line, label=labels.get((name, line.code), line.label))
                for line in codes.lines
            ),
        )
        for name, codes in lists.items()
    }


def with_added_codes(pack: Pack, added: AddedCodes) -> Pack:
    """Return a pack with lines added at the end of some of its code lists."""
    longer = {
        name: replace(pack.codes[name], lines=(*pack.codes[name].lines, *lines))
        for name, lines in added.items()
    }
    return replace(pack, codes={**pack.codes, **longer}, added=added) if added else pack


def _code_list(path: Path) -> tuple[CodeList, list[_LentLabel]]:
    name = f"schemas/codes/{path.name}"
    try:
        found = read_list(path, CODE_COLUMNS)
        rows = found.rows
        raise_problems(_code_problems(rows))
    except ListError as error:
        msg = str(error).replace(str(path), name)
        raise PackError(msg) from error
    editions = {row["edition"] for row in rows}
    if len(editions) > 1:
        named = ", ".join(sorted(editions))
        msg = f"{name}: edition: 不一致 {named} · more than one: {named}"
        raise PackError(msg)
    has_shown = "shown" in found.columns
    lines = tuple(_line(row, row["shown"] if has_shown else None) for row in rows)
    lent = [
        _LentLabel(path.stem, row["code"], row["of"], row.place.replace(str(path), name))
        for row in rows
        if row["of"]
    ]
    return CodeList(path.stem, lines, *editions), lent


def _code_problems(rows: Sequence[ListRow]) -> Iterator[str]:
    for row in rows:
        if row["of"] and row["label"]:
            yield f"{row.place}: of: 已有名称 {row['label']} · the line has a label of its own"
        if problem := code_problem(row["code"]):
            yield f"{row.place}: {problem}"
        if row["places"] and not row["places"].isdecimal():
            yield f"{row.place}: places: {row['places']}: 应为整数 · must be a whole number"


def _line(row: ListRow, shown: str | None) -> FormLine:
    return FormLine(
        code=row["code"],
        label=row["label"],
        parent=row["parent"],
        adds=row["adds"] != "no",
        na=frozenset(row["na"].split()),
        places=int(row["places"]) if row["places"] else None,
        prefix=row["prefix"],
        shown=shown,
    )
