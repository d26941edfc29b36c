"""The functions that our formulas call, with the numbers of arguments that Excel takes."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ARGUMENTS: Final = 255
"""Arguments of one call that Excel takes [MS-XLSX 2.2.2: ``argument-list``]."""

FUNCTIONS: Final[Mapping[str, tuple[int, int]]] = MappingProxyType({
    "ABS": (1, 1), "AND": (1, MOST_ARGUMENTS), "CHAR": (1, 1), "CHOOSE": (2, MOST_ARGUMENTS),
    "CLEAN": (1, 1), "COUNT": (1, MOST_ARGUMENTS), "COUNTA": (1, MOST_ARGUMENTS),
    "COUNTBLANK": (1, 1), "COUNTIF": (2, 2), "DATE": (3, 3), "DATEVALUE": (1, 1), "EXACT": (2, 2),
    "FIND": (2, 3), "HYPERLINK": (1, 2), "IF": (2, 3), "IFERROR": (2, 2), "INDEX": (2, 4),
    "INT": (1, 1), "ISBLANK": (1, 1), "ISERR": (1, 1), "ISLOGICAL": (1, 1), "ISNUMBER": (1, 1),
    "ISTEXT": (1, 1), "LEFT": (1, 2), "LEN": (1, 1), "MATCH": (2, 3), "MAX": (1, MOST_ARGUMENTS),
    "MID": (3, 3), "NOT": (1, 1), "OR": (1, MOST_ARGUMENTS), "RIGHT": (1, 2), "ROUND": (2, 2),
    "ROW": (0, 1), "SUBSTITUTE": (3, 4), "SUM": (1, MOST_ARGUMENTS),
    "SUMPRODUCT": (1, MOST_ARGUMENTS), "TEXT": (2, 2), "TRIM": (1, 1), "TRUE": (0, 0),
    "UPPER": (1, 1),
})  # fmt: skip
"""Each by its name, with the least and the most arguments (ECMA-376 Part 1 §18.17.7)."""
