"""The list of entities of a campaign 单位名录: who reports, and below whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.csv_text import csv_lines
from xltool.lists.headed_list import (
    ListColumn,
    ListRow,
    code_problem,
    raise_problems,
    read_list,
    repeated,
)
from xltool.model.forms import Entity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

COLUMNS = (
    ListColumn("code", ("代码", "单位代码", "预算单位代码")),
    ListColumn("name", ("全称", "名称", "单位名称", "单位全称")),
    ListColumn("short", ("简称", "单位简称")),
    ListColumn("parent", ("上级单位", "上级代码", "上级单位代码"), needed=False),
    ListColumn("nature", ("性质", "单位性质"), needed=False),
    ListColumn("rank", ("规格", "单位规格"), needed=False),
    ListColumn("funding", ("经费保障形式", "经费保障"), needed=False),
)
WAS = ListColumn("was", ("原代码", "原单位代码", "上年代码"), needed=False)
"""The codes that an entity had last year, or those of the entities that it was merged from."""
CODE = re.compile("[0-9A-Za-z]{1,10}")
"""What a code may be: it becomes part of names of files and sheets."""


def read_entities(path: Path) -> tuple[Entity, ...]:
    """Return the entities in the order of the file, of which one has no parent.

    Raises ``ListError`` with a line for each row that cannot be used.
    """
    rows = read_list(path, COLUMNS).rows
    raise_problems((*_problems(rows), *_root_problem(path, rows)))
    return tuple(Entity(**{column.id: row[column.id] for column in COLUMNS}) for row in rows)


def read_former_codes(path: Path) -> tuple[ListRow, ...]:
    """Return the rows of a list of entities with ``code`` and ``was``, its former codes."""
    return read_list(path, (*COLUMNS, WAS)).rows


def entity_lines(entities: Iterable[Entity]) -> Iterator[str]:
    """Yield the lines of a list of entities in CSV, with Chinese headings."""
    rows = ([getattr(entity, column.id) for column in COLUMNS] for entity in entities)
    return csv_lines(([column.headings[0] for column in COLUMNS], *rows))


def _problems(rows: Sequence[ListRow]) -> Iterator[str]:
    """Yield what is wrong in the rows, by their places."""
    parents = {row["code"]: row["parent"] for row in rows}
    for row in rows:
        for problem in _row_problems(row, parents):
            yield f"{row.place}: {problem}"
    yield from repeated((row for row in rows if row["code"]), ("code",))


def _row_problems(row: ListRow, parents: Mapping[str, str]) -> Iterator[str]:
    """Yield what is wrong in a row; ``parents`` are those of all codes."""
    code, parent = row["code"], row["parent"]
    if changed := code_problem(code) or _lost_zeros(row, parents):
        yield changed
    elif not code:
        yield f"单位代码空着（{row['name']}），请填写 · the code is blank: enter it"
    elif not CODE.fullmatch(code):
        yield (
            f"{code}: 单位代码只能是至多 10 位数字或字母 · "
            "a code must be up to 10 digits or letters"
        )
    for column, title in (("name", "单位全称"), ("short", "单位简称")):
        if not row[column]:
            yield f"{code}: {title}空着，请填写 · the {column} is blank: enter it"
    if parent and parent not in parents:
        yield code_problem(parent, parents) or (
            f"{code}: 名录里没有上级单位 {parent}，请补一行或改正 · "
            f"no parent {parent} in the list: add it or correct it"
        )
    elif code and _in_circle(code, parents):
        yield f"{code}: 上级单位循环，请改正 · parents in a circle: correct them"


def _lost_zeros(row: ListRow, parents: Mapping[str, str]) -> str:
    """Return a problem when a code below the same parent shows which zeros this one lost."""
    code = row["code"]
    beside = [other for other, parent in parents.items() if parent == row["parent"] and other]
    longest = max(map(len, beside), default=0)
    if code.isdecimal() and len(code) < longest and any(other[0] == "0" for other in beside):
        return code_problem(code, [code.zfill(longest)])
    return ""


def _in_circle(code: str, parents: Mapping[str, str]) -> bool:
    """Whether whoever climbs from a code goes in a circle: more steps than there are entities."""
    ancestor, steps = parents.get(code, ""), 0
    while ancestor and steps <= len(parents):
        ancestor, steps = parents.get(ancestor, ""), steps + 1
    return bool(ancestor)


def _root_problem(path: Path, rows: Iterable[ListRow]) -> Iterator[str]:
    roots = [f"{row['code']} {row['short']}" for row in rows if not row["parent"]]
    if len(roots) > 1:
        yield (
            f"{path}: 应恰有一个没有上级的单位（汇总单位），现有 {'、'.join(roots)} · "
            f"exactly one entity must have no parent, found {', '.join(roots)}"
        )
    elif not roots:
        yield (
            f"{path}: 没有汇总单位：应恰有一个没有上级的单位 · "
            "exactly one entity must have no parent, found none"
        )
