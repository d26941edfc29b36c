"""A sheet that remembers what in it is one content's: its cells, heights and scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.writing.cell_writer import WorksheetWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from xlsxwriter.format import Format

    from xltool.model.submission import Key
    from xltool.writing.cell_writer import ContentOf, Place, Tall
    from xltool.writing.content import WorkbookContent


class RecordingSheet(WorksheetWriter):
    """A sheet whose cells can be filled again with another content.

    ``cells`` say something else then, ``facts`` are those that are filled in; ``tall`` is what
    the height of a row follows, ``heights`` how tall it is, ``percent`` the scale they print at.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.cells: dict[Place, ContentOf] = {}
        self.facts: dict[Key, Place] = {}
        self.tall: dict[int, Tall] = {}
        self.heights: dict[int, float] = {}
        self.percent: Callable[[Sequence[float]], int] | None = None

    def show(
        self,
        place: Place,
        shown: ContentOf,
        now: WorkbookContent,
        style: Format | None = None,
        text: str = "",
    ) -> None:
        """Write what a cell shows, and remember it."""
        self.cells[place] = shown
        super().show(place, shown, now, style, text)

    def fact(
        self, place: Place, key: Key, now: WorkbookContent, style: Format, text: str = ""
    ) -> None:
        """Write a fact, and remember where; one with a formula is shown as other cells are."""
        if text:
            self.show(place, lambda now: now.get(key), now, style, text)
        else:
            self.facts[key] = place
            super().fact(place, key, now, style)

    def stretch(self, row: int, tall: Tall, now: WorkbookContent) -> float:
        """Make a row as tall as needed, and remember what its height follows."""
        self.tall[row] = tall
        self.heights[row] = super().stretch(row, tall, now)
        return self.heights[row]

    def scale(self, percent: Callable[[Sequence[float]], int], heights: Sequence[float]) -> None:
        """Print at the scale that suits, and remember what it follows."""
        self.percent = percent
        super().scale(percent, heights)
