"""What each column of a table is: labels, codes, row numbers or values; and which blocks they make.

A block is a column of labels with the columns of values beside it; two of them side by side have
lines of their own (收入 beside 支出).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.draft.sheet_tables import DASHES, LeftOutError, headings
from xltool.text import Bilingual, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.draft.sheet_tables import SheetTable
    from xltool.draft.source_sheet import SourceSheet


class ColumnRole(StrEnum):
    """What a column is there for."""

    LABEL = "label"
    CODE = "code"
    NUMBER = "no"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Block:
    """Columns with lines of their own; ``label`` and ``code`` are columns of theirs, if any."""

    columns: range
    label: int | None
    code: int | None


TOTAL_WORDS = frozenset({"合计", "总计", "小计"})
_LABEL_TITLE = re.compile(r"项目$|科目$|科目名称|科目（|类别$|^名称$|功能分类$|经济分类$")
_CODE_TITLE = re.compile(r"编码|代码")
_NUMBER_TITLES = frozenset({"序号", "行次", "行号"})
_SUBJECT_CODE = re.compile(r"(?:科目|分类)(?:编码|代码)$")
_CODE_PARTS = frozenset({"类", "款", "项"})
_CODE = re.compile(r"[0-9]{3,}|[A-Z][0-9]{1,}")
_LEAST_LABELS = 2
SPREAD = Bilingual(
    "项目名称或科目编码分列在几栏里（类、款、项）",
    "labels or codes are spread over several columns",
)


def column_roles(sheet: SourceSheet, table: SheetTable) -> dict[int, ColumnRole]:
    """Return what each column of a table is."""
    return {col: _role(sheet, table, col) for col in sheet.columns}


def _role(sheet: SourceSheet, table: SheetTable, col: int) -> ColumnRole:
    title = squeezed("".join(headings(sheet, table, col)[-1:]))
    cells = [sheet.cell(row, col) for row in table.lines]
    texts = [squeezed(cell.text) for cell in cells if cell.text and not cell.formula]
    texts = [text for text in texts if text not in TOTAL_WORDS]
    numbers = [int(text) for text in texts if text.isdecimal() and len(text) < len("10000")]
    if texts and len(numbers) == len(texts):
        counts_on = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        if title in _NUMBER_TITLES or (counts_on and numbers[0] == 1 and len(numbers) > 1):
            return ColumnRole.NUMBER
    if title in _CODE_PARTS or _SUBJECT_CODE.search(title):
        return ColumnRole.CODE
    words = [text for text in texts if text not in DASHES]
    codes = [text for text in words if _CODE.fullmatch(text)]
    is_named = _CODE_TITLE.search(title) or not any(cell.is_number for cell in cells)
    if codes and len(codes) == len(words) and is_named:
        return ColumnRole.CODE
    printed = [each for each in cells if each.printed and squeezed(each.printed) not in DASHES]
    named = bool(_LABEL_TITLE.search(title))
    others = [each for each in printed if squeezed(each.printed) not in TOTAL_WORDS]
    is_used = bool(others) or any(cell.formula for cell in cells)
    if len(printed) >= _LEAST_LABELS or (named and is_used) or len(printed) == len(cells) > 0:
        return ColumnRole.LABEL
    return ColumnRole.VALUE


def blocks(sheet: SourceSheet, roles: dict[int, ColumnRole]) -> tuple[Block, ...]:
    """Return the blocks of a table from the left; raise ``LeftOutError`` for a spread label."""
    labels = [col for col, role in roles.items() if role is ColumnRole.LABEL]
    _require_one_column_each(roles)
    starts = [_start(roles, col) for col in labels]
    if not labels:
        return (Block(sheet.columns, None, None),)
    starts[0] = sheet.printed.left
    ends = [*starts[1:], sheet.printed.right + 1]
    return tuple(
        Block(range(start, end), label, next(_codes(roles, range(start, end)), None))
        for start, end, label in zip(starts, ends, labels, strict=True)
    )


def _start(roles: dict[int, ColumnRole], label: int) -> int:
    """Return where the block of a label begins: with the codes or numbers on its left."""
    col = label
    while roles.get(col - 1) in {ColumnRole.CODE, ColumnRole.NUMBER}:
        col -= 1
    return col


def _codes(roles: dict[int, ColumnRole], columns: range) -> Iterator[int]:
    return (col for col in columns if roles[col] is ColumnRole.CODE)


def _require_one_column_each(roles: dict[int, ColumnRole]) -> None:
    """Raise ``LeftOutError`` where labels or codes stand in several columns side by side."""
    order: Sequence[ColumnRole] = list(roles.values())
    for left, right in pairwise(order):
        if left is right and left in {ColumnRole.LABEL, ColumnRole.CODE}:
            raise LeftOutError(SPREAD)
