"""How many of those below a parent are in its figures, and how many should be."""

from __future__ import annotations

import re
from typing import NamedTuple

_STORED = re.compile("([0-9]{1,6})/([0-9]{1,6})")


class Coverage(NamedTuple):
    """How many entities below a parent ``reported``, at any depth, and how many were ``due``."""

    reported: int
    due: int

    @property
    def printed(self) -> str:
        """The words for it in a workbook: ``由 3 个单位（应报 4）汇总``."""
        return f"由 {self.reported} 个单位（应报 {self.due}）汇总"

    @property
    def stored(self) -> str:
        """The text of it on ``_meta``: ``3/4``."""
        return f"{self.reported}/{self.due}"


def parse_coverage(text: str) -> Coverage:
    """Return the coverage in a text of ``_meta``; raise ``ValueError`` if it holds none."""
    found = _STORED.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Coverage(*map(int, found.groups()))
