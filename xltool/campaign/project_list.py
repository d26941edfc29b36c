"""What a campaign lists of its entities: projects, least rows of registers, lines of code trees."""

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

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xltool.model.forms import Entity

ENTITY = ListColumn("entity", ("单位代码", "代码", "单位"))
PROJECT_COLUMNS = (ENTITY, ListColumn("project", ("项目名称", "项目")))
_ONE_REGISTER = ("entity", "form")
_FORM = ListColumn("form", ("报表", "表"))
ROW_COLUMNS = (ENTITY, _FORM, ListColumn("rows", ("行数",)))
LINE_COLUMNS = (ENTITY, _FORM, ListColumn("line", ("科目编码", "编码", "科目")))


def read_projects(path: Path, entities: Collection[Entity]) -> dict[str, tuple[str, ...]]:
    """Return the projects of each entity, in the order of the file, which need not exist.

    Raises ``ListError`` with a line for each row that cannot be used: a project stands there once,
    and belongs to an entity that reports.
    """
    rows = read_list(path, PROJECT_COLUMNS).rows if path.exists() else ()
    raise_problems((*_project_problems(rows, entities), *repeated(rows, ("entity", "project"))))
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["entity"]] = (*found.get(row["entity"], ()), row["project"])
    return found


def read_least_rows(
    path: Path, entities: Collection[Entity]
) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield entity and form with the least rows there, as the file says, which need not exist.

    Raises ``ListError`` with a line for each row that cannot be used.
    """
    rows = read_list(path, ROW_COLUMNS).rows if path.exists() else ()
    raise_problems(
        (*_entity_problems(rows, entities), *_count_problems(rows), *repeated(rows, _ONE_REGISTER))
    )
    for row in rows:
        yield (row["entity"], row["form"]), int(row["rows"])


def read_used_lines(
    path: Path, entities: Collection[Entity]
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return which codes the code trees of each entity print, by entity and form.

    The file need not exist. Raises ``ListError`` with a line for each row that cannot be used.
    """
    rows = read_list(path, LINE_COLUMNS).rows if path.exists() else ()
    twice = repeated(rows, ("entity", "form", "line"))
    raise_problems((*_entity_problems(rows, entities), *twice))
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in rows:
        at = row["entity"], row["form"]
        found[at] = (*found.get(at, ()), row["line"])
    return found


def used_lines_lines(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """Yield the lines of a list of codes in CSV: entity, form and code."""
    return csv_lines((_titles(LINE_COLUMNS), *rows))


def project_lines(projects: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a list of projects in CSV, with Chinese headings."""
    rows = ([code, project] for code, names in projects.items() for project in names)
    return csv_lines((_titles(PROJECT_COLUMNS), *rows))


def least_rows_lines(rows: Iterable[tuple[str, str, int]]) -> Iterator[str]:
    """Yield the lines of a list of least rows in CSV: entity, form and rows."""
    return csv_lines((_titles(ROW_COLUMNS), *rows))


def _titles(columns: Iterable[ListColumn]) -> list[str]:
    return [column.headings[0] for column in columns]


def _entity_problems(rows: Iterable[ListRow], entities: Collection[Entity]) -> Iterator[str]:
    known = {entity.code for entity in entities}
    for row in rows:
        code = row["entity"]
        if code not in known:
            problem = code_problem(code, known) or _unknown_entity(code, entities)
            yield f"{row.place}: {problem}"


def _unknown_entity(text: str, entities: Iterable[Entity]) -> str:
    """Return what is wrong with a text that is no code: perhaps it is somebody's name."""
    meant = [each.code for each in entities if text in {each.name, each.short}] if text else []
    if len(meant) == 1:
        return f"{text}: 这里填单位代码，应为 {meant[0]} · give the code here: {meant[0]}"
    return f"{text or '（空）'}: 单位名录里没有这个单位 · no such entity: correct it"


def _project_problems(rows: Iterable[ListRow], entities: Collection[Entity]) -> Iterator[str]:
    rows = list(rows)
    yield from _entity_problems(rows, entities)
    above = {entity.parent for entity in entities}
    for row in rows:
        if not row["project"]:
            yield f"{row.place}: 项目名称空着，请填写 · the project is blank: enter its name"
        if row["entity"] and row["entity"] in above:
            yield (
                f"{row.place}: {row['entity']} 是汇总单位，项目应列在填报单位下 · "
                "consolidates others: list the project below the entity that reports it"
            )


def _count_problems(rows: Iterable[ListRow]) -> Iterator[str]:
    for row in rows:
        if not re.fullmatch("[1-9][0-9]{0,4}", row["rows"]):
            yield (
                f"{row.place}: {row['rows'] or '（空）'}: 行数应为正整数 · "
                "rows must be a whole number above 0"
            )
