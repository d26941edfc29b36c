"""What two copies of a workbook say differently, as a report: each place with both values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.documents.styled_text import StyledText, TextStyle
from xltool.report.text_table import TextTable, align

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.campaign.changes import CellChange
    from xltool.report.text_table import Block

_HEAD = ("单元格", "行", "栏次"), ("cell", "line", "column")
_BLANK = "空白", "blank"


def conflicts_page(
    conflicts: Sequence[CellChange], files: tuple[str, str], language: str
) -> Iterator[Block]:
    """Yield a table for each sheet: cell, line, column, and what stands there in both ``files``."""
    english = language == "en"
    head = (*_HEAD[english], *files)
    for sheet in dict.fromkeys(conflict.sheet for conflict in conflicts):
        rows = [
            (
                each.cell, each.label.in_language(language), each.column,
                each.before or _BLANK[english], each.after or _BLANK[english],
            )
            for each in conflicts if each.sheet == sheet
        ]  # fmt: skip
        title = StyledText(sheet, TextStyle.HEADING)
        plain = align((f"  {row[0]}", *row[1:]) for row in (head, *rows))
        yield TextTable(head, rows, [sheet, *plain], title, prose=(1, 3, 4))
    count = len(conflicts)
    yield (f"{count} places differ." if english else f"共 {count} 处填的不一样。")
