"""A list of a campaign replaced by one that somebody has changed: read first, then put in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.folder import LINES, PROJECTS, ROWS
from xltool.campaign.project_list import (
    LINE_COLUMNS,
    PROJECT_COLUMNS,
    ROW_COLUMNS,
    least_rows_lines,
    project_lines,
    read_least_rows,
    read_projects,
    read_used_lines,
    used_lines_lines,
)
from xltool.campaign.session import at_work
from xltool.csv_text import list_bytes
from xltool.errors import ListError
from xltool.files import replacing
from xltool.lists.headed_list import find_list, read_list

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.observer import Observer

_COLUMNS = {LINES: LINE_COLUMNS, ROWS: ROW_COLUMNS, PROJECTS: PROJECT_COLUMNS}


def use_list(campaign: Campaign, path: Path, observer: Observer) -> Path:
    """Replace the list of projects, least rows or lines by the one in ``path``; return its file.

    Which one it is, its headings say. Raises ``ListError`` with a line for each row that cannot
    be used; then nothing was replaced. The list is a CSV file from then on.
    """
    name = _kind(path)
    content = list_bytes(_lines(name, path, campaign))
    with at_work(campaign, "lists", observer):
        old = find_list(campaign.folder, name)
        target = campaign.folder / f"{name}.csv"
        with replacing(target) as file:
            file.write(content)
        if old != target:  # a run that is killed before leaves two, which every command tells
            old.unlink()
    return target


def _kind(path: Path) -> str:
    """Return which list has these headings."""
    reasons = []
    for name, columns in _COLUMNS.items():
        try:
            read_list(path, columns)
        except ListError as error:
            reasons.append(error)
        else:
            return name
    raise reasons[-1]  # that of the projects


def _lines(name: str, path: Path, campaign: Campaign) -> Iterable[str]:
    """Return the list as it will stand there."""
    if name == PROJECTS:
        return project_lines(read_projects(path, campaign.entities))
    if name == ROWS:
        least = read_least_rows(path, campaign.entities)
        return least_rows_lines((code, form, count) for (code, form), count in least)
    used = read_used_lines(path, campaign.entities)
    return used_lines_lines(
        (code, form, line) for (code, form), lines in used.items() for line in lines
    )
