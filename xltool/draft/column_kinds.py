"""What kind of values a column of an official sheet holds: by format, dropdown, limits, heading."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.kinds import ColumnKind
from xltool.text import Bilingual, squeezed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.draft.source_sheet import SourceCell, Validation

TEXT_FORMAT, GENERAL = "@", "General"
_DATE_FORMAT = re.compile(r"y{2,4}|年|m+[-/]d|d+[-/]m", re.IGNORECASE)
_RATE = re.compile(r"%|％|率|比例|比重|占比|百分比|幅度")
_NUMBER = re.compile(
    r"数量|人数|个数|面积|次数|批次|台数|辆数|套数|户数|编制数|车辆数|（[台辆人个次批套户]"
)
_CODE = re.compile(r"编码|代码|编号$")
_TEXT = re.compile(r"名称|说明|备注|原因|内容|依据|地址|地点|用途|目标|类型|性质|责任人|单位$")
_DATE = re.compile(r"日期|时间$")
_MONEY = re.compile(
    r"金额|价|[额费款数计]$|支出|收入|预算|决算|资金|经费|拨款|结转|结余|差异|万元|元"
)

GUESSED = Bilingual("按栏目标题猜测", "guessed from the heading")
UNKNOWN = Bilingual(
    "标题和格式都看不出，当作金额", "neither heading nor format tell: taken as money"
)


def column_kind(
    title: str, cells: Sequence[SourceCell], validations: Sequence[Validation]
) -> tuple[ColumnKind, Bilingual | None]:
    """Return the kind of a column, and why it is a guess, if it is one.

    ``title`` are its headings; ``cells`` and ``validations`` those of its lines.
    """
    words = squeezed(title)
    choices = [each for each in validations if each.choices is not None]
    if choices:
        return (ColumnKind.TEXT if choices[0].open else ColumnKind.CODE), None
    formats = [cell.number_format for cell in cells]
    usual = max(dict.fromkeys(formats), key=formats.count, default=GENERAL)
    if usual == TEXT_FORMAT:
        return (ColumnKind.CODE if _CODE.search(words) else ColumnKind.TEXT), None
    if "%" in usual:
        return ColumnKind.RATE, None
    if usual != GENERAL:
        if _DATE_FORMAT.search(usual) and "#" not in usual and "0" not in usual:
            return ColumnKind.DATE, None
        return _numeric(words)
    return _by_title(words, validations)


def _numeric(words: str) -> tuple[ColumnKind, Bilingual | None]:
    """Return which of the numbers it is: a format does not tell amounts from quantities."""
    if _RATE.search(words):
        return ColumnKind.RATE, GUESSED
    if _NUMBER.search(words):
        return ColumnKind.NUMBER, GUESSED
    return ColumnKind.MONEY, None if _MONEY.search(words) else UNKNOWN


def _by_title(words: str, validations: Sequence[Validation]) -> tuple[ColumnKind, Bilingual | None]:
    if any(each.longest for each in validations):
        return ColumnKind.TEXT, None
    if not any(each.least for each in validations):
        for pattern, kind in (
            (_CODE, ColumnKind.CODE),
            (_TEXT, ColumnKind.TEXT),
            (_DATE, ColumnKind.DATE),
        ):
            if pattern.search(words):
                return kind, GUESSED
    kind, guess = _numeric(words)
    return kind, guess or GUESSED
