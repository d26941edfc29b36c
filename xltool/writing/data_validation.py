"""What Excel shows and accepts while somebody types: prompts, lists and limits of input cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltool.excel_formulas.cell_areas import ranges
from xltool.text import unspaced
from xltool.values.cell_values import LARGEST
from xltool.writing.code_sheet import part_offered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlsxwriter.worksheet import Worksheet

    from xltool.layout.cells import FormCell
    from xltool.model.forms import Column
    from xltool.model.templates import Template

LONGEST_PROMPT, LONGEST_TITLE = 255, 32
"""Characters that Excel takes, [MS-OI29500] 2.1.613; what is longer is cut."""
ERROR_TITLE = "填写有误"


def add_validations(
    sheet: Worksheet,
    template: Template,
    cells: Iterable[FormCell],
    lists: Mapping[tuple[str, str], str],
) -> None:
    """Add a validation for each group of input cells that are alike.

    ``lists`` are the areas of the code sheet, by code list and what of it is listed.
    """
    groups: dict[tuple[Any, ...], tuple[dict[str, Any], list[FormCell]]] = {}
    for cell in cells:
        assert cell.key is not None
        assert cell.column is not None
        parent = template.group_of(cell.key.row) if cell.column.under else ""
        alike = (cell.key.table, cell.column.id, cell.places, parent)
        if alike not in groups:
            groups[alike] = _options(cell, cell.column, parent, lists), []
        groups[alike][1].append(cell)
    for options, group in groups.values():
        areas = ranges(group)
        sheet.data_validation(areas[0], options | {"multi_range": " ".join(areas)})


def _options(
    cell: FormCell, column: Column, parent: str, lists: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    return {
        "input_title": unspaced(column.title)[:LONGEST_TITLE],
        "input_message": column.prompt[:LONGEST_PROMPT],
        "error_title": ERROR_TITLE,
    } | (_choice(column, parent, lists) if column.codes else _limits(cell, column))


def _choice(column: Column, parent: str, lists: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """Return a dropdown: of labels, of codes, or of the codes below the group's ``parent``."""
    part = parent or part_offered(column)
    return {
        "validate": "list",
        "source": f"={lists[column.codes, part]}",
        "error_type": "information" if column.open and not column.lowest else "stop",
        "error_message": f"“{column.title}”请从下拉列表中选择。",
    }


def _limits(cell: FormCell, column: Column) -> dict[str, Any]:
    """Return the limits of a number, or the length of a text."""
    title = unspaced(column.title)
    if not column.kind.numeric:
        most = dict(column.checks.get("str_length", {})).get("max_value")  # type: ignore[call-overload]
        if most is None:
            return {"validate": "any"}
        message = f"“{title}”最多 {most} 个字。"
        return {
            "validate": "length", "criteria": "<=", "value": most, "error_message": message,
        }  # fmt: skip
    least = column.checks.get("ge", -int(LARGEST))
    whole = cell.places == 0 or column.places == 0
    message = f"“{title}”只能填{'整数' if whole else '数字'}" + (
        f"，不小于 {least}。" if "ge" in column.checks else "。"
    )
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": least,
        "maximum": int(LARGEST),
        "error_message": message + "不要带单位、逗号或空格；没有数就留空，确实为零才填 0。",
    }
