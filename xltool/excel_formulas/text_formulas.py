"""Texts in formulas: quoted, masked, and where numbers should be.

No formula compares texts by ``=`` or by a pattern. ``=`` and SUMIFS ignore case, and for
SUMIFS and COUNTIF the asterisks of ``**`` and ``****22号`` stand for any text. So texts are
compared by ``EXACT`` and searched by ``FIND``, and rows are counted by ``SUMPRODUCT``.
"""

from __future__ import annotations


def quote_text(text: object) -> str:
    """Return a text as it stands in a formula: in quotes, those inside doubled."""
    doubled = str(text).replace('"', '""')
    return f'"{doubled}"'


def holds_text(areas: str, size: int) -> str:
    """Return whether some of ``size`` cells hold what is neither number nor blank.

    They are counted, as in ``calculated.guarded_formula``, and for the same reason.
    """
    blank = "".join(f"+COUNTBLANK({area})" for area in areas.split(","))
    return f"COUNT({areas}){blank}<{size}"


def is_masked(cell: str) -> str:
    """Return whether a cell holds two or more asterisks, half or full width, and nothing else."""
    return f"AND(LEN({cell})>1,{_only_asterisks(cell)})"


def masked_rows(area: str) -> str:
    """Return for each cell of an area whether it is masked, as 1 or 0."""
    return f"(LEN({area})>1)*({_only_asterisks(area)})"


def text_rows(area: str) -> str:
    """Return for each cell of an area whether it holds a text that is not blank, as 1 or 0."""
    return f'ISTEXT({area})*({area}<>"")'


def _only_asterisks(area: str) -> str:
    return f'SUBSTITUTE(SUBSTITUTE({area},"*",""),"＊","")=""'
