"""What Excel says while somebody types: the prompts, lists and limits of input cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltool.excel_formulas.cell_areas import ranges
from xltool.kinds import ColumnKind
from xltool.text import unspaced
from xltool.values.cell_values import LARGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xlsxwriter.worksheet import Worksheet

    from xltool.layout.cells import FormCell
    from xltool.model.forms import Column, Template

PROMPT = 255
PROMPT_TITLE = 32
ERROR_TITLE = "填写有误"


def validate(
    tab: Worksheet,
    template: Template,
    cells: Iterable[FormCell],
    lists: Mapping[tuple[str, str], str],
) -> None:
    """Put validations on input cells, one for all that are alike.

    ``lists`` says where the code sheet holds which list.
    """
    groups: dict[tuple[Any, ...], tuple[dict[str, Any], list[FormCell]]] = {}
    for cell in cells:
        assert cell.key is not None
        assert cell.column is not None
        above = template.group_of(cell.key.row) if cell.column.under else ""
        alike = (cell.key.table, cell.column.id, cell.places, above)
        if alike not in groups:
            groups[alike] = _options(cell, cell.column, above, lists), []
        groups[alike][1].append(cell)
    for options, alike_cells in groups.values():
        areas = ranges(alike_cells)
        tab.data_validation(areas[0], options | {"multi_range": " ".join(areas)})


def _options(
    cell: FormCell, column: Column, above: str, lists: Mapping[tuple[str, str], str]
) -> dict[str, Any]:
    return {
        "input_title": _title(column)[:PROMPT_TITLE],
        "input_message": column.prompt[:PROMPT],
        "error_title": ERROR_TITLE,
    } | (_choice(column, above, lists) if column.codes else _limits(cell, column))


def _title(column: Column) -> str:
    return unspaced(column.title)


def _choice(column: Column, above: str, lists: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    part = "labels" if column.kind is ColumnKind.TEXT else above or "codes"
    return {
        "validate": "list",
        "source": f"={lists[column.codes, part]}",
        "error_type": "information" if column.open else "stop",
        "error_message": f"“{column.title}”请从下拉列表中选择。",
    }


def _limits(cell: FormCell, column: Column) -> dict[str, Any]:
    title = _title(column)
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
        "error_message": message + "不要带单位、逗号或空格；没有就留空。",
    }
