"""A worksheet that remembers which of its cells, row heights and print scale depend on the content.

``TemplateSheetPart`` uses this to find what must be replaced in the XML for another entity.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.writing.cell_writer import WorksheetWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.format import Format

    from xltool.model.submission import Key
    from xltool.writing.cell_writer import HeightOf, Place, ScaleOf, ValueOf
    from xltool.writing.content import WorkbookContent


class RecordingSheet(WorksheetWriter):
    """A worksheet that can be filled again with another content.

    ``values_of`` gives what a cell shows of a content; ``facts`` are the cells of entered values.
    ``heights_of`` gives the height of a row, ``heights`` holds those that were written, and
    ``scale_of`` gives the print scale from them, None where the scale does not depend on them.
    """

    def __init__(self) -> None:
        """Begin with nothing: xlsxwriter makes its sheets without arguments."""
        super().__init__()
        self.values_of: dict[Place, ValueOf] = {}
        self.facts: dict[Key, Place] = {}
        self.heights_of: dict[int, HeightOf] = {}
        self.heights: dict[int, float] = {}
        self.scale_of: ScaleOf | None = None

    def write_content(
        self,
        place: Place,
        value_of: ValueOf,
        content: WorkbookContent,
        style: Format | None = None,
        formula: str = "",
    ) -> None:
        """Write what a cell shows, and remember the function."""
        self.values_of[place] = value_of
        super().write_content(place, value_of, content, style, formula)

    def write_fact(
        self, place: Place, key: Key, content: WorkbookContent, style: Format, formula: str = ""
    ) -> None:
        """Write a value, and remember its cell; one with a formula as any other function.

        Entered values are kept apart so that only those that are not blank need be looked at.
        """
        if formula:
            self.write_content(place, lambda content: content.get(key), content, style, formula)
        else:
            self.facts[key] = place
            super().write_fact(place, key, content, style)

    def set_height(self, row: int, height_of: HeightOf, content: WorkbookContent) -> float:
        """Make a row as tall as needed, and remember the function."""
        self.heights_of[row] = height_of
        self.heights[row] = super().set_height(row, height_of, content)
        return self.heights[row]

    def set_scale(self, scale_of: ScaleOf, heights: Sequence[float]) -> None:
        """Print at the scale that suits, and remember the function."""
        self.scale_of = scale_of
        super().set_scale(scale_of, heights)
