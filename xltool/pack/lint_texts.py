"""What can be wrong with the words of a pack that no form holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.model.pack_texts import COVER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.forms import Pack

FILE = "templates/pack.toml"
SHEET_NAME = 20
"""Longest sheet name, so that an entity's code fits before it within Excel's 31."""


def text_problems(pack: Pack) -> Iterator[str]:
    """Yield what cannot be printed: rows of the cover, a proposed deadline, the projects' sheet."""
    for name, label in pack.texts.cover.items():
        if name not in COVER:
            yield f"{FILE}: cover: 不认识 {name} · unknown {name}"
        elif not label.strip():
            yield f"{FILE}: cover: {name}: 空白 · blank"
    try:
        pack.texts.proposed_deadline("2020")
    except (ValueError, KeyError, IndexError):
        yield (
            f"{FILE}: deadline: 应为日期，如 {{period}}-11-30 或 {{next}}-02-28 · "
            "must be a date such as {period}-11-30 or {next}-02-28: "
            f"{pack.texts.deadline}"
        )
    sheet = pack.texts.projects.sheet
    if not is_sheet_name(sheet):
        yield f"{FILE}: projects.sheet: 工作表名无效 {sheet} · not a sheet name: {sheet}"
    if sheet in {form.template.sheet for form in pack.forms}:
        yield f"{FILE}: projects.sheet: 与报表重名 {sheet} · a form has that name: {sheet}"


def is_sheet_name(name: str) -> bool:
    """Whether a sheet can be called so, with the code of an entity before it."""
    return 0 < len(name) <= SHEET_NAME and not set(name) & set("[]:*?/\\'")
