"""The cover's answers 有 and 无数据 in a workbook, put there as somebody's program would."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openpyxl import load_workbook

from xltool.identity import COVER_SHEET, nil_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.model.forms import Pack

FIRST_ROW = 12
"""The row of the first form's answer, below all that the cover holds today."""


def asking_forms(pack: Pack) -> list[str]:
    """List the forms that must be answered for."""
    return [form.id for form in pack.forms if form.template.nil]


def answer_cell(pack: Pack, form: str) -> str:
    """Return the cell of a form's answer."""
    return f"D{FIRST_ROW + asking_forms(pack).index(form)}"


def with_answers(path: Path, pack: Pack, answers: Mapping[str, str], *, named: bool = True) -> Path:
    """Give these answers on a workbook's cover, and no others; return the path.

    The cells have no names where a program lost them (``named``).
    """
    workbook = load_workbook(path)
    for form in asking_forms(pack):
        workbook[COVER_SHEET][answer_cell(pack, form)] = answers.get(form)
        if not named:
            del workbook.defined_names[nil_name(form)]
    workbook.save(path)
    return path
