"""What a returned workbook says of its warnings: the sheet 审核意见 of a reissued one.

Each explanation is known by the mark in its row, wherever the row stands and whatever the sheet is
called now. A sheet that is gone says nothing: what was said before still stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.identity import REVIEW_SHEET
from xltool.kinds import Severity
from xltool.matching.observed_sheet import shown_text
from xltool.model.explanations import (
    EXPLANATION_HEAD,
    LONGEST_EXPLANATION,
    NO_EXPLANATION,
    Explanation,
    parse_explanation_mark,
)
from xltool.model.findings import Finding
from xltool.spreadsheets.raw_sheet import CellError, RawSheet, cell_position
from xltool.text import squeezed, without_invisible
from xltool.visible import is_unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

QUOTED = 30
"""Characters of an explanation that a finding quotes."""


@dataclass(frozen=True)
class ReviewSheet:
    """A sheet that may be 审核意见."""

    name: str
    sheet: RawSheet

    @property
    def is_ours(self) -> bool:
        """Whether it has marks; one of the right name need only have its heading."""
        return bool(self._marks) or (self.name == REVIEW_SHEET and self._head is not None)

    def explanations(self) -> Iterator[Explanation]:
        """Yield what is said in rows with a mark."""
        for row, (subject, state) in self._marks.items():
            at = self._cell(row)
            text = "" if at in self._unusable else self._text(at)
            if text:
                yield Explanation(subject, state, text, self.name, at)

    def findings(self) -> Iterator[Finding]:
        """Yield a note on each explanation that cannot be taken, and on each without a mark."""
        for at, message in self._unusable.items():
            yield self._finding(message, at, self._text(at))
        for at in self._without_mark():
            yield self._finding("XL-192", at, self._text(at))

    @cached_property
    def _cells(self) -> Mapping[tuple[int, int], str]:
        """The addresses of cells that hold something, from the top down, by row and column."""
        found = {cell_position(at): at for at in self.sheet.values.keys() | self.sheet.uncached}
        return dict(sorted(found.items()))

    @cached_property
    def _marks(self) -> Mapping[int, tuple[str, str]]:
        """Subject and state in each row that has a mark."""
        found: dict[int, tuple[str, str]] = {}
        for (row, _), at in self._cells.items():
            raw = self.sheet.values.get(at)
            mark = parse_explanation_mark(raw.strip()) if isinstance(raw, str) else None
            if mark:
                found.setdefault(row, mark)
        return found

    @cached_property
    def _head(self) -> tuple[int, int] | None:
        """Row and column of the heading of the explanations."""
        heads = (
            place for place, at in self._cells.items()
            if squeezed(shown_text(self.sheet.values.get(at))) == EXPLANATION_HEAD
        )  # fmt: skip
        return next(heads, None)

    def _cell(self, row: int) -> str:
        return address(row, self._head[1]) if self._head else ""

    def _text(self, at: str) -> str:
        """Return what is said in a cell, on one line; a formula counts with its result."""
        text = without_invisible(shown_text(self.sheet.values.get(at)))
        words = "".join(" " if is_unseen(char) else char for char in text).split()
        said = " ".join(words)
        return "" if said == NO_EXPLANATION else said

    @cached_property
    def _unusable(self) -> Mapping[str, str]:
        """The message about each explanation that cannot be taken, by its cell."""
        found = {}
        for row in self._marks:
            at = self._cell(row)
            if isinstance(self.sheet.values.get(at), CellError):
                found[at] = "XL-191.error"
            elif at in self.sheet.uncached:
                found[at] = "XL-191.formula"
            elif len(self._text(at)) > LONGEST_EXPLANATION:
                found[at] = "XL-191"
        return found

    def _without_mark(self) -> Iterator[str]:
        if self._head is None:
            return
        top, col = self._head
        for (row, other), at in self._cells.items():
            if row > top and other == col and row not in self._marks and self._text(at):
                yield at

    def _finding(self, message: str, at: str, text: str) -> Finding:
        quoted = text if len(text) <= QUOTED else f"{text[:QUOTED]}…"
        params = {"limit": str(LONGEST_EXPLANATION), "length": str(len(text))}
        found = Finding(message.partition(".")[0], Severity.INFO, message, sheet=self.name)
        return replace(found, cell=at, cells=(at,), value=quoted, params=params)


def find_review_sheets(
    sheets: Mapping[str, RawSheet], unknown: Iterable[str]
) -> Sequence[ReviewSheet]:
    """Return those of the sheets ``unknown`` to the forms that are 审核意见."""
    found = [ReviewSheet(name, sheets[name]) for name in unknown]
    return [each for each in found if each.is_ours]
